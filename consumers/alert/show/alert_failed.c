/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_failed.c - one line a delivery, or a webhook that is behind; and back into the queue.
 */
#include "consumers/alert/show/alert_failed.h"

#include "generated/embedded.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
        COLUMN_DELIVERY,
        COLUMN_WEBHOOK,
        COLUMN_MESSAGE,
        COLUMN_ATTEMPTS,
        COLUMN_ERROR,
        COLUMN_QUEUED_AT,
        COLUMN_FAILED_AT
};

static void print_head(const struct zone *zone)
{
        printf("%-8s %-19s  %-20s %-16s attempts  last error; times of %s\n", "delivery", "given up",
               "webhook", "message", zone_name(zone));
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char failed[CELL_ROOM];
        const struct text webhook = pg_get_text(r, row, COLUMN_WEBHOOK),
                          message = pg_get_text(r, row, COLUMN_MESSAGE),
                          error = pg_get_text(r, row, COLUMN_ERROR);
        printf("%-8" PRId64 " %s  %-*.*s %-16.*s %8" PRId64 "  %.*s\n", pg_get_int(r, row, COLUMN_DELIVERY),
               zone_format(zone, pg_get_instant(r, row, COLUMN_FAILED_AT), failed), text_field(webhook, 20),
               (int)webhook.len, webhook.at, (int)message.len, message.at,
               pg_get_int(r, row, COLUMN_ATTEMPTS), (int)error.len, error.at);
}

static const struct listing listing = {{{"delivery_id", CELL_NUMBER},
                                        {"webhook", CELL_TEXT},
                                        {"message", CELL_TEXT},
                                        {"attempts", CELL_NUMBER},
                                        {"last_error", CELL_TEXT},
                                        {"queued_at", CELL_INSTANT},
                                        {"failed_at", CELL_INSTANT}},
                                       print_head,
                                       print_text,
                                       "no delivery was given up"};

/* ---- webhooks that are behind ---- */

enum {
        BEHIND_WEBHOOK,
        BEHIND_WAITING,
        BEHIND_TRIED,
        BEHIND_SINCE,
        BEHIND_ERROR,
        BEHIND_NEXT,
        BEHIND_ENABLED
};

static void print_behind_head(const struct zone *zone)
{
        printf("%-20s %8s %8s  %-19s  %-19s  last error; times of %s\n", "webhook", "waiting", "tried",
               "since", "next attempt", zone_name(zone));
}

/* How long the alerter leaves such a webhook alone is known to it alone; it is a minute, or what the receiver asked for. */
static const char *next_attempt(const struct pg_result *r, int row, const struct zone *zone,
                                char out[static CELL_ROOM])
{
        const micros next = pg_get_instant(r, row, BEHIND_NEXT);
        if (!pg_get_int(r, row, BEHIND_ENABLED))
                return "not enabled";
        return next <= moment_now() ? "due" : zone_format(zone, next, out);
}

static void print_behind(const struct pg_result *r, int row, const struct zone *zone)
{
        char since[CELL_ROOM], next[CELL_ROOM];
        const struct text webhook = pg_get_text(r, row, BEHIND_WEBHOOK),
                          error = pg_get_text(r, row, BEHIND_ERROR);
        printf("%-*.*s %8" PRId64 " %8" PRId64 "  %s  %-19s  %.*s\n", text_field(webhook, 20),
               (int)webhook.len, webhook.at, pg_get_int(r, row, BEHIND_WAITING),
               pg_get_int(r, row, BEHIND_TRIED),
               zone_format(zone, pg_get_instant(r, row, BEHIND_SINCE), since),
               next_attempt(r, row, zone, next), error.len ? (int)error.len : 1, error.len ? error.at : "-");
}

static const struct listing behind = {{{"webhook", CELL_TEXT},
                                       {"waiting", CELL_NUMBER},
                                       {"tried", CELL_NUMBER},
                                       {"since", CELL_INSTANT},
                                       {"last_error", CELL_TEXT},
                                       {"next_attempt_at", CELL_INSTANT},
                                       {"enabled", CELL_TRUTH}},
                                      print_behind_head,
                                      print_behind,
                                      "no webhook is behind"};

/* ---- both ---- */

static enum fault show(struct pg *pg, const char *query, const struct listing *l, const struct zone *zone,
                       enum list_format format, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, query, NULL, 0, &r, e) != OK)
                return e->kind;
        listing_print(l, format, r, zone);
        pg_free(r);
        return OK;
}

enum fault alert_failed(struct pg *pg, const struct zone *zone, bool waiting, enum list_format format,
                        struct err *e)
{
        const bool people = format == LIST_TEXT;
        if (!waiting && show(pg, SQL_alert_delivery_failed, &listing, zone, format, e) != OK)
                return e->kind;
        if (!waiting && people)
                putchar('\n');
        return waiting || people ? show(pg, SQL_alert_delivery_waiting, &behind, zone, format, e) : OK;
}

/* ---- retry ---- */

static enum fault read_ids(const char *const *words, size_t n, int64_t *ids, struct err *e)
{
        for (size_t i = 0; i < n; i++) {
                char *end;
                errno = 0;
                ids[i] = strtoll(words[i], &end, 10);
                if (end == words[i] || *end || errno || ids[i] <= 0)
                        return fail(e, USAGE,
                                    "'%s' is no number of a delivery: hentra alert failed shows them",
                                    words[i]);
        }
        return OK;
}

static enum fault all_found(const struct pg_result *r, const int64_t *ids, size_t n, struct err *e)
{
        for (size_t i = 0; i < n; i++) {
                bool found = false;
                for (int row = 0; !found && row < pg_rows(r); row++)
                        found = pg_get_int(r, row, 0) == ids[i];
                if (!found)
                        return fail(e, FATAL,
                                    "delivery %" PRId64 " was not given up: hentra alert failed shows those "
                                    "that were; nothing was done",
                                    ids[i]);
        }
        return OK;
}

static void print_queued(int n, bool dry_run)
{
        if (n == 0)
                puts(listing.nothing);
        else
                printf("%s %d deliver%s again%s\n", dry_run ? "would queue" : "queued", n,
                       n == 1 ? "y" : "ies",
                       dry_run ? "" : "; a running `hentra alert` sends what is queued");
}

static enum fault retry(struct pg *pg, const int64_t *ids, size_t n, bool dry_run, struct err *e)
{
        struct bytes array = {0};
        struct pg_result *r = NULL;
        const struct pg_param params[] = {pg_int8_array(&array, ids, n), pg_bool(n == 0), pg_bool(dry_run)};
        enum fault fault = pg_script(pg, "begin", e);
        if (fault == OK)
                fault = pg_run(pg, SQL_alert_delivery_retry, params, 3, &r, e);
        if (fault == OK)
                fault = all_found(r, ids, n, e);
        if (fault == OK)
                fault = pg_script(pg, "commit", e);
        if (fault == OK)
                print_queued(pg_rows(r), dry_run);
        pg_free(r);
        bytes_free(&array);
        return fault;
}

enum fault alert_retry(struct pg *pg, const char *const *words, size_t n, bool dry_run, struct err *e)
{
        int64_t *ids = need_alloc(n * sizeof(*ids));
        enum fault fault = read_ids(words, n, ids, e);
        if (fault == OK)
                fault = retry(pg, ids, n, dry_run, e);
        free(ids);
        return fault;
}

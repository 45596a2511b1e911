/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_failed.c - one line per delivery, or per webhook that is behind; and back into the queue.
 */
#include "consumers/alert/show/alert_failed.h"

#include "generated/embedded.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void print_failed_head(const struct zone *zone)
{
        printf("%-8s %-19s  %-20s %-16s attempts  last error; times of %s\n", "delivery", "given up",
               "webhook", "message", zone_name(zone));
}

static void print_failed(const struct pg_result *r, int row, const struct zone *zone)
{
        char failed_at[32];
        const struct text webhook = pg_get_text(r, row, COL_alert_delivery_failed_webhook),
                          message = pg_get_text(r, row, COL_alert_delivery_failed_message),
                          error = pg_get_text(r, row, COL_alert_delivery_failed_last_error);
        printf("%-8" PRId64 " %s  %-*.*s %-16.*s %8" PRId64 "  %.*s\n",
               pg_get_int(r, row, COL_alert_delivery_failed_delivery_id),
               zone_format(zone, pg_get_instant(r, row, COL_alert_delivery_failed_failed_at), failed_at),
               text_field(webhook, 20), (int)webhook.len, webhook.at, (int)message.len, message.at,
               pg_get_int(r, row, COL_alert_delivery_failed_attempts), (int)error.len, error.at);
}

static const char *const failed_names[] = {"delivery_id", "webhook",   "message",   "attempts",
                                           "last_error",  "queued_at", "failed_at", NULL};

static void add_failed(struct table *t, const struct pg_result *r, int row)
{
        table_count(t, "delivery_id", pg_get_int(r, row, COL_alert_delivery_failed_delivery_id));
        table_text(t, "webhook", pg_get_text(r, row, COL_alert_delivery_failed_webhook));
        table_text(t, "message", pg_get_text(r, row, COL_alert_delivery_failed_message));
        table_count(t, "attempts", pg_get_int(r, row, COL_alert_delivery_failed_attempts));
        table_text(t, "last_error", pg_get_text(r, row, COL_alert_delivery_failed_last_error));
        table_instant(t, "queued_at", pg_get_instant(r, row, COL_alert_delivery_failed_queued_at));
        table_instant(t, "failed_at", pg_get_instant(r, row, COL_alert_delivery_failed_failed_at));
}

static const struct listing failed = {failed_names, add_failed, print_failed_head, print_failed,
                                      "no delivery was given up"};

/* ---- webhooks that are behind ---- */

static void print_behind_head(const struct zone *zone)
{
        printf("%-20s %8s %8s  %-19s  %-19s  last error; times of %s\n", "webhook", "waiting", "tried",
               "since", "next attempt", zone_name(zone));
}

/* The pause after failures is kept in the alerter's memory; this estimate assumes the longest one, a minute
 * or the receiver's Retry-After. */
static const char *next_attempt(const struct pg_result *r, int row, const struct zone *zone,
                                char out[static 32])
{
        const micros next = pg_get_instant(r, row, COL_alert_delivery_waiting_next_attempt_at);
        if (!pg_get_int(r, row, COL_alert_delivery_waiting_enabled))
                return "not enabled";
        return next <= moment_now() ? "due" : zone_format(zone, next, out);
}

static void print_behind(const struct pg_result *r, int row, const struct zone *zone)
{
        char since[32], next[32];
        const struct text webhook = pg_get_text(r, row, COL_alert_delivery_waiting_webhook),
                          error = pg_get_text(r, row, COL_alert_delivery_waiting_last_error);
        printf("%-*.*s %8" PRId64 " %8" PRId64 "  %s  %-19s  %.*s\n", text_field(webhook, 20),
               (int)webhook.len, webhook.at, pg_get_int(r, row, COL_alert_delivery_waiting_waiting),
               pg_get_int(r, row, COL_alert_delivery_waiting_tried),
               zone_format(zone, pg_get_instant(r, row, COL_alert_delivery_waiting_since), since),
               next_attempt(r, row, zone, next), error.len ? (int)error.len : 1, error.len ? error.at : "-");
}

static const char *const behind_names[] = {"webhook",    "waiting",         "tried",   "since",
                                           "last_error", "next_attempt_at", "enabled", NULL};

static void add_behind(struct table *t, const struct pg_result *r, int row)
{
        table_text(t, "webhook", pg_get_text(r, row, COL_alert_delivery_waiting_webhook));
        table_count(t, "waiting", pg_get_int(r, row, COL_alert_delivery_waiting_waiting));
        table_count(t, "tried", pg_get_int(r, row, COL_alert_delivery_waiting_tried));
        table_instant(t, "since", pg_get_instant(r, row, COL_alert_delivery_waiting_since));
        table_text(t, "last_error", pg_get_text(r, row, COL_alert_delivery_waiting_last_error));
        table_instant(t, "next_attempt_at",
                      pg_get_instant(r, row, COL_alert_delivery_waiting_next_attempt_at));
        table_flag(t, "enabled", pg_get_int(r, row, COL_alert_delivery_waiting_enabled) != 0);
}

static const struct listing behind = {behind_names, add_behind, print_behind_head, print_behind,
                                      "no webhook is behind"};

/* ---- messages that the topic refused ---- */

static void print_refused_head(const struct zone *zone)
{
        printf("%-16s %-19s  %-20s dossier or source; times of %s; the topic takes no message so large\n",
               "message", "refused", "rule", zone_name(zone));
}

static void print_refused(const struct pg_result *r, int row, const struct zone *zone)
{
        char at[32];
        const struct text message = pg_get_text(r, row, COL_alert_refused_list_message),
                          rule = pg_get_text(r, row, COL_alert_refused_list_rule),
                          dossier = pg_get_text(r, row, COL_alert_refused_list_dossier);
        printf("%-16.*s %s  %-*.*s %.*s\n", (int)message.len, message.at,
               zone_format(zone, pg_get_instant(r, row, COL_alert_refused_list_refused_at), at),
               text_field(rule, 20), (int)rule.len, rule.at, (int)dossier.len, dossier.at);
}

static const char *const refused_names[] = {"message", "rule", "dossier", "refused_at", NULL};

static void add_refused(struct table *t, const struct pg_result *r, int row)
{
        table_text(t, "message", pg_get_text(r, row, COL_alert_refused_list_message));
        table_text(t, "rule", pg_get_text(r, row, COL_alert_refused_list_rule));
        table_text(t, "dossier", pg_get_text(r, row, COL_alert_refused_list_dossier));
        table_instant(t, "refused_at", pg_get_instant(r, row, COL_alert_refused_list_refused_at));
}

static const struct listing refused = {refused_names, add_refused, print_refused_head, print_refused,
                                       "the topic refused no message"};

/* ---- all ---- */

/* `now` NO_TIME: the query does not ask. */
static enum fault show(struct pg *pg, const char *query, micros now, const struct listing *l,
                       const struct zone *zone, enum list_format format, struct err *e)
{
        const struct pg_param param = pg_instant(now);
        struct pg_result *r;
        if (pg_run(pg, query, &param, now != NO_TIME, &r, e) != OK)
                return e->kind;
        listing_print(l, format, r, zone);
        pg_free(r);
        return OK;
}

enum fault alert_failed(struct pg *pg, const struct zone *zone, micros now, bool waiting,
                        enum list_format format, struct err *e)
{
        const bool as_text = format == LIST_TEXT;
        if (!waiting && show(pg, SQL_alert_delivery_failed, NO_TIME, &failed, zone, format, e) != OK)
                return e->kind;
        if (!waiting && as_text)
                putchar('\n');
        if (!waiting && as_text && show(pg, SQL_alert_refused_list, NO_TIME, &refused, zone, format, e) != OK)
                return e->kind;
        if (!waiting && as_text)
                putchar('\n');
        return waiting || as_text ? show(pg, SQL_alert_delivery_waiting, now, &behind, zone, format, e) : OK;
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
                        found = pg_get_int(r, row, COL_alert_delivery_retry_delivery_id) == ids[i];
                if (!found)
                        return fail(e, FATAL,
                                    "delivery %" PRId64 " was not given up: hentra alert failed shows those "
                                    "that were; nothing was done",
                                    ids[i]);
        }
        return OK;
}

static void print_queued(int n, int messages, bool dry_run)
{
        if (n == 0)
                puts(failed.nothing);
        else
                printf("%s %d deliver%s again%s\n", dry_run ? "would queue" : "queued", n,
                       n == 1 ? "y" : "ies",
                       dry_run ? "" : "; a running `hentra alert` sends what is queued");
        if (messages > 0)
                printf("%s %d message%s for the topic again\n", dry_run ? "would queue" : "queued", messages,
                       messages == 1 ? "" : "s");
}

/* Without numbers all that is set aside: what the topic refused, too. */
static enum fault retry_refused(struct pg *pg, bool dry_run, int *messages, struct err *e)
{
        struct pg_result *r;
        const struct pg_param only = pg_bool(dry_run);
        if (pg_run(pg, SQL_alert_refused_retry, &only, 1, &r, e) != OK)
                return e->kind;
        *messages = pg_rows(r);
        pg_free(r);
        return OK;
}

static enum fault retry(struct pg *pg, const int64_t *ids, size_t n, bool dry_run, struct err *e)
{
        struct bytes array = {0};
        struct pg_result *r = NULL;
        int messages = 0;
        const struct pg_param params[] = {pg_int8_array(&array, ids, n), pg_bool(n == 0), pg_bool(dry_run)};
        enum fault fault = pg_script(pg, "begin", e);
        if (fault == OK)
                fault = pg_run(pg, SQL_alert_delivery_retry, params, 3, &r, e);
        if (fault == OK)
                fault = all_found(r, ids, n, e);
        if (fault == OK && n == 0)
                fault = retry_refused(pg, dry_run, &messages, e);
        if (fault == OK)
                fault = pg_script(pg, "commit", e);
        if (fault == OK)
                print_queued(pg_rows(r), messages, dry_run);
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

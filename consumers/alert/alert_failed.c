/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_failed.c - one line a delivery, in three formats; and back into the queue.
 */
#include "consumers/alert/alert_failed.h"

#include "core/lib/csv.h"
#include "core/lib/json.h"
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
        COLUMN_FAILED_AT,
        COLUMNS
};

static const char *const names[COLUMNS] = {"delivery_id", "webhook",   "message",  "attempts",
                                           "last_error",  "queued_at", "failed_at"};

/* A column as text; `room` is for those that are none. */
static struct text cell(const struct pg_result *r, int row, int column, char room[static 32])
{
        switch (column) {
        case COLUMN_DELIVERY:
        case COLUMN_ATTEMPTS:
                snprintf(room, 32, "%" PRId64, pg_get_int(r, row, column));
                return text_of(room);
        case COLUMN_QUEUED_AT:
        case COLUMN_FAILED_AT:
                return text_of(moment_format(pg_get_instant(r, row, column), room));
        default:
                return pg_get_text(r, row, column);
        }
}

static void print_csv(const struct pg_result *r, int row)
{
        char room[32];
        for (int c = 0; c < COLUMNS; c++) {
                csv_print(stdout, cell(r, row, c, room));
                fputs(c + 1 < COLUMNS ? "," : "\r\n", stdout);
        }
}

static void print_json(const struct pg_result *r, int row)
{
        char room[32];
        struct json *j = json_new();
        for (int c = 0; c < COLUMNS; c++) {
                if (c == COLUMN_DELIVERY || c == COLUMN_ATTEMPTS)
                        json_put_int(j, names[c], pg_get_int(r, row, c));
                else
                        json_put_text(j, names[c], cell(r, row, c, room));
        }
        char *line = json_line(j);
        puts(line);
        free(line);
        json_free(j);
}

static void print_text(const struct pg_result *r, int row)
{
        char room[32];
        const struct text webhook = pg_get_text(r, row, COLUMN_WEBHOOK),
                          message = pg_get_text(r, row, COLUMN_MESSAGE),
                          error = pg_get_text(r, row, COLUMN_ERROR);
        printf("%-8" PRId64 " %-20s  %-20.*s %-16.*s %" PRId64 " attempt(s)  %.*s\n",
               pg_get_int(r, row, COLUMN_DELIVERY), cell(r, row, COLUMN_FAILED_AT, room).at, (int)webhook.len,
               webhook.at, (int)message.len, message.at, pg_get_int(r, row, COLUMN_ATTEMPTS), (int)error.len,
               error.at);
}

enum fault alert_failed(struct pg *pg, enum list_format format, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_delivery_failed, NULL, 0, &r, e) != OK)
                return e->kind;
        if (format == LIST_CSV) {
                for (int c = 0; c < COLUMNS; c++)
                        printf("%s%s", names[c], c + 1 < COLUMNS ? "," : "\r\n");
        }
        for (int row = 0; row < pg_rows(r); row++) {
                if (format == LIST_CSV)
                        print_csv(r, row);
                else if (format == LIST_JSON)
                        print_json(r, row);
                else
                        print_text(r, row);
        }
        if (format == LIST_TEXT && pg_rows(r) == 0)
                puts("no delivery was given up");
        pg_free(r);
        return OK;
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
                printf("%s %d deliver%s\n", dry_run ? "would retry" : "retrying", pg_rows(r),
                       pg_rows(r) == 1 ? "y" : "ies");
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

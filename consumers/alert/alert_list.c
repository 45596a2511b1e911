/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_list.c - one line an alert, in three formats.
 */
#include "consumers/alert/alert_list.h"

#include "core/lib/csv.h"
#include "core/lib/json.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
        COLUMN_ALERT,
        COLUMN_RAISED_AT,
        COLUMN_RULE,
        COLUMN_KIND,
        COLUMN_STEP,
        COLUMN_DUE_AT,
        COLUMN_DOSSIER,
        COLUMN_AGENCY,
        COLUMN_RECIPIENT,
        COLUMN_PROCEDURE,
        COLUMN_STALE,
        COLUMNS
};

static const char *const names[COLUMNS] = {"alert_id",  "raised_at", "rule",       "kind",
                                           "step",      "due_at",    "dossier_id", "agency",
                                           "recipient", "procedure", "stale"};

/* A column as text; `room` is for those that are none. */
static struct text cell(const struct pg_result *r, int row, int column, char room[static 32])
{
        switch (column) {
        case COLUMN_ALERT:
        case COLUMN_STEP:
                snprintf(room, 32, "%" PRId64, pg_get_int(r, row, column));
                return text_of(room);
        case COLUMN_RAISED_AT:
        case COLUMN_DUE_AT:
                return text_of(moment_format(pg_get_instant(r, row, column), room));
        case COLUMN_STALE:
                return text_of(pg_get_int(r, row, column) ? "true" : "false");
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
                if (c == COLUMN_ALERT || c == COLUMN_STEP)
                        json_put_int(j, names[c], pg_get_int(r, row, c));
                else if (c == COLUMN_STALE)
                        json_put_bool(j, names[c], pg_get_int(r, row, c) != 0);
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
        char raised[32], due[32], step[32];
        const struct text rule = cell(r, row, COLUMN_RULE, step),
                          dossier = pg_get_text(r, row, COLUMN_DOSSIER),
                          agency = pg_get_text(r, row, COLUMN_AGENCY),
                          recipient = pg_get_text(r, row, COLUMN_RECIPIENT);
        printf("%-20s  %-16.*s %2s  due %-20s  %-32.*s  %.*s%s%.*s%s\n",
               cell(r, row, COLUMN_RAISED_AT, raised).at, (int)rule.len, rule.at,
               cell(r, row, COLUMN_STEP, step).at, cell(r, row, COLUMN_DUE_AT, due).at, (int)dossier.len,
               dossier.at, (int)agency.len, agency.at, text_equal(agency, recipient) ? "" : " -> ",
               text_equal(agency, recipient) ? 0 : (int)recipient.len, recipient.at,
               pg_get_int(r, row, COLUMN_STALE) ? "  (stale)" : "");
}

enum fault alert_list(struct pg *pg, const char *agency, const char *rule, enum list_format format,
                      struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(agency)), pg_text(text_of(rule))};
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_list, params, 2, &r, e) != OK)
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
                puts("no alert stands");
        pg_free(r);
        return OK;
}

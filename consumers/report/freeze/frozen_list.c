/* SPDX-License-Identifier: Apache-2.0
 *
 * frozen_list.c - all that was frozen, a line each.
 */
#include "consumers/report/freeze/frozen.h"
#include "core/base/output.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>

static void print_table(const struct pg_result *r, const struct sheet *s)
{
        static const char *const names[] = {
                "name",         "report", "period", "first_day", "last_day",  "as_of", "known_at",
                "rule_version", "rows",   "sha256", "frozen_at", "frozen_by", NULL};
        struct table t = {.format = s->format == FORMAT_JSON ? TABLE_JSON : TABLE_CSV,
                          .out = stdout,
                          .csv = s->csv,
                          .names = names};
        char day[16];
        table_begin(&t);
        for (int row = 0; row < pg_rows(r); row++) {
                table_text(&t, "name", pg_get_text(r, row, COL_frozen_list_name));
                table_text(&t, "report", pg_get_text(r, row, COL_frozen_list_report));
                table_text(&t, "period", pg_get_text(r, row, COL_frozen_list_period));
                table_text(&t, "first_day",
                           text_of(day_format(pg_get_date(r, row, COL_frozen_list_first_day), day)));
                table_text(&t, "last_day",
                           text_of(day_format(pg_get_date(r, row, COL_frozen_list_last_day), day)));
                table_instant(&t, "as_of", pg_get_instant(r, row, COL_frozen_list_as_of));
                table_instant(&t, "known_at", pg_get_instant(r, row, COL_frozen_list_known_at));
                table_count(&t, "rule_version", pg_get_int(r, row, COL_frozen_list_rule_version));
                table_count(&t, "rows", pg_get_int(r, row, COL_frozen_list_rows));
                table_text(&t, "sha256", pg_get_text(r, row, COL_frozen_list_sha256));
                table_instant(&t, "frozen_at", pg_get_instant(r, row, COL_frozen_list_frozen_at));
                table_text(&t, "frozen_by", pg_get_text(r, row, COL_frozen_list_frozen_by));
                table_row(&t);
        }
        table_end(&t);
}

static void print_text(const struct pg_result *r, const struct zone *zone)
{
        char first[16], last[16], at[32];
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text name = pg_get_text(r, row, COL_frozen_list_name),
                                  report = pg_get_text(r, row, COL_frozen_list_report),
                                  by = pg_get_text(r, row, COL_frozen_list_frozen_by),
                                  sha256 = pg_get_text(r, row, COL_frozen_list_sha256);
                printf("%-24.*s  %-13.*s  %s to %s  %6" PRId64
                       " rows  frozen %s by %.*s\n%-24s  sha256 %.*s\n",
                       (int)name.len, name.at, (int)report.len, report.at,
                       day_format(pg_get_date(r, row, COL_frozen_list_first_day), first),
                       day_format(pg_get_date(r, row, COL_frozen_list_last_day), last),
                       pg_get_int(r, row, COL_frozen_list_rows),
                       zone_format(zone, pg_get_instant(r, row, COL_frozen_list_frozen_at), at), (int)by.len,
                       by.at, "", (int)sha256.len, sha256.at);
        }
        if (pg_rows(r) == 0)
                printf("no report is frozen; hentra report NAME … --freeze NAME does it\n");
}

enum fault frozen_list(const struct sheet *s, const struct zone *zone, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (s->format == FORMAT_XLSX || s->format == FORMAT_HTML)
                return fail(e, USAGE, "the list of frozen reports goes with --format text, csv or json");
        if (pg_run(pg, SQL_frozen_list, NULL, 0, &r, e) != OK)
                return frozen_refused(pg, e);
        if (s->format == FORMAT_TEXT)
                print_text(r, zone);
        else
                print_table(r, s);
        pg_free(r);
        return output_finish(e);
}

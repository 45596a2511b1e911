/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_records.c - a report as CSV (one line of names, then one line per row) or as a JSON array of flat
 * objects. The names are the same in every language.
 */
#include "consumers/report/sheet.h"

static void put_head(struct table *t, const struct sheet *s)
{
        const struct range *range = &s->q->range;
        char day[16], as_of[32], known_at[32], restated_to[16];
        table_text(t, "report", text_of(s->form->name));
        table_text(t, "period", text_of(range->period));
        table_text(t, "first_day", text_of(day_format(range->first, day)));
        table_text(t, "last_day", text_of(day_format(range->asked_to, day)));
        table_text(t, "counted_to", text_of(day_format(range->last, day)));
        table_text(t, "as_of",
                   text_of(range->as_of == END_OF_TIME ? NULL : moment_format(range->as_of, as_of)));
        table_text(t, "known_at",
                   text_of(range->known_at == END_OF_TIME ? NULL : moment_format(range->known_at, known_at)));
        table_text(t, "zone", text_of(zone_name(s->warehouse->zone)));
        table_text(t, "class", text_of(s->by_instant ? "instant" : "day"));
        table_text(t, "case_kind", text_of(case_kind_names[s->q->case_kind]));
        table_flag(t, "with_vertical", s->q->with_vertical);
        table_text(t, "restated_to",
                   text_of(s->q->restated ? day_format(s->q->restated_to, restated_to) : NULL));
        table_count(t, "rule_version", s->warehouse->rule->version);
}

static void put_groups(struct table *t, const struct sheet *s, int row)
{
        static const char *const name_of[GROUP_COUNT] = {NULL, "agency_name",  "field_name", "procedure_name",
                                                         NULL, "province_name"};
        const int64_t depth = sheet_int(s, row, "depth");
        for (int g = 0; g < s->q->groups_n; g++) {
                const enum group group = s->q->groups[g];
                const bool shown = depth > g;
                table_text(t, group_names[group],
                           shown ? sheet_text(s, row, g ? "key2" : "key1") : (struct text){0});
                if (name_of[group])
                        table_text(t, name_of[group],
                                   shown ? sheet_text(s, row, g ? "name2" : "name1") : (struct text){0});
        }
        table_flag(t, "inferred", sheet_int(s, row, "inferred1") || sheet_int(s, row, "inferred2"));
}

static void put_columns(struct table *t, const struct sheet *s, int row)
{
        for (const struct sheet_column *c = s->form->columns; c->name; c++) {
                double rate = 0;
                if (c->kind == SHEET_RATE) {
                        if (sheet_rate(s->rows, row, c, &rate))
                                table_rate(t, c->name, rate);
                        else
                                table_null(t, c->name);
                        continue;
                }
                const int column = sheet_find(s->rows, c->name);
                if (pg_is_null(s->rows, row, column))
                        table_null(t, c->name);
                else if (c->kind == SHEET_IDENTITY)
                        table_text(t, c->name, pg_get_text(s->rows, row, column));
                else
                        table_count(t, c->name, pg_get_int(s->rows, row, column));
        }
}

void sheet_print_records(const struct sheet *s, enum sheet_format format, FILE *out)
{
        struct table t = {
                .format = format == FORMAT_JSON ? TABLE_JSON : TABLE_CSV, .out = out, .csv = s->csv};
        table_begin(&t);
        for (int row = 0; row < pg_rows(s->rows); row++) {
                put_head(&t, s);
                put_groups(&t, s, row);
                put_columns(&t, s, row);
                table_row(&t);
        }
        table_end(&t);
}

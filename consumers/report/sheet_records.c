/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_records.c - a report as CSV (a line of names, then a line a row) or as a JSON array of flat objects. The names are the
 * same in every language.
 */
#include "consumers/report/sheet.h"

#include "core/lib/csv.h"
#include "core/lib/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One value on its way out; `text.at` NULL with kind VALUE_TEXT is null. */
struct value {
        const char *name;
        enum { VALUE_TEXT, VALUE_COUNT, VALUE_RATE, VALUE_FLAG, VALUE_NULL } kind;
        struct text text;
        int64_t count;
        double rate;
};
enum { VALUES_MOST = 64 };

struct record {
        struct value value[VALUES_MOST];
        int n;
        char first[16], last[16], counted_to[16], as_of[32];
};

static struct value *add(struct record *r, const char *name, int kind)
{
        if (r->n == VALUES_MOST)
                abort(); /* a form with more columns than anybody can read */
        struct value *v = &r->value[r->n++];
        *v = (struct value){.name = name, .kind = kind};
        return v;
}

static void add_text(struct record *r, const char *name, struct text text)
{
        add(r, name, text.at ? VALUE_TEXT : VALUE_NULL)->text = text;
}

static void add_count(struct record *r, const char *name, int64_t count)
{
        add(r, name, VALUE_COUNT)->count = count;
}

static void add_flag(struct record *r, const char *name, bool flag)
{
        add(r, name, VALUE_FLAG)->count = flag;
}

static void add_head(struct record *r, const struct sheet *s)
{
        const struct range *range = &s->q->range;
        const bool as_of = range->as_of != END_OF_TIME;
        add_text(r, "report", text_of(s->form->name));
        add_text(r, "period", text_of(range->period));
        add_text(r, "first_day", text_of(day_format(range->first, r->first)));
        add_text(r, "last_day", text_of(day_format(range->asked_to, r->last)));
        add_text(r, "counted_to", text_of(day_format(range->last, r->counted_to)));
        add_text(r, "as_of", text_of(as_of ? moment_format(range->as_of, r->as_of) : NULL));
        add_text(r, "zone", text_of(zone_name(s->warehouse->zone)));
        add_text(r, "class", text_of(s->by_instant ? "instant" : "day"));
        add_text(r, "case_kind", text_of(case_kind_names[s->q->case_kind]));
        add_flag(r, "with_vertical", s->q->with_vertical);
        add_count(r, "rule_version", s->warehouse->rule->version);
}

static void add_groups(struct record *r, const struct sheet *s, int row)
{
        static const char *const name_of[GROUP_COUNT] = {NULL, "agency_name", "field_name", "procedure_name",
                                                         NULL};
        const int64_t depth = sheet_int(s, row, "depth");
        for (int g = 0; g < s->q->groups_n; g++) {
                const enum group group = s->q->groups[g];
                const bool shown = depth > g;
                add_text(r, group_names[group],
                         shown ? sheet_text(s, row, g ? "key2" : "key1") : (struct text){0});
                if (name_of[group])
                        add_text(r, name_of[group],
                                 shown ? sheet_text(s, row, g ? "name2" : "name1") : (struct text){0});
        }
        add_flag(r, "inferred", sheet_int(s, row, "inferred1") || sheet_int(s, row, "inferred2"));
}

static void add_columns(struct record *r, const struct sheet *s, int row)
{
        for (const struct sheet_column *c = s->form->columns; c->name; c++) {
                double rate = 0;
                if (c->kind == SHEET_RATE) {
                        const bool known = sheet_rate(s->rows, row, c, &rate);
                        add(r, c->name, known ? VALUE_RATE : VALUE_NULL)->rate = rate;
                        continue;
                }
                const int column = sheet_find(s->rows, c->name);
                if (pg_is_null(s->rows, row, column))
                        add(r, c->name, VALUE_NULL);
                else if (c->kind == SHEET_TEXT)
                        add_text(r, c->name, pg_get_text(s->rows, row, column));
                else
                        add_count(r, c->name, pg_get_int(s->rows, row, column));
        }
}

/* In quotes where its comma is no delimiter. */
static void print_rate(double rate, const struct sheet_csv *csv)
{
        char digits[32];
        snprintf(digits, sizeof(digits), "%.4f", rate);
        char *point = strchr(digits, '.');
        if (csv->decimal_comma && point)
                *point = ',';
        const bool quoted = csv->decimal_comma && csv->delimiter == ',';
        printf(quoted ? "\"%s\"" : "%s", digits);
}

static void print_csv_value(const struct value *v, const struct sheet_csv *csv)
{
        switch (v->kind) {
        case VALUE_TEXT:
                csv_print_guarded(stdout, v->text);
                break;
        case VALUE_COUNT:
                printf("%lld", (long long)v->count);
                break;
        case VALUE_RATE:
                print_rate(v->rate, csv);
                break;
        case VALUE_FLAG:
                fputs(v->count ? "true" : "false", stdout);
                break;
        case VALUE_NULL:
                break;
        }
}

static void print_csv_names(const struct record *r, const struct sheet_csv *csv)
{
        if (csv->bom)
                fputs("\xEF\xBB\xBF", stdout);
        for (int i = 0; i < r->n; i++) {
                if (i)
                        putchar(csv->delimiter);
                fputs(r->value[i].name, stdout);
        }
        fputs("\r\n", stdout);
}

static void print_csv(const struct record *r, const struct sheet_csv *csv)
{
        for (int i = 0; i < r->n; i++) {
                if (i)
                        putchar(csv->delimiter);
                print_csv_value(&r->value[i], csv);
        }
        fputs("\r\n", stdout);
}

static void print_json(const struct record *r)
{
        struct json *j = json_new();
        for (int i = 0; i < r->n; i++) {
                const struct value *v = &r->value[i];
                if (v->kind == VALUE_TEXT)
                        json_put_text(j, v->name, v->text);
                else if (v->kind == VALUE_COUNT)
                        json_put_int(j, v->name, v->count);
                else if (v->kind == VALUE_RATE)
                        json_put_real(j, v->name, v->rate);
                else if (v->kind == VALUE_FLAG)
                        json_put_bool(j, v->name, v->count);
                else
                        json_put_null(j, v->name);
        }
        char *line = json_line(j);
        fputs(line, stdout);
        free(line);
        json_free(j);
}

void sheet_print_records(const struct sheet *s, enum sheet_format format)
{
        const int n = pg_rows(s->rows);
        if (format == FORMAT_JSON)
                fputs("[", stdout);
        for (int row = 0; row < n; row++) {
                struct record *r = need_alloc(sizeof(*r));
                add_head(r, s);
                add_groups(r, s, row);
                add_columns(r, s, row);
                if (format == FORMAT_JSON) {
                        fputs(row ? ",\n " : "\n ", stdout);
                        print_json(r);
                } else {
                        if (row == 0)
                                print_csv_names(r, &s->csv);
                        print_csv(r, &s->csv);
                }
                free(r);
        }
        if (format == FORMAT_JSON)
                fputs("\n]\n", stdout);
}

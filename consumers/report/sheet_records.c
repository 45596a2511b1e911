/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_records.c - a report as CSV (one line of names, then one line per row) or as a JSON array of flat
 * objects. The names are the same in every language. Rows are printed as they come.
 */
#include "consumers/report/sheet_parts.h"

static void put_head(struct table *t, const struct printing *p)
{
        const struct answer *a = p->answer;
        const struct range *range = &a->q->range;
        char day[16], as_of[32], known_at[32], restated_to[16], only[CELL_MOST];
        table_text(t, "report", text_of(a->report->name));
        table_text(t, "period", text_of(range->period));
        table_text(t, "first_day", text_of(day_format(range->first, day)));
        table_text(t, "last_day", text_of(day_format(range->asked_to, day)));
        table_text(t, "counted_to", text_of(day_format(range->last, day)));
        table_text(t, "as_of",
                   text_of(range->as_of == END_OF_TIME ? NULL : moment_format(range->as_of, as_of)));
        table_text(t, "known_at",
                   text_of(range->known_at == END_OF_TIME ? NULL : moment_format(range->known_at, known_at)));
        table_text(t, "zone", text_of(zone_name(a->warehouse->zone)));
        table_text(t, "class", text_of(a->q->by_instant ? "instant" : "day"));
        table_text(t, "case_kind", text_of(case_kind_names[a->q->case_kind]));
        table_flag(t, "with_vertical", a->q->with_vertical);
        table_text(t, "restated_to",
                   text_of(a->q->restated ? day_format(a->q->restated_to, restated_to) : NULL));
        table_count(t, "rule_version", report_rule(a->report, a->warehouse)->version);
        if (a->q->agency)
                table_text(t, "only_agency", text_of(a->q->agency));
        if (!filter_is_any(&a->q->filter))
                table_text(t, "only", text_of(filter_words(&a->q->filter, only, sizeof(only))));
        if (*a->seen_by)
                table_text(t, "seen_by", text_of(a->seen_by));
        if (sheet_is_list(p))
                table_text(t, "population", text_of(a->report->population[ENGLISH]));
}

static void put_groups(struct table *t, const struct printing *p, const struct answer_row *row)
{
        static const char *const name_of[GROUP_COUNT] = {NULL, "agency_name",  "field_name", "procedure_name",
                                                         NULL, "province_name"};
        const struct question *q = p->answer->q;
        for (int g = 0; g < q->groups_n; g++) {
                const bool shown = row->depth > g;
                table_text(t, group_names[q->groups[g]], shown ? row->group[g].key : (struct text){0});
                if (name_of[q->groups[g]])
                        table_text(t, name_of[q->groups[g]], shown ? row->group[g].name : (struct text){0});
        }
        table_flag(t, "inferred", row->group[0].inferred || row->group[1].inferred);
}

static void put_cell(struct table *t, const struct form_column *c, const struct cell *cell)
{
        double percent = 0;
        char day[16];
        if (!cell->known || (c->kind == COLUMN_RATE && !cell_percent(cell, &percent))) {
                table_null(t, c->name);
                return;
        }
        switch (c->kind) {
        case COLUMN_COUNT:
        case COLUMN_MINUTES:
                table_count(t, c->name, cell->n);
                break;
        case COLUMN_RATE:
                table_rate(t, c->name, percent);
                break;
        case COLUMN_POINTS:
                table_points(t, c->name, cell->n);
                break;
        case COLUMN_DAY:
                table_word(t, c->name, day_format((int32_t)cell->n, day));
                break;
        case COLUMN_INSTANT:
                table_instant(t, c->name, cell->n);
                break;
        case COLUMN_CODE:
        case COLUMN_TEXT:
        case COLUMN_WORD:
        case COLUMN_IDENTITY:
                table_text(t, c->name, cell->text);
                break;
        }
}

static enum fault begin(struct printing *p, struct err *e)
{
        (void)e;
        p->table = (struct table){.format = p->sheet->format == FORMAT_JSON ? TABLE_JSON : TABLE_CSV,
                                  .out = p->out,
                                  .csv = p->sheet->csv};
        table_begin(&p->table);
        return OK;
}

static void put_values(struct printing *p, const struct answer_row *row)
{
        put_head(&p->table, p);
        if (!sheet_is_list(p))
                put_groups(&p->table, p, row);
        for (int i = 0; p->answer->report->form->columns[i].name; i++)
                put_cell(&p->table, &p->answer->report->form->columns[i], &row->cell[i]);
}

static enum fault put_row(struct printing *p, const struct answer_row *row, struct err *e)
{
        (void)e;
        put_values(p, row);
        table_row(&p->table);
        return OK;
}

/* A list of nothing has its columns all the same. */
static void put_names(struct printing *p)
{
        struct cell none[COLUMNS_MOST] = {{0}};
        put_values(p, &(struct answer_row){.cell = none});
        table_names(&p->table);
}

static enum fault end(struct printing *p, struct err *e)
{
        (void)e;
        if (!p->given_up && p->rows == 0 && p->table.format == TABLE_CSV)
                put_names(p);
        if (p->given_up)
                table_free(&p->table);
        else
                table_end(&p->table);
        return OK;
}

const struct printer printer_records = {begin, put_row, end};

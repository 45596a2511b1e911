/* SPDX-License-Identifier: Apache-2.0
 *
 * diff_print.c - what has changed since a report was frozen: for people by row, for programs a line a cell.
 */
#include "consumers/report/freeze/diff.h"

#include "consumers/report/sheet_parts.h"
#include "core/base/output.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_MOST = 10 }; /* dossiers of a cause, unless all are asked for */

static bool is_number(const struct form_column *c)
{
        return c->kind == COLUMN_COUNT || c->kind == COLUMN_POINTS || c->kind == COLUMN_MINUTES;
}

static const struct form_column *column_of(const struct diff *d, int column)
{
        static const struct form_column presence = COLUMN_OF("row", COUNT, 0, "Dòng", "Row");
        return column < 0 ? &presence : &d->f->original->form->columns[column];
}

static struct cell cell_of(const struct diff *d, const struct diff_row *row, int column, int stage)
{
        if (column < 0)
                return (struct cell){.known = true, .n = diff_value(d, row, column, stage)};
        return row->at[stage] ? row->at[stage]->cell[column] : (struct cell){0};
}

/* The values of a cell as a program reads them: "" for null. */
static void value_text(const struct form_column *c, const struct cell *cell, char out[static CELL_MOST])
{
        out[0] = 0;
        if (!cell->known)
                return;
        const int64_t size = cell->n < 0 ? -cell->n : cell->n;
        if (c->kind == COLUMN_DAY)
                day_format((int32_t)cell->n, out);
        else if (c->kind == COLUMN_INSTANT)
                moment_format(cell->n, out);
        else if (c->kind == COLUMN_POINTS)
                snprintf(out, CELL_MOST, "%s%" PRId64 ".%02d", cell->n < 0 ? "-" : "", size / 100,
                         (int)(size % 100));
        else if (is_number(c))
                snprintf(out, CELL_MOST, "%" PRId64, cell->n);
        else
                snprintf(out, CELL_MOST, "%.*s", (int)cell->text.len, cell->text.at);
}

/* Corrections may cancel each other out: nothing is left of the difference, and yet they are told. */
static bool any_part(const struct diff *d, const struct diff_row *row, int column)
{
        int64_t part[PARTS];
        diff_parts(d, row, column, part);
        for (int p = 0; p < PARTS; p++) {
                if (part[p] != 0)
                        return true;
        }
        return false;
}

/* A cell differs by its value; a text of a row that is new or gone says nothing by itself. */
static bool differs(const struct diff *d, const struct diff_row *row, int column)
{
        const int last = d->stages - 1;
        const struct form_column *c = column_of(d, column);
        char then[CELL_MOST], now[CELL_MOST];
        if (c->kind == COLUMN_RATE || (column < 0 && d->f->original->takes & TAKES_BY))
                return false;
        if (is_number(c) && any_part(d, row, column))
                return true;
        if (column < 0 || !row->at[0] || !row->at[last])
                return false;
        if (row->at[0]->cell[column].known != row->at[last]->cell[column].known)
                return true;
        value_text(c, &row->at[0]->cell[column], then);
        value_text(c, &row->at[last]->cell[column], now);
        return strcmp(then, now) != 0;
}

/* ---- for programs ---- */

static void put_number(struct table *t, const struct form_column *c, const char *name, int64_t n)
{
        if (c->kind == COLUMN_POINTS)
                table_points(t, name, n);
        else
                table_count(t, name, n);
}

static void put_value(struct table *t, const struct form_column *c, const char *name, const struct cell *cell,
                      char text[static CELL_MOST])
{
        value_text(c, cell, text);
        if (!cell->known)
                table_null(t, name);
        else if (is_number(c))
                put_number(t, c, name, cell->n);
        else
                table_text(t, name, text_of(text));
}

static const char *const part_columns[PARTS] = {
        [PART_CATALOGUE] = "catalogue",
        [PART_OTHER] = "other",
        [PART_RULES] = "rules",
        [PART_DOSSIERS + CAUSE_TAKEN_BACK] = "taken_back",
        [PART_DOSSIERS + CAUSE_BACKDATED] = "backdated",
        [PART_DOSSIERS + CAUSE_DUE_REWRITTEN] = "due_rewritten",
        [PART_DOSSIERS + CAUSE_LATE_EVENT] = "late_event",
};

static void put_cell(const struct diff *d, struct table *t, const struct diff_row *row, int column)
{
        const struct form_column *c = column_of(d, column);
        const struct cell then = cell_of(d, row, column, 0), now = cell_of(d, row, column, d->stages - 1);
        char texts[2][CELL_MOST];
        int64_t part[PARTS];
        table_text(t, "frozen_report", text_of(d->f->name));
        table_text(t, "row", text_of(row->key[1] ? row->key + 1 : "TOTAL"));
        table_word(t, "column", c->name);
        put_value(t, c, "frozen", &then, texts[0]);
        put_value(t, c, "now", &now, texts[1]);
        if (is_number(c))
                put_number(t, c, "difference",
                           diff_value(d, row, column, d->stages - 1) - diff_value(d, row, column, 0));
        else
                table_null(t, "difference");
        if (is_number(c))
                diff_parts(d, row, column, part);
        for (int p = 0; p < PARTS; p++) {
                if (d->by_cause && is_number(c))
                        put_number(t, c, part_columns[p], part[p]);
                else
                        table_null(t, part_columns[p]);
        }
        table_row(t);
}

static void put_dossiers(const struct diff *d, struct table *t)
{
        for (size_t i = 0; i < d->dossiers; i++) {
                table_text(t, "frozen_report", text_of(d->f->name));
                table_text(t, "dossier", text_of(d->dossier[i].id));
                table_word(t, "cause", cause_names[d->dossier[i].cause]);
                table_row(t);
        }
}

static void print_table(const struct diff *d, const struct sheet *s, bool dossiers)
{
        static const char *const of_cells[] = {"frozen_report", "row",        "column",    "frozen",
                                               "now",           "difference", "catalogue", "other",
                                               "rules",         "taken_back", "backdated", "due_rewritten",
                                               "late_event",    NULL};
        static const char *const of_dossiers[] = {"frozen_report", "dossier", "cause", NULL};
        struct table t = {.format = s->format == FORMAT_JSON ? TABLE_JSON : TABLE_CSV,
                          .out = stdout,
                          .csv = s->csv,
                          .names = dossiers ? of_dossiers : of_cells};
        table_begin(&t);
        if (dossiers)
                put_dossiers(d, &t);
        for (size_t i = 0; !dossiers && i < d->rows; i++) {
                for (int c = -1; c < form_columns(d->f->original->form); c++) {
                        if (differs(d, &d->row[i], c))
                                put_cell(d, &t, &d->row[i], c);
                }
        }
        table_end(&t);
}

/* ---- for people ---- */

static const char *part_word(const struct printing *p, enum part part)
{
        static const char *const words[PARTS][LANGUAGE_COUNT] = {
                [PART_CATALOGUE] = {"danh mục", "catalogue"},
                [PART_OTHER] = {"khác", "other"},
                [PART_RULES] = {"quy tắc", "rules"},
                [PART_DOSSIERS + CAUSE_TAKEN_BACK] = {"thu hồi", "taken back"},
                [PART_DOSSIERS + CAUSE_BACKDATED] = {"ghi lùi ngày", "backdated"},
                [PART_DOSSIERS + CAUSE_DUE_REWRITTEN] = {"sửa hạn trả", "due date rewritten"},
                [PART_DOSSIERS + CAUSE_LATE_EVENT] = {"sự kiện đến muộn", "late event"},
        };
        return words[part][p->sheet->language];
}

static void signed_text(const struct printing *p, const struct form_column *c, int64_t n,
                        char out[static CELL_MOST])
{
        const struct cell cell = {.known = true, .n = n};
        char plain[CELL_MOST];
        const struct text value = sheet_value(p, c, &cell, plain);
        snprintf(out, CELL_MOST, "%s%.*s", n > 0 ? "+" : "", (int)value.len, value.at);
}

static void print_cell(const struct printing *p, const struct diff *d, const struct diff_row *row, int column)
{
        const struct form_column *c = column_of(d, column);
        const struct cell then = cell_of(d, row, column, 0), now = cell_of(d, row, column, d->stages - 1);
        char room[2][CELL_MOST], difference[CELL_MOST] = "", change[CELL_MOST];
        int64_t part[PARTS] = {0};
        if (is_number(c)) {
                signed_text(p, c, diff_value(d, row, column, d->stages - 1) - diff_value(d, row, column, 0),
                            difference);
                diff_parts(d, row, column, part);
        }
        printf("  %-24s ", c->name);
        sheet_padded(stdout, sheet_value(p, c, &then, room[0]), 12, true);
        putchar(' ');
        sheet_padded(stdout, sheet_value(p, c, &now, room[1]), 12, true);
        printf(" %9s ", difference);
        for (int i = 0, told = 0; d->by_cause && i < PARTS; i++) {
                if (part[i] == 0)
                        continue;
                signed_text(p, c, part[i], change);
                printf("%s%s %s", told++ ? ", " : "  ", part_word(p, (enum part)i), change);
        }
        putchar('\n');
}

static void print_row(const struct printing *p, const struct diff *d, const struct diff_row *row)
{
        bool told = false;
        for (int c = -1; c < form_columns(d->f->original->form); c++) {
                if (!differs(d, row, c))
                        continue;
                if (!told)
                        printf("%s\n", row->key[1] ? row->key + 1 : sheet_pick(p, "Tổng số", "Total"));
                told = true;
                print_cell(p, d, row, c);
        }
}

static void print_dossiers(const struct printing *p, const struct diff *d, int64_t most)
{
        for (int c = 0; c < CAUSES; c++) {
                int64_t named = 0;
                if (d->seen[c] == 0)
                        continue;
                printf("%s: %" PRId64 " %s:", part_word(p, (enum part)(PART_DOSSIERS + c)), d->seen[c],
                       sheet_pick(p, "hồ sơ", d->seen[c] == 1 ? "dossier" : "dossiers"));
                for (size_t i = 0; i < d->dossiers && named < most; i++) {
                        if (d->dossier[i].cause == (enum cause)c)
                                printf("%s %s", named++ ? "," : "", d->dossier[i].id);
                }
                printf("%s\n", named < d->seen[c]
                                       ? sheet_pick(p, ", … (--dossiers)", ", … (--dossiers lists all)")
                                       : "");
        }
}

static void print_head(const struct printing *p, const struct diff *d)
{
        char first[16], last[16], at[2][32];
        const struct frozen *f = d->f;
        const struct zone *zone = f->warehouse.zone;
        printf("%s: %s, %s - %s\n", f->name, f->original->title[p->sheet->language],
               day_format(f->q.range.first, first), day_format(f->q.range.last, last));
        printf("%s %s; %s %s\n", sheet_pick(p, "Chốt lúc", "Frozen"), zone_format(zone, f->frozen_at, at[0]),
               sheet_pick(p, "theo thông tin đã biết lúc", "as known at"),
               zone_format(zone, f->known_at, at[1]));
        printf("SHA-256 %s\n", f->sha256);
        if (!d->by_cause)
                printf("%s\n",
                       sheet_pick(p,
                                  "Báo cáo này không có --as-of và --known-at: chỉ có chênh lệch, không "
                                  "có nguyên nhân",
                                  "This report takes neither --as-of nor --known-at: the difference "
                                  "stands alone, without causes"));
        putchar('\n');
}

static void print_text(const struct diff *d, const struct sheet *s, bool dossiers)
{
        const struct printing p = {.sheet = s, .answer = &d->stage[0].answer, .out = stdout};
        bool any = false;
        print_head(&p, d);
        if (dossiers) {
                print_dossiers(&p, d, INT64_MAX);
                return;
        }
        for (size_t i = 0; i < d->rows; i++) {
                for (int c = -1; c < form_columns(d->f->original->form); c++)
                        any |= differs(d, &d->row[i], c);
        }
        if (any)
                printf("  %-24s %12s %12s %9s\n", "", sheet_pick(&p, "đã chốt", "frozen"),
                       sheet_pick(&p, "hiện nay", "now"), "+/-");
        else
                printf("%s\n", sheet_pick(&p, "Không có gì thay đổi.", "Nothing has changed."));
        for (size_t i = 0; any && i < d->rows; i++)
                print_row(&p, d, &d->row[i]);
        if (any && d->dossiers > 0)
                putchar('\n');
        print_dossiers(&p, d, NAMED_MOST);
}

enum fault diff_print(const struct diff *d, const struct sheet *s, bool dossiers, struct err *e)
{
        if (s->format == FORMAT_XLSX || s->format == FORMAT_HTML)
                return fail(e, USAGE, "hentra report diff goes with --format text, csv or json");
        if (dossiers && !d->by_cause)
                return fail(e, USAGE,
                            "--dossiers: the report %s takes neither --as-of nor --known-at, so nobody knows "
                            "which "
                            "dossiers changed it",
                            d->f->original->name);
        if (s->format == FORMAT_TEXT)
                print_text(d, s, dossiers);
        else
                print_table(d, s, dossiers);
        return output_finish(e);
}

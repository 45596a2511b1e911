/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_xlsx.c - a report as a workbook: numbers as numbers, codes as text, shares as formulas over the cells
 * of their numerator and denominator, with their values stored.
 *
 * A list is written row by row; where it has more rows than a sheet holds, it goes on on the next one.
 */
#include "consumers/report/sheet_list.h"
#include "consumers/report/sheet_parts.h"
#include "core/lib/xlsx.h"
#include <string.h>

enum {
        LIST_ROWS_MOST = 1000000, /* of one sheet, below the head */
        FIT_MOST = 16             /* columns that can be read on one page */
};

static const struct xlsx_style head_cell = {
        .bold = true, .border = true, .wrap = true, .shade = true, .align = XLSX_CENTRE};

/* ---- columns of groups: key and name of each, before those of the form ---- */

static bool has_name(enum group group)
{
        return group == BY_AGENCY || group == BY_FIELD || group == BY_PROCEDURE || group == BY_PROVINCE;
}

static int group_columns(const struct printing *p)
{
        int n = 0;
        for (int g = 0; !sheet_is_list(p) && g < p->answer->q->groups_n; g++)
                n += has_name(p->answer->q->groups[g]) ? 2 : 1;
        return n;
}

static const char *group_title(const struct printing *p, enum group group)
{
        static const char *const titles[GROUP_COUNT][LANGUAGE_COUNT] = {
                [BY_LEVEL] = {"Cấp", "Level"},      [BY_AGENCY] = {"Cơ quan", "Agency"},
                [BY_FIELD] = {"Lĩnh vực", "Field"}, [BY_PROCEDURE] = {"Thủ tục", "Procedure"},
                [BY_CHANNEL] = {"Kênh", "Channel"}, [BY_PROVINCE] = {"Tỉnh", "Province"},
        };
        return titles[group][p->sheet->language];
}

static void put_group_titles(struct printing *p, int row, int last_row)
{
        int column = 0;
        for (int g = 0; !sheet_is_list(p) && g < p->answer->q->groups_n; g++) {
                const enum group group = p->answer->q->groups[g];
                xlsx_merged(p->book, row, column, last_row, column, text_of(group_title(p, group)),
                            head_cell);
                xlsx_width(p->book, column, column, 18);
                column++;
                if (!has_name(group))
                        continue;
                xlsx_merged(p->book, row, column, last_row, column, text_of(sheet_pick(p, "Tên", "Name")),
                            head_cell);
                xlsx_width(p->book, column, column, 36);
                column++;
        }
}

static void put_groups(struct printing *p, const struct answer_row *row, bool bold)
{
        const struct xlsx_style style = {.border = true, .bold = bold, .number = XLSX_AS_TEXT};
        char key[CELL_MOST];
        int column = 0;
        for (int g = 0; !sheet_is_list(p) && g < p->answer->q->groups_n; g++) {
                if (row->depth > g)
                        sheet_key(p, row, g + 1, key);
                else
                        snprintf(key, sizeof(key), "%s", g == 0 ? sheet_pick(p, "Tổng số", "Total") : "");
                xlsx_text(p->book, p->line, column++, text_of(key), style);
                if (!has_name(p->answer->q->groups[g]))
                        continue;
                const struct text name = row->depth > g ? row->group[g].name : (struct text){0};
                xlsx_text(p->book, p->line, column++, name, style);
        }
}

/* ---- the head ---- */

static void put_line(void *context, const char *text)
{
        struct printing *p = context;
        xlsx_text(p->book, p->line++, 0, text_of(text), (struct xlsx_style){0});
}

static double width_of(const struct printing *p, const struct form_column *c)
{
        if (sheet_is_list(p))
                return list_width(c, p->sheet->language) + 2;
        return c->kind == COLUMN_IDENTITY ? 30 : 12;
}

static void put_block_titles(struct printing *p, int first)
{
        const struct form *form = p->answer->report->form;
        int from = 0;
        for (int i = 0; form->columns[i].name; i++) {
                if (form->columns[i + 1].name && form->columns[i + 1].block == form->columns[from].block)
                        continue;
                xlsx_merged(p->book, p->line, first + from, p->line, first + i,
                            text_of(form->block[form->columns[i].block][p->sheet->language]), head_cell);
                from = i + 1;
        }
        p->line++;
}

/* A sheet with title, head and the names of the columns. */
static void begin_sheet(struct printing *p)
{
        const struct report *report = p->answer->report;
        const struct form *form = report->form;
        const int first = group_columns(p), columns = form_columns(form);
        const bool blocks = form->block[1][ENGLISH] != NULL;
        xlsx_sheet(p->book, text_of(report->name));
        p->parts++;
        p->line = 0;
        xlsx_text(p->book, p->line++, 0, text_of(report->title[p->sheet->language]),
                  (struct xlsx_style){.bold = true, .size = 14});
        sheet_head(p, put_line, p);
        const int head = ++p->line;
        put_group_titles(p, head, blocks ? head + 1 : head);
        if (blocks)
                put_block_titles(p, first);
        xlsx_height(p->book, p->line, 32); /* two lines */
        for (int i = 0; i < columns; i++) {
                xlsx_text(p->book, p->line, first + i, text_of(form->columns[i].title[p->sheet->language]),
                          head_cell);
                xlsx_width(p->book, first + i, first + i, width_of(p, &form->columns[i]));
        }
        xlsx_freeze(p->book, p->line + 1, first ? first : 1);
        xlsx_print(p->book, first + columns <= FIT_MOST, head, p->line, first);
        if (sheet_is_list(p))
                xlsx_filter(p->book, p->line, 0, p->line, columns - 1);
        p->line++;
}

static enum fault begin(struct printing *p, struct err *e)
{
        const struct report *report = p->answer->report;
        if (xlsx_open(&p->book, p->path, sheet_is_list(p), report->title[p->sheet->language], e) != OK)
                return e->kind;
        begin_sheet(p);
        return OK;
}

/* ---- rows ---- */

static struct xlsx_style style_of(enum column_kind kind, bool bold)
{
        static const enum xlsx_number numbers[] = {
                [COLUMN_COUNT] = XLSX_COUNT,   [COLUMN_RATE] = XLSX_PERCENT,
                [COLUMN_POINTS] = XLSX_POINTS, [COLUMN_MINUTES] = XLSX_POINTS,
                [COLUMN_DAY] = XLSX_DAY,       [COLUMN_INSTANT] = XLSX_INSTANT,
                [COLUMN_CODE] = XLSX_AS_TEXT,  [COLUMN_TEXT] = XLSX_AS_TEXT,
                [COLUMN_WORD] = XLSX_AS_TEXT,  [COLUMN_IDENTITY] = XLSX_AS_TEXT,
        };
        return (struct xlsx_style){.number = numbers[kind],
                                   .border = true,
                                   .bold = bold,
                                   .align = sheet_is_number(kind) ? XLSX_RIGHT : XLSX_LEFT,
                                   .indent = sheet_is_number(kind) ? 1 : 0};
}

/* An instant as spreadsheets have it: a number of local days. */
static double serial(const struct printing *p, micros at)
{
        struct civil c;
        zone_civil(p->answer->warehouse->zone, at, &c);
        return xlsx_day(day_of_civil(c.year, c.month, c.day)) +
               (c.hour * 3600.0 + c.minute * 60.0 + c.second + c.micro / 1e6) / 86400.0;
}

static void put_cell(struct printing *p, int i, int first, const struct cell *cell, bool bold)
{
        const struct form *form = p->answer->report->form;
        const struct form_column *c = &form->columns[i];
        const struct xlsx_style style = style_of(c->kind, bold);
        char word[CELL_MOST];
        const int column = first + i;
        if (c->kind == COLUMN_RATE) {
                xlsx_share(p->book, p->line, column, first + form_find(form, c->numerator),
                           first + form_find(form, c->denominator), cell->known,
                           cell->known ? (double)cell->n / (double)cell->of : 0, style);
                return;
        }
        if (!cell->known) {
                xlsx_blank(p->book, p->line, column, style);
                return;
        }
        switch (c->kind) {
        case COLUMN_POINTS:
                xlsx_number(p->book, p->line, column, (double)cell->n / 100, style);
                break;
        case COLUMN_MINUTES: /* working days of eight hours: something to sum and to sort by */
                xlsx_number(p->book, p->line, column, (double)cell->n / 480, style);
                break;
        case COLUMN_DAY:
                xlsx_number(p->book, p->line, column, xlsx_day((int32_t)cell->n), style);
                break;
        case COLUMN_INSTANT:
                xlsx_number(p->book, p->line, column, serial(p, cell->n), style);
                break;
        case COLUMN_WORD:
                xlsx_text(p->book, p->line, column, sheet_value(p, c, cell, word), style);
                break;
        case COLUMN_COUNT:
                xlsx_number(p->book, p->line, column, (double)cell->n, style);
                break;
        default:
                xlsx_text(p->book, p->line, column, cell->text, style);
        }
}

static enum fault put_row(struct printing *p, const struct answer_row *row, struct err *e)
{
        const int first = group_columns(p);
        const bool bold = !sheet_is_list(p) && row->depth < p->answer->q->groups_n;
        (void)e;
        if (sheet_is_list(p) && p->rows > 1 && (p->rows - 1) % LIST_ROWS_MOST == 0)
                begin_sheet(p);
        put_groups(p, row, bold);
        for (int i = 0; p->answer->report->form->columns[i].name; i++)
                put_cell(p, i, first, &row->cell[i], bold);
        p->line++;
        return OK;
}

static enum fault end(struct printing *p, struct err *e)
{
        const struct form *form = p->answer->report->form;
        if (!p->book)
                return OK;
        p->line++;
        if (form->note[p->sheet->language])
                put_line(p, form->note[p->sheet->language]);
        if (!sheet_is_list(p) && sheet_identity(form) >= 0 && sheet_broken(p, put_line, p) == 0)
                put_line(p, sheet_pick(p, "Các đẳng thức kiểm tra: đều khớp", "Identities: all hold"));
        return xlsx_close(p->book, e);
}

const struct printer printer_xlsx = {begin, put_row, end};

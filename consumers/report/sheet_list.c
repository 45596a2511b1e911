/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_list.c - a list for people. The widths are those of the form, since the rows to come are not known: a
 * longer value pushes its line to the right and is never cut.
 */
#include "consumers/report/sheet_list.h"

#include <inttypes.h>

enum { GAP = 2 };

int list_width(const struct form_column *c, enum language language)
{
        static const int by_kind[] = {
                [COLUMN_COUNT] = 9, [COLUMN_RATE] = 8,      [COLUMN_POINTS] = 7, [COLUMN_MINUTES] = 13,
                [COLUMN_DAY] = 10,  [COLUMN_INSTANT] = 19,  [COLUMN_CODE] = 16,  [COLUMN_TEXT] = 24,
                [COLUMN_WORD] = 10, [COLUMN_IDENTITY] = 16,
        };
        const int title = text_columns(text_of(c->title[language]));
        const int width = c->width ? c->width : by_kind[c->kind];
        return title > width ? title : width;
}

static void print_column(FILE *out, struct text text, int width, bool right, bool last)
{
        sheet_padded(out, text, last && !right ? 0 : width, right);
        fprintf(out, "%*s", last ? 0 : GAP, "");
}

void list_begin(struct printing *p)
{
        const struct form_column *columns = p->answer->report->form->columns;
        int total = -GAP;
        fputc('\n', p->out);
        for (int i = 0; columns[i].name; i++) {
                const int width = list_width(&columns[i], p->sheet->language);
                print_column(p->out, text_of(columns[i].title[p->sheet->language]), width,
                             sheet_is_number(columns[i].kind), !columns[i + 1].name);
                total += width + GAP;
        }
        fputc('\n', p->out);
        for (int i = 0; i < total; i++)
                fputc('-', p->out);
        fputc('\n', p->out);
}

void list_row(struct printing *p, const struct answer_row *row)
{
        const struct form_column *columns = p->answer->report->form->columns;
        char cell[CELL_MOST];
        for (int i = 0; columns[i].name; i++) {
                print_column(p->out, sheet_value(p, &columns[i], &row->cell[i], cell),
                             list_width(&columns[i], p->sheet->language), sheet_is_number(columns[i].kind),
                             !columns[i + 1].name);
        }
        fputc('\n', p->out);
}

void list_end(struct printing *p)
{
        char count[CELL_MOST];
        sheet_count(p, p->rows, count);
        fprintf(p->out, "\n%s: %s\n", sheet_pick(p, "Số dòng", "Rows"), count);
}

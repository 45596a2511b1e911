/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_text.c - a report of groups for people: a head with the population, then blocks of columns, then the
 * identities. A list: sheet_list.c.
 */
#include "consumers/report/sheet_parts.h"

#include "consumers/report/sheet_list.h"

enum { GAP = 2, BLOCK_COLUMNS_MOST = 12 };

static void format_label(const struct printing *p, const struct answer_row *row, char out[static CELL_MOST])
{
        char key[CELL_MOST];
        if (row->depth == 0) {
                snprintf(out, CELL_MOST, "%s", sheet_pick(p, "Tổng số", "Total"));
                return;
        }
        const struct text name = row->group[row->depth - 1].name;
        /* A long name would push the figures off the screen; the code before it is enough. */
        const bool named = name.at && name.len <= 40;
        sheet_key(p, row, row->depth, key);
        snprintf(out, CELL_MOST, "%s%.400s%s%.*s", row->depth == 2 ? "  " : "", key, named ? " " : "",
                 named ? (int)name.len : 0, named ? name.at : "");
}

static void print_line(FILE *out, int width)
{
        for (int i = 0; i < width; i++)
                fputc('-', out);
        fputc('\n', out);
}

struct block {
        int column[BLOCK_COLUMNS_MOST], width[BLOCK_COLUMNS_MOST];
        int n, total;
};

static void measure_block(const struct printing *p, int number, int label_width, struct block *b)
{
        const struct form_column *columns = p->answer->report->form->columns;
        char cell[CELL_MOST];
        *b = (struct block){.total = label_width};
        for (int i = 0; columns[i].name; i++) {
                if (columns[i].block != number || columns[i].kind == COLUMN_IDENTITY ||
                    b->n == BLOCK_COLUMNS_MOST)
                        continue;
                int width = text_columns(text_of(columns[i].title[p->sheet->language]));
                for (int row = 0; row < p->answer->rows; row++) {
                        const int is =
                                text_columns(sheet_value(p, &columns[i], &p->answer->row[row].cell[i], cell));
                        width = is > width ? is : width;
                }
                b->column[b->n] = i;
                b->width[b->n++] = width;
                b->total += GAP + width;
        }
}

static void print_block(const struct printing *p, int number, int label_width)
{
        const struct form *form = p->answer->report->form;
        struct block b;
        char cell[CELL_MOST];
        measure_block(p, number, label_width, &b);
        fputc('\n', p->out);
        sheet_padded(p->out, text_of(form->block[number][p->sheet->language]), label_width, false);
        for (int c = 0; c < b.n; c++) {
                fprintf(p->out, "%*s", GAP, "");
                sheet_padded(p->out, text_of(form->columns[b.column[c]].title[p->sheet->language]),
                             b.width[c], true);
        }
        fputc('\n', p->out);
        print_line(p->out, b.total);
        for (int row = 0; row < p->answer->rows; row++) {
                const struct answer_row *r = &p->answer->row[row];
                format_label(p, r, cell);
                sheet_padded(p->out, text_of(cell), label_width, false);
                for (int c = 0; c < b.n; c++) {
                        const int i = b.column[c];
                        fprintf(p->out, "%*s", GAP, "");
                        sheet_padded(p->out, sheet_value(p, &form->columns[i], &r->cell[i], cell), b.width[c],
                                     true);
                }
                fputc('\n', p->out);
        }
}

static void put_line(void *context, const char *text)
{
        fprintf(context, "%s\n", text);
}

/* Names the rows whose identities do not hold. */
static void print_identities(const struct printing *p)
{
        if (sheet_identity(p->answer->report->form) < 0)
                return;
        fputc('\n', p->out);
        if (sheet_broken(p, put_line, p->out) == 0)
                fprintf(p->out, "%s\n",
                        sheet_pick(p, "Các đẳng thức kiểm tra: đều khớp", "Identities: all hold"));
}

static void print_groups(const struct printing *p)
{
        const struct form *form = p->answer->report->form;
        char label[CELL_MOST];
        int label_width = 0;
        for (int b = 0; b < BLOCKS_MOST && form->block[b][p->sheet->language]; b++) {
                const int width = text_columns(text_of(form->block[b][p->sheet->language]));
                label_width = width > label_width ? width : label_width;
        }
        for (int row = 0; row < p->answer->rows; row++) {
                format_label(p, &p->answer->row[row], label);
                label_width = text_columns(text_of(label)) > label_width ? text_columns(text_of(label))
                                                                         : label_width;
        }
        for (int b = 0; b < BLOCKS_MOST && form->block[b][p->sheet->language]; b++)
                print_block(p, b, label_width);
}

static enum fault begin(struct printing *p, struct err *e)
{
        (void)e;
        fprintf(p->out, "%s\n", p->answer->report->title[p->sheet->language]);
        sheet_head(p, put_line, p->out);
        if (sheet_is_list(p))
                list_begin(p);
        else
                print_groups(p);
        return OK;
}

static enum fault put_row(struct printing *p, const struct answer_row *row, struct err *e)
{
        (void)e;
        if (sheet_is_list(p))
                list_row(p, row);
        return OK;
}

static enum fault end(struct printing *p, struct err *e)
{
        (void)e;
        if (p->given_up)
                return OK;
        if (sheet_is_list(p))
                list_end(p);
        if (p->answer->report->form->note[p->sheet->language])
                fprintf(p->out, "\n%s\n", p->answer->report->form->note[p->sheet->language]);
        if (!sheet_is_list(p))
                print_identities(p);
        return OK;
}

const struct printer printer_text = {begin, put_row, end};

/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_html.c - a report as a page: one table, with its head on every printed sheet.
 */
#include "consumers/report/sheet_markup.h"

static void put_line(void *context, const char *text)
{
        markup_paragraph(context, "head", text);
}

static const char *group_title(const struct printing *p)
{
        return sheet_pick(p, "Nhóm", "Group");
}

static void put_blocks(const struct printing *p)
{
        const struct form *form = p->answer->report->form;
        for (int i = 0, from = 0; form->columns[i].name; i++) {
                if (form->columns[i + 1].name && form->columns[i + 1].block == form->columns[from].block)
                        continue;
                fprintf(p->out, "<th colspan=\"%d\">", i + 1 - from);
                markup_text(p->out, text_of(form->block[form->columns[i].block][p->sheet->language]));
                fputs("</th>", p->out);
                from = i + 1;
        }
        fputs("</tr>\n<tr>", p->out);
}

static void put_titles(const struct printing *p)
{
        const struct form *form = p->answer->report->form;
        const bool blocks = form->block[1][ENGLISH] != NULL;
        fputs("<table>\n<thead>\n<tr>", p->out);
        if (!sheet_is_list(p)) {
                fprintf(p->out, "<th rowspan=\"%d\">", blocks ? 2 : 1);
                markup_text(p->out, text_of(group_title(p)));
                fputs("</th>", p->out);
        }
        if (blocks)
                put_blocks(p);
        for (int i = 0; form->columns[i].name; i++) {
                fputs("<th>", p->out);
                markup_text(p->out, text_of(form->columns[i].title[p->sheet->language]));
                fputs("</th>", p->out);
        }
        fputs("</tr>\n</thead>\n<tbody>\n", p->out);
}

static enum fault begin(struct printing *p, struct err *e)
{
        (void)e;
        markup_begin(p, true);
        fputs("<h1>", p->out);
        markup_text(p->out, text_of(p->answer->report->title[p->sheet->language]));
        fputs("</h1>\n", p->out);
        sheet_head(p, put_line, p->out);
        put_titles(p);
        return OK;
}

static void put_label(const struct printing *p, const struct answer_row *row)
{
        char key[CELL_MOST];
        if (row->depth == 0)
                snprintf(key, sizeof(key), "%s", sheet_pick(p, "Tổng số", "Total"));
        else
                sheet_key(p, row, row->depth, key);
        const struct text name = row->depth > 0 ? row->group[row->depth - 1].name : (struct text){0};
        fputs("<td class=\"t\">", p->out);
        markup_text(p->out, text_of(key));
        if (name.at)
                fputc(' ', p->out);
        markup_text(p->out, name);
        fputs("</td>", p->out);
}

static enum fault put_row(struct printing *p, const struct answer_row *row, struct err *e)
{
        const struct form_column *columns = p->answer->report->form->columns;
        char value[CELL_MOST];
        (void)e;
        if (sheet_is_list(p)) {
                fputs("<tr class=\"l\">", p->out);
        } else {
                fprintf(p->out, "<tr class=\"d%d\">", row->depth);
                put_label(p, row);
        }
        for (int i = 0; columns[i].name; i++) {
                markup_cell(p->out, sheet_is_number(columns[i].kind) ? "n" : "t",
                            sheet_value(p, &columns[i], &row->cell[i], value));
        }
        fputs("</tr>\n", p->out);
        return OK;
}

static void put_broken(void *context, const char *text)
{
        markup_paragraph(context, "broken", text);
}

static enum fault end(struct printing *p, struct err *e)
{
        const struct form *form = p->answer->report->form;
        (void)e;
        if (p->given_up)
                return OK;
        fputs("</tbody>\n</table>\n", p->out);
        if (form->note[p->sheet->language])
                markup_paragraph(p->out, "note", form->note[p->sheet->language]);
        if (!sheet_is_list(p) && sheet_identity(form) >= 0 && sheet_broken(p, put_broken, p->out) == 0)
                markup_paragraph(p->out, "note",
                                 sheet_pick(p, "Các đẳng thức kiểm tra: đều khớp", "Identities: all hold"));
        markup_end(p);
        return OK;
}

const struct printer printer_html = {begin, put_row, end};

/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_html.c - a report as a page: one table, with its head on every printed sheet.
 */
#include "consumers/report/sheet_markup.h"

#include <string.h>

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

/* Many columns go on a sheet of A4 in small letters. */
enum { COLUMNS_WIDE = 16, WIDTH_OF_WORDS = 28 };

static int cells(const struct form *form)
{
        int n = 0;
        for (int i = 0; form->columns[i].name; i++)
                n += form->columns[i].page == PAGE_CELL;
        return n;
}

static void put_titles(const struct printing *p)
{
        const struct form *form = p->answer->report->form;
        const bool blocks = form->block[1][ENGLISH] != NULL;
        fprintf(p->out, "<table%s>\n<thead>\n<tr>", cells(form) > COLUMNS_WIDE ? " class=\"wide\"" : "");
        if (!sheet_is_list(p)) {
                fprintf(p->out, "<th rowspan=\"%d\">", blocks ? 2 : 1);
                markup_text(p->out, text_of(group_title(p)));
                fputs("</th>", p->out);
        }
        if (blocks)
                put_blocks(p);
        for (int i = 0; form->columns[i].name; i++) {
                if (form->columns[i].page != PAGE_CELL)
                        continue;
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

/* "H21.17 · Sở Tư pháp · Department · Version document", when it is another than above. A code behind the
 * first has its title. */
static void put_heading(struct printing *p, const struct answer_row *row)
{
        const struct form *form = p->answer->report->form;
        char heading[CELL_MOST] = "";
        size_t len = 0;
        for (int i = 0; form->columns[i].name && len < sizeof(heading); i++) {
                const struct text text = row->cell[i].text;
                if (form->columns[i].page != PAGE_HEADING || !row->cell[i].known)
                        continue;
                const char *word = form->columns[i].kind == COLUMN_WORD
                                           ? form_word(text.at, (int)text.len, p->sheet->language)
                                           : NULL;
                const bool titled = len > 0 && form->columns[i].kind == COLUMN_CODE;
                len += (size_t)snprintf(
                        heading + len, sizeof(heading) - len, "%s%s%s%.*s", len > 0 ? " · " : "",
                        titled ? form->columns[i].title[p->sheet->language] : "", titled ? " " : "",
                        word ? (int)strlen(word) : (int)text.len, word ? word : text.at);
        }
        if (!*heading || !strcmp(heading, p->heading))
                return;
        memcpy(p->heading, heading, sizeof(heading));
        fprintf(p->out, "<tr class=\"h\"><td colspan=\"%d\">", cells(form));
        markup_text(p->out, text_of(heading));
        fputs("</td></tr>\n", p->out);
}

static enum fault put_row(struct printing *p, const struct answer_row *row, struct err *e)
{
        static const char *const marks[] = {"l", "l faint", "l sum"};
        const struct form_column *columns = p->answer->report->form->columns;
        char value[CELL_MOST];
        (void)e;
        if (sheet_is_list(p)) {
                put_heading(p, row);
                fprintf(p->out, "<tr class=\"%s\">", marks[row->mark]);
        } else {
                fprintf(p->out, "<tr class=\"d%d\">", row->depth);
                put_label(p, row);
        }
        for (int i = 0; columns[i].name; i++) {
                if (columns[i].page != PAGE_CELL)
                        continue;
                const bool words = columns[i].kind == COLUMN_TEXT && columns[i].width >= WIDTH_OF_WORDS;
                markup_cell(p->out,
                            sheet_is_number(columns[i].kind) ? "n"
                            : words                          ? "t w"
                                                             : "t",
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

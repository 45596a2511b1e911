/* SPDX-License-Identifier: Apache-2.0
 *
 * official_html.c - the printed form as a page for print, a section a page.
 */
#include "consumers/report/official.h"

#include "consumers/report/sheet_markup.h"

static void put(const struct printing *p, enum official_text which)
{
        markup_text(p->out, text_of(official_text(p, which)));
}

static void put_title(const struct printing *p, const struct official_page *page)
{
        char line[LINE_MOST];
        fputs("<div class=\"letterhead\"><div>", p->out);
        put(p, OFFICIAL_FORM);
        fputs("</div><div>", p->out);
        put(p, OFFICIAL_UNIT);
        fputs(": ", p->out);
        markup_text(p->out, text_of(page->unit[0] ? page->unit : "............................"));
        fputs("<br>", p->out);
        put(p, OFFICIAL_TO);
        fputs(": ............................</div></div>\n<h1 class=\"centre\">", p->out);
        put(p, OFFICIAL_TITLE);
        fputs("</h1>\n", p->out);
        official_period(p, line);
        markup_paragraph(p->out, "centre", line);
        markup_paragraph(p->out, "right", official_text(p, OFFICIAL_COUNTED));
}

static void put_head(const struct printing *p)
{
        fputs("<table>\n<thead>\n", p->out);
        for (int storey = 0; storey < OFFICIAL_STOREYS; storey++) {
                fputs("<tr>", p->out);
                for (const struct official_head *h = official_heads; h->columns; h++) {
                        if (h->storey != storey)
                                continue;
                        fprintf(p->out, "<th rowspan=\"%d\" colspan=\"%d\">", h->storeys, h->columns);
                        markup_text(p->out, text_of(h->title[p->sheet->language]));
                        fputs("</th>", p->out);
                }
                fputs("</tr>\n", p->out);
        }
        fputs("<tr><th></th><th></th>", p->out);
        for (int i = 0; i < OFFICIAL_FIGURES; i++)
                fprintf(p->out, "<th class=\"number\">%s</th>", official_numbers[i]);
        fputs("</tr>\n</thead>\n<tbody>\n", p->out);
}

static void put_row(const struct printing *p, const struct official_row *r)
{
        char text[CELL_MOST];
        int64_t figure[OFFICIAL_FIGURES];
        official_figures(p->answer, r->row, figure);
        fprintf(p->out, "<tr class=\"%s\">", r->is_sum ? "d1" : "l");
        markup_cell(p->out, "c", text_of(r->number));
        markup_cell(p->out, "t", official_label(p, r->row, text));
        for (int i = 0; i < OFFICIAL_FIGURES; i++) {
                sheet_count(p, figure[i], text);
                markup_cell(p->out, "n", text_of(text));
        }
        fputs("</tr>\n", p->out);
}

static void put_line(void *context, const char *text)
{
        markup_paragraph(context, "small", text);
}

static void put_signatures(const struct printing *p)
{
        fputs("<div class=\"sign\"><div><br><b>", p->out);
        put(p, OFFICIAL_MAKER);
        fputs("</b><br><i>", p->out);
        put(p, OFFICIAL_MAKER_HINT);
        fputs("</i></div><div><i>", p->out);
        put(p, OFFICIAL_PLACE);
        fputs("</i><br><b>", p->out);
        put(p, OFFICIAL_HEAD);
        fputs("</b><br><i>", p->out);
        put(p, OFFICIAL_HEAD_HINT);
        fputs("</i></div></div>\n", p->out);
}

static enum fault begin(struct printing *p, struct err *e)
{
        struct official o;
        (void)e;
        official_make(p, &o);
        markup_begin(p, true);
        for (int i = 0; i < o.pages; i++) {
                fputs("<section class=\"page\">\n", p->out);
                put_title(p, &o.page[i]);
                put_head(p);
                for (int r = 0; r < o.page[i].rows; r++)
                        put_row(p, &o.page[i].row[r]);
                fputs("</tbody>\n</table>\n", p->out);
                official_notes(p, o.page[i].row[o.page[i].rows - 1].row, put_line, p->out);
                put_signatures(p);
                fputs("</section>\n", p->out);
        }
        markup_end(p);
        official_free(&o);
        return OK;
}

static enum fault nothing(struct printing *p, const struct answer_row *row, struct err *e)
{
        (void)p, (void)row, (void)e;
        return OK;
}

static enum fault end(struct printing *p, struct err *e)
{
        (void)p, (void)e;
        return OK;
}

const struct printer printer_official_html = {begin, nothing, end};

/* SPDX-License-Identifier: Apache-2.0
 *
 * official_text.c - the printed form on a terminal, drawn with lines.
 */
#include "consumers/report/official.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_WIDTH = 4, LABEL_MOST = 44, FIGURE_LEAST = 10, LINES_MOST = 6 };

struct drawing {
        const struct printing *p;
        int width[OFFICIAL_COLUMNS];
};

static void measure(struct drawing *d, const struct official *o)
{
        char text[CELL_MOST];
        int64_t figure[OFFICIAL_FIGURES];
        d->width[0] = NUMBER_WIDTH;
        d->width[1] = 20;
        for (int i = 2; i < OFFICIAL_COLUMNS; i++)
                d->width[i] = FIGURE_LEAST;
        for (int g = 0; g < o->pages; g++) {
                for (int r = 0; r < o->page[g].rows; r++) {
                        const int label = text_columns(official_label(d->p, o->page[g].row[r].row, text));
                        if (label > d->width[1])
                                d->width[1] = label < LABEL_MOST ? label : LABEL_MOST;
                        official_figures(d->p->answer, o->page[g].row[r].row, figure);
                        for (int i = 0; i < OFFICIAL_FIGURES; i++) {
                                sheet_count(d->p, figure[i], text);
                                if ((int)strlen(text) > d->width[2 + i])
                                        d->width[2 + i] = (int)strlen(text);
                        }
                }
        }
}

static int span(const struct drawing *d, int column, int columns)
{
        int width = 3 * (columns - 1);
        for (int i = column; i < column + columns; i++)
                width += d->width[i];
        return width;
}

static void put(FILE *out, struct text text, int width, int align)
{
        const int pad = width - text_columns(text);
        const int left = pad <= 0 ? 0 : align < 0 ? 0 : align > 0 ? pad : pad / 2;
        fprintf(out, "%*s", left, "");
        fwrite(text.at, 1, text.len, out);
        fprintf(out, "%*s", pad > left ? pad - left : 0, "");
}

/* The next word of a title from `at` on, with the space before it; at.len when it is the last. */
static size_t word_end(struct text title, size_t at)
{
        at += at < title.len && title.at[at] == ' ';
        while (at < title.len && title.at[at] != ' ')
                at++;
        return at;
}

/* The `number`-th line of a title, broken at spaces; empty: there is none. */
static struct text wrapped(struct text title, int width, int number)
{
        for (;; number--) {
                size_t fits = 0;
                while (fits < title.len) {
                        const size_t word = word_end(title, fits);
                        if (fits > 0 && text_columns((struct text){title.at, word}) > width)
                                break;
                        fits = word;
                }
                if (number == 0 || fits == 0)
                        return (struct text){title.at, number == 0 ? fits : 0};
                fits += fits < title.len && title.at[fits] == ' ';
                title = (struct text){title.at + fits, title.len - fits};
        }
}

/* The cell of the head that covers a column in a storey. */
static const struct official_head *covering(int storey, int column)
{
        const struct official_head *h = official_heads;
        for (; h->columns; h++) {
                if (storey >= h->storey && storey < h->storey + h->storeys && column >= h->column &&
                    column < h->column + h->columns)
                        return h;
        }
        abort(); /* the heads leave a column out: a bug */
}

static void draw_rule(const struct drawing *d)
{
        fputc('+', d->p->out);
        for (int i = 0; i < OFFICIAL_COLUMNS; i++) {
                for (int n = 0; n < d->width[i] + 2; n++)
                        fputc('-', d->p->out);
                fputc('+', d->p->out);
        }
        fputc('\n', d->p->out);
}

/* Below a storey: a line under the cells that end there. */
static void draw_storey_rule(const struct drawing *d, int storey)
{
        fputc('+', d->p->out);
        for (int i = 0; i < OFFICIAL_COLUMNS; i++) {
                const struct official_head *h = covering(storey, i);
                const bool ends = h->storey + h->storeys == storey + 1;
                for (int n = 0; n < d->width[i] + 2; n++)
                        fputc(ends ? '-' : ' ', d->p->out);
                fputc(ends || i + 1 == OFFICIAL_COLUMNS ? '+' : '|', d->p->out);
        }
        fputc('\n', d->p->out);
}

static void draw_storey(const struct drawing *d, int storey)
{
        const enum language language = d->p->sheet->language;
        int lines = 1;
        for (const struct official_head *h = official_heads; h->columns; h++) {
                while (h->storey == storey && h->storeys == 1 && lines < LINES_MOST &&
                       wrapped(text_of(h->title[language]), span(d, h->column, h->columns), lines).len > 0)
                        lines++;
        }
        for (int line = 0; line < lines; line++) {
                fputc('|', d->p->out);
                for (int i = 0; i < OFFICIAL_COLUMNS;) {
                        const struct official_head *h = covering(storey, i);
                        const int width = span(d, h->column, h->columns);
                        fputc(' ', d->p->out);
                        put(d->p->out,
                            h->storey == storey ? wrapped(text_of(h->title[language]), width, line)
                                                : TEXT(""),
                            width, 0);
                        fputs(" |", d->p->out);
                        i += h->columns;
                }
                fputc('\n', d->p->out);
        }
}

static void draw_head(const struct drawing *d)
{
        draw_rule(d);
        for (int storey = 0; storey < OFFICIAL_STOREYS; storey++) {
                draw_storey(d, storey);
                draw_storey_rule(d, storey);
        }
        fprintf(d->p->out, "| %*s | %*s |", d->width[0], "", d->width[1], "");
        for (int i = 0; i < OFFICIAL_FIGURES; i++) {
                char number[8];
                snprintf(number, sizeof(number), "(%d)", i + 1);
                fputc(' ', d->p->out);
                put(d->p->out, text_of(number), d->width[2 + i], 0);
                fputs(" |", d->p->out);
        }
        fputc('\n', d->p->out);
        draw_rule(d);
}

static void draw_row(const struct drawing *d, const struct official_row *r)
{
        char text[CELL_MOST];
        int64_t figure[OFFICIAL_FIGURES];
        const struct text label = official_label(d->p, r->row, text);
        official_figures(d->p->answer, r->row, figure);
        fputs("| ", d->p->out);
        put(d->p->out, text_of(r->number), d->width[0], 0);
        fputs(" | ", d->p->out);
        put(d->p->out, wrapped(label, d->width[1], 0), d->width[1], -1);
        fputs(" |", d->p->out);
        for (int i = 0; i < OFFICIAL_FIGURES; i++) {
                char count[CELL_MOST];
                sheet_count(d->p, figure[i], count);
                fputc(' ', d->p->out);
                put(d->p->out, text_of(count), d->width[2 + i], 1);
                fputs(" |", d->p->out);
        }
        fputc('\n', d->p->out);
        for (int line = 1; wrapped(label, d->width[1], line).len > 0; line++) {
                fprintf(d->p->out, "| %*s | ", d->width[0], "");
                put(d->p->out, wrapped(label, d->width[1], line), d->width[1], -1);
                fputs(" |", d->p->out);
                for (int i = 0; i < OFFICIAL_FIGURES; i++)
                        fprintf(d->p->out, " %*s |", d->width[2 + i], "");
                fputc('\n', d->p->out);
        }
}

static void put_line(void *context, const char *text)
{
        fprintf(context, "%s\n", text);
}

static void centre(const struct drawing *d, const char *text)
{
        put(d->p->out, text_of(text), span(d, 0, OFFICIAL_COLUMNS), 0);
        fputc('\n', d->p->out);
}

static void two(const struct drawing *d, const char *left, const char *right)
{
        const int half = span(d, 0, OFFICIAL_COLUMNS) / 2;
        put(d->p->out, text_of(left), half, 0);
        put(d->p->out, text_of(right), half, 0);
        fputc('\n', d->p->out);
}

static void draw_page(const struct drawing *d, const struct official_page *page)
{
        const struct printing *p = d->p;
        char line[LINE_MOST];
        fprintf(p->out, "%s\n%s: %s\n%s: %s\n\n", official_text(p, OFFICIAL_FORM),
                official_text(p, OFFICIAL_UNIT),
                page->unit[0] ? page->unit : "................................",
                official_text(p, OFFICIAL_TO), "................................");
        centre(d, official_text(p, OFFICIAL_TITLE));
        official_period(p, line);
        centre(d, line);
        put(p->out, text_of(official_text(p, OFFICIAL_COUNTED)), span(d, 0, OFFICIAL_COLUMNS) + 4, 1);
        fputc('\n', p->out);
        draw_head(d);
        for (int i = 0; i < page->rows; i++) {
                if (page->row[i].is_sum && i > 0)
                        draw_rule(d);
                draw_row(d, &page->row[i]);
        }
        draw_rule(d);
        fprintf(p->out, "%s, %s, %s\n", official_numbers[0], official_numbers[4], official_numbers[8]);
        official_notes(p, page->row[page->rows - 1].row, put_line, p->out);
        fputc('\n', p->out);
        two(d, "", official_text(p, OFFICIAL_PLACE));
        two(d, official_text(p, OFFICIAL_MAKER), official_text(p, OFFICIAL_HEAD));
        two(d, official_text(p, OFFICIAL_MAKER_HINT), official_text(p, OFFICIAL_HEAD_HINT));
}

static enum fault begin(struct printing *p, struct err *e)
{
        struct official o;
        struct drawing d = {.p = p};
        (void)e;
        official_make(p, &o);
        measure(&d, &o);
        for (int i = 0; i < o.pages; i++) {
                if (i > 0)
                        fputs("\f\n", p->out);
                draw_page(&d, &o.page[i]);
        }
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

const struct printer printer_official_text = {begin, nothing, end};

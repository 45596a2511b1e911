/* SPDX-License-Identifier: Apache-2.0
 *
 * official_xlsx.c - the printed form as a workbook: a sheet a page, on paper A4 across.
 */
#include "consumers/report/official.h"

#include "core/lib/xlsx.h"

enum { LAST = OFFICIAL_COLUMNS - 1, HEAD_STOREYS = OFFICIAL_STOREYS + 1 };

static const struct xlsx_style centred = {.align = XLSX_CENTRE},
                               bold_centred = {.align = XLSX_CENTRE, .bold = true};

static void put_title(struct printing *p, const struct official_page *page)
{
        char line[LINE_MOST];
        const struct xlsx_style plain = {0};
        xlsx_merged(p->book, 0, 0, 0, 3, text_of(official_text(p, OFFICIAL_FORM)), plain);
        snprintf(line, sizeof(line), "%s: %s", official_text(p, OFFICIAL_UNIT),
                 page->unit[0] ? page->unit : "............................");
        xlsx_merged(p->book, 0, 6, 0, LAST, text_of(line), plain);
        snprintf(line, sizeof(line), "%s: ............................", official_text(p, OFFICIAL_TO));
        xlsx_merged(p->book, 1, 6, 1, LAST, text_of(line), plain);
        xlsx_merged(p->book, 3, 0, 3, LAST, text_of(official_text(p, OFFICIAL_TITLE)),
                    (struct xlsx_style){.align = XLSX_CENTRE, .bold = true, .size = 14});
        official_period(p, line);
        xlsx_merged(p->book, 4, 0, 4, LAST, text_of(line), centred);
        xlsx_merged(p->book, 5, 9, 5, LAST, text_of(official_text(p, OFFICIAL_COUNTED)),
                    (struct xlsx_style){.align = XLSX_RIGHT, .italic = true});
        p->line = 6;
}

static void put_head(struct printing *p)
{
        const struct xlsx_style head = {.bold = true, .border = true, .wrap = true, .align = XLSX_CENTRE};
        const struct xlsx_style number = {
                .italic = true, .border = true, .align = XLSX_CENTRE, .size = 9, .wrap = true};
        for (const struct official_head *h = official_heads; h->columns; h++)
                xlsx_merged(p->book, p->line + h->storey, h->column, p->line + h->storey + h->storeys - 1,
                            h->column + h->columns - 1, text_of(h->title[p->sheet->language]), head);
        xlsx_height(p->book, p->line + 2, 45);
        p->line += OFFICIAL_STOREYS;
        xlsx_height(p->book, p->line, 26);
        for (int i = 0; i < 2; i++)
                xlsx_blank(p->book, p->line, i, number);
        for (int i = 0; i < OFFICIAL_FIGURES; i++)
                xlsx_text(p->book, p->line, 2 + i, text_of(official_numbers[i]), number);
        p->line++;
}

static void put_row(struct printing *p, const struct official_row *r)
{
        const struct xlsx_style figure = {
                .number = XLSX_COUNT, .border = true, .align = XLSX_RIGHT, .bold = r->is_sum, .indent = 1};
        char room[CELL_MOST];
        int64_t figures[OFFICIAL_FIGURES];
        const struct text label = official_label(p, r->row, room);
        official_figures(p->answer, r->row, figures);
        xlsx_text(p->book, p->line, 0, text_of(r->number),
                  (struct xlsx_style){.border = true, .align = XLSX_CENTRE, .bold = r->is_sum});
        xlsx_text(
                p->book, p->line, 1, label,
                (struct xlsx_style){.border = true, .wrap = true, .bold = r->is_sum, .number = XLSX_AS_TEXT});
        /* A row of a spreadsheet grows with its text only when somebody edits it. */
        const int lines = 1 + text_columns(label) / 36;
        if (lines > 1)
                xlsx_height(p->book, p->line, 15.0 * lines);
        for (int i = 0; i < OFFICIAL_FIGURES; i++)
                xlsx_number(p->book, p->line, 2 + i, (double)figures[i], figure);
        p->line++;
}

static void put_line(void *context, const char *text)
{
        struct printing *p = context;
        xlsx_merged(p->book, p->line, 0, p->line, LAST, text_of(text),
                    (struct xlsx_style){.italic = true, .size = 9, .wrap = true});
        const int lines = 1 + text_columns(text_of(text)) / 150;
        if (lines > 1)
                xlsx_height(p->book, p->line, 12.0 * lines);
        p->line++;
}

static void put_signatures(struct printing *p)
{
        const struct xlsx_style hint = {.align = XLSX_CENTRE, .italic = true};
        const int line = p->line + 1;
        xlsx_merged(p->book, line, 8, line, LAST, text_of(official_text(p, OFFICIAL_PLACE)), hint);
        xlsx_merged(p->book, line + 1, 0, line + 1, 3, text_of(official_text(p, OFFICIAL_MAKER)),
                    bold_centred);
        xlsx_merged(p->book, line + 1, 8, line + 1, LAST, text_of(official_text(p, OFFICIAL_HEAD)),
                    bold_centred);
        xlsx_merged(p->book, line + 2, 0, line + 2, 3, text_of(official_text(p, OFFICIAL_MAKER_HINT)), hint);
        xlsx_merged(p->book, line + 2, 8, line + 2, LAST, text_of(official_text(p, OFFICIAL_HEAD_HINT)),
                    hint);
}

static void put_page(struct printing *p, const struct official_page *page)
{
        xlsx_sheet(p->book,
                   page->name[0] ? text_of(page->name) : text_of(sheet_pick(p, "Biểu 06", "Form 06")));
        xlsx_width(p->book, 0, 0, 5);
        xlsx_width(p->book, 1, 1, 34);
        xlsx_width(p->book, 2, LAST, 10.5);
        put_title(p, page);
        const int head = p->line;
        put_head(p);
        xlsx_freeze(p->book, p->line, 2);
        xlsx_print(p->book, true, head, head + HEAD_STOREYS - 1, 0);
        for (int i = 0; i < page->rows; i++)
                put_row(p, &page->row[i]);
        official_notes(p, page->row[page->rows - 1].row, put_line, p);
        put_signatures(p);
}

static enum fault begin(struct printing *p, struct err *e)
{
        struct official o;
        if (xlsx_open(&p->book, p->path, false, p->answer->report->title[p->sheet->language], e) != OK)
                return e->kind;
        official_make(p, &o);
        for (int i = 0; i < o.pages; i++)
                put_page(p, &o.page[i]);
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
        return xlsx_close(p->book, e);
}

const struct printer printer_official_xlsx = {begin, nothing, end};

/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx.c - libxlsxwriter. It takes texts that end in NUL; ours do not.
 *
 * Its calls answer an error for what a cell cannot hold, and for memory; what ends a report is that the file
 * could not be written, which shows at the end.
 */
#include "core/lib/xlsx.h"

#include "core/base/bytes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { STYLES_MOST = 96, NAME_MOST = 31 /* characters of the name of a sheet */ };

struct xlsx {
        lxw_workbook *book;
        lxw_worksheet *sheet;
        bool is_long;
        struct {
                struct xlsx_style style;
                lxw_format *format;
        } style[STYLES_MOST];
        int styles;
        char *text; /* the value at hand, with a NUL */
        size_t room;
};

enum fault xlsx_open(struct xlsx **x, const char *path, bool is_long, const char *title, struct err *e)
{
        char *folder = getenv("TMPDIR");
        lxw_workbook_options options = {.constant_memory = is_long, .tmpdir = folder, .use_zip64 = is_long};
        lxw_workbook *book = workbook_new_opt(path, &options);
        *x = NULL;
        if (!book)
                return fail(e, FATAL, "cannot make a workbook: libxlsxwriter had no memory or no file");
        char *own = need_strdup(title); /* it is copied, and the member is not const */
        workbook_set_properties(book, &(lxw_doc_properties){.title = own});
        free(own);
        *x = need_alloc(sizeof(**x));
        (*x)->book = book;
        (*x)->is_long = is_long;
        return OK;
}

enum fault xlsx_close(struct xlsx *x, struct err *e)
{
        if (!x)
                return OK;
        if (!x->sheet)
                xlsx_sheet(x, TEXT("1"));
        const lxw_error error = workbook_close(x->book);
        free(x->text);
        free(x);
        return error == LXW_NO_ERROR ? OK
                                     : fail(e, FATAL, "cannot write the workbook: %s", lxw_strerror(error));
}

/* The first `most` characters of a text, with a NUL; borrowed until the next call. */
static const char *ended(struct xlsx *x, struct text t, int most)
{
        size_t len = 0;
        for (int n = 0; len < t.len; len++) {
                const bool starts = ((unsigned char)t.at[len] & 0xC0) != 0x80;
                if (starts && n++ == most)
                        break;
        }
        if (len + 1 > x->room) {
                x->room = 2 * len + 64;
                x->text = need_realloc(x->text, x->room);
        }
        if (len > 0)
                memcpy(x->text, t.at, len);
        x->text[len] = 0;
        return x->text;
}

void xlsx_sheet(struct xlsx *x, struct text name)
{
        char base[4 * NAME_MOST + 1], unique[sizeof(base) + 16];
        snprintf(base, sizeof(base), "%s", ended(x, name, NAME_MOST));
        for (char *c = base; *c; c++) {
                if (strchr("[]:*?/\\'", *c))
                        *c = ' ';
        }
        snprintf(unique, sizeof(unique), "%s", *base ? base : "1");
        for (int n = 2; workbook_validate_sheet_name(x->book, unique) != LXW_NO_ERROR && n < 10000; n++) {
                snprintf(base, sizeof(base), "%s", ended(x, name, NAME_MOST - 7));
                for (char *c = base; *c; c++) {
                        if (strchr("[]:*?/\\'", *c))
                                *c = ' ';
                }
                snprintf(unique, sizeof(unique), "%s (%d)", base, n);
        }
        x->sheet = workbook_add_worksheet(x->book, unique);
        if (!x->sheet)
                out_of_memory(0);
}

static const char *number_format(enum xlsx_number number)
{
        switch (number) {
        case XLSX_COUNT:
                return "#,##0";
        case XLSX_PERCENT:
                return "0.00%";
        case XLSX_POINTS:
                return "#,##0.00";
        case XLSX_DAY:
                return "dd/mm/yyyy";
        case XLSX_INSTANT:
                return "dd/mm/yyyy hh:mm:ss";
        case XLSX_AS_TEXT:
                return "@";
        default:
                return NULL;
        }
}

static lxw_format *make_format(struct xlsx *x, const struct xlsx_style *s)
{
        lxw_format *f = workbook_add_format(x->book);
        if (!f)
                out_of_memory(0);
        format_set_font_name(f, "Times New Roman");
        format_set_font_size(f, s->size ? s->size : 11);
        format_set_align(f, s->align == XLSX_CENTRE  ? LXW_ALIGN_CENTER
                            : s->align == XLSX_RIGHT ? LXW_ALIGN_RIGHT
                                                     : LXW_ALIGN_LEFT);
        format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
        if (number_format(s->number))
                format_set_num_format(f, number_format(s->number));
        if (s->bold)
                format_set_bold(f);
        if (s->italic)
                format_set_italic(f);
        if (s->border)
                format_set_border(f, LXW_BORDER_THIN);
        if (s->wrap)
                format_set_text_wrap(f);
        if (s->shade)
                format_set_bg_color(f, 0xE7E6E6);
        if (s->indent)
                format_set_indent(f, s->indent);
        return f;
}

static bool same_style(const struct xlsx_style *a, const struct xlsx_style *b)
{
        return a->number == b->number && a->align == b->align && a->bold == b->bold &&
               a->italic == b->italic && a->border == b->border && a->wrap == b->wrap &&
               a->shade == b->shade && a->size == b->size && a->indent == b->indent;
}

static lxw_format *format_of(struct xlsx *x, struct xlsx_style s)
{
        for (int i = 0; i < x->styles; i++) {
                if (same_style(&x->style[i].style, &s))
                        return x->style[i].format;
        }
        if (x->styles == STYLES_MOST)
                return x->style[0].format;
        x->style[x->styles].style = s;
        return x->style[x->styles++].format = make_format(x, &s);
}

void xlsx_width(struct xlsx *x, int first, int last, double characters)
{
        worksheet_set_column(x->sheet, (lxw_col_t)first, (lxw_col_t)last, characters, NULL);
}

void xlsx_height(struct xlsx *x, int row, double points)
{
        worksheet_set_row(x->sheet, (lxw_row_t)row, points, NULL);
}

void xlsx_text(struct xlsx *x, int row, int column, struct text value, struct xlsx_style style)
{
        worksheet_write_string(x->sheet, (lxw_row_t)row, (lxw_col_t)column, ended(x, value, XLSX_TEXT_MOST),
                               format_of(x, style));
}

void xlsx_number(struct xlsx *x, int row, int column, double value, struct xlsx_style style)
{
        worksheet_write_number(x->sheet, (lxw_row_t)row, (lxw_col_t)column, value, format_of(x, style));
}

void xlsx_blank(struct xlsx *x, int row, int column, struct xlsx_style style)
{
        worksheet_write_blank(x->sheet, (lxw_row_t)row, (lxw_col_t)column, format_of(x, style));
}

void xlsx_share(struct xlsx *x, int row, int column, int numerator, int denominator, bool known, double value,
                struct xlsx_style style)
{
        char n[LXW_MAX_CELL_NAME_LENGTH], of[LXW_MAX_CELL_NAME_LENGTH], formula[96];
        lxw_rowcol_to_cell(n, (lxw_row_t)row, (lxw_col_t)numerator);
        lxw_rowcol_to_cell(of, (lxw_row_t)row, (lxw_col_t)denominator);
        snprintf(formula, sizeof(formula), "=IF(%s=0,\"\",%s/%s)", of, n, of);
        if (known)
                worksheet_write_formula_num(x->sheet, (lxw_row_t)row, (lxw_col_t)column, formula,
                                            format_of(x, style), value);
        else
                worksheet_write_formula_str(x->sheet, (lxw_row_t)row, (lxw_col_t)column, formula,
                                            format_of(x, style), "");
}

void xlsx_merged(struct xlsx *x, int row, int column, int last_row, int last_column, struct text value,
                 struct xlsx_style style)
{
        if (row == last_row && column == last_column)
                xlsx_text(x, row, column, value, style);
        else
                worksheet_merge_range(x->sheet, (lxw_row_t)row, (lxw_col_t)column, (lxw_row_t)last_row,
                                      (lxw_col_t)last_column, ended(x, value, XLSX_TEXT_MOST),
                                      format_of(x, style));
}

void xlsx_freeze(struct xlsx *x, int row, int column)
{
        worksheet_freeze_panes(x->sheet, (lxw_row_t)row, (lxw_col_t)column);
}

void xlsx_filter(struct xlsx *x, int row, int column, int last_row, int last_column)
{
        worksheet_autofilter(x->sheet, (lxw_row_t)row, (lxw_col_t)column, (lxw_row_t)last_row,
                             (lxw_col_t)last_column);
}

void xlsx_print(struct xlsx *x, bool fits, int first, int last, int columns)
{
        enum { A4 = 9 };
        worksheet_set_paper(x->sheet, A4);
        worksheet_set_landscape(x->sheet);
        worksheet_set_margins(x->sheet, 0.5, 0.5, 0.6, 0.6);
        if (fits) {
                worksheet_center_horizontally(x->sheet);
                worksheet_fit_to_pages(x->sheet, 1, 0);
        } else if (columns > 0) {
                worksheet_repeat_columns(x->sheet, 0, (lxw_col_t)(columns - 1));
        }
        worksheet_repeat_rows(x->sheet, (lxw_row_t)first, (lxw_row_t)last);
        worksheet_set_footer(x->sheet, "&C&P / &N");
}

double xlsx_day(int32_t day)
{
        return (double)day + 25569; /* 1970-01-01, counted from 1899-12-30 */
}

const char *xlsx_library_version(void)
{
        return lxw_version();
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * figures_read.c - rows become figures one by one; a broken one ends the reading, since an audit of half a
 * file would call the rest consistent.
 */
#include "consumers/report/audit/figure.h"

#include "consumers/report/audit/number.h"
#include "consumers/report/audit/share_words.h"
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/csv.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum column {
        C_SOURCE,
        C_PLACE,
        C_LEVEL,
        C_FROM,
        C_TO,
        C_PERIOD,
        C_NAME,
        C_VALUE,
        C_UNIT,
        C_NOTE,
        C_SHARE,
        C_NUMERATOR,
        C_DENOMINATOR,
        C_SCORE,
        COLUMN_COUNT
};
/* Names of the columns in each form; NULL: the form has none. `required` marks those that tell the form. */
static const struct {
        const char *name[COLUMN_COUNT];
        bool required[COLUMN_COUNT];
} forms[FIGURE_FORM_COUNT] = {
        [FORM_PUBLISHED] =
                {{[C_SOURCE] = "source",
                  [C_PLACE] = "place",
                  [C_LEVEL] = "level",
                  [C_FROM] = "period_from",
                  [C_TO] = "period_to",
                  [C_NAME] = "indicator",
                  [C_VALUE] = "value",
                  [C_UNIT] = "unit",
                  [C_NOTE] = "note",
                  [C_SHARE] = "printed_share"},
                 {[C_PLACE] = true, [C_FROM] = true, [C_TO] = true, [C_NAME] = true, [C_VALUE] = true}},
        [FORM_INDEX] = {{[C_SOURCE] = "read_on",
                         [C_PLACE] = "unit",
                         [C_LEVEL] = "unit_kind",
                         [C_PERIOD] = "period",
                         [C_NAME] = "item",
                         [C_NUMERATOR] = "numerator",
                         [C_DENOMINATOR] = "denominator",
                         [C_SCORE] = "score"},
                        {[C_SOURCE] = true,
                         [C_PLACE] = true,
                         [C_PERIOD] = true,
                         [C_NAME] = true,
                         [C_NUMERATOR] = true,
                         [C_DENOMINATOR] = true,
                         [C_SCORE] = true}},
};

enum { TEXT_MOST = 200, SHOWN_MOST = 40, FIELDS_MOST = 64, ROW_MOST = 16384 };

struct reading {
        struct figures *figures;
        const char *path;
        const char *const *pattern;
        size_t patterns;
        int field_of[COLUMN_COUNT]; /* -1: the file lacks the column */
        size_t fields;
        bool header; /* has been read */
        const struct csv_row *row;
};

/* ---- the first row ---- */

static int has_columns(const struct csv_row *row, int form, int field_of[static COLUMN_COUNT])
{
        int lacking = 0;
        for (int c = 0; c < COLUMN_COUNT; c++) {
                field_of[c] = -1;
                for (size_t f = 0; forms[form].name[c] && f < row->n; f++) {
                        if (text_equal(text_trim(row->field[f]), text_of(forms[form].name[c])))
                                field_of[c] = field_of[c] < 0 ? (int)f : -2;
                }
                lacking += forms[form].required[c] && field_of[c] == -1;
                if (field_of[c] == -2)
                        return -1 - c;
        }
        return lacking;
}

/* A word about a first row that names the columns of no form. */
static enum fault refuse_header(const struct reading *r, const struct csv_row *row, int form, struct err *e)
{
        const struct text first = row->field[0];
        int field_of[COLUMN_COUNT];
        bool has[128] = {false};
        for (size_t i = 0; i < first.len; i++)
                has[(unsigned char)first.at[i] & 127] = true;
        if (first.len > 1 && (!memcmp(first.at, "\xff\xfe", 2) || !memcmp(first.at, "\xfe\xff", 2) || has[0]))
                return fail(e, USAGE, "%s is in UTF-16: save it as CSV UTF-8", r->path);
        if (row->n == 1 && (has[';'] || has['\t']))
                return fail(e, USAGE, "%s, line %llu: there are %s between the columns: save it with commas",
                            r->path, (unsigned long long)row->line, has[';'] ? "semicolons" : "tabs");
        if (form >= 0) {
                (void)has_columns(row, form, field_of);
                for (int c = 0; c < COLUMN_COUNT; c++) {
                        if (forms[form].required[c] && field_of[c] < 0)
                                return fail(e, USAGE, "%s, line %llu: the column %s is missing", r->path,
                                            (unsigned long long)row->line, forms[form].name[c]);
                }
        }
        return fail(e, USAGE,
                    "%s, line %llu: the first row must name the columns of one of two forms: "
                    "source,place,level,period_from,period_to,indicator,value,unit,note or "
                    "unit,unit_kind,period,read_on,item,numerator,denominator,score",
                    r->path, (unsigned long long)row->line);
}

static enum fault read_header(struct reading *r, const struct csv_row *row, struct err *e)
{
        int nearest = -1;
        r->header = true;
        r->fields = row->n;
        for (int form = 0; form < FIGURE_FORM_COUNT; form++) {
                const int lacking = has_columns(row, form, r->field_of);
                if (lacking < 0)
                        return fail(e, USAGE, "%s, line %llu: the column %s stands twice", r->path,
                                    (unsigned long long)row->line, forms[form].name[-1 - lacking]);
                if (lacking > 0 && lacking <= 2)
                        nearest = form;
                if (lacking > 0)
                        continue;
                r->figures->form = (enum figure_form)form;
                return OK;
        }
        return refuse_header(r, row, nearest, e);
}

/* ---- values ---- */

static struct text cell(const struct reading *r, enum column c)
{
        const struct text absent = {0};
        return r->field_of[c] < 0 ? absent : text_trim(r->row->field[r->field_of[c]]);
}

/* Leaves out a value that is not printable. */
static enum fault refuse(const struct reading *r, enum column c, const char *allowed, struct err *e)
{
        const struct text value = cell(r, c);
        const char *name = forms[r->figures->form].name[c];
        size_t len = value.len > SHOWN_MOST ? SHOWN_MOST : value.len;
        while (len < value.len && len > 0 && ((unsigned char)value.at[len] & 0xc0) == 0x80)
                len--;
        if (value.len == 0)
                fail(e, USAGE, "'%s' is empty: %s allowed", name, allowed);
        else if (text_check(value))
                fail(e, USAGE,
                     "'%s' is not in UTF-8, but perhaps in windows-1258 or TCVN3: save it as CSV UTF-8",
                     name);
        else if (text_check_shown(value))
                fail(e, USAGE, "'%s' has an illegal value: %s allowed", name, allowed);
        else
                fail(e, USAGE, "'%s' has the illegal value '%.*s%s': %s allowed", name, (int)len, value.at,
                     len < value.len ? "…" : "", allowed);
        return fail_at(e, "%s, line %llu", r->path, (unsigned long long)r->row->line);
}

static enum fault keep(struct reading *r, struct text t, const char **out, struct err *e)
{
        *out = kept_add(&r->figures->kept, t);
        return *out ? OK
                    : fail(e, USAGE,
                           "%s, line %llu: more than %d MB of different texts; audit the file in parts",
                           r->path, (unsigned long long)r->row->line, KEPT_MOST >> 20);
}

static enum fault read_text(struct reading *r, enum column c, size_t least, size_t most, const char **out,
                            struct err *e)
{
        const struct text t = cell(r, c);
        if (t.len < least || t.len > most || text_check_shown(t))
                return refuse(r, c, "text in UTF-8 of not more than 200 bytes (a name: 80) is", e);
        return keep(r, t, out, e);
}

static bool parse_day(struct text t, int32_t *day)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (civil_parse(t, "%Y-%m-%d", &c, &has_offset, &offset) || c.year < 1990 || c.year > 2199)
                return false;
        *day = day_of_civil(c.year, c.month, c.day);
        return true;
}

static enum fault read_days(struct reading *r, struct figure *f, struct err *e)
{
        if (!parse_day(cell(r, C_FROM), &f->from))
                return refuse(r, C_FROM, "a day such as 2022-01-01, of the years 1990 to 2199, is", e);
        if (!parse_day(cell(r, C_TO), &f->to))
                return refuse(r, C_TO, "a day such as 2022-12-31, of the years 1990 to 2199, is", e);
        if (f->to < f->from)
                return refuse(r, C_TO, "a day not before period_from is", e);
        return OK;
}

/* 2026, 2026-Q3, 2026-08. */
static enum fault read_period(struct reading *r, struct figure *f, struct err *e)
{
        const struct text t = cell(r, C_PERIOD);
        int year = 0, first = 1, months = 12;
        bool good = t.len == 4 || (t.len == 7 && t.at[4] == '-');
        for (size_t i = 0; good && i < 4; i++) {
                good = isdigit((unsigned char)t.at[i]);
                year = year * 10 + (t.at[i] - '0');
        }
        if (good && t.len == 7 && t.at[5] == 'Q') {
                months = 3;
                first = 1 + 3 * (t.at[6] - '1');
                good = t.at[6] >= '1' && t.at[6] <= '4';
        } else if (good && t.len == 7) {
                months = 1;
                first = 10 * (t.at[5] - '0') + (t.at[6] - '0');
                good = isdigit((unsigned char)t.at[5]) && isdigit((unsigned char)t.at[6]) && first >= 1 &&
                       first <= 12;
        }
        if (!good || year < 1990 || year > 2199)
                return refuse(r, C_PERIOD,
                              "a year such as 2026, a quarter such as 2026-Q3, a month such as 2026-08 is",
                              e);
        f->from = day_of_civil(year, first, 1);
        f->to = (first + months > 12 ? day_of_civil(year + 1, first + months - 12, 1)
                                     : day_of_civil(year, first + months, 1)) -
                1;
        return read_text(r, C_PERIOD, 4, 7, &f->period, e);
}

/* ---- shares ---- */

static enum fault read_share(struct reading *r, struct figure *f, struct err *e)
{
        const struct text t = cell(r, C_SHARE);
        if (t.len == 0) {
                const struct text note = cell(r, C_NOTE);
                if (text_check(note))
                        return refuse(r, C_NOTE, "text in UTF-8 is", e);
                f->has_share = share_in_words(note, r->pattern, r->patterns, &f->share);
                return OK;
        }
        if (number_read(t, NUMBER_SHARE, &f->share))
                return refuse(r, C_SHARE, "a number of percent such as 98.32 or 98,32 % is", e);
        f->has_share = true;
        return OK;
}

/* ---- rows ---- */

static enum fault add(struct reading *r, const struct figure *figure, struct err *e)
{
        struct figures *f = r->figures;
        if (f->n == FIGURES_MOST)
                return fail(e, USAGE, "%s, line %llu: more than %d figures; audit the file in parts", r->path,
                            (unsigned long long)r->row->line, FIGURES_MOST);
        if (f->n == f->capacity) {
                f->capacity = f->capacity * 2 + 64;
                f->at = need_realloc(f->at, f->capacity * sizeof(*f->at));
        }
        f->at[f->n++] = *figure;
        return OK;
}

static enum fault add_published(struct reading *r, struct figure *f, struct err *e)
{
        if (read_text(r, C_SOURCE, 0, TEXT_MOST, &f->source, e) != OK ||
            read_text(r, C_PLACE, 1, TEXT_MOST, &f->place, e) != OK ||
            read_text(r, C_LEVEL, 0, TEXT_MOST, &f->level, e) != OK || read_days(r, f, e) != OK ||
            read_text(r, C_NAME, 1, FIGURE_NAME_MOST - 16, &f->name, e) != OK ||
            read_text(r, C_UNIT, 0, TEXT_MOST, &f->unit, e) != OK || read_share(r, f, e) != OK)
                return e->kind;
        if (!*f->level)
                f->level = "ALL";
        const char *allowed = number_read(cell(r, C_VALUE), number_kind_of_unit(f->unit), &f->value);
        if (allowed)
                return refuse(r, C_VALUE, allowed, e);
        if (!strcmp(f->unit, "%") || (!*f->unit && memchr(cell(r, C_VALUE).at, '%', cell(r, C_VALUE).len)))
                f->unit = "percent";
        return add(r, f, e);
}

static enum fault add_index(struct reading *r, struct figure *f, struct err *e)
{
        static const struct {
                enum column column;
                const char *end, *unit;
                enum number_kind kind;
        } parts[] = {{C_NUMERATOR, "numerator", "count", NUMBER_COUNT},
                     {C_DENOMINATOR, "denominator", "count", NUMBER_COUNT},
                     {C_SCORE, "score", "point", NUMBER_SHARE}};
        const char *item;
        int32_t day;
        char name[FIGURE_NAME_MOST];
        if (read_text(r, C_PLACE, 1, TEXT_MOST, &f->place, e) != OK ||
            read_text(r, C_LEVEL, 0, TEXT_MOST, &f->level, e) != OK ||
            read_text(r, C_SOURCE, 1, TEXT_MOST, &f->source, e) != OK || read_period(r, f, e) != OK ||
            read_text(r, C_NAME, 1, FIGURE_NAME_MOST - 16, &item, e) != OK)
                return e->kind;
        if (!parse_day(cell(r, C_SOURCE), &day))
                return refuse(r, C_SOURCE, "a day such as 2026-10-10 is", e);
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
                if (cell(r, parts[i].column).len == 0)
                        continue;
                const char *allowed = number_read(cell(r, parts[i].column), parts[i].kind, &f->value);
                if (allowed)
                        return refuse(r, parts[i].column, allowed, e);
                const int len = snprintf(name, sizeof(name), "%s.%s", item, parts[i].end);
                f->unit = parts[i].unit;
                if (keep(r, (struct text){name, (size_t)len}, &f->name, e) != OK || add(r, f, e) != OK)
                        return e->kind;
        }
        return OK;
}

static enum fault add_row(struct reading *r, const struct csv_row *row, struct err *e)
{
        struct figure f = {.period = "", .line = row->line};
        if (row->n != r->fields)
                return fail(e, USAGE, "%s, line %llu: %zu fields instead of the %zu that the first row names",
                            r->path, (unsigned long long)row->line, row->n, r->fields);
        r->row = row;
        return r->figures->form == FORM_INDEX ? add_index(r, &f, e) : add_published(r, &f, e);
}

static enum fault read_rows(struct reading *r, int fd, struct err *e)
{
        struct csv_reader *reader = NULL;
        struct csv_row row = {0};
        const struct csv_options options = {
                .row_most = ROW_MOST, .field_most = ROW_MOST, .fields_most = FIELDS_MOST};
        enum fault fault = csv_reader_new(&reader, fd, 0, 1, &options, e);
        while (fault == OK && (fault = csv_read(reader, &row, e)) == OK && row.n > 0)
                fault = r->header ? add_row(r, &row, e) : read_header(r, &row, e);
        if (fault == POISON) {
                e->kind = fault = USAGE;
                fail_at(e, "%s, line %llu", r->path, (unsigned long long)row.line);
        }
        if (fault == FATAL) { /* the reader does not know the file's name; a directory, for example */
                e->kind = USAGE;
                fault = fail_at(e, "%s", r->path);
        }
        if (fault == OK && r->figures->n == 0)
                fault = fail(e, USAGE, "%s holds no figure", r->path);
        csv_reader_free(reader);
        return fault;
}

static int in_order(const void *a, const void *b)
{
        const struct figure *x = a, *y = b;
        int order = strcmp(x->source, y->source);
        order = order ? order : strcmp(x->place, y->place);
        order = order ? order : (x->from > y->from) - (x->from < y->from);
        order = order ? order : (x->to > y->to) - (x->to < y->to);
        order = order ? order : strcmp(x->level, y->level);
        order = order ? order : strcmp(x->name, y->name);
        return order ? order : (x->line > y->line) - (x->line < y->line);
}

enum fault figures_read(struct figures *f, const char *path, const char *const patterns[], size_t n,
                        struct err *e)
{
        struct reading r = {.figures = f, .path = path, .pattern = patterns, .patterns = n};
        *f = (struct figures){0};
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        const enum fault fault = read_rows(&r, fd, e);
        close(fd);
        if (fault == OK)
                qsort(f->at, f->n, sizeof(*f->at), in_order);
        else
                figures_close(f);
        return fault;
}

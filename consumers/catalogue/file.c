/* SPDX-License-Identifier: Apache-2.0
 *
 * file.c - rows are checked one by one, cell by cell.
 */
#include "consumers/catalogue/file.h"

#include "core/base/moment.h"
#include "core/lib/csv.h"
#include "core/lib/nfc.h"
#include "core/lib/pg.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int columns_of(const struct catalogue_file *f)
{
        return f->kind->copy_columns - 1;
}

static enum fault read_header(struct catalogue_file *m, const struct csv_row *row, struct err *e)
{
        const struct catalogue_column *column = m->kind->column;
        char allowed[400];
        size_t len = 0;
        for (int i = 0; i < columns_of(m); i++) {
                m->field_of[i] = -1;
                if (len < sizeof(allowed))
                        len += (size_t)snprintf(allowed + len, sizeof(allowed) - len, "%s%s", i ? ", " : "",
                                                column[i].name);
        }
        m->fields = row->n;
        for (size_t f = 0; f < row->n; f++) {
                int i = 0;
                while (i < columns_of(m) && !text_equal(text_trim(row->field[f]), text_of(column[i].name)))
                        i++;
                if (i == columns_of(m) && text_equal(text_trim(row->field[f]), TEXT(CATALOGUE_AS_OF)))
                        return fail(e, USAGE,
                                    "%s is of one day (its column '%s'): it lacks the other versions, which "
                                    "would be deleted. Print all of them, without --as-of",
                                    m->path, CATALOGUE_AS_OF);
                if (i == columns_of(m))
                        return fail(e, USAGE, "%s: no column '%.*s' is known: %s", m->path,
                                    (int)row->field[f].len, row->field[f].at, allowed);
                if (m->field_of[i] >= 0)
                        return fail(e, USAGE, "%s: two columns are called '%s'", m->path, column[i].name);
                m->field_of[i] = (int)f;
        }
        for (int i = 0; i < columns_of(m); i++) {
                if (column[i].required && m->field_of[i] < 0)
                        return fail(e, USAGE, "%s: the column '%s' is missing in the first row", m->path,
                                    column[i].name);
        }
        return OK;
}

static bool read_count(struct text t, int32_t *out)
{
        int64_t n = 0;
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] < '0' || t.at[i] > '9' || (n = n * 10 + t.at[i] - '0') > INT32_MAX)
                        return false;
        }
        *out = (int32_t)n;
        return true;
}

static bool read_date(struct text t, int32_t *day)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (civil_parse(t, "%Y-%m-%d", &c, &has_offset, &offset) || !civil_legal(&c))
                return false;
        *day = day_of_civil(c.year, c.month, c.day);
        return true;
}

enum { ALLOWED_SIZE = 80 };

/* Adds the number of a word to the COPY row. False: `allowed` names the words. */
static bool add_word(struct bytes *rows, enum column_kind kind, struct text value, char allowed[ALLOWED_SIZE])
{
        const struct catalogue_words words = catalogue_words(kind);
        size_t len = 0;
        for (int i = 0; i < words.n; i++) {
                if (text_equal(value, text_of(words.word[i]))) {
                        pg_row_int2(rows, (int16_t)(words.first + i));
                        return true;
                }
                len += (size_t)snprintf(allowed + len, ALLOWED_SIZE - len, "%s%s", i ? ", " : "",
                                        words.word[i]);
        }
        snprintf(allowed + len, ALLOWED_SIZE - len, " are");
        return false;
}

/* Adds one value to the COPY row. False: `allowed` contains what is allowed. */
static bool add_value(struct bytes *rows, enum column_kind kind, struct text value,
                      char allowed[ALLOWED_SIZE])
{
        int32_t number;
        char *composed;
        switch (kind) {
        case C_TEXT:
        case C_CODE:
                snprintf(allowed, ALLOWED_SIZE, "text in UTF-8 is");
                if (text_check(value))
                        return false;
                composed = NULL;
                pg_row_text(rows, kind == C_CODE ? nfc_of(value, &composed) : value);
                free(composed);
                return true;
        case C_COUNT:
                snprintf(allowed, ALLOWED_SIZE, "a whole number is");
                if (!read_count(value, &number))
                        return false;
                pg_row_int4(rows, number);
                return true;
        case C_DATE:
                snprintf(allowed, ALLOWED_SIZE, "a date such as 2022-01-31 is");
                if (!read_date(value, &number))
                        return false;
                pg_row_date(rows, number);
                return true;
        default:
                return add_word(rows, kind, value, allowed);
        }
}

static enum fault add_row(struct catalogue_file *m, const struct csv_row *row, struct err *e)
{
        const struct catalogue_column *column = m->kind->column;
        char allowed[ALLOWED_SIZE];
        if (row->n != m->fields)
                return fail(e, USAGE,
                            "%s, line %llu: the row has %zu cells, the header has %zu; a comma within a cell "
                            "needs quotes around it",
                            m->path, (unsigned long long)row->line, row->n, m->fields);
        pg_row_begin(&m->rows, 1 + columns_of(m));
        pg_row_int4(&m->rows, (int32_t)row->line);
        for (int i = 0; i < columns_of(m); i++) {
                const int f = m->field_of[i];
                const struct text value =
                        f >= 0 && (size_t)f < row->n ? text_trim(row->field[f]) : (struct text){0};
                if (value.len == 0 && column[i].required)
                        return fail(e, USAGE, "%s, line %llu: '%s' is empty", m->path,
                                    (unsigned long long)row->line, column[i].name);
                if (value.len == 0)
                        pg_row_null(&m->rows);
                else if (!add_value(&m->rows, column[i].kind, value, allowed))
                        return fail(e, USAGE, "%s, line %llu: '%s' has an illegal value: %s allowed", m->path,
                                    (unsigned long long)row->line, column[i].name, allowed);
        }
        m->n++;
        return OK;
}

enum fault catalogue_file_read(struct catalogue_file *m, const struct catalogue_kind *kind, const char *path,
                               struct err *e)
{
        struct csv_reader *reader = NULL;
        struct csv_row row;
        bool header = true;
        *m = (struct catalogue_file){.kind = kind, .path = path};
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        enum fault fault = csv_reader_new(&reader, fd, 0, 1, &(struct csv_options){0}, e);
        while (fault == OK && (fault = csv_read(reader, &row, e)) == OK && row.n > 0) {
                fault = header ? read_header(m, &row, e) : add_row(m, &row, e);
                header = false;
        }
        if (fault == POISON)
                fault = fail(e, USAGE, "%s, line %llu: not readable as CSV", path,
                             (unsigned long long)row.line);
        if (fault == FATAL) /* the reader does not know the file's name */
                fault = fail_at(e, "%s", path);
        if (fault == OK && header)
                fault = fail(e, USAGE, "%s is empty: its first row names the columns", path);
        csv_reader_free(reader);
        close(fd);
        return fault;
}

void catalogue_file_close(struct catalogue_file *f)
{
        bytes_free(&f->rows);
}

size_t catalogue_file_columns(const struct catalogue_file *f, struct text *out)
{
        size_t n = 0;
        for (int i = 0; i < columns_of(f); i++) {
                if (f->field_of[i] >= 0)
                        out[n++] = text_of(f->kind->column[i].name);
        }
        return n;
}

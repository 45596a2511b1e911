/* SPDX-License-Identifier: Apache-2.0
 *
 * file.c - rows are checked one by one, then sorted, which brings two for one day together.
 */
#include "consumers/calendar/file.h"

#include "core/lib/csv.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const day_kind_names[DAY_KIND_COUNT] = {"OFF", "WORKING"};

enum column { C_DAY, C_KIND, C_NAME, COLUMN_COUNT };
static const char *const columns[COLUMN_COUNT] = {"day", "kind", "name"};
enum { NAME_MOST = 200, SHOWN_MOST = 40 };

struct reading {
        struct calendar_file *file;
        const char *path;
        int field_of[COLUMN_COUNT];
        bool header; /* has been read */
};

static enum fault read_header(struct reading *r, const struct csv_row *row, struct err *e)
{
        for (int i = 0; i < COLUMN_COUNT; i++)
                r->field_of[i] = -1;
        for (size_t f = 0; f < row->n; f++) {
                const struct text name = text_trim(row->field[f]);
                int i = 0;
                while (i < COLUMN_COUNT && !text_equal(name, text_of(columns[i])))
                        i++;
                if (i == COLUMN_COUNT || r->field_of[i] >= 0)
                        return fail(e, USAGE,
                                    "%s, line %llu: '%.*s' is no column, or one that stands twice; the first "
                                    "row names the columns day, kind, name",
                                    r->path, (unsigned long long)row->line, (int)name.len, name.at);
                r->field_of[i] = (int)f;
        }
        for (int i = 0; i < COLUMN_COUNT; i++) {
                if (r->field_of[i] < 0)
                        return fail(e, USAGE,
                                    "%s, line %llu: the column '%s' is missing; the first row names the "
                                    "columns day, kind, name",
                                    r->path, (unsigned long long)row->line, columns[i]);
        }
        r->header = true;
        return OK;
}

static bool read_day(struct text t, int32_t *day)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (civil_parse(t, "%Y-%m-%d", &c, &has_offset, &offset) || c.year < CALENDAR_YEAR_FIRST ||
            c.year > CALENDAR_YEAR_LAST)
                return false;
        *day = day_of_civil(c.year, c.month, c.day);
        return true;
}

/* NULL, or what is allowed; *at is the column that is wrong. */
static const char *read_values(const struct reading *r, const struct csv_row *row, struct text *value,
                               struct calendar_day_named *out, enum column *at)
{
        for (int i = 0; i < COLUMN_COUNT; i++)
                value[i] = text_trim(row->field[r->field_of[i]]);
        *at = C_DAY;
        if (!read_day(value[C_DAY], &out->exception.day))
                return "a day such as 2027-01-31, of the years 1990 to 2109, is";
        *at = C_KIND;
        out->exception.working = text_equal(value[C_KIND], text_of(day_kind_names[DAY_WORKING]));
        if (!out->exception.working && !text_equal(value[C_KIND], text_of(day_kind_names[DAY_OFF])))
                return "OFF, WORKING are";
        *at = C_NAME;
        out->name = value[C_NAME];
        if (out->name.len == 0 || out->name.len > NAME_MOST || text_check_printable(out->name))
                return "text in UTF-8 of 1 to 200 bytes is";
        return NULL;
}

static void add_day(struct calendar_file *f, const struct calendar_day_named *day, uint64_t line)
{
        if (f->n == f->capacity) {
                f->capacity = f->capacity * 2 + 64;
                f->day = need_realloc(f->day, f->capacity * sizeof(*f->day));
                f->line = need_realloc(f->line, f->capacity * sizeof(*f->line));
        }
        char *name = need_alloc(day->name.len + 1);
        memcpy(name, day->name.at, day->name.len);
        f->day[f->n] = *day;
        f->day[f->n].name.at = name;
        f->line[f->n++] = line;
}

/* The begin of a value, in whole characters, as much as a line has room for. */
static struct text shown(struct text value)
{
        size_t len = value.len;
        if (len > SHOWN_MOST) {
                len = SHOWN_MOST;
                while (((unsigned char)value.at[len] & 0xc0) == 0x80)
                        len--;
        }
        return (struct text){value.at, len};
}

/* Leaves out a value that is not printable. */
static enum fault refuse(const struct reading *r, const struct csv_row *row, enum column at,
                         struct text value, const char *allowed, struct err *e)
{
        const struct text part = shown(value);
        if (value.len == 0)
                fail(e, USAGE, "'%s' is empty: %s allowed", columns[at], allowed);
        else if (text_check_printable(value))
                fail(e, USAGE, "'%s' has an illegal value: %s allowed", columns[at], allowed);
        else
                fail(e, USAGE, "'%s' has the illegal value '%.*s%s': %s allowed", columns[at], (int)part.len,
                     part.at, part.len < value.len ? "…" : "", allowed);
        return fail_at(e, "%s, line %llu", r->path, (unsigned long long)row->line);
}

static enum fault add_row(struct reading *r, const struct csv_row *row, struct err *e)
{
        struct text value[COLUMN_COUNT];
        struct calendar_day_named day;
        enum column at;
        if (row->n != COLUMN_COUNT)
                return fail(e, USAGE, "%s, line %llu: %zu fields instead of the 3 that the first row names",
                            r->path, (unsigned long long)row->line, row->n);
        const char *allowed = read_values(r, row, value, &day, &at);
        if (allowed)
                return refuse(r, row, at, value[at], allowed, e);
        add_day(r->file, &day, row->line);
        return OK;
}

static enum fault read_rows(struct reading *r, int fd, struct err *e)
{
        struct csv_reader *reader = NULL;
        struct csv_row row;
        enum fault fault = csv_reader_new(&reader, fd, 0, 1, &(struct csv_options){0}, e);
        while (fault == OK && (fault = csv_read(reader, &row, e)) == OK && row.n > 0)
                fault = r->header ? add_row(r, &row, e) : read_header(r, &row, e);
        if (fault == POISON)
                fault = fail(e, USAGE, "%s, line %llu: not readable as CSV", r->path,
                             (unsigned long long)row.line);
        if (fault == FATAL) { /* the reader does not know the file's name; a directory, for example */
                e->kind = USAGE;
                fault = fail_at(e, "%s", r->path);
        }
        if (fault == OK && !r->header)
                fault = fail(e, USAGE, "%s is empty: its first row names the columns day, kind, name",
                             r->path);
        else if (fault == OK && r->file->n == 0)
                fault = fail(e, USAGE, "%s holds no day behind its first row", r->path);
        csv_reader_free(reader);
        return fault;
}

/* Sorts by insertion: such files are short, and nearly always in order. */
static enum fault put_in_order(struct calendar_file *f, const char *path, struct err *e)
{
        char text[16];
        for (size_t i = 1; i < f->n; i++) {
                const struct calendar_day_named day = f->day[i];
                const uint64_t line = f->line[i];
                size_t to = i;
                while (to > 0 && f->day[to - 1].exception.day > day.exception.day)
                        to--;
                if (to > 0 && f->day[to - 1].exception.day == day.exception.day)
                        return fail(e, USAGE,
                                    "%s, line %llu: %s stands in line %llu already; a day has one row", path,
                                    (unsigned long long)line, day_format(day.exception.day, text),
                                    (unsigned long long)f->line[to - 1]);
                memmove(&f->day[to + 1], &f->day[to], (i - to) * sizeof(*f->day));
                memmove(&f->line[to + 1], &f->line[to], (i - to) * sizeof(*f->line));
                f->day[to] = day;
                f->line[to] = line;
        }
        return OK;
}

enum fault calendar_file_read(struct calendar_file *f, const char *path, struct err *e)
{
        struct reading r = {.file = f, .path = path};
        *f = (struct calendar_file){0};
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        enum fault fault = read_rows(&r, fd, e);
        close(fd);
        if (fault == OK)
                fault = put_in_order(f, path, e);
        if (fault != OK)
                calendar_file_close(f);
        return fault;
}

void calendar_file_close(struct calendar_file *f)
{
        for (size_t i = 0; i < f->n; i++)
                free((void *)f->day[i].name.at);
        free(f->day);
        free(f->line);
        *f = (struct calendar_file){0};
}

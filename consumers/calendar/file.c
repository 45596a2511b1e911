/* SPDX-License-Identifier: Apache-2.0
 *
 * file.c - rows are checked one by one, then sorted, which brings two for one day together.
 */
#include "consumers/calendar/file.h"

#include "consumers/calendar/week.h"
#include "core/lib/csv.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const day_kind_names[DAY_KIND_COUNT] = {"OFF", "WORKING", "HOURS", "WEEK"};

/* The first three must be there. */
enum column {
        C_DAY,
        C_KIND,
        C_NAME,
        COLUMN_NEEDED,
        C_UNTIL = COLUMN_NEEDED,
        C_WEEKDAYS,
        C_HOURS,
        C_CUT,
        C_CUT_SHORT,
        COLUMN_COUNT
};
static const char *const columns[COLUMN_COUNT] = {"day",      "kind",  "name", "until",
                                                  "weekdays", "hours", "cut",  "cut_short"};
enum { NAME_MOST = 200, SHOWN_MOST = 40 };

struct reading {
        struct calendar_file *file;
        const char *path;
        int field_of[COLUMN_COUNT];
        size_t fields; /* of the first row */
        bool header;   /* has been read */
};

enum day_kind day_kind_of(const struct calendar_day_named *day)
{
        return !day->exception.working ? DAY_OFF : day->hours.n > 0 ? DAY_HOURS : DAY_WORKING;
}

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
        for (int i = 0; i < COLUMN_NEEDED; i++) {
                if (r->field_of[i] < 0)
                        return fail(e, USAGE,
                                    "%s, line %llu: the column '%s' is missing; the first row names the "
                                    "columns day, kind, name",
                                    r->path, (unsigned long long)row->line, columns[i]);
        }
        r->fields = row->n;
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

/* A row, as far as it has been read. */
struct parsed {
        struct text value[COLUMN_COUNT]; /* empty where there is no such column */
        enum day_kind kind;
        struct calendar_day_named day;
        struct calendar_week week;
};

/* NULL, or what is allowed. */
static const char *read_hours(struct parsed *p)
{
        struct err ignored;
        const struct text hours = p->value[C_HOURS];
        p->week.closed = p->kind == DAY_WEEK && text_equal(hours, TEXT("OFF"));
        if (p->week.closed || (p->kind == DAY_WEEK && hours.len == 0))
                return NULL;
        if (office_hours_parse(hours, &p->day.hours, &ignored) != OK)
                return p->kind == DAY_WEEK ? "spans as 07:00-11:30,13:30-17:00, OFF, or nothing (those of "
                                             "the agency above) are"
                                           : "spans as 07:00-11:30 are";
        p->week.hours = p->day.hours;
        return NULL;
}

/* Reads the columns that only some kinds have. NULL, or what is allowed; *at is the column that is wrong. */
static const char *read_more(struct parsed *p, enum column *at)
{
        struct calendar_week *w = &p->week;
        int32_t until = INT32_MAX - 1;
        *at = C_HOURS;
        const char *allowed = read_hours(p);
        if (allowed || p->kind == DAY_HOURS)
                return allowed;
        *at = C_UNTIL;
        if (p->value[C_UNTIL].len > 0 &&
            (!read_day(p->value[C_UNTIL], &until) || until < p->day.exception.day))
                return "its last day, as 2027-12-31, not before `day`, or nothing is";
        *at = C_WEEKDAYS;
        if (!weekdays_parse(p->value[C_WEEKDAYS], &w->weekdays))
                return "MON to SUN, as MON-FRI or MON,WED,SAT, are";
        *at = C_CUT;
        if (!cut_parse(p->value[C_CUT], &w->cut))
                return "a time as 17:00, or nothing, is";
        *at = C_CUT_SHORT;
        if (!cut_parse(p->value[C_CUT_SHORT], &w->cut_short))
                return "a time as 15:00, or nothing, is";
        w->from = p->day.exception.day;
        w->behind = until + 1;
        w->name = p->day.name;
        return NULL;
}

/* NULL, or what is allowed; *at is the column that is wrong. */
static const char *read_values(const struct reading *r, const struct csv_row *row, struct parsed *p,
                               enum column *at)
{
        int kind = 0;
        for (int i = 0; i < COLUMN_COUNT; i++)
                p->value[i] = r->field_of[i] < 0 ? TEXT("") : text_trim(row->field[r->field_of[i]]);
        *at = C_DAY;
        if (!read_day(p->value[C_DAY], &p->day.exception.day))
                return "a day such as 2027-01-31, of the years 1990 to 2109, is";
        *at = C_KIND;
        while (kind < DAY_KIND_COUNT && !text_equal(p->value[C_KIND], text_of(day_kind_names[kind])))
                kind++;
        if (kind == DAY_KIND_COUNT)
                return "OFF, WORKING, HOURS, WEEK are";
        p->kind = (enum day_kind)kind;
        p->day.exception.working = kind != DAY_OFF;
        *at = C_NAME;
        p->day.name = p->value[C_NAME];
        if (p->day.name.len == 0 || p->day.name.len > NAME_MOST || text_check_printable(p->day.name))
                return "text in UTF-8 of 1 to 200 bytes is";
        for (int i = COLUMN_NEEDED; i < COLUMN_COUNT; i++) {
                *at = (enum column)i;
                if (p->value[i].len > 0 && kind != DAY_WEEK && !(i == C_HOURS && kind == DAY_HOURS))
                        return "of this kind of row nothing is";
        }
        return kind < DAY_HOURS ? NULL : read_more(p, at);
}

static char *copy_name(struct text name)
{
        char *copy = need_alloc(name.len + 1);
        memcpy(copy, name.at, name.len);
        return copy;
}

static void add_week(struct calendar_file *f, const struct calendar_week *week, uint64_t line)
{
        f->week = need_realloc(f->week, (f->weeks + 1) * sizeof(*f->week));
        f->week_line = need_realloc(f->week_line, (f->weeks + 1) * sizeof(*f->week_line));
        size_t at = f->weeks++;
        for (; at > 0 && (f->week[at - 1].from > week->from ||
                          (f->week[at - 1].from == week->from && f->week[at - 1].weekdays > week->weekdays));
             at--) {
                f->week[at] = f->week[at - 1];
                f->week_line[at] = f->week_line[at - 1];
        }
        f->week[at] = *week;
        f->week[at].name.at = copy_name(week->name);
        f->week_line[at] = line;
}

static void add_day(struct calendar_file *f, const struct calendar_day_named *day, uint64_t line)
{
        if (f->n == f->capacity) {
                f->capacity = f->capacity * 2 + 64;
                f->day = need_realloc(f->day, f->capacity * sizeof(*f->day));
                f->line = need_realloc(f->line, f->capacity * sizeof(*f->line));
        }
        f->day[f->n] = *day;
        f->day[f->n].name.at = copy_name(day->name);
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
        struct parsed p = {0};
        enum column at;
        if (row->n != r->fields)
                return fail(e, USAGE, "%s, line %llu: %zu fields instead of the %zu that the first row names",
                            r->path, (unsigned long long)row->line, row->n, r->fields);
        const char *allowed = read_values(r, row, &p, &at);
        if (allowed)
                return refuse(r, row, at, p.value[at], allowed, e);
        if (p.kind == DAY_WEEK)
                add_week(r->file, &p.week, row->line);
        else
                add_day(r->file, &p.day, row->line);
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
        else if (fault == OK && r->file->n + r->file->weeks == 0)
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

static enum fault check_weeks(const struct calendar_file *f, const char *path, struct err *e)
{
        char text[16], weekdays[WEEKDAYS_TEXT_MOST];
        for (size_t i = 0; i < f->weeks; i++) {
                for (size_t k = 0; k < i; k++) {
                        if (week_meets(&f->week[i], &f->week[k]))
                                return fail(
                                        e, USAGE,
                                        "%s, line %llu: of %s from %s on line %llu speaks already; a weekday "
                                        "has one row WEEK at a time: give the earlier one its last day in "
                                        "`until`",
                                        path, (unsigned long long)f->week_line[i],
                                        weekdays_format(f->week[i].weekdays & f->week[k].weekdays, weekdays),
                                        day_format(f->week[k].from, text),
                                        (unsigned long long)f->week_line[k]);
                }
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
        if (fault == OK)
                fault = check_weeks(f, path, e);
        if (fault != OK)
                calendar_file_close(f);
        return fault;
}

void calendar_file_close(struct calendar_file *f)
{
        for (size_t i = 0; i < f->n; i++)
                free((void *)f->day[i].name.at);
        for (size_t i = 0; i < f->weeks; i++)
                free((void *)f->week[i].name.at);
        free(f->day);
        free(f->line);
        free(f->week);
        free(f->week_line);
        *f = (struct calendar_file){0};
}

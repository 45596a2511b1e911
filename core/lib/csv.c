/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c - the only file that knows libcsv.
 *
 * Rule: libcsv sees one physical line at a time, and the bytes of a row stay in the buffer until the row is
 * complete. So a row ends exactly where a line ends, and after a malformed one the reader can step back to
 * the line behind its first.
 *
 * A line without a quotation mark is a row by itself and is cut at its delimiters here: libcsv tests every
 * byte and takes ten times as long to find the same fields. All other lines go to libcsv. The next quotation
 * mark is looked for once and remembered, since many files have none.
 */
#include "core/lib/csv.h"
#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct csv_reader {
        int fd;
        struct csv_options o;
        char *buffer; /* o.row_most + o.block bytes */
        size_t begin; /* the row's first byte */
        size_t fed;   /* bytes of the row that libcsv has seen */
        size_t end;   /* bytes read */
        size_t plain; /* there is no quotation mark between `begin` and this place, which may lie before it */
        bool eof;
        uint64_t offset;  /* of buffer[begin] in the file */
        uint64_t line;    /* of buffer[begin] */
        uint64_t lines;   /* lines of the row that libcsv has seen */
        size_t first_len; /* bytes of the first of them */

        struct csv_parser parser;
        struct bytes cells;
        size_t *cell_end;
        struct text *field;
        size_t n;
        bool complete;
        bool too_long, too_many;
};

/* A carriage return counts only in front of the line feed: libcsv drops "spaces" at the end of a field. */
static int is_space(unsigned char c)
{
        return c == CSV_CR;
}

static int is_line_end(unsigned char c)
{
        return c == CSV_LF;
}

static void parser_start(struct csv_reader *r)
{
        csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
        csv_set_delim(&r->parser, (unsigned char)r->o.delimiter);
        csv_set_space_func(&r->parser, is_space);
        csv_set_blk_size(&r->parser, 4096);
        csv_set_realloc_func(&r->parser, need_realloc); /* else a row is malformed when there is no memory */
}

static void on_field(void *at, size_t len, void *context)
{
        struct csv_reader *r = context;
        r->too_long |= len > r->o.field_most;
        r->too_many |= r->n >= r->o.fields_most;
        if (r->too_long || r->too_many)
                return;
        bytes_add(&r->cells, at, len);
        r->cell_end[r->n++] = r->cells.len;
}

static void on_row(int terminator, void *context)
{
        (void)terminator;
        ((struct csv_reader *)context)->complete = true;
}

enum fault csv_reader_new(struct csv_reader **out, int fd, uint64_t offset, uint64_t line,
                          const struct csv_options *options, struct err *e)
{
        *out = NULL;
        if (lseek(fd, (off_t)offset, SEEK_SET) < 0)
                return fail_errno(e, FATAL, "byte %llu", (unsigned long long)offset);
        struct csv_reader *r = need_alloc(sizeof(*r));
        r->o = *options;
        r->o.delimiter = r->o.delimiter ? r->o.delimiter : ',';
        r->o.row_most = r->o.row_most ? r->o.row_most : 1 << 20;
        r->o.field_most = r->o.field_most ? r->o.field_most : 256 << 10;
        r->o.fields_most = r->o.fields_most ? r->o.fields_most : 1024;
        r->o.block = r->o.block ? r->o.block : 256 << 10;
        r->fd = fd;
        r->offset = offset;
        r->line = line;
        r->buffer = need_alloc(r->o.row_most + r->o.block);
        r->cell_end = need_alloc(r->o.fields_most * sizeof(*r->cell_end));
        r->field = need_alloc(r->o.fields_most * sizeof(*r->field));
        parser_start(r);
        *out = r;
        return OK;
}

void csv_reader_free(struct csv_reader *r)
{
        if (!r)
                return;
        csv_free(&r->parser);
        bytes_free(&r->cells);
        free(r->buffer);
        free(r->cell_end);
        free(r->field);
        free(r);
}

void csv_place(const struct csv_reader *r, uint64_t *offset, uint64_t *line)
{
        *offset = r->offset;
        *line = r->line;
}

/* Reads more behind the bytes already read. There is room for one block as long as the row is within its
 * limit. */
static enum fault fill(struct csv_reader *r, struct err *e)
{
        if (r->end + r->o.block > r->o.row_most + r->o.block) {
                memmove(r->buffer, r->buffer + r->begin, r->end - r->begin);
                r->end -= r->begin;
                r->plain -= r->plain < r->begin ? r->plain : r->begin;
                r->begin = 0;
        }
        ssize_t got;
        do {
                got = read(r->fd, r->buffer + r->end, r->o.block);
        } while (got < 0 && errno == EINTR);
        if (got < 0)
                return fail_errno(e, FATAL, "line %llu", (unsigned long long)r->line);
        r->eof = got == 0;
        r->end += (size_t)got;
        if (r->offset == 0 && r->end - r->begin >= 3 && !memcmp(r->buffer + r->begin, "\xef\xbb\xbf", 3)) {
                r->begin += 3;
                r->offset += 3;
        }
        return OK;
}

static void pass(struct csv_reader *r, size_t len, uint64_t lines)
{
        r->begin += len;
        r->offset += len;
        r->line += lines;
}

/* The next line of the row, with its line feed. len 0: there is none, the file is at its end. POISON: the row
 * grows beyond its limit. */
static enum fault next_line(struct csv_reader *r, struct text *line, struct err *e)
{
        size_t looked = 0;
        for (;;) {
                size_t there = r->end - r->begin - r->fed;
                const char *at = r->buffer + r->begin + r->fed;
                const char *lf = memchr(at + looked, '\n', there - looked);
                *line = (struct text){at, lf ? (size_t)(lf - at) + 1 : there};
                if (r->fed + line->len > r->o.row_most)
                        return fail(e, POISON,
                                    "a row of more than %zu bytes (perhaps a quotation mark that is never "
                                    "closed)",
                                    r->o.row_most);
                if (lf || r->eof)
                        return OK;
                uint64_t before = r->offset;
                if (fill(r, e) != OK)
                        return e->kind;
                looked = before == r->offset ? there : 0; /* a byte-order mark was taken away */
        }
}

/* True for nothing but carriage returns: libcsv does not take that for a row. */
static bool is_empty(struct text line)
{
        for (size_t i = 0; i < line.len; i++) {
                if (line.at[i] != '\r' && line.at[i] != '\n')
                        return false;
        }
        return true;
}

/* Passes over the rest of a line that was longer than a row may be. */
static enum fault skip_line(struct csv_reader *r, struct err *e)
{
        for (;;) {
                size_t there = r->end - r->begin;
                const char *lf = memchr(r->buffer + r->begin, '\n', there);
                pass(r, lf ? (size_t)(lf - (r->buffer + r->begin)) + 1 : there, lf ? 1 : 0);
                if (lf || r->eof)
                        return OK;
                if (fill(r, e) != OK)
                        return e->kind;
        }
}

/* Passes over the first line of a malformed row, so that the next row begins at the place of the reader, and
 * resets libcsv. */
static enum fault give_up(struct csv_reader *r, struct err *e)
{
        struct err unreadable;
        csv_free(&r->parser);
        parser_start(r);
        if (r->lines > 0)
                pass(r, r->first_len, 1);
        else if (skip_line(r, &unreadable) != OK)
                *e = unreadable;
        return e->kind;
}

/* The fields that libcsv has found. */
static void collect(struct csv_reader *r)
{
        const char *cells = r->cells.len > 0 ? (const char *)r->cells.at : ""; /* all may be empty */
        size_t from = 0;
        for (size_t i = 0; i < r->n; i++) {
                r->field[i] = (struct text){cells + from, r->cell_end[i] - from};
                from = r->cell_end[i];
        }
}

/* The length of a line without the line feed and the carriage return at its end. */
static size_t without_end(struct text line)
{
        size_t len = line.len;
        len -= len > 0 && line.at[len - 1] == '\n';
        len -= len > 0 && line.at[len - 1] == '\r';
        return len;
}

/* True when the line, whose first byte is that of the row, has a quotation mark. */
static bool quoted(struct csv_reader *r, struct text line)
{
        const size_t line_end = r->begin + line.len;
        if (r->plain < r->begin)
                r->plain = r->begin;
        if (line_end <= r->plain)
                return false;
        const char *from = r->buffer + r->plain;
        const char *quote = memchr(from, '"', r->end - r->plain);
        r->plain = quote ? (size_t)(quote - r->buffer) : r->end;
        return line_end > r->plain;
}

/* Cuts a line at its delimiters; the fields stay in place. False: the line is for libcsv, since it contains a
 * quotation mark, a carriage return before its end, or more than a limit allows. */
static bool split(struct csv_reader *r, struct text line)
{
        const size_t len = without_end(line);
        if (quoted(r, line) || memchr(line.at, '\r', len))
                return false;
        const char *at = line.at, *const end = line.at + len;
        for (size_t n = 0; n < r->o.fields_most; n++) {
                const char *delimiter = memchr(at, r->o.delimiter, (size_t)(end - at));
                r->field[n] = (struct text){at, (size_t)((delimiter ? delimiter : end) - at)};
                if (r->field[n].len > r->o.field_most)
                        return false;
                if (!delimiter) {
                        r->n = n + 1;
                        return true;
                }
                at = delimiter + 1;
        }
        return false;
}

static void fill_row(struct csv_reader *r, struct csv_row *row)
{
        row->field = r->field;
        row->n = r->n;
        pass(r, r->fed, r->lines);
}

/* By itself libcsv ends a row at any carriage return. A callback for every byte costs half as much time
 * again, so it is set only for lines with a carriage return before their end. */
static void set_line_end(struct csv_reader *r, struct text line)
{
        bool stray = memchr(line.at, '\r', without_end(line));
        csv_set_term_func(&r->parser, stray ? is_line_end : NULL);
}

static enum fault feed(struct csv_reader *r, struct text line, struct err *e)
{
        set_line_end(r, line);
        bool fine = csv_parse(&r->parser, line.at, line.len, on_field, on_row, r) == line.len;
        bool last = line.len == 0 || line.at[line.len - 1] != '\n';
        r->fed += line.len;
        r->first_len = r->lines == 0 ? line.len : r->first_len;
        r->lines += line.len > 0;
        if (!fine)
                return fail(e, POISON,
                            "a quotation mark inside a field that does not begin with one, or text behind a "
                            "closing one");
        if (last && csv_fini(&r->parser, on_field, on_row, r) != 0)
                return fail(e, POISON, "a quotation mark is opened and never closed");
        if (r->too_long)
                return fail(e, POISON, "a field of more than %zu bytes", r->o.field_most);
        if (r->too_many)
                return fail(e, POISON, "more than %zu fields", r->o.fields_most);
        return OK;
}

enum fault csv_read(struct csv_reader *r, struct csv_row *row, struct err *e)
{
        bytes_clear(&r->cells);
        r->fed = r->lines = r->n = 0;
        r->complete = r->too_long = r->too_many = false;
        while (!r->complete) {
                struct text line;
                enum fault fault = next_line(r, &line, e);
                *row = (struct csv_row){.line = r->line, .offset = r->offset};
                if (fault == OK && r->fed == 0 && is_empty(line)) {
                        if (line.len == 0)
                                return OK;
                        pass(r, line.len, 1);
                        continue;
                }
                if (fault == OK && r->fed == 0 && split(r, line)) {
                        r->fed = line.len;
                        r->lines = 1;
                        break;
                }
                if (fault == OK)
                        fault = feed(r, line, e);
                if (fault != OK)
                        return fault == POISON ? give_up(r, e) : fault;
        }
        if (r->complete)
                collect(r);
        fill_row(r, row);
        return OK;
}

void csv_print(FILE *out, struct text field)
{
        (void)!csv_fwrite(out, field.at, field.len);
}

void csv_add(struct bytes *out, struct text field)
{
        size_t len = csv_write(NULL, 0, field.at, field.len);
        char *quoted = need_alloc(len);
        csv_write(quoted, len, field.at, field.len);
        bytes_add(out, quoted, len);
        free(quoted);
}

void csv_add_guarded(struct bytes *out, struct text field)
{
        static const char formula[] = {'=', '+', '-', '@', '\t', '\r'};
        struct bytes guarded = {0};
        if (field.len == 0 || !memchr(formula, field.at[0], sizeof(formula))) {
                csv_add(out, field);
                return;
        }
        bytes_add(&guarded, "'", 1);
        bytes_add(&guarded, field.at, field.len);
        csv_add(out, (struct text){(const char *)guarded.at, guarded.len});
        bytes_free(&guarded);
}

void csv_print_guarded(FILE *out, struct text field)
{
        struct bytes cell = {0};
        csv_add_guarded(&cell, field);
        fwrite(cell.at, 1, cell.len, out);
        bytes_free(&cell);
}

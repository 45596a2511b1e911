/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c - rows of a file, behind four bytes that choose delimiter and limits.
 *
 * A row that was read is written and read again as the same; reading goes on from any place between two rows
 * as if it had never stopped; every row moves the place forward.
 */
#include "core/lib/csv.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

const struct fuzz_bound fuzz_bound = {1 << 16, 64};

void fuzz_open(void)
{
}

static struct csv_options options_of(const uint8_t choice[static 4])
{
        return (struct csv_options){.delimiter = ",;|\t"[choice[0] % 4],
                                    .row_most = 16 + choice[1],
                                    .field_most = 1 + choice[2] % 64,
                                    .fields_most = 1 + choice[3] % 16,
                                    .block = 1 + choice[2] / 4};
}

static enum fault next(struct csv_reader *r, struct csv_row *row)
{
        struct err e;
        enum fault fault = fuzz_said(csv_read(r, row, &e), &e);
        HOLDS(fault == OK || fault == POISON);
        return fault;
}

static void same_row(const struct csv_row *a, const struct csv_row *b)
{
        HOLDS(a->n == b->n);
        for (size_t i = 0; i < a->n; i++)
                HOLDS(text_equal(a->field[i], b->field[i]));
}

/* Quoting at most doubles a field and puts two marks around it. */
static void write_and_read_again(const struct csv_row *row, const struct csv_options *options)
{
        struct bytes line = {0};
        struct csv_row again;
        struct csv_reader *r;
        struct err e;
        const char *path;
        for (size_t i = 0; i < row->n; i++) {
                if (i > 0)
                        bytes_add(&line, &options->delimiter, 1);
                csv_add(&line, row->field[i]);
        }
        bytes_add(&line, "\n", 1);
        struct csv_options wide = {
                .delimiter = options->delimiter, .row_most = 4096, .block = 512, .fields_most = 16};
        int fd = fuzz_file(1, (struct text){(const char *)line.at, line.len}, &path);
        HOLDS(csv_reader_new(&r, fd, 0, 1, &wide, &e) == OK);
        HOLDS(next(r, &again) == OK);
        same_row(row, &again);
        HOLDS(next(r, &again) == OK && again.n == 0);
        csv_reader_free(r);
        bytes_free(&line);
}

/* Whoever goes on from here reads what `r` reads next. */
static void go_on(struct text content, const struct csv_reader *here, const struct csv_options *options,
                  struct csv_reader **other)
{
        uint64_t offset, line;
        const char *path;
        struct err e;
        csv_place(here, &offset, &line);
        HOLDS(offset <= content.len);
        HOLDS(csv_reader_new(other, fuzz_file(2, content, &path), offset, line, options, &e) == OK);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        if (size < 4)
                return;
        const struct csv_options options = options_of(data);
        const struct text content = {(const char *)data + 4, size - 4};
        struct csv_reader *r, *other;
        struct csv_row row, expected;
        struct err e;
        const char *path;
        HOLDS(csv_reader_new(&r, fuzz_file(0, content, &path), 0, 1, &options, &e) == OK);
        for (size_t rows = 0;; rows++) {
                uint64_t before, after, line;
                csv_place(r, &before, &line);
                go_on(content, r, &options, &other);
                enum fault fault = next(r, &row), again = next(other, &expected);
                HOLDS(fault == again && row.line == expected.line && row.offset == expected.offset);
                csv_place(r, &after, &line);
                if (fault == OK) {
                        HOLDS(row.n <= options.fields_most);
                        same_row(&row, &expected);
                        if (row.n > 0)
                                write_and_read_again(&row, &options);
                }
                csv_reader_free(other);
                if (fault == OK && row.n == 0)
                        break;
                HOLDS(fault == POISON || after > before);
                HOLDS(rows <= size);
        }
        csv_reader_free(r);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_csv.c - rows come out as they stand, malformed ones are reported and cost nothing but themselves.
 */
#include "core/base/bytes.h"
#include "core/lib/csv.h"
#include "tests/support/unit.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file_of(const void *at, size_t len)
{
        int fd = memfd_create("csv", 0);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, at, len), len);
        return fd;
}

/* One line a row: "LINE:a|b|c" or "LINE!" for a malformed one; what a reader that begins at offset sees. */
static void dump_from(int fd, uint64_t offset, uint64_t line, const struct csv_options *o, struct bytes *out)
{
        struct csv_reader *r;
        struct csv_row row;
        struct err e;
        assert_int_equal(csv_reader_new(&r, fd, offset, line, o, &e), OK);
        for (;;) {
                enum fault fault = csv_read(r, &row, &e);
                assert_int_not_equal(fault, FATAL);
                if (fault == OK && row.n == 0)
                        break;
                char number[32];
                bytes_add(out, number,
                          (size_t)snprintf(number, sizeof(number), "%llu%c", (unsigned long long)row.line,
                                           fault == OK ? ':' : '!'));
                for (size_t i = 0; fault == OK && i < row.n; i++) {
                        if (i > 0)
                                bytes_add(out, "|", 1);
                        bytes_add(out, row.field[i].at, row.field[i].len);
                }
                bytes_add(out, "\n", 1);
        }
        csv_reader_free(r);
}

static void expect(const char *text, const struct csv_options *o, const char *rows)
{
        int fd = file_of(text, strlen(text));
        static const size_t blocks[] = {1, 2, 3, 7, 64, 0};
        for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
                struct csv_options with = *o;
                struct bytes out = {0};
                with.block = blocks[i];
                dump_from(fd, 0, 1, &with, &out);
                bytes_add(&out, "", 1);
                assert_string_equal(out.at, rows);
                bytes_free(&out);
        }
        close(fd);
}

static const struct csv_options plain;

static void reads_rows(void **state)
{
        (void)state;
        expect("", &plain, "");
        expect("\n\r\n\n", &plain, "");
        expect("a,b\nc,d\n", &plain, "1:a|b\n2:c|d\n");
        expect("a,b\r\nc,d", &plain, "1:a|b\n2:c|d\n");
        expect("a,,\n,\n", &plain, "1:a||\n2:|\n");
        expect("\xef\xbb\xbfid,x\n1,2\n", &plain, "1:id|x\n2:1|2\n");
        expect("\xef\xbb\xbf\"id\",x\n", &plain, "1:id|x\n");
        expect(" a , b\n", &plain, "1: a | b\n");
        expect("\"a,\"\"b\"\"\",\"two\nlines\"\n\nz,y\n", &plain, "1:a,\"b\"|two\nlines\n4:z|y\n");
        expect("\"a\"\r\n\"b\r\nc\"\r\n\r", &plain, "1:a\n2:b\r\nc\n");
        expect("a\rb,\"c\"\r\n\"d\re\",f\r\n\"g\"\r,h\n\"i\"\r", &plain, "1:a\rb|c\n2:d\re|f\n3:g|h\n4:i\n");
        expect("a;b,c\n", &(struct csv_options){.delimiter = ';'}, "1:a|b,c\n");
        expect("a\tb\n", &(struct csv_options){.delimiter = '\t'}, "1:a|b\n");
}

static void a_malformed_row_costs_itself(void **state)
{
        (void)state;
        expect("a,b\nc\"x\",d\ne,f\n", &plain, "1:a|b\n2!\n3:e|f\n");
        expect("a,b\n\"c\"x,d\ne,f\n", &plain, "1:a|b\n2!\n3:e|f\n");
        expect("a\n\"never closed\nb\nc\n", &plain, "1:a\n2!\n3:b\n4:c\n");
        expect("a\n\"stray\nb,\"c\"\nd\n", &plain, "1:a\n2!\n3:b|c\n4:d\n");
        expect("a\n\"", &plain, "1:a\n2!\n");
}

static void limits(void **state)
{
        (void)state;
        struct csv_options small = {.row_most = 12, .field_most = 6, .fields_most = 3};
        expect("a,b\n1234567,b\n123456,b\n", &small, "1:a|b\n2!\n3:123456|b\n");
        expect("a,b,c\na,b,c,d\ne\n", &small, "1:a|b|c\n2!\n3:e\n");
        expect("a\n1234,1234,1234567890123456789\nb\n", &small, "1:a\n2!\n3:b\n");
        expect("a\n1234,1234,1234567890123456789", &small, "1:a\n2!\n");
        expect("a\n\"b\nc,d\ne\nf,g,h\ni\n", &small, "1:a\n2!\n3:c|d\n4:e\n5:f|g|h\n6:i\n");
}

static const char sample[] = "\xef\xbb\xbfid,note,at\r\n1,\"two\nlines, \"\"quoted\"\"\",x\r\n\r\n"
                             "2,bad\"quote,y\n3,\"open,z\n4,\"fine\",\n5,,last";

/* Cut anywhere: no crash, and the rows that were whole before the cut are still the same. */
static void every_truncation(void **state)
{
        (void)state;
        static const char first[] = "1:id|note|at\n", second[] = "2:1|two\nlines, \"quoted\"|x\n";
        size_t first_end = (size_t)(strchr(sample, '\r') - sample);
        size_t second_end = (size_t)(strstr(sample, "\r\n\r\n") - sample);
        for (size_t len = 0; len < sizeof(sample) - 1; len++) {
                struct bytes cut = {0};
                int fd = file_of(sample, len);
                dump_from(fd, 0, 1, &(struct csv_options){.block = 5}, &cut);
                close(fd);
                if (len >= first_end)
                        assert_memory_equal(cut.at, first, strlen(first));
                if (len >= second_end)
                        assert_memory_equal(cut.at + strlen(first), second, strlen(second));
                bytes_free(&cut);
        }
}

/* From each place between two rows a second reader sees exactly what is left. */
static void resumes_anywhere(void **state)
{
        (void)state;
        int fd = file_of(sample, sizeof(sample) - 1);
        struct bytes whole = {0};
        dump_from(fd, 0, 1, &plain, &whole);
        for (int rows = 0;; rows++) {
                struct csv_reader *r;
                struct csv_row row = {.n = 1};
                struct err e;
                uint64_t offset, line;
                assert_int_equal(csv_reader_new(&r, fd, 0, 1, &plain, &e), OK);
                for (int i = 0; i < rows; i++) {
                        if (csv_read(r, &row, &e) == OK && row.n == 0)
                                break;
                }
                csv_place(r, &offset, &line);
                csv_reader_free(r);
                struct bytes rest = {0};
                dump_from(fd, offset, line, &plain, &rest);
                assert_true(rest.len <= whole.len);
                if (rest.len == 0) {
                        assert_true(rows > 4);
                        break;
                }
                assert_memory_equal(whole.at + whole.len - rest.len, rest.at, rest.len);
                bytes_free(&rest);
        }
        close(fd);
        bytes_free(&whole);
}

/* The place behind a row beyond its limit is not inside it: it would be refused, and listed, twice. */
static void resumes_behind_a_row_that_is_too_long(void **state)
{
        (void)state;
        static const char text[] = "a\n1234567890123456789\nb\n";
        struct csv_options small = {.row_most = 12, .block = 4};
        struct csv_reader *r;
        struct csv_row row;
        struct bytes rest = {0};
        struct err e;
        uint64_t offset, line;
        int fd = file_of(text, strlen(text));
        assert_int_equal(csv_reader_new(&r, fd, 0, 1, &small, &e), OK);
        assert_int_equal(csv_read(r, &row, &e), OK);
        assert_int_equal(csv_read(r, &row, &e), POISON);
        assert_int_equal(row.line, 2);
        csv_place(r, &offset, &line);
        csv_reader_free(r);
        dump_from(fd, offset, line, &small, &rest);
        bytes_add(&rest, "", 1);
        assert_string_equal(rest.at, "3:b\n");
        bytes_free(&rest);
        close(fd);
}

/* The sanitizers see what is wrong with a row of nothing but empty fields, when it is the first. */
static void empty_fields_come_first(void **state)
{
        (void)state;
        expect(",\na,b\n", &plain, "1:|\n2:a|b\n");
}

/* The rows of `text` as dump_from() shows them, a NUL behind. */
static struct bytes dump_text(const char *text, size_t len, const struct csv_options *o)
{
        struct bytes out = {0};
        int fd = file_of(text, len);
        dump_from(fd, 0, 1, o, &out);
        bytes_add(&out, "", 1);
        close(fd);
        return out;
}

/* Bytes that matter, and others; returns how many. 0: none but carriage returns, which are no row. */
static size_t random_line(char line[static 16], uint32_t *chance)
{
        static const char bytes[] = "ab, ,\r,\t;|\0\x7f\xc3";
        bool blank = true;
        *chance = *chance * 1664525 + 1013904223;
        size_t len = *chance >> 28;
        for (size_t i = 0; i < len; i++) {
                *chance = *chance * 1664525 + 1013904223;
                line[i] = bytes[(*chance >> 16) % (sizeof(bytes) - 1)];
                blank &= line[i] == '\r';
        }
        return blank ? 0 : len;
}

/* A line with a quotation mark is libcsv's to read, one without is cut at its delimiters: put behind the line, a quoted
 * field must be the only difference. */
static void lines_without_quotation_marks_read_as_those_with(void **state)
{
        (void)state;
        static const char *const ends[] = {"\n", "\r\n", "", "\r"};
        uint32_t chance = 1;
        for (int round = 0; round < 20000; round++) {
                char line[32];
                const char *end = ends[round % 4];
                size_t len = random_line(line, &chance);
                if (len == 0)
                        continue;
                struct csv_options small = {.row_most = 64, .field_most = 4, .fields_most = 6, .block = 16};
                snprintf(line + len, sizeof(line) - len, ",\"q\"%s", end);
                struct bytes with = dump_text(line, len + 4 + strlen(end), &small);
                snprintf(line + len, sizeof(line) - len, "%s", end);
                small.fields_most--;
                struct bytes without = dump_text(line, len + strlen(end), &small);
                if (!memcmp(with.at, "1!", 2)) {
                        assert_memory_equal(without.at, with.at, with.len);
                } else {
                        assert_int_equal(with.len, without.len + 2);
                        assert_memory_equal(with.at, without.at, without.len - 2);
                        assert_string_equal(with.at + without.len - 2, "|q\n");
                }
                bytes_free(&with);
                bytes_free(&without);
        }
}

static void test_guarded(void **state)
{
        static const char *const cells[][2] = {
                {"=1+1", "\"'=1+1\""},
                {"+1", "\"'+1\""},
                {"-1", "\"'-1\""},
                {"@a", "\"'@a\""},
                {"\ta", "\"'\ta\""},
                {"\ra", "\"'\ra\""},
                {"a=1", "\"a=1\""},
                {"", "\"\""},
                {"'a", "\"'a\""},
                {"1-2", "\"1-2\""},
                {"=\"a\"", "\"'=\"\"a\"\"\""},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
                struct bytes out = {0};
                csv_add_guarded(&out, text_of(cells[i][0]));
                assert_int_equal(out.len, strlen(cells[i][1]));
                assert_memory_equal(out.at, cells[i][1], out.len);
                bytes_free(&out);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_rows),
                cmocka_unit_test(a_malformed_row_costs_itself),
                cmocka_unit_test(limits),
                cmocka_unit_test(every_truncation),
                cmocka_unit_test(resumes_anywhere),
                cmocka_unit_test(resumes_behind_a_row_that_is_too_long),
                cmocka_unit_test(empty_fields_come_first),
                cmocka_unit_test(lines_without_quotation_marks_read_as_those_with),
                cmocka_unit_test(test_guarded),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

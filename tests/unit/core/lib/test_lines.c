/* SPDX-License-Identifier: Apache-2.0
 *
 * test_lines.c - lines come out as they stand, whatever the blocks; one that is too long costs itself.
 */
#include "core/base/bytes.h"
#include "core/lib/lines.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file_of(const void *at, size_t len)
{
        const int fd = memfd_create("lines", 0);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, at, len), len);
        return fd;
}

/* "NUMBER:text" of each line, or "NUMBER!" of one that is too long, from a place on. */
static void dump(int fd, uint64_t offset, uint64_t number, const struct lines_options *o, struct bytes *out)
{
        struct lines *l;
        struct line line;
        struct err e;
        assert_int_equal(lines_new(&l, fd, offset, number, o, &e), OK);
        for (;;) {
                char place[32];
                const enum fault fault = lines_read(l, &line, &e);
                assert_int_not_equal(fault, FATAL);
                if (fault == OK && !line.text.at)
                        break;
                bytes_add(out, place,
                          (size_t)snprintf(place, sizeof(place), "%llu%c", (unsigned long long)line.number,
                                           fault == OK ? ':' : '!'));
                if (fault == OK)
                        bytes_add(out, line.text.at, line.text.len);
                bytes_add(out, "|", 1);
        }
        lines_free(l);
}

static void expect(const char *text, size_t most, const char *lines)
{
        static const size_t blocks[] = {1, 2, 3, 7, 64, 0};
        const int fd = file_of(text, strlen(text));
        for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
                const struct lines_options o = {.most = most, .block = blocks[i]};
                struct bytes out = {0};
                dump(fd, 0, 1, &o, &out);
                bytes_add(&out, "", 1);
                assert_string_equal(out.at, lines);
                bytes_free(&out);
        }
        close(fd);
}

static void lines_as_they_stand(void **state)
{
        (void)state;
        expect("", 0, "");
        expect("\n\r\n \t\n", 0, "");
        expect("a\nbc\n", 0, "1:a|2:bc|");
        expect("a\r\n\r\nb c", 0, "1:a|3:b c|");
        expect("\xef\xbb\xbf{}\n\xef\xbb\xbf\n", 0, "1:{}|2:\xef\xbb\xbf|");
        expect("a\rb\n\r", 0, "1:a\rb|");
        expect(" a \n", 0, "1: a |");
}

static void a_line_that_is_too_long(void **state)
{
        (void)state;
        expect("1234\n12345\n123\n", 4, "1:1234|2!|3:123|");
        expect("1234\r\n12345\r\n1234", 4, "1:1234|2!|3:1234|");
        expect("12345", 4, "1!|");
        expect("1234567890123456789012345678901234567890\n\n1\n", 4, "1!|3:1|");
        expect("12345\n123456\n", 4, "1!|2!|");
        expect("1234\r", 4, "1:1234|");
        expect("12345\r", 4, "1!|");
}

/* Random files: whoever goes on at any place reads what is left. */
static void goes_on_from_any_place(void **state)
{
        (void)state;
        static const char bytes[] = "ab \r\n\n";
        srand(7);
        for (int round = 0; round < 500; round++) {
                char text[80];
                const size_t len = (size_t)rand() % sizeof(text);
                for (size_t i = 0; i < len; i++)
                        text[i] = bytes[(size_t)rand() % (sizeof(bytes) - 1)];
                const int fd = file_of(text, len), again = file_of(text, len);
                const struct lines_options o = {.most = 1 + (size_t)rand() % 8,
                                                .block = 1 + (size_t)rand() % 9};
                struct lines *l;
                struct line line;
                struct err e;
                assert_int_equal(lines_new(&l, fd, 0, 1, &o, &e), OK);
                struct bytes whole = {0};
                dump(again, 0, 1, &o, &whole);
                for (size_t said = 0;;) {
                        uint64_t offset, number;
                        struct bytes rest = {0};
                        lines_place(l, &offset, &number);
                        dump(again, offset, number, &o, &rest);
                        assert_int_equal(whole.len - said, rest.len);
                        if (rest.len > 0)
                                assert_memory_equal(whole.at + said, rest.at, rest.len);
                        bytes_free(&rest);
                        const enum fault fault = lines_read(l, &line, &e);
                        if (fault == OK && !line.text.at)
                                break;
                        char place[32];
                        said += (size_t)snprintf(place, sizeof(place), "%llu",
                                                 (unsigned long long)line.number) +
                                (fault == OK ? line.text.len : 0) + 2;
                }
                lines_free(l);
                bytes_free(&whole);
                close(fd);
                close(again);
        }
}

static void what_cannot_be_read(void **state)
{
        (void)state;
        struct lines *l;
        struct line line;
        struct err e;
        const struct lines_options o = {0};
        assert_int_equal(lines_new(&l, -1, 0, 1, &o, &e), FATAL);
        assert_null(l);
        const int fd = memfd_create("lines", 0);
        assert_int_equal(lines_new(&l, fd, 0, 1, &o, &e), OK);
        close(fd);
        assert_int_equal(lines_read(l, &line, &e), FATAL);
        lines_free(l);
        lines_free(NULL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(lines_as_they_stand),
                cmocka_unit_test(a_line_that_is_too_long),
                cmocka_unit_test(goes_on_from_any_place),
                cmocka_unit_test(what_cannot_be_read),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

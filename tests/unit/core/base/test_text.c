/* SPDX-License-Identifier: Apache-2.0
 *
 * test_text.c - comparing and trimming texts, what is valid UTF-8, and what is printable.
 */
#include "tests/support/unit.h"

#include "core/base/ascii.h"
#include "core/base/text.h"
#include <stdlib.h>
#include <string.h>

static void test_equal_and_order(void **state)
{
        (void)state;
        assert_true(text_equal(TEXT("a"), text_of("a")));
        assert_false(text_equal(TEXT("a"), TEXT("ab")));
        assert_true(text_equal(text_of(NULL), TEXT("")));
        assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
        assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
        assert_true(text_compare(text_of(NULL), TEXT("a")) < 0);
        assert_int_equal(text_compare(text_of(NULL), TEXT("")), 0);
        assert_true(text_compare(TEXT("z"), TEXT("\xc3\xa9")) < 0); /* bytes count without a sign */
}

static void test_trim(void **state)
{
        (void)state;
        assert_true(text_equal(text_trim(TEXT(" \t a b\r\n")), TEXT("a b")));
        assert_int_equal(text_trim(TEXT(" \r\n")).len, 0);
        assert_int_equal(text_trim(text_of(NULL)).len, 0);
}

struct sample {
        const char *bytes;
        size_t len;
        bool valid;
};
#define GOOD(s)                        \
        {                              \
                s, sizeof(s) - 1, true \
        }
#define BAD(s)                          \
        {                               \
                s, sizeof(s) - 1, false \
        }

static const struct sample samples[] = {
        GOOD(""),
        GOOD("plain"),
        GOOD("\x01\x7f"),
        GOOD("Ti\xe1\xbb\x81n Giang"),
        GOOD("\xc2\x80"),         /* the least of two bytes */
        GOOD("\xdf\xbf"),         /* the greatest */
        GOOD("\xe0\xa0\x80"),     /* the least of three */
        GOOD("\xed\x9f\xbf"),     /* just below the surrogates */
        GOOD("\xee\x80\x80"),     /* just above them */
        GOOD("\xef\xbf\xbf"),     /* U+FFFF */
        GOOD("\xf0\x90\x80\x80"), /* the least of four */
        GOOD("\xf4\x8f\xbf\xbf"), /* U+10FFFF */
        BAD("a\0b"),
        BAD("\x80"), /* a continuation alone */
        BAD("\xbf"),
        BAD("\xc0\x80"), /* NUL in two bytes */
        BAD("\xc1\xbf"),
        BAD("\xc2"), /* cut short */
        BAD("\xc2\x20"),
        BAD("\xc2\xc2"),
        BAD("\xe0\x9f\xbf"), /* overlong */
        BAD("\xe1\x80"),
        BAD("\xe1\x80\x20"),
        BAD("\xed\xa0\x80"), /* U+D800 */
        BAD("\xed\xbf\xbf"), /* U+DFFF */
        BAD("\xf0\x8f\xbf\xbf"),
        BAD("\xf0\x90\x80"),
        BAD("\xf4\x90\x80\x80"), /* U+110000 */
        BAD("\xf5\x80\x80\x80"),
        BAD("\xf8\x88\x80\x80\x80"),
        BAD("\xfe"),
        BAD("\xff"),
        BAD("good until here \xe1\xbb"),
};

static void test_utf8_samples(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
                /* An exact copy on the heap: reading behind it is seen by the sanitizers. */
                char *copy = malloc(samples[i].len + 1);
                assert_non_null(copy);
                copy = realloc(copy, samples[i].len > 0 ? samples[i].len : 1);
                assert_non_null(copy);
                memcpy(copy, samples[i].bytes, samples[i].len);
                const char *fault = text_check((struct text){copy, samples[i].len});
                free(copy);
                if ((fault == NULL) != samples[i].valid)
                        fail_msg("sample %zu: %s", i, fault ? fault : "was taken for valid");
        }
        assert_string_equal(text_check(TEXT("a\0b")), "holds a NUL byte");
        assert_string_equal(text_check(TEXT("\xff")), "is not valid UTF-8");
}

/* Writes a code point in the shortest form. */
static size_t encode(uint32_t c, char *out)
{
        if (c < 0x80) {
                out[0] = (char)c;
                return 1;
        }
        size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
        for (size_t i = n - 1; i > 0; i--, c >>= 6)
                out[i] = (char)(0x80 | (c & 0x3f));
        out[0] = (char)(lead[n] | c);
        return n;
}

static void test_every_code_point(void **state)
{
        (void)state;
        char bytes[4];
        for (uint32_t c = 1; c < 0x120000; c++) {
                bool valid = c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);
                struct text t = {bytes, encode(c, bytes)};
                if ((text_check(t) == NULL) != valid)
                        fail_msg("U+%04X", c);
        }
}

/* ---- printable ---- */

/* Every byte, at every place of every length up to three words and more; and every two neighbours, since a carry from one
 * byte of a word could hide another. */
static void test_no_byte_outside_ascii_is_overlooked(void **state)
{
        (void)state;
        char text[28];
        for (size_t len = 1; len <= sizeof(text); len++) {
                for (size_t at = 0; at < len; at++) {
                        for (int byte = 0; byte < 256; byte++) {
                                memset(text, byte % 2 ? ' ' : '~', sizeof(text));
                                text[at] = (char)byte;
                                const bool outside = ascii_outside((struct text){text, len}) != 0;
                                if (outside != (byte < 0x20 || byte >= 0x7f))
                                        fail_msg("byte %02x at %zu of %zu", (unsigned)byte, at, len);
                        }
                }
        }
        for (int one = 0; one < 256; one++) {
                for (int other = 0; other < 256; other++) {
                        const char pair[] = {'a', (char)one, (char)other, 'b', 'c', 'd', 'e', 'f'};
                        const bool outside = ascii_outside((struct text){pair, sizeof(pair)}) != 0;
                        if (outside != (one < 0x20 || one >= 0x7f || other < 0x20 || other >= 0x7f))
                                fail_msg("bytes %02x %02x", (unsigned)one, (unsigned)other);
                }
        }
        assert_true(ascii_outside(text_of(NULL)) == 0);
}

static void test_printable(void **state)
{
        (void)state;
        assert_null(text_check_printable(text_of(NULL)));
        assert_null(text_check_printable(TEXT("a ~")));
        assert_null(text_check_printable(TEXT("Ti\xe1\xbb\x81n Giang \xc2\x80 \xf4\x8f\xbf\xbf")));
        for (int byte = 0; byte < 256; byte++) {
                const char bytes[] = {'a', (char)byte, 'b'};
                const char *expected = byte < 0x20 || byte == 0x7f ? "holds a control character"
                                       : byte < 0x80               ? NULL
                                                                   : "is not valid UTF-8";
                const char *says = text_check_printable((struct text){bytes, sizeof(bytes)});
                if (expected != says && (!expected || !says || strcmp(expected, says) != 0))
                        fail_msg("byte %02x %s", (unsigned)byte, says ? says : "is good");
        }
        assert_string_equal(text_check_printable(TEXT("\xff\n")), "holds a control character");
        assert_null(
                text_check_shown(TEXT("Ti\xe1\xbb\x81n Giang \xc2\xa0 \xe2\x80\x93 \xe2\x80\xa6 \xd8\x9b")));
        static const char *const turning[] = {"\xc2\x80",     "\xc2\x9f",     "\xd8\x9c",     "\xe2\x80\x8e",
                                              "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6",
                                              "\xe2\x81\xa9", "a\nb",         "\xc2"};
        for (size_t i = 0; i < sizeof(turning) / sizeof(turning[0]); i++)
                assert_non_null(text_check_shown(text_of(turning[i])));
        assert_string_equal(text_check_printable(TEXT("\n\xff")), "holds a control character");
        assert_string_equal(text_check_printable(TEXT("H\xe1\xbb")), "is not valid UTF-8");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_equal_and_order),
                cmocka_unit_test(test_trim),
                cmocka_unit_test(test_utf8_samples),
                cmocka_unit_test(test_every_code_point),
                cmocka_unit_test(test_no_byte_outside_ascii_is_overlooked),
                cmocka_unit_test(test_printable),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

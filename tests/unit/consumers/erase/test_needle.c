/* SPDX-License-Identifier: Apache-2.0
 *
 * test_needle.c - a text is found however its letters were written, in the middle of bytes that are none, and where windows of the search
 * meet; nothing else is changed.
 */
#include "consumers/erase/needle.h"
#include "tests/support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "Đặng Thị Huệ", composed, and taken apart: a mark below and one above each, in both orders that Unicode takes for the same. */
#define COMPOSED  "\u0110\u1eb7ng Th\u1ecb Hu\u1ec7"
#define APART     "\u0110a\u0323\u0306ng Thi\u0323 Hue\u0323\u0302"
#define OTHERWISE "\u0111A\u0306\u0323NG THI\u0323 HUE\u0302\u0323"

static struct needle opened(const char *text)
{
        struct needle n;
        struct err e;
        if (needle_open(&n, text_of(text), &e) != OK)
                fail_msg("%s", e.text);
        return n;
}

static void assert_becomes(const char *text, const char *in, size_t len, size_t found, const char *expected)
{
        struct needle n = opened(text);
        struct bytes out = {0};
        assert_int_equal(needle_count(&n, (struct text){in, len}, NULL, NULL), found);
        assert_int_equal(needle_count(&n, (struct text){in, len}, "#", &out), found);
        assert_int_equal(out.len, strlen(expected));
        assert_memory_equal(out.at, expected, out.len);
        bytes_free(&out);
        needle_close(&n);
}
#define BECOMES(text, in, found, expected) assert_becomes(text, in, strlen(in), found, expected)

static void however_it_is_written(void **state)
{
        (void)state;
        BECOMES(COMPOSED, "a " COMPOSED ", b", 1, "a #, b");
        BECOMES(COMPOSED, "a " APART ", b", 1, "a #, b");
        BECOMES(COMPOSED, "a " OTHERWISE ", b", 1, "a #, b");
        BECOMES(APART, COMPOSED APART OTHERWISE, 3, "###");
        BECOMES(" " APART "\r\n", COMPOSED, 1, "#");
        BECOMES("0912345678", "call 0912345678.", 1, "call #.");
        BECOMES("STRASSE", "stra\u00dfe", 1, "#");
}

/* Another letter is another text: what follows belongs to the last one. */
static void not_what_only_begins_so(void **state)
{
        (void)state;
        BECOMES("Hue Le", "Hue Le\u0302", 0, "Hue Le\u0302");
        BECOMES("Hue Le", "Hue Le\u0323\u0302, hue le", 1, "Hue Le\u0323\u0302, #");
        BECOMES("Hue Le", "Hu\u1ec7 Le", 0, "Hu\u1ec7 Le");
        BECOMES("aaaa", "aaaaaaa", 1, "#aaa");
        BECOMES("abab", "aababab", 1, "a#ab");
}

static void among_bytes_that_are_no_text(void **state)
{
        (void)state;
        BECOMES("secret", "\xc3\x01\xff\x0csecret\x80\xfesecre\xfft", 1,
                "\xc3\x01\xff\x0c#\x80\xfesecre\xfft");
        struct needle n = opened("secret");
        const char nul[] = "\0secret\0SECRET";
        assert_int_equal(needle_count(&n, (struct text){nul, sizeof(nul)}, NULL, NULL), 2);
        assert_int_equal(needle_count(&n, (struct text){0}, NULL, NULL), 0);
        needle_close(&n);
}

/* At every place about the end of a window of 4 kB, in both forms. */
static void where_windows_meet(void **state)
{
        (void)state;
        enum { SIZE = 9000 };
        static const char *const forms[] = {COMPOSED, APART};
        struct needle n = opened(COMPOSED);
        char *text = malloc(SIZE + 1);
        for (int at = 4050; at < 4110; at++) {
                const char *form = forms[at % 2];
                memset(text, 'x', SIZE);
                memcpy(text + at, form, strlen(form));
                memcpy(text + at + 4096, form, strlen(form));
                assert_int_equal(needle_count(&n, (struct text){text, SIZE}, NULL, NULL), 2);
        }
        free(text);
        needle_close(&n);
}

/* Of JSON: small and large hexadecimal digits, some letters escaped and others not, pairs for characters above U+FFFF, and JSON in a text of
 * JSON. What is no escape is as it stands. */
static void in_escapes(void **state)
{
        (void)state;
        BECOMES(COMPOSED, "{\"a\":\"\\u0110\\u1eB7ng Th\\u1ecb Hu\\u1EC7\"}", 1, "{\"a\":\"#\"}");
        BECOMES(COMPOSED, "\\u0111A\\u0323\\u0306ng Thi\\u0323 Hu\u1ec7, b", 1, "#, b");
        BECOMES(COMPOSED, "\"{\\\"a\\\":\\\"\\\\u0110\\\\u1eb7ng Th\\\\u1ecb Hu\\\\u1ec7\\\"}\"", 1,
                "\"{\\\"a\\\":\\\"#\\\"}\"");
        BECOMES(COMPOSED, COMPOSED " \\u0110\u1eb7ng Th\\u1ecb Hu\\u1ec7 " APART, 3, "# # #");
        BECOMES("12/2026", "no. 12\\/2026", 1, "no. #");
        BECOMES("so \U0001f600 it", "\\\"so \\ud83d\\ude00 it\\\"", 1, "\\\"#\\\"");
        BECOMES("C:\\users", "c:\\users, c:\\\\users", 2, "#, #");
        BECOMES("abcd", "\\u00e1bcd \\u006 abc\\u006g abc\\ud83d abc\\ude00d ab\\u0063", 0,
                "\\u00e1bcd \\u006 abc\\u006g abc\\ud83d abc\\ude00d ab\\u0063");
        BECOMES("abcd", "a\nb\\u0063d \\u0061bcd\nabc\\u0064", 2, "a\nb\\u0063d #\n#");
}

/* Two bytes a character, in both orders, with a mark of the order before it or without, and wherever it begins. */
static void in_two_bytes(void **state)
{
        (void)state;
        static const char little[] = "\xff\xfe"
                                     "1\0;\0"
                                     "\x10\x01\xb7\x1e"
                                     "n\0g\0 \0T\0h\0\xcb\x1e \0H\0u\0\xc7\x1e"
                                     ";\0\r\0\n\0";
        struct needle n = opened(COMPOSED);
        assert_int_equal(needle_count(&n, (struct text){little, sizeof(little) - 1}, NULL, NULL), 1);
        for (size_t from = 1; from < 6; from++)
                assert_int_equal(
                        needle_count(&n, (struct text){little + from, sizeof(little) - 1 - from}, NULL, NULL),
                        1);
        assert_int_equal(needle_count(&n, (struct text){little + 8, sizeof(little) - 9}, NULL, NULL), 0);
        char big[sizeof(little)];
        for (size_t i = 0; i + 1 < sizeof(little); i += 2)
                big[i] = little[i + 1], big[i + 1] = little[i];
        for (size_t from = 0; from < 6; from++)
                assert_int_equal(
                        needle_count(&n, (struct text){big + from, sizeof(little) - 1 - from}, NULL, NULL),
                        1);
        needle_close(&n);

        /* Without a byte of zero only the mark tells. */
        n = opened("\u1ea1\u1eb7\u1ec7\u1ecb");
        assert_int_equal(needle_count(&n, TEXT("\xff\xfe\xa1\x1e\xb7\x1e\xc7\x1e\xcb\x1e"), NULL, NULL), 1);
        needle_close(&n);
        /* An escape within, a pair, and half of one, which ends what is searched. */
        n = opened("abc\u00ea \U0001f600");
        assert_int_equal(needle_count(&n,
                                      TEXT("a\0b\0c\0\\\0u\0"
                                           "0\0"
                                           "0\0e\0a\0 \0\x3d\xd8\x00\xde"),
                                      NULL, NULL),
                         1);
        assert_int_equal(needle_count(&n, TEXT("a\0b\0c\0\xea\0 \0\x3d\xd8"), NULL, NULL), 0);
        assert_int_equal(needle_count(&n, TEXT("a\0b\0c\0\x3d\xd8\xea\0 \0\x3d\xd8\x00\xde"), NULL, NULL), 0);
        needle_close(&n);
}

static void what_is_refused(void **state)
{
        static const char *const wrong[] = {
                "", " \n", "abc", "\u1ecbn\u1ec7", "a\u0323b\u0323c\u0323", "two\nlines", "\xff\xfe\xfd\xfc"};
        (void)state;
        struct needle n;
        struct err e;
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                assert_int_equal(needle_open(&n, text_of(wrong[i]), &e), USAGE);
                needle_close(&n);
        }
        char *longer = malloc(NEEDLE_MOST + 2);
        memset(longer, 'x', NEEDLE_MOST + 1);
        longer[NEEDLE_MOST + 1] = 0;
        assert_int_equal(needle_open(&n, text_of(longer), &e), USAGE);
        needle_close(&n);
        assert_int_equal(needle_open(&n, (struct text){longer, NEEDLE_MOST}, &e), OK);
        needle_close(&n);
        free(longer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(however_it_is_written),
                cmocka_unit_test(not_what_only_begins_so),
                cmocka_unit_test(among_bytes_that_are_no_text),
                cmocka_unit_test(where_windows_meet),
                cmocka_unit_test(in_escapes),
                cmocka_unit_test(in_two_bytes),
                cmocka_unit_test(what_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

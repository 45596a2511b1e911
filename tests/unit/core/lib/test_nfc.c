/* SPDX-License-Identifier: Apache-2.0
 *
 * test_nfc.c - texts are composed where they are not, and left alone where they are.
 */
#include "core/lib/nfc.h"
#include "tests/support/unit.h"
#include <stdlib.h>
#include <string.h>

static void expect(const char *from, const char *to)
{
        char *copy;
        struct text t = text_of(from), out = nfc_of(t, &copy);
        if (!text_equal(out, text_of(to)))
                fail_msg("'%s' became '%.*s'", from, (int)out.len, out.at);
        assert_int_equal(copy == NULL, !strcmp(from, to));
        assert_ptr_equal(out.at, copy ? copy : from);
        free(copy);
        assert_true(nfc_equal(t, text_of(to)));
        assert_false(nfc_equal(t, TEXT("-")));
        char *again = nfc_strdup(from);
        assert_string_equal(again, to);
        free(again);
}

static void composes(void **state)
{
        (void)state;
        expect("", "");
        expect("plain", "plain");
        expect("S\xe1\xbb\x9f N\xe1\xbb\x99i v\xe1\xbb\xa5 \xe2\x80\x93 U\xe1\xbb\xb7 ban "
               "\xe2\x80\x9c\xc4\x82\xe2\x80\x9d 50.000\xe2\x82\xab \xc3\x9f",
               "S\xe1\xbb\x9f N\xe1\xbb\x99i v\xe1\xbb\xa5 \xe2\x80\x93 U\xe1\xbb\xb7 ban "
               "\xe2\x80\x9c\xc4\x82\xe2\x80\x9d 50.000\xe2\x82\xab \xc3\x9f");
        expect("So\xcc\x9b\xcc\x89 No\xcc\xa3\xcc\x82i vu\xcc\xa3 \xe2\x80\x93 Uy\xcc\x89 ban \xe2\x80\x9c"
               "A\xcc\x86\xe2\x80\x9d 50.000\xe2\x82\xab \xc3\x9f",
               "S\xe1\xbb\x9f N\xe1\xbb\x99i v\xe1\xbb\xa5 \xe2\x80\x93 U\xe1\xbb\xb7 ban "
               "\xe2\x80\x9c\xc4\x82\xe2\x80\x9d 50.000\xe2\x82\xab \xc3\x9f");
        expect("Uy\xcc\x89 ban", "U\xe1\xbb\xb7 ban");
        expect("a\xcc\xa3\xcc\x82", "\xe1\xba\xad"); /* marks in the other order, too */
        expect("a\xcc\x82\xcc\xa3", "\xe1\xba\xad");
        expect("\xc3\xa2\xcc\xa3", "\xe1\xba\xad"); /* half composed, as Windows-1258 has it */
        expect("\xe2\x84\xab", "\xc3\x85");         /* the sign of the angstrom is a letter */
        expect("\xed\x95\x9c \xe4\xb8\xad", "\xed\x95\x9c \xe4\xb8\xad");
        expect("\xcc\x81", "\xcc\x81"); /* a mark with nothing to stand on */
}

/* What is no UTF-8 stays as it is: it is for the check of the event to refuse. */
static void leaves_what_is_no_utf8(void **state)
{
        (void)state;
        static const char *const texts[] = {"\xff",      "a\xe1",        "a\xcc",         "\xc3",
                                            "x\xe2\x80", "\xed\xa0\x80", "o\xcc\x80\xff", "\xf0\x9f"};
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                /* Nothing behind its end is read. */
                const size_t len = strlen(texts[i]);
                char *exact = malloc(len), *copy;
                memcpy(exact, texts[i], len);
                struct text out = nfc_of((struct text){exact, len}, &copy);
                assert_null(copy);
                assert_ptr_equal(out.at, exact);
                assert_int_equal(out.len, len);
                free(exact);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(composes),
                cmocka_unit_test(leaves_what_is_no_utf8),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

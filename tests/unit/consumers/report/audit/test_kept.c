/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kept.c - a text is kept once, and all of them within their bound.
 */
#include "consumers/report/audit/kept.h"

#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void a_text_is_kept_once(void **state)
{
        struct kept k = {0};
        const char *first[2000];
        char text[32];
        (void)state;
        for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 2000; i++) {
                        snprintf(text, sizeof(text), "place %d", i);
                        const char *kept = kept_add(&k, text_of(text));
                        assert_string_equal(kept, text);
                        if (round)
                                assert_ptr_equal(kept, first[i]);
                        first[i] = kept;
                }
        }
        assert_string_equal(kept_add(&k, (struct text){0}), "");
        assert_int_equal(k.n, 2001);
        kept_free(&k);
        kept_free(&k);
}

static void beyond_the_bound_nothing_more_is_kept(void **state)
{
        struct kept k = {0};
        char *text = calloc(1, 1 << 20);
        int kept = 0;
        (void)state;
        assert_non_null(text);
        memset(text, 'x', (1 << 20) - 1);
        for (int i = 0; i < 32; i++) {
                text[0] = (char)('A' + i);
                kept += kept_add(&k, (struct text){text, (1 << 20) - 1}) != NULL;
        }
        assert_int_equal(kept, KEPT_MOST >> 20);
        text[0] = 'A';
        assert_non_null(kept_add(&k, (struct text){text, (1 << 20) - 1})); /* is there */
        assert_null(kept_add(&k, TEXT("more")));
        kept_free(&k);
        free(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_text_is_kept_once),
                cmocka_unit_test(beyond_the_bound_nothing_more_is_kept),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

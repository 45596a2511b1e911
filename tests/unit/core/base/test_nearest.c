/* SPDX-License-Identifier: Apache-2.0
 *
 * test_nearest.c - a slip of the finger finds its name, another word finds none.
 */
#include "tests/support/unit.h"

#include "core/base/nearest.h"
#include <string.h>

static const char *nearest_of(const char *word)
{
        static const char *const names[] = {"setup", "simulate", "spool", "load", "report", "quarantine"};
        struct nearest n = {0};
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                nearest_offer(&n, word, names[i]);
        return n.name ? n.name : "";
}

static void slips_find_their_name(void **state)
{
        (void)state;
        assert_string_equal(nearest_of("load"), "load");
        assert_string_equal(nearest_of("lod"), "load");
        assert_string_equal(nearest_of("laod"), "load");
        assert_string_equal(nearest_of("loads"), "load");
        assert_string_equal(nearest_of("reprot"), "report");
        assert_string_equal(nearest_of("quarentin"), "quarantine");
        assert_string_equal(nearest_of("simluat"), "simulate");
        assert_string_equal(nearest_of("LOAD"), "load");
        assert_string_equal(nearest_of("Simulate"), "simulate");
}

static void other_words_find_none(void **state)
{
        (void)state;
        assert_string_equal(nearest_of(""), "");
        assert_string_equal(nearest_of("dashboard"), "");
        assert_string_equal(nearest_of("lxxd"), "");
        char longer[100] = {0};
        memset(longer, 'x', sizeof(longer) - 1);
        assert_string_equal(nearest_of(longer), "");
}

static void the_hint_names_it_or_is_empty(void **state)
{
        (void)state;
        char hint[NEAREST_HINT];
        struct nearest n = {0};
        assert_string_equal(nearest_hint(&n, hint), "");
        nearest_offer(&n, "lod", "load");
        assert_string_equal(nearest_hint(&n, hint), "; did you mean load?");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(slips_find_their_name),
                cmocka_unit_test(other_words_find_none),
                cmocka_unit_test(the_hint_names_it_or_is_empty),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

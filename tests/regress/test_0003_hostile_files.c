/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0003_hostile_files.c - no single file, whatever its name or date, keeps a spool from the files behind it.
 */
#include "tests/support/spool_dir.h"
#include <limits.h>

static void the_longest_names(void **state)
{
        struct spool_dir *p = *state;
        char name[NAME_MAX + 1], text[64];
        for (int i = 0; i < 3; i++) {
                memset(name, 'x', NAME_MAX);
                strcpy(name + NAME_MAX - 4, ".csv");
                snprintf(text, sizeof(text), "id,in,out\n%d,2022-01-03,\n%d\n", i, i);
                put(p, name, text, 1000);
                assert_int_equal(run_once(p).done, 1);
        }
        memset(name, 'y', NAME_MAX);
        put(p, name, "id,in,out\n4,2022-01-03,\n4\n", 1000);
        name[1] = '.';
        put(p, name, "id,in,out\n5,2022-01-03,\n5\n", 1000);
        assert_int_equal(run_once(p).done, 2);
        assert_int_equal(count_files(p, "done"), 5);
        assert_int_equal(count_files(p, "rejected"), 5);
        assert_int_equal(count_files(p, "reading"), 0);
}

static void a_date_that_no_event_may_have(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = "id,in,out\n1,2022-01-03,\n";
        put(p, "far.csv", text, 10413792000); /* the year 2300 */
        put(p, "good.csv", "id,in,out\n2,2022-01-03,\n", 1000);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.refused, 1);
        assert_int_equal(c.done, 1);
        assert_true(there(p, "rejected/whole/far.csv"));
        put(p, "far.csv", text, 1000);
        assert_int_equal(run_once(p).done, 1);
        assert_true(there(p, "done/far.csv"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(the_longest_names, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_date_that_no_event_may_have, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

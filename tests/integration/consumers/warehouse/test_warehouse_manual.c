/* SPDX-License-Identifier: Apache-2.0
 *
 * test_warehouse_manual.c - every query that docs/warehouse.md offers runs, with an analyst's rights.
 */
#include "tests/support/scratch.h"

static char *read_manual(void)
{
        static char text[65536];
        FILE *f = fopen(SOURCE_DIR "/docs/warehouse.md", "r");
        assert_non_null(f);
        const size_t n = fread(text, 1, sizeof(text) - 1, f);
        assert_true(n > 0 && n < sizeof(text) - 1);
        fclose(f);
        text[n] = 0;
        return text;
}

static void test_queries_run(void **state)
{
        static const char opening[] = "```sql\n";
        struct scratch s;
        struct err e;
        int n = 0;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        scratch_script(s.pg, "set role hentra_analyst");
        for (char *at = read_manual(); (at = strstr(at, opening)); n++) {
                at += sizeof(opening) - 1;
                char *end = strstr(at, "\n```");
                assert_non_null(end);
                *end = 0;
                if (pg_run(s.pg, at, NULL, 0, NULL, &e) != OK)
                        fail_msg("%s\n%s", e.text, at);
                at = end + 1;
        }
        assert_int_equal(n, 11);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_queries_run)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

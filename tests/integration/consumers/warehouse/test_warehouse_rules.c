/* SPDX-License-Identifier: Apache-2.0
 *
 * test_warehouse_rules.c - a warehouse whose facts are of other rules under the same number is neither read nor added to before it
 * is derived anew; one without this program's functions says what to do.
 */
#include "tests/support/child.h"
#include "tests/support/connected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "rule_fingerprint", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "test");
        return 0;
}

static bool is_ours(void)
{
        char sql[120];
        snprintf(sql, sizeof(sql), "select rule_fingerprint = %lld from hentra.warehouse",
                 (long long)rule_of(RULE_FORM06)->fingerprint);
        return sql_number(pg, sql) == 1;
}

static void noted_by_setup(void **state)
{
        struct child c;
        (void)state;
        assert_true(is_ours());
        sql_run(pg, "update hentra.warehouse set rule_fingerprint = null"); /* as an older program left it */
        assert_exit(0, &c, &world, "report", "form06");
        child_close(&c);
        assert_exit(0, &c, &world, "setup", "--no-topics", "--dry-run");
        assert_says(child_out(&c), "would note: which rules");
        child_close(&c);
        assert_exit(0, &c, &world, "setup", "--no-topics");
        child_close(&c);
        assert_true(is_ours());
}

static void others_are_refused(void **state)
{
        static const char *const commands[][3] = {
                {"report", "form06", NULL}, {"load", "--until-end", NULL}, {"verify", NULL, NULL}};
        struct child c;
        (void)state;
        sql_run(pg, "update hentra.warehouse set rule_fingerprint = rule_fingerprint + 1");
        for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
                assert_exit(1, &c, &world, commands[i][0], commands[i][1]);
                assert_says(child_err(&c), "other rules");
                child_close(&c);
        }
        assert_exit(0, &c, &world, "setup", "--no-topics");
        assert_says(child_err(&c), "setup.rules_differ");
        child_close(&c);
        assert_exit(0, &c, &world, "verify", "--repair");
        child_close(&c);
        assert_true(is_ours());
        assert_exit(0, &c, &world, "report", "form06");
        child_close(&c);
}

static void functions_of_another_program(void **state)
{
        struct child c;
        (void)state;
        sql_run(pg, "drop function hentra.dossier_runs(timestamptz, smallint, timestamptz) cascade");
        assert_exit(1, &c, &world, "alert");
        assert_says(child_err(&c), "run `hentra setup`");
        child_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(noted_by_setup),
                cmocka_unit_test(others_are_refused),
                cmocka_unit_test(functions_of_another_program),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}

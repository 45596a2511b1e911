/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_agencies.c - for whom agencies count is made of the catalogue, as form 06's sums are made of
 * flows: `hentra verify` says what is not as it should be, and a repair makes it anew.
 */
#include "tests/support/child.h"

#include <stdio.h>

static struct world world;
static struct pg *pg;

static void assert_wrong(int rows)
{
        struct child c;
        char line[96];
        snprintf(line, sizeof(line), "%-46s %12d%s\n", "agencies that count for a wrong one", rows,
                 rows ? "   <- differs" : "");
        assert_exit(rows ? 1 : 0, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c), line);
        child_close(&c);
        if (!rows)
                return;
        assert_exit(0, &c, &world, "verify", "--repair");
        child_close(&c);
        assert_exit(0, &c, &world, "verify", "--no-kafka");
        child_close(&c);
}

static void whom_agencies_count_for_is_proved(void **state)
{
        (void)state;
        assert_wrong(0);
        sql_run(pg,
                "insert into hentra.agency_spoken (agency_id, valid_from, valid_to, member_id) values (1, "
                "'2022-01-01', '2022-02-01', 2)");
        assert_wrong(1);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.agency_spoken"), 0);
        /* As if rows of a catalogue had been written by hand. */
        sql_run(pg, "insert into hentra.agency_version (agency_id, name, level) values (3, 'n', 1); "
                    "insert into hentra.agency_alias (system, alias, agency_id) values (1, 'A', 3)");
        assert_wrong(1);
        assert_int_equal(sql_number(pg, "select member_id from hentra.agency_spoken where agency_id = 1"), 3);
}

static int begin(void **state)
{
        (void)state;
        world_open(&world, "verify_agencies", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "damage");
        sql_run(pg, "insert into hentra.agency (code) values ('A'), ('B'), ('C')");
        return 0;
}

static int end(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(whom_agencies_count_for_is_proved)};
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}

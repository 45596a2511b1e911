/* SPDX-License-Identifier: Apache-2.0
 *
 * test_claim.c - what events claim of agencies and procedures: the claim stated last stands, in any order, and what says nothing new
 * leaves the rows alone, so that loaders who hear the same do not wait for each other.
 */
#include "tests/support/connected.h"

#include "generated/embedded.h"
#include <stdlib.h>

static const char *const claims[] = {SQL_load_level_claim, SQL_load_field_claim};

static void claim(const char *sql, int32_t value, int64_t stated_at, int64_t content)
{
        struct bytes buffers[4] = {0};
        struct err e;
        const struct pg_param params[] = {
                pg_int4_array(&buffers[0], &(int32_t){1}, 1), pg_int4_array(&buffers[1], &value, 1),
                pg_int8_array(&buffers[2], &stated_at, 1), pg_int8_array(&buffers[3], &content, 1)};
        DONE(pg_run(pg, sql, params, 4, NULL, &e));
        for (int i = 0; i < 4; i++)
                bytes_free(&buffers[i]);
}

static void assert_claims(const char *expected)
{
        assert_sql(pg, expected,
                   "select level, content from hentra.agency_level_claim union all "
                   "select field_id, content from hentra.procedure_field_claim");
}

static void what_is_stated_last_stands(void **state)
{
        (void)state;
        for (int i = 0; i < 2; i++)
                claim(claims[i], 2, 1000, 5);
        assert_claims("2|5 2|5");
        for (int i = 0; i < 2; i++)
                claim(claims[i], 3, 2000, 1);
        assert_claims("3|1 3|1");
        /* Late, and at the same time by the order of the contents. */
        for (int i = 0; i < 2; i++) {
                claim(claims[i], 1, 1500, 9);
                claim(claims[i], 1, 2000, 0);
        }
        assert_claims("3|1 3|1");
        for (int i = 0; i < 2; i++)
                claim(claims[i], 1, 2000, 2);
        assert_claims("1|2 1|2");
}

/* A lock would be written to the row, and held until the batch has committed. */
static void what_says_nothing_new_locks_nothing(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.agency_level_claim, hentra.procedure_field_claim");
        for (int i = 0; i < 2; i++) {
                claim(claims[i], 2, 2000, 5);
                claim(claims[i], 2, 2000, 5);
                claim(claims[i], 3, 1000, 7);
        }
        assert_claims("2|5 2|5");
        assert_sql(pg, "0 0",
                   "select xmax from hentra.agency_level_claim union all select xmax from "
                   "hentra.procedure_field_claim");
}

static int begin(void **state)
{
        (void)state;
        world_open(&world, "claim", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.agency (code) values ('H.1'); insert into hentra.procedure (code) "
                    "values ('1.1'); insert into hentra.field (code) values ('F1'), ('F2'), ('F3')");
        return 0;
}

int main(void)
{
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_stated_last_stands),
                cmocka_unit_test(what_says_nothing_new_locks_nothing),
        };
        return cmocka_run_group_tests(tests, begin, connected_end);
}

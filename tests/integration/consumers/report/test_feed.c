/* SPDX-License-Identifier: Apache-2.0
 *
 * test_feed.c - the flows of a report, which C hands back to the server by position.
 */
#include "generated/embedded.h"
#include "tests/support/scratch.h"

/* The names in the lines `-- columns:` of a query, each with a blank before it. */
static const char *promised_columns(const char *sql)
{
        static const char word[] = "-- columns:";
        static char names[1024];
        size_t n = 0;
        for (const char *at = sql; (at = strstr(at, word)); at++) {
                at += sizeof(word) - 1;
                n += (size_t)snprintf(names + n, sizeof(names) - n, "%.*s", (int)strcspn(at, "\n"), at);
                assert_true(n < sizeof(names));
        }
        return names;
}

static void test_rows_are_of_the_type(void **state)
{
        struct pg_result *r;
        struct scratch s;
        struct err e;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        assert_int_equal(pg_run(s.pg,
                                "select string_agg(' ' || attname, '' order by attnum) from pg_attribute"
                                " where attrelid = 'hentra.gathered_flow'::regclass and attnum > 0",
                                NULL, 0, &r, &e),
                         OK);
        const struct text attributes = pg_get_text(r, 0, 0);
        const char *const queries[] = {SQL_report_feed_day, SQL_report_feed_half_month, SQL_report_move};
        for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
                if (!text_equal(attributes, text_of(promised_columns(queries[i]))))
                        fail_msg("gathered_flow has%.*s; its rows%s", (int)attributes.len, attributes.at,
                                 promised_columns(queries[i]));
        }
        pg_free(r);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_are_of_the_type)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_flow_row.c - lists of columns that must agree: measure.h, the two COPYs, the two tables; and the order, in which they need not.
 */
#include "tests/support/worker.h"

#include "consumers/warehouse/flow_row.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

static struct world world;
static struct pg *pg;

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "flow_row", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "flow_row");
        return 0;
}

static int close_all(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* The next name of a list of columns, in `name`. */
static const char *next_name(const char *at, char name[64])
{
        at += strcspn(at, "abcdefghijklmnopqrstuvwxyz)");
        const size_t len = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
        assert_true(len < 64);
        memcpy(name, at, len);
        name[len] = 0;
        return at + len;
}

static void assert_copies_measures(const char *sql, int key_columns)
{
        char name[64];
        const char *at = strchr(sql, '(');
        assert_non_null(at);
        for (int i = 0; i < key_columns; i++)
                at = next_name(at, name);
        for (int m = 0; m < MEASURE_COUNT; m++) {
                at = next_name(at, name);
                assert_string_equal(name, measure_names[m]);
        }
        next_name(at, name);
        assert_string_equal(name, "");
}

static void copies_have_the_measures_in_their_order(void **state)
{
        (void)state;
        assert_copies_measures(SQL_flow_day_copy, COLS_flow_day_copy - MEASURE_COUNT);
        assert_copies_measures(SQL_flow_half_month_copy, COLS_flow_half_month_copy - MEASURE_COUNT);
}

/* Each once: as many as there are, and none that is not one. */
static void tables_have_the_measures_in_any_order(void **state)
{
        (void)state;
        struct flow_table tables[GRAIN_COUNT];
        struct err e;
        DONE(flow_tables_read(pg, tables, &e));
        for (int grain = 0; grain < GRAIN_COUNT; grain++) {
                bool seen[MEASURE_COUNT] = {false};
                for (int i = 0; i < MEASURE_COUNT; i++) {
                        assert_false(seen[tables[grain].measures[i]]);
                        seen[tables[grain].measures[i]] = true;
                }
        }
}

/* As if two measures had come in another order: their columns change names. */
static void swap_columns(void)
{
        sql_run(pg, "alter table hentra.flow_day_entry rename received to other");
        sql_run(pg, "alter table hentra.flow_day_entry rename elapsed_seconds to received");
        sql_run(pg, "alter table hentra.flow_day_entry rename other to elapsed_seconds");
        sql_run(pg, "alter table hentra.flow_day_entry alter received type integer, alter elapsed_seconds "
                    "type bigint");
}

static void rows_follow_the_table(void **state)
{
        (void)state;
        struct worker k;
        struct err e;
        struct flow_sums sums = {0};
        const struct flow_key key = {18000, 1, 0, DIRECT, DOSSIER};
        sql_run(pg, "do $$ declare seen record; begin for seen in select oid::regclass as name from pg_class"
                    " where relkind = 'v' and relnamespace = 'hentra'::regnamespace order by oid desc"
                    " loop execute format('drop view if exists %s cascade', seen.name); end loop; end $$");
        swap_columns();
        worker_open(&k, &world, 0, "writes");
        for (int i = 0; i < 2; i++) { /* COPY, then the array of what is there */
                flow_sum_add(&sums.day, &key, M_received, 3);
                flow_sum_add(&sums.day, &key, M_elapsed_seconds, 5000000000);
                DONE(pg_script(k.pg, "begin", &e));
                DONE(flows_write(&k.committer.flow_writer, &sums, &k.position, &e));
                DONE(pg_script(k.pg, "commit", &e));
                k.position.flows_until = k.committer.flow_writer.until;
                flow_sums_clear(&sums);
        }
        assert_int_equal(sql_number(pg, "select received from hentra.flow_day"), 6);
        assert_int_equal(sql_number(pg, "select elapsed_seconds from hentra.flow_day"), 10000000000);
        flow_sums_free(&sums);
        worker_close(&k);
}

static void a_table_with_another_measure(void **state)
{
        (void)state;
        struct flow_table tables[GRAIN_COUNT];
        struct err e;
        sql_run(pg, "alter table hentra.flow_half_month_entry add smiles integer not null default 0");
        assert_int_equal(flow_tables_read(pg, tables, &e), FATAL);
        assert_non_null(strstr(e.text, "run `hentra setup`"));
        sql_run(pg, "alter table hentra.flow_half_month_entry drop smiles");
        sql_run(pg, "drop function hentra.measures_of");
        assert_int_equal(flow_tables_read(pg, tables, &e), FATAL);
        assert_non_null(strstr(e.text, "run `hentra setup`"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(copies_have_the_measures_in_their_order),
                cmocka_unit_test(tables_have_the_measures_in_any_order),
                cmocka_unit_test(rows_follow_the_table),
                cmocka_unit_test(a_table_with_another_measure),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, close_all);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0004_strange_warehouse.c - a warehouse of another version, without its codes, in another encoding, or for somebody
 * without rights: each is refused or found, in words that say what to do.
 */
#include "tests/support/program.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "strange_warehouse", NULL);
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        sql_run(pg, "drop database if exists strange_ascii");
        pg_close(pg);
        world_close(&world);
        return 0;
}

static void another_version(void **state)
{
        (void)state;
        sql_run(pg, "insert into hentra.migration (version, name) values (9999, 'later')");
        assert_program(1, "use a newer hentra", "$HENTRA load --wait 0");
        assert_program(1, "use a newer hentra", "$HENTRA verify --no-kafka");
        assert_program(1, "use a newer hentra", "$HENTRA verify --repair");
        assert_program(1, "use a newer hentra", "$HENTRA report form06 --period CAL:2022");
        sql_run(pg, "delete from hentra.migration where version = 9999; update hentra.migration set version "
                    "= -version");
        assert_program(1, "run `hentra setup`", "$HENTRA load --wait 0");
        sql_run(pg, "update hentra.migration set version = -version");
        assert_program(0, "nothing found", "$HENTRA verify --no-kafka");
}

static void none_at_all(void **state)
{
        (void)state;
        static const char *const lines[] = {"alert list",      "alert failed",
                                            "alert explain D", "alert retry --all",
                                            "quarantine list", "quarantine replay --dry-run",
                                            "calendar show",   "report form06 --period CAL:2022",
                                            "load --wait 0",   "verify --no-kafka"};
        sql_run(pg, "alter schema hentra rename to elsewhere");
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
                char line[100];
                snprintf(line, sizeof line, "$HENTRA %s", lines[i]);
                assert_program(1, "there is no warehouse at ", line);
        }
        sql_run(pg, "alter schema elsewhere rename to hentra");
}

static void codes_that_were_lost(void **state)
{
        (void)state;
        sql_run(pg, "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, "
                    "case_kind, shard)"
                    " values ('2022-01-01', 77, 88, 1, 0, 1)");
        assert_program(1, "agencies and procedures that have no code                 2",
                       "$HENTRA verify --no-kafka");
        sql_run(pg, "delete from hentra.flow_half_month");
}

static void nobody_in_particular(void **state)
{
        (void)state;
        sql_run(pg, "do $$ begin if to_regrole('hentra_test_nobody') is null then create role "
                    "hentra_test_nobody; end if; end $$");
        assert_program(1, "member of hentra_analyst",
                       "HENTRA_WAREHOUSE_OPTIONS='-c role=hentra_test_nobody' $HENTRA report form06 --period "
                       "CAL:2022");
}

static void a_server_that_only_reads(void **state)
{
        (void)state;
        assert_program(
                1, "name the primary",
                "HENTRA_WAREHOUSE_OPTIONS='-c default_transaction_read_only=on' $HENTRA load --wait 0");
}

static void another_encoding(void **state)
{
        (void)state;
        sql_run(pg, "drop database if exists strange_ascii");
        sql_run(pg, "create database strange_ascii template template0 encoding 'SQL_ASCII' locale 'C'");
        assert_program(2, "encoding 'UTF8'",
                       "HENTRA_WAREHOUSE_DBNAME=strange_ascii $HENTRA setup --no-topics");
}

int main(void)
{
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(another_version),          cmocka_unit_test(none_at_all),
                cmocka_unit_test(codes_that_were_lost),     cmocka_unit_test(nobody_in_particular),
                cmocka_unit_test(a_server_that_only_reads), cmocka_unit_test(another_encoding),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}

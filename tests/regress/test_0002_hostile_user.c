/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0002_hostile_user.c - what is wrong on the command line or in a setting is said at once, with exit code 2; what was
 * printed and lost is no success; and no secret is shown.
 */
#include "tests/support/program.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "hostile_user", NULL);
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

static void words_that_mean_nothing(void **state)
{
        (void)state;
        assert_program(2, "now", "$HENTRA load now --wait 0");
        assert_program(2, "repair", "$HENTRA verify repair --no-kafka");
        assert_program(2, "go with --repair", "$HENTRA verify --rule-version 2");
        assert_program(2, "go with --repair", "$HENTRA verify --dry-run");
        assert_program(2, "whole numbers", "$HENTRA quarantine show '' ''");
        assert_program(2, "whole numbers", "$HENTRA quarantine show 4294967296 0");
        assert_program(2, "whole numbers", "$HENTRA quarantine show 0 9223372036854775808");
}

static void settings_that_the_server_never_sees(void **state)
{
        (void)state;
        assert_program(2, "nonsense", "HENTRA_WAREHOUSE_NONSENSE=1 $HENTRA verify");
        assert_program(2, "sslmode", "HENTRA_WAREHOUSE_SSLMODE=perhaps $HENTRA verify");
        assert_program(2, "port", "HENTRA_WAREHOUSE_PORT=many $HENTRA verify");
}

static void hidden(const char *line)
{
        char *printed;
        program(line, &printed);
        if (strstr(printed, "hunter2"))
                fail_msg("%s shows the secret:\n%s", line, printed);
        free(printed);
}

static void a_password_where_a_name_belongs(void **state)
{
        (void)state;
        setenv("HENTRA_WAREHOUSE_DBNAME", "postgresql://somebody:hunter2@127.0.0.1/hentra", 1);
        hidden("$HENTRA config");
        hidden("$HENTRA verify");
        assert_program(2, "warehouse.dbname is the name alone", "$HENTRA verify");
        setenv("HENTRA_WAREHOUSE_DBNAME", "dbname=hentra password=hunter2", 1);
        hidden("$HENTRA config");
        hidden("$HENTRA verify");
        unsetenv("HENTRA_WAREHOUSE_DBNAME");
}

static void output_that_is_lost(void **state)
{
        (void)state;
        assert_program(1, "No space left", "$HENTRA config >/dev/full");
        assert_program(1, "No space left", "$HENTRA verify --no-kafka >/dev/full");
        assert_program(1, "No space left", "$HENTRA quarantine list >/dev/full");
        assert_program(1, "No space left", "$HENTRA help >/dev/full");
        assert_program(0, "", "$HENTRA man | head -n 1");
        assert_program(1, "reason=\"cannot write to standard output: No space left",
                       "$HENTRA calendar import --hours 08:00-12:00 --dry-run >/dev/full");
        assert_program(1,
                       "version 2 of the calendar counts now: cannot write to standard output: No space left",
                       "$HENTRA calendar import --hours 08:00-12:00 >/dev/full");
        assert_program(0, "version 2 of the calendar", "$HENTRA calendar show");
}

/* A row that somebody wrote by hand. */
static void flows_of_no_channel(void **state)
{
        (void)state;
        struct pg *pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received)"
                    " values ('2022-01-01', 1, 200, 0, 1, 1)");
        assert_program(1, "flow_day 2022-01-01 agency 1", "$HENTRA verify --no-kafka");
        sql_run(pg, "delete from hentra.flow_day");
        pg_close(pg);
}

int main(void)
{
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_that_mean_nothing),
                cmocka_unit_test(settings_that_the_server_never_sees),
                cmocka_unit_test(a_password_where_a_name_belongs),
                cmocka_unit_test(output_that_is_lost),
                cmocka_unit_test(flows_of_no_channel),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}

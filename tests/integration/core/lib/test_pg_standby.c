/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_standby.c - a synchronous standby that is away: what nobody would miss waits for nothing, what must be durable waits,
 * says so, and hears SIGTERM.
 */
#include "tests/support/child.h"
#include "tests/support/connected.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Whole servers wait while a standby is away, and this one is shared. So another process brings it back to itself, when it is
 * told to, and also when this one has died. */
static struct {
        pid_t pid;
        int told; /* closed: bring it back */
} keeper;

static const char away[] = "alter system set synchronous_standby_names = 'away'";
static const char back[] = "alter system reset synchronous_standby_names";

static void configure(struct pg *by, const char *sql, const char *names)
{
        char shown[128];
        sql_run(by, sql);
        sql_run(by, "select pg_reload_conf()");
        snprintf(shown, sizeof(shown), "select current_setting('synchronous_standby_names') = '%s'", names);
        EVENTUALLY(sql_number(by, shown) == 1);
}

static int standby_goes(void **state)
{
        int ends[2];
        char byte;
        (void)state;
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        keeper.pid = fork();
        assert_true(keeper.pid >= 0);
        if (keeper.pid == 0) {
                close(ends[1]);
                while (read(ends[0], &byte, 1) > 0)
                        ;
                configure(world_connect(&world, "brings the standby back"), back, "");
                _exit(0);
        }
        close(ends[0]);
        keeper.told = ends[1];
        configure(pg, away, "away");
        return 0;
}

static int standby_comes(void **state)
{
        (void)state;
        children_end();
        close(keeper.told);
        waitpid(keeper.pid, NULL, 0);
        return 0;
}

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_standby", NULL);
        world_setup(&world, RULE_FORM06);
        world_topic(&world, 1);
        pg = world_connect(&world, "test");
        return 0;
}

static bool waits_for_standby(const char *application)
{
        char sql[200];
        snprintf(sql, sizeof(sql),
                 "select count(*) from pg_stat_activity where wait_event = 'SyncRep' and datname = '%s' and "
                 "application_name = '%s'",
                 world.database, application);
        return sql_number(pg, sql) == 1;
}

static const char agencies[] = "/tmp/hentra-test-standby.csv";

static void write_agencies(void)
{
        FILE *f = fopen(agencies, "w");
        assert_non_null(f);
        fputs("code,name,level\nH58.77,Xã,COMMUNE\n", f);
        assert_int_equal(fclose(f), 0);
}

static void only_what_must_be_durable_waits(void **state)
{
        (void)state;
        struct child report, load, setup;
        write_agencies();
        child_start(&setup, &world, "setup", "--no-topics", "--agencies", agencies, NULL);
        child_start(&load, &world, "load", NULL);
        assert_exit(0, &report, &world, "report", "form06", "--from", "2026-01-01");
        child_close(&report);

        /* The catalogue is a fact, and so is who owns a partition: both wait, and say so. */
        EVENTUALLY(waits_for_standby("hentra setup"));
        EVENTUALLY(waits_for_standby("hentra load"));
        assert_sql(pg, "commit",
                   "select query from pg_stat_activity where application_name = 'hentra load' and datname = "
                   "current_database()");
        child_signal(&load, SIGTERM);
        EVENTUALLY(strstr(child_err(&setup), "postgres.waiting_for_answer"));
        child_signal(&setup, SIGTERM);
        assert_int_equal(child_wait(&load), 0);
        assert_int_equal(child_wait(&setup), 1);
        assert_says(child_err(&setup), "a stop was asked");
        /* No backend is left behind, which would wait as it drops its temporary tables. */
        EVENTUALLY(!waits_for_standby("hentra report") && !waits_for_standby("hentra setup") &&
                   !waits_for_standby("hentra load"));
        child_close(&setup);
        child_close(&load);
        unlink(agencies);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(only_what_must_be_durable_waits, standby_goes, standby_comes),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}

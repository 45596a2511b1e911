/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify_large.c - `hentra verify` of a warehouse whose flows do not fit into its memory: nothing is
 * overlooked, what is right is not written again, and nothing stays behind.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/worker.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOSSIERS = 15000 };

static struct world world;
static struct pg *pg;
static char *original;
static char directory[] = "/tmp/hentra-verify-XXXXXX";

static void tell_lives(struct worker *k)
{
        unsigned seed = 23;
        for (int i = 0; i < DOSSIERS; i++) {
                char id[32], agency[32], procedure[32];
                const int day = rand_r(&seed) % 700;
                snprintf(id, sizeof id, "H58-%d", i);
                snprintf(agency, sizeof agency, "000.00.%d.H58", 10 + rand_r(&seed) % 5);
                snprintf(procedure, sizeof procedure, "1.00%d", rand_r(&seed) % 300);
                struct event v = event_on(day, id, RECEIVED);
                v.agency = text_of(agency);
                v.procedure = text_of(procedure);
                v.channel = rand_r(&seed) % 2 ? ONLINE : DIRECT;
                v.due_at = v.occurred_at + rand_r(&seed) % 20 * MICROS_PER_DAY;
                worker_tell(k, &v);
                if (rand_r(&seed) % 3 == 0)
                        continue;
                struct event end = event_on(day + rand_r(&seed) % 40, id, RESOLVED);
                end.agency = v.agency;
                end.procedure = v.procedure;
                end.channel = v.channel;
                worker_tell(k, &end);
        }
}

static int open_world(void **state)
{
        (void)state;
        struct worker k;
        if (!mkdtemp(directory) || setenv("TMPDIR", directory, 1))
                return -1;
        world_open(&world, "verify_large", "load.memory=8M\n");
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "damage");
        worker_open(&k, &world, 0, "worker");
        tell_lives(&k);
        assert_int_equal(worker_commit(&k), COMMIT_DONE);
        worker_close(&k);
        original = warehouse_facts(&world);
        return 0;
}

static int names_in_directory(void)
{
        DIR *d = opendir(directory);
        int n = -2; /* . and .. */
        while (readdir(d))
                n++;
        closedir(d);
        return n;
}

static int close_world(void **state)
{
        (void)state;
        free(original);
        pg_close(pg);
        world_close(&world);
        return rmdir(directory);
}

static void assert_clean(void)
{
        struct child c;
        assert_exit(0, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c), "nothing found");
        child_close(&c);
        assert_int_equal(names_in_directory(), 0);
}

static void assert_facts(const char *expected)
{
        char *facts = warehouse_facts(&world);
        assert_string_equal(facts, expected);
        free(facts);
}

static void mend(const char *says)
{
        struct child c;
        assert_exit(0, &c, &world, "verify", "--repair");
        assert_says(child_out(&c), says);
        child_close(&c);
        assert_facts(original);
}

/* Without a directory for it, it ends: so the file is needed here. */
static void it_does_not_fit(void **state)
{
        (void)state;
        struct child c;
        assert_clean();
        setenv("TMPDIR", "/nonexistent", 1);
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_err(&c), "no room for sums of flows in /nonexistent");
        assert_says(child_err(&c), "let TMPDIR name a directory with more room");
        child_close(&c);
        assert_exit(1, &c, &world, "verify", "--repair");
        child_close(&c);
        setenv("TMPDIR", directory, 1);
        assert_facts(original);
}

/* A row that was written has another place. */
static const char places[] = "select md5(string_agg(at, ',' order by at)) from ("
                             " select ctid::text || xmin::text || 'd' as at from hentra.flow_day"
                             " union all select ctid::text || xmin::text || 'h' from hentra.flow_half_month"
                             " union all select ctid::text || xmin::text || '6' from hentra.flow_form06"
                             " union all select ctid::text || xmin::text || 'o' from hentra.dossier) rows";

static void what_is_right_is_not_written(void **state)
{
        (void)state;
        mend("0 rows of flows written"); /* the sums for form 06 were not made yet */
        char *before = sql_text(pg, places);
        mend("repaired 15000 dossiers: 0 with columns corrected, 0 rows of flows written");
        assert_sql(pg, before, places);
        free(before);
}

#define DAY        "day, agency_id, channel, case_kind"
#define HALF_MONTH "half_month, agency_id, procedure_id, channel, case_kind"
#define CHANGED(table, key, direction)                                                                \
        "update hentra." table " set paused = coalesce(paused, 0) + 5 where (" key ") = (select " key \
        " from hentra." table " order by row(" key ") " direction " limit 1)"
#define DELETED(table, key, direction)                                                      \
        "delete from hentra." table " where (" key ") = (select " key " from hentra." table \
        " order by row(" key ") " direction " limit 1)"

/* The first and the last key of each table, and rows that only one side has. */
static void both_ends_of_every_table(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, CHANGED("flow_day", DAY, "asc"));
        sql_run(pg, CHANGED("flow_day", DAY, "desc"));
        sql_run(pg, CHANGED("flow_half_month", HALF_MONTH, "asc"));
        sql_run(pg, CHANGED("flow_half_month", HALF_MONTH, "desc"));
        sql_run(pg, "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received)"
                    " values ('1970-01-01', 1, 1, 0, 3, 8), ('2099-12-31', 1, 2, 1, 3, 8);"
                    "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel,"
                    " case_kind, shard, received)"
                    " values ('1970-01-01', 1, 1, 1, 0, 3, 8), ('2099-12-15', 1, 1, 2, 1, 3, 8)");
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c),
                    "rows of flow_day that are not the sum                     4   <- differs\n"
                    "    flow_day 1970-01-01 agency 1 procedure 0 channel DIRECT: received lacks "
                    "-8\n"
                    "    flow_day 2022-01-01 agency 1 procedure 0 channel DIRECT: paused lacks "
                    "-5\n"
                    "    flow_day 202");
        assert_says(child_out(&c),
                    "    flow_day 2099-12-31 agency 1 procedure 0 channel ONLINE: received lacks -8\n"
                    "rows of flow_half_month that are not the sum              4   <- differs\n"
                    "    flow_half_month 1970-01-01 agency 1 procedure 1 channel DIRECT: received lacks -8\n"
                    "    flow_half_month 2022-01-01 ");
        assert_says(
                child_out(&c),
                "    flow_half_month 2099-12-15 agency 1 procedure 1 channel ONLINE: received lacks -8\n");
        child_close(&c);
        mend("0 with columns corrected, 4 rows of flows written");
        sql_run(pg, DELETED("flow_day", DAY, "asc"));
        sql_run(pg, DELETED("flow_day", DAY, "desc"));
        sql_run(pg, DELETED("flow_half_month", HALF_MONTH, "asc"));
        sql_run(pg, DELETED("flow_half_month", HALF_MONTH, "desc"));
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c),
                    "rows of flow_day that are not the sum                     2   <- differs\n");
        assert_says(child_out(&c),
                    "rows of flow_half_month that are not the sum              2   <- differs\n");
        child_close(&c);
        mend("0 with columns corrected, 4 rows of flows written");
        assert_clean();
}

static void one_row_of_one_table_is_written(void **state)
{
        (void)state;
        sql_run(pg, CHANGED("flow_half_month", HALF_MONTH, "desc"));
        mend("repaired 15000 dossiers: 0 with columns corrected, 1 rows of flows written");
        sql_run(pg, "update hentra.dossier set status = 1 where dossier_id = 'H58-77'");
        mend("repaired 15000 dossiers: 1 with columns corrected, 0 rows of flows written");
}

/* Keys that C cannot hold. */
static void a_key_that_no_dossier_has(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received)"
                    " values ('2022-03-01', 1, 257, 0, 3, 8), ('2022-03-01', -1, 1, 0, 3, 8)");
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c), "rows of flow_day that are not the sum                     2");
        child_close(&c);
        mend("0 with columns corrected");
}

/* More than is kept, and what form 06 reads: everything is written anew. */
static void everything_at_once(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "update hentra.flow_half_month set received = coalesce(received, 0) + 1;"
                    "delete from hentra.flow_day where day > '2022-06-01'");
        mend("0 with columns corrected");
        sql_run(pg, "update hentra.flow_form06 set received = coalesce(received, 0) + 1");
        mend("0 with columns corrected");
        assert_clean();
        assert_exit(0, &c, &world, "verify", "--repair", "--rule-version", "6");
        child_close(&c);
        assert_clean();
        assert_exit(0, &c, &world, "verify", "--repair", "--rule-version", "5");
        child_close(&c);
        assert_facts(original);
        assert_clean();
}

/* The file without a name that a process has open below our directory. */
static bool has_file(const struct child *c)
{
        char path[300], target[300];
        snprintf(path, sizeof path, "/proc/%d/fd", c->pid);
        DIR *d = opendir(path);
        bool found = false;
        struct dirent *entry;
        while (d && !found && (entry = readdir(d))) {
                snprintf(path, sizeof path, "/proc/%d/fd/%.20s", c->pid, entry->d_name);
                const ssize_t n = readlink(path, target, sizeof target - 1);
                found = n > 0 && strncmp(target, directory, strlen(directory)) == 0;
        }
        if (d)
                closedir(d);
        return found;
}

static void killed_in_the_middle(void **state)
{
        (void)state;
        struct child c;
        struct pg *holder = world_connect(&world, "holder");
        sql_run(holder, "begin; lock table hentra.flow_day in access exclusive mode");
        child_start(&c, &world, "verify", "--repair", NULL);
        EVENTUALLY(has_file(&c));
        child_signal(&c, SIGKILL);
        assert_int_equal(child_wait(&c), 128 + SIGKILL);
        child_close(&c);
        sql_run(holder, "rollback");
        pg_close(holder);
        assert_int_equal(names_in_directory(), 0);
        assert_facts(original);
        assert_clean();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(it_does_not_fit),
                cmocka_unit_test(what_is_right_is_not_written),
                cmocka_unit_test(both_ends_of_every_table),
                cmocka_unit_test(one_row_of_one_table_is_written),
                cmocka_unit_test(a_key_that_no_dossier_has),
                cmocka_unit_test(everything_at_once),
                cmocka_unit_test(killed_in_the_middle),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

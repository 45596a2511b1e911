/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verify.c - `hentra verify` names every damage and mends it; a clean warehouse is proved clean.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/worker.h"

#include "consumers/dossier/measure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOSSIERS = 60, STATEMENTS = 400 };

static struct world world;
static struct pg *pg;
static char *original; /* the facts, undamaged */

/* Lives of every kind: all statuses in any order, three agencies, two channels; one regular dossier,
 * "whole". */
static void tell_lives(struct worker *k)
{
        static const struct text agencies[] = {TEXT("000.00.17.H58"), TEXT("000.00.18.H58"), TEXT("H58")};
        unsigned seed = 11;
        for (int i = 0; i < STATEMENTS; i++) {
                char id[32];
                snprintf(id, sizeof id, "H58-%d", rand_r(&seed) % DOSSIERS);
                struct event v = event_on(rand_r(&seed) % 90, id, (enum status)(1 + rand_r(&seed) % 10));
                v.agency = agencies[rand_r(&seed) % 3];
                v.channel = rand_r(&seed) % 2 ? ONLINE : DIRECT;
                v.due_at = rand_r(&seed) % 4 ? v.due_at + rand_r(&seed) % 2 * MICROS_PER_DAY : NO_TIME;
                worker_tell(k, &v);
        }
        static const enum status whole[] = {REGISTERED, RECEIVED, SUPPLEMENT_REQUESTED,
                                            PROCESSING, RESOLVED, RETURNED};
        for (int i = 0; i < 6; i++) {
                struct event v = event_on(2 * i, "whole", whole[i]);
                worker_tell(k, &v);
        }
}

static int open_world(void **state)
{
        (void)state;
        struct worker k;
        world_open(&world, "verify", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "damage");
        worker_open(&k, &world, 0, "worker");
        tell_lives(&k);
        assert_int_equal(worker_commit(&k), COMMIT_DONE);
        worker_close(&k);
        original = warehouse_facts(&world);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        free(original);
        pg_close(pg);
        world_close(&world);
        return 0;
}

static void assert_facts(const char *expected)
{
        char *facts = warehouse_facts(&world);
        assert_string_equal(facts, expected);
        free(facts);
}

static void mend(void)
{
        struct child c;
        assert_exit(0, &c, &world, "verify", "--repair");
        assert_says(child_out(&c), "repaired 61 dossiers");
        child_close(&c);
        assert_int_equal(warehouse_differs(&world), 0);
        assert_facts(original);
}

static void assert_found(const char *first, const char *second)
{
        struct child c;
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c), first);
        assert_says(child_out(&c), second);
        assert_says(child_err(&c), "hentra verify --repair");
        child_close(&c);
}

static void a_clean_warehouse(void **state)
{
        (void)state;
        struct child c;
        assert_int_equal(warehouse_differs(&world), 0);
        assert_exit(0, &c, &world, "verify", "--no-kafka");
        assert_says(child_out(&c), "nothing found");
        child_close(&c);
}

static void no_warehouse_at_all(void **state)
{
        (void)state;
        struct child c;
        struct world bare;
        world_open(&bare, "verify_bare", NULL);
        assert_exit(1, &c, &bare, "verify", "--no-kafka");
        assert_says(child_err(&c), "run `hentra setup`");
        child_close(&c);
        world_setup(&bare, RULE_FORM06);
        assert_exit(0, &c, &bare, "verify", "--no-kafka");
        child_close(&c);
        assert_exit(0, &c, &bare, "verify", "--repair");
        child_close(&c);
        world_close(&bare);
}

/* Each of the columns, by a change that nothing but the proof would notice. */
static void every_column_is_proved(void **state)
{
        (void)state;
        static const char *const damages[] = {
                "marks = marks # 1",
                "status = status % 10 + 1",
                "case_kind = 1 - case_kind",
                "channel = 3 - channel",
                "service = 3 - service",
                "agency_id = agency_id % 3 + 1",
                "procedure_id = procedure_id + 1",
                "first_observed_at = first_observed_at - interval '1 microsecond'",
                "last_at = last_at + interval '1 microsecond'",
                "submitted_at = null",
                "received_at = received_at + interval '1 microsecond'",
                "due_at = due_at + interval '1 microsecond'",
                "first_due_at = null",
                "ended_at = ended_at - interval '1 microsecond'",
                "ended_by = null",
                "returned_at = null",
                "paused_at = received_at",
                "day_class = day_class + 1",
                "instant_class = instant_class + 1",
                "last_seen_open = last_at",
                "end_first_seen = last_at",
        };
        char sql[200];
        for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
                sql_run(pg, "create table public.kept as select * from hentra.dossier where dossier_id = "
                            "'whole'");
                snprintf(sql, sizeof sql, "update hentra.dossier set %s where dossier_id = 'whole'",
                         damages[i]);
                sql_run(pg, sql);
                if (warehouse_differs(&world) != 1)
                        fail_msg("not found: %s", damages[i]);
                if (i == 3) {
                        assert_found("dossiers whose columns are not derived", "\n    whole\n");
                        mend();
                }
                sql_run(pg, "delete from hentra.dossier where dossier_id = 'whole'; insert into "
                            "hentra.dossier table public.kept;"
                            " drop table public.kept");
        }
        assert_facts(original);
}

static void every_measure_is_proved(void **state)
{
        (void)state;
        char sql[300];
        for (int m = 0; m < MEASURE_COUNT; m++) {
                for (int by_day = 0; by_day < 2; by_day++) {
                        const char *table = by_day ? "flow_day" : "flow_half_month";
                        for (int sign = 1; sign >= -1; sign -= 2) {
                                snprintf(sql, sizeof sql,
                                         "update hentra.%s set %s = coalesce(%s, 0) + %d where ctid = "
                                         "(select min(ctid) "
                                         "from hentra.%s)",
                                         table, measure_names[m], measure_names[m], sign, table);
                                sql_run(pg, sql);
                                const int64_t differs = warehouse_differs(&world);
                                if (differs != (sign > 0))
                                        fail_msg("%lld differences: %s", (long long)differs, sql);
                                /* the changed row is the first one no more */
                                snprintf(sql, sizeof sql, "cluster hentra.%s using %s_pkey", table, table);
                                sql_run(pg, sql);
                        }
                }
        }
        assert_facts(original);
}

static void a_flow_too_many_and_one_too_few(void **state)
{
        (void)state;
        sql_run(pg, "update hentra.flow_day set received = received + 3 where (day, agency_id, channel) ="
                    " (select day, agency_id, channel from hentra.flow_day where received > 0 order by 1, 2, "
                    "3 limit 1)");
        assert_found("    flow_day 2022-", "received lacks -3");
        mend();
        sql_run(pg, "delete from hentra.flow_half_month where ctid = (select min(ctid) from "
                    "hentra.flow_half_month)");
        assert_found("    flow_half_month 2022-", " lacks 1\n");
        mend();
        sql_run(pg, "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, backdated)"
                    " values ('2031-05-05', 1, 1, 0, 77, 1)");
        assert_found("flow_day 2031-05-05", "backdated lacks -1");
        mend();
}

static void what_form06_reads_is_proved(void **state)
{
        (void)state;
        sql_run(pg,
                "update hentra.flow_form06 set received = received + 1 where ctid = (select min(ctid) from "
                "hentra.flow_form06)");
        assert_found("rows of flow_form06 that are not the sum", "1   <- differs");
        mend();
        sql_run(pg,
                "delete from hentra.flow_form06 where ctid = (select min(ctid) from hentra.flow_form06 where "
                "received <> 0)");
        assert_found("rows of flow_form06 that are not the sum", "1   <- differs");
        mend();
        sql_run(pg,
                "update hentra.flow_form06_field set refused = refused - 1 where ctid = (select min(ctid) "
                "from hentra.flow_form06_field)");
        assert_found("rows of flow_form06 that are not the sum", "1   <- differs");
        mend();
        sql_run(pg,
                "set session_replication_role = replica;"
                "update hentra.flow_day set received = coalesce(received, 0) + 1 where ctid = (select "
                "min(ctid) "
                "from hentra.flow_day);"
                "update hentra.flow_half_month set received = coalesce(received, 0) + 1 where ctid = (select "
                "min(ctid) from hentra.flow_half_month);"
                "set session_replication_role = origin");
        assert_found("rows of flow_form06 that are not the sum", "2   <- differs");
        mend();
}

/* Rows that add up are right, whichever worker wrote them. */
static void shards_may_differ(void **state)
{
        (void)state;
        sql_run(pg,
                "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, refused)"
                " values ('2022-01-05', 1, 1, 0, 77, 5, -2), ('2022-01-05', 1, 1, 0, 78, -5, 2)");
        assert_int_equal(warehouse_differs(&world), 0);
        assert_facts(original);
        mend();
}

static void a_history_is_not_mended(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "create table public.kept as select * from hentra.dossier where dossier_id = 'whole';"
                    "update hentra.dossier set history = set_byte(history, 0, 0)"
                    " where dossier_id = 'whole'");
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_err(&c), "history of dossier whole is damaged");
        child_close(&c);
        assert_exit(1, &c, &world, "verify", "--repair");
        assert_says(child_err(&c), "history of dossier whole is damaged");
        child_close(&c);
        sql_run(pg, "delete from hentra.dossier where dossier_id = 'whole'; insert into hentra.dossier table "
                    "public.kept;"
                    " drop table public.kept");
        assert_facts(original); /* what the repair had begun is rolled back */
        assert_int_equal(warehouse_differs(&world), 0);
}

static void a_dry_run_changes_nothing(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "update hentra.dossier set status = 1 where dossier_id = 'whole';"
                    " update hentra.flow_day set returned = returned + 1 where ctid = (select min(ctid) from "
                    "hentra.flow_day)");
        char *damaged = warehouse_facts(&world);
        assert_exit(0, &c, &world, "verify", "--repair", "--dry-run");
        assert_says(child_out(&c), "would repair 61 dossiers: 1 with columns corrected");
        child_close(&c);
        assert_exit(0, &c, &world, "verify", "--repair", "--rule-version", "6", "--dry-run");
        assert_says(child_out(&c), "rule version 6");
        child_close(&c);
        assert_facts(damaged);
        assert_int_equal(sql_number(pg, "select rule_version from hentra.warehouse"), 5);
        free(damaged);
        mend();
}

static void to_other_rules_and_back(void **state)
{
        (void)state;
        struct child c;
        struct worker k;
        struct position p;
        struct err e;
        worker_open(&k, &world, 0, "of the old rules");
        assert_exit(0, &c, &world, "verify", "--repair", "--rule-version", "6");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select rule_version from hentra.warehouse"), 6);
        assert_int_equal(warehouse_differs(&world), 0);
        assert_int_not_equal(sql_number(pg, "select count(*) from hentra.dossier where ended_by = 8"), 0);

        /* A loader that began under the old rules can neither go on nor come back. */
        const struct event v = event_on(1, "late", RECEIVED);
        worker_tell(&k, &v);
        assert_int_equal(worker_commit(&k), COMMIT_NOT_OURS);
        assert_int_equal(position_take(k.pg, world.conf, world.topic, 0, 0, RULE_FORM06, &p, &e), FATAL);
        worker_close(&k);

        assert_exit(0, &c, &world, "verify", "--repair", "--rule-version", "5");
        child_close(&c);
        assert_facts(original);
        assert_int_equal(warehouse_differs(&world), 0);
        assert_exit(2, &c, &world, "verify", "--repair", "--rule-version", "9");
        assert_says(child_err(&c), "5 (form 06) and 6 (index 766)");
        child_close(&c);
        assert_facts(original);
}

/* Facts of a version that was replaced: no command works with them, each names the one to run, and that one
 * suffices. */
static void replaced_rules_are_moved_by_repair(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "update hentra.warehouse set rule_version = 1;"
                    "update hentra.position set rule_version = 1");
        assert_exit(1, &c, &world, "verify", "--no-kafka");
        assert_says(child_err(&c), "version 5 replaced: stop the loaders and run `hentra verify --repair`");
        child_close(&c);
        assert_exit(0, &c, &world, "setup", "--no-topics");
        assert_says(child_err(&c), "run=\"hentra verify --repair\"");
        child_close(&c);
        assert_exit(0, &c, &world, "verify", "--repair", "--dry-run");
        assert_says(child_out(&c), "rule version 5");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select rule_version from hentra.warehouse"), 1);
        assert_exit(0, &c, &world, "verify", "--repair");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select rule_version from hentra.warehouse"), 5);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.position where rule_version <> 5"), 0);
        assert_facts(original);
        assert_exit(0, &c, &world, "verify", "--no-kafka");
        child_close(&c);
}

/* Loaders go on before, during and after: last, since the facts grow. */
static void repaired_while_loaders_work(void **state)
{
        (void)state;
        enum { ROUNDS = 200 };
        struct worker k;
        struct child c;
        worker_open(&k, &world, 1, "worker");
        for (int round = 0; round < ROUNDS; round++) {
                if (round % 50 == 0)
                        child_start(&c, &world, "verify", "--repair", NULL);
                for (int i = 0; i < 5; i++) {
                        char id[32];
                        snprintf(id, sizeof id, "H58-%d", (round * 5 + i) % (2 * DOSSIERS));
                        const struct event v = event_on(round % 90, id, (enum status)(1 + (round + i) % 10));
                        worker_tell(&k, &v);
                }
                assert_int_equal(worker_commit(&k), COMMIT_DONE);
                if (round % 50 == 49) {
                        assert_int_equal(child_wait(&c), 0);
                        child_close(&c);
                }
        }
        worker_close(&k);
        assert_int_equal(warehouse_differs(&world), 0);
        assert_exit(0, &c, &world, "verify", "--no-kafka");
        child_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_clean_warehouse),
                cmocka_unit_test(no_warehouse_at_all),
                cmocka_unit_test(every_column_is_proved),
                cmocka_unit_test(every_measure_is_proved),
                cmocka_unit_test(a_flow_too_many_and_one_too_few),
                cmocka_unit_test(what_form06_reads_is_proved),
                cmocka_unit_test(shards_may_differ),
                cmocka_unit_test(a_history_is_not_mended),
                cmocka_unit_test(a_dry_run_changes_nothing),
                cmocka_unit_test(to_other_rules_and_back),
                cmocka_unit_test(replaced_rules_are_moved_by_repair),
                cmocka_unit_test(repaired_while_loaders_work),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_setup.c - `hentra setup` and its promises: no change when run twice, refusals, privileges, a comment
 * on everything, and numbers with the same meaning in SQL and C.
 */
#include "consumers/setup/publish.h"
#include "consumers/setup/setup.h"
#include "core/base/event.h"
#include "tests/support/setting_up.h"

/* Row versions of everything that describes the schema, and of the settings. */
static const char schema_state[] =
        "select md5(string_agg(x, ' ' order by x)) from ("
        " select xmin || ':' || oid from pg_class where relnamespace = 'hentra'::regnamespace union all"
        " select xmin || ':' || oid from pg_proc where pronamespace = 'hentra'::regnamespace union all"
        " select xmin || ':' || objoid || ':' || objsubid from pg_description union all"
        " select xmin || version::text from hentra.migration union all"
        " select xmin || name from hentra.script union all"
        " select xmin || zone from hentra.warehouse union all"
        " select xmin || period from hentra.period) t (x)";

static void test_twice_changes_nothing(void **state)
{
        struct scratch s;
        char before[64], said[4096];
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        scratch_text(s.pg, schema_state, before, sizeof(before));
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 0);
        assert_says(said, "setup.done changes=0");
        assert_sql(s.pg, schema_state, before);
        assert_sql(s.pg, "select zone || ' ' || rule_version from hentra.warehouse", "Asia/Ho_Chi_Minh 5");
        assert_sql(s.pg,
                   "select count(distinct nspowner::regrole) || ' ' || min(nspowner::regrole::text)"
                   " from pg_namespace where nspname = 'hentra'",
                   "1 hentra_owner");
        scratch_close(&s);
}

static void test_dry_run_makes_nothing(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(setup(&s, "--dry-run", NULL), 0);
        char *said = capture_end(&c);
        assert_says(said, "would apply migration: 0001_warehouse");
        free(said);
        assert_sql(s.pg, "select to_regnamespace('hentra')", "");
        scratch_close(&s);
}

static void test_a_dry_run_names_the_publication(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(
                scratch_run(&s, setup_command, "setup", "--no-topics", "--publish", "--dry-run", NULL), 0);
        char *said = capture_end(&c);
        assert_says(said, "would create: publication hentra\n");
        free(said);
        scratch_close(&s);
}

/* Columns of the publication that its readers have no right to. */
static const char unreadable[] =
        "select coalesce(string_agg(t.tablename || '.' || c.name, ' '), 'none') from pg_publication_tables t"
        " cross join unnest(t.attnames) as c (name) where t.pubname = 'hentra' and not has_column_privilege("
        "'hentra_publisher', format('%I.%I', t.schemaname, t.tablename)::regclass, c.name::text, 'select')";

static void test_a_column_that_a_migration_adds_can_be_read(void **state)
{
        struct scratch s;
        struct err e = {0};
        char said[4096];
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, "--publish", NULL), 0);
        assert_sql(s.pg, unreadable, "none");
        scratch_script(s.pg, "begin; set local role hentra_owner");
        assert_int_equal(publish_loosen(s.pg, &e), OK);
        scratch_script(s.pg, "alter table hentra.flow_day_entry add column tested integer;"
                             "comment on column hentra.flow_day.tested is 'For the test.'");
        assert_int_equal(publish_fasten(s.pg, &e), OK);
        scratch_script(s.pg, "commit");
        assert_sql(s.pg, unreadable, "none");
        /* One that an earlier version left without rights gets them by the next setup. */
        scratch_script(s.pg, "revoke select (tested) on hentra.flow_day from hentra_publisher");
        assert_sql(s.pg, unreadable, "flow_day.tested");
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 0);
        assert_says(said, "bring up to date");
        assert_sql(s.pg, unreadable, "none");
        scratch_close(&s);
}

static void test_refusals(void **state)
{
        struct scratch s;
        char said[4096];
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup_says(&s, "--set", "setup.zone=Asia/Saigonn", said, sizeof(said)), 2);
        assert_says(said, "Asia/Saigonn");
        assert_sql(s.pg, "select to_regnamespace('hentra')", "");
        assert_int_equal(setup(&s, "--set", "setup.zone=Europe/Amsterdam"), 0);
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 2);
        assert_says(said, "set setup.zone=Europe/Amsterdam");
        scratch_script(s.pg, "update hentra.warehouse set zone = 'Asia/Ho_Chi_Minh'");
        assert_int_equal(setup_says(&s, "--set", "setup.rule_version=6", said, sizeof(said)), 2);
        assert_says(said, "set setup.rule_version=5");
        /* A configuration may keep the version that the facts had before they were moved. */
        assert_int_equal(setup(&s, "--set", "setup.rule_version=1"), 0);
        scratch_script(s.pg, "insert into hentra.migration (version, name) values (999, 'of tomorrow')");
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 1);
        assert_says(said, "schema version 999");
        assert_int_equal(setup_says(&s, "nonsense", NULL, said, sizeof(said)), 2);
        scratch_close(&s);
}

static void test_views_in_use_elsewhere(void **state)
{
        struct scratch s;
        char said[4096];
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        /* Somebody's own view stands on one of ours, and ours are to be made anew. */
        scratch_script(s.pg, "create view public.mine as select dossier_id from hentra.open_dossier;"
                             "update hentra.script set fingerprint = 0 where name = 'views'");
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 1);
        assert_says(said, "drop view open_dossier");
        assert_sql(s.pg, "select count(*) from public.mine", "0");
        scratch_script(s.pg, "drop view public.mine");
        assert_int_equal(setup(&s, NULL, NULL), 0);
        assert_sql(s.pg, "select fingerprint <> 0 from hentra.script where name = 'views'", "true");
        scratch_close(&s);
}

static void may(struct scratch *s, const char *role, const char *sql, const char *sqlstate)
{
        char script[1024];
        struct err e;
        snprintf(script, sizeof(script), "begin; set local role %s; %s", role, sql);
        const enum fault fault = pg_script(s->pg, script, &e);
        if (!*sqlstate && fault != OK)
                fail_msg("%s: %s\n%s", role, e.text, sql);
        if (*sqlstate && (fault == OK || strcmp(pg_sqlstate(s->pg), sqlstate) != 0))
                fail_msg("%s may: %s", role, sql);
        scratch_script(s->pg, "rollback");
}

static void test_privileges(void **state)
{
        static const char *const denied = "42501";
        static const char insert_flow[] =
                "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard) "
                "values ('2022-01-01', 1, 0, 0, 1)";
        struct scratch s;
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        may(&s, "hentra_analyst",
            "select * from hentra.form06; select * from hentra.dossier_statement; "
            "select * from hentra.inferred_member; select reason from hentra.quarantine",
            "");
        may(&s, "hentra_analyst", insert_flow, denied);
        may(&s, "hentra_analyst", "update hentra.warehouse set singleton = true", denied);
        may(&s, "hentra_analyst", "delete from hentra.dossier", denied);
        may(&s, "hentra_analyst", "select value from hentra.quarantine", denied);
        may(&s, "hentra_analyst", "create table hentra.mine ()", denied);
        may(&s, "hentra_loader", insert_flow, "");
        may(&s, "hentra_loader", "select zone from hentra.warehouse for share", "");
        may(&s, "hentra_loader", "update hentra.position set epoch = epoch + 1", "");
        may(&s, "hentra_loader", "create temporary table t (like hentra.dossier) on commit delete rows", "");
        may(&s, "hentra_loader", "insert into hentra.agency (code) values ('X')", "");
        may(&s, "hentra_loader", "delete from hentra.dossier", denied);
        may(&s, "hentra_loader", "truncate hentra.flow_day", denied);
        may(&s, "hentra_loader", "update hentra.warehouse set zone = 'UTC'", denied);
        may(&s, "hentra_loader", "update hentra.agency_version set name = ''", denied);
        may(&s, "hentra_loader", "drop view hentra.form06", denied);
        may(&s, "hentra_loader", "insert into hentra.alert_delivery (webhook_id) values (1)", denied);
        may(&s, "hentra_alerter",
            "insert into hentra.alert (dossier_id, rule_id, step, due_at, transition) values ('D', 1, 1, "
            "now(), 1); "
            "insert into hentra.alert_transition values (1, 1, now(), 0, 1, 1, 0, 0, false); "
            "select reached from hentra.alert_progress for update; update hentra.alert_rule set start_mark = "
            "now(); "
            "select url from hentra.alert_webhook; select due_at from hentra.dossier",
            "");
        may(&s, "hentra_alerter", "update hentra.alert_rule set enabled = false", denied);
        may(&s, "hentra_alerter", "update hentra.alert_webhook set url = 'http://elsewhere'", denied);
        may(&s, "hentra_alerter", "update hentra.alert_transition set at = now()", denied);
        may(&s, "hentra_alerter", "delete from hentra.alert", denied);
        may(&s, "hentra_alerter", "update hentra.dossier set due_at = now()", denied);
        may(&s, "hentra_alerter", "select value from hentra.quarantine", denied);
        static const char *const readers[] = {"hentra_analyst", "hentra_loader"};
        for (int i = 0; i < 2; i++) {
                may(&s, readers[i], "select name, kind, digest_day from hentra.alert_webhook", "");
                may(&s, readers[i], "select url from hentra.alert_webhook", denied);
                may(&s, readers[i], "select * from hentra.alert_webhook", denied);
        }
        scratch_close(&s);
}

/* As pg_restore leaves it without the roles: all belongs to the login that restored, and nothing was
 * granted. */
static void test_restored_without_roles(void **state)
{
        struct scratch s;
        char said[4096];
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        scratch_script(s.pg,
                       "reassign owned by hentra_owner to current_user; "
                       "revoke all on all tables in schema hentra from hentra_loader, hentra_alerter, "
                       "hentra_analyst; "
                       "revoke all on schema hentra from hentra_loader, hentra_alerter, hentra_analyst");
        assert_int_equal(setup_says(&s, "--dry-run", NULL, said, sizeof(said)), 0);
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 0);
        assert_says(said, "take over");
        assert_sql(s.pg,
                   "select count(*) from (select relowner as owner from pg_class where relnamespace = "
                   "'hentra'::regnamespace union all select proowner from pg_proc where pronamespace = "
                   "'hentra'::regnamespace union all select nspowner from pg_namespace where nspname = "
                   "'hentra') of where owner::regrole::text <> 'hentra_owner'",
                   "0");
        may(&s, "hentra_analyst", "select * from hentra.form06", "");
        may(&s, "hentra_alerter",
            "insert into hentra.alert (dossier_id, rule_id, step, due_at, transition) values ('D', 1, 1, "
            "now(), 1)",
            "");
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 0);
        assert_says(said, "setup.done changes=0");
        scratch_close(&s);
}

/* Somebody has made the schema beforehand, for an application that may make none. */
static void test_a_schema_made_beforehand(void **state)
{
        struct scratch s;
        char said[4096];
        (void)state;
        scratch_open(&s);
        scratch_script(s.pg, "create schema hentra");
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 0);
        assert_says(said, "which is empty and somebody else's");
        assert_sql(s.pg, "select nspowner::regrole from pg_namespace where nspname = 'hentra'",
                   "hentra_owner");
        may(&s, "hentra_analyst", "select * from hentra.form06", "");
        scratch_close(&s);
        scratch_open(&s);
        scratch_script(s.pg, "create schema hentra; create table hentra.theirs ()");
        assert_int_equal(setup_says(&s, NULL, NULL, said, sizeof(said)), 2);
        assert_says(said, "holds something else than a warehouse");
        assert_sql(s.pg,
                   "select relowner::regrole = current_user::regrole from pg_class where relname = 'theirs'",
                   "true");
        scratch_close(&s);
}

static void test_everything_has_a_comment(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        assert_sql(s.pg,
                   "select string_agg(c.relname || coalesce('.' || a.attname, ''), ', ') from pg_class c"
                   " left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                   " where c.relnamespace = 'hentra'::regnamespace and c.relkind in ('r', 'v', 'p', 'm')"
                   " and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is "
                   "null)",
                   "");
        assert_sql(
                s.pg,
                "select string_agg(relname, ', ') from pg_class c where relkind = 'S' and relnamespace = "
                "'hentra'::regnamespace and obj_description(oid, 'pg_class') is null and not exists (select "
                "from pg_depend where objid = c.oid and deptype = 'i')",
                "");
        assert_sql(s.pg,
                   "select string_agg(oid::regprocedure::text, ', ') from pg_proc"
                   " where pronamespace = 'hentra'::regnamespace and obj_description(oid, 'pg_proc') is null",
                   "");
        scratch_close(&s);
}

static void assert_names(struct pg *pg, const char *function, const char *const *names, int n)
{
        char sql[128];
        for (int i = 0; i < n; i++) {
                snprintf(sql, sizeof(sql), "select hentra.%s(%d)", function, i);
                assert_sql(pg, sql, names[i]);
        }
        snprintf(sql, sizeof(sql), "select hentra.%s(%d)", function, n);
        assert_sql(pg, sql, "");
}

static void test_numbers_mean_the_same(void **state)
{
        static const char *const day_classes[] = {"", "EARLY", "ON_TIME", "LATE", "NO_DUE"};
        static const char *const instant_classes[] = {"", "IN_TIME", "LATE", "NO_DUE"};
        struct scratch s;
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        assert_names(s.pg, "status_name", status_names, STATUS_COUNT);
        assert_names(s.pg, "case_kind_name", case_kind_names, CASE_KIND_COUNT);
        assert_names(s.pg, "level_name", level_names, LEVEL_COUNT);
        assert_names(s.pg, "channel_name", channel_names, CHANNEL_COUNT);
        assert_names(s.pg, "service_name", service_names, SERVICE_COUNT);
        assert_names(s.pg, "payment_name", payment_names, PAYMENT_COUNT);
        assert_names(s.pg, "return_channel_name", return_channel_names, RETURN_COUNT);
        assert_names(s.pg, "day_class_name", day_classes, 5);
        assert_names(s.pg, "instant_class_name", instant_classes, 4);
        scratch_close(&s);
}

static void test_periods(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        const char *const expected[][2] = {
                {"ND09:2022-01", "2021-12-15 2022-01-14"}, {"ND09:2022-03", "2022-02-15 2022-03-14"},
                {"ND09:2022-Q1", "2021-12-15 2022-03-14"}, {"ND09:2022-Q4", "2022-09-15 2022-12-14"},
                {"ND09:2022-H1", "2021-12-15 2022-06-14"}, {"ND09:2022", "2021-12-15 2022-12-14"},
                {"CAL:2024-02", "2024-02-01 2024-02-29"},  {"CAL:2022-Q3", "2022-07-01 2022-09-30"},
                {"CAL:2022-H2", "2022-07-01 2022-12-31"},  {"CAL:2022", "2022-01-01 2022-12-31"},
        };
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                char sql[128];
                snprintf(sql, sizeof(sql),
                         "select first_day || ' ' || last_day from hentra.period where period = '%s'",
                         expected[i][0]);
                assert_sql(s.pg, sql, expected[i][1]);
        }
        /* Each kind of each calendar covers its years without gap or overlap. */
        assert_sql(s.pg,
                   "select count(*) from (select first_day - lag(last_day) over (partition by calendar, kind"
                   " order by first_day) as gap from hentra.period) g where gap <> 1",
                   "0");
        scratch_close(&s);
}

static void test_topics(void **state)
{
        const char *brokers = getenv("HENTRA_TEST_KAFKA");
        struct scratch s;
        char servers[128], topic[128], dead[128], said[4096];
        (void)state;
        if (!brokers) {
                print_message("skipped: HENTRA_TEST_KAFKA names no broker\n");
                skip();
        }
        scratch_open(&s);
        snprintf(servers, sizeof(servers), "kafka.bootstrap.servers=%s", brokers);
        snprintf(topic, sizeof(topic), "topic.status=%s", s.name);
        snprintf(dead, sizeof(dead), "topic.dead_letter=%s-dead", s.name);
        for (int run = 0; run < 2; run++) {
                struct capture c = capture_begin(STDERR_FILENO);
                const int rc = scratch_run(&s, setup_command, "setup", "--set", servers, "--set", topic,
                                           "--set", dead, NULL);
                char *text = capture_end(&c);
                snprintf(said, sizeof(said), "%s", text);
                free(text);
                assert_int_equal(rc, 0);
                if (run == 0)
                        assert_says(said, "create topic");
        }
        assert_says(said, "changes=0");
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_twice_changes_nothing),
                cmocka_unit_test(test_dry_run_makes_nothing),
                cmocka_unit_test(test_a_dry_run_names_the_publication),
                cmocka_unit_test(test_a_column_that_a_migration_adds_can_be_read),
                cmocka_unit_test(test_refusals),
                cmocka_unit_test(test_views_in_use_elsewhere),
                cmocka_unit_test(test_privileges),
                cmocka_unit_test(test_restored_without_roles),
                cmocka_unit_test(test_a_schema_made_beforehand),
                cmocka_unit_test(test_everything_has_a_comment),
                cmocka_unit_test(test_numbers_mean_the_same),
                cmocka_unit_test(test_periods),
                cmocka_unit_test(test_topics),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

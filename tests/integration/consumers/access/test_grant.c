/* SPDX-License-Identifier: Apache-2.0
 *
 * test_grant.c - what members of hentra_viewer can get out of a warehouse: of all its relations and
 * functions the same as if nothing else were in it.
 *
 * Three agencies: 1 is the province, 2 a district below it, 3 a commune below that. Roles belong to the
 * whole server, so those of a test are named after its database.
 */
#include "consumers/access/access_command.h"
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/said_row.h"

enum { DOSSIERS = 300 };

static struct scratch world;
static char commune[96], district[96]; /* roles */

/* SQL with the names of the roles in place of $commune and $district. */
static const char *with_names(const char *sql, char *out, size_t size)
{
        size_t n = 0;
        while (*sql) {
                const char *name = !strncmp(sql, "$commune", 8)    ? commune
                                   : !strncmp(sql, "$district", 9) ? district
                                                                   : NULL;
                assert_true(n + sizeof(commune) < size);
                if (name)
                        n += (size_t)snprintf(out + n, size - n, "%s", name);
                else
                        out[n++] = *sql;
                sql += !name ? 1 : name == commune ? 8 : 9;
        }
        out[n] = 0;
        return out;
}

static void run(const char *sql)
{
        char text[8192];
        scratch_script(world.pg, with_names(sql, text, sizeof(text)));
}

#define assert_named_sql(sql, expected)                                                  \
        do {                                                                             \
                char named_[4000];                                                       \
                assert_sql(world.pg, with_names(sql, named_, sizeof(named_)), expected); \
        } while (0)

static void make_dossiers(void)
{
        struct bytes rows = {0};
        struct timeline life;
        seed = 20220128;
        for (int i = 0; i < DOSSIERS; i++) {
                some_dossier();
                for (int k = 0; k < said_n; k++) {
                        said[k].agency += said[k].agency == 0;
                        /* Most stay where they are; without that nothing is hidden from anybody. */
                        if (i % 3 != 0)
                                said[k].agency = 1 + (uint32_t)(i % 4) % 3;
                        said[k].content = content_of(&said[k]);
                }
                said_row(&rows, i, &life);
        }
        dossier_rows_put(&world, &rows);
}

static int access_run(const char *verb, const char *role, const char *option, const char *value)
{
        struct capture c = capture_begin(STDOUT_FILENO);
        const int rc = scratch_run(&world, access_command, "access", verb, role, option, value, NULL);
        free(capture_end(&c));
        return rc;
}

static void read_file(const char *path)
{
        static char sql[16384];
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        sql[fread(sql, 1, sizeof(sql) - 1, f)] = 0;
        fclose(f);
        scratch_script(world.pg, sql);
}

static int make_world(void **state)
{
        if (open_zone(state) != 0)
                return -1;
        scratch_open(&world);
        snprintf(commune, sizeof(commune), "%s_commune", world.name);
        snprintf(district, sizeof(district), "%s_district", world.name);
        scratch_setup(&world);
        run("insert into hentra.agency (code) select generate_series(1, 3);"
            "insert into hentra.procedure (code) select generate_series(1, 3);"
            "insert into hentra.field (code) select generate_series(1, 3);"
            "insert into hentra.source (code) select generate_series(1, 2);"
            "insert into hentra.agency_version (agency_id, name, level, parent_id)"
            " values (1, 'The province', 1, null), (2, 'A district', 2, 1), (3, 'A commune', 3, 2);"
            "create role $commune; create role $district; grant hentra_viewer to $commune, $district");
        make_dossiers();
        run("do $$ begin perform hentra.form06_group(); while hentra.form06_sum() is not null loop end loop; "
            "end $$;"
            "insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition)"
            " overriding system value select row_number() over (order by dossier_id), dossier_id, 1, 1, "
            "due_at, 1"
            " from hentra.dossier where due_at is not null;"
            "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, "
            "procedure_id, case_kind, stale)"
            " select a.alert_id, 1, now(), 0, d.agency_id, d.agency_id, d.procedure_id, d.case_kind, false"
            " from hentra.alert a join hentra.dossier d using (dossier_id);"
            "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason)"
            " values ('t', 0, 1, 1, 'of somebody');"
            "insert into hentra.index_given (item, unit, first_day, last_day, numerator, denominator, source)"
            " values ('1.1', '1', '2022-01-01', '2022-12-31', 1, 2, 'a letter')");
        assert_int_equal(access_run("grant", commune, "--agency", "3"), 0);
        assert_int_equal(access_run("grant", district, "--agency", "2"), 0);
        read_file(SOURCE_DIR "/tests/integration/consumers/access/said.sql");
        return 0;
}

static int drop_world(void **state)
{
        char sql[512];
        scratch_close(&world);
        struct pg *pg = scratch_connect(&world, "postgres");
        snprintf(sql, sizeof(sql), "drop role %s; drop role %s", commune, district);
        scratch_script(pg, sql);
        pg_close(pg);
        close_zone(state);
        return 0;
}

static void test_a_subtree_is_seen(void **state)
{
        (void)state;
        run("begin");
        run("create temporary table truth on commit drop as select agency_id, count(*) as n from "
            "hentra.dossier group by 1; grant select on truth to public");
        assert_named_sql("select bool_and(n > 10) from truth where agency_id in (1, 2, 3)", "true");
        run("set local role $commune");
        assert_named_sql("select count(*) = (select n from truth where agency_id = 3) from hentra.dossier",
                         "true");
        run("set local role $district");
        assert_named_sql("select count(*) = (select sum(n) from truth where agency_id in (2, 3)) from "
                         "hentra.dossier",
                         "true");
        assert_named_sql("select string_agg(distinct agency, ' ') from hentra.dossier_detail", "2 3");
        run("set local role hentra_analyst");
        assert_named_sql("select count(*) = (select sum(n) from truth) from hentra.dossier", "true");
        run("set local role none; create role nobody_yet; grant hentra_viewer to nobody_yet; set local role "
            "nobody_yet");
        assert_named_sql("select (select count(*) from hentra.dossier) + (select count(*) from "
                         "hentra.flow_day) + (select count(*) from hentra.alert_open)"
                         " + (select count(*) from hentra.form06)",
                         "0");
        run("rollback");
}

/* All that is not the commune's is taken away: for the commune nothing may change. */
static void test_nothing_of_others_shows(void **state)
{
        (void)state;
        run("begin; create temporary table before on commit drop as select * from pg_temp.said('$commune');"
            "set local session_replication_role = replica;"
            "delete from hentra.dossier d where agency_id <> 3 and not exists (select from "
            "hentra.history_read(d.history) r where r.agency_id = 3);"
            "delete from hentra.flow_day where agency_id <> 3;"
            "delete from hentra.flow_half_month where agency_id <> 3;"
            "delete from hentra.flow_form06 where agency_id <> 3;"
            "delete from hentra.flow_form06_field; delete from hentra.source_day; delete from "
            "hentra.quarantine; delete from hentra.index_given;"
            "delete from hentra.alert_transition where agency_id <> 3;"
            "delete from hentra.alert a where not exists (select from hentra.alert_transition t where "
            "t.alert_id = a.alert_id);"
            "delete from hentra.access where role_name <> '$commune';"
            "set local session_replication_role = origin;"
            "create temporary table after on commit drop as select * from pg_temp.said('$commune')");
        assert_named_sql("select count(*) > 250 from before", "true");
        assert_named_sql("select string_agg(object || ': ' || left(b.said, 300) || ' AFTER ' || left(a.said, "
                         "300), chr(10)) from before b join after a using (object) where a.said <> b.said",
                         "");
        /* It reads what is its own, and a refusal is one for lack of a right. */
        assert_named_sql("select string_agg(object, ' ' order by object) from before where object in "
                         "('alert_open', 'dossier', 'dossier_detail', 'dossier_statement', 'flow_daily', "
                         "'form06', 'late_dossier', 'online_rate') and said !~ '^[1-9]'",
                         "");
        assert_named_sql("select string_agg(distinct object || ' ' || said, chr(10)) from before where "
                         "object in ('quarantine', 'alert_webhook', 'frozen_report', 'source_health', "
                         "'position', 'dossier_entry', 'notice') and said !~ '^42501 '",
                         "");
        run("rollback");
}

/* What a role may not see by a view it cannot see by what it brings along. */
static void test_its_own_functions_and_operators_see_no_more(void **state)
{
        (void)state;
        run("begin; create schema theirs authorization $commune; set local role $commune;"
            "create temporary table heard (dossier_id text) on commit drop;"
            "create function theirs.hear(id text) returns boolean language plpgsql cost 0.0001 as $$"
            " begin insert into heard values (id); return true; end $$;"
            "create function theirs.yes(integer, integer) returns boolean language sql return true;"
            "create operator theirs.= (function = theirs.yes, leftarg = integer, rightarg = integer);"
            "create function theirs.pg_has_role(name, oid, text) returns boolean language sql return true;"
            "create function theirs.says(text, text) returns boolean language sql return true;"
            "create operator theirs.= (function = theirs.says, leftarg = text, rightarg = text);"
            "do $$ declare v text; begin for v in select c.relname from pg_class c join pg_attribute a on "
            "a.attrelid = c.oid and a.attname = 'dossier_id' where c.relnamespace = 'hentra'::regnamespace "
            "and "
            "c.relkind in ('r', 'v') and has_column_privilege(c.oid, a.attnum, 'select') loop"
            " execute format('select from hentra.%I where theirs.hear(dossier_id)', v);"
            " end loop; end $$;");
        run("set local role none");
        assert_named_sql("select string_agg(distinct dossier_id, ' ') from heard join hentra.dossier d using "
                         "(dossier_id) where d.agency_id <> 3 and not exists (select from "
                         "hentra.history_read(d.history) r where r.agency_id = 3)",
                         "");
        assert_named_sql("select count(distinct dossier_id) > 0 from heard", "true");
        run("set local role $commune; set local search_path = theirs, pg_catalog, pg_temp");
        assert_named_sql("select count(*) from hentra.dossier d where d.agency_id operator(pg_catalog.<>) 3",
                         "0");
        assert_named_sql("select hentra.sees_all()", "false");
        run("rollback");
}

/* What the server keeps beside the rows: statistics of columns, numbers given, plans made for somebody else. */
static void test_the_server_tells_no_more(void **state)
{
        (void)state;
        run("analyze hentra.dossier, hentra.flow_day, hentra.alert; begin");
        assert_named_sql("select count(*) > 20 from pg_stats where schemaname = 'hentra' and tablename in "
                         "('dossier', 'flow_day', 'alert')",
                         "true");
        run("create temporary table secret on commit drop as select distinct tablename from pg_stats s join "
            "pg_class c on c.relname = s.tablename and c.relnamespace = 'hentra'::regnamespace where "
            "s.schemaname = 'hentra' and (c.relrowsecurity or not has_table_privilege('$commune', c.oid, "
            "'select')); grant select on secret to public; set local role $commune");
        assert_named_sql("select count(*) from pg_stats join secret using (tablename) where schemaname "
                         "= 'hentra'",
                         "0");
        assert_named_sql("select count(last_value) from pg_sequences where schemaname = 'hentra'", "0");
        run("rollback");
        /* With the rights of their owner are those views alone that have the rule themselves. */
        assert_named_sql("select count(*) from pg_proc where prosecdef and pronamespace = "
                         "'hentra'::regnamespace and (proname <> 'dossier_blocks_keep' or "
                         "has_function_privilege('$commune', oid, 'execute'))",
                         "0");
        assert_named_sql(
                "select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = "
                "'hentra'::regnamespace and relkind = 'v' and has_table_privilege('$commune', oid, "
                "'select') and not coalesce(reloptions::text like '%security_invoker=true%', false)",
                "dossier_handed_over dossier_risk_seen dossier_statement");
        assert_named_sql("select count(*) from pg_class where relname in ('dossier_handed_over', "
                         "'dossier_risk_seen', 'dossier_statement') and reloptions::text like "
                         "'%security_barrier=true%'",
                         "3");
        run("begin; create temporary table got (who text, n bigint) on commit drop; grant all on got to "
            "public;"
            "prepare counts as insert into got select current_user, count(*) from hentra.dossier; "
            "set local plan_cache_mode = force_generic_plan; execute counts; set local role $commune; "
            "execute counts; set local role hentra_analyst; execute counts; set local role none; "
            "deallocate counts");
        assert_named_sql("select count(*) filter (where n = 300) = 2 and min(n) = (select count(*) from "
                         "hentra.dossier where agency_id = 3) from got",
                         "true");
        run("rollback");
}

/* An alert that is not theirs, and one that does not exist: the same answer. */
static void test_refusals_are_alike(void **state)
{
        (void)state;
        run("begin; create function pg_temp.refused(alert bigint) returns text language plpgsql as $$ begin"
            " insert into hentra.alert_ack (alert_id, until, reason) values (alert, null, 'seen');"
            " return 'taken'; exception when others then return sqlstate || ' ' || sqlerrm; end $$;"
            "create temporary table other on commit drop as select alert_id from "
            "hentra.alert_transition where agency_id = 1 limit 1; grant select on other to public;"
            "set local role $commune");
        assert_named_sql("select pg_temp.refused(alert_id) = pg_temp.refused(-1) and "
                         "pg_temp.refused(alert_id) like '42501 %' from other",
                         "true");
        run("set local row_security = off");
        assert_named_sql("select left(pg_temp.refused(alert_id), 5) from other", "42501");
        run("rollback");
}

static void test_what_was_handed_over(void **state)
{
        (void)state;
        run("begin; create temporary table truth on commit drop as"
            " select d.dossier_id, min(r.occurred_at) as from_at from hentra.dossier d cross join lateral "
            "hentra.history_read(d.history) r where r.agency_id = 3 and d.agency_id <> 3 group by 1;"
            "grant select on truth to public; set local role $commune");
        assert_named_sql("select count(*) > 5 from truth", "true");
        assert_named_sql("select count(*) from truth full join hentra.dossier_handed_over h using "
                         "(dossier_id) where hentra.instant(from_at) is distinct from h.seen_from",
                         "0");
        assert_named_sql("select count(*) from truth join hentra.dossier using (dossier_id)", "0");
        assert_named_sql("select count(*) from truth join hentra.dossier_statement s using (dossier_id) "
                         "where s.occurred_at < hentra.instant(from_at)",
                         "0");
        assert_named_sql("select count(distinct dossier_id) = (select count(*) from truth) from truth join "
                         "hentra.dossier_statement s using (dossier_id)",
                         "true");
        run("rollback");
}

static void test_figures_are_its_own(void **state)
{
        (void)state;
        run("begin; create temporary table truth on commit drop as select sum(received) as received from "
            "hentra.flow_day where agency_id = 3 and case_kind = 0 and day between '2022-01-01' and "
            "'2022-12-31'; grant select on truth to public; set local role $commune");
        assert_named_sql("select received > 5 from truth", "true");
        assert_named_sql("select count(*) from truth join hentra.form06 f on f.period = 'CAL:2022' and "
                         "f.level is null and f.received = truth.received",
                         "1");
        assert_named_sql("select count(*) from hentra.form06 where broken <> ''", "0");
        run("rollback");
}

/* Curves are made of all agencies: the chance of its own dossiers is what it may know, and how many dossiers
 * they are made of not. */
static void test_chances_are_of_its_own(void **state)
{
        (void)state;
        run("begin; insert into hentra.foresight_fit (as_of, since, rule_version, calendar_version, "
            "lifetimes, ended, curves, k_field, k_procedure, k_term, k_agency, day_micros, agency_calendars) "
            "select '2022-03-01 08:00+07', '2021-03-01', 2, 1, 100, 100, 1, 1, 1, 1, 1, 28800000000, "
            "hentra.agency_calendars();"
            "insert into hentra.foresight_curve (case_kind, grain, field_id, procedure_id, term_days, "
            "agency_id, lifetimes, ended, alike_first, known_minutes, minutes, share, alike) values "
            "(0, 0, 0, 0, 0, 0, 100, 100, 100, 2e9, '{60, 6000}', '{500000000, 200000000}', '{50, 20}');"
            "create temporary table truth on commit drop as select dossier_id, agency_id, chance, alike from "
            "hentra.dossier_risk('2022-03-01 09:00+07'); grant select on truth to public;"
            "set local hentra.now = '2022-03-01 09:00+07'; set local role $commune");
        assert_named_sql("select count(*) filter (where agency_id = 3 and alike > 0) > 3 and count(*) filter "
                         "(where agency_id <> 3) > 3 from truth",
                         "true");
        assert_named_sql("select count(*) from (select * from truth where agency_id = 3) t full join "
                         "hentra.dossier_risk_seen s using (dossier_id) where t.chance is distinct from "
                         "s.chance or t.dossier_id is null or s.dossier_id is null or s.alike is not null",
                         "0");
        assert_named_sql("select count(*) = (select count(*) from truth where agency_id = 3) from "
                         "hentra.open_dossier_risk",
                         "true");
        /* By a login of its own for the time there is, whatever it says: minutes of work until now are years. */
        run("reset role; set local session authorization $commune");
        assert_named_sql("select max(elapsed_minutes) > 300000 from hentra.dossier_risk_seen", "true");
        run("reset session authorization; set local hentra.now = '2022-03-01 09:00+07'; set local role "
            "hentra_analyst");
        assert_named_sql(
                "select count(*) from truth t full join hentra.dossier_risk_seen s using (dossier_id) "
                "where (t.chance, t.alike) is distinct from (s.chance, s.alike)",
                "0");
        run("rollback");
}

static void test_grants(void **state)
{
        (void)state;
        assert_int_equal(access_run("grant", "nobody-of-this-name", "--agency", "3"), 2);
        assert_int_equal(access_run("grant", commune, "--agency", "not-there"), 2);
        assert_int_equal(access_run("grant", commune, "--agency", NULL), 2);
        assert_int_equal(access_run("grant", commune, NULL, NULL), 2);
        assert_int_equal(access_run("revoke", commune, "--agency", "1"), 2);
        assert_int_equal(access_run("grant", commune, "--agency", "3"), 0);
        assert_int_equal(access_run("grant", commune, "--all", NULL), 0);
        run("set role $commune");
        assert_named_sql("select count(*) from hentra.dossier", "300");
        assert_named_sql("select count(*) from hentra.access", "2");
        run("reset role");
        assert_int_equal(access_run("revoke", commune, "--all", NULL), 0);
        assert_int_equal(access_run("revoke", commune, "--agency", "3"), 0);
        run("set role $commune");
        assert_named_sql("select count(*) from hentra.dossier", "0");
        run("reset role");
        assert_int_equal(access_run("grant", commune, "--agency", "3"), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_a_subtree_is_seen),
                cmocka_unit_test(test_nothing_of_others_shows),
                cmocka_unit_test(test_its_own_functions_and_operators_see_no_more),
                cmocka_unit_test(test_the_server_tells_no_more),
                cmocka_unit_test(test_refusals_are_alike),
                cmocka_unit_test(test_what_was_handed_over),
                cmocka_unit_test(test_figures_are_its_own),
                cmocka_unit_test(test_chances_are_of_its_own),
                cmocka_unit_test(test_grants),
        };
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, make_world, drop_world);
}

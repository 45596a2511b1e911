/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_sums.c - reports and views over random dossiers say the same whether what is kept for form 06
 * is fresh, half of it stale, or all of it; and follow flows, claims and catalogues at once.
 */
#include "consumers/warehouse/dossier_row.h"
#include "consumers/warehouse/form06_sums.h"
#include "generated/embedded.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/figures.h"
#include "tests/support/said_row.h"

enum { DOSSIERS = 900 };

static struct scratch world;

static int make_world(void **state)
{
        struct bytes rows = {0};
        struct timeline life;
        if (open_zone(state) != 0)
                return -1;
        scratch_open(&world);
        scratch_setup(&world);
        scratch_script(
                world.pg,
                "insert into hentra.agency (code) select generate_series(1, 3);"
                "insert into hentra.procedure (code) select generate_series(1, 3);"
                "insert into hentra.field (code) select generate_series(1, 3);"
                "insert into hentra.source (code) select generate_series(1, 2);"
                "insert into hentra.agency_level_claim select i, 1, now(), 0 from generate_series(1, 3) i;"
                "insert into hentra.procedure_field_claim select i, 1, now(), 0"
                " from generate_series(1, 3) i");
        seed = 20250701;
        for (int i = 0; i < DOSSIERS; i++) {
                some_dossier();
                for (int k = 0; k < said_n; k++)
                        said[k].agency += said[k].agency == 0;
                said_row(&rows, i, &life);
        }
        dossier_rows_put(&world, &rows);
        return 0;
}

static int drop_world(void **state)
{
        scratch_close(&world);
        close_zone(state);
        return 0;
}

/* ---- what is said ---- */

static const char *const asked[][6] = {
        {"--period", "CAL:2022-01", "--by", "level,field"},
        {"--period", "CAL:2022-02", "--by", "field,level"},
        {"--period", "ND09:2022-02", "--by", "field"},
        {"--period", "ND09:2022", "--by", "level,field", "--with-vertical"},
        {"--period", "CAL:2022", "--by", "level,field", "--class=instant"},
        {"--period", "CAL:2022-Q1", "--by", "level,field", "--kind=PETITION"},
        {"--period", "CAL:2022-03", "--by", "level"},
        {"--from", "2022-01-03", "--to", "2022-02-20", "--by", "level"},
        {"--from", "2022-02-15", "--to", "2022-03-31", "--by", "level,field"},
        {"--period", "CAL:2022-02", "--by", "channel"},
        {"--to", "2022-03-14", "--by", "level,field"},
};

/* All reports and all views of form 06, one behind the other. The caller frees. */
static char *everything(void)
{
        struct bytes all = {0};
        char md5[64];
        for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
                const char *const *w = asked[i];
                char *csv = REPORT(&world, "form06", w[0], w[1], w[2], w[3], w[4], w[5]);
                bytes_add(&all, csv, strlen(csv));
                free(csv);
        }
        char *csv = REPORT(&world, "online-rate", "--period", "CAL:2022", "--by", "level,field");
        bytes_add(&all, csv, strlen(csv));
        free(csv);
        scratch_text(world.pg,
                     "select md5((select string_agg(f::text, chr(10) order by f::text) from hentra.form06 f)"
                     " || (select string_agg(f::text, chr(10) order by f::text) from hentra.form06_instant f)"
                     " || (select string_agg(f::text, chr(10) order by f::text) from hentra.online_rate f))",
                     md5, sizeof(md5));
        bytes_add(&all, md5, strlen(md5) + 1);
        return (char *)all.at;
}

static void make_sums(void)
{
        struct err e;
        if (form06_sum_all(world.pg, NULL, &e) != OK)
                fail_msg("%s", e.text);
        assert_sql(world.pg,
                   "select count(*) from hentra.form06_stale where half_month < "
                   "hentra.half_month_of(current_date)",
                   "0");
        assert_sql(world.pg, "select cardinality(hentra.form06_unkept())", "0");
        struct pg_result *r;
        if (pg_run(world.pg, SQL_verify_form06, NULL, 0, &r, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(pg_get_int(r, 0, COL_verify_form06_differing), 0);
        pg_free(r);
}

static void make_stale(const char *which)
{
        char sql[256];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.form06_stale select distinct half_month, 0 from hentra.flow_form06_field"
                 " where %s on conflict do nothing",
                 which);
        scratch_script(world.pg, sql);
}

static void assert_everything(const char *expected)
{
        char *all = everything();
        assert_string_equal(all, expected);
        free(all);
}

/* With sums, without any, with those of some half months: without, nothing that is kept is read. */
static void assert_sums_say_what_flows_say(void)
{
        make_stale("true");
        char *flows = everything();
        make_sums();
        assert_everything(flows);
        make_stale("half_month in ('2022-01-15', '2022-03-01')");
        assert_everything(flows);
        make_sums();
        free(flows);
}

/* ---- tests ---- */

static void test_sums_say_what_flows_say(void **state)
{
        (void)state;
        assert_sums_say_what_flows_say();
        assert_sql(world.pg, "select count(distinct stand_in) from hentra.form06_agency", "1");
}

/* Agency 1 changes its level twice, within a half month or between two; agency 2 is a ministry's for a month;
 * the last version of agency 3 ends. Procedures change their fields, one of them within a half month. */
static const char changes[] =
        "delete from hentra.agency_version; delete from hentra.procedure_version;"
        "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level, vertical) values"
        " (1, '-infinity', '2022-02-01', 'A', 1, false), (1, '2022-02-01', '%1$s', 'A', 2, false),"
        " (1, '%1$s', 'infinity', 'A', 1, false), (2, '-infinity', '2022-01-15', 'B', 2, false),"
        " (2, '2022-01-15', '2022-02-15', 'B', 2, true), (2, '2022-02-15', 'infinity', 'B', 2, false),"
        " (3, '2022-01-01', '2022-03-15', 'C', 1, false);"
        "insert into hentra.procedure_version (procedure_id, valid_from, valid_to, name, field_id) values"
        " (1, '-infinity', '2022-02-01', 'P', 1), (1, '2022-02-01', 'infinity', 'P', 2),"
        " (3, '-infinity', '%1$s', 'Q', 1), (3, '%1$s', 'infinity', 'Q', 3)";

/* Before sums are made anew, and after. */
static void assert_followed_at_once(const char *change)
{
        make_sums();
        scratch_script(world.pg, change);
        char *at_once = everything();
        make_sums();
        assert_everything(at_once);
        free(at_once);
}

static void test_catalogues_and_claims_are_followed_at_once(void **state)
{
        static const char *const days[] = {"2022-03-15", "2022-03-10"};
        char sql[2048];
        (void)state;
        for (int i = 0; i < 2; i++) {
                snprintf(sql, sizeof(sql), changes, days[i]);
                assert_followed_at_once(sql);
        }
        assert_sums_say_what_flows_say();
        assert_followed_at_once(
                "update hentra.procedure_field_claim set field_id = 2 where procedure_id = 2");
        assert_followed_at_once("update hentra.agency_level_claim set level = 3 where agency_id = 3");
        assert_followed_at_once("delete from hentra.procedure_field_claim where procedure_id = 2");
        assert_followed_at_once("delete from hentra.agency_version; delete from hentra.procedure_version");
}

static const char more[] =
        "select hentra.flow_day_add(array[jsonb_populate_record(null::hentra.flow_day,"
        " '{\"day\": \"2022-02-03\", \"agency_id\": 1, \"channel\": 2, \"case_kind\": 0, \"shard\": 7,"
        " \"received\": 5}')]);"
        "select hentra.flow_half_month_add(array[jsonb_populate_record(null::hentra.flow_half_month,"
        " '{\"half_month\": \"2022-02-01\", \"agency_id\": 1, \"procedure_id\": 1, \"channel\": 2,"
        " \"case_kind\": 0, \"shard\": 7, \"received\": 5}')]);";

static int received(void)
{
        char n[32];
        char *csv = REPORT(&world, "form06", "--period", "CAL:2022-02", "--by", "level,field");
        const int count = atoi(figure(csv, "level", "", "received", n, sizeof(n)));
        free(csv);
        return count;
}

static void test_flows_are_followed_at_once(void **state)
{
        (void)state;
        make_sums();
        const int before = received();
        scratch_script(world.pg, more);
        assert_int_equal(received(), before + 5);
        assert_sql(world.pg, "select string_agg(half_month || ' ' || shard, ',') from hentra.form06_stale",
                   "2022-02-01 7");
        make_sums();
        assert_int_equal(received(), before + 5);
        scratch_script(world.pg, "delete from hentra.flow_day where shard = 7;"
                                 "delete from hentra.flow_half_month where shard = 7");
        assert_int_equal(received(), before);
        make_sums();
        assert_int_equal(received(), before);
}

/* What changes its procedure alone changes no row of flow_day. */
static void test_a_change_of_procedure_alone(void **state)
{
        static const char corrected[] =
                "select hentra.flow_half_month_add(array["
                "jsonb_populate_record(null::hentra.flow_half_month,"
                " '{\"half_month\": \"2022-02-01\", \"agency_id\": 1, \"procedure_id\": 1, \"channel\": 2,"
                " \"case_kind\": 0, \"shard\": 7, \"received\": -2}'),"
                "jsonb_populate_record(null::hentra.flow_half_month,"
                " '{\"half_month\": \"2022-02-01\", \"agency_id\": 1, \"procedure_id\": 2, \"channel\": 2,"
                " \"case_kind\": 0, \"shard\": 7, \"received\": 2}')])";
        (void)state;
        scratch_script(world.pg, "update hentra.procedure_field_claim set field_id = procedure_id");
        scratch_script(world.pg, more);
        make_sums();
        scratch_script(world.pg, corrected);
        char *at_once = everything();
        make_stale("true");
        assert_everything(at_once);
        make_sums();
        assert_everything(at_once);
        free(at_once);
        scratch_script(world.pg, "delete from hentra.flow_day where shard = 7;"
                                 "delete from hentra.flow_half_month where shard = 7;"
                                 "update hentra.procedure_field_claim set field_id = 1");
}

/* A half month that somebody is writing is left alone, and nobody waits; what was written is not lost. */
static void test_what_is_being_written_is_left_alone(void **state)
{
        struct pg *writer;
        struct err e;
        bool made;
        (void)state;
        make_sums();
        const int before = received();
        make_stale("half_month = '2022-02-01'");
        scratch_script(world.pg, more);
        writer = scratch_connect(&world, world.name);
        scratch_script(writer, "begin");
        scratch_script(writer, more);
        assert_int_equal(received(), before + 5);
        if (form06_sum(world.pg, &made, &e) != OK)
                fail_msg("%s", e.text);
        assert_false(made);
        scratch_script(writer, "commit");
        assert_int_equal(received(), before + 10);
        make_sums();
        assert_int_equal(received(), before + 10);
        pg_close(writer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_sums_say_what_flows_say),
                cmocka_unit_test(test_catalogues_and_claims_are_followed_at_once),
                cmocka_unit_test(test_flows_are_followed_at_once),
                cmocka_unit_test(test_a_change_of_procedure_alone),
                cmocka_unit_test(test_what_is_being_written_is_left_alone),
        };
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, make_world, drop_world);
}

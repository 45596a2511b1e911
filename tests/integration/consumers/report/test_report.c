/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report.c - `hentra report` and the views with the same definition, over flows made by hand whose
 * sums can be counted on paper.
 */
#include "core/lib/json.h"
#include "generated/embedded.h"
#include "tests/support/figures.h"

/* Agencies: 1 P, named, a province's; 2 C, of events only, claims a commune's level; 3 V, a ministry's.
 * Procedure 1 is of field F1. flow_half_month has the flows of flow_day, all of procedure 1. */
static const char members[] =
        "insert into hentra.agency (code, inferred) values ('P', false), ('C', true), ('V', false);"
        "insert into hentra.agency_version (agency_id, name, level, vertical)"
        " values (1, 'So Tu phap', 1, false), (3, 'Thue', 1, true);"
        "insert into hentra.agency_level_claim (agency_id, level, stated_at, content)"
        " values (2, 3, now(), 0);"
        "insert into hentra.field (code, name) values ('F1', 'Dat dai');"
        "insert into hentra.procedure (code) values ('1.001');"
        "insert into hentra.procedure_field_claim values (1, 1, now(), 0);";

static const char flows[] =
        "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received) values"
        " ('2022-01-14', 1, 1, 0, 1, 10), ('2022-01-15', 1, 2, 0, 1, 3), ('2022-01-15', 1, 2, 0, 2, 2),"
        " ('2022-01-15', 2, 0, 0, 1, 3), ('2022-02-15', 1, 1, 0, 1, 100), ('2022-01-16', 3, 1, 0, 1, 40),"
        " ('2022-01-16', 1, 1, 1, 1, 7);" /* seven petitions */
        "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, resolved_early, "
        "resolved_on_time,"
        " resolved_late, resolved_late_instant, resolved_no_due, withdrawn, no_due_in, no_due_out) values"
        " ('2022-01-20', 1, 1, 0, 1, 4, 1, 1, 2, 1, 1, 1, 1);"
        "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, overdue_day_in, "
        "overdue_instant_in,"
        " paused) values ('2022-02-01', 1, 1, 0, 1, 2, 2, 1), ('2022-03-01', 1, 1, 0, 1, 1, 1, 0);"
        "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, transferred_out)"
        " values ('2022-02-14', 1, 1, 0, 1, 1);"
        "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, transferred_in, refused, "
        "stopped)"
        " values ('2022-02-14', 2, 1, 0, 1, 1, 1, 1);";

static const char half_months[] =
        "do $$ declare names text; sums text; begin"
        " select string_agg(attname, ', ' order by attnum), string_agg('sum(' || attname || ')', ', ' order "
        "by attnum)"
        "  into names, sums from pg_attribute where attrelid = 'hentra.flow_day'::regclass and attnum > 5;"
        " execute 'insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, "
        "case_kind, shard, '"
        "  || names || ') select case when extract(day from day) < 15 then date_trunc(''month'', day)::date"
        "  else date_trunc(''month'', day)::date + 14 end, agency_id, 1, channel, case_kind, 1, ' || sums ||"
        "  ' from hentra.flow_day group by 1, 2, 4, 5'; end $$;";

static void open_world(struct scratch *s, const char *more)
{
        scratch_open(s);
        scratch_setup(s);
        scratch_script(s->pg, members);
        scratch_script(s->pg, flows);
        scratch_script(s->pg, more);
        scratch_script(s->pg, half_months);
}

static void test_a_month_of_nd09(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "");
        char *csv = REPORT(&s, "form06", "--period", "ND09:2022-02");
        assert_figures(
                csv, "level", "PROVINCE",
                "first_day=2022-01-15 last_day=2022-02-14 rule_version=5 total=15 received=5 "
                "received_online=5 received_direct_postal=0 carried_over=10 transferred_in=0 resolved=7 "
                "resolved_early=4 resolved_on_time=1 resolved_overdue=1 resolved_no_due=1 "
                "resolved_in_time=5 judged=6 on_time_rate=83.3333 withdrawn=1 transferred_out=1 "
                "in_process=6 in_time=4 overdue=2 no_due=0 paused=1 official_resolved=8 "
                "official_on_time=6 broken=-");
        assert_figures(
                csv, "level", "COMMUNE",
                "total=3 received=3 received_direct_postal=3 carried_over=0 transferred_in=1 resolved=0 "
                "refused=1 stopped=0 in_process=3 in_time=3 paused=1 on_time_rate=- broken=-");
        assert_figures(csv, "level", "",
                       "total=18 received=8 transferred_in=1 transferred_out=1 in_process=9 broken=-");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "ND09:2022-02", "--class", "instant");
        assert_figures(csv, "level", "PROVINCE",
                       "class=instant resolved=7 resolved_early=- resolved_on_time=- resolved_in_time=4 "
                       "resolved_overdue=2 resolved_no_due=1 broken=-");
        free(csv);
        scratch_close(&s);
}

static void test_groups_and_populations(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "");
        const char *const from = "2022-01-15", *const to = "2022-02-14";
        char *csv = REPORT(&s, "form06", "--from", from, "--to", to, "--by", "agency");
        assert_figures(csv, "agency", "P", "inferred=false total=15");
        assert_figures(csv, "agency", "C", "inferred=true total=3");
        free(csv);
        csv = REPORT(&s, "form06", "--from", from, "--to", to, "--by", "level,field");
        assert_figures(csv, "field", "F1", "level=PROVINCE total=15 in_process=6");
        free(csv);
        csv = REPORT(&s, "form06", "--from", from, "--to", to, "--by", "channel");
        assert_figures(csv, "channel", "UNKNOWN", "received=3 received_direct_postal=3");
        assert_figures(csv, "channel", "DIRECT", "carried_over=10 transferred_in=1 transferred_out=1");
        free(csv);
        csv = REPORT(&s, "form06", "--from", from, "--to", to, "--with-vertical");
        assert_figures(csv, "level", "PROVINCE", "with_vertical=true received=45");
        free(csv);
        csv = REPORT(&s, "form06", "--from", from, "--to", to, "--kind", "PETITION");
        assert_figures(csv, "level", "PROVINCE", "case_kind=PETITION received=7 carried_over=0");
        free(csv);
        csv = REPORT(&s, "online-rate", "--from", from, "--to", to);
        assert_figures(csv, "level", "PROVINCE", "online=5 received=5 online_rate=100.0000");
        assert_figures(csv, "level", "",
                       "online=5 received=8 online_rate=62.5000 direct=0 postal=0 unknown=3");
        free(csv);
        csv = REPORT(&s, "form06", "--from", "2024-01-01", "--to", "2024-01-02");
        assert_figures(csv, "level", "PROVINCE", "received=0 carried_over=106 overdue=3");
        free(csv);
        scratch_close(&s);
}

static void test_broken_identities_are_shown(void **state)
{
        struct scratch s;
        char found[256];
        (void)state;
        open_world(&s,
                   "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, resolved_late,"
                   " transferred_in) values ('2022-02-02', 2, 3, 0, 1, 9, 1)");
        char *csv = REPORT(&s, "form06", "--period", "ND09:2022-02");
        figure(csv, "level", "COMMUNE", "broken", found, sizeof(found));
        assert_non_null(strstr(found, "in process (9) < 0"));
        assert_non_null(strstr(found, "resolved late by day > by instant"));
        assert_figures(csv, "level", "COMMUNE", "in_process=-5 resolved=9");
        assert_figures(csv, "level", "PROVINCE", "broken=-");
        free(csv);
        /* Every transfer has two ends when no agency is left out. */
        csv = REPORT(&s, "form06", "--period", "ND09:2022-02", "--with-vertical");
        figure(csv, "level", "", "broken", found, sizeof(found));
        assert_non_null(strstr(found, "transferred in <> out"));
        free(csv);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(scratch_run(&s, report_command, "report", "form06", "--period", "ND09:2022-02",
                                     "--lang", "vi", NULL),
                         0);
        char *text = capture_end(&c);
        assert_non_null(strstr(text, "KHÔNG KHỚP Cấp xã: in process (9) < 0"));
        assert_non_null(strstr(text, "-5"));
        free(text);
        assert_sql(s.pg,
                   "select broken like '%in process (9) < 0%' from hentra.form06"
                   " where period = 'ND09:2022-02' and level = 'COMMUNE' and field is null",
                   "true");
        scratch_close(&s);
}

static void test_json_is_an_array_of_rows(void **state)
{
        struct scratch s;
        struct json_node *root;
        struct err e;
        int64_t received = 0;
        (void)state;
        open_world(&s, "");
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(scratch_run(&s, report_command, "report", "form06", "--period", "ND09:2022-02",
                                     "--format", "json", NULL),
                         0);
        char *text = capture_end(&c);
        if (json_read(&root, text_of(text), &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(json_items(root), 3);
        const struct json_node *total = json_item(root, 2);
        assert_true(json_int_of(json_member(total, "received"), &received));
        assert_int_equal(received, 8);
        assert_non_null(json_member(total, "on_time_rate"));
        json_close(root);
        free(text);
        scratch_close(&s);
}

/* A stopped dossier is ended by the rules of index 766. */
static void test_rule_of_index_766(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "update hentra.warehouse set rule_version = 6, rule_fingerprint = null");
        char *csv = REPORT(&s, "form06", "--period", "ND09:2022-02");
        assert_figures(csv, "level", "COMMUNE",
                       "rule_version=6 stopped=1 refused=1 in_process=2 paused=0 broken=-");
        free(csv);
        scratch_close(&s);
}

/* On 2022-02-01 agency P becomes a district's: what it has open then goes along. */
static void test_level_changes_within_the_period(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "update hentra.agency_version set valid_to = '2022-02-01' where agency_id = 1;"
                       "insert into hentra.agency_version (agency_id, name, level, valid_from)"
                       " values (1, 'So Tu phap', 2, '2022-02-01')");
        char *csv = REPORT(&s, "form06", "--period", "ND09:2022-02");
        assert_figures(
                csv, "level", "PROVINCE",
                "carried_over=10 received=5 resolved=7 withdrawn=1 transferred_out=7 in_process=0 broken=-");
        assert_figures(csv, "level", "DISTRICT",
                       "carried_over=0 received=0 transferred_in=7 transferred_out=1 in_process=6 overdue=2 "
                       "paused=1 "
                       "broken=-");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "ND09:2022-02", "--by", "agency");
        assert_figures(csv, "agency", "P", "transferred_in=0 transferred_out=1 in_process=6");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "ND09:2022-03");
        assert_figures(csv, "level", "DISTRICT", "carried_over=6 received=100 in_process=106");
        free(csv);
        scratch_close(&s);
}

/* A range, and a catalogue, may cut half months; those that are whole are read summed. */
static void test_any_range_of_days(void **state)
{
        static const char *const ranges[][2] = {
                {"2022-01-01", "2022-12-31"}, {"2022-01-14", "2022-01-14"}, {"2022-01-15", "2022-01-15"},
                {"2022-01-15", "2022-01-31"}, {"2022-01-16", "2022-02-13"}, {"2022-01-10", "2022-02-14"},
                {"2022-02-01", "2022-02-27"}, {"2022-02-14", "2022-03-01"}, {"2022-02-15", "2022-02-28"},
        };
        struct scratch s;
        (void)state;
        open_world(&s, "update hentra.agency_version set valid_to = '2022-01-20' where agency_id = 1;"
                       "insert into hentra.agency_version (agency_id, name, level, valid_from)"
                       " values (1, 'So Tu phap', 2, '2022-01-20');"
                       "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received)"
                       " select day, 1 + number % 2, 1 + number % 3, 0, 1 + number % 2, number from"
                       " (select day::date, (day::date - date '2021-12-01') as number"
                       " from generate_series('2021-12-20'::date, '2022-03-20', '1 day') as day) d"
                       " on conflict (day, agency_id, channel, case_kind, shard) do update"
                       " set received = coalesce(hentra.flow_day.received, 0) + excluded.received;"
                       "update hentra.flow_day set received = coalesce(received, 0) + 5 where day between "
                       "'2022-01-20' "
                       "and '2022-02-02';"
                       "delete from hentra.flow_day where day = '2022-01-21'");
        struct pg_result *r;
        struct err e;
        assert_int_equal(pg_run(s.pg, SQL_verify_form06, NULL, 0, &r, &e), OK);
        assert_int_equal(pg_get_int(r, 0, 0), 0);
        pg_free(r);
        for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
                char sql[1024], figures[256];
                snprintf(sql, sizeof(sql),
                         "select 'received=' || sum(received) filter (where day >= '%s') || ' "
                         "received_online=' ||"
                         " coalesce(sum(received) filter (where day >= '%s' and channel = 2), 0) || ' "
                         "in_process=' ||"
                         " sum(received + transferred_in - transferred_out - refused - withdrawn - "
                         "resolved_early"
                         " - resolved_on_time - resolved_late - resolved_no_due)"
                         " from hentra.flow_day_whole where day <= '%s' and case_kind = 0 and agency_id <> 3",
                         ranges[i][0], ranges[i][0], ranges[i][1]);
                char *csv = REPORT(&s, "form06", "--from", ranges[i][0], "--to", ranges[i][1]);
                assert_figures(csv, "level", "", scratch_text(s.pg, sql, figures, sizeof(figures)));
                free(csv);
        }
        scratch_script(s.pg, "truncate hentra.flow_day");
        assert_sql(s.pg, "select count(*) from hentra.flow_form06", "0");
        scratch_close(&s);
}

static void test_views_say_the_same(void **state)
{
        struct scratch s;
        char figures[256];
        (void)state;
        open_world(&s, "");
        const char *const periods[] = {"ND09:2022-01", "ND09:2022-02", "CAL:2022-Q1", "ND09:2022-H1",
                                       "CAL:2022"};
        for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
                char sql[512];
                char *csv = REPORT(&s, "form06", "--period", periods[i]);
                snprintf(sql, sizeof(sql),
                         "select 'total=' || total || ' received=' || received || ' carried_over=' || "
                         "carried_over"
                         " || ' resolved=' || resolved || ' in_process=' || in_process || ' overdue=' || "
                         "overdue"
                         " || ' paused=' || paused from hentra.form06 where period = '%s' and level = "
                         "'PROVINCE'"
                         " and field is null",
                         periods[i]);
                assert_figures(csv, "level", "PROVINCE", scratch_text(s.pg, sql, figures, sizeof(figures)));
                free(csv);
                csv = REPORT(&s, "online-rate", "--period", periods[i]);
                snprintf(sql, sizeof(sql),
                         "select 'online=' || online || ' received=' || received || ' unknown=' || unknown"
                         " from hentra.online_rate where period = '%s' and level is null",
                         periods[i]);
                assert_figures(csv, "level", "", scratch_text(s.pg, sql, figures, sizeof(figures)));
                free(csv);
        }
        /* Nothing happens in it; what is open is carried over, for all together and for the level. */
        assert_sql(s.pg,
                   "select string_agg(received || ' ' || carried_over || ' ' || in_process, ', ' order by "
                   "level) from hentra.form06 where period = 'CAL:2024-06' and (level is null or level = "
                   "'PROVINCE' and field is null)",
                   "0 106 106, 0 109 109");
        assert_sql(s.pg,
                   "select resolved_overdue from hentra.form06_instant where period = 'CAL:2022' and level "
                   "is null"
                   " and field is null",
                   "2");
        assert_sql(s.pg,
                   "select string_agg(kind || ' ' || code || ' ' || received, ', ' order by kind)"
                   " from hentra.inferred_member",
                   "AGENCY C 3, PROCEDURE 1.001 165");
        assert_sql(s.pg,
                   "select received || ' ' || channel from hentra.flow_daily where day = '2022-01-15' and "
                   "agency = 'P'",
                   "5 ONLINE");
        scratch_close(&s);
}

/* A standby lets nobody make a temporary table; here the login may make none. */
static void test_nothing_is_made(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "");
        scratch_script(s.pg, "do $$ begin execute format('revoke temporary on database %I from public, "
                             "hentra_analyst', current_database()); end $$");
        const char *const options =
                "warehouse.options=-c role=hentra_analyst -c default_transaction_read_only=on";
        char *csv = REPORT(&s, "form06", "--period", "ND09:2022-02", "--set", options);
        assert_figures(csv, "level", "PROVINCE", "total=15");
        free(csv);
        csv = REPORT(&s, "online-rate", "--as-of", "2022-02-10", "--by", "level,field", "--set", options);
        assert_non_null(strstr(csv, "as_of"));
        free(csv);
        scratch_close(&s);
}

static void assert_usage(struct scratch *s, const char *a, const char *b, const char *c, const char *said)
{
        struct capture err = capture_begin(STDERR_FILENO);
        const int rc = scratch_run(s, report_command, "report", a, b, c, NULL);
        char *text = capture_end(&err);
        if (rc != 2 || !strstr(text, said) || strchr(text, '\n') != strrchr(text, '\n'))
                fail_msg("exit code %d, \"%s\" instead of one line with \"%s\"", rc, text, said);
        free(text);
}

static void test_wrong_words(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "");
        assert_usage(&s, "form6", NULL, NULL, "allowed are form06, online-rate");
        assert_usage(&s, "form06", "--by", "feild", "did you mean field");
        assert_usage(&s, "form06", "--by", "level,level", "twice");
        assert_usage(&s, "form06", "--period", "ND09:2022-13", "ND09: or CAL:");
        assert_usage(&s, "form06", "--from", "2022-02-30", "2022-02-30");
        assert_usage(&s, "form06", "--from", "2199-01-01", "ends before it begins");
        assert_usage(&s, "form06", "--period", "CAL:2035", "nothing of it has happened yet");
        assert_usage(&s, "form06", "--class", "hour", "allowed are day, instant");
        assert_usage(&s, "form06", "--format", "xls", "allowed are text, csv, json, xlsx, html");
        scratch_close(&s);
}

static void test_no_warehouse(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        struct capture err = capture_begin(STDERR_FILENO);
        assert_int_equal(scratch_run(&s, report_command, "report", "form06", NULL), 1);
        char *text = capture_end(&err);
        assert_non_null(strstr(text, "hentra setup"));
        free(text);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_a_month_of_nd09),
                cmocka_unit_test(test_groups_and_populations),
                cmocka_unit_test(test_broken_identities_are_shown),
                cmocka_unit_test(test_json_is_an_array_of_rows),
                cmocka_unit_test(test_rule_of_index_766),
                cmocka_unit_test(test_level_changes_within_the_period),
                cmocka_unit_test(test_any_range_of_days),
                cmocka_unit_test(test_views_say_the_same),
                cmocka_unit_test(test_nothing_is_made),
                cmocka_unit_test(test_wrong_words),
                cmocka_unit_test(test_no_warehouse),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

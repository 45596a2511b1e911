/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_units.c - whose figures they are: a code that leads to one agency and later to another, restated
 * and as it was; one agency alone, by whatever word; provinces by either of their codes; what was moved.
 */
#include "tests/support/cataloguing.h"
#include "tests/support/figures.h"

/* On 2025-07-01 17 becomes 20. X is a code of 17, and from 2025-03-10 on of 18. */
static const char agencies[] =
        "code,name,level,parent,province,successor,vertical,valid_from,valid_to\n"
        "000.00.00.H21,Tỉnh Gia Lai,PROVINCE,,,,no,,\n"
        "H21.17,Sở Tư pháp,PROVINCE,,H21,H21.20,no,,2025-07-01\n"
        "H21.18,Sở Y tế,PROVINCE,000.00.00.H21,,,no,,\nH21.20,Sở Nội vụ,PROVINCE,,H21,,no,2025-07-01,\n"
        "H21.30,Chi cục,DISTRICT,,H21,,yes,,\n";
static const char aliases[] = "alias,agency,system,source,valid_from,valid_to\n"
                              "X,H21.17,ONE_STOP,gialai,,2025-03-10\nX,H21.18,ONE_STOP,gialai,2025-03-10,\n"
                              "Y,H21.18,OLD,,,\n";
static const char procedures[] = "code,name,field,service,statutory_minutes,duration,duration_unit\n"
                                 "P1,Một,F,FULL,,2,WORKING_DAY\nP2,Hai,F,FULL,,1,MONTH\n";

/* X: 10 received on March 2, 5 on the 20th and one of all resolved then. 18: 2 on the 20th, online.
 * 30, a ministry's: 4 online, of P2. 17 gets 3 that were received elsewhere. */
static void world(struct scratch *s)
{
        scratch_open(s);
        scratch_setup(s);
        catalogue_takes(s, "agencies", agencies);
        catalogue_takes(s, "procedures", procedures);
        scratch_script(
                s->pg,
                "insert into hentra.agency (code) values ('X'), ('ONLY-EVENTS');"
                "insert into hentra.agency_level_claim select agency_id, 3, now(), 0 from hentra.agency;"
                "create function number(word text) returns integer language sql return (select agency_id "
                "from "
                "hentra.agency where code = word);"
                "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, "
                "case_kind, "
                "shard, received, transferred_in, resolved_early) select day, number(agency), procedure_id, "
                "channel, 0, 1, received, transferred, resolved from (values"
                " (date '2025-03-01', 'X', 'P1', 1, 10, null, null), ('2025-03-15', 'X', 'P1', 1, 5, null, "
                "1),"
                " ('2025-03-15', 'H21.18', 'P1', 2, 2, null, null), ('2025-03-15', 'H21.30', 'P2', 2, 4, "
                "null, "
                "null), ('2025-03-15', 'H21.17', 'P1', 1, null, 3, null)) as f (day, agency, code, channel, "
                "received, transferred, resolved) join hentra.procedure using (code);"
                "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, "
                "transferred_in, resolved_early) select case when half_month = '2025-03-01' then date "
                "'2025-03-02' else '2025-03-20' end, agency_id, channel, case_kind, shard, received, "
                "transferred_in, resolved_early from hentra.flow_half_month");
        catalogue_takes(s, "aliases", aliases);
}

static void test_a_code_that_led_elsewhere_is_restated_by_the_day_of_the_fact(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        char *csv =
                REPORT(&s, "form06", "--period", "CAL:2025-Q1", "--by", "agency", "--restated", "2025-12-31");
        assert_figures(csv, "agency", "H21.20",
                       "received=10 transferred_in=3 transferred_out=10 in_process=3 broken=-");
        assert_figures(csv, "agency", "H21.18",
                       "received=7 transferred_in=10 resolved=1 in_process=16 broken=-");
        assert_figures(csv, "agency", "", "received=17 resolved=1 in_process=19 broken=-");
        free(csv);
        /* As long as both are of one level or province, nothing is moved there. */
        csv = REPORT(&s, "form06", "--period", "CAL:2025-Q1", "--by", "province", "--restated", "2025-12-31");
        assert_figures(csv, "province", "H21",
                       "received=17 transferred_in=3 transferred_out=0 in_process=19");
        free(csv);
        assert_sql(s.pg,
                   "select string_agg(agency || ' ' || n, ', ' order by agency) from (select agency, "
                   "sum(received) as n from hentra.flow_daily_restated where not vertical group by 1) r",
                   "H21.18 7, H21.20 10");
        scratch_close(&s);
}

static void test_one_agency_is_what_it_is_among_all(void **state)
{
        static const char *const units[] = {"H21.17", "H21.18"}, *const restated[] = {"H21.20", "H21.18"};
        static const char *const columns[] = {"received", "transferred_in", "transferred_out", "resolved",
                                              "in_process"};
        struct scratch s;
        char one[64], among[64];
        (void)state;
        world(&s);
        for (int i = 0; i < 4; i++) {
                const bool then = i >= 2;
                const char *unit = then ? restated[i % 2] : units[i % 2];
                const char *option = then ? "--restated=2025-12-31" : "--class=day";
                char *all = REPORT(&s, option, "form06", "--period", "CAL:2025-Q1", "--by", "agency");
                char *alone = REPORT(&s, option, "form06", "--period", "CAL:2025-Q1", "--agency", unit);
                for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
                        figure(all, "agency", unit, columns[c], among, sizeof(among));
                        figure(alone, "level", "", columns[c], one, sizeof(one));
                        if (strcmp(one, among) != 0)
                                fail_msg("%s %s: %s is %s alone and %s among all", unit, option, columns[c],
                                         one, among);
                }
                free(all);
                free(alone);
        }
        scratch_close(&s);
}

static void assert_refused(struct scratch *s, const char *agency, const char *option, const char *value,
                           const char *words)
{
        struct capture c = capture_begin(STDERR_FILENO);
        const int rc = scratch_run(s, report_command, "report", "form06", "--period", "CAL:2025-Q1",
                                   "--agency", agency, option, value, NULL);
        char *said = capture_end(&c);
        assert_int_equal(rc, 2);
        assert_says(said, words);
        free(said);
}

static void test_any_word_for_an_agency(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        /* An alias that no event has brought, and a name. */
        char *csv = REPORT(&s, "form06", "--period", "CAL:2025-Q1", "--agency", "Y");
        assert_figures(csv, "level", "", "only_agency=H21.18 received=7 in_process=16");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2025-Q1", "--agency", "sở tư pháp");
        assert_figures(csv, "level", "", "only_agency=H21.17 received=10");
        free(csv);
        csv = REPORT(&s, "form06", "--from", "2025-03-15", "--to", "2025-03-31", "--agency", "X");
        assert_figures(csv, "level", "", "only_agency=H21.18 received=7");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2025-Q1", "--restated", "2025-12-31", "--agency",
                     "H21.20");
        assert_figures(csv, "level", "", "received=10");
        free(csv);
        assert_refused(&s, "X", NULL, NULL, "leads to more than one agency: H21.17, H21.18");
        assert_refused(&s, "NOBODY", NULL, NULL, "no catalogue and no event names it");
        assert_refused(&s, "ONLY-EVENTS", NULL, NULL, "only events name it");
        assert_refused(&s, "H21.20", NULL, NULL, "on no day of the range");
        assert_refused(&s, "H21.17", "--restated", "2025-12-31", "counts for H21.20: name that");
        assert_refused(&s, "H21.20", "--restated", "2025-03-31", "no catalogue has it on 2025-03-31");
        scratch_close(&s);
}

static void test_a_province_has_one_code(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        char *csv = REPORT(&s, "form06", "--period", "CAL:2025-Q1", "--by", "province");
        assert_figures(csv, "province", "H21", "received=17 in_process=19");
        assert_non_null(strstr(csv, "\"H21\",\"Tỉnh Gia Lai\","));
        assert_null(strstr(csv, "\"000.00.00.H21\""));
        free(csv);
        scratch_close(&s);
}

static void test_who_got_all_by_transfer_is_ranked(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        char *csv = REPORT(&s, "ranking", "--from", "2025-03-15", "--to", "2025-03-31");
        assert_figures(csv, "agency", "H21.18", "rank=1 total=17 received=7 transferred_in=0 in_process=16");
        assert_figures(csv, "agency", "H21.17", "rank=- total=0 transferred_in=3 in_process=3");
        free(csv);
        scratch_close(&s);
}

static void test_procedures_of_ministries_are_left_out(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        char *csv = REPORT(&s, "procedures", "--from", "2025-03-15", "--to", "2025-03-31");
        assert_figures(csv, "field", "ALL", "online_procedures=2 with_online_dossiers=1");
        free(csv);
        csv = REPORT(&s, "procedures", "--from", "2025-03-15", "--to", "2025-03-31", "--with-vertical");
        assert_figures(csv, "field", "ALL", "with_online_dossiers=2");
        free(csv);
        scratch_close(&s);
}

static void test_the_view_parts_a_half_month_in_which_an_alias_begins(void **state)
{
        static const char view[] =
                "select string_agg(agency || ' ' || received || ' ' || online, ', ' order by agency) from "
                "hentra.online_rate where period = 'CAL:2025-Q1' and agency is not null";
        struct scratch s;
        char sums[64];
        (void)state;
        world(&s);
        scratch_script(s.pg,
                       "update hentra.flow_day set day = '2025-03-12' where agency_id = number('X') and "
                       "day = '2025-03-02'");
        for (int i = 0; i < 2; i++) {
                char *csv = REPORT(&s, "online-rate", "--period", "CAL:2025-Q1", "--by", "agency");
                assert_figures(csv, "agency", "H21.18", "received=17 online=2");
                free(csv);
                assert_sql(s.pg, view, "H21.18 17 2");
                /* Once what is kept by half month is made, too. */
                scratch_text(s.pg, "select hentra.form06_sum()", sums, sizeof(sums));
        }
        scratch_close(&s);
}

/* The term of the catalogue in working days is one in working minutes; a month has no fixed number of them. */
static void test_handling_time_knows_terms_in_working_days(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        assert_sql(s.pg,
                   "select hentra.procedure_statutory_minutes(procedure_id, '2025-03-03') from "
                   "hentra.procedure where code = 'P1'",
                   "960");
        scratch_script(
                s.pg,
                "insert into hentra.dossier (dossier_id, agency_id, procedure_id, received_at, ended_at, "
                "ended_by, "
                "status, service, day_class, instant_class, history, last_at, first_observed_at, case_kind, "
                "channel, marks) select code || n, number('H21.18'), procedure_id, '2025-03-03 08:00+07', "
                "at, 9, "
                "9, 3, 4, 3, '', at, at, 0, 1, 0 from (values (1, timestamptz '2025-03-04 09:00+07'), (2, "
                "'2025-03-07 09:00+07')) as d (n, at) cross join hentra.procedure where code in ('P1', "
                "'P2')");
        char *csv = REPORT(&s, "handling-time", "--period", "CAL:2025-Q1");
        assert_figures(csv, "procedure", "P1", "resolved=2 statutory_minutes=960 measured=2 beyond=1");
        assert_figures(csv, "procedure", "P2", "resolved=2 statutory_minutes=- measured=0 beyond=0");
        free(csv);
        scratch_close(&s);
}

/* By the column, else by the line of parents, else by the code; a province that was merged is the one of the day. */
static void test_units_of_index_766_are_of_the_province_of_their_day(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        catalogue_takes(&s, "agencies",
                        "code,name,level,parent,province,successor,valid_from,valid_to\n"
                        "000.00.00.H21,Tỉnh Gia Lai,PROVINCE,,,,,\nD9,Huyện,DISTRICT,000.00.00.H21,,,,\n"
                        "C9,Xã,COMMUNE,D9,,,,\nH22,Tỉnh cũ,PROVINCE,,,000.00.00.H21,,2025-07-01\n"
                        "Z5,Sở,PROVINCE,,H22,,,\nALONE,Sở,PROVINCE,,,,,\nUNDER,Xã,COMMUNE,ALONE,,,,\n"
                        "P.1,Sở,PROVINCE,,KHU,,,\n");
        scratch_script(s.pg, "insert into hentra.agency (code) values ('000.00.40.H21'), ('ONLY-EVENTS')");
        assert_sql(s.pg,
                   "select string_agg(a.code || '=' || u.province, ' ' order by a.code collate \"C\") from "
                   "hentra.index_units('2025-06-30') u join hentra.agency a using (agency_id)",
                   "000.00.00.H21=H21 000.00.40.H21=H21 ALONE= C9=H21 D9=H21 H22=H22 ONLY-EVENTS= P.1=KHU "
                   "UNDER= Z5=H22");
        assert_sql(
                s.pg,
                "select string_agg(a.code || '=' || u.province, ' ' order by a.code collate \"C\") from "
                "hentra.index_units('2025-07-01') u join hentra.agency a using (agency_id) where a.code in "
                "('D9', 'H22', 'Z5')",
                "D9=H21 H22=H21 Z5=H21");
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_units_of_index_766_are_of_the_province_of_their_day),
                cmocka_unit_test(test_a_code_that_led_elsewhere_is_restated_by_the_day_of_the_fact),
                cmocka_unit_test(test_one_agency_is_what_it_is_among_all),
                cmocka_unit_test(test_any_word_for_an_agency),
                cmocka_unit_test(test_a_province_has_one_code),
                cmocka_unit_test(test_who_got_all_by_transfer_is_ranked),
                cmocka_unit_test(test_procedures_of_ministries_are_left_out),
                cmocka_unit_test(test_the_view_parts_a_half_month_in_which_an_alias_begins),
                cmocka_unit_test(test_handling_time_knows_terms_in_working_days),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_rules.c - what the table of alert rules takes, what it says of the rest, and what becomes of
 * rules that an older schema took.
 */
#include "consumers/alert/alert_rules.h"
#include "generated/embedded.h"
#include "tests/support/scratch.h"

static void set_up(struct scratch *s)
{
        scratch_setup(s);
}

/* `constraint` NULL: it is taken. */
static void rule(struct scratch *s, const char *values, const char *constraint)
{
        char sql[400];
        struct err e;
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert_rule (name, kind, offsets, level, case_kind) values (%s)", values);
        const enum fault fault = pg_script(s->pg, sql, &e);
        if (!constraint && fault != OK)
                fail_msg("%s: %s", values, e.text);
        if (constraint && (fault == OK || !strstr(e.text, constraint)))
                fail_msg("%s: taken, or it is not said that %s: %s", values, constraint,
                         fault == OK ? "" : e.text);
}

static void test_a_refusal_says_what_is_wrong(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        set_up(&s);
        rule(&s, "'Sắp đến hạn', 1, '{-960,-240}', 3, 0", NULL);
        rule(&s, "'16', 3, '{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,1000000}', null, null", NULL);
        rule(&s, "'x', 1, '{-240,-960}', null, null", "alert_rule_offsets_ascending");
        rule(&s, "'x', 3, '{480,480}', null, null", "alert_rule_offsets_ascending");
        rule(&s, "'x', 3, '{1,2,3,4,5,6,7,8,9,10,11,12,13,14,16,15}', null, null",
             "alert_rule_offsets_ascending");
        rule(&s, "'x', 3, '{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17}', null, null",
             "alert_rule_offsets_are_1_to_16");
        rule(&s, "'x', 3, '{}', null, null", "alert_rule_offsets_are_1_to_16");
        rule(&s, "'x', 3, '{480,null}', null, null", "alert_rule_offsets_are_not_null");
        rule(&s, "'x', 3, '{{480,960}}', null, null", "alert_rule_offsets_are_one_list");
        rule(&s, "'x', 3, '[0:1]={480,960}', null, null", "alert_rule_offsets_are_one_list");
        rule(&s, "'x', 1, '{-1000001}', null, null", "alert_rule_offsets_are_within_1000000");
        rule(&s, "'x', 3, '{480,1000001}', null, null", "alert_rule_offsets_are_within_1000000");
        rule(&s, "'x', 1, '{240}', null, null", "alert_rule_due_soon_is_before");
        rule(&s, "'x', 1, '{-240,0}', null, null", "alert_rule_due_soon_is_before");
        rule(&s, "'x', 2, '{1}', null, null", "alert_rule_overdue_is_0");
        rule(&s, "'x', 3, '{-480}', null, null", "alert_rule_escalation_is_after");
        rule(&s, "'x', 6, '{480}', null, null", "alert_rule_kind_is_1_to_5");
        rule(&s, "'x', 5, '{0}', null, null", "alert_rule_likely_has_a_chance");
        rule(&s, "'x', 4, '{480}', null, null", "alert_rule_silence_has_a_factor");
        rule(&s, "'x', 2, '{0}', 4, null", "alert_rule_level_is_0_to_3");
        rule(&s, "'x', 2, '{0}', null, 3", "alert_rule_case_kind_is_0_to_2");
        rule(&s, "'', 2, '{0}', null, null", "alert_rule_name_is_printable");
        rule(&s, "'  ', 2, '{0}', null, null", "alert_rule_name_is_printable");
        rule(&s, "e'a\\nb', 2, '{0}', null, null", "alert_rule_name_is_printable");
        scratch_close(&s);
}

/* A warehouse of schema 4, with rules that it took. */
static void fourth_schema(struct scratch *s)
{
        scratch_script(s->pg, SQL_roles);
        scratch_script(s->pg, "set role hentra_owner");
        for (int i = 0; i < 4; i++) {
                char sql[160];
                scratch_script(s->pg, embedded_migrations[i].text);
                snprintf(sql, sizeof(sql), "insert into hentra.migration (version, name) values (%d, '%s')",
                         i + 1, embedded_migrations[i].name);
                scratch_script(s->pg, sql);
        }
        scratch_script(
                s->pg,
                "insert into hentra.warehouse (zone, rule_version) values ('Asia/Ho_Chi_Minh', 5);"
                "insert into hentra.alert_rule (name, kind, offsets) values"
                " ('disorder', 3, '{960,480,480}'),"
                " ('moved', 3, '[0:1]={480,960}'), ('far', 1, '{-2000000,-1500000,-60}'), ('', 2, '{0}'),"
                " (e'a\\nb', 2, '{0}'), ('fine', 1, '{-960,-240}'); reset role");
}

static void test_rules_of_an_older_schema(void **state)
{
        struct scratch s;
        struct alert_rules rules = {0};
        struct err e;
        (void)state;
        scratch_open(&s);
        fourth_schema(&s);
        set_up(&s);
        assert_sql(s.pg,
                   "select string_agg(name || ' ' || offsets::text || ' ' || enabled, '; ' order by rule_id)"
                   " from hentra.alert_rule",
                   "due-soon {-480} true; overdue {0} true; escalation {1440,2880} true; "
                   "disorder {480,960} false; moved {480,960} false; "
                   "far {-1000000,-60} false; rule 7 (named by setup) {0} true; "
                   "rule 8 (named by setup) {0} true; fine {-960,-240} true; "
                   "source-silent {60} true; likely-late {0} true");
        /* An alerter goes on with them, and the others may be switched on again. */
        scratch_script(s.pg, "set role hentra_alerter");
        assert_int_equal(alert_rules_read(&rules, s.pg, moment_now(), &e), OK);
        assert_int_equal(rules.n, 6);
        scratch_script(s.pg, "reset role; update hentra.alert_rule set enabled = true");
        assert_int_equal(alert_rules_read(&rules, s.pg, moment_now(), &e), OK);
        assert_int_equal(rules.n, 9);
        alert_rules_free(&rules);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_a_refusal_says_what_is_wrong),
                cmocka_unit_test(test_rules_of_an_older_schema),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rule_command.c - alert rules by command: what the table has afterwards, and what is refused.
 */
#include "tests/support/managing.h"

#define RULES                                                                                      \
        "select name, kind, offsets, coalesce(level::text, '-'), coalesce(agency_id::text, '-'), " \
        "coalesce(procedure_id::text, '-'), coalesce(case_kind::text, '-'), enabled, "             \
        "coalesce(chance::text, "                                                                  \
        "'-'), coalesce(factor::text, '-') from hentra.alert_rule where rule_id > 5 order by rule_id"

static int begin(void **state)
{
        (void)state;
        managing_open("rule_command", NULL);
        sql_run(pg, "insert into hentra.agency (code) values ('Sở');"
                    "insert into hentra.procedure (code) values ('1.004873')");
        return 0;
}

static int fresh(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.alert cascade; delete from hentra.alert_rule where rule_id > 5");
        return 0;
}

static void every_kind_is_added_as_people_say_it(void **state)
{
        (void)state;
        sql_run(pg, "select setval(pg_get_serial_sequence('hentra.alert_rule', 'rule_id'), 5)");
        assert_program(0, "added:\n", "$HENTRA alert rule add communes --before 1d,4h --level commune");
        assert_program(
                0,
                "1 working day(s), 2 working day(s) after the return date, each for one agency further "
                "up; at H.1",
                "$HENTRA alert rule add up --after 2d,1d --agency H.1 --case any");
        assert_program(0, "once the return date has passed; procedure 1.004873; only PETITION",
                       "$HENTRA alert rule add late --overdue --procedure 1.004873 --case petition --off");
        assert_program(0, "chance to be late from 60% on, cleared below 50%",
                       "$HENTRA alert rule add chance --chance 60% --margin 10%");
        assert_program(0, "2 working hour(s) of silence at least, and 2.5 times the usual one",
                       "$HENTRA alert rule add silent --silent 2h --factor 2.5");
        assert_sql(
                pg,
                "communes|1|{-480|-240}|3|-|-|0|t|-|- up|3|{480|960}|-|1|-|-|t|-|- late|2|{0}|-|-|1|1|f|-|- "
                "chance|5|{0}|-|-|-|0|t|0.60|- silent|4|{120}|-|-|-|-|t|-|2.50",
                RULES);
        /* A terminal may send the letter's marks behind it. */
        assert_program(0, "added",
                       "$HENTRA alert rule add 'So\xcc\x9b\xcc\x89' --overdue --agency 'So\xcc\x9b\xcc\x89'");
        assert_sql(pg, "Sở|Sở",
                   "select r.name, a.code from hentra.alert_rule r join hentra.agency a using "
                   "(agency_id) where code = 'Sở'");
}

static void a_change_leaves_the_rest(void **state)
{
        (void)state;
        assert_program(0, "added", "$HENTRA alert rule add one --after 1d --level commune --agency H.2");
        assert_program(0, "changed", "$HENTRA alert rule set one --after 3d --level any --rename two");
        assert_sql(pg, "two|3|{1440}|-|2|-|0|t|-|-", RULES);
        assert_program(0, "switched off", "$HENTRA alert rule off two overdue");
        assert_sql(pg, "overdue two", "select name from hentra.alert_rule where not enabled order by 1");
        assert_program(0, "switched on", "$HENTRA alert rule on overdue");
        assert_program(0, "two                      ESCALATION    off", "$HENTRA alert rule list");
        assert_program(0, "\"two\",\"ESCALATION\",\"1440\",,\"H.2\",,\"DOSSIER\",false,,,,,0\r\n",
                       "$HENTRA alert rule list --format csv");
}

static void a_dry_run_changes_nothing(void **state)
{
        char *before =
                sql_text(pg, "select md5(string_agg(r::text, '' order by rule_id)) from hentra.alert_rule r");
        (void)state;
        assert_program(0, "would add:\ndry ", "$HENTRA alert rule add dry --overdue --dry-run");
        assert_program(0, "would change:\noverdue ",
                       "$HENTRA alert rule set overdue --level commune --dry-run");
        assert_program(0, "would switch off:\noverdue ", "$HENTRA alert rule off overdue --dry-run");
        assert_program(2, "there is a rule 'overdue' already",
                       "$HENTRA alert rule add overdue --overdue --dry-run");
        assert_sql(pg, before,
                   "select md5(string_agg(r::text, '' order by rule_id)) from hentra.alert_rule r");
        free(before);
}

static void what_makes_no_sense_is_refused(void **state)
{
        char *before =
                sql_text(pg, "select md5(string_agg(r::text, '' order by rule_id)) from hentra.alert_rule r");
        (void)state;
        assert_program(2, "hentra alert rule: expected: add, set, on, off, list or try",
                       "$HENTRA alert rule");
        assert_program(2, "which kind of rule?", "$HENTRA alert rule add x");
        assert_program(2, "expected one name", "$HENTRA alert rule add --overdue");
        assert_program(2, "--before and --after: a rule is of one kind",
                       "$HENTRA alert rule add x --before 1d --after 1d");
        assert_program(2, "--before: \"1 day\" is no duration", "$HENTRA alert rule add x --before '1 day'");
        assert_program(2, "--agency: there is no agency 'H.3'; did you mean H.1?",
                       "$HENTRA alert rule add x --overdue --agency H.3");
        assert_program(2, "--procedure: there is no procedure '1.004874'; did you mean 1.004873?",
                       "$HENTRA alert rule add x --overdue --procedure 1.004874");
        assert_program(2,
                       "--level comune: allowed are unknown, province, district, commune, any; did you mean "
                       "commune?",
                       "$HENTRA alert rule add x --overdue --level comune");
        assert_program(2, "--chance \"160%\"", "$HENTRA alert rule add x --chance 160%");
        assert_program(2, "it must be smaller than the chance", "$HENTRA alert rule add x --chance 5%");
        assert_program(2, "--silent 30m: allowed is one time, of 60m or more",
                       "$HENTRA alert rule add x --silent 30m");
        assert_program(2, "a rule of sources is for all",
                       "$HENTRA alert rule add x --silent 2h --agency H.1");
        assert_program(2, "printable", "$HENTRA alert rule add \"$(printf 'a\\nb')\" --overdue");
        assert_program(2, "printable", "$HENTRA alert rule add ' ' --overdue");
        assert_program(2, "there is no rule 'overdeu'; did you mean overdue?",
                       "$HENTRA alert rule off overdeu");
        assert_program(2, "there is no rule 'nix'", "$HENTRA alert rule off overdue nix");
        assert_program(2, "of the kind OVERDUE, which stays", "$HENTRA alert rule set overdue --before 1d");
        assert_program(2, "what is to be changed?", "$HENTRA alert rule set overdue");
        assert_program(2, "there is a rule 'due-soon' already",
                       "$HENTRA alert rule set overdue --rename due-soon");
        assert_program(2, "--from is missing", "$HENTRA alert rule try overdue");
        assert_program(2, "does not lie before",
                       "$HENTRA alert rule try overdue --from 2022-01-02 --to 2022-01-01");
        assert_program(2, "hentra foresight check", "$HENTRA alert rule try likely-late --from 2022-01-01");
        assert_sql(pg, before,
                   "select md5(string_agg(r::text, '' order by rule_id)) from hentra.alert_rule r");
        free(before);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(every_kind_is_added_as_people_say_it, fresh),
                cmocka_unit_test_setup(a_change_leaves_the_rest, fresh),
                cmocka_unit_test_setup(a_dry_run_changes_nothing, fresh),
                cmocka_unit_test_setup(what_makes_no_sense_is_refused, fresh),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, connected_end);
}

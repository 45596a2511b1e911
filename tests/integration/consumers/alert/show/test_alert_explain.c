/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_explain.c - `hentra alert explain`, at instants that the test chooses: what it says of a step
 * is what the state of the dossier, the rule and the history below it say.
 */
#include "tests/support/connected.h"
#include "tests/support/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int begin(void **state)
{
        char more[200], since[32];
        (void)state;
        snprintf(more, sizeof(more), "clock.origin=2022-03-09 08:00\nclock.since=%s\n",
                 moment_format(moment_now(), since));
        world_open(&world, "alert_explain", more);
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.agency (code) values ('H.1')");
        return 0;
}

/* Begins a test: the rules as they come, begun on a Monday, and one dossier D that runs, due on Wednesday
 * at 17:00. */
static int fresh(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.dossier, hentra.alert_delivery, hentra.alert_transition, "
                    "hentra.alert_ack, hentra.alert "
                    "restart identity");
        sql_run(pg,
                "update hentra.alert_rule set enabled = true, start_mark = '2022-03-07 07:00+07', offsets = "
                "case kind when 1 then '{-480}' when 2 then '{0}' else '{1440,2880}' end::integer[] where "
                "kind < 4");
        sql_run(pg,
                "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                "service, agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at, "
                "due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class) "
                "values ('D', '{}', 0, 2, 0, 1, 0, 1, 0, '2022-03-01 08:00+07', "
                "'2022-03-01 08:00+07', null, '2022-03-01 08:00+07', '2022-03-09 17:00+07', '2022-03-09 "
                "17:00+07', null, null, null, null, 0, 0)");
        return 0;
}

/* An alert of a rule's first step for the due date; transition 1: a new one, 2: of the one that stands. */
static void told(int rule, int transition, const char *at, int reason)
{
        char text[600];
        snprintf(text, sizeof(text),
                 "with raised as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition) "
                 "select 'D', %d, 1, due_at, 1 from hentra.dossier where %d = 1 returning alert_id, "
                 "transition), "
                 "cleared as (update hentra.alert set transition = 2 where %d = 2 and rule_id = %d and "
                 "transition = 1 returning alert_id, transition) "
                 "insert into hentra.alert_transition select alert_id, transition, '%s+07', %d, 1, 1, 0, 0, "
                 "false from (table raised union all table cleared) a",
                 rule, transition, transition, rule, at, reason);
        sql_run(pg, text);
}

static void explains(const char *now, const char *expected)
{
        char line[200];
        snprintf(line, sizeof(line), "HENTRA_CLOCK_ORIGIN='%s' $HENTRA alert explain D", now);
        assert_program(0, expected, line);
}

static void what_runs(void **state)
{
        (void)state;
        explains("2022-03-08 08:00",
                 "  step 1, 1 working day(s) before: fires 2022-03-09 07:00:00; not yet\n");
        explains("2022-03-09 08:00",
                 "before: fired 2022-03-09 07:00:00; an alert is to be raised: no alerter runs");
        told(1, 1, "2022-03-09 07:00", 0);
        explains("2022-03-09 08:00", "before: fired 2022-03-09 07:00:00; an alert stands\n");
        explains("2022-03-09 18:00", "07:00:00; an alert stands, and is to be cleared: no alerter runs");
        told(1, 2, "2022-03-09 17:00:00.000001", 7);
        explains("2022-03-09 18:00", "07:00:00; its alert was cleared: SUPERSEDED\n");
        explains("2022-03-09 18:00", "has passed: fired 2022-03-09 17:00:00; an alert is to be raised: ");
        explains("2022-03-09 16:00",
                 "07:00:00; its alert was cleared (SUPERSEDED), and is to be raised again: ");
        explains("2022-03-31 08:00",
                 "  step 1, 3 working day(s) after: fired 2022-03-14 17:00:00; a later step, or "
                 "being overdue, has taken its place\n");
        sql_run(pg, "update hentra.alert_rule set start_mark = '2022-03-14 18:00+07' where kind = 2");
        explains("2022-03-31 08:00",
                 "has passed: fired 2022-03-09 17:00:00; before the rule began: never raised\n");
        sql_run(pg, "update hentra.alert_rule set start_mark = null where kind = 2");
        explains("2022-03-31 08:00", "rule overdue (OVERDUE), not begun: no alerter has met it yet\n");
}

static void what_ended_in_time(void **state)
{
        (void)state;
        told(1, 1, "2022-03-09 07:00", 0);
        told(1, 2, "2022-03-09 10:00", 1);
        sql_run(pg, "update hentra.dossier set ended_by = 9, ended_at = '2022-03-09 10:00+07'");
        explains("2022-03-31 08:00", "before: fired 2022-03-09 07:00:00; its alert was cleared: RESOLVED\n");
        explains("2022-03-31 08:00",
                 "has passed: would have fired 2022-03-09 17:00:00; no alert: the dossier has ended\n");
        explains("2022-03-09 11:00",
                 "has passed: would fire 2022-03-09 17:00:00; no alert: the dossier has ended\n");
}

static void what_is_paused(void **state)
{
        (void)state;
        told(1, 1, "2022-03-09 07:00", 0);
        told(1, 2, "2022-03-09 10:00", 5);
        sql_run(pg, "update hentra.dossier set paused_at = '2022-03-09 10:00+07', status = 5");
        explains("2022-03-31 08:00", "before: fired 2022-03-09 07:00:00; its alert was cleared: PAUSED\n");
        explains("2022-03-31 08:00",
                 "has passed: would have fired 2022-03-09 17:00:00; no alert: its clock does not run\n");
        sql_run(pg, "update hentra.dossier set received_at = null");
        explains("2022-03-31 08:00", "  never received, return date 2022-03-09 17:00:00");
        explains("2022-03-31 08:00",
                 "has passed: would have fired 2022-03-09 17:00:00; no alert: it was never received\n");
}

static void rules_that_are_not_used(void **state)
{
        (void)state;
        sql_run(pg, "update hentra.alert_rule set enabled = false where kind = 2");
        /* Should the table have it. */
        sql_run(pg, "alter table hentra.alert_rule drop constraint alert_rule_offsets_ascending; update "
                    "hentra.alert_rule set offsets = '{2880,1440}' where kind = 3");
        explains("2022-03-31 08:00", "rule overdue (OVERDUE), begun 2022-03-07 07:00:00; not enabled\n");
        explains("2022-03-31 08:00",
                 "has passed: would have fired 2022-03-09 17:00:00; no alert: the rule is not enabled\n");
        assert_program(0,
                       "begun 2022-03-07 07:00:00; refused by the alerter: its offsets are not ascending\n",
                       "$HENTRA alert explain D | grep refused");
        sql_run(pg, "update hentra.dossier set case_kind = 2");
        explains("2022-03-08 08:00",
                 "before: would fire 2022-03-09 07:00:00; no alert: the rule is not for this "
                 "dossier\n");
        explains("2022-03-08 08:00",
                 "is not known (hentra foresight); no alert: the rule is not for this dossier\n");
}

/* The clock was set back between the first and the second. */
static void transitions_in_order(void **state)
{
        (void)state;
        told(2, 1, "2022-03-10 10:00", 0);
        told(2, 2, "2022-03-10 09:00", 5);
        told(2, 1, "2022-03-10 11:00", 0);
        assert_program(
                0, "2022-03-10 10:00:00 RAISED\n2022-03-10 09:00:00 CLEARED\n2022-03-10 11:00:00 RAISED\n",
                "$HENTRA alert explain D | sed -nE 's/^  (2022[^ ]* [^ ]*)  ([A-Z]*).*/\\1 \\2/p'");
}

static void beyond_the_calendar(void **state)
{
        (void)state;
        sql_run(pg, "update hentra.dossier set due_at = '2109-12-31 17:00+07'");
        explains("2022-03-10 08:00",
                 "  step 1, 3 working day(s) after: never, since its time is beyond the years of the "
                 "calendar, 1990 to 2109\n");
}

static void years_that_nobody_announced(void **state)
{
        (void)state;
        assert_program(1, "", "$HENTRA alert explain D | grep 'no holidays'");
        sql_run(pg, "update hentra.dossier set due_at = '2040-12-31 17:00+07'");
        assert_program(0,
                       "\nno holidays are known of 2040: `hentra calendar import`\n"
                       "no holidays are known of 2041: `hentra calendar import`\n",
                       "$HENTRA alert explain D");
        assert_program(0, "2041: 261 working days; no holidays are known of 2041: `hentra calendar import`\n",
                       "$HENTRA calendar show --year 2041");
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(what_runs, fresh),
                cmocka_unit_test_setup(what_ended_in_time, fresh),
                cmocka_unit_test_setup(what_is_paused, fresh),
                cmocka_unit_test_setup(rules_that_are_not_used, fresh),
                cmocka_unit_test_setup(transitions_in_order, fresh),
                cmocka_unit_test_setup(beyond_the_calendar, fresh),
                cmocka_unit_test_setup(years_that_nobody_announced, fresh),
        };
        return cmocka_run_group_tests(tests, begin, connected_end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_look.c - looks at the deadlines, at instants that the test chooses: what is raised, what is cleared
 * and why, and what two alerters do to each other.
 */
#include "tests/support/looking.h"

static void a_dossier_becomes_late_step_by_step(void **state)
{
        (void)state;
        put("A", "2022-03-09 17:00");
        look_now("2022-03-09 06:59:59");
        assert_history("A", "");
        assert_int_equal(one.last.next, at("2022-03-09 07:00"));
        look_now("2022-03-09 07:00");
        assert_history("A", "DUE_SOON.1 1");
        look_now("2022-03-09 16:00");
        assert_history("A", "DUE_SOON.1 1 DUE_SOON.1 2 SUPERSEDED DUE_SOON.2 1");
        look_now("2022-03-09 17:00");
        assert_int_equal(one.last.raised + one.last.cleared, 0);
        assert_int_equal(one.last.next, at("2022-03-09 17:00") + 1);
        look_now("2022-03-09 17:00:01");
        assert_history(
                "A", "DUE_SOON.1 1 DUE_SOON.1 2 SUPERSEDED DUE_SOON.2 1 DUE_SOON.2 2 SUPERSEDED OVERDUE.1 1");
        /* Three working days later one step up, after six the next. */
        look_now("2022-03-14 17:00");
        assert_sql(one.pg, "H.2", "select recipient from hentra.alert_open where kind = 'ESCALATION'");
        look_now("2022-03-17 17:00");
        assert_sql(one.pg, "H.3", "select recipient from hentra.alert_open where kind = 'ESCALATION'");
        changed("2022-03-18 09:00", "A", "ended_at = '2022-03-18 09:00+07', ended_by = 9");
        assert_sql(one.pg, "0", "select count(*) from hentra.alert_open");
        assert_sql(one.pg, "RESOLVED|2",
                   "select reason, count(*) from hentra.alert_history where at = '2022-03-18 09:00+07' group "
                   "by 1");
}

static void what_does_not_run_is_not_late(void **state)
{
        (void)state;
        put("P", "2022-03-09 17:00");
        look_now("2022-03-09 18:00");
        changed("2022-03-09 18:01", "P", "paused_at = '2022-03-09 18:01+07', status = 5");
        assert_history("P", "OVERDUE.1 1 OVERDUE.1 2 PAUSED");
        look_now("2022-03-20 08:00");
        assert_history("P", "OVERDUE.1 1 OVERDUE.1 2 PAUSED");
        /* Resumed after its due date, it is late again, and that is another alert. */
        changed("2022-03-20 09:00", "P", "paused_at = null, status = 4");
        assert_history("P", "OVERDUE.1 1 OVERDUE.1 2 PAUSED OVERDUE.1 1 ESCALATION.2 1");
        changed("2022-03-20 10:00", "P", "ended_by = 7, ended_at = '2022-03-20 10:00+07'");
        assert_sql(one.pg, "WITHDRAWN|2",
                   "select reason, count(*) from hentra.alert_history where at = '2022-03-20 10:00+07' group "
                   "by 1");
}

/* An older hentra went on counting where an alert was raised again. */
static void an_alert_of_before_ends_as_it_began(void **state)
{
        (void)state;
        put("B", "2022-03-09 17:00");
        sql_run(one.pg,
                "insert into hentra.alert values (7, 'B', 2, 1, '2022-03-09 17:00+07', 3); "
                "insert into hentra.alert_transition select 7, n, '2022-03-09 17:30+07', 5 - 5 * (n % "
                "2), 1, 1, 0, 0, false from generate_series(1, 3) n");
        look_at_ids(&one, "2022-03-09 18:00", "B", true);
        assert_int_equal(one.last.raised + one.last.cleared, 0);
        changed("2022-03-09 18:10", "B", "paused_at = '2022-03-09 18:10+07', status = 5");
        changed("2022-03-09 18:20", "B", "paused_at = null, status = 4");
        assert_history("B", "OVERDUE.1 1 OVERDUE.1 2 PAUSED OVERDUE.1 3 OVERDUE.1 4 PAUSED OVERDUE.1 1");
        assert_sql(one.pg, "7 7 7 7",
                   "select alert_id from hentra.alert_history where at < '2022-03-09 18:20+07'");
}

static void another_due_date_is_another_alert(void **state)
{
        (void)state;
        put("R", "2022-03-09 17:00");
        look_now("2022-03-09 17:30");
        changed("2022-03-09 17:40", "R", "due_at = '2022-03-30 17:00+07'");
        assert_history("R", "OVERDUE.1 1 OVERDUE.1 2 REAPPOINTED");
        look_now("2022-03-10 09:00");
        changed("2022-03-10 09:10", "R", "due_at = '2022-03-09 17:00+07'");
        changed("2022-03-10 09:20", "R", "received_at = null"); /* as a repair may find */
        assert_history("R", "OVERDUE.1 1 OVERDUE.1 2 REAPPOINTED OVERDUE.1 1 OVERDUE.1 2 CORRECTED");
}

/* The agency that has the dossier now gets an alert; that of the agency that had it is cleared. */
static void another_agency_is_told_anew(void **state)
{
        (void)state;
        put("H", "2022-03-09 17:00");
        look_now("2022-03-09 17:30");
        changed("2022-03-10 09:00", "H", "agency_id = 3");
        assert_history("H", "OVERDUE.1 1 OVERDUE.1 2 NOT_COVERED OVERDUE.1 1");
        assert_sql(one.pg, "H.1 H.1 H.3",
                   "select string_agg(recipient, ' ' order by alert_id, transition) from "
                   "hentra.alert_history where "
                   "dossier_id = 'H'");
        look_at_ids(&one, "2022-03-10 09:01", "", true);
        assert_int_equal(one.last.raised + one.last.cleared, 0);
}

static void the_past_is_not_raised(void **state)
{
        (void)state;
        /* Due before the rules began: never overdue to them, but its escalation is still to come. */
        put("B", "2022-03-04 17:00");
        look_now("2022-03-07 08:00");
        assert_history("B", "");
        look_now("2022-03-09 17:00");
        assert_history("B", "ESCALATION.1 1");
        /* After an outage only the latest step. */
        put("O", "2022-03-08 17:00");
        look_at_ids(&one, "2022-03-31 17:00", "O", false);
        assert_history("O", "OVERDUE.1 1 ESCALATION.2 1");
}

static void a_rule_is_for_whom_it_says(void **state)
{
        struct err e;
        (void)state;
        sql_run(one.pg, "insert into hentra.alert_rule (name, kind, offsets, level) values ('provinces', 2, "
                        "'{0}', 1), ('communes', 2, "
                        "'{0}', 3)");
        DONE(alert_rules_read(&one.rules, one.pg, at("2022-03-07 07:00"), &e));
        put("L", "2022-03-08 17:00");
        put("T", "2022-03-08 17:00");
        change("T", "case_kind = 2");
        look_now("2022-03-08 17:00:01");
        assert_sql(one.pg, "L|communes L|overdue T|communes",
                   "select dossier_id, rule from hentra.alert_open order by 1, 2");
        /* Moved to the province, and the rule switched off. */
        changed("2022-03-08 17:10", "L", "agency_id = 3");
        assert_sql(one.pg, "communes|NOT_COVERED overdue|NOT_COVERED overdue| provinces|",
                   "select rule, reason from hentra.alert_history where dossier_id = 'L' and at = "
                   "'2022-03-08 17:10+07' order by 1, alert_id, transition");
        sql_run(one.pg, "update hentra.alert_rule set enabled = false where name = 'provinces'");
        DONE(alert_rules_read(&one.rules, one.pg, at("2022-03-08 17:20"), &e));
        look_at_ids(&one, "2022-03-08 17:20", "", true);
        assert_sql(one.pg, "provinces|NOT_COVERED",
                   "select rule, reason from hentra.alert_history where at = '2022-03-08 17:20+07'");
}

/* As a dump is restored: rows, and what numbers were given out, are those of an earlier hour; receivers
 * know those of a later one. */
static void a_warehouse_set_back_gives_no_id_twice(void **state)
{
        (void)state;
        put("K", "2022-03-09 17:00");
        look_now("2022-03-09 17:30");
        sql_run(one.pg,
                "create table public.dump as select format('%I.%I', schemaname, sequencename) as name, "
                "last_value from pg_sequences where schemaname = 'hentra'; "
                "create table public.told as select alert_id, transition from hentra.alert_transition");
        put("L", "2022-03-09 17:10");
        changed("2022-03-09 17:40", "L", "status = 4");
        changed("2022-03-09 17:41", "K", "paused_at = '2022-03-09 17:41+07', status = 5");
        changed("2022-03-09 17:42", "K", "paused_at = null, status = 4");
        sql_run(one.pg,
                "create table public.lost as select alert_id, transition from hentra.alert_transition except "
                "table public.told; "
                "delete from hentra.alert_transition t where (alert_id, transition) in (table public.lost); "
                "delete from hentra.alert where alert_id not in (select alert_id from public.told); "
                "update hentra.alert set transition = 1; delete from hentra.dossier where dossier_id = 'L'; "
                "select setval(name::regclass, last_value) from public.dump where last_value is not null");
        put("M", "2022-03-09 17:10");
        changed("2022-03-09 17:50", "M", "status = 4");
        changed("2022-03-09 17:51", "K", "paused_at = '2022-03-09 17:51+07', status = 5");
        changed("2022-03-09 17:52", "K", "paused_at = null, status = 4");
        /* The only id that is given twice is that of the clearing of the alert from before. */
        assert_sql(one.pg, "K|CLEARED",
                   "select h.dossier_id, h.state from hentra.alert_history h join public.lost l using "
                   "(alert_id, transition)");
        assert_sql(one.pg, "K M", "select dossier_id from hentra.alert_open order by 1");
}

static void a_clock_set_back_raises_nothing_again(void **state)
{
        (void)state;
        put("C", "2022-03-09 17:00");
        look_now("2022-03-09 17:30");
        look_at_ids(&one, "2022-03-09 15:00", "C", true);
        assert_history("C", "OVERDUE.1 1");
}

/* By a clock that was wrong, or that of a trial, everything would be late for years. */
static void a_clock_that_was_far_ahead_is_said(void **state)
{
        struct err e;
        const struct look_inputs w = inputs_of(&one);
        (void)state;
        put("L", "2022-03-08 17:00");
        put("D", "2022-03-30 17:00");
        look_now("2022-03-09 08:00");
        look_now("2036-03-03 09:00");
        one.clock.origin = at("2022-03-09 09:00");
        assert_int_equal(look_run(&w, TEXT(""), &one.last, &e), FATAL);
        /* The remedy that it names keeps alerts of dossiers that are late by the right clock too. */
        char *advice = strstr(e.text, "update hentra.alert_progress");
        assert_non_null(advice);
        sql_run(one.pg, advice);
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        look_at_everything(&one, &w); /* as an alerter that is started again */
        assert_sql(one.pg, "L",
                   "select string_agg(dossier_id, ' ') from hentra.alert_open where kind = 'OVERDUE'");
}

static void rules_that_change_are_told_of(void **state)
{
        struct pg *listener = world_connect(&world, "listener");
        struct pg_notification n;
        struct err e;
        bool any = false;
        (void)state;
        DONE(pg_listen(listener, "hentra_alert_rule", &e));
        /* Not of what an alerter itself writes. */
        sql_run(one.pg, "update hentra.alert_rule set start_mark = null");
        DONE(alert_rules_read(&one.rules, one.pg, at("2022-03-07 07:00"), &e));
        DONE(pg_next_notification(listener, &n, &any, &e));
        assert_false(any);
        sql_run(one.pg, "alter table hentra.alert_rule drop constraint alert_rule_offsets_ascending; insert "
                        "into hentra.alert_rule (name, kind, offsets) values ('disorder', 3, '{960,480}')");
        EVENTUALLY(pg_next_notification(listener, &n, &any, &e) == OK && any);
        /* Steps in no order are no rule, should the table have them; the others stay. */
        DONE(alert_rules_read(&one.rules, one.pg, at("2022-03-07 07:00"), &e));
        assert_int_equal(one.rules.n, 3);
        /* A fault leaves what was read before. */
        struct pg *gone = world_connect(&world, "gone");
        sql_run(one.pg,
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gone' "
                "and datname = current_database()");
        assert_int_equal(alert_rules_read(&one.rules, gone, at("2022-03-07 07:00"), &e), RETRY);
        assert_int_equal(one.rules.n, 3);
        pg_close(gone);
        pg_close(listener);
}

/* Another offset, another calendar: what does not speak of the return date any more goes. */
static void a_rule_that_speaks_later_lets_go(void **state)
{
        struct err e;
        (void)state;
        put("E", "2022-03-09 17:00");
        look_now("2022-03-09 08:00");
        assert_history("E", "DUE_SOON.1 1");
        sql_run(one.pg, "update hentra.alert_rule set offsets = '{-240}' where name = 'due-soon'");
        DONE(alert_rules_read(&one.rules, one.pg, at("2022-03-09 08:01"), &e));
        look_at_ids(&one, "2022-03-09 08:01", "", true);
        assert_history("E", "DUE_SOON.1 1 DUE_SOON.1 2 NOT_COVERED");
        look_now("2022-03-09 13:00");
        assert_history("E", "DUE_SOON.1 1 DUE_SOON.1 2 NOT_COVERED DUE_SOON.1 1");
}

static void two_alerters_raise_once(void **state)
{
        struct alerter two;
        (void)state;
        alerter_open(&two, "2022-03-07 07:00");
        for (int i = 0; i < 200; i++) {
                char id[16];
                snprintf(id, sizeof(id), "D%d", i);
                put(id, "2022-03-09 17:00");
        }
        look_at_ids(&one, "2022-03-09 17:00:01", "", true);
        assert_int_equal(one.last.raised, 200);
        look_at_ids(&two, "2022-03-09 17:00:02", "", true);
        assert_int_equal(two.last.raised + two.last.cleared, 0);
        /* The one that is late with what it knows takes its turn, and finds it done. */
        change("D7", "ended_at = '2022-03-09 18:00+07', ended_by = 9");
        look_at_ids(&two, "2022-03-09 18:00:01", "D7", false);
        look_at_ids(&one, "2022-03-09 18:00:00", "D7", false);
        assert_history("D7", "OVERDUE.1 1 OVERDUE.1 2 RESOLVED");
        alerter_close(&two);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(a_dossier_becomes_late_step_by_step),
                EACH(what_does_not_run_is_not_late),
                EACH(an_alert_of_before_ends_as_it_began),
                EACH(another_due_date_is_another_alert),
                EACH(another_agency_is_told_anew),
                EACH(the_past_is_not_raised),
                EACH(a_rule_is_for_whom_it_says),
                EACH(a_warehouse_set_back_gives_no_id_twice),
                EACH(a_clock_set_back_raises_nothing_again),
                EACH(a_clock_that_was_far_ahead_is_said),
                EACH(rules_that_change_are_told_of),
                EACH(a_rule_that_speaks_later_lets_go),
                EACH(two_alerters_raise_once),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

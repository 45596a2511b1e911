/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ack.c - open alerts acknowledged and snoozed: what is kept of it and shown, what digests and single messages do
 * meanwhile, that clearings go on, and who may.
 */
#include "tests/support/alerting.h"
#include "tests/support/program.h"

#include <stdlib.h>
#include <time.h>

/* Local days ahead, as "2034-01-01"; the shell has them, too. */
static char sooner[16], later[16];

static void set_day(char day[static 16], const char *name, int ahead)
{
        const time_t t = time(NULL) + ahead * 86400 + 7 * 3600;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        assert_true(strftime(day, 16, "%Y-%m-%d", &tm) > 0);
        setenv(name, day, 1);
}

/* `format` has a %s for the day. */
static const char *with_day(const char *format, const char *day)
{
        static char text[200];
        snprintf(text, sizeof(text), format, day);
        return text;
}

static int begin(void **state)
{
        (void)state;
        alerting_begin("alert_ack");
        setenv("HENTRA_CONFIG", here.world.file, 1);
        set_day(sooner, "SOONER", 20);
        set_day(later, "LATER", 25);
        return 0;
}

/* An alert of a dossier at a step of the rule `escalation`, for agency 1. */
static void raise_step(const char *dossier, int step)
{
        char text[700];
        snprintf(text, sizeof(text),
                 "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition, "
                 "recipient_id) "
                 "values ('%s', 3, %d, '2022-03-08 17:00+07', 1, 1) returning alert_id, transition) insert "
                 "into "
                 "hentra.alert_transition select alert_id, transition, '2022-03-08 17:00:01+07', 0, 1, 1, 0, "
                 "0, false "
                 "from a",
                 dossier, step);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, false);
}

static void clear(const char *dossier, int step)
{
        char text[400];
        snprintf(text, sizeof(text),
                 "select hentra.alert_clear(array_agg(alert_id), array_agg(transition), array_agg(7), now()) "
                 "from "
                 "hentra.alert where dossier_id = '%s' and step = %d and transition = 1",
                 dossier, step);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, false);
}

static void what_was_done_is_kept_and_shown(void **state)
{
        (void)state;
        raise_step("A", 1);
        raise_step("B", 1);
        assert_program(0, "would be acknowledged: alert ",
                       "$HENTRA alert ack A --reason 'called them' --dry-run");
        assert_sql(here.sql, "0", "select count(*) from hentra.alert_ack");
        assert_program(0, ", escalation of A\n", "$HENTRA alert ack A --reason 'called them'");
        assert_program(0, "snoozed: alert ",
                       "$HENTRA alert snooze $($HENTRA alert list --format csv | grep '\"B\"' | cut -d, "
                       "-f1).1 --until "
                       "\"$LATER 07:30\" --reason 'moving house'");
        assert_sql(here.sql, "ACKNOWLEDGED|A|called them SNOOZED|B|moving house",
                   "select what, dossier_id, reason from hentra.alert_acknowledged where made_by = "
                   "current_user and "
                   "alert_is_open order by 2");
        assert_program(0, "(acknowledged by ", "$HENTRA alert list");
        assert_program(0, ": called them)\n", "$HENTRA alert list");
        assert_program(0, with_day("  (snoozed until %s 07:30:00 by ", later), "$HENTRA alert list");
        assert_program(
                0, with_day("\"snoozed_until\":\"%sT00:30:00Z\",\"snoozed_reason\":\"moving house\"", later),
                "$HENTRA alert list --format json");
        /* Another one takes the place of the first. */
        assert_program(0, "snoozed", "$HENTRA alert snooze B --until $SOONER --reason again");
        assert_program(0, with_day("snoozed until %s 00:00:00", sooner), "$HENTRA alert list");
        assert_program(0, "neither acknowledged nor snoozed any more: alert ", "$HENTRA alert unack B");
        assert_program(1, "B names no open alert that is acknowledged or snoozed", "$HENTRA alert unack B");
        assert_sql(here.sql, "moving house|t again|t",
                   "select reason, lifted_by = current_user from hentra.alert_acknowledged where dossier_id "
                   "= 'B' order "
                   "by ack_id");
        assert_sql(here.sql, "2", "select count(*) from hentra.alert_open");
}

static void what_makes_no_sense_is_refused(void **state)
{
        (void)state;
        raise_step("A", 1);
        raise_step("C", 1);
        clear("C", 1);
        assert_program(2, "which alerts?", "$HENTRA alert ack --reason x");
        assert_program(2, "why?", "$HENTRA alert ack A");
        assert_program(2, "why?", "$HENTRA alert snooze A --until $LATER --reason ' '");
        assert_program(2, "printable", "$HENTRA alert ack A --reason \"$(printf 'a\\nb')\"");
        assert_program(2, "until when?", "$HENTRA alert snooze A --reason x");
        assert_program(2, "is over already", "$HENTRA alert snooze A --reason x --until 2022-01-01");
        assert_program(2, "31 days at most", "$HENTRA alert snooze A --reason x --until 2199-01-01");
        assert_program(2, "--until", "$HENTRA alert snooze A --reason x --until tomorrow");
        assert_program(2, "--until is for", "$HENTRA alert ack A --reason x --until $LATER");
        assert_program(1, "C names no open alert", "$HENTRA alert ack A C --reason x");
        assert_program(1, "99 names no open alert", "$HENTRA alert ack A 99 --reason x");
        assert_sql(here.sql, "0", "select count(*) from hentra.alert_ack");
}

/* The alerts of the digests that were sent since the last question, and how many digests. */
static void assert_digest(int nth, const char *dossiers)
{
        struct received got;
        char all[100] = "";
        assert_true(receiver_nth(&here.receiver, "/ok/digest", nth, &got));
        const struct json_node *alerts = json_member(got.body, "alerts");
        for (size_t i = 0; i < json_items(alerts); i++) {
                struct text id;
                assert_true(json_text_of(json_member(json_item(alerts, i), "dossier_id"), &id));
                snprintf(all + strlen(all), sizeof(all) - strlen(all), "%.*s ", (int)id.len, id.at);
        }
        received_close(&got);
        assert_string_equal(all, dossiers);
}

static void digests_leave_out_what_is_snoozed(void **state)
{
        (void)state;
        webhook("digests", "/ok/digest", "2, null, 390");
        raise_step("A", 1);
        raise_step("B", 1);
        assert_program(0, "acknowledged", "$HENTRA alert ack A --reason x");
        assert_program(0, "snoozed", "$HENTRA alert snooze B --until $SOONER --reason x");
        here.clock.origin = at("2022-03-09 06:30");
        TURNS_UNTIL(receiver_count(&here.receiver, "/ok/digest", NULL) == 1);
        assert_digest(0, "A ");
        /* All are snoozed: there is nothing to tell. */
        assert_program(0, "snoozed", "$HENTRA alert snooze A --until $SOONER --reason x");
        here.clock.origin = at("2022-03-10 06:30");
        deliverer_wake(here.one.deliverer, false);
        TURNS_UNTIL(sql_number(here.sql,
                               "select count(*) from hentra.alert_webhook where digest_day = '2022-03-10'") ==
                    1);
        assert_int_equal(deliveries("digests", "true"), 1);
        /* It is over, and both are still open. */
        here.clock.origin = at(with_day("%s 06:30", later));
        deliverer_wake(here.one.deliverer, false);
        TURNS_UNTIL(receiver_count(&here.receiver, "/ok/digest", NULL) == 2);
        assert_digest(1, "A B ");
}

static void further_steps_wait_for_the_end(void **state)
{
        (void)state;
        webhook("each", "/ok/each", NULL);
        raise_step("A", 1);
        raise_step("B", 1);
        TURNS_UNTIL(deliveries("each", "state = 1") == 2);
        assert_program(0, "snoozed", "$HENTRA alert snooze A --until $SOONER --reason x");
        clear("A", 1);
        raise_step("A", 2);
        raise_step("B", 2);
        /* The clearing does not wait, nor does another dossier. */
        TURNS_UNTIL(deliveries("each", "state = 1") == 4);
        for (int i = 0; i < 20; i++)
                turn(&here.one);
        assert_sql(here.sql, "A|2",
                   "select dossier_id, step from hentra.alert_delivery join hentra.alert using (alert_id) "
                   "where state = 0");
        sql_run(here.sql, "update hentra.alert_delivery set created_at = now() - interval '1 hour'");
        assert_program(0, "no webhook is behind", "$HENTRA alert failed --waiting");
        here.clock.origin = at(with_day("%s 00:00", sooner));
        deliverer_wake(here.one.deliverer, false);
        TURNS_UNTIL(deliveries("each", "state = 1") == 5);
}

/* The snooze was of a step that has been cleared since; whoever takes it back knows the open one. */
static void a_snooze_of_an_earlier_step_is_taken_back_by_a_later_one(void **state)
{
        (void)state;
        webhook("each", "/ok/each", NULL);
        raise_step("A", 1);
        TURNS_UNTIL(deliveries("each", "state = 1") == 1);
        assert_program(0, "snoozed", "$HENTRA alert snooze A --until $SOONER --reason x");
        clear("A", 1);
        raise_step("A", 2);
        TURNS_UNTIL(deliveries("each", "state = 1") == 2);
        assert_program(0, "neither acknowledged nor snoozed any more: alert ", "$HENTRA alert unack A");
        deliverer_wake(here.one.deliverer, false); /* else within a minute */
        TURNS_UNTIL(deliveries("each", "state = 1") == 3);
        assert_program(1, "A names no open alert that is acknowledged or snoozed", "$HENTRA alert unack A");
}

static enum fault run(struct pg *pg, const char *sql)
{
        struct err e;
        return pg_run(pg, sql, NULL, 0, NULL, &e);
}

static void analysts_may_and_cannot_forge(void **state)
{
        struct pg *pg = world_connect(&here.world, "analyst");
        (void)state;
        raise_step("A", 1);
        sql_run(pg, "set role hentra_analyst");
        assert_int_equal(
                run(pg,
                    "insert into hentra.alert_ack (alert_id, reason) select alert_id, 'x' from hentra.alert"),
                OK);
        /* Many are of that role; who it was is the login. */
        assert_sql(here.sql, "t", "select made_by = session_user from hentra.alert_ack");
        assert_int_equal(run(pg, "insert into hentra.alert_ack (alert_id, reason, made_by) select alert_id, "
                                 "'x', 'me' from hentra.alert"),
                         FATAL);
        assert_int_equal(run(pg, "update hentra.alert_ack set lifted_by = 'me'"), FATAL);
        assert_int_equal(run(pg, "update hentra.alert_ack set reason = 'y'"), FATAL);
        assert_int_equal(run(pg, "delete from hentra.alert_ack"), FATAL);
        assert_int_equal(run(pg, "update hentra.alert_ack set lifted_at = '1999-01-01'"), OK);
        assert_sql(here.sql, "t|t",
                   "select lifted_at > now() - interval '1 minute', lifted_by = session_user from "
                   "hentra.alert_ack");
        /* What was taken back stays so. */
        assert_int_equal(run(pg, "update hentra.alert_ack set lifted_at = null"), OK);
        assert_sql(here.sql, "t", "select lifted_at is not null from hentra.alert_ack");
        pg_close(pg);
}

/* The dashboard's login sets the role of the person who asks. */
static void who_acts_for_a_person_is_that_person(void **state)
{
        static const char drop[] =
                "do $$ begin if to_regrole('hentra_test_ack_an') is not null then drop owned "
                "by hentra_test_ack_an; drop role hentra_test_ack_an; end if; end $$";
        struct pg *pg = world_connect(&here.world, "dashboard");
        (void)state;
        sql_run(here.sql, drop);
        sql_run(here.sql, "create role hentra_test_ack_an login in role hentra_analyst");
        raise_step("A", 1);
        sql_run(pg, "begin; set local role hentra_test_ack_an");
        assert_int_equal(run(pg, "insert into hentra.alert_ack (alert_id, until, reason) select alert_id, "
                                 "now() + interval '1 day', 'x' from hentra.alert"),
                         OK);
        assert_int_equal(run(pg, "update hentra.alert_ack set lifted_at = now()"), OK);
        sql_run(pg, "commit");
        assert_sql(here.sql, "hentra_test_ack_an|hentra_test_ack_an",
                   "select made_by, lifted_by from hentra.alert_ack");
        sql_run(here.sql, drop);
        pg_close(pg);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, alerting_fresh, alerting_done)

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(what_was_done_is_kept_and_shown),
                EACH(what_makes_no_sense_is_refused),
                EACH(digests_leave_out_what_is_snoozed),
                EACH(further_steps_wait_for_the_end),
                EACH(a_snooze_of_an_earlier_step_is_taken_back_by_a_later_one),
                EACH(analysts_may_and_cannot_forge),
                EACH(who_acts_for_a_person_is_that_person),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, alerting_end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_deliver_heard.c - whoever was told of a raising is told of its clearing, whatever became of his
 * webhook since; nobody else is.
 */
#include "tests/support/alerting.h"

#include <stdio.h>
#include <stdlib.h>

/* Every alert that stands is cleared, as a look does it. */
static void clear_alerts(void)
{
        sql_run(here.sql,
                "with a as (update hentra.alert set transition = transition + 1 where transition % 2 = 1 "
                "returning "
                "alert_id, transition) insert into hentra.alert_transition select a.alert_id, a.transition, "
                "'2022-03-08 18:00+07', 1, t.agency_id, t.recipient_id, 0, 0, false from a join "
                "hentra.alert_transition t on t.alert_id = a.alert_id and t.transition = a.transition - 1");
        deliverer_wake(here.one.deliverer, false);
}

static void change(const char *name, const char *what)
{
        char text[200];
        snprintf(text, sizeof(text), "update hentra.alert_webhook set %s where name = '%s'", what, name);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, true);
}

/* The state and the transition of the last message that a path got. */
static void assert_last(const char *path, int n, const char *state)
{
        struct received r;
        assert_int_equal(receiver_count(&here.receiver, path, &r), n);
        assert_string_equal(received_text(&r, "state"), state);
        received_close(&r);
}

static void one_that_was_switched_off_is_told_of_what_it_heard(void **state)
{
        (void)state;
        webhook("off", "/ok/h-off", NULL);
        webhook("on", "/ok/h-on", NULL);
        raise_alerts(1, 1);
        TURNS_UNTIL(deliveries("off", "state = 1") == 1 && deliveries("on", "state = 1") == 1);
        change("off", "enabled = false");
        raise_alerts(1, 1); /* which it never hears of */
        TURNS_UNTIL(deliveries("on", "state = 1") == 2);
        clear_alerts();
        TURNS_UNTIL(deliveries("on", "state = 1") == 4);
        assert_int_equal(deliveries("off", "state = 0 and transition = 2"), 1);
        assert_int_equal(receiver_count(&here.receiver, "/ok/h-off", NULL), 1);
        change("off", "enabled = true");
        TURNS_UNTIL(deliveries("off", "state = 1") == 2);
        assert_last("/ok/h-off", 2, "CLEARED");
        assert_int_equal(deliveries("off", "true"), 2);
}

static void one_that_is_for_another_agency_now_is_told_of_what_it_heard(void **state)
{
        (void)state;
        webhook("moved", "/ok/h-moved", "1, 1, null");
        webhook("other", "/ok/h-other", "1, 2, null");
        raise_alerts(1, 1);
        TURNS_UNTIL(deliveries("moved", "state = 1") == 1);
        change("moved", "agency_id = 3");
        change("other", "agency_id = 1");
        webhook("late", "/ok/h-late", NULL);
        clear_alerts();
        TURNS_UNTIL(deliveries("moved", "state = 1") == 2);
        assert_last("/ok/h-moved", 2, "CLEARED");
        assert_int_equal(deliveries("other", "true") + deliveries("late", "true"), 0);
}

/* A raising that still waits goes first, then its clearing; one that is given up has none. */
static void a_clearing_goes_behind_its_raising(void **state)
{
        struct child c;
        (void)state;
        webhook("fails", "/fail/1", NULL);
        webhook("refuses", "/status/413", NULL);
        raise_alerts(1, 1);
        TURNS_UNTIL(deliveries("fails", "attempts = 1") == 1 && deliveries("refuses", "state = 2") == 1);
        clear_alerts();
        assert_int_equal(deliveries("fails", "true"), 1);
        sql_run(here.sql,
                "update hentra.alert_delivery set next_attempt_at = clock_timestamp() where state = 0");
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("fails", "state = 1") == 2);
        assert_last("/fail/1", 3, "CLEARED");
        assert_int_equal(deliveries("refuses", "true"), 1);
        /* Sent after all, it is told of the clearing too. */
        change("refuses", "url = replace(url, '/status/413', '/ok/h-retried')");
        assert_exit(0, &c, &here.world, "alert", "retry", "--all");
        child_close(&c);
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("refuses", "state = 1") == 2);
        assert_last("/ok/h-retried", 2, "CLEARED");
}

/* A look that clears while the raising is being marked as taken: whichever comes first, the clearing is
 * queued. */
static void a_look_and_a_mark_do_not_miss_each_other(void **state)
{
        struct pg *look = world_connect(&here.world, "look"), *mark = world_connect(&here.world, "mark");
        (void)state;
        webhook("both", "/hang/h-both", NULL);
        /* The look is under way; the mark waits for it. */
        raise_alerts(1, 1);
        sql_run(look, "begin; update hentra.alert set transition = 2; insert into hentra.alert_transition "
                      "select alert_id, 2, "
                      "'2022-03-08 18:00+07', 1, 1, 1, 0, 0, false from hentra.alert");
        sql_run(mark, "set lock_timeout = '100ms'; do $$ begin update hentra.alert_delivery set state = 1, "
                      "delivered_at = "
                      "now(); raise 'it did not wait'; exception when lock_not_available then null; end $$");
        sql_run(look, "commit");
        sql_run(mark, "update hentra.alert_delivery set state = 1, delivered_at = now()");
        assert_int_equal(deliveries("both", "state = 0 and transition = 2"), 1);
        /* The mark is under way; the look waits for it, and sees it. */
        raise_alerts(1, 1);
        sql_run(mark, "begin; update hentra.alert_delivery set state = 1, delivered_at = now() where state = "
                      "0 and transition = 1");
        sql_run(look,
                "set lock_timeout = '100ms'; do $$ begin insert into hentra.alert_transition select "
                "alert_id, 2, "
                "'2022-03-08 18:00+07', 1, 1, 1, 0, 0, false from hentra.alert where transition = 1; raise "
                "'it did not wait'; exception when lock_not_available then null; end $$");
        sql_run(mark, "commit");
        clear_alerts();
        assert_int_equal(deliveries("both", "state = 0 and transition = 2"), 2);
        pg_close(look);
        pg_close(mark);
}

/* The rows that say who heard of an alert stay as long as it stands; with its webhook they go. */
static void who_heard_is_kept_until_it_is_cleared(void **state)
{
        (void)state;
        webhook("kept", "/ok/h-kept", NULL);
        raise_alerts(2, 1);
        TURNS_UNTIL(deliveries("kept", "state = 1") == 2);
        sql_run(here.sql, "update hentra.alert set transition = 2 where alert_id = (select min(alert_id) "
                          "from hentra.alert)");
        sql_run(here.sql, "delete from hentra.alert_delivery where state = 1 and delivered_at < now() + "
                          "interval '1 day'");
        assert_int_equal(deliveries("kept", "true"), 1);
        sql_run(here.sql, "update hentra.alert set transition = 1");
        clear_alerts();
        TURNS_UNTIL(deliveries("kept", "state = 1 and transition = 2") == 1);
        sql_run(here.sql, "delete from hentra.alert_delivery where state = 1");
        assert_int_equal(deliveries("kept", "true"), 0);
        raise_alerts(1, 1);
        TURNS_UNTIL(deliveries("kept", "state = 1") == 1);
        sql_run(here.sql, "delete from hentra.alert_webhook");
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 0);
}

static int begin(void **state)
{
        (void)state;
        alerting_begin("alert_heard");
        return 0;
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, alerting_fresh, alerting_done)

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(one_that_was_switched_off_is_told_of_what_it_heard),
                EACH(one_that_is_for_another_agency_now_is_told_of_what_it_heard),
                EACH(a_clearing_goes_behind_its_raising),
                EACH(a_look_and_a_mark_do_not_miss_each_other),
                EACH(who_heard_is_kept_until_it_is_cleared),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, alerting_end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_deliver.c - deliveries to a receiver that takes them, refuses them, fails, or never answers.
 */
#include "tests/support/alerting.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/look.h"
#include <stdio.h>
#include <stdlib.h>

/* Pauses are over: the test does not wait for them. */
static void hurry(void)
{
        sql_run(here.sql,
                "update hentra.alert_delivery set next_attempt_at = clock_timestamp() where state = 0");
        deliverer_wake(here.one.deliverer, true);
}

static void an_alert_arrives_signed(void **state)
{
        struct received r;
        (void)state;
        const int64_t done = alert_counted(COUNT_DELIVERIES_DONE);
        webhook("a", "/ok/signed?token=t", NULL);
        raise_alerts(1, 2);
        TURNS_UNTIL(deliveries("a", "state = 1 and attempts = 1 and delivered_at is not null") == 1);
        assert_int_equal(receiver_count(&here.receiver, "/ok/signed?token=t", &r), 1);
        assert_string_equal(received_signed(&r), "yes");
        assert_string_equal(received_text(&r, "type"), "alert");
        assert_string_equal(received_text(&r, "state"), "RAISED");
        assert_string_equal(received_text(&r, "recipient"), "H.2");
        assert_string_equal(received_text(&r, "rule"), "overdue");
        assert_string_equal(received_text(&r, "due_at"), "2022-03-08T10:00:00Z");
        assert_string_equal(received_text(&r, "id"), received_header(&r, "x-hentra-delivery"));
        const int64_t stamp = strtoll(received_header(&r, "x-hentra-timestamp"), NULL, 10);
        assert_in_range(r.at / MICROS_PER_SECOND - stamp, 0, PATIENCE_S);
        assert_int_equal(alert_counted(COUNT_DELIVERIES_DONE), done + 1);
        received_close(&r);
}

static void each_hears_what_is_for_it(void **state)
{
        (void)state;
        webhook("all", "/ok/all", NULL);
        webhook("two", "/ok/two", "1, 2, null");
        webhook("off", "/ok/off", NULL);
        webhook("daily", "/ok/daily", "2, null, 1439");
        sql_run(here.sql, "update hentra.alert_webhook set enabled = false where name = 'off'");
        raise_alerts(3, 1);
        raise_alerts(2, 2);
        TURNS_UNTIL(deliveries("all", "state = 1") == 5);
        TURNS_UNTIL(deliveries("two", "state = 1") == 2);
        assert_int_equal(receiver_count(&here.receiver, "/ok/two", NULL), 2);
        assert_int_equal(deliveries("off", "true") + deliveries("daily", "true"), 0);
        /* The same transition is queued once, whatever is done. */
        sql_run(here.sql, "update hentra.alert_transition set published_at = now()");
        assert_int_equal(deliveries("all", "true"), 5);
        /* Deliveries for a webhook that is switched off go on waiting. */
        sql_run(here.sql, "update hentra.alert_webhook set enabled = true where name = 'off'");
        raise_alerts(1, 3);
        sql_run(here.sql, "update hentra.alert_webhook set enabled = false where name = 'off'");
        TURNS_UNTIL(deliveries("all", "state = 1") == 6);
        assert_int_equal(receiver_count(&here.receiver, "/ok/off", NULL), 0);
        sql_run(here.sql, "update hentra.alert_webhook set enabled = true where name = 'off'");
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("off", "state = 1") == 1);
}

static void it_is_tried_again_until_it_is_taken(void **state)
{
        struct received r;
        (void)state;
        webhook("f", "/fail/2", NULL);
        webhook("c", "/close", NULL);
        webhook("busy", "/status/429", NULL);
        raise_alerts(1, 1);
        for (int tried = 1; tried <= 2; tried++) {
                TURNS_UNTIL(sql_number(here.sql, "select min(attempts) from hentra.alert_delivery") == tried);
                assert_int_equal(deliveries("f", "state = 0 and last_error = 'HTTP status 500'"), 1);
                assert_int_equal(deliveries("c", "state = 0 and last_error ~ 'reply|connection'"), 1);
                assert_int_equal(
                        sql_number(here.sql,
                                   "select count(*) from hentra.alert_delivery where next_attempt_at > "
                                   "clock_timestamp() - interval '1 s'"),
                        3);
                hurry();
        }
        TURNS_UNTIL(deliveries("f", "state = 1 and attempts = 3") == 1);
        /* The id stays, so that its receiver can tell. */
        assert_int_equal(receiver_count(&here.receiver, "/fail/2", &r), 3);
        assert_string_equal(received_signed(&r), "yes");
        received_close(&r);
        TURNS_UNTIL(deliveries("c", "state = 2 and attempts = 3") == 1);
        TURNS_UNTIL(deliveries("busy", "state = 2 and attempts = 3") == 1);
}

/* A receiver that is rolled out has no route for a while: nothing is lost, and a monitor sees it. */
static void a_receiver_that_is_rolled_out_loses_nothing(void **state)
{
        struct child c;
        (void)state;
        webhook("new", "/gone/4", NULL); /* as many as are under way at once */
        raise_alerts(50, 1);
        TURNS_UNTIL(deliveries("new", "attempts = 1") > 0);
        assert_exit(0, &c, &here.world, "alert", "failed", "--waiting", "--format", "json");
        assert_says(child_out(&c), "{\"webhook\":\"new\",\"waiting\":50,\"tried\":");
        assert_says(child_out(&c), "\"last_error\":\"HTTP status 404\",");
        child_close(&c);
        UNTIL(deliveries("new", "state = 1") == 50, (hurry(), turn(&here.one)));
        assert_int_equal(receiver_count(&here.receiver, "/gone/4", NULL), 54);
        assert_int_equal(deliveries("new", "state = 2"), 0);
        assert_exit(0, &c, &here.world, "alert", "failed", "--waiting", "--format", "json");
        assert_string_equal(child_out(&c), "");
        child_close(&c);
}

/* Four requests hang, others fail: neither the good receiver nor a look waits for them. */
static void none_delays_another(void **state)
{
        enum { ALERTS = 150 };
        struct alert_rules rules = {0};
        struct look_result result;
        struct err e;
        micros longest = 0;
        (void)state;
        webhook("hang", "/hang/a", NULL);
        webhook("close", "/close/b", NULL);
        webhook("fail", "/fail/1000000", NULL);
        webhook("slow", "/slow/1000", NULL);
        webhook("nobody", "/", NULL);
        sql_run(here.sql,
                "update hentra.alert_webhook set url = 'http://127.0.0.1:1/' where name = 'nobody'");
        webhook("good", "/ok/good", NULL);
        DONE(alert_rules_read(&rules, here.one.pg, here.clock.origin, &e));
        const struct look_inputs w = {.pg = here.one.pg,
                                      .calendar = here.one.calendar,
                                      .rules = &rules,
                                      .clock = &here.clock,
                                      .topic = here.world.topic};
        raise_alerts(ALERTS, 1);
        const micros began = steady_now();
        while (deliveries("good", "state = 1") < ALERTS &&
               steady_now() - began < WEBHOOK_TIMEOUT_S * MICROS_PER_SECOND) {
                const micros before = steady_now();
                turn(&here.one);
                DONE(look_run(&w, TEXT(""), &result, &e));
                longest = steady_now() - before > longest ? steady_now() - before : longest;
        }
        print_message("# %d delivered in %lld ms, the longest round took %lld ms\n", ALERTS,
                      (long long)(steady_now() - began) / 1000, (long long)longest / 1000);
        assert_true(steady_now() - began < WEBHOOK_TIMEOUT_S * MICROS_PER_SECOND / 2);
        assert_int_equal(receiver_count(&here.receiver, "/ok/good", NULL), ALERTS);
        /* Bounded: of one that does not answer four are under way, and those that fail are left alone for a
         * while. */
        TURNS_UNTIL(receiver_count(&here.receiver, "/hang/a", NULL) == 4);
        assert_int_equal(deliveries("hang", "state = 0 and attempts = 0"), ALERTS);
        assert_in_range(deliveries("fail", "attempts > 0"), 1, 20);
        assert_in_range(deliveries("nobody", "attempts > 0"), 1, 20);
        alert_rules_free(&rules);
}

static void what_was_given_up_is_shown_and_sent_after_all(void **state)
{
        struct child c;
        char id[32];
        (void)state;
        webhook("refuses", "/status/413", NULL);
        raise_alerts(2, 1);
        TURNS_UNTIL(deliveries("refuses", "state = 2 and attempts = 1") == 2);
        assert_int_equal(receiver_count(&here.receiver, "/status/413", NULL), 2);
        assert_exit(0, &c, &here.world, "alert", "failed");
        assert_says(child_out(&c), "refuses");
        assert_says(child_out(&c), "        1  HTTP status 413: ");
        child_close(&c);
        assert_exit(0, &c, &here.world, "alert", "failed", "--format", "csv");
        assert_says(child_out(&c), "delivery_id,webhook,message,attempts,last_error,queued_at,failed_at\r\n");
        child_close(&c);
        snprintf(id, sizeof(id), "%d",
                 (int)sql_number(here.sql, "select min(delivery_id) from hentra.alert_delivery"));
        assert_exit(0, &c, &here.world, "alert", "retry", "--all", "--dry-run");
        assert_says(child_out(&c), "would queue 2 deliveries again\n");
        child_close(&c);
        assert_exit(1, &c, &here.world, "alert", "retry", id, "999999");
        assert_says(child_err(&c), "delivery 999999 was not given up");
        child_close(&c);
        assert_exit(2, &c, &here.world, "alert", "retry");
        child_close(&c);
        assert_int_equal(deliveries("refuses", "state = 2"), 2);
        sql_run(here.sql,
                "update hentra.alert_webhook set url = replace(url, '/status/413', '/ok/after-all')");
        assert_exit(0, &c, &here.world, "alert", "retry", id);
        assert_says(child_out(&c),
                    "queued 1 delivery again; a running `hentra alert` sends what is queued\n");
        child_close(&c);
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("refuses", "state = 1 and attempts = 1") == 1);
        assert_exit(0, &c, &here.world, "alert", "retry", "--all");
        child_close(&c);
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("refuses", "state = 1") == 2);
        assert_exit(0, &c, &here.world, "alert", "retry", "--all");
        assert_says(child_out(&c), "no delivery was given up");
        child_close(&c);
        assert_exit(0, &c, &here.world, "alert", "failed", "--format", "json");
        assert_string_equal(child_out(&c), "");
        child_close(&c);
}

/* A second alerter waits for its turn. When the first is gone it goes on, also with deliveries in flight. */
static void two_alerters_take_turns(void **state)
{
        struct alerter two;
        (void)state;
        alerter_open(&two);
        webhook("t", "/ok/turns", NULL);
        raise_alerts(100, 1);
        UNTIL(deliveries("t", "state = 1") == 100, (turn(&here.one), turn(&two)));
        assert_int_equal(receiver_count(&here.receiver, "/ok/turns", NULL), 100);
        assert_int_equal(deliveries("t", "attempts = 1"), 100);
        sql_run(here.sql, "update hentra.alert_webhook set url = replace(url, '/ok/turns', '/hang/turns')");
        deliverer_wake(here.one.deliverer, true);
        raise_alerts(1, 1);
        TURNS_UNTIL(receiver_count(&here.receiver, "/hang/turns", NULL) == 1);
        sql_run(here.sql, "update hentra.alert_webhook set url = replace(url, '/hang/turns', '/ok/turns')");
        deliverer_wake(two.deliverer, true);
        turn(&two);
        assert_int_equal(deliveries("t", "state = 1"), 100);
        alerter_close(&here.one);
        here.one = two;
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("t", "state = 1") == 101);
        assert_int_equal(receiver_count(&here.receiver, "/ok/turns", NULL), 101);
}

/* The connection is lost while a request is under way. */
static void what_was_not_marked_is_sent_again(void **state)
{
        struct received first, second;
        (void)state;
        webhook("l", "/slow/0", NULL);
        raise_alerts(1, 1);
        TURNS_UNTIL(receiver_count(&here.receiver, "/slow/0", NULL) > 0);
        assert_int_equal(receiver_count(&here.receiver, "/slow/0", &first), 1);
        pg_close(here.one.pg);
        deliverer_forget(here.one.deliverer);
        here.one.pg = world_connect(&here.world, "alerter");
        TURNS_UNTIL(deliveries("l", "state = 1 and attempts = 1") == 1);
        assert_int_equal(receiver_count(&here.receiver, "/slow/0", &second), 2);
        assert_string_equal(received_text(&first, "id"), received_text(&second, "id"));
        received_close(&first);
        received_close(&second);
}

static int begin(void **state)
{
        (void)state;
        alerting_begin("alert_deliver");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(an_alert_arrives_signed, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(each_hears_what_is_for_it, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(it_is_tried_again_until_it_is_taken, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(a_receiver_that_is_rolled_out_loses_nothing, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(none_delays_another, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(what_was_given_up_is_shown_and_sent_after_all, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(two_alerters_take_turns, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(what_was_not_marked_is_sent_again, alerting_fresh,
                                                alerting_done),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, alerting_end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_deliver.c - deliveries to a receiver that takes them, refuses them, fails, or never answers, with the rights of
 * hentra_alerter.
 */
#include "tests/support/child.h"
#include "tests/support/receiver.h"

#include "consumers/alert/deliver.h"
#include "consumers/alert/digest.h"
#include "consumers/alert/look.h"
#include "consumers/warehouse/calendar_read.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HANG_S = 60 }; /* alert.webhook_timeout: much longer than any test may take */

static struct world world;
static struct zone *zone;
static struct receiver receiver;
static struct pg *sql;
static struct clock simulated; /* stands still */

/* An alerter of which only the deliveries are there. */
struct alerter {
        struct pg *pg;
        struct calendar *calendar;
        struct deliverer *deliverer;
};
static struct alerter one;

static micros at(const char *local)
{
        struct err e;
        bool date_only;
        micros t;
        DONE(moment_parse(zone, text_of(local), &t, &date_only, &e));
        return t;
}

static void alerter_open(struct alerter *a)
{
        struct err e;
        int32_t version;
        *a = (struct alerter){.pg = world_connect(&world, "alerter")};
        sql_run(a->pg, "set role hentra_alerter");
        DONE(calendar_read(&a->calendar, a->pg, zone, &version, &e));
        DONE(deliverer_open(&a->deliverer, world.conf, &simulated, &e));
}

static void alerter_close(struct alerter *a)
{
        deliverer_close(a->deliverer);
        calendar_close(a->calendar);
        pg_close(a->pg);
        *a = (struct alerter){0};
}

/* A round of the alerter's loop, as far as it delivers. */
static void turn(struct alerter *a)
{
        struct err e;
        int again_ms;
        DONE(deliver(a->deliverer, a->pg, zone, a->calendar, &again_ms, &e));
        DONE(deliverer_wait(a->deliverer, NULL, 0, again_ms < 20 ? again_ms : 20, &e));
}

#define TURNS_UNTIL(fact)                                                             \
        do {                                                                          \
                const micros until_ = moment_now() + PATIENCE_S * 1000000LL;          \
                while (!(fact)) {                                                     \
                        if (moment_now() > until_)                                    \
                                fail_msg("%d: never came true: %s", __LINE__, #fact); \
                        turn(&one);                                                   \
                }                                                                     \
        } while (0)

/* Pauses are over: the test does not wait for them. */
static void hurry(void)
{
        sql_run(sql, "update hentra.alert_delivery set next_attempt_at = clock_timestamp() where state = 0");
        deliverer_stir(one.deliverer, true);
}

static void webhook(const char *name, const char *path, const char *more)
{
        char text[400];
        snprintf(text, sizeof(text),
                 "insert into hentra.alert_webhook (name, url, kind, agency_id, digest_minute) values ('%s', "
                 "'http://127.0.0.1:%d%s', %s)",
                 name, receiver.port, path, more ? more : "1, null, null");
        sql_run(sql, text);
        if (one.deliverer)
                deliverer_stir(one.deliverer, true);
}

/* n alerts more for an agency, which is one transition each. */
static void raise_alerts(int n, int recipient)
{
        char text[600];
        snprintf(text, sizeof(text),
                 "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition) select "
                 "'D' || nextval('d'), 2, 1, '2022-03-08 17:00+07', 1 from generate_series(1, %d) returning "
                 "alert_id, transition) insert into hentra.alert_transition select alert_id, transition, "
                 "'2022-03-08 17:00:01+07', 0, 1, %d, 0, 0, false from a",
                 n, recipient);
        sql_run(sql, text);
        deliverer_stir(one.deliverer, false);
}

static int64_t deliveries(const char *webhook_name, const char *condition)
{
        char text[300];
        snprintf(text, sizeof(text),
                 "select count(*) from hentra.alert_delivery join hentra.alert_webhook using (webhook_id) "
                 "where "
                 "name = '%s' and %s",
                 webhook_name, condition);
        return sql_number(sql, text);
}

static int begin(void **state)
{
        struct err e;
        (void)state;
        DONE(zone_open(&zone, "Asia/Ho_Chi_Minh", &e));
        world_open(&world, "alert_deliver",
                   "alert.webhook_secret=the key of the tests\nalert.webhook_timeout=60s\n"
                   "alert.webhook_attempts=3\n");
        world_setup(&world, 1);
        receiver_start(&receiver, "the key of the tests");
        sql = world_connect(&world, "test");
        sql_run(sql, "create sequence d");
        sql_run(sql, "insert into hentra.agency (code) values ('H.1'), ('H.2'), ('H.3')");
        return 0;
}

static int end(void **state)
{
        (void)state;
        pg_close(sql);
        receiver_stop(&receiver);
        world_close(&world);
        zone_close(zone);
        return 0;
}

static int fresh(void **state)
{
        (void)state;
        simulated = (struct clock){.simulated = true, .origin = at("2022-03-09 06:00"), .fd = -1};
        sql_run(sql, "truncate hentra.alert_delivery, hentra.alert_webhook, hentra.alert_transition, "
                     "hentra.alert");
        alerter_open(&one);
        return 0;
}

static int done(void **state)
{
        (void)state;
        alerter_close(&one);
        children_end();
        return 0;
}

/* ---- tests ---- */

static void an_alert_arrives_signed(void **state)
{
        struct received r;
        (void)state;
        webhook("a", "/ok/signed?token=t", NULL);
        raise_alerts(1, 2);
        TURNS_UNTIL(deliveries("a", "state = 1 and attempts = 1 and delivered_at is not null") == 1);
        assert_int_equal(receiver_count(&receiver, "/ok/signed?token=t", &r), 1);
        assert_string_equal(received_signed(&r), "yes");
        assert_string_equal(received_text(&r, "type"), "alert");
        assert_string_equal(received_text(&r, "state"), "RAISED");
        assert_string_equal(received_text(&r, "recipient"), "H.2");
        assert_string_equal(received_text(&r, "rule"), "overdue");
        assert_string_equal(received_text(&r, "due_at"), "2022-03-08T10:00:00Z");
        assert_string_equal(received_text(&r, "id"), received_header(&r, "x-hentra-delivery"));
        const int64_t stamp = strtoll(received_header(&r, "x-hentra-timestamp"), NULL, 10);
        assert_in_range(r.at / MICROS_PER_SECOND - stamp, 0, PATIENCE_S);
        assert_int_equal(deliverer_count(one.deliverer), 1);
        received_close(&r);
}

static void each_hears_what_is_for_it(void **state)
{
        (void)state;
        webhook("all", "/ok/all", NULL);
        webhook("two", "/ok/two", "1, 2, null");
        webhook("off", "/ok/off", NULL);
        webhook("daily", "/ok/daily", "2, null, 1439");
        sql_run(sql, "update hentra.alert_webhook set enabled = false where name = 'off'");
        raise_alerts(3, 1);
        raise_alerts(2, 2);
        TURNS_UNTIL(deliveries("all", "state = 1") == 5);
        TURNS_UNTIL(deliveries("two", "state = 1") == 2);
        assert_int_equal(receiver_count(&receiver, "/ok/two", NULL), 2);
        assert_int_equal(deliveries("off", "true") + deliveries("daily", "true"), 0);
        /* The same transition is queued once, whatever is done. */
        sql_run(sql, "update hentra.alert_transition set published_at = now()");
        assert_int_equal(deliveries("all", "true"), 5);
        /* What waits for one that is switched off goes on waiting. */
        sql_run(sql, "update hentra.alert_webhook set enabled = true where name = 'off'");
        raise_alerts(1, 3);
        sql_run(sql, "update hentra.alert_webhook set enabled = false where name = 'off'");
        TURNS_UNTIL(deliveries("all", "state = 1") == 6);
        assert_int_equal(receiver_count(&receiver, "/ok/off", NULL), 0);
        sql_run(sql, "update hentra.alert_webhook set enabled = true where name = 'off'");
        deliverer_stir(one.deliverer, true);
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
                TURNS_UNTIL(sql_number(sql, "select min(attempts) from hentra.alert_delivery") == tried);
                assert_int_equal(deliveries("f", "state = 0 and last_error = 'HTTP status 500'"), 1);
                assert_int_equal(deliveries("c", "state = 0 and last_error ~ 'reply|connection'"), 1);
                assert_int_equal(
                        sql_number(sql, "select count(*) from hentra.alert_delivery where next_attempt_at > "
                                        "clock_timestamp() - interval '1 s'"),
                        3);
                hurry();
        }
        TURNS_UNTIL(deliveries("f", "state = 1 and attempts = 3") == 1);
        /* The id stays, so that its receiver can tell. */
        assert_int_equal(receiver_count(&receiver, "/fail/2", &r), 3);
        assert_string_equal(received_signed(&r), "yes");
        received_close(&r);
        TURNS_UNTIL(deliveries("c", "state = 2 and attempts = 3") == 1);
        TURNS_UNTIL(deliveries("busy", "state = 2 and attempts = 3") == 1);
}

/* Four requests hang, others fail: neither the good receiver nor a look waits for them. */
static void none_delays_another(void **state)
{
        enum { ALERTS = 150 };
        struct rules rules = {0};
        struct look_result result;
        const struct look_at everything = {.everything = true};
        struct err e;
        micros longest = 0;
        (void)state;
        webhook("hang", "/hang/a", NULL);
        webhook("close", "/close/b", NULL);
        webhook("fail", "/fail/1000000", NULL);
        webhook("slow", "/slow/1000", NULL);
        webhook("nobody", "/", NULL);
        sql_run(sql, "update hentra.alert_webhook set url = 'http://127.0.0.1:1/' where name = 'nobody'");
        webhook("good", "/ok/good", NULL);
        DONE(rules_read(&rules, one.pg, simulated.origin, &e));
        const struct watch w = {.pg = one.pg,
                                .calendar = one.calendar,
                                .rules = &rules,
                                .clock = &simulated,
                                .topic = world.topic};
        raise_alerts(ALERTS, 1);
        const micros began = steady_now();
        while (deliveries("good", "state = 1") < ALERTS &&
               steady_now() - began < HANG_S * MICROS_PER_SECOND) {
                const micros before = steady_now();
                turn(&one);
                DONE(look(&w, &everything, &result, &e));
                longest = steady_now() - before > longest ? steady_now() - before : longest;
        }
        print_message("# %d delivered in %lld ms, the longest round took %lld ms\n", ALERTS,
                      (long long)(steady_now() - began) / 1000, (long long)longest / 1000);
        assert_true(steady_now() - began < HANG_S * MICROS_PER_SECOND / 2);
        assert_int_equal(receiver_count(&receiver, "/ok/good", NULL), ALERTS);
        /* Bounded: of one that does not answer four are under way, and those that fail are left alone for a while. */
        TURNS_UNTIL(receiver_count(&receiver, "/hang/a", NULL) == 4);
        assert_int_equal(deliveries("hang", "state = 0 and attempts = 0"), ALERTS);
        assert_in_range(deliveries("fail", "attempts > 0"), 1, 20);
        assert_in_range(deliveries("nobody", "attempts > 0"), 1, 20);
        rules_free(&rules);
}

static void what_was_given_up_is_shown_and_sent_after_all(void **state)
{
        struct child c;
        char id[32];
        (void)state;
        webhook("refuses", "/status/400", NULL);
        raise_alerts(2, 1);
        TURNS_UNTIL(deliveries("refuses", "state = 2 and attempts = 1") == 2);
        assert_int_equal(receiver_count(&receiver, "/status/400", NULL), 2);
        assert_exit(0, &c, &world, "alert", "failed");
        assert_says(child_out(&c), "refuses");
        assert_says(child_out(&c), "1 attempt(s)  HTTP status 400");
        child_close(&c);
        assert_exit(0, &c, &world, "alert", "failed", "--format", "csv");
        assert_says(child_out(&c), "delivery_id,webhook,message,attempts,last_error,queued_at,failed_at\r\n");
        child_close(&c);
        snprintf(id, sizeof(id), "%d",
                 (int)sql_number(sql, "select min(delivery_id) from hentra.alert_delivery"));
        assert_exit(0, &c, &world, "alert", "retry", "--all", "--dry-run");
        assert_says(child_out(&c), "would retry 2 deliveries");
        child_close(&c);
        assert_exit(1, &c, &world, "alert", "retry", id, "999999");
        assert_says(child_err(&c), "delivery 999999 was not given up");
        child_close(&c);
        assert_exit(2, &c, &world, "alert", "retry");
        child_close(&c);
        assert_int_equal(deliveries("refuses", "state = 2"), 2);
        sql_run(sql, "update hentra.alert_webhook set url = replace(url, '/status/400', '/ok/after-all')");
        assert_exit(0, &c, &world, "alert", "retry", id);
        assert_says(child_out(&c), "retrying 1 delivery");
        child_close(&c);
        deliverer_stir(one.deliverer, true);
        TURNS_UNTIL(deliveries("refuses", "state = 1 and attempts = 1") == 1);
        assert_exit(0, &c, &world, "alert", "retry", "--all");
        child_close(&c);
        deliverer_stir(one.deliverer, true);
        TURNS_UNTIL(deliveries("refuses", "state = 1") == 2);
        assert_exit(0, &c, &world, "alert", "failed", "--format", "json");
        assert_string_equal(child_out(&c), "");
        child_close(&c);
}

/* A second alerter waits for its turn, and goes on when the first is gone, with what that had under way too. */
static void two_alerters_take_turns(void **state)
{
        struct alerter two;
        (void)state;
        alerter_open(&two);
        webhook("t", "/ok/turns", NULL);
        raise_alerts(100, 1);
        for (const micros until = moment_now() + PATIENCE_S * 1000000LL;
             deliveries("t", "state = 1") < 100 && moment_now() < until;) {
                turn(&one);
                turn(&two);
        }
        assert_int_equal(receiver_count(&receiver, "/ok/turns", NULL), 100);
        assert_int_equal(deliveries("t", "attempts = 1"), 100);
        sql_run(sql, "update hentra.alert_webhook set url = replace(url, '/ok/turns', '/hang/turns')");
        deliverer_stir(one.deliverer, true);
        raise_alerts(1, 1);
        TURNS_UNTIL(receiver_count(&receiver, "/hang/turns", NULL) == 1);
        sql_run(sql, "update hentra.alert_webhook set url = replace(url, '/hang/turns', '/ok/turns')");
        deliverer_stir(two.deliverer, true);
        turn(&two);
        assert_int_equal(deliveries("t", "state = 1"), 100);
        alerter_close(&one);
        one = two;
        deliverer_stir(one.deliverer, true);
        TURNS_UNTIL(deliveries("t", "state = 1") == 101);
        assert_int_equal(receiver_count(&receiver, "/ok/turns", NULL), 101);
}

/* The connection is lost while a request is under way. */
static void what_was_not_marked_is_sent_again(void **state)
{
        struct received first, second;
        (void)state;
        webhook("l", "/slow/0", NULL);
        raise_alerts(1, 1);
        for (struct err e; receiver_count(&receiver, "/slow/0", NULL) == 0;) {
                int again_ms;
                DONE(deliver(one.deliverer, one.pg, zone, one.calendar, &again_ms, &e));
                DONE(deliverer_wait(one.deliverer, NULL, 0, 20, &e));
        }
        assert_int_equal(receiver_count(&receiver, "/slow/0", &first), 1);
        pg_close(one.pg);
        deliverer_forget(one.deliverer);
        one.pg = world_connect(&world, "alerter");
        TURNS_UNTIL(deliveries("l", "state = 1 and attempts = 1") == 1);
        assert_int_equal(receiver_count(&receiver, "/slow/0", &second), 2);
        assert_string_equal(received_text(&first, "id"), received_text(&second, "id"));
        received_close(&first);
        received_close(&second);
}

static void a_digest_comes_once_a_working_day(void **state)
{
        struct alerter two;
        struct received r;
        struct err e;
        int64_t n = 0;
        (void)state;
        webhook("daily", "/ok/digest", "2, null, 450");
        webhook("second", "/ok/digest-2", "2, 2, 450");
        raise_alerts(3, 1);
        raise_alerts(2, 2);
        simulated.origin = at("2022-03-09 07:29:59");
        turn(&one);
        assert_int_equal(deliverer_next(one.deliverer), at("2022-03-09 07:30"));
        assert_int_equal(sql_number(sql, "select count(*) from hentra.alert_delivery"), 0);
        simulated.origin = at("2022-03-09 07:30");
        TURNS_UNTIL(deliveries("daily", "state = 1") == 2 && deliveries("second", "state = 1") == 1);
        assert_int_equal(deliverer_next(one.deliverer), at("2022-03-10 07:30"));
        assert_int_equal(receiver_count(&receiver, "/ok/digest-2", &r), 1);
        assert_string_equal(received_signed(&r), "yes");
        assert_string_equal(received_text(&r, "type"), "digest");
        assert_string_equal(received_text(&r, "id"), "digest.2022-03-09.2");
        assert_string_equal(received_header(&r, "x-hentra-delivery"), "digest.2022-03-09.2");
        assert_string_equal(received_text(&r, "agency"), "H.2");
        assert_int_equal(json_items(json_member(r.body, "alerts")), 2);
        assert_true(json_int_of(json_member(json_member(r.body, "counts"), "OVERDUE"), &n));
        assert_int_equal(n, 2);
        received_close(&r);
        /* Another one, one that was started anew, and more that stands later on the same day: none more. */
        alerter_open(&two);
        turn(&two);
        alerter_close(&one);
        one = two;
        raise_alerts(1, 3);
        simulated.origin = at("2022-03-09 16:00");
        turn(&one);
        DONE(digest_queue(one.pg, one.calendar, zone, simulated.origin, &e));
        assert_int_equal(sql_number(sql, "select count(*) from hentra.alert_delivery"), 3);
        /* Days without an alerter are over; the present one comes late. */
        simulated.origin = at("2022-03-14 18:00");
        deliverer_stir(one.deliverer, false);
        TURNS_UNTIL(deliveries("daily", "state = 1") == 5);
        assert_int_equal(receiver_count(&receiver, "/ok/digest", NULL), 5);
        assert_sql(sql, "2022-03-09|3 2022-03-14|4",
                   "select digest_day, count(*) from hentra.alert_delivery group by 1 order by 1");
        /* Saturday. */
        simulated.origin = at("2022-03-19 09:00");
        deliverer_stir(one.deliverer, false);
        turn(&one);
        assert_int_equal(sql_number(sql, "select count(*) from hentra.alert_delivery"), 7);
        assert_int_equal(deliverer_next(one.deliverer), at("2022-03-21 07:30"));
}

/* Whoever is at the same row goes first; the other finds it done. */
static void a_digest_is_queued_by_one(void **state)
{
        struct alerter two;
        struct err e;
        int again_ms;
        (void)state;
        webhook("daily", "/ok/one", "2, null, 450");
        raise_alerts(1, 1);
        simulated.origin = at("2022-03-09 08:00");
        alerter_open(&two);
        sql_run(two.pg, "begin; update hentra.alert_webhook set digest_day = '2022-03-09'");
        DONE(deliver(one.deliverer, one.pg, zone, one.calendar, &again_ms, &e));
        assert_in_range(again_ms, 1, 1000);
        assert_int_equal(deliverer_next(one.deliverer), END_OF_TIME);
        sql_run(two.pg, "rollback");
        TURNS_UNTIL(receiver_count(&receiver, "/ok/one", NULL) == 1);
        turn(&two);
        TURNS_UNTIL(deliveries("daily", "state = 1") == 1);
        assert_int_equal(deliveries("daily", "true"), 1);
        alerter_close(&two);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(an_alert_arrives_signed, fresh, done),
                cmocka_unit_test_setup_teardown(each_hears_what_is_for_it, fresh, done),
                cmocka_unit_test_setup_teardown(it_is_tried_again_until_it_is_taken, fresh, done),
                cmocka_unit_test_setup_teardown(none_delays_another, fresh, done),
                cmocka_unit_test_setup_teardown(what_was_given_up_is_shown_and_sent_after_all, fresh, done),
                cmocka_unit_test_setup_teardown(two_alerters_take_turns, fresh, done),
                cmocka_unit_test_setup_teardown(what_was_not_marked_is_sent_again, fresh, done),
                cmocka_unit_test_setup_teardown(a_digest_comes_once_a_working_day, fresh, done),
                cmocka_unit_test_setup_teardown(a_digest_is_queued_by_one, fresh, done),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_digest.c - one digest for a webhook, an agency and a working day, whatever happens to the alerters.
 */
#include "tests/support/alerting.h"

#include "consumers/alert/digest.h"
#include <stdlib.h>

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
        here.clock.origin = at("2022-03-09 07:29:59");
        turn(&here.one);
        assert_int_equal(deliverer_next(here.one.deliverer), at("2022-03-09 07:30"));
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 0);
        here.clock.origin = at("2022-03-09 07:30");
        TURNS_UNTIL(deliveries("daily", "state = 1") == 2 && deliveries("second", "state = 1") == 1);
        assert_int_equal(deliverer_next(here.one.deliverer), at("2022-03-10 07:30"));
        assert_int_equal(receiver_count(&here.receiver, "/ok/digest-2", &r), 1);
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
        alerter_close(&here.one);
        here.one = two;
        raise_alerts(1, 3);
        here.clock.origin = at("2022-03-09 16:00");
        turn(&here.one);
        DONE(digest_queue(here.one.pg, here.one.calendar, here.zone, here.clock.origin, &e));
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 3);
        /* Days without an alerter are over; the present one comes late. */
        here.clock.origin = at("2022-03-14 18:00");
        deliverer_stir(here.one.deliverer, false);
        TURNS_UNTIL(deliveries("daily", "state = 1") == 5);
        assert_int_equal(receiver_count(&here.receiver, "/ok/digest", NULL), 5);
        assert_sql(here.sql, "2022-03-09|3 2022-03-14|4",
                   "select digest_day, count(*) from hentra.alert_delivery group by 1 order by 1");
        /* Saturday. */
        here.clock.origin = at("2022-03-19 09:00");
        deliverer_stir(here.one.deliverer, false);
        turn(&here.one);
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 7);
        assert_int_equal(deliverer_next(here.one.deliverer), at("2022-03-21 07:30"));
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
        here.clock.origin = at("2022-03-09 08:00");
        alerter_open(&two);
        sql_run(two.pg, "begin; update hentra.alert_webhook set digest_day = '2022-03-09'");
        DONE(deliver(here.one.deliverer, here.one.pg, here.zone, here.one.calendar, &again_ms, &e));
        assert_in_range(again_ms, 1, 1000);
        assert_int_equal(deliverer_next(here.one.deliverer), END_OF_TIME);
        sql_run(two.pg, "rollback");
        TURNS_UNTIL(receiver_count(&here.receiver, "/ok/one", NULL) == 1);
        turn(&two);
        TURNS_UNTIL(deliveries("daily", "state = 1") == 1);
        assert_int_equal(deliveries("daily", "true"), 1);
        alerter_close(&two);
}

/* Only so many alerts, the rest counted. */
static void a_digest_is_bounded(void **state)
{
        struct received r;
        int64_t left_out = 0;
        (void)state;
        webhook("daily", "/ok/bounded", "2, null, 450");
        raise_alerts(DIGEST_ALERTS_MOST + 7, 1);
        here.clock.origin = at("2022-03-09 08:00");
        TURNS_UNTIL(deliveries("daily", "state = 1") == 1);
        receiver_count(&here.receiver, "/ok/bounded", &r);
        assert_int_equal(json_items(json_member(r.body, "alerts")), DIGEST_ALERTS_MOST);
        assert_true(json_int_of(json_member(r.body, "left_out"), &left_out));
        assert_int_equal(left_out, 7);
        received_close(&r);
}

static int begin(void **state)
{
        (void)state;
        alerting_begin("alert_digest");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_digest_comes_once_a_working_day, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(a_digest_is_queued_by_one, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(a_digest_is_bounded, alerting_fresh, alerting_done),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, alerting_end);
}

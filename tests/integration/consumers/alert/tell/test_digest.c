/* SPDX-License-Identifier: Apache-2.0
 *
 * test_digest.c - one digest for a webhook, an agency and a working day, whatever happens to the alerters;
 * in parts where its receiver takes nothing so large.
 */
#include "tests/support/alerting.h"

#include "consumers/alert/tell/digest.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of a webhook's digest, which all of its parts have. */
static int64_t number_of(const char *webhook_name)
{
        char text[200];
        snprintf(text, sizeof(text),
                 "select distinct digest_number from hentra.alert_delivery join hentra.alert_webhook w using "
                 "(webhook_id) where w.name = '%s'",
                 webhook_name);
        return sql_number(here.sql, text);
}

static void a_digest_comes_once_a_working_day(void **state)
{
        struct alerter two;
        struct received r;
        struct err e;
        int64_t n = 0;
        char id[64];
        (void)state;
        webhook("daily", "/ok/digest", "2, null, 450");
        webhook("second", "/ok/digest-2", "2, 2, 450");
        raise_alerts(3, 1);
        raise_alerts(2, 2);
        here.clock.origin = at("2022-03-09 07:29:59");
        turn(&here.one);
        assert_int_equal(deliverer_next_digest(here.one.deliverer), at("2022-03-09 07:30"));
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 0);
        here.clock.origin = at("2022-03-09 07:30");
        TURNS_UNTIL(deliveries("daily", "state = 1") == 2 && deliveries("second", "state = 1") == 1);
        assert_int_equal(deliverer_next_digest(here.one.deliverer), at("2022-03-10 07:30"));
        assert_int_equal(receiver_count(&here.receiver, "/ok/digest-2", &r), 1);
        assert_string_equal(received_signed(&r), "yes");
        assert_string_equal(received_text(&r, "type"), "digest");
        snprintf(id, sizeof(id), "digest.2022-03-09.%" PRId64, number_of("second"));
        assert_string_equal(received_text(&r, "id"), id);
        assert_string_equal(received_header(&r, "x-hentra-delivery"), id);
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
        deliverer_wake(here.one.deliverer, false);
        TURNS_UNTIL(deliveries("daily", "state = 1") == 5);
        assert_int_equal(receiver_count(&here.receiver, "/ok/digest", NULL), 5);
        assert_sql(here.sql, "2022-03-09|3 2022-03-14|4",
                   "select digest_day, count(*) from hentra.alert_delivery group by 1 order by 1");
        /* Saturday. */
        here.clock.origin = at("2022-03-19 09:00");
        deliverer_wake(here.one.deliverer, false);
        turn(&here.one);
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 7);
        assert_int_equal(deliverer_next_digest(here.one.deliverer), at("2022-03-21 07:30"));
}

/* It is sent at once, under a number that a server which crashed could not know any more. */
static void a_digest_is_safe_before_it_is_sent(void **state)
{
        struct err e;
        (void)state;
        sql_run(here.sql,
                "create table hentra.seen (committed text);"
                "create function hentra.see() returns trigger language plpgsql as $$ begin "
                "insert into hentra.seen values (current_setting('synchronous_commit')); return new; end $$;"
                "grant insert on hentra.seen to public;"
                "create trigger see before insert on hentra.alert_delivery for each row execute "
                "function hentra.see()");
        webhook("daily", "/ok/digest", "2, 1, 450");
        raise_alerts(1, 1);
        DONE(digest_queue(here.one.pg, here.one.calendar, here.zone, at("2022-03-09 08:00"), &e));
        assert_sql(here.sql, "on", "select committed from hentra.seen");
        assert_sql(here.sql, "1", "select count(*) from hentra.alert_delivery");
        sql_run(here.sql, "drop table hentra.seen; drop function hentra.see() cascade");
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
        DONE(deliverer_work(here.one.deliverer, here.one.pg, here.zone, here.one.calendar, &again_ms, &e));
        assert_in_range(again_ms, 1, 1000);
        assert_int_equal(deliverer_next_digest(here.one.deliverer), END_OF_TIME);
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

/* Open alerts for an agency that was dissolved are in the digest of its successor, together with those for
 * that one; the dissolved one gets no digest. On the day before it still got one. */
static void of_a_dissolved_agency_its_successor_is_told(void **state)
{
        struct received r;
        (void)state;
        sql_run(here.sql,
                "insert into hentra.agency_version (agency_id, valid_to, name, level, successor_id) values "
                "(1, '2022-03-10', 'gone', 3, 2)");
        webhook("any", "/ok/any", "2, null, 450");
        webhook("gone", "/ok/gone", "2, 1, 450");
        webhook("merged", "/ok/merged", "2, 2, 450");
        raise_alerts(3, 1);
        raise_alerts(2, 2);
        here.clock.origin = at("2022-03-09 08:00");
        TURNS_UNTIL(deliveries("any", "state = 1") == 2 && deliveries("gone", "state = 1") == 1);
        TURNS_UNTIL(deliveries("merged", "state = 1") == 1);
        receiver_count(&here.receiver, "/ok/merged", &r);
        assert_int_equal(json_items(json_member(r.body, "alerts")), 2);
        received_close(&r);
        here.clock.origin = at("2022-03-10 08:00");
        deliverer_wake(here.one.deliverer, false);
        TURNS_UNTIL(deliveries("any", "state = 1") == 3 && deliveries("merged", "state = 1") == 2);
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.alert_delivery"), 6);
        receiver_count(&here.receiver, "/ok/any", &r);
        assert_string_equal(received_text(&r, "agency"), "H.2");
        assert_int_equal(json_items(json_member(r.body, "alerts")), 5);
        received_close(&r);
        sql_run(here.sql, "delete from hentra.agency_version");
}

/* The path took n parts with ids of their own, which together have all open alerts. */
static void assert_parts(const char *name, const char *path, int n, int64_t stand)
{
        int64_t alerts = 0, seen = 0;
        int took = 0;
        struct received r;
        for (int i = 0; receiver_nth(&here.receiver, path, i, &r); i++) {
                int64_t part = 0, parts = 0, overdue = 0, left_out = -1;
                char id[64];
                if (r.body) { /* else it was refused */
                        assert_true(json_int_of(json_member(r.body, "part"), &part));
                        assert_true(json_int_of(json_member(r.body, "parts"), &parts));
                        assert_true(
                                json_int_of(json_member(json_member(r.body, "counts"), "OVERDUE"), &overdue));
                        assert_true(json_int_of(json_member(r.body, "left_out"), &left_out));
                        assert_int_equal(parts, n);
                        assert_int_equal(overdue, stand);
                        assert_int_equal(left_out, 0);
                        snprintf(id, sizeof(id), "digest.2022-03-09.%" PRId64 ".%dof%d", number_of(name),
                                 (int)part, n);
                        assert_string_equal(received_text(&r, "id"), id);
                        assert_string_equal(received_header(&r, "x-hentra-delivery"), id);
                        alerts += (int64_t)json_items(json_member(r.body, "alerts"));
                        seen |= 1 << part;
                        took++;
                }
                received_close(&r);
        }
        assert_int_equal(took, n);
        assert_int_equal(seen, (1 << (n + 1)) - 2);
        assert_int_equal(alerts, stand);
}

/* Halves, and where one of them is still too large its halves, until they fit. */
static void a_digest_too_large_is_cut(void **state)
{
        (void)state;
        webhook("small", "/most/4000", "2, null, 450");
        raise_alerts(20, 1);
        here.clock.origin = at("2022-03-09 08:00");
        TURNS_UNTIL(deliveries("small", "state = 1") == 2);
        assert_int_equal(deliveries("small", "true"), 2);
        assert_parts("small", "/most/4000", 2, 20);
        assert_int_equal(receiver_count(&here.receiver, "/most/4000", NULL), 3);
        /* A look-up of what was queued on this day finds the parts: they are not queued anew. */
        sql_run(here.sql, "update hentra.alert_webhook set digest_day = null");
        deliverer_wake(here.one.deliverer, false);
        turn(&here.one);
        assert_int_equal(deliveries("small", "true"), 2);
        sql_run(here.sql, "delete from hentra.alert_webhook");
        webhook("smaller", "/most/2000", "2, null, 450");
        TURNS_UNTIL(deliveries("smaller", "state = 1") == 4);
        assert_int_equal(deliveries("smaller", "true"), 4);
        assert_parts("smaller", "/most/2000", 4, 20);
        assert_int_equal(receiver_count(&here.receiver, "/most/2000", NULL), 7);
}

/* The rest arrives; one that is too large by itself is given up, and it is said why. A part that is sent
 * again says what still stands, under the same id. */
static void an_alert_too_large_by_itself_is_given_up(void **state)
{
        struct child c;
        struct received r;
        char id[64];
        (void)state;
        webhook("small", "/most/1500", "2, null, 450");
        raise_alerts(4, 1);
        sql_run(here.sql,
                "update hentra.alert set dossier_id = 'D' || repeat('0', 1500) where alert_id = (select "
                "min(alert_id) from hentra.alert)");
        here.clock.origin = at("2022-03-09 08:00");
        TURNS_UNTIL(deliveries("small", "state = 2") == 1 && deliveries("small", "state = 1") == 2);
        assert_int_equal(deliveries("small", "true"), 3);
        assert_int_equal(deliveries("small", "state = 2 and part = 1 and parts = 4 and attempts = 1"), 1);
        assert_exit(0, &c, &here.world, "alert", "failed");
        snprintf(id, sizeof(id), "digest.2022-03-09.%" PRId64 ".1of4", number_of("small"));
        assert_says(child_out(&c), id);
        assert_says(child_out(&c), " bytes are too large for the receiver, and one alert cannot be cut");
        child_close(&c);
        sql_run(here.sql, "update hentra.alert set transition = 2 where length(dossier_id) > 1000");
        assert_exit(0, &c, &here.world, "alert", "retry", "--all");
        child_close(&c);
        deliverer_wake(here.one.deliverer, true);
        TURNS_UNTIL(deliveries("small", "state = 1") == 3);
        receiver_count(&here.receiver, "/most/1500", &r);
        assert_string_equal(received_text(&r, "id"), id);
        assert_int_equal(json_items(json_member(r.body, "alerts")), 0);
        received_close(&r);
}

/* Agencies that are dissolved into successors, parents, nobody and in circles; alerts of many of them. */
static void make_random_agencies(void)
{
        sql_run(here.sql,
                "select setseed(0.15); "
                "insert into hentra.agency (code) select 'R.' || n from generate_series(4, 60) n; "
                "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level, parent_id, "
                "successor_id) "
                "select n, v.valid_from, v.valid_to, 'r', 3, "
                "case when random() < 0.7 then 1 + floor(random() * 60)::integer end, "
                "case when random() < 0.4 then 1 + floor(random() * 60)::integer end "
                "from generate_series(4, 60) n cross join lateral (values "
                "(date '2022-01-01', case when n % 2 = 0 then date '2022-02-01' else 'infinity' end), "
                "(date '2022-02-10', case when n % 3 = 0 then date '2022-03-10' else 'infinity' end)) v "
                "(valid_from, valid_to) where v.valid_from = '2022-01-01' or n % 2 = 0 and n % 5 < 3; "
                /* Some have no version of their own, but a code that leads to another one, for a time. */
                "delete from hentra.agency_version where agency_id in (7, 11, 13, 17, 19, 23); "
                "insert into hentra.agency_alias (system, alias, agency_id, valid_from, valid_to) "
                "select 1, 'R.' || n, 24 + n, '2022-01-01', case when n % 3 = 1 then date '2022-02-01' else "
                "'infinity' end from unnest(array[7, 11, 13, 17, 19, 23]) as n; "
                "select hentra.agency_match(null)");
        for (int i = 0; i < 150; i++)
                raise_alerts(1 + (int)(random() % 9), 1 + (int)(random() % 60));
}

static void forget_random_agencies(void)
{
        assert_int_equal(sql_number(here.sql, "select count(*) from hentra.agency_spoken"), 6);
        sql_run(here.sql, "delete from hentra.agency_version; delete from hentra.agency_spoken; delete from "
                          "hentra.agency_alias");
}

static void deliver_next(void)
{
        struct err e;
        const int64_t id =
                sql_number(here.sql, "select min(delivery_id) from hentra.alert_delivery where state = 0");
        struct digest d = {.agency = TEXT("R"), .part = 1, .parts = 1};
        char sql[700], *body;
        struct bytes got = {0};
        int64_t *alert;
        size_t n;
        DONE(digest_read(here.one.pg, id, here.zone, &d, &body, NULL, &alert, &n, &e));
        snprintf(sql, sizeof(sql), "%" PRId64 " %" PRId64 " %" PRId64, d.count[0], d.count[1], d.count[2]);
        bytes_add(&got, sql, strlen(sql));
        for (size_t i = 0; i < n; i++) {
                snprintf(sql, sizeof(sql), " %" PRId64, alert[i]);
                bytes_add(&got, sql, strlen(sql));
        }
        bytes_add(&got, "", 1);
        snprintf(sql, sizeof(sql),
                 "select count(*) filter (where rule_id = 1) || ' ' || count(*) filter (where "
                 "rule_id = 2) "
                 "|| ' ' || count(*) filter (where rule_id = 3) || ' ' || string_agg(alert_id::text, "
                 "' ' "
                 "order by a.due_at, alert_id) from hentra.alert a join hentra.alert_transition t "
                 "using "
                 "(alert_id, transition) where a.transition = 1 and "
                 "hentra.agency_told(t.recipient_id, "
                 "'2022-03-09') = (select agency_id from hentra.alert_delivery where delivery_id = "
                 "%" PRId64 ")",
                 id);
        char *expected = sql_text(here.sql, sql);
        assert_string_equal((const char *)got.at, expected);
        snprintf(sql, sizeof(sql),
                 "update hentra.alert_delivery set state = 1, delivered_at = now() where delivery_id "
                 "= "
                 "%" PRId64,
                 id);
        sql_run(here.sql, sql);
        free(expected);
        free(alert);
        free(body);
        bytes_free(&got);
}

/* Each digest has the alerts of those agencies from which function agency_told() leads to it, no others. */
static void a_digest_is_of_whom_its_agency_is_told(void **state)
{
        struct err e;
        int64_t agencies = 0;
        (void)state;
        srandom(15);
        make_random_agencies();
        sql_run(here.sql,
                "update hentra.alert set due_at = due_at - random() * interval '9 days', rule_id = 1 + "
                "alert_id % 3; update hentra.alert set transition = 2 where alert_id % 7 = 0");
        webhook("daily", "/ok/random", "2, null, 450");
        DONE(digest_queue(here.one.pg, here.one.calendar, here.zone, at("2022-03-09 08:00"), &e));
        assert_sql(
                here.sql, "t",
                "select array_agg(distinct hentra.agency_told(t.recipient_id, '2022-03-09') order by "
                "hentra.agency_told(t.recipient_id, '2022-03-09')) = (select array_agg(agency_id order by "
                "agency_id) from hentra.alert_delivery) from hentra.alert a join hentra.alert_transition t "
                "using (alert_id, transition) where a.transition = 1");
        for (; sql_number(here.sql, "select count(*) from hentra.alert_delivery where state = 0") > 0;
             agencies++) {
                deliver_next();
        }
        assert_in_range(agencies, 10, 60);
        forget_random_agencies();
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
                cmocka_unit_test_setup_teardown(a_digest_is_safe_before_it_is_sent, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(a_digest_is_queued_by_one, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(a_digest_is_bounded, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(a_digest_too_large_is_cut, alerting_fresh, alerting_done),
                cmocka_unit_test_setup_teardown(an_alert_too_large_by_itself_is_given_up, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(of_a_dissolved_agency_its_successor_is_told, alerting_fresh,
                                                alerting_done),
                cmocka_unit_test_setup_teardown(a_digest_is_of_whom_its_agency_is_told, alerting_fresh,
                                                alerting_done),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, alerting_end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_words.c - what the words of `hentra alert` say to the person who types them: of names that are
 * not there, in which time, and of webhooks that take nothing.
 */
#include "tests/support/connected.h"
#include "tests/support/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int begin(void **state)
{
        (void)state;
        world_open(&world, "alert_words", NULL);
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.agency (code) values ('H.1'), ('H.2'), ('Sở')");
        return 0;
}

static void names_that_are_not_there(void **state)
{
        (void)state;
        assert_program(0, "no alert stands", "$HENTRA alert list --agency H.1 --rule overdue");
        /* A terminal may send the letter's marks behind it. */
        assert_program(0, "no alert stands", "$HENTRA alert list --agency 'So\xcc\x9b\xcc\x89'");
        assert_program(2, "hentra alert: there is no agency 'NIX'\n", "$HENTRA alert list --agency NIX");
        assert_program(2, "there is no agency 'h.2'; did you mean H.2?", "$HENTRA alert list --agency h.2");
        assert_program(2, "there is no rule 'overdeu'; did you mean overdue?",
                       "$HENTRA alert list --rule overdeu --format csv");
}

static void times_are_those_of_the_office(void **state)
{
        (void)state;
        sql_run(pg,
                "insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition) values "
                "(1, 'D', 3, 2, "
                "'2022-03-08 17:00+07', 1); insert into hentra.alert_transition select alert_id, transition, "
                "'2022-03-08 17:00:00.000001+07', 0, 1, 2, 0, 0, false from hentra.alert");
        assert_program(0, "raised               rule             step  return date          dossier  ",
                       "$HENTRA alert list");
        assert_program(0,
                       "; times of Asia/Ho_Chi_Minh\n2022-03-08 17:00:00  escalation          2  2022-03-08 "
                       "17:00:00  D  ",
                       "$HENTRA alert list");
        assert_program(0, "  H.1 -> H.2\n", "$HENTRA alert list");
        assert_program(0, ",2022-03-08T10:00:00.000001Z,\"escalation\",", "$HENTRA alert list --format csv");
        assert_program(
                0,
                "alert_id,raised_at,rule,kind,step,due_at,dossier_id,agency,recipient,procedure,stale,"
                "source,usual_minutes,chance_percent,alike,acknowledged_by,acknowledged_reason,snoozed_by,"
                "snoozed_until,snoozed_reason\r\n1,",
                "$HENTRA alert list --format csv");
        assert_program(0, "\"due_at\":\"2022-03-08T10:00:00Z\"", "$HENTRA alert list --format json");
        sql_run(pg, "insert into hentra.alert_webhook (name, url) values ('Một cửa', 'http://127.0.0.1:1/');"
                    "insert into hentra.alert_delivery (webhook_id, alert_id, transition, state, attempts, "
                    "next_attempt_at, last_error) select w.webhook_id, a.alert_id, 1, 2, 12, '2022-03-09 "
                    "09:00:00.5+07', 'HTTP status 500' from hentra.alert a, hentra.alert_webhook w");
        assert_program(0, "delivery given up             webhook  ", "$HENTRA alert failed");
        assert_program(
                0, " 2022-03-09 09:00:00  Một cửa              1.1                    12  HTTP status 500",
                "$HENTRA alert failed");
        assert_program(0, "delivery_id,webhook,message,attempts,last_error,queued_at,failed_at\r\n",
                       "$HENTRA alert failed --format csv");
        assert_program(0, ",2022-03-09T02:00:00.500000Z\r\n", "$HENTRA alert failed --format csv");
        sql_run(pg, "truncate hentra.alert_delivery, hentra.alert_webhook, hentra.alert_transition, "
                    "hentra.alert_ack, "
                    "hentra.alert");
}

static void a_webhook_that_takes_nothing_is_seen(void **state)
{
        (void)state;
        assert_program(0,
                       "no delivery was given up\n\nthe topic refused no message\n\nno webhook is behind\n",
                       "$HENTRA alert failed");
        sql_run(pg,
                "insert into hentra.alert_webhook (name, url) values ('Một cửa', 'http://127.0.0.1:1/'), "
                "('fresh', 'http://127.0.0.1:1/'), ('left', 'http://127.0.0.1:1/'), ('off', "
                "'http://127.0.0.1:1/');"
                "insert into hentra.alert_delivery (webhook_id, digest_day, agency_id, attempts, created_at, "
                "next_attempt_at, last_error) select w.webhook_id, '2022-03-09', n, "
                "case when name in ('Một cửa', 'off') and n < 3 then n else 0 end, "
                "case name when 'fresh' then now() else '2022-03-09 09:00+07'::timestamptz + n * interval "
                "'1s' "
                "end, case when name = 'Một cửa' then '2099-01-01 09:00+07'::timestamptz else now() end + n "
                "* "
                "interval '1s', case when name = 'Một cửa' and n < 3 then 'HTTP status 50' || n end "
                "from hentra.alert_webhook w, generate_series(1, 4) n;"
                "update hentra.alert_webhook set enabled = false where name = 'off'");
        assert_program(0,
                       "no delivery was given up\n\nthe topic refused no message\n\nwebhook               "
                       "waiting    tried  since  ",
                       "$HENTRA alert failed");
        assert_program(0,
                       "\nMột cửa                     4        2  2022-03-09 09:00:01  2099-01-01 09:00:01  "
                       "HTTP status 50",
                       "$HENTRA alert failed");
        assert_program(0, "\nleft                        4        0  2022-03-09 09:00:01  ",
                       "$HENTRA alert failed");
        assert_program(0, "  not enabled          -\n", "$HENTRA alert failed");
        assert_program(1, "", "$HENTRA alert failed | grep fresh");
        assert_program(0,
                       "{\"webhook\":\"off\",\"waiting\":4,\"tried\":2,\"since\":\"2022-03-09T02:00:01Z\","
                       "\"last_error\":\"\",\"next_attempt_at\":null,\"enabled\":false}",
                       "$HENTRA alert failed --waiting --format json");
        assert_program(2, "--waiting is for `hentra alert failed`", "$HENTRA alert list --waiting");
        sql_run(pg, "truncate hentra.alert_delivery, hentra.alert_webhook");
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(names_that_are_not_there),
                cmocka_unit_test(times_are_those_of_the_office),
                cmocka_unit_test(a_webhook_that_takes_nothing_is_seen),
        };
        return cmocka_run_group_tests(tests, begin, connected_end);
}

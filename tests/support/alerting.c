/* SPDX-License-Identifier: Apache-2.0
 *
 * alerting.c - see alerting.h.
 */
#include "tests/support/alerting.h"

#include "consumers/warehouse/calendars.h"
#include "generated/embedded.h"
#include <poll.h>
#include <stdio.h>

struct alerting here;

micros at(const char *local)
{
        struct err e;
        bool date_only;
        micros t;
        DONE(moment_parse(here.zone, text_of(local), &t, &date_only, &e));
        return t;
}

void alerter_open(struct alerter *a)
{
        struct err e;
        int32_t version;
        *a = (struct alerter){.pg = world_connect(&here.world, "alerter")};
        sql_run(a->pg, "set role hentra_alerter");
        DONE(pg_script(a->pg, SQL_alert_session, &e));
        DONE(calendar_read(&a->calendar, a->pg, here.zone, &version, &e));
        DONE(deliverer_open(&a->deliverer, here.world.conf, &here.clock, &e));
}

void alerter_close(struct alerter *a)
{
        deliverer_close(a->deliverer);
        calendar_close(a->calendar);
        pg_close(a->pg);
        *a = (struct alerter){0};
}

void turn(struct alerter *a)
{
        struct err e;
        int again_ms;
        DONE(deliverer_work(a->deliverer, a->pg, here.zone, a->calendar, &again_ms, &e));
        struct pollfd fd = {deliverer_fd(a->deliverer), POLLIN, 0};
        assert_true(poll(&fd, 1, again_ms < 20 ? again_ms : 20) >= 0);
}

void webhook(const char *name, const char *path, const char *more)
{
        char text[400];
        snprintf(text, sizeof(text),
                 "insert into hentra.alert_webhook (name, url, kind, agency_id, digest_minute) values ('%s', "
                 "'http://127.0.0.1:%d%s', %s)",
                 name, here.receiver.port, path, more ? more : "1, null, null");
        sql_run(here.sql, text);
        if (here.one.deliverer)
                deliverer_wake(here.one.deliverer, true);
}

void raise_alerts(int n, int recipient)
{
        char text[600];
        snprintf(text, sizeof(text),
                 "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition, "
                 "recipient_id) select 'D' || nextval('d'), 2, 1, '2022-03-08 17:00+07', 1, %2$d from "
                 "generate_series(1, %1$d) returning alert_id, transition) insert into "
                 "hentra.alert_transition select alert_id, transition, '2022-03-08 17:00:01+07', 0, 1, %2$d, "
                 "0, 0, false from a",
                 n, recipient);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, false);
}

int64_t deliveries(const char *webhook_name, const char *condition)
{
        char text[300];
        snprintf(text, sizeof(text),
                 "select count(*) from hentra.alert_delivery join hentra.alert_webhook using (webhook_id) "
                 "where name = '%s' and %s",
                 webhook_name, condition);
        return sql_number(here.sql, text);
}

void alerting_begin(const char *name)
{
        alerting_begin_with(name, "");
}

void alerting_begin_with(const char *name, const char *settings)
{
        char more[900];
        struct err e;
        DONE(zone_open(&here.zone, "Asia/Ho_Chi_Minh", &e));
        snprintf(more, sizeof(more),
                 "alert.webhook_secret=the key of the tests\nalert.webhook_timeout=60s\n"
                 "alert.webhook_attempts=3\n%s",
                 settings);
        world_open(&here.world, name, more);
        world_setup(&here.world, RULE_FORM06);
        receiver_start(&here.receiver, "the key of the tests");
        here.sql = world_connect(&here.world, "test");
        sql_run(here.sql, "create sequence d");
        sql_run(here.sql, "insert into hentra.agency (code) values ('H.1'), ('H.2'), ('H.3')");
}

int alerting_end(void **state)
{
        (void)state;
        pg_close(here.sql);
        receiver_stop(&here.receiver);
        world_close(&here.world);
        zone_close(here.zone);
        here = (struct alerting){0};
        return 0;
}

int alerting_fresh(void **state)
{
        (void)state;
        here.clock = (struct clock){.simulated = true, .origin = at("2022-03-09 06:00"), .fd = -1};
        sql_run(here.sql, "truncate hentra.alert_delivery, hentra.alert_webhook, hentra.alert_transition, "
                          "hentra.alert_ack, "
                          "hentra.alert");
        alerter_open(&here.one);
        return 0;
}

int alerting_done(void **state)
{
        (void)state;
        alerter_close(&here.one);
        children_end();
        return 0;
}

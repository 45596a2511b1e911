/* SPDX-License-Identifier: Apache-2.0
 *
 * test_publish_registry.c - transitions as messages that name their schema by its id at a real registry,
 * which is away at first.
 */
#include "tests/support/peek.h"
#include "tests/support/registered.h"
#include "tests/support/world.h"

#include "consumers/alert/tell/publish.h"
#include "consumers/warehouse/calendars.h"
#include "core/lib/kafka.h"
#include "core/wire/alert_codec.h"
#include "core/wire/frame.h"
#include "core/wire/subject.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct line line;
static struct world world;
static struct pg *pg;
static struct zone *zone;
static struct calendar *calendar;
static char topic[80];

static int begin(void **state)
{
        struct err e;
        int32_t version;
        bool created;
        int64_t first, next;
        (void)state;
        char setting[400];
        line_open(&line);
        snprintf(setting, sizeof(setting), "schema.registry.url=%s,%s,%s,%s\n", line.url, line.url, line.url,
                 line.url);
        world_open(&world, "alert_publish_registry", setting);
        world_setup(&world, RULE_FORM06);
        snprintf(topic, sizeof(topic), "%s", conf_text(world.conf, "topic.alert"));
        DONE(kafka_topic_ensure(world.conf, topic, 1, 1, 10, &created, &e));
        EVENTUALLY(peek_bounds(world.conf, topic, 0, &first, &next, 10000, &e) == OK);
        pg = world_connect(&world, "publish");
        DONE(zone_open(&zone, "Asia/Ho_Chi_Minh", &e));
        DONE(calendar_read(&calendar, pg, zone, &version, &e));
        sql_run(pg, "insert into hentra.agency (code) values ('H.1')");
        return 0;
}

static int end(void **state)
{
        (void)state;
        calendar_close(calendar);
        zone_close(zone);
        pg_close(pg);
        world_close(&world);
        line_close(&line);
        return 0;
}

/* Alerts 1 to n, each raised and cleared. */
static void make_alerts(int n)
{
        char sql[700];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition) select "
                 "i, "
                 "'D' || i, 2, 1, "
                 "'2022-03-09 17:00+07', 2 from generate_series(1, %d) i; "
                 "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, "
                 "recipient_id, procedure_id, "
                 "case_kind, stale) select alert_id, t, '2022-03-09 17:00+07', t - 1, 1, 1, 0, 0, false from "
                 "hentra.alert, "
                 "generate_series(1, 2) t",
                 n);
        sql_run(pg, sql);
}

static bool published(struct publisher *p, struct pg *by)
{
        struct err e;
        int again_ms;
        DONE(publisher_work(p, by, zone, calendar, &again_ms, &e));
        return sql_number(pg, "select count(*) from hentra.alert_transition where published_at is null") == 0;
}

/* A registry that hangs, or refuses the schema, holds up no look for longer than a moment, and no message
 * leaves without its frame. */
static void messages_wait_for_the_registry(void **state)
{
        struct publisher *p;
        struct kafka_message m;
        struct registry_client client;
        struct registered own = {0};
        char subject[SUBJECT_MOST];
        struct err e;
        bool found;
        (void)state;
        make_alerts(2);
        line_pause(&line);
        DONE(publisher_open(&p, world.conf, &e));
        const micros before = steady_now();
        assert_false(published(p, pg));
        assert_true(steady_now() - before < 3 * MICROS_PER_SECOND); /* one of its four URLs was asked */
        publisher_close(p);
        line_resume(&line);

        subject_of_topic(topic, subject);
        DONE(publisher_open(&p, world.conf, &e));
        registered_add(subject, TEXT("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}"));
        assert_false(published(p, pg));
        publisher_close(p);
        registered_remove(subject);
        DONE(publisher_open(&p, world.conf, &e));
        EVENTUALLY(published(p, pg));
        publisher_close(p);

        DONE(registry_client_open(&client, world.conf, NULL, NULL, &e));
        DONE(subject_find(&client, subject, alert_codec_newest(), &own, &e));
        registry_client_close(&client);
        assert_true(own.id > 0);
        for (int64_t offset = 0; offset < 4; offset++) {
                DONE(peek(world.conf, topic, 0, offset, 10000, &m, &found, &e));
                assert_true(found);
                const struct frame frame = frame_read(m.value, m.value_len);
                assert_int_equal(frame.kind, FRAME_REGISTERED);
                assert_int_equal(frame.id, own.id);
                /* Behind the frame: alert_id and transition as zigzag numbers below 64. */
                assert_int_equal(m.value[5], 2 * (1 + offset / 2));
                assert_int_equal(m.value[6], 2 * (1 + offset % 2));
                kafka_release(&m, 1);
        }
        registered_free(&own);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(messages_wait_for_the_registry),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA) || registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}

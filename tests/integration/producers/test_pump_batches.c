/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pump_batches.c - a topic that takes less than a batch: the broker refuses the whole batch, and every
 * event arrives all the same; only what is too large alone is set aside.
 */
#include "core/program/keys.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/pump.h"
#include "tests/support/peek.h"
#include "tests/support/world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS = 300, NONE = 1 << 30 };

static struct world world;
static struct codec *codec;

struct list {
        uint64_t given, settled;
        uint64_t large; /* number of an event that is too large alone */
        uint64_t refused;
        char id[32];
        uint8_t value[CODEC_EVENT_MOST];
        size_t len;
};

/* Its bytes follow from their place, and cannot be compressed. */
static void pad(struct list *l)
{
        uint32_t x = 1;
        for (size_t n = l->len + 1500; l->len < n; l->len++) {
                x = x * 1664525U + 1013904223U;
                l->value[l->len] = (uint8_t)(x >> 24);
        }
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct list *l = self;
        if (l->given == EVENTS)
                return SOURCE_END;
        snprintf(l->id, sizeof(l->id), "D-%llu", (unsigned long long)l->given);
        *v = (struct event){.source = TEXT("test"),
                            .dossier_id = text_of(l->id),
                            .agency = TEXT("A"),
                            .submitted_at = NO_TIME,
                            .due_at = NO_TIME,
                            .since = NO_TIME};
        event_identify(v);
        assert_int_equal(codec_encode(codec, v, l->value, &l->len, e), OK);
        if (l->given++ == l->large)
                pad(l);
        return SOURCE_MESSAGE;
}

static void message(void *self, struct text *key, struct text *value)
{
        struct list *l = self;
        *key = text_of(l->id);
        *value = (struct text){(const char *)l->value, l->len};
}

static enum fault refused(void *self, struct text key, struct text value, struct err *e)
{
        struct list *l = self;
        (void)e;
        assert_true(value.len > 1500 && key.len > 0);
        l->refused++;
        return OK;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        struct list *l = self;
        (void)e;
        l->settled = below;
        return OK;
}

static enum fault run(struct list *l, bool sets_aside, bool endless, char text[static 512])
{
        struct err e = {0};
        static const char *const limit[] = {"max.message.bytes", "1400", NULL};
        const struct source source = {.name = "list",
                                      .checked = true,
                                      .identified = true,
                                      .next = next,
                                      .message = message,
                                      .settle = settle,
                                      .refused = sets_aside ? refused : NULL};
        const struct pump_options options = {.endless = endless, .wait_s = 60};
        struct pump_counts counts;
        static int topics;
        bool created;
        snprintf(world.topic, sizeof(world.topic), "pump-batches-%d-%d", getpid(), ++topics);
        DONE(kafka_topic_ensure_with(world.conf, world.topic, 1, 1, limit, 10, &created, &e));
        assert_true(created);
        setenv("HENTRA_TOPIC_STATUS", world.topic, 1);
        struct conf *conf;
        DONE(conf_open(&conf, &settings, world.file, NULL, &e));
        const enum fault fault = pump_run(conf, &source, l, &options, &counts, &e);
        conf_close(conf);
        snprintf(text, 512, "%s", e.text);
        return fault;
}

/* Each event is in the topic, but for a large one; where one is there twice the last ones come in order. */
static void expect_all(uint64_t large)
{
        static int64_t last[EVENTS];
        int64_t first, end, before = -1;
        struct err e;
        memset(last, -1, sizeof(last));
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &end, 10000, &e));
        struct kafka_peeker *p = kafka_peeker_new(world.conf);
        for (int64_t offset = first; offset < end; offset++) {
                struct kafka_message m;
                bool found;
                char id[32];
                DONE(kafka_peek(p, world.topic, 0, offset, 10000, &m, &found, &e));
                if (!found)
                        continue;
                snprintf(id, sizeof(id), "%.*s", (int)m.key_len, (const char *)m.key);
                const uint64_t number = strtoull(id + 2, NULL, 10);
                assert_true(number < EVENTS);
                last[number] = offset;
                kafka_release(&m, 1);
        }
        kafka_peeker_close(p);
        for (uint64_t i = 0; i < EVENTS; i++) {
                assert_true(i == large ? last[i] < 0 : last[i] > before);
                before = i == large ? before : last[i];
        }
}

static void a_batch_that_is_too_large(void **state)
{
        (void)state;
        for (int stays = 0; stays < 2; stays++) { /* a job that ends by itself, and nothing is set aside */
                struct list l = {.large = NONE};
                char text[512];
                if (run(&l, stays, stays, text) != OK)
                        fail_msg("%s", text);
                assert_int_equal(l.settled, EVENTS);
                assert_int_equal(l.refused, 0);
                expect_all(NONE);
        }
}

static void one_that_is_too_large_alone(void **state)
{
        (void)state;
        struct list l = {.large = 170};
        char text[512];
        if (run(&l, true, true, text) != OK)
                fail_msg("%s", text);
        assert_int_equal(l.settled, EVENTS);
        assert_int_equal(l.refused, 1);
        expect_all(l.large);
}

static void one_that_nobody_sets_aside(void **state)
{
        (void)state;
        struct list l = {.large = 170};
        char text[512];
        assert_int_equal(run(&l, false, true, text), FATAL);
        assert_non_null(strstr(text, "Kafka did not take an event"));
        assert_int_equal(l.settled, 170);
}

static int open_world(void **state)
{
        struct err e;
        (void)state;
        world_open(&world, "pump_batches", NULL);
        DONE(codec_open(&codec, &e));
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        codec_close(codec);
        world_close(&world);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_batch_that_is_too_large),
                cmocka_unit_test(one_that_is_too_large_alone),
                cmocka_unit_test(one_that_nobody_sets_aside),
        };
        if (world_lacks(SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

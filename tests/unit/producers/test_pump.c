/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pump.c - the pump against the cluster that librdkafka carries for tests: what a source is told, and
 * when.
 */
#include "core/base/stop.h"
#include "core/program/keys.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/pump.h"
#include "tests/support/capture.h"
#include "tests/support/counted.h"
#include "tests/support/mock.h"
#include "tests/support/unit.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* A source that is a count of events, with pauses, and remembers what it was told. */
struct list {
        uint64_t events, given, settled, settles;
        uint64_t idle_every; /* idle behind each so many, until those are settled; 0: never */
        bool breaks;         /* the broker refuses the first batch */
        uint64_t bad, stop;  /* numbers of an event that may not enter, and before which a stop is asked */
        bool endless;        /* idle at the end, not ended */
        uint64_t waits;      /* so often before the last event it is there, but cannot be taken yet */
        char id[32];
        /* As messages: each one of the bad ones cannot be read, or is too large for Kafka. */
        struct codec *codec;
        size_t pad; /* bytes behind a bad one; 0: it is no message */
        uint8_t value[CODEC_EVENT_MOST];
        size_t len;
        bool keeps; /* an endless pump, and nowhere to set a message aside */
        uint64_t refused;
        size_t refused_len;
};

static enum source_next encode(struct list *l, struct event *v)
{
        struct err e;
        v->agency = TEXT("A");
        event_identify(v);
        if (codec_encode(l->codec, v, l->value, &l->len, &e) != OK)
                fail_msg("%s", e.text);
        if (l->given++ != l->bad)
                return SOURCE_MESSAGE;
        memset(l->value + l->len, 0, l->pad);
        l->len = l->pad == 0 ? 1 : l->len + l->pad;
        return SOURCE_MESSAGE;
}

enum { PRODUCE = 0 /* the number of this request in Kafka's protocol */ };

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct list *l = self;
        (void)e;
        if (l->breaks && l->given == 0)
                rd_kafka_mock_push_request_errors(rd_kafka_handle_mock_cluster(newest), PRODUCE, 1,
                                                  RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        if (l->idle_every && l->given % l->idle_every == 0 && l->settled < l->given)
                return SOURCE_IDLE;
        if (l->given == l->events)
                return l->endless ? SOURCE_IDLE : SOURCE_END;
        if (l->given + 1 == l->events && l->waits > 0) {
                l->waits--;
                return SOURCE_WAIT;
        }
        if (l->given == l->stop)
                raise(SIGTERM);
        snprintf(l->id, sizeof(l->id), "D-%llu", (unsigned long long)l->given);
        *v = (struct event){.source = TEXT("test"),
                            .dossier_id = text_of(l->id),
                            .agency = l->given == l->bad ? (struct text){0} : TEXT("A"),
                            .submitted_at = NO_TIME,
                            .due_at = NO_TIME,
                            .since = NO_TIME};
        if (l->codec)
                return encode(l, v);
        l->given++;
        return SOURCE_EVENT;
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
        assert_true(key.len > 0);
        l->refused++;
        l->refused_len = value.len;
        return OK;
}

static int no_fd(void *self)
{
        (void)self;
        return -1;
}

static int wait_ms(void *self)
{
        (void)self;
        return 1;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        struct list *l = self;
        (void)e;
        assert_true(below > l->settled);
        assert_true(below <= l->given);
        l->settled = below;
        l->settles++;
        return OK;
}

static const struct source list_source = {
        .name = "list", .next = next, .fd = no_fd, .wait_ms = wait_ms, .settle = settle};
static const struct source message_source = {.name = "messages",
                                             .checked = true,
                                             .identified = true,
                                             .next = next,
                                             .message = message,
                                             .fd = no_fd,
                                             .wait_ms = wait_ms,
                                             .settle = settle,
                                             .refused = refused};

#define SET(...) ((const char *const[]){"kafka.linger.ms=1", __VA_ARGS__, NULL})

static int wait_s = 60; /* for a broker that is there */

static enum fault run(struct list *l, const char *const *set, bool until_idle, struct pump_counts *counts,
                      struct err *e)
{
        struct conf *conf;
        struct pump_options options = {.until_idle = until_idle, .wait_s = wait_s};
        assert_int_equal(conf_open(&conf, &settings, "/dev/null", set, e), OK);
        struct source source = l->codec ? message_source : list_source;
        if (l->keeps) {
                source.refused = NULL;
                options.endless = true;
        }
        enum fault fault = pump_run(conf, &source, l, &options, counts, e);
        conf_close(conf);
        return fault;
}

#define MOCK "kafka.test.mock.num.brokers=1"
enum { NEVER = 1 << 30 };

static void everything_is_settled(void **state)
{
        (void)state;
        struct list l = {.events = 20000, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        if (run(&l, SET(MOCK), false, &counts, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(l.given, 20000);
        assert_int_equal(l.settled, 20000);
        assert_int_equal(counts.sent, 20000);
        assert_int_equal(counts.settled, 20000);
        assert_true(counted("hentra_producer_events_total") == 20000); /* the first run of this program */
        assert_true(counted("hentra_producer_events_confirmed_total") == 20000);
        assert_true(counted("hentra_producer_source_faults_total") == 0);
}

static void a_full_queue_is_waited_out(void **state)
{
        (void)state;
        struct list l = {.events = 5000, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        if (run(&l, SET(MOCK, "kafka.queue.buffering.max.messages=100"), false, &counts, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(l.settled, 5000);
        assert_true(counts.queue_full > 0);
        assert_true(counted("hentra_producer_queue_waits_total") >= (double)counts.queue_full);
        assert_true(l.settles > 1); /* the queue's room came from what was confirmed */
}

/* A source may wait, idle, for what it has given to be settled; nothing else wakes it. */
static void idle_until_settled(void **state)
{
        (void)state;
        struct list l = {.events = 300, .idle_every = 30, .endless = true, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        if (run(&l, SET(MOCK), true, &counts, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(l.settled, 300);
        assert_true(l.settles >= 10);
}

/* A job that ends when its source is idle does not end while the source waits for something. */
static void a_source_that_waits_is_asked_again(void **state)
{
        (void)state;
        struct list l = {.events = 3, .endless = true, .waits = 5, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        if (run(&l, SET(MOCK), true, &counts, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(l.waits, 0);
        assert_int_equal(l.settled, 3);
}

/* Events wait for others (linger.ms) only while there are others: with a linger beyond the test's time
 * limit. */
static void an_idle_source_s_events_leave_at_once(void **state)
{
        (void)state;
        struct list l = {.events = 30, .idle_every = 10, .endless = true, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        static const char *const patient[] = {MOCK, "kafka.linger.ms=200000", NULL};
        if (run(&l, patient, true, &counts, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(l.settled, 30);
}

static void nothing_to_send(void **state)
{
        (void)state;
        struct list l = {.endless = true, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        assert_int_equal(run(&l, SET(MOCK), true, &counts, &e), OK);
        assert_int_equal(l.settles, 0);
}

static void a_bad_event_is_the_source_s_fault(void **state)
{
        (void)state;
        struct list l = {.events = 100, .bad = 50, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        assert_int_equal(run(&l, SET(MOCK), false, &counts, &e), FATAL);
        assert_string_equal(e.text, "list: agency is empty");
        assert_int_equal(l.settled, 50); /* what was sent before it is confirmed all the same */
}

/* The broker answers later than a message may wait: it is lost, and the source must not hear of it as done.
 */
static void a_lost_delivery_ends_the_pump(void **state)
{
        (void)state;
        struct list l = {.events = 100, .endless = true, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        assert_int_equal(run(&l, SET(MOCK, "kafka.test.mock.broker.rtt=250", "kafka.message.timeout.ms=100"),
                             true, &counts, &e),
                         FATAL);
        assert_non_null(strstr(e.text, "Kafka did not take an event"));
        assert_int_equal(l.settled, 0);
}

/* Kafka will never take it, or it was never ours: the source sets it aside, and the others go on. */
static void a_message_that_is_refused(void **state)
{
        static const size_t pads[] = {0, 1500};
        (void)state;
        for (size_t i = 0; i < 2; i++) {
                struct list l = {.events = 100, .bad = 50, .stop = NEVER, .pad = pads[i]};
                struct pump_counts counts;
                struct err e = {0};
                assert_int_equal(codec_open(&l.codec, &e), OK);
                if (run(&l, SET(MOCK, "kafka.message.max.bytes=1000"), false, &counts, &e) != OK)
                        fail_msg("%s", e.text);
                assert_int_equal(l.refused, 1);
                assert_true(l.refused_len > pads[i]);
                assert_int_equal(l.settled, 100);
                codec_close(l.codec);
        }
}

/* Another client would be refused as well: sending it for ever would keep all behind it. */
static void a_message_that_nobody_can_set_aside(void **state)
{
        (void)state;
        struct list l = {.events = 100, .bad = 50, .stop = NEVER, .pad = 1500, .keeps = true};
        struct pump_counts counts;
        struct err e = {0};
        assert_int_equal(codec_open(&l.codec, &e), OK);
        assert_int_equal(run(&l, SET(MOCK, "kafka.message.max.bytes=1000"), false, &counts, &e), FATAL);
        assert_non_null(strstr(e.text, "Kafka did not take an event"));
        assert_true(l.settled <= 50);
        codec_close(l.codec);
}

/* Messages of some 100 bytes, 20 kB in a second. */
static void expect_rate(micros began, uint64_t messages)
{
        const double seconds = (double)(steady_now() - began) / (double)MICROS_PER_SECOND;
        struct err e;
        struct codec *codec;
        struct event v;
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct list one = {.events = 1, .bad = NEVER, .stop = NEVER};
        assert_int_equal(codec_open(&codec, &e), OK);
        assert_int_equal(next(&one, &v, &e), SOURCE_EVENT);
        event_identify(&v);
        assert_int_equal(codec_encode(codec, &v, bytes, &len, &e), OK);
        codec_close(codec);
        const double wanted = (double)messages * (double)(len + 3) / 20000;
        if (seconds < wanted * 0.9 - 0.1)
                fail_msg("%.2f s, wanted are %.2f", seconds, wanted);
}

static void a_rate_is_kept(void **state)
{
        (void)state;
        struct list l = {.events = 300, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        const micros began = steady_now();
        if (run(&l, SET(MOCK, "forward.rate=20"), false, &counts, &e) != OK)
                fail_msg("%s", e.text);
        expect_rate(began, 300);
        assert_int_equal(l.settled, 300);
}

/* What was in flight is given again, and counts again: here all of it, in the end. */
static void a_rate_is_kept_by_another_client(void **state)
{
        (void)state;
        static const char *const patient[] = {MOCK, "kafka.linger.ms=200000", "forward.rate=20", NULL};
        struct list l = {.events = 200, .bad = NEVER, .stop = NEVER, .breaks = true};
        struct pump_counts counts;
        struct err e = {0};
        const micros began = steady_now();
        struct capture c = capture_begin(STDERR_FILENO);
        const enum fault fault = run(&l, patient, false, &counts, &e);
        char *log = capture_end(&c);
        if (fault != OK)
                fail_msg("%s", e.text);
        assert_non_null(strstr(log, "in_flight=200"));
        free(log);
        expect_rate(began, 400);
        assert_int_equal(l.settled, 200);
}

static void no_broker(void **state)
{
        (void)state;
        struct list l = {.events = 100, .bad = NEVER, .stop = NEVER};
        struct pump_counts counts;
        struct err e = {0};
        wait_s = 1;
        assert_int_equal(run(&l, SET("kafka.bootstrap.servers=127.0.0.1:1"), false, &counts, &e), RETRY);
        wait_s = 60;
        assert_non_null(strstr(e.text, "127.0.0.1:1"));
        assert_int_equal(l.given, 0);
}

/* Last: a stop cannot be taken back. */
static void a_stop_settles_what_was_sent(void **state)
{
        (void)state;
        struct list l = {.events = NEVER, .bad = NEVER, .stop = 5000};
        struct pump_counts counts;
        struct err e = {0};
        stop_install();
        assert_int_equal(run(&l, SET(MOCK), false, &counts, &e), OK);
        assert_int_equal(l.given, 5001);
        assert_int_equal(l.settled, 5000);
        assert_int_equal(counts.sent, 5000);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(everything_is_settled),
                cmocka_unit_test(a_full_queue_is_waited_out),
                cmocka_unit_test(idle_until_settled),
                cmocka_unit_test(a_source_that_waits_is_asked_again),
                cmocka_unit_test(an_idle_source_s_events_leave_at_once),
                cmocka_unit_test(nothing_to_send),
                cmocka_unit_test(a_bad_event_is_the_source_s_fault),
                cmocka_unit_test(a_lost_delivery_ends_the_pump),
                cmocka_unit_test(a_message_that_is_refused),
                cmocka_unit_test(a_message_that_nobody_can_set_aside),
                cmocka_unit_test(a_rate_is_kept),
                cmocka_unit_test(a_rate_is_kept_by_another_client),
                cmocka_unit_test(no_broker),
                cmocka_unit_test(a_stop_settles_what_was_sent),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

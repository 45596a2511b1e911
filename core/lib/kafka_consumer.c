/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_consumer.c - a member of a group that reads each of its partitions by itself.
 *
 * Rule: every partition has a queue of its own, so a caller that is behind can drain one partition after
 * another (kafka_take.c).
 * Group events come through rd_kafka_consumer_poll(), served in kafka_wait() only.
 */
#include "core/base/beside.h"
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include "core/lib/kafka_log.h"
#include "core/lib/log.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* Time within which a working group gives a member its share. */
#define SILENCE    (15 * MICROS_PER_SECOND)
#define TEXT_OF(x) #x
#define DECIMAL(x) TEXT_OF(x)

/* Limits per partition: a message costs some 350 bytes beside its own. An answer holds thousands of small
 * messages even so, and what is not unpacked needs no memory; a larger message comes alone. */
#define READING                                                                                        \
        {"queued.min.messages", DECIMAL(KAFKA_ENOUGH_QUEUED)}, {"queued.max.messages.kbytes", "6144"}, \
                {"fetch.message.max.bytes", "262144"}, {"fetch.wait.max.ms", "100"},                   \
        {                                                                                              \
                "topic.metadata.refresh.interval.ms", "10000" /* new partitions are found soon */      \
        }
static const struct kafka_setting defaults[] = {
        READING,
        {"partition.assignment.strategy", "range"},
        {"session.timeout.ms", "45000"},
        {"heartbeat.interval.ms", "500"}, /* a new member waits until all others had one */
        {0},
};
/* Under the newer protocol the brokers decide the rest, and librdkafka refuses these settings. */
static const struct kafka_setting defaults_newer[] = {READING, {0}};
static const struct kafka_setting fixed[] = {
        {"enable.auto.commit", "false"},       {"enable.auto.offset.store", "false"},
        {"enable.partition.eof", "true"},      {"auto.offset.reset", "error"},
        {"allow.auto.create.topics", "false"}, {"check.crcs", "true"},
        {"isolation.level", "read_committed"}, {0},
};

static enum fault subscribe(struct kafka_consumer *c, struct err *e)
{
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(list, c->topic, RD_KAFKA_PARTITION_UA);
        const rd_kafka_resp_err_t err = rd_kafka_subscribe(c->rk, list);
        rd_kafka_topic_partition_list_destroy(list);
        return err ? kafka_fail(e, err, "subscribe") : OK;
}

enum fault kafka_consumer_open(struct kafka_consumer **out, const struct conf *conf, const char *group,
                               const char *topic, const struct kafka_rebalance *rebalance, struct err *e)
{
        rd_kafka_conf_t *rc;
        bool newer;
        *out = NULL;
        if (kafka_group_newer(conf, &newer, e) != OK ||
            kafka_client_conf(&rc, conf, newer ? defaults_newer : defaults, fixed, e) != OK)
                return e->kind;
        rd_kafka_conf_set(rc, "group.id", group, NULL, 0);
        struct kafka_consumer *c = need_alloc(sizeof(*c));
        c->rebalance = *rebalance;
        c->wake[0] = c->wake[1] = -1;
        rd_kafka_conf_set_rebalance_cb(rc, kafka_on_rebalance);
        rd_kafka_conf_set_opaque(rc, c);
        if (kafka_client_open(&c->rk, RD_KAFKA_CONSUMER, rc, e) != OK) {
                free(c);
                return e->kind;
        }
        c->topic = need_strdup(topic);
        c->focus = c->broker = -1;
        c->warn_after = newer ? steady_now() + SILENCE : 0;
        kafka_waker_open(&c->waker, c->rk);
        rd_kafka_poll_set_consumer(c->rk);
        if (pipe2(c->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
                fail_errno(e, FATAL, "pipe");
                kafka_consumer_close(c);
                return FATAL;
        }
        rd_kafka_queue_t *group_queue = rd_kafka_queue_get_consumer(c->rk);
        rd_kafka_queue_io_event_enable(group_queue, c->wake[1], "g", 1);
        rd_kafka_queue_destroy(group_queue);
        if (subscribe(c, e) != OK) {
                kafka_consumer_close(c);
                return e->kind;
        }
        *out = c;
        return OK;
}

static void assigned_at_close(void *caller, const int32_t *partitions, size_t n)
{
        const struct kafka_rebalance *rebalance = caller;
        rebalance->assigned(rebalance->context, partitions, n);
}

/* The commit in the callback may take its time; only the work of the library is watched. */
static void revoked_at_close(void *caller, const int32_t *partitions, size_t n, bool lost)
{
        const struct kafka_rebalance *rebalance = caller;
        kafka_close_end();
        rebalance->revoked(rebalance->context, partitions, n, lost);
        kafka_close_begin();
}

void kafka_consumer_close(struct kafka_consumer *c)
{
        if (!c)
                return;
        struct kafka_rebalance callers = c->rebalance;
        c->rebalance = (struct kafka_rebalance){assigned_at_close, revoked_at_close, &callers};
        kafka_close_begin();
        rd_kafka_consumer_close(c->rk); /* calls `revoked` for all that are still assigned */
        kafka_assignment_forget(c);
        kafka_waker_close(&c->waker);
        rd_kafka_destroy(c->rk);
        kafka_close_end();
        if (c->wake[0] >= 0) {
                close(c->wake[0]);
                close(c->wake[1]);
        }
        free(c->topic);
        free(c);
}

static bool anything_queued(const struct kafka_consumer *c, int32_t only)
{
        for (size_t i = 0; i < c->n; i++) {
                const struct kafka_assigned *a = &c->parts[i];
                if (a->expected >= 0 && (only < 0 || a->partition == only) &&
                    rd_kafka_queue_length(a->queue) > 0)
                        return true;
        }
        return false;
}

/* Two members of a static membership with one name: the first one is shut out. With the newer group protocol
 * it is the second one (an error code that librdkafka 2.0.2 has no name for). */
static bool same_instance(struct kafka_consumer *c, const rd_kafka_message_t *m)
{
        enum { UNRELEASED_INSTANCE_ID = 111 };
        char text[256], id[128] = "";
        size_t size = sizeof(id);
        const int cause =
                m->err == RD_KAFKA_RESP_ERR__FATAL ? rd_kafka_fatal_error(c->rk, text, sizeof(text)) : m->err;
        if (cause != RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID && cause != UNRELEASED_INSTANCE_ID)
                return false;
        rd_kafka_conf_get(rd_kafka_conf(c->rk), "group.instance.id", id, &size);
        c->fault = fail(
                &c->e, USAGE,
                "another consumer of the group has kafka.group.instance.id=%s too: give each one its own, "
                "or none",
                id);
        return true;
}

/* Sets the fault that ends the consumer. */
static void group_failed(struct kafka_consumer *c, const rd_kafka_message_t *m)
{
        if (m->err == RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL)
                c->fault = fail(
                        &c->e, FATAL,
                        "the group's other members share its partitions in another way: start all with the "
                        "same kafka.partition.assignment.strategy, and from one to the other only after "
                        "all were stopped");
        else
                c->fault = kafka_fail_for(&c->e, c->rk, m->err, "READ", c->topic, rd_kafka_message_errstr(m));
}

static void serve_group(struct kafka_consumer *c)
{
        rd_kafka_message_t *m;
        while ((m = rd_kafka_consumer_poll(c->rk, 0))) {
                if (m->err && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF && !same_instance(c, m)) {
                        kafka_log_line(KAFKA_LOG_ERROR, "ERROR", rd_kafka_message_errstr(m));
                        c->doubted |= m->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
                        if (kafka_fault_of(m->err, rd_kafka_message_errstr(m)) == FATAL &&
                            m->err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
                                group_failed(c, m);
                }
                rd_kafka_message_destroy(m);
        }
}

bool kafka_topic_doubted(struct kafka_consumer *c)
{
        const bool doubted = c->doubted;
        c->doubted = false;
        return doubted;
}

void kafka_request_fetch(struct kafka_consumer *c, int32_t partition)
{
        const struct kafka_assigned *a = kafka_assigned(c, partition);
        const int32_t broker = a && a->broker >= 0 ? a->broker : c->broker;
        if (broker >= 0)
                kafka_wake(&c->waker, broker);
}

/* A message that is known to exist may not be on its way: it is requested again and again. */
static void wait_for(struct kafka_consumer *c, const struct kafka_assigned *awaited, int ms)
{
        enum { ASK_AGAIN_MS = 10 };
        const int32_t broker = awaited && awaited->broker >= 0 ? awaited->broker : c->broker;
        const bool behind = (awaited && !awaited->eof) || steady_now() < c->ask_until;
        const bool ask = behind && broker >= 0;
        struct pollfd fds[3] = {{c->wake[0], POLLIN, 0}, {stop_fd(), POLLIN, 0}, {beside_fd(), POLLIN, 0}};
        for (int slice; ms > 0; ms -= slice) {
                slice = ask && ms > ASK_AGAIN_MS ? ASK_AGAIN_MS : ms;
                if (ask)
                        kafka_wake(&c->waker, broker);
                if (poll(fds, 3, slice) == 0)
                        continue;
                beside_run();
                return;
        }
}

/* Brokers before Kafka 4 do not know the newer protocol. librdkafka asks them again forever, silently. */
static void warn_of_silence(struct kafka_consumer *c)
{
        if (c->warn_after == 0 || steady_now() < c->warn_after)
                return;
        c->warn_after = 0;
        log_warn("kafka.nothing_assigned", KT("topic", c->topic), KI("waited_s", SILENCE / MICROS_PER_SECOND),
                 KT("hint", "kafka.group.protocol=consumer needs Kafka 4; or there are fewer partitions than "
                            "members of the group"));
        kafka_assignment_none(c);
}

enum fault kafka_wait(struct kafka_consumer *c, int32_t only, int ms, struct err *e)
{
        char drop[64];
        while (read(c->wake[0], drop, sizeof(drop)) > 0)
                continue;
        serve_group(c);
        warn_of_silence(c);
        kafka_report_positions(c);
        (void)kafka_assignment_complete(c);
        if (c->fault != OK) {
                *e = c->e;
                c->fault = OK; /* reported once: the next try may succeed */
                return e->kind;
        }
        if (anything_queued(c, only) || stop_asked())
                return OK;
        wait_for(c, only < 0 ? NULL : kafka_assigned(c, only), ms);
        return OK;
}

enum fault kafka_bounds(struct kafka_consumer *c, int32_t partition, int64_t *first, int64_t *next,
                        int wait_ms, struct err *e)
{
        return kafka_client_bounds(c->rk, c->topic, partition, first, next, wait_ms, e);
}

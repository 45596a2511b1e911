/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_client.c - configuration, errors and metadata of librdkafka, for producer and consumer.
 */
#include "core/lib/kafka_client.h"

#include "core/base/beside.h"
#include "core/base/moment.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_log.h"
#include "core/lib/log.h"
#include <string.h>

static enum fault set_one(void *context, const char *key, const char *value, struct err *e)
{
        char text[256];
        if (rd_kafka_conf_set(context, key, value, text, sizeof(text)) == RD_KAFKA_CONF_OK)
                return OK;
        return fail(e, USAGE, "kafka.%s: %s", key, text);
}

/* A setting of librdkafka from 2.2 on: the pause of a partition whose queue was full (before: kafka_wake.c).
 * */
static void set_where_known(rd_kafka_conf_t *c)
{
        (void)!rd_kafka_conf_set(c, "fetch.queue.backoff.ms", "10", NULL, 0);
}

static enum fault set_list(rd_kafka_conf_t *c, const struct kafka_setting *list, struct err *e)
{
        for (; list && list->name; list++) {
                if (set_one(c, list->name, list->value, e) != OK)
                        return e->kind;
        }
        return OK;
}

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
        (void)rk;
        kafka_log_line(level, facility, text);
}

enum fault kafka_client_conf(rd_kafka_conf_t **out, const struct conf *conf,
                             const struct kafka_setting *defaults, const struct kafka_setting *fixed,
                             struct err *e)
{
        rd_kafka_conf_t *c = rd_kafka_conf_new();
        rd_kafka_conf_set_log_cb(c, on_log);
        rd_kafka_conf_set_events(c, RD_KAFKA_EVENT_ERROR); /* the only report of a refused login */
        static const struct kafka_setting always[] = {
                {"client.id", "hentra"},
                {"socket.nagle.disable", "true"},
                {"reconnect.backoff.ms", "50"},
                {"reconnect.backoff.max.ms", "2000"},
                {0},
        };
        set_where_known(c);
        if (set_list(c, always, e) == OK && set_list(c, defaults, e) == OK &&
            conf_each(conf, "kafka.", set_one, c, e) == OK && set_list(c, fixed, e) == OK) {
                *out = c;
                return OK;
        }
        rd_kafka_conf_destroy(c);
        *out = NULL;
        return e->kind;
}

enum fault kafka_client_open(rd_kafka_t **rk, rd_kafka_type_t type, rd_kafka_conf_t *conf, struct err *e)
{
        char text[256], servers[256];
        size_t size = sizeof(servers);
        if (rd_kafka_conf_get(conf, "bootstrap.servers", servers, &size) != RD_KAFKA_CONF_OK || size <= 1) {
                size = sizeof(servers);
                if (rd_kafka_conf_get(conf, "test.mock.num.brokers", servers, &size) != RD_KAFKA_CONF_OK ||
                    !strcmp(servers, "0")) {
                        rd_kafka_conf_destroy(conf);
                        return fail(
                                e, USAGE,
                                "kafka.bootstrap.servers is not set: name the brokers, host:port,… (file, "
                                "HENTRA_KAFKA_BOOTSTRAP_SERVERS or --set)");
                }
        }
        *rk = rd_kafka_new(type, conf, text, sizeof(text));
        if (*rk)
                return OK;
        rd_kafka_conf_destroy(conf);
        return fail(e, USAGE, "Kafka client: %s", text);
}

static enum fault ask_metadata(rd_kafka_t *rk, const char *topic, const char *right, int *partitions,
                               struct err *e)
{
        const struct rd_kafka_metadata *md = NULL;
        rd_kafka_topic_t *t = rd_kafka_topic_new(rk, topic, NULL);
        if (!t)
                return kafka_fail(e, rd_kafka_last_error(), topic);
        rd_kafka_resp_err_t err = rd_kafka_metadata(rk, 0, t, &md, 1000);
        rd_kafka_topic_destroy(t);
        if (err)
                return kafka_login_refused(rk, e) != OK ? FATAL
                                                        : kafka_fail_for(e, rk, err, right, topic, topic);
        int n = -1;
        enum fault fault = OK;
        if (md->topic_cnt == 1 && md->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR)
                n = md->topics[0].partition_cnt;
        else if (md->topic_cnt == 1 && md->topics[0].err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
                fault = kafka_fail_for(e, rk, md->topics[0].err, right, topic, topic);
        rd_kafka_metadata_destroy(md);
        if (fault == OK)
                *partitions = n;
        return fault;
}

/* The addresses as configured, for messages. */
static const char *servers_of(const rd_kafka_t *rk, char out[static 256])
{
        size_t size = 256;
        if (rd_kafka_conf_get(rd_kafka_conf((rd_kafka_t *)rk), "bootstrap.servers", out, &size) !=
            RD_KAFKA_CONF_OK)
                out[0] = 0;
        return out;
}

enum fault kafka_client_partitions(rd_kafka_t *rk, const char *topic, const char *right, int wait_s,
                                   int *partitions, struct err *e)
{
        const micros start = steady_now(), deadline = start + wait_s * MICROS_PER_SECOND;
        micros said = 0;
        char servers[256];
        for (;;) {
                enum fault fault = ask_metadata(rk, topic, right, partitions, e);
                if (fault != RETRY)
                        return fault;
                if (wait_s == 0)
                        return fail(e, RETRY, "no Kafka broker answers at %s", servers_of(rk, servers));
                if (steady_now() >= deadline || stop_asked())
                        return fail(e, RETRY,
                                    "no Kafka broker answers at %s (waited %d s; --wait N waits longer)",
                                    servers_of(rk, servers),
                                    (int)((steady_now() - start) / MICROS_PER_SECOND));
                if (steady_now() - said > 5 * MICROS_PER_SECOND) {
                        log_warn("kafka.waiting", KT("address", servers_of(rk, servers)),
                                 KT("reason", e->text));
                        said = steady_now();
                }
                /* A refused connection answers at once; librdkafka reconnects in the background. */
                stop_wait(200);
        }
}

/* A client that has just started, or whose broker was away, may not know of an existing partition. */
static enum fault is_there(rd_kafka_t *rk, const char *topic, int32_t partition, struct err *e)
{
        int partitions;
        if (kafka_client_partitions(rk, topic, "READ", 0, &partitions, e) != OK)
                return e->kind;
        return partition < partitions ? OK
                                      : fail(e, FATAL, "Kafka: %s has %d partitions, and none with number %d",
                                             topic, partitions < 0 ? 0 : partitions, (int)partition);
}

/* rd_kafka_query_watermark_offsets() would do both at once, but waits for a broker that is known and away as
 * long as a request may last (socket.timeout.ms), whatever time-out it is given. */
static rd_kafka_resp_err_t ask_offset(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t which,
                                      int ms, int64_t *offset)
{
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_t *p = rd_kafka_topic_partition_list_add(list, topic, partition);
        p->offset = which;
        rd_kafka_resp_err_t err = rd_kafka_offsets_for_times(rk, list, ms > 1 ? ms : 1);
        if (!err)
                err = p->err;
        *offset = p->offset;
        rd_kafka_topic_partition_list_destroy(list);
        return err;
}

/* The library cannot be asked without waiting for its answer, so it is asked for longer and longer: whoever
 * watches the process has answers in between, and a broker that is slow has its time. */
enum { BOUNDS_FIRST_MS = 250, BOUNDS_MOST_MS = 4000 };

enum fault kafka_client_bounds(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t *first,
                               int64_t *next, int wait_ms, struct err *e)
{
        const micros deadline = steady_now() + wait_ms * 1000LL;
        for (int64_t most_ms = BOUNDS_FIRST_MS;; most_ms = most_ms < BOUNDS_MOST_MS ? most_ms * 2 : most_ms) {
                const int64_t left_ms = (deadline - steady_now()) / 1000;
                const int ask_ms = (int)(left_ms < most_ms ? left_ms : most_ms);
                rd_kafka_resp_err_t err =
                        ask_offset(rk, topic, partition, RD_KAFKA_OFFSET_BEGINNING, ask_ms, first);
                if (!err)
                        err = ask_offset(rk, topic, partition, RD_KAFKA_OFFSET_END, ask_ms, next);
                if (!err)
                        return OK;
                beside_run();
                if (err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) {
                        if (is_there(rk, topic, partition, e) == FATAL)
                                return FATAL;
                } else if (kafka_fault(err) != RETRY) {
                        return kafka_fail_for(e, rk, err, "READ", topic,
                                              "asking for the bounds of a partition");
                }
                if (kafka_login_refused(rk, e) != OK)
                        return e->kind;
                if (steady_now() >= deadline || stop_wait(100))
                        return fail(e, RETRY, "Kafka: asking for the bounds of %s[%d]: %s", topic,
                                    (int)partition, rd_kafka_err2str(err));
        }
}

const char *kafka_library_version(void)
{
        return rd_kafka_version_str();
}

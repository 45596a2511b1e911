/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_refusal.c - a broker reports what it refused; the person who runs the program must know which
 * right to ask for.
 */
#include "core/lib/kafka_client.h"
#include <stdio.h>

bool kafka_refuses(rd_kafka_resp_err_t err)
{
        switch (err) {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
        case RD_KAFKA_RESP_ERR_SECURITY_DISABLED:
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
                return true;
        default:
                return false;
        }
}

static const char *setting(const rd_kafka_t *rk, const char *key, char out[static 256])
{
        size_t size = 256;
        if (rd_kafka_conf_get(rd_kafka_conf((rd_kafka_t *)rk), key, out, &size) != RD_KAFKA_CONF_OK)
                out[0] = 0;
        return out;
}

static enum fault refused_login(struct err *e, const rd_kafka_t *rk, const char *said)
{
        char login[256];
        if (!*setting(rk, "sasl.username", login))
                return fail(e, FATAL,
                            "Kafka refused the login (see kafka.security.protocol, kafka.sasl.*): %s", said);
        return fail(e, FATAL, "Kafka refused the login '%s' (kafka.sasl.*): %s", login, said);
}

/* The error that stopped an idempotent producer for good is hidden behind the code of every later call. */
static rd_kafka_resp_err_t cause_of(rd_kafka_t *rk, rd_kafka_resp_err_t err)
{
        char said[256];
        const rd_kafka_resp_err_t cause =
                err == RD_KAFKA_RESP_ERR__FATAL ? rd_kafka_fatal_error(rk, said, sizeof(said)) : err;
        return cause ? cause : err;
}

enum fault kafka_fail_for(struct err *e, rd_kafka_t *rk, rd_kafka_resp_err_t err, const char *right,
                          const char *topic, const char *what)
{
        char group[256];
        const rd_kafka_resp_err_t cause = cause_of(rk, err);
        if (!kafka_refuses(cause))
                return kafka_fail(e, cause, what);
        switch (cause) {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
                return fail(e, FATAL, "Kafka refused: the login needs %s on topic '%s'", right, topic);
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
                return fail(e, FATAL, "Kafka refused: the login needs READ on group '%s'",
                            setting(rk, "group.id", group));
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
                /* Only an idempotent producer sends requests that need a right on the cluster. */
                return fail(e, FATAL,
                            "Kafka refused: the login needs %s on topic '%s' (brokers before 2.8 want "
                            "IDEMPOTENT_WRITE on the cluster as well)",
                            right, topic);
        default:
                return refused_login(e, rk, what);
        }
}

enum fault kafka_login_refused(rd_kafka_t *rk, struct err *e)
{
        enum fault fault = OK;
        rd_kafka_event_t *event;
        /* A consumer's queue contains the events of its group as well. */
        if (rd_kafka_type(rk) != RD_KAFKA_PRODUCER)
                return OK;
        rd_kafka_queue_t *queue = rd_kafka_queue_get_main(rk);
        while ((event = rd_kafka_queue_poll(queue, 0))) {
                if (fault == OK && rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR &&
                    kafka_refuses(rd_kafka_event_error(event)) &&
                    kafka_fault_of(rd_kafka_event_error(event), rd_kafka_event_error_string(event)) == FATAL)
                        fault = refused_login(e, rk, rd_kafka_event_error_string(event));
                rd_kafka_event_destroy(event);
        }
        rd_kafka_queue_destroy(queue);
        return fault;
}

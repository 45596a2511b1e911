/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_fault.c - sorts errors of Kafka: those that pass by themselves, and the others.
 *
 * Rule: the errors of librdkafka itself (below zero) grow with its versions, and new ones report brokers
 * that come and go: an error that is not known to be final passes. The errors of a broker are fixed by
 * the protocol, which defines for each whether it passes.
 */
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include <string.h>

/* Codes of the protocol that are later than librdkafka 2.0.2. */
enum {
        UNKNOWN_TOPIC_ID = 100,
        INCONSISTENT_TOPIC_ID = 103,
        FENCED_MEMBER_EPOCH = 110,
        STALE_MEMBER_EPOCH = 113
};

static enum fault fault_of_library(int code)
{
        switch (code) {
        case RD_KAFKA_RESP_ERR__BAD_MSG:
        case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
        case RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        case RD_KAFKA_RESP_ERR__FS:
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__INVALID_ARG:
        case RD_KAFKA_RESP_ERR__UNKNOWN_GROUP:
        case RD_KAFKA_RESP_ERR__EXISTING_SUBSCRIPTION:
        case RD_KAFKA_RESP_ERR__CONFLICT:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PROTOCOL:
        case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
        case RD_KAFKA_RESP_ERR__READ_ONLY:
        case RD_KAFKA_RESP_ERR__NOENT:
        case RD_KAFKA_RESP_ERR__UNDERFLOW:
        case RD_KAFKA_RESP_ERR__INVALID_TYPE:
        case RD_KAFKA_RESP_ERR__FATAL:
        case RD_KAFKA_RESP_ERR__INCONSISTENT:
        case RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE:
        case RD_KAFKA_RESP_ERR__NOT_CONFIGURED:
        case RD_KAFKA_RESP_ERR__FENCED:
        case RD_KAFKA_RESP_ERR__APPLICATION:
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
                return FATAL;
        default:
                return RETRY;
        }
}

static enum fault fault_of_broker(int code)
{
        switch (code) {
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
        case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
        case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
        case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
        case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND:
        case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
        case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
        case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
        case RD_KAFKA_RESP_ERR_NOT_CONTROLLER:
        case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
        case RD_KAFKA_RESP_ERR_FETCH_SESSION_ID_NOT_FOUND:
        case RD_KAFKA_RESP_ERR_INVALID_FETCH_SESSION_EPOCH:
        case RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND:
        case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
        case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
        case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
        case RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED:
        case UNKNOWN_TOPIC_ID:
        case INCONSISTENT_TOPIC_ID:
        case FENCED_MEMBER_EPOCH:
        case STALE_MEMBER_EPOCH:
                return RETRY;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_INVALID_RECORD:
                return POISON;
        default:
                return FATAL;
        }
}

enum fault kafka_fault(int code)
{
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
                return OK;
        return code > RD_KAFKA_RESP_ERR__BEGIN && code < RD_KAFKA_RESP_ERR__END ? fault_of_library(code)
                                                                                : fault_of_broker(code);
}

enum fault kafka_fault_of(int code, const char *text)
{
        static const char *const untried[] = {"Failed to acquire SASL OAUTHBEARER token", /* nobody to ask */
                                              "handshake failed: Local:", "request failed: Local:",
                                              "Broker transport failure", "Disconnected"};
        for (size_t i = 0;
             code == RD_KAFKA_RESP_ERR__AUTHENTICATION && i < sizeof(untried) / sizeof(untried[0]); i++) {
                if (strstr(text, untried[i]))
                        return RETRY;
        }
        return kafka_fault(code);
}

enum fault kafka_fail(struct err *e, int code, const char *what)
{
        return fail(e, kafka_fault(code), "Kafka: %s: %s", what, rd_kafka_err2str((rd_kafka_resp_err_t)code));
}

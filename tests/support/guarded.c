/* SPDX-License-Identifier: Apache-2.0
 *
 * guarded.c - see guarded.h.
 */
#include "tests/support/guarded.h"
#include "core/program/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 30000 };

void guarded_open(struct world *guarded, const struct world *w, const char *password)
{
        char line[1000];
        struct err e;
        *guarded = *w;
        strcpy(guarded->file, "/tmp/hentra-test-XXXXXX");
        const int fd = mkstemp(guarded->file);
        assert_true(fd >= 0);
        FILE *in = fopen(w->file, "r"), *out = fdopen(fd, "w");
        assert_true(in && out);
        while (fgets(line, sizeof(line), in)) {
                if (strncmp(line, "kafka.bootstrap.servers=", 24) != 0)
                        fputs(line, out);
        }
        fprintf(out,
                "kafka.bootstrap.servers=%s\nkafka.security.protocol=sasl_plaintext\nkafka.sasl.mechanism="
                "PLAIN\n"
                "kafka.sasl.username=guarded\nkafka.sasl.password=%s\n",
                getenv("HENTRA_TEST_KAFKA_GUARDED"), password ? password : "guarded-secret");
        fclose(in);
        fclose(out);
        DONE(conf_open(&guarded->conf, &settings, guarded->file, NULL, &e));
}

void guarded_close(struct world *guarded)
{
        world_close(guarded);
}

/* The answer to one request about rights. */
static rd_kafka_event_t *answer(rd_kafka_queue_t *queue)
{
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, WAIT_MS);
        assert_non_null(event);
        if (rd_kafka_event_error(event))
                fail_msg("%s", rd_kafka_event_error_string(event));
        return event;
}

/* Brokers learn of a new right a moment after it was given. */
static bool is_known(rd_kafka_t *rk, rd_kafka_queue_t *queue, rd_kafka_ResourceType_t type, const char *name,
                     rd_kafka_AclOperation_t operation)
{
        char why[200];
        size_t n;
        rd_kafka_AclBindingFilter_t *filter = rd_kafka_AclBindingFilter_new(
                type, name, RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:guarded", NULL, operation,
                RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, why, sizeof(why));
        assert_non_null(filter);
        rd_kafka_DescribeAcls(rk, filter, NULL, queue);
        rd_kafka_event_t *event = answer(queue);
        rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(event), &n);
        rd_kafka_event_destroy(event);
        rd_kafka_AclBinding_destroy(filter);
        return n > 0;
}

void guarded_allow(rd_kafka_ResourceType_t type, const char *name, rd_kafka_AclOperation_t operation)
{
        char why[200];
        size_t n;
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "bootstrap.servers", getenv("HENTRA_TEST_KAFKA"), why, sizeof(why));
        rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        rd_kafka_AclBinding_t *right =
                rd_kafka_AclBinding_new(type, name, RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:guarded", "*",
                                        operation, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, why, sizeof(why));
        assert_non_null(right);
        rd_kafka_CreateAcls(rk, &right, 1, NULL, queue);
        rd_kafka_event_t *event = answer(queue);
        const rd_kafka_acl_result_t **results =
                rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &n);
        assert_int_equal(n, 1);
        if (rd_kafka_acl_result_error(results[0]))
                fail_msg("%s", rd_kafka_error_string(rd_kafka_acl_result_error(results[0])));
        rd_kafka_event_destroy(event);
        EVENTUALLY(is_known(rk, queue, type, name, operation));
        rd_kafka_AclBinding_destroy(right);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
}

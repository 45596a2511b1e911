/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_wake.c - makes the thread of a broker check its queues now.
 *
 * The answer of the broker does not matter; it may refuse for lack of rights. It has one entry: all settings
 * of a broker are some three hundred, whose reading took more time than everything else in that thread.
 */
#include "core/lib/kafka_client.h"

#include "core/base/moment.h"
#include <stdio.h>

enum { PAUSE_MICROS = 5000, TIMEOUT_MS = 5000 };

void kafka_waker_open(struct kafka_waker *w, rd_kafka_t *rk)
{
        *w = (struct kafka_waker){.rk = rk, .answers = rd_kafka_queue_new(rk)};
}

static void drop_answers(struct kafka_waker *w)
{
        rd_kafka_event_t *answer;
        while ((answer = rd_kafka_queue_poll(w->answers, 0)))
                rd_kafka_event_destroy(answer);
}

void kafka_waker_close(struct kafka_waker *w)
{
        if (!w->answers)
                return;
        drop_answers(w);
        rd_kafka_queue_destroy(w->answers);
        w->answers = NULL;
}

void kafka_wake(struct kafka_waker *w, int32_t broker)
{
        char name[16], text[128];
        const micros now = steady_now();
        drop_answers(w);
        if (now < w->not_before)
                return;
        w->not_before = now + PAUSE_MICROS;
        snprintf(name, sizeof(name), "%d", broker);
        rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, name);
        rd_kafka_ConfigResource_set_config(resource, "broker.id", "");
        rd_kafka_AdminOptions_t *options =
                rd_kafka_AdminOptions_new(w->rk, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
        rd_kafka_AdminOptions_set_request_timeout(options, TIMEOUT_MS, text, sizeof(text));
        rd_kafka_DescribeConfigs(w->rk, &resource, 1, options, w->answers);
        rd_kafka_AdminOptions_destroy(options);
        rd_kafka_ConfigResource_destroy(resource);
}

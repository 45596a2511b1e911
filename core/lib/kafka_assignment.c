/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_assignment.c - which partitions the group gave us, and where each is read.
 *
 * Rule: what is assigned changes in librdkafka's rebalance callback only, which comes from kafka_wait() and from closing;
 * what is fetched changes before anything is waited for or taken as well, when no callback runs.
 */
#include "core/base/bytes.h"
#include "core/lib/kafka_client.h"
#include <stdlib.h>

/* A live worker commits hundreds of times a second, and each telling is a write of the broker's. */
#define TELL_EVERY MICROS_PER_SECOND
/* A thread of librdkafka's that sleeps notices within a second that it has something to fetch. */
#define START_PATIENCE (MICROS_PER_SECOND * 3 / 2)

struct kafka_assigned *kafka_assigned(const struct kafka_consumer *c, int32_t partition)
{
        for (size_t i = 0; i < c->n; i++) {
                if (c->parts[i].partition == partition)
                        return &c->parts[i];
        }
        return NULL;
}

/* (Re)starts fetching of all started partitions where they are expected. */
static void assign_all(struct kafka_consumer *c)
{
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)c->n);
        for (size_t i = 0; i < c->n; i++) {
                if (c->parts[i].expected >= 0 && (c->focus < 0 || c->parts[i].partition == c->focus))
                        rd_kafka_topic_partition_list_add(list, c->topic, c->parts[i].partition)->offset =
                                c->parts[i].expected;
        }
        const rd_kafka_resp_err_t err = rd_kafka_assign(c->rk, list);
        if (err)
                c->fault = kafka_fail(&c->e, err, "assigning partitions");
        rd_kafka_topic_partition_list_destroy(list);
        c->restart = false;
        c->ask_until = steady_now() + START_PATIENCE;
}

bool kafka_assignment_settled(struct kafka_consumer *c)
{
        /* A lost assignment is about to be revoked: assigning now would confuse the group's state. */
        if (c->restart && !c->in_callback && !rd_kafka_assignment_lost(c->rk))
                assign_all(c);
        return !c->restart;
}

static void on_assign(struct kafka_consumer *c, const rd_kafka_topic_partition_list_t *list)
{
        int32_t *numbers = need_alloc(sizeof(*numbers) * (size_t)(list->cnt + 1));
        c->parts = need_alloc(sizeof(*c->parts) * (size_t)(list->cnt + 1));
        c->n = (size_t)list->cnt;
        for (size_t i = 0; i < c->n; i++) {
                struct kafka_assigned *a = &c->parts[i];
                a->partition = numbers[i] = list->elems[i].partition;
                a->expected = a->noted = a->broker = -1;
                a->queue = rd_kafka_queue_get_partition(c->rk, c->topic, a->partition);
                rd_kafka_queue_forward(a->queue, NULL);
                rd_kafka_queue_io_event_enable(a->queue, c->wake[1], "m", 1);
        }
        c->focus = -1;
        c->in_callback = true;
        c->rebalance.assigned(c->rebalance.context, numbers, c->n);
        c->in_callback = false;
        free(numbers);
        assign_all(c);
}

void kafka_assignment_forget(struct kafka_consumer *c)
{
        for (size_t i = 0; i < c->n; i++) {
                rd_kafka_queue_io_event_enable(c->parts[i].queue, -1, NULL, 0);
                rd_kafka_queue_destroy(c->parts[i].queue);
        }
        free(c->parts);
        c->parts = NULL;
        c->n = 0;
}

static void tell_positions(struct kafka_consumer *c)
{
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)c->n);
        for (size_t i = 0; i < c->n; i++) {
                struct kafka_assigned *a = &c->parts[i];
                if (a->noted < 0)
                        continue;
                rd_kafka_topic_partition_list_add(list, c->topic, a->partition)->offset = a->noted;
                a->noted = -1;
        }
        if (list->cnt > 0) {
                rd_kafka_commit(c->rk, list, 1);
                c->tell_after = steady_now() + TELL_EVERY;
        }
        rd_kafka_topic_partition_list_destroy(list);
}

void kafka_tell_positions(struct kafka_consumer *c)
{
        if (steady_now() >= c->tell_after)
                tell_positions(c);
}

static void on_revoke(struct kafka_consumer *c)
{
        int32_t *numbers = need_alloc(sizeof(*numbers) * (c->n + 1));
        for (size_t i = 0; i < c->n; i++)
                numbers[i] = c->parts[i].partition;
        const bool lost = rd_kafka_assignment_lost(c->rk);
        c->in_callback = true;
        c->rebalance.revoked(c->rebalance.context, numbers, c->n, lost);
        c->in_callback = false;
        free(numbers);
        if (!lost) /* else it is for others to say */
                tell_positions(c);
        kafka_assignment_forget(c);
        rd_kafka_assign(c->rk, NULL);
}

void kafka_on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t *list,
                        void *opaque)
{
        struct kafka_consumer *c = opaque;
        if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
                on_assign(c, list);
        } else if (err == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
                on_revoke(c);
        } else {
                c->fault = kafka_fail(&c->e, err, "rebalance");
                rd_kafka_assign(rk, NULL);
        }
}

enum fault kafka_start(struct kafka_consumer *c, int32_t partition, int64_t offset, struct err *e)
{
        struct kafka_assigned *a = kafka_assigned(c, partition);
        if (!a)
                return fail(e, RETRY, "partition %d is not assigned any more", partition);
        a->expected = offset;
        a->eof = false;
        if (!c->in_callback)
                c->restart = true;
        return OK;
}

void kafka_halt(struct kafka_consumer *c, int32_t partition)
{
        struct kafka_assigned *a = kafka_assigned(c, partition);
        if (!a || a->expected < 0)
                return;
        a->expected = -1;
        if (!c->in_callback)
                c->restart = true;
}

void kafka_focus(struct kafka_consumer *c, int32_t partition)
{
        if (c->focus == partition)
                return;
        c->focus = partition;
        if (!c->in_callback)
                c->restart = true;
}

bool kafka_focused(const struct kafka_consumer *c)
{
        return c->focus >= 0;
}

void kafka_note_position(struct kafka_consumer *c, int32_t partition, int64_t offset)
{
        struct kafka_assigned *a = kafka_assigned(c, partition);
        if (a)
                a->noted = offset;
}

bool kafka_assignment_lost(const struct kafka_consumer *c)
{
        return rd_kafka_assignment_lost(c->rk);
}

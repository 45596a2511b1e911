/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_assignment.c - the partitions that the group gave us, and the offset where each is read.
 *
 * Rule: the assignment changes in librdkafka's rebalance callback only, which is called by kafka_wait()
 * and by closing. The set of fetched partitions also changes, outside the callback, before each wait or
 * take.
 */
#include "core/base/bytes.h"
#include "core/lib/kafka_client.h"
#include <stdlib.h>

/* A worker commits hundreds of times a second, and each report is a write of the broker. */
#define TELL_EVERY MICROS_PER_SECOND
/* A sleeping thread of librdkafka notices within a second that it has to fetch. */
#define START_PATIENCE (MICROS_PER_SECOND * 3 / 2)

struct kafka_assigned *kafka_assigned(const struct kafka_consumer *c, int32_t partition)
{
        for (size_t i = 0; i < c->n; i++) {
                if (c->parts[i].partition == partition)
                        return &c->parts[i];
        }
        return NULL;
}

/* ---- fetching ---- */

static bool wanted(const struct kafka_consumer *c, const struct kafka_assigned *a)
{
        return a->expected >= 0 && (c->focus < 0 || a->partition == c->focus);
}

static bool to_be_stopped(const struct kafka_consumer *c, const struct kafka_assigned *a)
{
        return a->fetched && (a->moved || !wanted(c, a));
}

static bool to_be_started(const struct kafka_consumer *c, const struct kafka_assigned *a)
{
        return wanted(c, a) && (a->moved || !a->fetched);
}

static bool is_fetched(const struct kafka_consumer *c, const struct kafka_assigned *a)
{
        (void)c;
        return a->fetched;
}

static rd_kafka_topic_partition_list_t *those(const struct kafka_consumer *c,
                                              bool (*which)(const struct kafka_consumer *c,
                                                            const struct kafka_assigned *a))
{
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)c->n);
        for (size_t i = 0; i < c->n; i++) {
                if (which(c, &c->parts[i]))
                        rd_kafka_topic_partition_list_add(list, c->topic, c->parts[i].partition)->offset =
                                c->parts[i].expected;
        }
        return list;
}

typedef rd_kafka_error_t *(*change)(rd_kafka_t *, const rd_kafka_topic_partition_list_t *);

/* Takes the list. */
static void change_list(struct kafka_consumer *c, change apply, rd_kafka_topic_partition_list_t *list,
                        change answer)
{
        rd_kafka_error_t *error = list->cnt > 0 || apply == answer ? apply(c->rk, list) : NULL;
        if (error) {
                c->fault = fail(&c->e, kafka_fault(rd_kafka_error_code(error)),
                                "Kafka: assigning partitions: %s", rd_kafka_error_string(error));
                rd_kafka_error_destroy(error);
        }
        rd_kafka_topic_partition_list_destroy(list);
}

/* (Re)starts fetching at the expected offsets. A group that sends the whole assignment expects the whole as
 * answer, and all are restarted. A group that sends differences expects the call `answer`, even with an empty
 * list. */
static void fetch(struct kafka_consumer *c, change answer)
{
        if (kafka_group_incremental(c->rk)) {
                change_list(c, rd_kafka_incremental_unassign, those(c, to_be_stopped), answer);
                change_list(c, rd_kafka_incremental_assign, those(c, to_be_started), answer);
        } else {
                rd_kafka_topic_partition_list_t *list = those(c, wanted);
                const rd_kafka_resp_err_t err = rd_kafka_assign(c->rk, list);
                if (err)
                        c->fault = kafka_fail(&c->e, err, "assigning partitions");
                rd_kafka_topic_partition_list_destroy(list);
        }
        for (size_t i = 0; i < c->n; i++) {
                c->parts[i].fetched = wanted(c, &c->parts[i]);
                c->parts[i].moved = false;
        }
        c->restart = false;
        c->ask_until = steady_now() + START_PATIENCE;
}

bool kafka_assignment_complete(struct kafka_consumer *c)
{
        /* A lost assignment is about to be revoked: assigning now would confuse the group's state. */
        if (c->restart && !c->in_callback && !rd_kafka_assignment_lost(c->rk))
                fetch(c, NULL);
        return !c->restart;
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

static void report_positions(struct kafka_consumer *c)
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

void kafka_report_positions(struct kafka_consumer *c)
{
        if (steady_now() >= c->tell_after)
                report_positions(c);
}

/* ---- the assignment ---- */

/* The owner of the consumer gets these partitions. Takes the numbers. */
static void take_over(struct kafka_consumer *c, int32_t *numbers, size_t n)
{
        c->parts = need_alloc(sizeof(*c->parts) * (n + 1));
        c->n = n;
        for (size_t i = 0; i < n; i++) {
                struct kafka_assigned *a = &c->parts[i];
                a->partition = numbers[i];
                a->expected = a->noted = a->broker = -1;
                a->queue = rd_kafka_queue_get_partition(c->rk, c->topic, a->partition);
                rd_kafka_queue_forward(a->queue, NULL);
                rd_kafka_queue_io_event_enable(a->queue, c->wake[1], "m", 1);
        }
        c->focus = -1;
        c->in_callback = true;
        c->rebalance.assigned(c->rebalance.context, numbers, n);
        c->in_callback = false;
        free(numbers);
}

void kafka_assignment_none(struct kafka_consumer *c)
{
        kafka_assignment_forget(c);
        take_over(c, need_alloc(sizeof(int32_t)), 0);
}

/* The owner of the consumer loses all its partitions; their positions are reported first, unless they are
 * already another one's. */
static void give_back(struct kafka_consumer *c)
{
        int32_t *numbers = need_alloc(sizeof(*numbers) * (c->n + 1));
        for (size_t i = 0; i < c->n; i++)
                numbers[i] = c->parts[i].partition;
        const bool lost = rd_kafka_assignment_lost(c->rk);
        c->in_callback = true;
        c->rebalance.revoked(c->rebalance.context, numbers, c->n, lost);
        c->in_callback = false;
        free(numbers);
        if (!lost) /* else the new owner reports them */
                report_positions(c);
        kafka_assignment_forget(c);
}

static void on_whole(struct kafka_consumer *c, bool more, const rd_kafka_topic_partition_list_t *list)
{
        if (!more) {
                give_back(c);
                rd_kafka_assign(c->rk, NULL);
                return;
        }
        int32_t *numbers = need_alloc(sizeof(*numbers) * (size_t)(list->cnt + 1));
        for (int i = 0; i < list->cnt; i++)
                numbers[i] = list->elems[i].partition;
        take_over(c, numbers, (size_t)list->cnt);
        fetch(c, NULL);
}

static bool is_among(const rd_kafka_topic_partition_list_t *list, int32_t partition)
{
        for (int i = 0; i < list->cnt; i++) {
                if (list->elems[i].partition == partition)
                        return true;
        }
        return false;
}

/* The assignment after the difference; the caller frees it. */
static int32_t *after(const struct kafka_consumer *c, bool more, const rd_kafka_topic_partition_list_t *list,
                      size_t *n)
{
        int32_t *numbers = need_alloc(sizeof(*numbers) * (c->n + (size_t)list->cnt + 1));
        *n = 0;
        for (size_t i = 0; i < c->n; i++) {
                if (!is_among(list, c->parts[i].partition))
                        numbers[(*n)++] = c->parts[i].partition;
        }
        for (int i = 0; more && i < list->cnt; i++)
                numbers[(*n)++] = list->elems[i].partition;
        return numbers;
}

/* The owner always gets the whole: it gives all partitions back and is given its new ones. A rebalance is
 * rare, and positions are quickly taken. */
static void on_difference(struct kafka_consumer *c, bool more, const rd_kafka_topic_partition_list_t *list)
{
        const change answer = more ? rd_kafka_incremental_assign : rd_kafka_incremental_unassign;
        if (list->cnt > 0) {
                size_t n;
                int32_t *numbers = after(c, more, list, &n);
                rd_kafka_topic_partition_list_t *fetched = those(c, is_fetched);
                if (c->n > 0)
                        give_back(c);
                change_list(c, rd_kafka_incremental_unassign, fetched, answer);
                if (n > 0)
                        take_over(c, numbers, n);
                else
                        free(numbers);
        }
        if (more && c->n == 0) /* an empty assignment is an answer, too */
                kafka_assignment_none(c);
        if (more || list->cnt == 0)
                fetch(c, answer);
        else
                c->restart = true;
}

void kafka_on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t *list,
                        void *opaque)
{
        struct kafka_consumer *c = opaque;
        const bool more = err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        c->warn_after = 0;
        if (!more && err != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
                c->fault = kafka_fail(&c->e, err, "rebalance");
                rd_kafka_assign(rk, NULL);
        } else if (kafka_group_incremental(rk)) {
                on_difference(c, more, list);
        } else {
                on_whole(c, more, list);
        }
}

enum fault kafka_start_fetch(struct kafka_consumer *c, int32_t partition, int64_t offset, struct err *e)
{
        struct kafka_assigned *a = kafka_assigned(c, partition);
        if (!a)
                return fail(e, RETRY, "partition %d is not assigned any more", partition);
        a->expected = offset;
        a->moved = true;
        a->eof = false;
        if (!c->in_callback)
                c->restart = true;
        return OK;
}

void kafka_stop_fetch(struct kafka_consumer *c, int32_t partition)
{
        struct kafka_assigned *a = kafka_assigned(c, partition);
        if (!a || a->expected < 0)
                return;
        a->expected = -1;
        if (!c->in_callback)
                c->restart = true;
}

void kafka_fetch_only(struct kafka_consumer *c, int32_t partition)
{
        if (c->focus == partition)
                return;
        c->focus = partition;
        if (!c->in_callback)
                c->restart = true;
}

bool kafka_fetches_only_one(const struct kafka_consumer *c)
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

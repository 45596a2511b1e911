/* SPDX-License-Identifier: Apache-2.0
 *
 * assignment.c - which partitions are ours, and where each stands.
 *
 * The group hands out partitions; the warehouse says where each begins. Callbacks of the group only note what
 * was assigned: the positions are taken by the loop, where a database that is away can be waited for.
 */
#include "consumers/load/loader.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include <stdlib.h>

void assignment_set(void *loader, const int32_t *partitions, size_t n)
{
        struct loader *l = loader;
        free(l->parts);
        l->parts = need_alloc((n + 1) * sizeof(*l->parts));
        l->part_n = n;
        l->turn = 0;
        for (size_t i = 0; i < n; i++)
                l->parts[i].partition = partitions[i];
        gather_clear(l);
        log_info("load.assigned", KI("partitions", n));
}

void assignment_rewind(struct loader *l, bool retake)
{
        struct err e;
        gather_clear(l);
        for (size_t i = 0; i < l->part_n; i++) {
                struct part *p = &l->parts[i];
                if (p->state != PART_READING)
                        continue;
                if (retake) {
                        p->state = PART_UNTAKEN;
                        kafka_halt(l->consumer, p->partition);
                } else {
                        (void)!kafka_start(l->consumer, p->partition, p->position.next_offset, &e);
                }
                p->at_end = false;
        }
}

static bool restarted(const struct loader *l, int32_t partition)
{
        for (size_t i = 0; i < l->restarted_n; i++) {
                if (l->restarted[i] == partition)
                        return true;
        }
        return false;
}

/* --from-start sets each partition back once in the life of this process. */
static enum fault restart(struct loader *l, struct part *p, int64_t first, struct err *e)
{
        if (!l->from_start || restarted(l, p->partition))
                return OK;
        if (position_reset(l->pg, &p->position, first, e) != OK)
                return e->kind;
        l->restarted = need_realloc(l->restarted, (l->restarted_n + 1) * sizeof(*l->restarted));
        l->restarted[l->restarted_n++] = p->partition;
        log_info("load.from_start", KI("partition", p->partition), KI("offset", first));
        return OK;
}

static enum fault take_part(struct loader *l, struct part *p, struct err *e)
{
        int64_t first, next;
        if (kafka_bounds(l->consumer, p->partition, &first, &next, KAFKA_ANSWER_MS, e) != OK ||
            position_take(l->pg, l->conf, l->topic, p->partition, first, l->warehouse.rule->version,
                          &p->position, e) != OK ||
            restart(l, p, first, e) != OK)
                return e->kind;
        part_begin(p, p->position.next_offset);
        const enum fault fault = position_check(l->conf, l->topic, &p->position, first, next, e);
        if (fault == FATAL) {
                if (log_watch_judge(l, p, first, e) != OK)
                        return e->kind;
                log_error("load.partition_stopped", KT("error", e->text));
                p->state = PART_STOPPED;
                l->stopped_part = l->stopped_now = true;
                return OK;
        }
        if (fault != OK)
                return fault;
        p->end = next;
        p->at_end = p->position.next_offset >= next;
        if (position_hold(l->pg, &p->position, !p->at_end, e) != OK)
                return e->kind;
        p->state = PART_READING;
        p->looked_at = steady_now();
        l->notices.everything |= p->at_end; /* deadlines waited while nobody read the partition */
        log_debug("load.taken", KI("partition", p->partition), KI("offset", p->position.next_offset),
                  KI("epoch", p->position.epoch));
        return kafka_start(l->consumer, p->partition, p->position.next_offset, e);
}

/* Nobody reads a partition that was stopped: its lock goes, with all others, which are taken again. */
static enum fault release_stopped(struct loader *l, struct err *e)
{
        if (!l->stopped_now)
                return OK;
        if (position_let_go(l->pg, e) != OK)
                return e->kind;
        for (size_t i = 0; i < l->part_n; i++) {
                struct position *p = &l->parts[i].position;
                if (l->parts[i].state == PART_READING && position_hold(l->pg, p, p->behind, e) != OK)
                        return e->kind;
        }
        l->stopped_now = false;
        return OK;
}

enum fault assignment_take(struct loader *l, struct err *e)
{
        if (release_stopped(l, e) != OK)
                return e->kind;
        for (size_t i = 0; i < l->part_n; i++) {
                if (kafka_assignment_lost(l->consumer))
                        return OK;
                if (l->parts[i].state == PART_UNTAKEN && take_part(l, &l->parts[i], e) != OK)
                        return e->kind;
        }
        return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * assignment.c - the partitions that are ours, and how far each is read.
 *
 * The group hands out partitions; the warehouse has the offset at which each goes on. Callbacks of the
 * group only note what was assigned: the positions are taken by the loop, where a database that is away can
 * be waited for.
 */
#include "consumers/load/loader.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include <stdio.h>
#include <stdlib.h>

void assignment_set(void *loader, const int32_t *partitions, size_t n)
{
        struct loader *l = loader;
        free(l->assignment.parts);
        l->assignment.parts = need_alloc((n + 1) * sizeof(*l->assignment.parts));
        l->assignment.part_n = n;
        l->assignment.given = true;
        l->turn.part = 0;
        for (size_t i = 0; i < n; i++)
                l->assignment.parts[i].partition = partitions[i];
        gather_clear(l);
        log_info("load.assigned", KI("partitions", n));
}

void assignment_rewind(struct loader *l, bool retake)
{
        struct err e;
        gather_clear(l);
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                if (p->state != PART_READING)
                        continue;
                if (retake) {
                        p->state = PART_UNTAKEN;
                        kafka_stop_fetch(l->consumer, p->partition);
                } else {
                        (void)!kafka_start_fetch(l->consumer, p->partition, p->position.next_offset, &e);
                }
                p->at_end = p->waiting = false;
        }
}

static bool restarted(const struct assignment *a, int32_t partition)
{
        for (size_t i = 0; i < a->restart.done_n; i++) {
                if (a->restart.done[i] == partition)
                        return true;
        }
        return false;
}

/* --from-start sets each partition back once in the life of this process. */
static enum fault restart(struct loader *l, struct part *p, int64_t first, struct err *e)
{
        struct assignment *a = &l->assignment;
        if (!a->restart.wanted || restarted(a, p->partition))
                return OK;
        if (position_reset(l->pg, &p->position, first, e) != OK)
                return e->kind;
        a->restart.done = need_realloc(a->restart.done, (a->restart.done_n + 1) * sizeof(*a->restart.done));
        a->restart.done[a->restart.done_n++] = p->partition;
        log_info("load.from_start", KI("partition", p->partition), KI("offset", first));
        return OK;
}

/* Nothing is guessed of a log that is not the one that was read; the other partitions go on. */
static void stop_part(struct loader *l, struct part *p, const char *reason)
{
        log_error("load.partition_stopped", KT("topic", l->topic), KI("partition", p->partition),
                  KT("reason", reason));
        p->state = PART_STOPPED;
        l->assignment.any_stopped = l->assignment.lock_left = true;
}

static enum fault take_part(struct loader *l, struct part *p, struct err *e)
{
        int64_t first, next;
        struct log_verdict verdict;
        if (kafka_bounds(l->consumer, p->partition, &first, &next, KAFKA_ANSWER_MS, e) != OK ||
            position_take(l->pg, l->conf, l->topic, p->partition, first, l->warehouse.rule->version,
                          &p->position, e) != OK ||
            restart(l, p, first, e) != OK)
                return e->kind;
        if (position_check(l->assignment.peeker, l->topic, &p->position, first, next, &verdict, e) != OK)
                return e->kind;
        if (verdict.another) {
                if (log_watch_judge(l, p, first, &verdict, e) != OK)
                        return e->kind;
                stop_part(l, p, verdict.why);
                return OK;
        }
        p->end = next;
        p->at_end = p->position.next_offset >= next;
        /* Messages of open transactions lie beyond these bounds, so the part is behind until the log itself
         * was heard. */
        if (position_hold(l->pg, &p->position, true, e) != OK)
                return e->kind;
        part_begin(p, p->position.next_offset, true);
        p->heard = false;
        p->state = PART_READING;
        p->waiting = false;
        p->looked_at = steady_now();
        log_debug("load.taken", KI("partition", p->partition), KI("offset", p->position.next_offset),
                  KI("epoch", p->position.epoch));
        return kafka_start_fetch(l->consumer, p->partition, p->position.next_offset, e);
}

/* A partition that was stopped is not read: its lock is given up, with all others, which are taken again. */
static enum fault release_stopped(struct loader *l, struct err *e)
{
        if (!l->assignment.lock_left)
                return OK;
        if (position_unlock_all(l->pg, e) != OK)
                return e->kind;
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct position *p = &l->assignment.parts[i].position;
                if (l->assignment.parts[i].state == PART_READING &&
                    position_hold(l->pg, p, p->behind, e) != OK)
                        return e->kind;
        }
        l->assignment.lock_left = false;
        return OK;
}

/* Once in the life of this process: later the topic can only grow, or be another one. */
static enum fault retire_gone(struct loader *l, struct err *e)
{
        int64_t n;
        if (l->assignment.retired)
                return OK;
        if (position_retire(l->pg, l->conf, l->topic, l->assignment.partitions, &n, e) != OK)
                return e->kind;
        l->assignment.retired = true;
        if (n)
                log_warn("load.retired", KT("topic", l->topic), KI("partitions", l->assignment.partitions),
                         KI("positions", n));
        return OK;
}

/* "0, 3": the partitions that --from-start has not set back; false: there are none. */
static bool not_given(const struct assignment *a, char *out, size_t size)
{
        size_t len = 0;
        out[0] = 0;
        for (int32_t i = 0; a->restart.wanted && i < a->partitions; i++) {
                if (!restarted(a, i) && len < size)
                        len += (size_t)snprintf(out + len, size - len, "%s%d", len ? ", " : "", (int)i);
        }
        return len > 0;
}

enum fault assignment_all_given(const struct loader *l, struct err *e)
{
        char list[200];
        if (!not_given(&l->assignment, list, sizeof(list)))
                return OK;
        return fail(e, FATAL,
                    "--from-start was not given these partitions of %s, which other loaders of group '%s' "
                    "read: %s; they "
                    "were not read again: stop the others first",
                    l->topic, conf_text(l->conf, "load.group"), list);
}

static enum fault take_parts(struct loader *l, bool *any, struct err *e)
{
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                if (kafka_assignment_lost(l->consumer))
                        return OK;
                if (l->assignment.parts[i].state != PART_UNTAKEN)
                        continue;
                *any = true;
                if (!l->assignment.peeker)
                        l->assignment.peeker = kafka_peeker_new(l->conf);
                if (take_part(l, &l->assignment.parts[i], e) != OK)
                        return e->kind;
        }
        return OK;
}

enum fault assignment_take(struct loader *l, struct err *e)
{
        if (release_stopped(l, e) != OK || retire_gone(l, e) != OK)
                return e->kind;
        char list[200];
        bool any = false;
        const enum fault fault = take_parts(l, &any, e);
        kafka_peeker_close(l->assignment.peeker);
        l->assignment.peeker = NULL;
        if (fault != OK)
                return fault;
        /* After the positions: a pause that comes later raises their epochs. */
        if (any && source_pauses_read(&l->pauses, l->pg, e) != OK)
                return e->kind;
        if (any && not_given(&l->assignment, list, sizeof(list)))
                log_warn("load.from_start_lacks", KT("partitions", list));
        return OK;
}

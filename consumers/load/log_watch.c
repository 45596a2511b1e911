/* SPDX-License-Identifier: Apache-2.0
 *
 * log_watch.c - looks for one remembered message after the other, with a client of its own.
 *
 * The id of the topic would show the same when it changes, but Debian's librdkafka has no function that
 * returns it.
 */
#include "consumers/load/log_watch.h"

#include "consumers/load/loader.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include <stdlib.h>

enum {
        BOUNDS_MS = 1000,
        MISSING_MOST = 3 /* a broker that has just started may not know of a topic yet */
};
#define ANSWER_PATIENCE (15 * MICROS_PER_SECOND)
#define DOUBT_EVERY     MICROS_PER_SECOND
#define UNHEARD_EVERY   MICROS_PER_SECOND

static struct message_id remembered_of(const struct position *p)
{
        return (struct message_id){p->last_offset, p->last_timestamp_ms, p->last_checksum};
}

static bool knows(const struct log_watch *w, int32_t partition)
{
        for (size_t i = 0; i < w->known_n; i++) {
                if (w->known[i] == partition)
                        return true;
        }
        return false;
}

static void know(struct log_watch *w, int32_t partition)
{
        if (knows(w, partition))
                return;
        w->known = need_realloc(w->known, (w->known_n + 1) * sizeof(*w->known));
        w->known[w->known_n++] = partition;
}

void log_watch_remember(struct part *p, struct move *m)
{
        const struct position *q = &p->position;
        if (m->last_offset < 0)
                return;
        p->newest = (struct message_id){m->last_offset, m->last_timestamp_ms, m->last_checksum};
        if (q->last_offset < 0)
                return;
        m->last_offset = q->last_offset;
        m->last_timestamp_ms = q->last_timestamp_ms;
        m->last_checksum = q->last_checksum;
}

enum fault log_watch_judge(const struct loader *l, const struct part *p, int64_t first,
                           const struct log_verdict *verdict, struct err *e)
{
        if (p->position.next_offset < first || !knows(&l->watch, p->partition))
                return OK;
        return fail(e, FATAL, "the topic was deleted and made anew, or cut, while it was read: %s",
                    verdict->why);
}

/* ---- the topic is gone ---- */

static enum fault doubt(struct loader *l, struct err *e)
{
        struct log_watch *w = &l->watch;
        const micros now = steady_now();
        int n = 0;
        w->doubted |= kafka_topic_doubted(l->consumer);
        if (!w->doubted || now < w->doubt_after)
                return OK;
        w->doubt_after = now + DOUBT_EVERY;
        const enum fault fault = kafka_topic_partitions(l->conf, l->topic, 0, &n, e);
        if (fault == OK) {
                w->doubted = false;
                w->missing = 0;
        }
        if (fault != FATAL)
                return OK;
        if (n >= 0) /* it may be there: we may not see it */
                return FATAL;
        if (++w->missing < MISSING_MOST)
                return OK;
        return fail(
                e, FATAL,
                "topic '%s' was deleted while it was read; what was read of it is in the warehouse: `hentra "
                "setup` makes it anew, then `hentra load --from-start` reads the new one from its beginning",
                l->topic);
}

/* ---- a look ---- */

static struct part *part_of(struct loader *l, int32_t partition)
{
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                if (l->assignment.parts[i].partition == partition &&
                    l->assignment.parts[i].state == PART_READING)
                        return &l->assignment.parts[i];
        }
        return NULL;
}

/* The partition that has waited longest; one that had no answer is asked sooner. */
static struct part *next_part(struct loader *l, micros now)
{
        struct log_watch *w = &l->watch;
        struct part *next = NULL;
        micros next_at = now;
        if (w->every == 0)
                w->every = kafka_probe_every_ms(l->conf) * INT64_C(1000);
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                if (p->state != PART_READING)
                        continue;
                know(w, p->partition);
                const micros at = p->looked_at + (p->unheard ? UNHEARD_EVERY : w->every);
                if (at > next_at)
                        continue;
                next = p;
                next_at = at;
        }
        return next;
}

static enum fault ask(struct loader *l, struct err *e)
{
        struct log_watch *w = &l->watch;
        const micros now = steady_now();
        struct part *next = next_part(l, now);
        if (!next)
                return OK;
        if (!w->look && kafka_probe_open(&w->look, l->conf, l->topic, e) != OK)
                return e->kind;
        next->looked_at = w->asked_at = now;
        w->partition = next->partition;
        w->remembered = remembered_of(&next->position);
        w->newer = next->newest;
        /* Any answer tells that the leader is there, where nothing is remembered of the partition. */
        kafka_probe_ask(w->look, w->partition,
                        w->remembered.offset >= 0 ? w->remembered.offset : next->position.next_offset);
        w->asking = true;
        return OK;
}

static void adopt(const struct log_watch *w, struct position *p)
{
        if (w->newer.offset <= p->last_offset || w->newer.offset >= p->next_offset)
                return;
        p->last_offset = w->newer.offset;
        p->last_timestamp_ms = w->newer.timestamp_ms;
        p->last_checksum = w->newer.checksum;
}

/* Expired, which is legal, or the log ends earlier. */
static enum fault outside(struct loader *l, struct part *p, struct err *e)
{
        struct err ignored;
        int64_t first, next;
        if (kafka_bounds(l->consumer, p->partition, &first, &next, BOUNDS_MS, &ignored) != OK)
                return OK;
        if (p->position.next_offset > next)
                return fail(e, RETRY, "%s[%d] ends at offset %lld, before what was read", l->topic,
                            p->partition, (long long)next);
        if (l->watch.remembered.offset < first)
                adopt(&l->watch, &p->position);
        return OK;
}

/* A leader that is away may have taken in events that we do not know of, so its partition does not count as
 * read to its end; the alerter then judges nobody by his silence. */
static void note_answer(struct loader *l, bool answered)
{
        struct part *p = part_of(l, l->watch.partition);
        if (!p)
                return;
        if (!answered) /* the others have their turn */
                p->looked_at = steady_now();
        if (p->unheard == !answered)
                return;
        p->unheard = !answered;
        if (answered)
                log_info("load.broker_answers", KT("topic", l->topic), KI("partition", p->partition));
        else
                log_warn("load.broker_silent", KT("topic", l->topic), KI("partition", p->partition));
}

static enum fault answer(struct loader *l, struct err *e)
{
        struct log_watch *w = &l->watch;
        struct kafka_message m;
        const enum kafka_seen seen = kafka_probe_answer(w->look, &m);
        if (seen == KAFKA_SEEN_NOT_YET) {
                if (steady_now() - w->asked_at > ANSWER_PATIENCE) {
                        kafka_probe_drop(w->look);
                        w->asking = false;
                        note_answer(l, false);
                }
                return OK;
        }
        w->asking = false;
        note_answer(l, seen != KAFKA_SEEN_FAULT);
        const int64_t checksum = seen == KAFKA_SEEN_MESSAGE ? message_checksum(&m) : 0;
        kafka_release(&m, 1);
        struct part *p = part_of(l, w->partition);
        w->doubted |= seen == KAFKA_SEEN_NO_TOPIC;
        if (w->remembered.offset < 0 || !p ||
            p->position.last_offset != w->remembered.offset) /* taken anew meanwhile */
                return OK;
        if (seen == KAFKA_SEEN_OUTSIDE)
                return outside(l, p, e);
        if (seen == KAFKA_SEEN_MESSAGE && checksum != w->remembered.checksum)
                return fail(e, RETRY, "%s[%d]: the message at offset %lld is not the one that was read",
                            l->topic, p->partition, (long long)w->remembered.offset);
        /* None at its offset: compacted away, or a control record of another log. It stays remembered,
         * since a newer one may be of that log. */
        if (seen == KAFKA_SEEN_MESSAGE)
                adopt(w, &p->position);
        return OK;
}

enum fault log_watch_serve(struct loader *l, struct err *e)
{
        if (doubt(l, e) != OK)
                return e->kind;
        return l->watch.asking ? answer(l, e) : ask(l, e);
}

void log_watch_close(struct log_watch *w)
{
        kafka_probe_close(w->look);
        free(w->known);
        *w = (struct log_watch){0};
}

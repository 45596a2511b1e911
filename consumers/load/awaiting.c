/* SPDX-License-Identifier: Apache-2.0
 *
 * awaiting.c - partitions whose next message has a schema that the registry must explain first.
 *
 * Rule: a registry that is away holds up the partitions that need it, and none of the others; nothing is
 * set aside that it would explain. So: the position of such a partition stays at the message, and counts
 * as behind.
 * Rule: a copy of the registry may lag behind, so an id that is new to us and unknown there is asked for
 * again for schema.registry.grace. It is not when the message is older than that itself: ids are given before
 * messages name them. So: a heap of old messages with ids that nobody knows holds up nothing.
 */
#include "consumers/load/load_counters.h"
#include "consumers/load/loader.h"
#include "core/lib/log.h"
#include "core/wire/frame.h"

enum {
        AT_ONCE_MS = 100, /* a registry that is there answers within some; fetching anew takes longer */
        AGAIN_MS = 1000,  /* between questions for an id that is unknown */
        SAY_AGAIN_S = 60
};

/* Time that is left until a message is too old for its id to be news. */
static micros grace_left(const struct loader *l, const struct kafka_message *m)
{
        const micros grace = registry_grace(l->registry),
                     age = m->timestamp_ms < 0 ? grace : moment_now() - m->timestamp_ms * 1000;
        return age < 0 ? grace : grace - age;
}

static bool is_early(const struct loader *l, const struct kafka_message *m, int32_t id)
{
        return codec_may_lag(l->codec, id) && grace_left(l, m) > 0;
}

bool awaiting_is_early(const struct loader *l, const struct kafka_message *m)
{
        const struct frame frame = frame_read(m->value, m->value_len);
        return frame.kind == FRAME_REGISTERED && frame.id <= INT32_MAX && is_early(l, m, (int32_t)frame.id);
}

enum fault awaiting_begin(struct loader *l, struct part *p, const struct kafka_message *m, const char *reason,
                          struct err *e)
{
        const int32_t id = (int32_t)frame_read(m->value, m->value_len).id;
        const micros now = steady_now();
        struct err why;
        if (!registry_failed(l->registry, id)) {
                const enum fault fault = codec_know_within(l->codec, id, AT_ONCE_MS, &why);
                if (fault == OK || (fault == POISON && !is_early(l, m, id)))
                        return OK;
                if (fault != RETRY && fault != POISON) {
                        *e = why;
                        return fault;
                }
                reason = why.text;
        }
        if (p->awaits.since == 0 || p->awaits.offset != m->offset) {
                log_info("load.awaits_schema", KI("partition", p->partition), KI("offset", m->offset),
                         KI("schema_id", id), KT("reason", reason));
                p->awaits.since = p->awaits.said = now;
        }
        p->awaits.offset = m->offset;
        p->awaits.id = id;
        p->awaits.early_until = now + grace_left(l, m);
        p->awaits.again_at = now + AGAIN_MS * 1000;
        p->waiting = true;
        if (m->offset > p->move.to)
                p->move.to = m->offset;
        p->move.behind = true;
        kafka_stop_fetch(l->consumer, p->partition);
        return OK;
}

static bool waits(const struct part *p)
{
        return p->state == PART_READING && p->waiting;
}

/* Somebody has to look after it: a login without the right, a URL that is gone for good. */
static void say_again(struct part *p, const char *reason)
{
        const micros now = steady_now();
        if (now - p->awaits.said < SAY_AGAIN_S * MICROS_PER_SECOND)
                return;
        p->awaits.said = now;
        log_error("load.still_awaits_schema", KI("partition", p->partition), KI("offset", p->awaits.offset),
                  KI("schema_id", p->awaits.id), KI("seconds", (now - p->awaits.since) / MICROS_PER_SECOND),
                  KT("reason", reason));
}

/* A commit may take longer than an answer, every time: the answer gets a moment then. */
static enum fault know(struct loader *l, const struct part *p, struct err *e)
{
        const enum fault fault = codec_know(l->codec, p->awaits.id, e);
        if (fault != RETRY || !registry_was_late(l->registry) || registry_failed(l->registry, p->awaits.id))
                return fault;
        return codec_know_within(l->codec, p->awaits.id, AT_ONCE_MS, e);
}

/* RETRY: not yet. */
static enum fault serve_part(struct loader *l, struct part *p, struct err *e)
{
        const micros now = steady_now();
        enum fault fault = know(l, p, e);
        if (fault == POISON && now < p->awaits.early_until && codec_may_lag(l->codec, p->awaits.id)) {
                if (now >= p->awaits.again_at) {
                        p->awaits.again_at = now + AGAIN_MS * 1000;
                        codec_ask_again(l->codec, p->awaits.id);
                }
                fault = RETRY;
        }
        if (fault == RETRY)
                say_again(p, e->text);
        if (fault != OK && fault != POISON)
                return fault;
        p->waiting = false;
        return kafka_start_fetch(l->consumer, p->partition, p->move.to, e);
}

enum fault awaiting_serve(struct loader *l, struct err *e)
{
        const size_t n = l->assignment.part_n;
        int64_t waiting = 0;
        for (size_t i = 0; i < n; i++) {
                /* Each is the first one in its turn: when many ask, all get an answer. */
                struct part *p = &l->assignment.parts[(l->awaiting_first + i) % n];
                struct err why;
                if (!waits(p))
                        continue;
                const enum fault fault = serve_part(l, p, &why);
                waiting += fault == RETRY;
                if (fault != OK && fault != RETRY) {
                        *e = why;
                        return fault;
                }
        }
        l->awaiting_first++;
        load_counters[LOAD_AWAITING].value = (double)waiting;
        return OK;
}

int awaiting_wait_ms(const struct loader *l)
{
        const micros now = steady_now();
        int least = -1;
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                const struct part *p = &l->assignment.parts[i];
                if (!waits(p))
                        continue;
                const bool early = now < p->awaits.early_until && codec_may_lag(l->codec, p->awaits.id);
                const int ms = !early                     ? registry_wait_ms(l->registry, p->awaits.id)
                               : now < p->awaits.again_at ? (int)((p->awaits.again_at - now) / 1000) + 1
                                                          : 0;
                least = least < 0 || ms < least ? ms : least;
        }
        return least;
}

enum fault awaiting_give_up(struct loader *l, struct err *e)
{
        const micros patience = l->wait_s * MICROS_PER_SECOND +
                                conf_ms(l->conf, "schema.registry.timeout") * 1000,
                     now = steady_now();
        struct part *last = NULL;
        for (size_t i = 0; l->targets.offsets && i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                if (p->state == PART_STOPPED || !target_lacks(l, p))
                        continue;
                if (!waits(p) || p->move.to > p->move.from || now - p->awaits.since < patience ||
                    now < p->awaits.early_until)
                        return OK;
                last = p;
        }
        if (!last)
                return OK;
        struct err why = {0};
        (void)!codec_know(l->codec, last->awaits.id, &why);
        return fail(e, RETRY, "%s[%d]@%lld needs the schema with id %d: %s", l->topic, last->partition,
                    (long long)last->awaits.offset, (int)last->awaits.id, why.text);
}

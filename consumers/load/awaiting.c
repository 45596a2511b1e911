/* SPDX-License-Identifier: Apache-2.0
 *
 * awaiting.c - partitions whose next message has a schema that the registry must explain first.
 *
 * Rule: a registry that is away holds up the partitions that need it, and none of the others; nothing is
 * set aside that it would explain. So: the position of such a partition stays at the message, and counts
 * as behind.
 */
#include "consumers/load/loader.h"
#include "core/lib/log.h"

void awaiting_begin(struct loader *l, struct part *p, int64_t offset, int32_t id, const char *reason)
{
        log_info("load.awaits_schema", KI("partition", p->partition), KI("offset", offset),
                 KI("schema_id", id), KT("reason", reason));
        if (offset > p->move.to)
                p->move.to = offset;
        p->move.behind = true;
        p->waiting = true;
        p->awaits = id;
        kafka_stop_fetch(l->consumer, p->partition);
}

enum fault awaiting_serve(struct loader *l, struct err *e)
{
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                struct err not_yet;
                if (p->state != PART_READING || !p->waiting)
                        continue;
                const enum fault fault = codec_know(l->codec, p->awaits, &not_yet);
                if (fault == RETRY)
                        continue;
                if (fault != OK && fault != POISON) {
                        *e = not_yet;
                        return fault;
                }
                p->waiting = false;
                if (kafka_start_fetch(l->consumer, p->partition, p->move.to, e) != OK)
                        return e->kind;
        }
        return OK;
}

int awaiting_wait_ms(const struct loader *l)
{
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                if (l->assignment.parts[i].state == PART_READING && l->assignment.parts[i].waiting)
                        return registry_wait_ms(l->registry);
        }
        return -1;
}

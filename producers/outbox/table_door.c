/* SPDX-License-Identifier: Apache-2.0
 *
 * table_door.c - see table_door.h.
 */
#include "producers/outbox/table_door.h"
#include "producers/door.h"
#include "producers/format/document.h"
#include "producers/memory_anew.h"
#include <limits.h>
#include <stdio.h>

enum fault table_door_open(struct table_door *d, const char *state, uint64_t most, const struct zone *zone,
                           bool anew, struct err *e)
{
        char folder[PATH_MAX];
        *d = (struct table_door){.zone = zone};
        if (snprintf(folder, sizeof(folder), "%s/memory", state) >= (int)sizeof(folder))
                return fail(e, USAGE, "--state: too long");
        if (anew) /* what was sent and not committed was stated until now */
                return memory_open_anew(&d->memory, folder, most, moment_now(), e);
        return memory_open(&d->memory, folder, most, e);
}

void table_door_close(struct table_door *d)
{
        memory_close(d->memory);
        *d = (struct table_door){0};
}

bool table_door_passes(struct table_door *d, struct event *v)
{
        struct remembered found;
        const struct remembered *known =
                memory_find(d->memory, v->source, v->dossier_id, &found) ? &found : NULL;
        const micros after = known ? known->stated_at : memory_forgotten(d->memory);
        if (v->stated_at <= after)
                v->stated_at = v->observed_at > after ? v->observed_at : after + 1;
        const struct door_document document = door_document_of(v);
        const struct door_verdict verdict =
                door_judge(known, &document, memory_forgotten(d->memory), d->zone);
        v->stated_at = verdict.stated_at;
        v->since = verdict.since;
        if (v->observed_at < v->stated_at)
                v->observed_at = v->stated_at;
        document_head(v);
        if (verdict.answer == DOOR_SILENT)
                return false;
        if (verdict.remember) {
                memory_put(d->memory, v->source, v->dossier_id, &verdict.memory);
                d->puts++;
        }
        return true;
}

bool table_door_full(const struct table_door *d)
{
        return d->puts >= MEMORY_PUTS;
}

enum fault table_door_commit(struct table_door *d, struct err *e)
{
        if (d->puts == 0)
                return OK;
        d->puts = 0;
        return memory_commit(d->memory, e);
}

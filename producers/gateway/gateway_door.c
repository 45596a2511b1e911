/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway_door.c - see gateway_door.h.
 */
#include "producers/gateway/gateway_door.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "producers/door.h"
#include "producers/format/document.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct gateway_door {
        struct memory *memory; /* NULL: none */
        const struct zone *zone;
        char mark[PATH_MAX]; /* the file that is there while the memory is open */
        size_t puts;
};

static enum fault mark_open(const struct gateway_door *d, struct err *e)
{
        const int fd = open(d->mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        const bool done = fd >= 0 && fsync(fd) == 0;
        if (fd >= 0)
                close(fd);
        return done ? OK : fail_errno(e, FATAL, "%s", d->mark);
}

enum fault gateway_door_open(struct gateway_door **out, const char *folder, uint64_t most,
                             const struct zone *zone, struct err *e)
{
        struct gateway_door *d = *out = need_alloc(sizeof(*d));
        d->zone = zone;
        if (!folder)
                return OK;
        if (snprintf(d->mark, sizeof(d->mark), "%s/open", folder) >= (int)sizeof(d->mark))
                return fail(e, USAGE, "gateway.memory: too long");
        if (access(d->mark, F_OK) == 0) {
                log_info("gateway.memory_begun_anew", KT("reason", "it was not closed"));
                if (memory_begin_anew(folder, most, e) != OK)
                        return e->kind;
        }
        if (memory_open(&d->memory, folder, most, e) != OK)
                return e->kind;
        return mark_open(d, e);
}

/* A memory that failed is left as it is, with its mark: the next start begins it anew. */
static void give_up(struct gateway_door *d, const struct err *e)
{
        log_error("gateway.memory_given_up", KT("reason", e->text));
        memory_close(d->memory);
        d->memory = NULL;
}

static void commit(struct gateway_door *d)
{
        struct err e;
        d->puts = 0;
        if (memory_commit(d->memory, &e) != OK)
                give_up(d, &e);
}

void gateway_door_close(struct gateway_door *d)
{
        if (!d)
                return;
        if (d->memory)
                commit(d);
        if (d->memory) {
                memory_close(d->memory);
                unlink(d->mark);
        }
        free(d);
}

static void count_put(struct gateway_door *d)
{
        if (++d->puts >= MEMORY_PUTS)
                commit(d);
}

bool gateway_door_passes(struct gateway_door *d, struct event *v)
{
        struct remembered found;
        if (!d->memory)
                return true;
        const struct remembered *known =
                memory_find(d->memory, v->source, v->dossier_id, &found) ? &found : NULL;
        if (known && v->stated_at <= known->stated_at) /* the clock was set back */
                v->stated_at = known->stated_at + 1;
        const struct door_document document = door_document_of(v);
        const struct door_verdict verdict =
                door_judge(known, &document, memory_forgotten(d->memory), d->zone);
        v->stated_at = verdict.stated_at;
        v->since = verdict.since;
        if (v->observed_at < v->stated_at)
                v->observed_at = v->stated_at;
        document_head(v);
        if (verdict.remember) {
                memory_put(d->memory, v->source, v->dossier_id, &verdict.memory);
                count_put(d);
        }
        return verdict.answer != DOOR_SILENT;
}

void gateway_door_forget(struct gateway_door *d, struct text source, struct text dossier_id)
{
        if (!d->memory)
                return;
        memory_forget(d->memory, source, dossier_id);
        count_put(d);
}

bool gateway_door_knows(struct gateway_door *d, struct text source, struct text dossier_id)
{
        struct remembered r;
        return d->memory && dossier_id.len > 0 && dossier_id.len <= DOSSIER_ID_MOST &&
               memory_find(d->memory, source, dossier_id, &r) && !r.empty;
}

bool gateway_door_remembers(const struct gateway_door *d)
{
        return d->memory != NULL;
}

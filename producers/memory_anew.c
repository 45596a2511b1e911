/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_anew.c - see memory_anew.h. It is on the disk at once: a process that ends behind it has forgotten
 * the entries for good.
 */
#include "producers/memory_anew.h"
#include "core/lib/lmdb.h"

static bool take_latest(void *context, struct text source, struct text dossier_id, const struct remembered *r)
{
        micros *latest = context;
        (void)source;
        (void)dossier_id;
        if (r->stated_at > *latest)
                *latest = r->stated_at;
        return true;
}

/* *latest: raised to what the memory knows. */
static enum fault find_latest(const char *folder, uint64_t most, micros *latest, struct err *e)
{
        struct memory *m;
        if (!lmdb_present(folder))
                return OK;
        if (memory_open(&m, folder, most, e) != OK)
                return e->kind;
        const enum fault fault = memory_each(m, (struct text){0}, take_latest, latest, e);
        if (memory_forgotten(m) > *latest)
                *latest = memory_forgotten(m);
        memory_close(m);
        return fault;
}

enum fault memory_open_anew(struct memory **m, const char *folder, uint64_t most, micros stated,
                            struct err *e)
{
        micros latest = stated;
        *m = NULL;
        if (find_latest(folder, most, &latest, e) != OK || memory_begin_anew(folder, most, e) != OK ||
            memory_open(m, folder, most, e) != OK)
                return e->kind;
        memory_distrust(*m, latest);
        return memory_commit(*m, e);
}

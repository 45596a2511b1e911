/* SPDX-License-Identifier: Apache-2.0
 *
 * members.c - sorted numbers and a binary search: a catalogue has some thousand members, and few are missing.
 */
#include "consumers/verify/members.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

enum { AGENCY, PROCEDURE };

/* The place of the number, or where it belongs. */
static size_t place(const struct ids *ids, uint32_t id)
{
        size_t low = 0, high = ids->n;
        while (low < high) {
                const size_t middle = (low + high) / 2;
                if (ids->at[middle] < id)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static bool has(const struct ids *ids, uint32_t id)
{
        const size_t i = place(ids, id);
        return i < ids->n && ids->at[i] == id;
}

static void add(struct ids *ids, uint32_t id)
{
        const size_t i = place(ids, id);
        if (i < ids->n && ids->at[i] == id)
                return;
        if (ids->n == ids->capacity) {
                ids->capacity = ids->capacity ? ids->capacity * 2 : 64;
                ids->at = need_realloc(ids->at, ids->capacity * sizeof(*ids->at));
        }
        memmove(ids->at + i + 1, ids->at + i, (ids->n++ - i) * sizeof(*ids->at));
        ids->at[i] = id;
}

enum fault members_read(struct members *m, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_verify_members, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int i = 0; i < pg_rows(r); i++)
                add(&m->known[pg_get_int(r, i, COL_verify_members_is_procedure) ? PROCEDURE : AGENCY],
                    (uint32_t)pg_get_int(r, i, COL_verify_members_id));
        pg_free(r);
        return OK;
}

static void check(struct members *m, int kind, uint32_t id)
{
        if (id && id == m->last[kind])
                return;
        if (has(&m->known[kind], id))
                m->last[kind] = id;
        else
                add(&m->missing[kind], id);
}

void members_agency(struct members *m, uint32_t id)
{
        check(m, AGENCY, id);
}

void members_procedure(struct members *m, uint32_t id)
{
        if (id)
                check(m, PROCEDURE, id);
}

int64_t members_missing(const struct members *m)
{
        return (int64_t)(m->missing[AGENCY].n + m->missing[PROCEDURE].n);
}

void members_free(struct members *m)
{
        for (int kind = AGENCY; kind <= PROCEDURE; kind++) {
                free(m->known[kind].at);
                free(m->missing[kind].at);
        }
        *m = (struct members){0};
}

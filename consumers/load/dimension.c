/* SPDX-License-Identifier: Apache-2.0
 *
 * dimension.c - four tables from code to id, filled at start and by what turns up.
 */
#include "consumers/load/dimension.h"

#include "consumers/dossier/statement.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

struct member {
        char *code; /* owned; NULL: free slot */
        size_t len;
        uint32_t id;
};

struct dimension_table {
        struct member *slots;
        size_t slot_n, n; /* slot_n is a power of two, at least twice n */
};

struct dimensions {
        struct dimension_table table[DIMENSION_COUNT];
};

static const struct {
        const char *name;
        const char *sql_read, *sql_add;
        uint32_t most;
} kinds[DIMENSION_COUNT] = {
        {"source", SQL_dimension_source_read, SQL_dimension_source_add, SMALL_ID_MOST},
        {"agency", SQL_dimension_agency_read, SQL_dimension_agency_add, AGENCY_ID_MOST},
        {"field", SQL_dimension_field_read, SQL_dimension_field_add, SMALL_ID_MOST},
        {"procedure", SQL_dimension_procedure_read, SQL_dimension_procedure_add, PROCEDURE_ID_MOST},
};

static struct member *find(const struct dimension_table *t, struct text code)
{
        size_t i = hash_bytes(code.at, code.len) & (t->slot_n - 1);
        while (t->slots[i].code &&
               (t->slots[i].len != code.len || memcmp(t->slots[i].code, code.at, code.len) != 0))
                i = (i + 1) & (t->slot_n - 1);
        return &t->slots[i];
}

static void grow(struct dimension_table *t)
{
        const struct dimension_table old = *t;
        t->slot_n = old.slot_n ? old.slot_n * 2 : 512;
        t->slots = need_alloc(t->slot_n * sizeof(*t->slots));
        for (size_t i = 0; i < old.slot_n; i++) {
                if (old.slots[i].code)
                        *find(t, (struct text){old.slots[i].code, old.slots[i].len}) = old.slots[i];
        }
        free(old.slots);
}

static void remember(struct dimension_table *t, struct text code, uint32_t id)
{
        if (2 * (t->n + 1) > t->slot_n)
                grow(t);
        struct member *m = find(t, code);
        if (m->code)
                return;
        m->code = need_alloc(code.len + 1);
        memcpy(m->code, code.at, code.len);
        m->len = code.len;
        m->id = id;
        t->n++;
}

enum fault dimensions_open(struct dimensions **out, struct pg *pg, struct err *e)
{
        struct dimensions *d = need_alloc(sizeof(*d));
        *out = NULL;
        for (int which = 0; which < DIMENSION_COUNT; which++) {
                struct pg_result *r;
                grow(&d->table[which]);
                if (pg_run(pg, kinds[which].sql_read, NULL, 0, &r, e) != OK) {
                        dimensions_close(d);
                        return e->kind;
                }
                for (int i = 0; i < pg_rows(r); i++)
                        remember(&d->table[which], pg_get_text(r, i, 0), (uint32_t)pg_get_int(r, i, 1));
                pg_free(r);
        }
        *out = d;
        return OK;
}

void dimensions_close(struct dimensions *d)
{
        if (!d)
                return;
        for (int which = 0; which < DIMENSION_COUNT; which++) {
                for (size_t i = 0; i < d->table[which].slot_n; i++)
                        free(d->table[which].slots[i].code);
                free(d->table[which].slots);
        }
        free(d);
}

/* One message's fault, not the loader's: what names known members goes on. */
static enum fault full(enum dimension which, struct err *e)
{
        return fail(e, POISON,
                    "its %s is new, and the warehouse has %u already, as many as it can tell apart",
                    kinds[which].name, kinds[which].most);
}

static enum fault add_member(struct dimensions *d, struct pg *pg, enum dimension which, struct text code,
                             uint32_t *id, struct err *e)
{
        const struct pg_param params[] = {pg_text(code), pg_int4((int32_t)kinds[which].most)};
        struct pg_result *r;
        /* Another worker may add the same code at the same moment: the statement then gives no row, and gives
         * one when it is run again. */
        for (int attempt = 0; attempt < 10; attempt++) {
                if (pg_run(pg, kinds[which].sql_add, params, 2, &r, e) != OK)
                        return e->kind;
                const bool found = pg_rows(r) == 1;
                if (found)
                        *id = (uint32_t)pg_get_int(r, 0, 0);
                pg_free(r);
                if (found && *id > kinds[which].most)
                        return full(which, e);
                if (found) {
                        remember(&d->table[which], code, *id);
                        return OK;
                }
        }
        return fail(e, RETRY, "a new %s could not be added: other workers kept being faster",
                    kinds[which].name);
}

enum fault dimension_id(struct dimensions *d, struct pg *pg, enum dimension which, struct text code,
                        uint32_t *id, struct err *e)
{
        *id = 0;
        if (code.len == 0)
                return OK;
        const struct member *m = find(&d->table[which], code);
        if (m->code) {
                *id = m->id;
                return m->id > kinds[which].most ? full(which, e) : OK;
        }
        return add_member(d, pg, which, code, id, e);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * dimension.c - four tables from code to id, filled when the loader starts, then by new codes.
 */
#include "consumers/load/dimension.h"

#include "consumers/dossier/statement.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE_HERE = 24 };
struct member {
        uint32_t id;
        uint8_t len; /* 0: free slot */
        union {
                char here[CODE_HERE]; /* the code, if it is not longer */
                char *code;           /* else; owned */
        };
};

struct dimension_table {
        struct member *slots;
        size_t slot_n, n;   /* slot_n is a power of two, at least twice n */
        struct text *noted; /* codes that may be new */
        size_t noted_n, noted_capacity;
};

struct dimensions {
        const struct conf *conf;
        struct pg *adding; /* NULL: nothing was new yet */
        struct bytes codes;
        struct dimension_table table[DIMENSION_COUNT];
};

static const struct {
        const char *name, *sql_add;
        uint32_t most;
} kinds[DIMENSION_COUNT] = {
        {"source", SQL_dimension_source_add, SMALL_ID_MOST},
        {"agency", SQL_dimension_agency_add, AGENCY_ID_MOST},
        {"field", SQL_dimension_field_add, SMALL_ID_MOST},
        {"procedure", SQL_dimension_procedure_add, PROCEDURE_ID_MOST},
};

static struct text code_of(const struct member *m)
{
        return (struct text){m->len <= CODE_HERE ? m->here : m->code, m->len};
}

static struct member *find(const struct dimension_table *t, struct text code)
{
        size_t i = hash_bytes(code.at, code.len) & (t->slot_n - 1);
        while (t->slots[i].len && !text_equal(code_of(&t->slots[i]), code))
                i = (i + 1) & (t->slot_n - 1);
        return &t->slots[i];
}

static void grow(struct dimension_table *t)
{
        const struct dimension_table old = *t;
        t->slot_n = old.slot_n ? old.slot_n * 2 : 512;
        t->slots = need_alloc(t->slot_n * sizeof(*t->slots));
        for (size_t i = 0; i < old.slot_n; i++) {
                if (old.slots[i].len)
                        *find(t, code_of(&old.slots[i])) = old.slots[i];
        }
        free(old.slots);
}

static void remember(struct dimension_table *t, struct text code, uint32_t id)
{
        if (2 * (t->n + 1) > t->slot_n)
                grow(t);
        struct member *m = find(t, code);
        if (m->len || code.len == 0 || code.len > UINT8_MAX) /* no event has such a code */
                return;
        if (code.len > CODE_HERE)
                m->code = need_alloc(code.len);
        memcpy(code.len > CODE_HERE ? m->code : m->here, code.at, code.len);
        m->len = (uint8_t)code.len;
        m->id = id;
        t->n++;
}

#define AS_READ(query)                                                              \
        _Static_assert((int)COL_dimension_read_code == (int)COL_##query##_code &&   \
                               (int)COL_dimension_read_id == (int)COL_##query##_id, \
                       "dimension_read.sql and " #query ".sql give the same columns")
AS_READ(dimension_find);
AS_READ(dimension_source_add);
AS_READ(dimension_agency_add);
AS_READ(dimension_field_add);
AS_READ(dimension_procedure_add);

static void remember_all(struct dimension_table *t, const struct pg_result *r)
{
        for (int i = 0; i < pg_rows(r); i++)
                remember(t, pg_get_text(r, i, COL_dimension_read_code),
                         (uint32_t)pg_get_int(r, i, COL_dimension_read_id));
}

enum fault dimensions_open(struct dimensions **out, struct pg *pg, const struct conf *conf, struct err *e)
{
        struct dimensions *d = need_alloc(sizeof(*d));
        *out = NULL;
        d->conf = conf;
        for (int which = 0; which < DIMENSION_COUNT; which++) {
                const struct pg_param name = pg_text(text_of(kinds[which].name));
                struct pg_result *r;
                grow(&d->table[which]);
                if (pg_run(pg, SQL_dimension_read, &name, 1, &r, e) != OK) {
                        dimensions_close(d);
                        return e->kind;
                }
                remember_all(&d->table[which], r);
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
                struct dimension_table *t = &d->table[which];
                for (size_t i = 0; i < t->slot_n; i++) {
                        if (t->slots[i].len > CODE_HERE)
                                free(t->slots[i].code);
                }
                free(t->slots);
                free(t->noted);
        }
        bytes_free(&d->codes);
        pg_close(d->adding);
        free(d);
}

uint32_t dimension_note(struct dimensions *d, enum dimension which, struct text code)
{
        struct dimension_table *t = &d->table[which];
        if (code.len == 0)
                return 0;
        const struct member *m = find(t, code);
        if (m->len)
                return m->id <= kinds[which].most ? m->id : 0; /* dimension_id() refuses it */
        if (t->noted_n == t->noted_capacity) {
                t->noted_capacity = t->noted_capacity ? t->noted_capacity * 2 : 64;
                t->noted = need_realloc(t->noted, t->noted_capacity * sizeof(*t->noted));
        }
        t->noted[t->noted_n++] = code;
        return 0;
}

/* Its waits for locks end: the batch that waits for us may itself hold a lock that the other loader waits
 * for. Its commits are not waited for: the log of the server has them before that of the batch. */
static enum fault open_adding(struct dimensions *d, struct err *e)
{
        char sql[80];
        if (d->adding)
                return OK;
        if (warehouse_connect(&d->adding, d->conf, "hentra load: new members", 0, e) != OK)
                return e->kind;
        snprintf(sql, sizeof(sql), "set synchronous_commit = off; set lock_timeout = %lld",
                 (long long)conf_ms(d->conf, "load.lock_timeout"));
        return pg_script(d->adding, sql, e);
}

static bool all_found(const struct dimension_table *t)
{
        for (size_t i = 0; i < t->noted_n; i++) {
                if (!find(t, t->noted[i])->code)
                        return false;
        }
        return true;
}

/* Runs a query that gives members, and remembers them. A backfill asks hundreds of times: planned once. */
static enum fault learn_by(struct dimensions *d, struct dimension_table *t, const char *sql,
                           const struct pg_param *params, int n, struct err *e)
{
        struct pg_result *r;
        if (pg_run_prepared(d->adding, sql, params, n, &r, e) != OK)
                return e->kind;
        remember_all(t, r);
        pg_free(r);
        return OK;
}

/* Members that other loaders add meanwhile are found by the second query. */
static enum fault add_noted(struct dimensions *d, enum dimension which, struct err *e)
{
        struct dimension_table *t = &d->table[which];
        const struct pg_param codes = pg_text_array(&d->codes, t->noted, t->noted_n);
        const struct pg_param add[] = {codes, pg_int4((int32_t)kinds[which].most)},
                              find_them[] = {pg_text(text_of(kinds[which].name)), codes};
        if (learn_by(d, t, kinds[which].sql_add, add, 2, e) != OK)
                return e->kind;
        return all_found(t) ? OK : learn_by(d, t, SQL_dimension_find, find_them, 2, e);
}

static enum fault add_all_noted(struct dimensions *d, struct err *e)
{
        enum fault fault = open_adding(d, e);
        for (int which = 0; which < DIMENSION_COUNT && fault == OK; which++) {
                if (d->table[which].noted_n > 0)
                        fault = add_noted(d, (enum dimension)which, e);
        }
        if (fault != OK) {
                pg_close(d->adding);
                d->adding = NULL;
        }
        return fault;
}

enum fault dimensions_learn(struct dimensions *d, struct err *e)
{
        bool any = false;
        for (int which = 0; which < DIMENSION_COUNT; which++)
                any |= d->table[which].noted_n > 0;
        if (!any)
                return OK;
        const bool idle = d->adding != NULL; /* it may have been lost long ago: no reason to lose a batch */
        enum fault fault = add_all_noted(d, e);
        if (fault == RETRY && idle)
                fault = add_all_noted(d, e);
        for (int which = 0; which < DIMENSION_COUNT; which++)
                d->table[which].noted_n = 0;
        return fault;
}

enum fault dimension_id(const struct dimensions *d, enum dimension which, struct text code, uint32_t *id,
                        struct err *e)
{
        *id = 0;
        if (code.len == 0)
                return OK;
        const struct member *m = find(&d->table[which], code);
        /* A fault of this message, not of the loader: messages that name known members go on. */
        if (!m->len || m->id > kinds[which].most)
                return fail(e, POISON,
                            "its %s is new, and the warehouse has %u already, as many as it can tell apart",
                            kinds[which].name, kinds[which].most);
        *id = m->id;
        return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * write.c - see write.h.
 *
 * Rule: a step asks once for all the room that it can need, and only then writes.
 * So: nothing is written behind the end, without a check at every byte.
 */
#include "core/wire/write.h"

#include "core/wire/zigzag.h"
#include <string.h>

/* ---- the plan ---- */

static const enum type_kind type_of[] = {
        [FIELD_ID] = TYPE_FIXED,  [FIELD_TEXT] = TYPE_STRING, [FIELD_NUMBER] = TYPE_LONG,
        [FIELD_TIME] = TYPE_LONG, [FIELD_CODE] = TYPE_ENUM,   [FIELD_TRUTH] = TYPE_BOOLEAN,
};

static const struct event_field *field_named(const char *name)
{
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
                if (strcmp(event_fields[i].name, name) == 0)
                        return &event_fields[i];
        return NULL;
}

/* The type that is not null; NULL: the union is another one than null and a type. */
static const struct type *branch_of(struct write_step *s, const struct type *t)
{
        if (t->kind != TYPE_UNION)
                return t;
        if (t->parts != 2 || (t->part[0].type->kind == TYPE_NULL) == (t->part[1].type->kind == TYPE_NULL))
                return NULL;
        s->nullable = true;
        s->absent = t->part[0].type->kind == TYPE_NULL ? 0 : 1;
        s->present = (int8_t)(1 - s->absent);
        return t->part[s->present].type;
}

static int8_t symbol_named(const struct type *t, const char *name)
{
        for (size_t i = 0; i < t->parts && i <= INT8_MAX; i++)
                if (strcmp(t->part[i].name, name) == 0)
                        return (int8_t)i;
        return WRITE_NO_SYMBOL;
}

static enum fault add_step(struct write_plan *p, const struct part *part, struct err *e)
{
        const struct event_field *f = field_named(part->name);
        if (!f || p->steps == WRITE_STEPS_MOST)
                return fail(e, FATAL, "the schema's field %s is no field of an event", part->name);
        struct write_step *s = &p->step[p->steps++];
        *s = (struct write_step){.kind = f->kind, .offset = f->offset, .name = f->name};
        const struct type *t = branch_of(s, part->type);
        if (!t || t->kind != type_of[f->kind] || (f->kind == FIELD_ID && t->size != 16))
                return fail(e, FATAL, "the schema's field %s has a type that an event's has not", f->name);
        if (f->kind != FIELD_CODE)
                return OK;
        if (f->names_count > WRITE_SYMBOLS_MOST)
                return fail(e, FATAL, "%s has more than %d codes", f->name, WRITE_SYMBOLS_MOST);
        s->symbols = (int8_t)f->names_count;
        for (int i = 0; i < f->names_count; i++)
                s->symbol[i] = symbol_named(t, f->names[i]);
        return OK;
}

enum fault write_resolve(struct write_plan *p, const struct schema *schema, struct err *e)
{
        *p = (struct write_plan){0};
        const struct type *root = schema->root;
        if (!root || root->kind != TYPE_RECORD)
                return fail(e, FATAL, "the schema is no record");
        for (size_t i = 0; i < root->parts; i++)
                if (add_step(p, &root->part[i], e) != OK)
                        return e->kind;
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                size_t at = 0;
                while (at < root->parts && strcmp(root->part[at].name, event_fields[i].name) != 0)
                        at++;
                if (at == root->parts)
                        return fail(e, FATAL, "the schema has no field %s", event_fields[i].name);
        }
        return OK;
}

/* ---- the record ---- */

static inline bool is_absent(const struct write_step *s, const void *from)
{
        switch (s->kind) {
        case FIELD_TEXT:
                return ((const struct text *)from)->len == 0;
        case FIELD_TIME:
                return *(const micros *)from == NO_TIME;
        case FIELD_CODE:
        case FIELD_TRUTH:
                return *(const int *)from == 0;
        default:
                return false;
        }
}

/* The bytes that the value needs at most; the branch and the length before it are apart. */
static inline size_t room_of(const struct write_step *s, const void *from)
{
        return s->kind == FIELD_TEXT ? ((const struct text *)from)->len : 16;
}

/* NULL: the schema has no symbol for the code. */
static inline uint8_t *put_value(const struct write_step *s, const void *from, uint8_t *to)
{
        switch (s->kind) {
        case FIELD_ID:
                return (uint8_t *)memcpy(to, from, 16) + 16;
        case FIELD_TEXT: {
                const struct text *t = from;
                to = zigzag_put(to, (int64_t)t->len);
                if (t->len > 0)
                        memcpy(to, t->at, t->len);
                return to + t->len;
        }
        case FIELD_CODE: {
                const unsigned code = *(const unsigned *)from;
                if (code >= (unsigned)s->symbols || s->symbol[code] == WRITE_NO_SYMBOL)
                        return NULL;
                return zigzag_put(to, s->symbol[code]);
        }
        case FIELD_TRUTH:
                *to = *(const enum truth *)from == TRUTH_YES;
                return to + 1;
        default: /* FIELD_NUMBER, FIELD_TIME */
                return zigzag_put(to, *(const int64_t *)from);
        }
}

enum fault write_run(const struct write_plan *p, const struct event *v, uint8_t *out, size_t room,
                     size_t *len, struct err *e)
{
        uint8_t *to = out, *const end = out + room;
        for (const struct write_step *s = p->step; s < p->step + p->steps; s++) {
                const void *from = (const char *)v + s->offset;
                const size_t left = (size_t)(end - to);
                if (left < 2 * ZIGZAG_MOST || left - 2 * ZIGZAG_MOST < room_of(s, from))
                        return fail(e, POISON, "%s does not fit into a record of %zu bytes", s->name, room);
                if (s->nullable) {
                        const bool absent = is_absent(s, from);
                        to = zigzag_put(to, absent ? s->absent : s->present);
                        if (absent)
                                continue;
                }
                to = put_value(s, from, to);
                if (!to)
                        return fail(e, POISON, "%s has a code that the schema has no symbol for", s->name);
        }
        *len = (size_t)(to - out);
        return OK;
}

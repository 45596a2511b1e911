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
        [FIELD_ID] = TYPE_FIXED,     [FIELD_TEXT] = TYPE_STRING, [FIELD_NUMBER] = TYPE_LONG,
        [FIELD_TIME] = TYPE_LONG,    [FIELD_CODE] = TYPE_ENUM,   [FIELD_TRUTH] = TYPE_BOOLEAN,
        [FIELD_FLAG] = TYPE_BOOLEAN,
};

struct fields {
        const struct event_field *at;
        size_t n;
};

static const struct event_field *field_named(struct fields of, const char *name)
{
        for (size_t i = 0; i < of.n; i++)
                if (strcmp(of.at[i].name, name) == 0)
                        return &of.at[i];
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

static enum fault add_step(struct write_steps *p, struct fields of, const struct part *part, struct err *e)
{
        const struct event_field *f = field_named(of, part->name);
        if (!f || p->n == WRITE_STEPS_MOST)
                return fail(e, FATAL, "the schema's field %s is no field of an event", part->name);
        struct write_step *s = &p->step[p->n++];
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

/* The first n fields of the record are those of the table, in any order. */
static enum fault add_steps(struct write_steps *p, struct fields of, const struct type *record, size_t n,
                            struct err *e)
{
        for (size_t i = 0; i < n; i++)
                if (add_step(p, of, &record->part[i], e) != OK)
                        return e->kind;
        for (size_t i = 0; i < of.n; i++) {
                size_t at = 0;
                while (at < n && strcmp(record->part[at].name, of.at[i].name) != 0)
                        at++;
                if (at == n)
                        return fail(e, FATAL, "the schema has no field %s", of.at[i].name);
        }
        return OK;
}

enum fault write_resolve(struct write_plan *p, const struct schema *schema, struct err *e)
{
        *p = (struct write_plan){0};
        const struct type *root = schema->root;
        if (!root || root->kind != TYPE_RECORD)
                return fail(e, FATAL, "the schema is no record");
        const size_t last = root->parts - 1;
        if (root->parts == 0 || strcmp(root->part[last].name, OCCURRENCES_NAME) != 0)
                return fail(e, FATAL, "the schema's last field is not %s", OCCURRENCES_NAME);
        const struct type *list = root->part[last].type;
        if (list->kind != TYPE_ARRAY || list->part[0].type->kind != TYPE_RECORD)
                return fail(e, FATAL, "the schema's field %s is no array of records", OCCURRENCES_NAME);
        const struct type *item = list->part[0].type;
        const struct fields event = {event_fields, EVENT_FIELD_COUNT};
        const struct fields occurrence = {occurrence_fields, OCCURRENCE_FIELD_COUNT};
        if (add_steps(&p->record, event, root, last, e) != OK)
                return e->kind;
        if (add_steps(&p->occurrence, occurrence, item, item->parts, e) != OK)
                return fail_at(e, "%s", OCCURRENCES_NAME);
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
        case FIELD_FLAG:
                *to = *(const bool *)from;
                return to + 1;
        default: /* FIELD_NUMBER, FIELD_TIME */
                return zigzag_put(to, *(const int64_t *)from);
        }
}

struct room {
        uint8_t *to, *end;
};

static enum fault no_room(struct err *e, const char *name)
{
        return fail(e, POISON, "%s does not fit into the room for a record", name);
}

static enum fault put_fields(const struct write_steps *p, const char *record, struct room *room,
                             struct err *e)
{
        uint8_t *to = room->to;
        for (const struct write_step *s = p->step; s < p->step + p->n; s++) {
                const void *from = record + s->offset;
                const size_t left = (size_t)(room->end - to);
                if (left < 2 * ZIGZAG_MOST || left - 2 * ZIGZAG_MOST < room_of(s, from))
                        return no_room(e, s->name);
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
        room->to = to;
        return OK;
}

/* One block with all of them, and the empty block that ends an array. */
static enum fault put_occurrences(const struct write_plan *p, const struct event *v, struct room *room,
                                  struct err *e)
{
        if (room->end - room->to < 2 * ZIGZAG_MOST)
                return no_room(e, OCCURRENCES_NAME);
        if (v->occurrence_n > 0)
                room->to = zigzag_put(room->to, v->occurrence_n);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                if (put_fields(&p->occurrence, (const char *)&v->occurrence[i], room, e) != OK)
                        return fail_at(e, "occurrence %u", i + 1);
        if (room->to == room->end)
                return no_room(e, OCCURRENCES_NAME);
        *room->to++ = 0;
        return OK;
}

enum fault write_run(const struct write_plan *p, const struct event *v, uint8_t *out, size_t room,
                     size_t *len, struct err *e)
{
        struct room left = {out, out + room};
        if (put_fields(&p->record, (const char *)v, &left, e) != OK || put_occurrences(p, v, &left, e) != OK)
                return e->kind;
        *len = (size_t)(left.to - out);
        return OK;
}

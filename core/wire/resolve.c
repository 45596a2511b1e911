/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve.c - builds reader plans.
 *
 * Rule: faults of the schemas are refused here. A fault that depends on the record (a branch or a symbol
 * without a meaning for us) becomes a negative entry of a table, and only a record that takes it is refused.
 * So: one odd message never blocks a writer, and one odd writer never a topic.
 */
#include "core/wire/resolve.h"

#include "core/base/bytes.h"
#include "core/base/event_field.h"
#include "core/wire/resolve_skip.h"
#include <stdlib.h>
#include <string.h>

/* In what follows, a field of ours that is NULL is the array of occurrences, which is in no table. */

/* NULL, or the name of a type that our field cannot be read from; for a type that is no union. */
static const char *mismatch(const struct event_field *f, const struct type *t, bool nullable)
{
        if (t->kind == TYPE_NULL)
                return nullable ? NULL : "null, which ours may not be";
        if (!f)
                return t->kind == TYPE_ARRAY && t->part[0].type->kind == TYPE_RECORD ? NULL
                                                                                     : "no array of records";
        switch (f->kind) {
        case FIELD_ID:
                return t->kind == TYPE_FIXED && t->size == 16 ? NULL : "no fixed of 16 bytes";
        case FIELD_TEXT:
                return t->kind == TYPE_STRING || t->kind == TYPE_BYTES ? NULL : "neither string nor bytes";
        case FIELD_NUMBER:
                return t->kind == TYPE_LONG || t->kind == TYPE_INT ? NULL : "neither long nor int";
        case FIELD_TIME:
                if (t->kind != TYPE_LONG && t->kind != TYPE_INT)
                        return "neither long nor int";
                if (t->logical && strcmp(t->logical, "timestamp-micros") != 0 &&
                    strcmp(t->logical, "timestamp-millis") != 0)
                        return "a time that is neither timestamp-micros nor timestamp-millis";
                return NULL;
        case FIELD_CODE:
                return t->kind == TYPE_ENUM ? NULL : "no enum";
        default:
                return t->kind == TYPE_BOOLEAN ? NULL : "no boolean";
        }
}

static int32_t number_of(const struct event_field *f, const char *symbol)
{
        for (int i = 0; i < f->names_count; i++)
                if (f->names[i][0] && strcmp(f->names[i], symbol) == 0)
                        return i;
        return -1;
}

/* The type our schema gives a field, without its null. */
static const struct type *without_null(const struct type *ours, bool *nullable)
{
        const struct type *found = ours;
        *nullable = false;
        for (size_t i = 0; ours->kind == TYPE_UNION && i < ours->parts; i++) {
                if (ours->part[i].type->kind == TYPE_NULL)
                        *nullable = true;
                else
                        found = ours->part[i].type;
        }
        return found;
}

static const int32_t *code_table(struct building *b, const struct event_field *f, const struct type *t,
                                 const struct type *ours)
{
        int32_t *table = add_table(b, t->parts);
        for (size_t i = 0; i < t->parts; i++) {
                table[i] = number_of(f, t->part[i].name);
                if (table[i] < 0 && ours->unknown)
                        table[i] = number_of(f, ours->unknown);
        }
        return table;
}

/* Sets the range that event_check() allows, so that it need not be called for such values. It refuses no id;
 * a code comes from code_table(), a truth and a flag from the reader itself. */
static void set_plain(struct plan_step *s, const struct event_field *f)
{
        switch (f->kind) {
        case FIELD_TEXT:
                s->least = f->required ? 1 : 0;
                s->most = f->most;
                return;
        case FIELD_NUMBER:
                s->least = 0;
                s->most = INT64_MAX;
                return;
        case FIELD_TIME:
                s->least = MOMENT_FIRST;
                s->most = MOMENT_LIMIT - 1;
                return;
        default:
                return;
        }
}

static enum plan_op value_op(const struct event_field *f, const struct type *t)
{
        switch (f->kind) {
        case FIELD_ID:
                return PLAN_ID;
        case FIELD_TEXT:
                return PLAN_TEXT;
        case FIELD_CODE:
                return PLAN_ENUM;
        case FIELD_TRUTH:
                return PLAN_BOOL;
        case FIELD_FLAG:
                return PLAN_FLAG;
        default: /* The logical types are those of long: on an int they are to be ignored. */
                if (t->kind == TYPE_INT)
                        return PLAN_INT;
                return f->kind == FIELD_TIME && t->logical && strcmp(t->logical, "timestamp-millis") == 0
                               ? PLAN_MILLIS
                               : PLAN_LONG;
        }
}

static enum fault read_fields(struct building *b, const struct type *writer, const struct type *ours,
                              const struct event_field *fields, size_t n);

/* The step of the array, then the steps that read one occurrence. */
static enum fault read_items(struct building *b, const struct type *writer, const struct type *ours)
{
        const size_t items = add_step(b, PLAN_ITEMS, 0, 0, NULL);
        const enum fault fault = read_fields(b, writer->part[0].type, ours->part[0].type, occurrence_fields,
                                             OCCURRENCE_FIELD_COUNT);
        add_step(b, PLAN_END, 0, 0, NULL);
        b->plan->steps[items].count = (uint32_t)b->plan->count;
        return fault == OK ? OK : fail_at(b->e, "field %s", OCCURRENCES_NAME);
}

/* The steps that read a value of a type that mismatch() has accepted. */
static enum fault read_value(struct building *b, const struct event_field *f, const struct type *t,
                             const struct type *ours, enum plan_null null)
{
        if (t->kind == TYPE_NULL)
                return OK;
        if (!f)
                return read_items(b, t, ours);
        const int32_t *table = f->kind == FIELD_CODE ? code_table(b, f, t, ours) : NULL;
        size_t at = add_step(b, value_op(f, t), f->offset, table ? (uint32_t)t->parts : 0, table);
        b->plan->steps[at].null = null;
        set_plain(&b->plan->steps[at], f);
        return OK;
}

/* True when a union needs no jumps: null, and one other type that is read. */
static enum plan_null only_null(const struct event_field *f, const struct type *t, bool nullable)
{
        for (size_t i = 0; t->kind == TYPE_UNION && t->parts == 2 && nullable && i < 2; i++) {
                const struct type *other = t->part[1 - i].type;
                if (t->part[i].type->kind == TYPE_NULL && other->kind != TYPE_NULL &&
                    !mismatch(f, other, nullable))
                        return i == 0 ? PLAN_NULL_FIRST : PLAN_NULL_SECOND;
        }
        return PLAN_NO_NULL;
}

static enum fault read_union(struct building *b, const struct event_field *f, const struct type *t,
                             const struct type *ours, bool nullable)
{
        int32_t *table = add_table(b, t->parts);
        size_t *gotos = need_alloc(t->parts * sizeof(*gotos));
        size_t readable = 0;
        const char *why = "a union without branches";
        enum fault fault = OK;
        add_step(b, PLAN_UNION, 0, (uint32_t)t->parts, table);
        for (size_t i = 0; i < t->parts && fault == OK; i++) {
                const char *wrong = mismatch(f, t->part[i].type, nullable);
                table[i] = wrong ? -1 : (int32_t)b->plan->count;
                if (wrong) {
                        why = wrong;
                        continue;
                }
                fault = read_value(b, f, t->part[i].type, ours, PLAN_NO_NULL);
                gotos[readable++] = add_step(b, PLAN_GOTO, 0, 0, NULL);
        }
        close_branches(b, gotos, readable);
        free(gotos);
        if (fault == OK && readable == 0)
                return fail(b->e, POISON, "field %s: the writer's type is %s", b->name, why);
        return fault;
}

static enum fault read_field(struct building *b, const struct event_field *f, const struct type *t,
                             const struct type *ours)
{
        bool nullable;
        ours = without_null(ours, &nullable);
        const enum plan_null null = only_null(f, t, nullable);
        if (null != PLAN_NO_NULL)
                return read_value(b, f, t->part[null == PLAN_NULL_FIRST ? 1 : 0].type, ours, null);
        if (t->kind == TYPE_UNION)
                return read_union(b, f, t, ours, nullable);
        const char *wrong = mismatch(f, t, nullable);
        if (wrong)
                return fail(b->e, POISON, "field %s: the writer's type is %s", b->name, wrong);
        return read_value(b, f, t, ours, PLAN_NO_NULL);
}

static const struct part *find_part(const struct type *record, const char *name)
{
        for (size_t i = 0; i < record->parts; i++)
                if (strcmp(record->part[i].name, name) == 0)
                        return &record->part[i];
        return NULL;
}

static const struct event_field *find_field(const struct event_field *fields, size_t n, const char *name)
{
        for (size_t i = 0; i < n; i++)
                if (strcmp(fields[i].name, name) == 0)
                        return &fields[i];
        return NULL;
}

/* All fields of a record: ours are read, the others passed over. */
static enum fault read_fields(struct building *b, const struct type *writer, const struct type *ours,
                              const struct event_field *fields, size_t n)
{
        enum fault fault = OK;
        for (size_t i = 0; i < ours->parts; i++)
                if (!ours->part[i].has_default && !find_part(writer, ours->part[i].name))
                        return fail(b->e, POISON,
                                    "field %s: the writer's record lacks it, and it has no default",
                                    ours->part[i].name);
        for (size_t i = 0; fault == OK && i < writer->parts; i++) {
                const struct part *theirs = &writer->part[i];
                const struct part *mine = find_part(ours, theirs->name);
                const struct event_field *f = find_field(fields, n, theirs->name);
                const bool list = fields == event_fields && strcmp(theirs->name, OCCURRENCES_NAME) == 0;
                b->name = theirs->name;
                fault = mine && (f || list) ? read_field(b, f, theirs->type, mine->type)
                                            : skip_type(b, theirs->type);
        }
        return fault;
}

static const char *short_name(const char *full)
{
        const char *dot = strrchr(full, '.');
        return dot ? dot + 1 : full;
}

static enum fault check_records(const struct type *writer, const struct type *ours, struct err *e)
{
        if (writer->kind != TYPE_RECORD)
                return fail(e, POISON, "the writer's schema is no record but %s", type_names[writer->kind]);
        if (strcmp(short_name(writer->name), short_name(ours->name)) != 0)
                return fail(e, POISON, "the writer's record is %s, not %s", writer->name, ours->name);
        return OK;
}

enum fault plan_resolve(struct plan *p, const struct schema *writer, const struct schema *ours, struct err *e)
{
        struct building b = {.plan = p, .e = e};
        *p = (struct plan){0};
        enum fault fault = check_records(writer->root, ours->root, e);
        if (fault == OK)
                fault = read_fields(&b, writer->root, ours->root, event_fields, EVENT_FIELD_COUNT);
        b.name = NULL;
        add_step(&b, PLAN_END, 0, 0, NULL);
        if (fault != OK)
                plan_free(p);
        return fault;
}

void plan_free(struct plan *p)
{
        for (size_t i = 0; i < p->table_count; i++)
                free(p->tables[i]);
        free(p->tables);
        free(p->steps);
        *p = (struct plan){0};
}

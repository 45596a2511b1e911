/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve_skip.c - see resolve_skip.h.
 */
#include "core/wire/resolve_skip.h"

#include "core/base/bytes.h"
#include <stdlib.h>

enum { DEPTH_MOST = 64 };

size_t add_step(struct building *b, enum plan_op op, uint32_t offset, uint32_t count, const int32_t *table)
{
        struct plan *p = b->plan;
        p->steps = need_realloc(p->steps, (p->count + 1) * sizeof(*p->steps));
        p->steps[p->count] = (struct plan_step){
                .op = op, .offset = offset, .count = count, .table = table, .name = b->name};
        return p->count++;
}

int32_t *add_table(struct building *b, size_t n)
{
        struct plan *p = b->plan;
        p->tables = need_realloc(p->tables, (p->table_count + 1) * sizeof(*p->tables));
        return p->tables[p->table_count++] = need_alloc(n * sizeof(int32_t));
}

/* Array or map: the step of the block, then the steps that skip one item. */
static enum fault skip_items(struct building *b, const struct type *t)
{
        size_t block = add_step(b, PLAN_SKIP_BLOCKS, 0, 0, NULL);
        if (t->kind == TYPE_MAP)
                add_step(b, PLAN_SKIP_BYTES, 0, 0, NULL);
        enum fault fault = skip_type(b, t->part[0].type);
        b->plan->steps[block].count = (uint32_t)b->plan->count;
        return fault;
}

void close_branches(struct building *b, const size_t *gotos, size_t n)
{
        for (size_t i = 0; i < n; i++)
                b->plan->steps[gotos[i]].count = (uint32_t)b->plan->count;
}

static enum fault skip_union(struct building *b, const struct type *t)
{
        int32_t *table = add_table(b, t->parts);
        size_t *gotos = need_alloc(t->parts * sizeof(*gotos));
        enum fault fault = OK;
        size_t done = 0;
        add_step(b, PLAN_UNION, 0, (uint32_t)t->parts, table);
        for (; done < t->parts && fault == OK; done++) {
                table[done] = (int32_t)b->plan->count;
                fault = skip_type(b, t->part[done].type);
                gotos[done] = add_step(b, PLAN_GOTO, 0, 0, NULL);
        }
        close_branches(b, gotos, done);
        free(gotos);
        return fault;
}

static enum fault skip_inner(struct building *b, const struct type *t)
{
        enum fault fault = OK;
        switch (t->kind) {
        case TYPE_NULL:
                return OK;
        case TYPE_BOOLEAN:
                add_step(b, PLAN_SKIP_FIXED, 0, 1, NULL);
                return OK;
        case TYPE_FLOAT:
                add_step(b, PLAN_SKIP_FIXED, 0, 4, NULL);
                return OK;
        case TYPE_DOUBLE:
                add_step(b, PLAN_SKIP_FIXED, 0, 8, NULL);
                return OK;
        case TYPE_FIXED:
                add_step(b, PLAN_SKIP_FIXED, 0, t->size, NULL);
                return OK;
        case TYPE_INT:
        case TYPE_ENUM:
                add_step(b, PLAN_SKIP_INT, 0, 0, NULL);
                return OK;
        case TYPE_LONG:
                add_step(b, PLAN_SKIP_LONG, 0, 0, NULL);
                return OK;
        case TYPE_BYTES:
        case TYPE_STRING:
                add_step(b, PLAN_SKIP_BYTES, 0, 0, NULL);
                return OK;
        case TYPE_RECORD:
                for (size_t i = 0; i < t->parts && fault == OK; i++)
                        fault = skip_type(b, t->part[i].type);
                return fault;
        case TYPE_ARRAY:
        case TYPE_MAP:
                return skip_items(b, t);
        default:
                return skip_union(b, t);
        }
}

enum fault skip_type(struct building *b, const struct type *t)
{
        if (b->depth >= DEPTH_MOST)
                return fail(b->e, POISON, "field %s: its type holds itself", b->name);
        if (b->visits++ >= PLAN_TYPES_MOST)
                return fail(b->e, POISON, "field %s: the schema has more than %d types to pass over", b->name,
                            PLAN_TYPES_MOST);
        b->depth++;
        enum fault fault = skip_inner(b, t);
        b->depth--;
        return fault;
}

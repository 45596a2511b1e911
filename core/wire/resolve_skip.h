/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve_skip.h - the part of resolving that needs no field of ours: a plan under construction, and steps
 * that pass over a type. For resolve.c only.
 */
#ifndef HENTRA_WIRE_RESOLVE_SKIP_H
#define HENTRA_WIRE_RESOLVE_SKIP_H

#include "core/wire/resolve.h"

struct building {
        struct plan *plan;
        const char *name; /* of the writer's field at hand */
        int depth;
        int visits; /* types walked: bounds a schema that doubles with every level, steps or not */
        struct err *e;
};

/* Appends a step, or a table of n entries that the plan owns; returns its place. */
size_t add_step(struct building *b, enum plan_op op, uint32_t offset, uint32_t count, const int32_t *table);
int32_t *add_table(struct building *b, size_t n);

/* Lets these n PLAN_GOTO, each the end of a union's branch, go on at the next step. */
void close_branches(struct building *b, const size_t *gotos, size_t n);

/* Appends the steps that pass over one value of this type. POISON as plan_resolve() says. */
MUST enum fault skip_type(struct building *b, const struct type *t);

#endif

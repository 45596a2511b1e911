/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve.h - a writer's schema against ours, once: the plan that reads its records.
 *
 * Avro's rules of schema resolution, by field name, for a record whose fields are those of event_field.h:
 * fields unknown to us are skipped, fields that the writer lacks keep our default, int becomes long,
 * string and bytes become each other, timestamp-millis becomes micros, a symbol we do not know becomes our
 * enum's default. An array of records is read as the occurrences by the same rules. Pure.
 */
#ifndef HENTRA_WIRE_RESOLVE_H
#define HENTRA_WIRE_RESOLVE_H

#include "core/base/err.h"
#include "core/wire/plan.h"
#include "core/wire/schema.h"

struct plan { /* zero is empty */
        struct plan_step *steps;
        size_t count;
        int32_t **tables;
        size_t table_count;
};

/* A record that the plan finds plain (plan.h) has nothing that event_check() would refuse, provided that
 * `ours` lets no field that an event must have be null or left out. The plan borrows names from `writer`,
 * which must outlive it. POISON names the field that cannot be read as ours; also: types that hold
 * themselves, and more than PLAN_TYPES_MOST types to pass over, each counted as often as it is used. */
enum { PLAN_TYPES_MOST = 4096 };
MUST enum fault plan_resolve(struct plan *p, const struct schema *writer, const struct schema *ours,
                             struct err *e);
void plan_free(struct plan *p); /* twice is fine */

#endif

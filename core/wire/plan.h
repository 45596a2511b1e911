/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.h - a writer's schema, resolved once against our record, as a flat list of bounded operations.
 *
 * plan_run() reads one Avro-encoded record into a struct event. It allocates nothing, never reads outside
 * [bytes, bytes + len), and its time is bounded by len and the length of the plan: an array or map that
 * claims more items than there are bytes left, and more than OCCURRENCES_MOST occurrences, are refused before
 * they are walked.
 * Building plans from schemas is resolve.c's task; this file knows bytes only. It trusts the plan: jumps go
 * forward, tables have `count` entries. A negative entry of a table refuses that branch or symbol.
 */
#ifndef HENTRA_WIRE_PLAN_H
#define HENTRA_WIRE_PLAN_H

#include "core/base/err.h"
#include "core/base/event.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plan_op {
        /* Into the event at `offset` (offsetof), between PLAN_ITEMS and its end into an occurrence. */
        PLAN_TEXT,   /* string or bytes -> struct text */
        PLAN_INT,    /* int -> int64_t */
        PLAN_LONG,   /* long -> int64_t (also micros) */
        PLAN_MILLIS, /* timestamp-millis -> micros */
        PLAN_ENUM,   /* enum -> int, through table[`count`] of our values */
        PLAN_BOOL,   /* boolean -> int: TRUTH_NO, TRUTH_YES */
        PLAN_FLAG,   /* boolean -> bool */
        PLAN_ID,     /* fixed of PLAN_ID_BYTES, copied */
        /* Fields of the writer's record that ours has not. */
        PLAN_SKIP_INT, /* also an enum; from here on nothing is written */
        PLAN_SKIP_LONG,
        PLAN_SKIP_BYTES, /* length-prefixed */
        PLAN_SKIP_FIXED, /* `count` bytes: fixed, float, double, boolean, null (0) */
        /* Control. */
        PLAN_UNION,       /* `count` branches; branch i goes on at op `table[i]`, and ends with PLAN_GOTO */
        PLAN_GOTO,        /* go on at op `count` */
        PLAN_SKIP_BLOCKS, /* array or map: ops [this + 1, `count`) skip one item */
        PLAN_ITEMS, /* array: ops from this + 1 to a PLAN_END read one occurrence; `count` is behind it */
        PLAN_END,
};
enum { PLAN_ID_BYTES = sizeof(((struct event *)0)->event_id) };

/* A union of null and one other type, for a step into the event: null leaves the event as it is. */
enum plan_null { PLAN_NO_NULL, PLAN_NULL_FIRST, PLAN_NULL_SECOND };

struct plan_step {
        enum plan_op op;
        uint32_t offset;
        uint32_t count;
        const int32_t *table; /* borrowed from the owner of the plan */
        const char *name;     /* the field, for errors */
        enum plan_null null;
        int64_t least, most; /* the plain range of a number, or of the length of a text */
};

/* *v must hold the defaults already; steps write only the fields that the record has. POISON names the
 * field. *plain: every number, and the length of every text, lies between `least` and `most` of its step,
 * every text is UTF-8 without control characters, and only a document has occurrences. What is not plain may
 * still be legal: ask event_check(). */
MUST enum fault plan_run(const struct plan_step *steps, const uint8_t *bytes, size_t len, struct event *v,
                         bool *plain, struct err *e);

#endif

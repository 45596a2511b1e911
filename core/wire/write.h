/* SPDX-License-Identifier: Apache-2.0
 *
 * write.h - an event as one Avro record: a schema of ours, resolved once, as a list of bounded operations.
 *
 * The counterpart of plan.h. Every field of the schema is one of event_field.h and the other way round,
 * since a schema that hentra writes is hentra's own; a union is null and one other type. Its last field is
 * the array of occurrences, whose fields are those of event_field.h too. Pure.
 */
#ifndef HENTRA_WIRE_WRITE_H
#define HENTRA_WIRE_WRITE_H

#include "core/base/err.h"
#include "core/base/event.h"
#include "core/base/event_field.h"
#include "core/wire/schema.h"
#include <stddef.h>
#include <stdint.h>

enum { WRITE_STEPS_MOST = 48, WRITE_SYMBOLS_MOST = 16, WRITE_NO_SYMBOL = -1 };

struct write_step {
        enum field_kind kind;
        uint32_t offset;                   /* in struct event, or in an occurrence of it */
        bool nullable;                     /* a union: */
        int8_t absent, present;            /* the number of null, and of the other branch */
        int8_t symbols;                    /* of a CODE: how many numbers we have */
        int8_t symbol[WRITE_SYMBOLS_MOST]; /* the schema's, by our number; or WRITE_NO_SYMBOL */
        const char *name;                  /* the field, for errors */
};

struct write_steps {
        struct write_step step[WRITE_STEPS_MOST]; /* in the schema's order */
        size_t n;
};

struct write_plan {
        struct write_steps record; /* all but the occurrences, which are the schema's last field */
        struct write_steps occurrence;
};

/* FATAL names the field that is not ours, or that the schema lacks or types otherwise. */
MUST enum fault write_resolve(struct write_plan *p, const struct schema *schema, struct err *e);

/* Writes the record to [out, out + room); *len is what was used. The event must have passed event_check().
 * POISON: there is no room, or the schema has no symbol for a code. */
MUST enum fault write_run(const struct write_plan *p, const struct event *v, uint8_t *out, size_t room,
                          size_t *len, struct err *e);

#endif

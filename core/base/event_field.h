/* SPDX-License-Identifier: Apache-2.0
 *
 * event_field.h - the fields of the schema DossierStatus as a table: the place of each in struct event, and
 * its legal values; and the same of an occurrence. Checking, encoding, decoding, JSON and the mapping of
 * exports walk these tables.
 */
#ifndef HENTRA_BASE_EVENT_FIELD_H
#define HENTRA_BASE_EVENT_FIELD_H

#include "core/base/event.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The position of each in the table: EVENT_FIELD_event_id and so on. */
enum event_field_id {
#define EVENT_FIELD_ID(kind, member, required, most, tag) EVENT_FIELD_##member,
        EVENT_FIELDS(EVENT_FIELD_ID)
#undef EVENT_FIELD_ID
                EVENT_FIELD_COUNT
};
enum occurrence_field_id {
#define OCCURRENCE_FIELD_ID(kind, member, required, most) OCCURRENCE_FIELD_##member,
        OCCURRENCE_FIELDS(OCCURRENCE_FIELD_ID)
#undef OCCURRENCE_FIELD_ID
                OCCURRENCE_FIELD_COUNT
};
/* The array of occurrences in the schema, which is no entry of the table. */
#define OCCURRENCES_NAME "occurrences"

enum field_kind {
        FIELD_ID,     /* 16 bytes */
        FIELD_TEXT,   /* struct text; absent: empty */
        FIELD_NUMBER, /* int64_t */
        FIELD_TIME,   /* micros; absent: NO_TIME */
        FIELD_CODE,   /* an enum of event.h by the names of its symbols; absent: 0 */
        FIELD_TRUTH,  /* enum truth; absent: 0 */
        FIELD_FLAG,   /* bool; absent: false */
};

struct event_field {
        const char *name;
        enum field_kind kind;
        bool required;            /* of a TEXT or TIME: absent is refused */
        uint32_t offset;          /* in struct event, or in struct event_occurrence */
        uint32_t most;            /* bytes of a TEXT */
        const char *const *names; /* of a CODE or TRUTH, by our number; "" is no symbol */
        int names_count;
        uint8_t name_tag; /* see event_name() */
};
extern const struct event_field event_fields[EVENT_FIELD_COUNT];
extern const struct event_field occurrence_fields[OCCURRENCE_FIELD_COUNT];

#define FIELD_SAID_ID(at)     false
#define FIELD_SAID_TEXT(at)   ((at).len > 0)
#define FIELD_SAID_NUMBER(at) ((at) != 0)
#define FIELD_SAID_TIME(at)   ((at) != NO_TIME)
#define FIELD_SAID_CODE(at)   ((at) != 0)
#define FIELD_SAID_TRUTH(at)  ((at) != TRUTH_ABSENT)
#define FIELD_SAID_FLAG(at)   (at)

/* True when the event says nothing that version 1 of the schema could not say, as most do. Without a branch
 * for each field: to ask each time would cost as much as the fields of version 1. */
static inline bool event_is_of_v1(const struct event *v)
{
        unsigned said = v->occurrence_n > 0;
#define FIELD_SAID(kind, member, required, most, tag) \
        said |= EVENT_FIELD_##member > EVENT_FIELD_digitised && FIELD_SAID_##kind(v->member);
        EVENT_FIELDS(FIELD_SAID)
#undef FIELD_SAID
        return said == 0;
}

/* Copies an event without the room behind its occurrences, which is more than half of the struct. */
static inline void event_copy(struct event *to, const struct event *from)
{
        memcpy(to, from,
               offsetof(struct event, occurrence) + from->occurrence_n * sizeof(from->occurrence[0]));
}

/* Sets every field to its absent value, which is also the default of the schema's optional fields. Of the
 * occurrences only their number: the array stays as it is. */
void event_empty(struct event *v);
void occurrence_empty(struct event_occurrence *o);

#endif

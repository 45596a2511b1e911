/* SPDX-License-Identifier: Apache-2.0
 *
 * event.c - the name of an event, and the names of its codes. The check is event_check.c.
 *
 * Rule: the bytes of event_name() never change for a statement that is possible today.
 * So: absent fields leave no trace in them, and a field of a later version takes a new tag.
 */
#include "core/base/event.h"

#include "core/base/bytes.h"
#include "core/base/event_field.h"
#include <stdlib.h>
#include <string.h>

const char *const status_names[STATUS_COUNT] = {
        "UNKNOWN",           "REGISTERED", "RECEIVED", "REFUSED",  "PROCESSING", "SUPPLEMENT_REQUESTED",
        "PAYMENT_REQUESTED", "WITHDRAWN",  "STOPPED",  "RESOLVED", "RETURNED"};
const char *const case_kind_names[CASE_KIND_COUNT] = {"DOSSIER", "PETITION", "TASK"};
const char *const level_names[LEVEL_COUNT] = {"UNKNOWN", "PROVINCE", "DISTRICT", "COMMUNE"};
const char *const channel_names[CHANNEL_COUNT] = {"UNKNOWN", "DIRECT", "ONLINE", "POSTAL"};
const char *const service_names[SERVICE_COUNT] = {"UNKNOWN", "INFORMATION", "PARTIAL", "FULL"};
const char *const payment_names[PAYMENT_COUNT] = {"UNKNOWN", "NONE", "PORTAL", "LOCAL"};
const char *const return_channel_names[RETURN_COUNT] = {"", "DIRECT", "POSTAL"};
const char *const kind_names[KIND_COUNT] = {"STATEMENT", "DOCUMENT", "STEP"};
const char *const fee_names[FEE_COUNT] = {"UNKNOWN", "NONE", "ZERO", "PAYABLE"};
const char *const rating_names[RATING_COUNT] = {"UNKNOWN", "LIKE", "DISLIKE"};
const char *const truth_names[TRUTH_COUNT] = {"", "NO", "YES"};

/* ---- name ---- */

/* Length in one byte, bytes. */
static uint8_t *put_text(uint8_t *to, struct text t)
{
        if (t.len > SOURCE_MOST)
                abort(); /* event_check() comes first: a longer text would not fit */
        *to++ = (uint8_t)t.len;
        if (t.len > 0)
                memcpy(to, t.at, t.len);
        return to + t.len;
}

/* Eight bytes, the most significant first. */
static uint8_t *put_long(uint8_t *to, int64_t value)
{
        write_be64(to, (uint64_t)value);
        return to + sizeof(value);
}

/* Tag, and the text; nothing when absent. */
static uint8_t *name_text(uint8_t *to, uint8_t tag, struct text t)
{
        if (t.len == 0)
                return to;
        *to++ = tag;
        return put_text(to, t);
}

static uint8_t *name_long(uint8_t *to, uint8_t tag, int64_t value)
{
        *to++ = tag;
        return put_long(to, value);
}

static uint8_t *name_time(uint8_t *to, uint8_t tag, micros t)
{
        return t == NO_TIME ? to : name_long(to, tag, t);
}

/* Tag, one byte; nothing for 0, which is each code's first value (unknown, absent, or what is usual). */
static uint8_t *name_code(uint8_t *to, uint8_t tag, unsigned value)
{
        if (value == 0)
                return to;
        *to++ = tag;
        *to++ = (uint8_t)value;
        return to;
}

/* Behind one tag each occurrence: its status, what is said of it, its time if it has one, its agency. */
enum { OCCURRENCES_TAG = 28, SAID_DAY = 1, SAID_REOPENS = 2, SAID_TIME = 4 };
enum { OCCURRENCE_ROOM = 1 + 1 + 8 + 1 + AGENCY_MOST };

static uint8_t *name_occurrences(uint8_t *to, const struct event *v)
{
        if (v->occurrence_n == 0)
                return to;
        if (v->occurrence_n > OCCURRENCES_MOST)
                abort(); /* event_check() comes first */
        *to++ = OCCURRENCES_TAG;
        for (const struct event_occurrence *o = v->occurrence; o < v->occurrence + v->occurrence_n; o++) {
                const bool timed = o->occurred_at != NO_TIME;
                *to++ = (uint8_t)o->status;
                *to++ = (uint8_t)((o->occurred_day ? SAID_DAY : 0) | (o->reopens ? SAID_REOPENS : 0) |
                                  (timed ? SAID_TIME : 0));
                if (timed)
                        to = put_long(to, o->occurred_at);
                to = put_text(to, o->agency);
        }
        return to;
}

/* The fields of a document that follow from its occurrences; where it has none, occurred_at follows from
 * stated_at, and the agency is the door's. */
static bool is_derived(enum event_field_id id)
{
        return id == EVENT_FIELD_status || id == EVENT_FIELD_occurred_at || id == EVENT_FIELD_agency ||
               id == EVENT_FIELD_occurred_day;
}

/* The most that each kind adds to a name. */
#define ROOM_ID(most)                           0
#define ROOM_TEXT(most)                         2 + (most)
#define ROOM_NUMBER(most)                       9
#define ROOM_TIME(most)                         9
#define ROOM_CODE(most)                         2
#define ROOM_TRUTH(most)                        2
#define ROOM_FLAG(most)                         2
#define ROOM(kind, member, required, most, tag) +ROOM_##kind(most)
_Static_assert(1 + OCCURRENCES_MOST * OCCURRENCE_ROOM EVENT_FIELDS(ROOM) <= EVENT_NAME_MOST,
               "the longest name fits");

#define NAME_ID(to, tag, at)   (to)
#define NAME_TEXT(to, tag, at) name_text(to, tag, at)
#define NAME_NUMBER(to, tag, at) \
        name_long(to, tag, at) /* a NUMBER of a later version must leave no trace when 0 */
#define NAME_TIME(to, tag, at)  name_time(to, tag, at)
#define NAME_CODE(to, tag, at)  name_code(to, tag, at)
#define NAME_TRUTH(to, tag, at) name_code(to, tag, at)
#define NAME_FLAG(to, tag, at)  name_code(to, tag, at)

#define NAME(kind, member, required, most, tag)                                         \
        if ((tag) != 0 && EVENT_FIELD_##member >= from && EVENT_FIELD_##member <= to && \
            !(document && is_derived(EVENT_FIELD_##member)))                            \
                at = NAME_##kind(at, tag, v->member);

/* Inlined with constants, so that only the fields in question are asked. */
__attribute__((always_inline)) static inline uint8_t *name_fields(uint8_t *at, const struct event *v,
                                                                  enum event_field_id from,
                                                                  enum event_field_id to, bool document)
{
        EVENT_FIELDS(NAME)
        return at;
}
#undef NAME

size_t event_name(const struct event *v, uint8_t out[static EVENT_NAME_MOST])
{
        const enum event_field_id last = EVENT_FIELD_COUNT - 1;
        uint8_t *at = out;
        if (event_is_of_v1(v))
                return (size_t)(name_fields(at, v, 0, EVENT_FIELD_digitised, false) - out);
        if (v->kind == KIND_DOCUMENT)
                at = name_fields(at, v, 0, last, true);
        else
                at = name_fields(at, v, 0, last, false);
        return (size_t)(name_occurrences(at, v) - out);
}

/* ---- dossier id ---- */

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* The length of the agency in {agency}-{yyMMdd}-{4 or more digits}, 0 if the id has another shape. */
static size_t agency_length(struct text id)
{
        const char *dash = id.len > 0 ? memchr(id.at, '-', id.len) : NULL;
        size_t agency = dash ? (size_t)(dash - id.at) : 0;
        if (agency == 0 || id.len < agency + sizeof("-yyMMdd-0000") - 1 || id.at[agency + 7] != '-')
                return 0;
        for (size_t i = agency + 1; i < id.len; i++)
                if (!is_digit(id.at[i]) && i != agency + 7)
                        return 0;
        const char *date = dash + 1;
        struct civil day = {.year = 2000 + (date[0] - '0') * 10 + date[1] - '0',
                            .month = (date[2] - '0') * 10 + date[3] - '0',
                            .day = (date[4] - '0') * 10 + date[5] - '0'};
        return civil_legal(&day) ? agency : 0;
}

struct text event_issuer(struct text dossier_id)
{
        size_t agency = agency_length(dossier_id);
        return agency > 0 ? (struct text){dossier_id.at, agency} : dossier_id;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * history_record.h - the choices that a record of history_bytes.h makes, and what the records before it have
 * left; private to its writer and its reader.
 *
 * Rule: every choice (a bit, a unit, a length) follows from values.
 * So: the reader makes the same choice again to see whether these bytes are the ones that the writer writes.
 */
#ifndef HENTRA_DOSSIER_HISTORY_RECORD_H
#define HENTRA_DOSSIER_HISTORY_RECORD_H

#include "consumers/dossier/history_bytes.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Left by the records before one. */
struct left {
        const struct statement *before;
        micros last_at;            /* of the one before */
        micros origin;             /* NO_TIME: no time was named yet */
        micros stated, observed;   /* of the last that was said; NO_TIME: none was */
        uint64_t sequence, agency; /* written last */
};

static const struct statement history_absent = {.submitted_at = NO_TIME, .due_at = NO_TIME};

static inline void left_begin(struct left *l)
{
        *l = (struct left){
                .before = &history_absent, .origin = NO_TIME, .stated = NO_TIME, .observed = NO_TIME};
}

static inline void left_by(struct left *l, const struct statement *s, micros last_at)
{
        l->before = s;
        l->last_at = last_at;
        if (s->stated_at != NO_TIME) {
                l->stated = s->stated_at;
                l->observed = s->observed_at;
        }
}

static inline void name_time(struct left *l, micros t)
{
        if (l->origin == NO_TIME)
                l->origin = t;
}

static inline uint64_t sequence_expected(const struct left *l)
{
        return l->sequence != 0 && l->sequence < INT64_MAX ? l->sequence + 1 : 0;
}

static inline bool nearer(micros t, micros to, micros than_to)
{
        return to != NO_TIME && llabs(t - to) < llabs(t - than_to);
}

/* The `at` of history_bytes.h. */
static inline micros at_of(micros last_at)
{
        return last_at == END_OF_TIME ? 0 : last_at;
}

static inline micros whole_minute(micros t)
{
        return t - floor_rest(t, 60 * MICROS_PER_SECOND);
}

static inline uint64_t codes_of(const struct statement *s)
{
        return (uint64_t)(s->case_kind | s->level << 2 | s->channel << 4 | s->return_channel << 6 |
                          s->service << 8 | s->payment << 10 | s->digitised << 12);
}

static inline uint64_t facts_of(const struct statement *s)
{
        return (uint64_t)(s->electronic_result | s->reused_data << 2 | s->shared_to_store << 4 |
                          s->citizen_data << 6 | s->fee << 8 | s->rating << 10);
}

/* The members from case_kind to digitised, and from electronic_result to rating, lie side by side. */
enum {
        CODES = offsetof(struct statement, digitised) + 1 - offsetof(struct statement, case_kind),
        FACTS = offsetof(struct statement, rating) + 1 - offsetof(struct statement, electronic_result)
};
_Static_assert((int)CODES == 7 && (int)FACTS == 6, "codes_of() and facts_of() have them all");

static inline bool same_about(const struct statement *a, const struct statement *b)
{
        return a->about_len == b->about_len &&
               (a->about_len == 0 || !memcmp(a->about, b->about, a->about_len));
}

static inline unsigned attributes_of(const struct statement *s, const struct left *l)
{
        const struct statement *b = l->before;

        return (s->due_at != b->due_at ? ATTRIBUTE_DUE : 0U) |
               (s->kind != KIND_DOCUMENT && s->agency != l->agency ? ATTRIBUTE_AGENCY : 0U) |
               (memcmp(&s->case_kind, &b->case_kind, CODES) ? ATTRIBUTE_CODES : 0U) |
               (s->submitted_at != b->submitted_at ? ATTRIBUTE_SUBMITTED : 0U) |
               (s->source != b->source ? ATTRIBUTE_SOURCE : 0U) |
               (s->procedure != b->procedure ? ATTRIBUTE_PROCEDURE : 0U) |
               (s->field != b->field ? ATTRIBUTE_FIELD : 0U) |
               (s->received_by != b->received_by ? ATTRIBUTE_RECEIVED_BY : 0U) |
               (memcmp(&s->electronic_result, &b->electronic_result, FACTS) ? ATTRIBUTE_FACTS : 0U) |
               (same_about(s, b) ? 0U : ATTRIBUTE_ABOUT);
}

static inline unsigned more_of(const struct statement *s, const struct left *l, micros at)
{
        unsigned more = (unsigned)s->kind << 2 | (s->since != NO_TIME ? MORE_SINCE : 0U) |
                        (s->retracted_at != NO_TIME ? MORE_RETRACTED : 0U) |
                        (s->occurred_day ? MORE_OCCURRED_DAY : 0U) |
                        (s->stated_ahead ? MORE_STATED_AHEAD : 0U);

        if (s->stated_at == NO_TIME)
                return more | MORE_NEVER_SAID;
        return more | (nearer(s->stated_at, l->stated, at) ? MORE_STATED_BEFORE : 0U) |
               (nearer(s->observed_at, l->observed, s->stated_at) ? MORE_OBSERVED_BEFORE : 0U) |
               (s->kind == KIND_DOCUMENT && s->stated_first != s->stated_at ? MORE_STATED_FIRST : 0U);
}

static inline bool is_soon(const struct statement *s, unsigned more)
{
        const int64_t after = s->observed_at - s->stated_at;

        return !(more & (MORE_NEVER_SAID | MORE_OBSERVED_BEFORE)) && after >= SOON_FIRST &&
               after < SOON_LIMIT && after % 1000 != 0;
}

#endif

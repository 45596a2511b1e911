/* SPDX-License-Identifier: Apache-2.0
 *
 * batch_statement.h - a statement in one line of the cache, as a batch holds it; private to batch.c.
 *
 * Rule: what most statements have not (facts, retractions, occurrences, the seldom great number) is not here.
 * So: a batch of the same memory holds twice as many; the others are kept whole beside it.
 */
#ifndef HENTRA_LOAD_BATCH_STATEMENT_H
#define HENTRA_LOAD_BATCH_STATEMENT_H

#include "consumers/load/batch.h"

struct batch_statement {
        union {
                micros occurred_at;
                const struct statement *whole; /* if is_whole: nothing else is set but the dossier */
        };
        micros stated_at, submitted_at, due_at;
        int32_t observed_after; /* stated_at */
        uint32_t sequence, content;
        uint32_t dossier; /* its number, until the batch is sorted */
        uint32_t agency : 24, status : 4, case_kind : 2, level : 2;
        uint32_t received_by : 24, channel : 2, return_channel : 2, service : 2, payment : 2;
        uint32_t procedure : 24, digitised : 2, kind : 2, occurred_day : 1, stated_ahead : 1, is_whole : 1;
        uint16_t field, source;
};
_Static_assert(sizeof(struct batch_statement) == 64, "a line of the cache");
_Static_assert((int)AGENCY_ID_MOST < 1 << 24 && (int)PROCEDURE_ID_MOST < 1 << 24, "ids fit");
_Static_assert(STATUS_COUNT <= 16 && CASE_KIND_COUNT <= 4 && LEVEL_COUNT <= 4 && CHANNEL_COUNT <= 4 &&
                       RETURN_COUNT <= 4 && SERVICE_COUNT <= 4 && PAYMENT_COUNT <= 4 && TRUTH_COUNT <= 4 &&
                       KIND_COUNT <= 4,
               "codes fit");

static inline bool batch_statement_fits(const struct statement *s)
{
        int64_t after;
        return s->kind != KIND_DOCUMENT && s->retracted_at == NO_TIME && s->stated_at != NO_TIME &&
               s->since == NO_TIME && s->stated_first == s->stated_at &&
               !__builtin_sub_overflow(s->observed_at, s->stated_at, &after) && after == (int32_t)after &&
               s->sequence == (uint32_t)s->sequence && s->about_len == 0 && s->occurrence_n == 0 &&
               (s->electronic_result | s->reused_data | s->shared_to_store | s->citizen_data | s->fee |
                s->rating) == 0;
}

static inline void batch_statement_pack(struct batch_statement *to, const struct statement *s)
{
        *to = (struct batch_statement){
                .occurred_at = s->occurred_at,
                .stated_at = s->stated_at,
                .submitted_at = s->submitted_at,
                .due_at = s->due_at,
                .observed_after = (int32_t)(s->observed_at - s->stated_at),
                .sequence = (uint32_t)s->sequence,
                .content = s->content,
                .agency = s->agency & AGENCY_ID_MOST,
                .status = s->status & 15,
                .case_kind = s->case_kind & 3,
                .level = s->level & 3,
                .received_by = s->received_by & AGENCY_ID_MOST,
                .channel = s->channel & 3,
                .return_channel = s->return_channel & 3,
                .service = s->service & 3,
                .payment = s->payment & 3,
                .procedure = s->procedure & PROCEDURE_ID_MOST,
                .digitised = s->digitised & 3,
                .kind = s->kind & 3,
                .occurred_day = s->occurred_day,
                .stated_ahead = s->stated_ahead,
                .field = s->field,
                .source = s->source,
        };
}

static inline void batch_statement_unpack(const struct batch_statement *from, struct statement *s)
{
        if (from->is_whole) {
                *s = *from->whole;
                return;
        }
        *s = (struct statement){
                .occurred_at = from->occurred_at,
                .sequence = from->sequence,
                .stated_at = from->stated_at,
                .stated_first = from->stated_at,
                .observed_at = from->stated_at + from->observed_after,
                .retracted_at = NO_TIME,
                .since = NO_TIME,
                .submitted_at = from->submitted_at,
                .due_at = from->due_at,
                .content = from->content,
                .agency = from->agency,
                .received_by = from->received_by,
                .procedure = from->procedure,
                .field = from->field,
                .source = from->source,
                .kind = from->kind,
                .status = from->status,
                .case_kind = from->case_kind,
                .level = from->level,
                .channel = from->channel,
                .return_channel = from->return_channel,
                .service = from->service,
                .payment = from->payment,
                .digitised = from->digitised,
                .occurred_day = from->occurred_day,
                .stated_ahead = from->stated_ahead,
        };
}

#endif

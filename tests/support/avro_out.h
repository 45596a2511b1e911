/* SPDX-License-Identifier: Apache-2.0
 *
 * avro_out.h - Avro's binary encoding by hand: writers that hentra is not, for tests of what it reads.
 */
#ifndef HENTRA_TESTS_SUPPORT_AVRO_OUT_H
#define HENTRA_TESTS_SUPPORT_AVRO_OUT_H

#include "core/base/bytes.h"
#include "core/base/event.h"
#include <string.h>

static inline void out_long(struct bytes *b, int64_t v)
{
        uint64_t bits = ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
        for (; bits >= 0x80; bits >>= 7)
                bytes_add(b, &(uint8_t){(uint8_t)(bits | 0x80)}, 1);
        bytes_add(b, &(uint8_t){(uint8_t)bits}, 1);
}

static inline void out_text(struct bytes *b, struct text t)
{
        out_long(b, (int64_t)t.len);
        bytes_add(b, t.at, t.len);
}

/* ["null", …] */
static inline void out_optional_time(struct bytes *b, micros t)
{
        out_long(b, t != NO_TIME);
        if (t != NO_TIME)
                out_long(b, t);
}

static inline void out_optional_text(struct bytes *b, struct text t)
{
        out_long(b, t.len > 0);
        if (t.len > 0)
                out_text(b, t);
}

/* ["null", "boolean"] */
static inline void out_truth(struct bytes *b, enum truth t)
{
        out_long(b, t != TRUTH_ABSENT);
        if (t != TRUTH_ABSENT)
                bytes_add(b, &(uint8_t){t == TRUTH_YES}, 1);
}

/* A record of schemas/dossier-status/v1.avsc, without framing. */
static inline void out_v1(struct bytes *b, const struct event *v)
{
        bytes_add(b, v->event_id, 16);
        out_text(b, v->source);
        out_long(b, v->sequence);
        out_text(b, v->dossier_id);
        out_long(b, v->case_kind);
        out_long(b, v->status);
        out_long(b, v->occurred_at);
        out_long(b, v->stated_at);
        out_long(b, v->observed_at);
        out_optional_time(b, v->submitted_at);
        out_optional_time(b, v->due_at);
        out_text(b, v->agency);
        out_optional_text(b, v->received_by);
        out_long(b, v->level);
        out_text(b, v->procedure);
        out_optional_text(b, v->field);
        out_long(b, v->channel);
        out_long(b, v->return_channel != RETURN_ABSENT);
        if (v->return_channel != RETURN_ABSENT)
                out_long(b, v->return_channel - 1);
        out_long(b, v->service);
        out_long(b, v->payment);
        out_truth(b, v->digitised);
}

static inline void out_flag(struct bytes *b, bool flag)
{
        bytes_add(b, &(uint8_t){flag}, 1);
}

static inline void out_occurrence(struct bytes *b, const struct event_occurrence *o)
{
        out_long(b, o->status);
        out_optional_time(b, o->occurred_at);
        out_flag(b, o->occurred_day);
        out_optional_text(b, o->agency);
        out_flag(b, o->reopens);
}

/* A record of schemas/dossier-status/v2.avsc. */
static inline void out_v2(struct bytes *b, const struct event *v)
{
        out_v1(b, v);
        out_long(b, v->kind);
        out_flag(b, v->retracts);
        out_flag(b, v->occurred_day);
        out_optional_time(b, v->since);
        out_truth(b, v->electronic_result);
        out_truth(b, v->reused_data);
        out_truth(b, v->shared_to_store);
        out_truth(b, v->citizen_data);
        out_long(b, v->fee);
        out_long(b, v->rating);
        out_optional_text(b, v->about);
        if (v->occurrence_n > 0)
                out_long(b, v->occurrence_n);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                out_occurrence(b, &v->occurrence[i]);
        out_long(b, 0);
}

#endif

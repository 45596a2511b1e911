/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_codec.h - a transition of an alert as an Avro message (schemas/dossier-alert).
 *
 * Framed as a single object, or as Confluent does (core/wire/frame.h).
 */
#ifndef HENTRA_WIRE_ALERT_CODEC_H
#define HENTRA_WIRE_ALERT_CODEC_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

enum alert_state { ALERT_UNKNOWN, ALERT_RAISED, ALERT_CLEARED };

/* The fields of the schema; texts are borrowed. */
struct alert_message {
        int64_t alert_id;
        int32_t transition;
        int32_t reason; /* 0 raised; as in alert_transition.reason */
        micros at;
        struct text rule;
        int32_t kind; /* as in alert_rule.kind; the schema has no word for the kinds after ESCALATION */
        int32_t step, offset_minutes;
        micros due_at, fires_at;
        struct text dossier_id;
        int32_t case_kind;
        struct text agency, recipient, procedure;
        bool stale;
        struct text text_vi, text_en;
        struct text source; /* empty: it is about a dossier */
        int32_t usual_minutes;
        /* A chance to be late; the schema has no field for it, the texts tell. */
        int32_t chance_percent, alike;
};
static inline enum alert_state alert_state_of(const struct alert_message *m)
{
        return m->transition % 2 ? ALERT_RAISED : ALERT_CLEARED;
}

struct alert_codec;
/* The text of the schema. */
struct text alert_codec_newest(void);
MUST enum fault alert_codec_open(struct alert_codec **c, struct err *e);
void alert_codec_close(struct alert_codec *c); /* NULL is fine */
/* From now on messages are framed as Confluent does: this is the schema's id at the registry. */
void alert_codec_frame_registered(struct alert_codec *c, int32_t id);
/* *out is cleared first. FATAL: a number is none of the schema's. */
MUST enum fault alert_encode(struct alert_codec *c, const struct alert_message *m, struct bytes *out,
                             struct err *e);

#endif

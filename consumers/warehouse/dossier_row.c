/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_row.c - the one place that knows which column holds what.
 */
#include "consumers/warehouse/dossier_row.h"

micros dossier_paused_since(const struct timeline *t)
{
        micros since = NO_TIME;
        for (int i = 0; i < t->steps_n; i++) {
                const struct step *s = &t->steps[i];
                if ((s->kind == STEP_PAUSE || s->kind == STEP_STOP) && since == NO_TIME)
                        since = s->at;
                else if (s->kind == STEP_RESUME || s->kind == STEP_REOPEN || s->kind == STEP_END)
                        since = NO_TIME;
        }
        return since;
}

void dossier_row_copy(struct bytes *out, int columns, struct text dossier_id, const struct history *h,
                      const struct timeline *t, const struct zone *zone)
{
        int64_t words[HISTORY_MOST * STATEMENT_WORDS];
        copy_row(out, columns);
        copy_text(out, dossier_id);
        copy_words(out, words, history_pack(h, words));
        copy_int4(out, (int32_t)t->marks);
        copy_int2(out, (int16_t)t->status);
        copy_int2(out, (int16_t)t->case_kind);
        copy_int2(out, (int16_t)t->channel);
        copy_int2(out, (int16_t)t->service);
        copy_int4(out, (int32_t)t->agency);
        copy_int4(out, (int32_t)t->procedure);
        copy_instant(out, t->first_observed_at);
        copy_instant(out, t->last_at);
        copy_instant(out, t->submitted_at);
        copy_instant(out, t->received_at);
        copy_instant(out, t->due_at);
        copy_instant(out, t->first_due_at);
        copy_instant(out, t->ended_by ? t->ended_at : t->ended_before ? t->ended_before_at : NO_TIME);
        if (t->ended_by || t->ended_before)
                copy_int2(out, (int16_t)(t->ended_by ? t->ended_by : t->ended_before));
        else
                copy_null(out);
        copy_instant(out, t->returned_at);
        copy_instant(out, dossier_paused_since(t));
        copy_int2(out, (int16_t)class_by_day(t, zone));
        copy_int2(out, (int16_t)class_by_instant(t));
}

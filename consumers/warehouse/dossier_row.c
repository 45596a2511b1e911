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

void dossier_row_copy(struct bytes *out, struct text dossier_id, const struct history *h,
                      const struct timeline *t, const struct zone *zone, int more)
{
        int64_t words[HISTORY_MOST * STATEMENT_WORDS];
        pg_row_begin(out, DOSSIER_COLUMNS + more);
        pg_row_text(out, dossier_id);
        pg_row_words(out, words, history_pack(h, words));
        pg_row_int4(out, (int32_t)t->marks);
        pg_row_int2(out, (int16_t)t->status);
        pg_row_int2(out, (int16_t)t->case_kind);
        pg_row_int2(out, (int16_t)t->channel);
        pg_row_int2(out, (int16_t)t->service);
        pg_row_int4(out, (int32_t)t->agency);
        pg_row_int4(out, (int32_t)t->procedure);
        pg_row_instant(out, t->first_observed_at);
        pg_row_instant(out, t->last_at);
        pg_row_instant(out, t->submitted_at);
        pg_row_instant(out, t->received_at);
        pg_row_instant(out, t->due_at);
        pg_row_instant(out, t->first_due_at);
        pg_row_instant(out, t->ended_by ? t->ended_at : t->ended_before ? t->ended_before_at : NO_TIME);
        if (t->ended_by || t->ended_before)
                pg_row_int2(out, (int16_t)(t->ended_by ? t->ended_by : t->ended_before));
        else
                pg_row_null(out);
        pg_row_instant(out, t->returned_at);
        pg_row_instant(out, dossier_paused_since(t));
        pg_row_int2(out, (int16_t)class_by_day(t, zone));
        pg_row_int2(out, (int16_t)class_by_instant(t));
}

enum fault dossier_row_history(const struct pg_result *r, int row, int id_column, int history_column,
                               int marks_column, struct history *h, struct err *e)
{
        int64_t words[HISTORY_MOST * STATEMENT_WORDS];
        const size_t n = pg_get_words(r, row, history_column, words, HISTORY_MOST * STATEMENT_WORDS);
        const bool truncated = pg_get_int(r, row, marks_column) & HISTORY_TRUNCATED;
        if (n > 0 && n <= HISTORY_MOST * STATEMENT_WORDS && history_unpack(h, words, n, truncated))
                return OK;
        const struct text id = pg_get_text(r, row, id_column);
        return fail(e, FATAL, "the history of dossier %.*s is damaged (%zu words): restore the row",
                    (int)id.len, id.at, n);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * message_row.c - see message_row.h.
 */
#include "consumers/alert/tell/message_row.h"

#include "consumers/alert/window.h"

enum {
        COLUMN_ALERT,
        COLUMN_TRANSITION,
        COLUMN_REASON,
        COLUMN_AT,
        COLUMN_RULE,
        COLUMN_KIND,
        COLUMN_STEP,
        COLUMN_OFFSET,
        COLUMN_DUE,
        COLUMN_DOSSIER,
        COLUMN_CASE_KIND,
        COLUMN_AGENCY,
        COLUMN_RECIPIENT,
        COLUMN_PROCEDURE,
        COLUMN_STALE
};

void message_of_row(const struct pg_result *r, int row, int first, const struct calendar *calendar,
                    struct alert_message *m)
{
        *m = (struct alert_message){
                .alert_id = pg_get_int(r, row, first + COLUMN_ALERT),
                .transition = (int32_t)pg_get_int(r, row, first + COLUMN_TRANSITION),
                .reason = (int32_t)pg_get_int(r, row, first + COLUMN_REASON),
                .at = pg_get_instant(r, row, first + COLUMN_AT),
                .rule = pg_get_text(r, row, first + COLUMN_RULE),
                .kind = (int32_t)pg_get_int(r, row, first + COLUMN_KIND),
                .step = (int32_t)pg_get_int(r, row, first + COLUMN_STEP),
                .offset_minutes = (int32_t)pg_get_int(r, row, first + COLUMN_OFFSET),
                .due_at = pg_get_instant(r, row, first + COLUMN_DUE),
                .dossier_id = pg_get_text(r, row, first + COLUMN_DOSSIER),
                .case_kind = (int32_t)pg_get_int(r, row, first + COLUMN_CASE_KIND),
                .agency = pg_get_text(r, row, first + COLUMN_AGENCY),
                .recipient = pg_get_text(r, row, first + COLUMN_RECIPIENT),
                .procedure = pg_get_text(r, row, first + COLUMN_PROCEDURE),
                .stale = pg_get_int(r, row, first + COLUMN_STALE) != 0,
        };
        m->fires_at = step_fires(calendar, m->offset_minutes, m->due_at);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * message_row.h - a transition of an alert as it comes from the warehouse, for those that tell others of it.
 */
#ifndef HENTRA_TELL_MESSAGE_ROW_H
#define HENTRA_TELL_MESSAGE_ROW_H

#include "consumers/alert/window.h"
#include "core/lib/pg.h"
#include "core/wire/alert_codec.h"
#include "generated/embedded.h"

/* The struct alert_message of a row of a query, all of which give these columns the same names. Texts live
 * as long as the result; those of the message itself are left to alert_text.h. */
#define MESSAGE_OF_ROW(query, r, row, calendar)                                                        \
        ((struct alert_message){                                                                       \
                .alert_id = pg_get_int(r, row, COL_##query##_alert_id),                                \
                .transition = (int32_t)pg_get_int(r, row, COL_##query##_transition),                   \
                .reason = (int32_t)pg_get_int(r, row, COL_##query##_reason),                           \
                .at = pg_get_instant(r, row, COL_##query##_at),                                        \
                .rule = pg_get_text(r, row, COL_##query##_rule),                                       \
                .kind = (int32_t)pg_get_int(r, row, COL_##query##_kind),                               \
                .step = (int32_t)pg_get_int(r, row, COL_##query##_step),                               \
                .offset_minutes = (int32_t)pg_get_int(r, row, COL_##query##_offset_minutes),           \
                .due_at = pg_get_instant(r, row, COL_##query##_due_at),                                \
                .fires_at = alert_step_fires(                                                          \
                        calendar_for(calendar, (uint32_t)pg_get_int(r, row, COL_##query##_agency_id)), \
                        (int32_t)pg_get_int(r, row, COL_##query##_offset_minutes),                     \
                        pg_get_instant(r, row, COL_##query##_due_at)),                                 \
                .dossier_id = pg_get_text(r, row, COL_##query##_dossier_id),                           \
                .case_kind = (int32_t)pg_get_int(r, row, COL_##query##_case_kind),                     \
                .agency = pg_get_text(r, row, COL_##query##_agency),                                   \
                .recipient = pg_get_text(r, row, COL_##query##_recipient),                             \
                .procedure = pg_get_text(r, row, COL_##query##_procedure),                             \
                .stale = pg_get_int(r, row, COL_##query##_stale) != 0,                                 \
                .source = pg_get_text(r, row, COL_##query##_source),                                   \
                .usual_minutes = (int32_t)pg_get_int(r, row, COL_##query##_usual_minutes),             \
                .chance_percent = (int32_t)pg_get_int(r, row, COL_##query##_chance_percent),           \
                .alike = (int32_t)pg_get_int(r, row, COL_##query##_alike),                             \
        })

#endif

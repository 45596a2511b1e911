/* SPDX-License-Identifier: Apache-2.0
 *
 * message_row.h - a transition of an alert as it comes from the warehouse, for whoever tells others of it.
 */
#ifndef HENTRA_TELL_MESSAGE_ROW_H
#define HENTRA_TELL_MESSAGE_ROW_H

#include "core/base/calendar.h"
#include "core/lib/pg.h"
#include "core/wire/alert_codec.h"

/* From the columns that query alert_unpublished names, the first of which is `first`. Texts live as long as the result;
 * those of the message itself are left to alert_text.h. */
void message_of_row(const struct pg_result *r, int row, int first, const struct calendar *calendar,
                    struct alert_message *m);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_text.h - a transition of an alert as a sentence for people. Holds codes, times and durations only.
 */
#ifndef HENTRA_TELL_ALERT_TEXT_H
#define HENTRA_TELL_ALERT_TEXT_H

#include "core/base/calendar.h"
#include "core/wire/alert_codec.h"

enum { ALERT_TEXT_MOST = 512 };

/* Times are local times of the zone. `m` without its texts; returns out. */
char *alert_text_vi(const struct alert_message *m, const struct zone *zone, const struct calendar *calendar,
                    char out[static ALERT_TEXT_MOST]);
char *alert_text_en(const struct alert_message *m, const struct zone *zone, const struct calendar *calendar,
                    char out[static ALERT_TEXT_MOST]);

/* "3 working days", "4 h 30 min of working time". */
enum { DURATION_TEXT_MOST = 64 };
char *working_duration_en(int64_t minutes, const struct calendar *calendar,
                          char out[static DURATION_TEXT_MOST]);
char *working_duration_vi(int64_t minutes, const struct calendar *calendar,
                          char out[static DURATION_TEXT_MOST]);
/* "it was resolved", of a name as alert_reason_names has it; of any other the empty text. */
const char *alert_why_en(struct text name);
const char *alert_why_vi(struct text name);
/* "2022-03-09 17:00", "17:00 ngày 09/03/2022". */
enum { WHEN_TEXT_MOST = 64 };
char *alert_when_en(micros t, const struct zone *zone, char out[static WHEN_TEXT_MOST]);
char *alert_when_vi(micros t, const struct zone *zone, char out[static WHEN_TEXT_MOST]);

extern const char *const alert_reason_names[]; /* by number, as view alert_history shows them */
extern const char *const alert_kind_names[];   /* by number, from 1 */

#endif

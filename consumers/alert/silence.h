/* SPDX-License-Identifier: Apache-2.0
 *
 * silence.h - the rule by which a source has gone silent: the specification, in code.
 *
 * Silence is working time, so a source is never silent for a night, a Sunday or a holiday.
 *
 * Usual is, over the 30 days up to the last event: the longest silence that ended on each day, and of those
 * the one that nine of ten do not exceed. By days, since a system that sends every minute has thousands of
 * short silences, which would hide the one over lunch; nine of ten, since an outage of a day or two must not
 * make hentra deaf for the month behind it. A source that was heard on fewer than five days has no habit, and
 * is never called silent.
 *
 * It is silent when the time since its last event, or since the end of its last pause, in which nobody
 * listened, reaches the factor of the rule times what is usual, and the floor of the rule.
 * sql/views/33_source.sql says the same of what is usual, for people (a test compares the two). Pure.
 */
#ifndef HENTRA_ALERT_SILENCE_H
#define HENTRA_ALERT_SILENCE_H

#include "core/base/calendar.h"
#include <stddef.h>

enum { SILENCE_DAYS = 30, SILENCE_DAYS_LEAST = 5 };

/* Whole working minutes that are usual for a source that was heard at these instants, ascending; -1: it has
 * no habit. The caller chooses the SILENCE_DAYS. */
int64_t silence_usual(const struct calendar *c, const struct zone *zone, const micros *heard, size_t n);

/* The silence in working minutes that is too long. `factor` in hundredths. */
int64_t silence_limit(int64_t usual, int64_t floor, int64_t factor);

#endif

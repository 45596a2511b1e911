/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar.h - working time: the office hours of working days, as durations between instants.
 *
 * Monday to Friday are working days, with exceptions: holidays and days off in lieu, and make-up days at a
 * weekend (Labour Code, article 112; the Government announces those of each year). Office hours are local
 * times of day of the calendar's zone and the same on every working day, unless the calendar was opened
 * day by day (half days, Saturday mornings). A working day is as long as they are together: 480 minutes of
 * 07:00-11:30 and 13:30-17:00. The clock on the wall counts: an hour that it shows twice within office
 * hours is worked twice, an hour that it leaves out is not worked.
 *
 * Durations are microseconds of working time, and never rounded here; a caller that shows minutes rounds
 * down. Pure and read-only once it is open: several threads may use one.
 */
#ifndef HENTRA_BASE_CALENDAR_H
#define HENTRA_BASE_CALENDAR_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MICROS_PER_MINUTE (60LL * MICROS_PER_SECOND)

/* ---- office hours ---- */

enum { OFFICE_SPANS_MOST = 8 };
struct office_hours {
        int n;
        struct {
                int32_t opens, closes; /* minutes since the local day began; 0 <= opens < closes <= 1440 */
        } span[OFFICE_SPANS_MOST];     /* ascending, apart from each other */
};
/* Reads "07:00-11:30,13:30-17:00". USAGE: the fault, and the allowed form. */
MUST enum fault office_hours_parse(struct text text, struct office_hours *out, struct err *e);
/* The same text again; 128 bytes suffice; returns out. */
char *office_hours_format(const struct office_hours *h, char out[static 128]);

/* Working time of a day with these hours. */
micros office_hours_length(const struct office_hours *h);

/* ---- calendar ---- */

/* Monday to Friday. */
bool calendar_is_weekday(int32_t day);

/* A working day at a weekend, or a day off from Monday to Friday. */
struct calendar_exception {
        int32_t day;  /* local day, as in moment.h */
        bool working; /* true: a make-up day; false: a holiday or a day off in lieu */
};

/* There is working time from the first local day of 1990 to the last of 2109, and none before and after. */
enum { CALENDAR_YEAR_FIRST = 1990, CALENDAR_YEAR_LAST = 2109 };

struct calendar;
/* Exceptions in any order; of two for one day, and of those outside the years above: USAGE. The zone is
 * borrowed for the call only. */
MUST enum fault calendar_open(struct calendar **c, const struct zone *zone, const struct office_hours *hours,
                              const struct calendar_exception *exceptions, size_t n, struct err *e);
void calendar_close(struct calendar *c); /* NULL is fine */

/* Kinds of days, in a calendar with hours of its own for some days. */
enum { NO_CUT = -1 };
struct calendar_day_kind {
        struct office_hours hours; /* n == 0: not worked */
        /* A dossier received later on that day counts from the next working day: minutes since the local day
         * began, or NO_CUT. cut_short, where it is one, is for terms of one working day or less. Source:
         * decree 23/2015/ND-CP, article 21 (15:00); after 17:00 it is the next working day. */
        int16_t cut, cut_short;
};
enum { CALENDAR_KINDS_MOST = UINT16_MAX };
/* Number of the local days that a calendar holds, and the first of them. */
int32_t calendar_days(int32_t *first);
/* of_day: for each of calendar_days() a place in `kinds`, which are at most CALENDAR_KINDS_MOST.
 * `day_length`: of one working day, by which terms in working days are counted, whatever the length of
 * single days. */
void calendar_open_days(struct calendar **c, const struct zone *zone, const struct calendar_day_kind *kinds,
                        size_t n, const uint16_t *of_day, micros day_length);

bool calendar_works_on(const struct calendar *c, int32_t day);
/* Working time of one working day without a change of the clocks within its hours. */
micros calendar_day_length(const struct calendar *c);

/* Working time from a to b; negative when b is before a. */
micros calendar_between(const struct calendar *c, micros a, micros b);

/* The end of a duration that begins at `t`; the closing hour and the next opening hour are the same moment
 * of working time, so there is an earliest and a latest instant. `duration` may be negative. END_OF_TIME or
 * NO_TIME: beyond the calendar's years.
 *   calendar_earliest: the first instant u with calendar_between(c, t, u) >= duration: a term of n working
 *                      days that ends at the close of a day ends at 17:00, not at 07:00 of the next one.
 *   calendar_latest:   the last instant u with calendar_between(c, t, u) <= duration: an alert four working
 *                      hours before 11:00 on a Monday comes at 07:00 on that day, not at the close of the
 *                      Friday before.
 * So calendar_between(c, t, u) == duration for both, wherever they are instants; and for every u within
 * office hours calendar_earliest(c, t, calendar_between(c, t, u)) == u, at an opening hour calendar_latest
 * instead. */
micros calendar_earliest(const struct calendar *c, micros t, micros duration);
micros calendar_latest(const struct calendar *c, micros t, micros duration);

/* True: a term of the catalogue is one working day or less. Its working days have eight hours, whatever the
 * office hours. */
bool calendar_term_is_short(int32_t minutes);
/* The instant from which a term counts that begins with a reception at `t`: t itself, or, after the cut of
 * its day, the opening of the next working day. END_OF_TIME: there is none in the calendar's years. */
micros calendar_term_begins(const struct calendar *c, const struct zone *zone, micros t, bool is_short);
/* The cut of a local day as an instant: END_OF_TIME where it has none. */
micros calendar_cut(const struct calendar *c, const struct zone *zone, int32_t day, bool is_short);

/* ---- calendars of agencies ---- */

/* A general calendar may have others with it, by which single agencies go. */
struct calendar_other {
        int64_t id; /* not 0 */
        struct calendar *calendar;
};
struct calendar_user {
        int32_t agency;
        int32_t at; /* place of its calendar among the others */
};
/* Takes both lists over, made by malloc(), and the calendars: calendar_close(c) frees them. Users ascend by
 * agency. */
void calendar_adopt(struct calendar *c, struct calendar_other *others, size_t n, struct calendar_user *users,
                    size_t n_users);
const struct calendar_other *calendar_others(const struct calendar *c, size_t *n);
/* The calendar that an agency (agency_id) goes by: one of the others, or c itself. */
const struct calendar *calendar_for(const struct calendar *c, uint32_t agency);

/* ---- its table ---- */

/* Working time without a break, from `opens` up to but not including `closes`. */
struct calendar_span {
        micros opens, closes, before; /* before: working time of the calendar until it opens */
};
/* All spans, ascending; borrowed until the calendar is closed. */
const struct calendar_span *calendar_spans(const struct calendar *c, size_t *n);

#endif

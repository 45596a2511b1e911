/* SPDX-License-Identifier: Apache-2.0
 *
 * judge.h - one dossier in a period, by the rules of index 766. Pure.
 *
 * A period is half-open, [from, to). What happens later does not count: an end after `to` is none, and a
 * dossier that is open is judged as if it ended in the last instant of the period. A period that is not over
 * ends now.
 *
 *   in R     received before `to`, and not ended when the period begins
 *   in N     received in the period
 *   ended    resolved, returned, refused, withdrawn, or stopped for good
 *   in time, portal-2026   ended: not after the return date, by instant. Waiting (status 5, 6): yes. Else:
 *            the return date has not passed. Without a return date: no.
 *   in time, document      the same, but the time of one supplement is taken off, also of one that is still
 *            waited for; a request for payment is no wait; a dossier with more than one supplement is late.
 *            Without a return date: the working time from reception is at most the procedure's by law, if the
 *            catalogue has that, counted from the next working day after the agency's cut; else no.
 *
 * Source: the description of the formulas of index 766, 2.1; what the national portal does where the two part
 * follows from its published figures (docs/index766.md).
 */
#ifndef HENTRA_REPORT_INDEX_JUDGE_H
#define HENTRA_REPORT_INDEX_JUDGE_H

#include "consumers/dossier/supplements.h"
#include "consumers/dossier/timeline.h"
#include "consumers/report/index/rule.h"
#include "core/base/calendar.h"

struct index_period {
        micros from, to;
};

struct index_judged {
        bool in_r, in_n;
        bool no_due;
        bool in_time, in_time_supplement;
        bool resolved;   /* by 9 or 10, before `to` */
        micros elapsed;  /* of those: from reception to end, not negative */
        uint32_t agency; /* that has it in the last instant of the period, or had it at its end */
};

struct index_court {
        const struct calendar
                *calendar; /* the general one; working time is that of the agency (calendar_for()) */
        const struct zone *zone;
        struct index_period period;
};

/* `supplements` as supplements_list() has them, n as it returned. statutory_minutes: working minutes by law;
 * 0: not known. The timeline is one of RULE_INDEX766. */
void index_judge(const struct index_court *court, const struct timeline *t,
                 const struct supplement *supplements, int n, int32_t statutory_minutes,
                 struct index_judged *out);

struct index_petition {
        bool counts; /* first received in the period */
        bool in_time;
        uint32_t agency;
};

/* In working days: to process, from the sending or the last transfer; a refusal (also a return); a request
 * for more information; the publication of the answer (the hand-over, where one was stated) from the end of
 * processing. A petition that is open is in time within the limit, and while it waits for information that
 * was asked for in time. */
void index_judge_petition(const struct index_court *court, const struct index_limits *limits,
                          const struct timeline *t, const struct supplement *supplements, int n,
                          struct index_petition *out);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * estimate.h - how long dossiers of a kind stay open, and from it the chance that one of them ends late: the
 * specification, in code. Pure: no clock, no warehouse.
 *
 * A lifetime is the working time that a dossier has run: whole minutes from reception to end, pauses and
 * stops taken off. One that has not ended is censored: it took longer than that, how much is not known. It
 * counts among those that were open as long as it was seen open, and then leaves, neither in time nor late.
 * Leaving the open ones out would make procedures look quicker than they are, most of all slow ones. One that
 * was received before the observation began comes in at the age that it had then (delayed entry): its like
 * that had ended by then are not seen either.
 *
 * A curve says which share of a group is still open after t minutes: the product of 1 - h(s) over all s <= t,
 * where h(s) = d / Y; d ended in minute s of their lives, Y were seen open in it (E. L. Kaplan and P. Meier,
 * Nonparametric estimation from incomplete observations, JASA 53, 1958).
 *
 * A small group is shrunk to its parent: h(s) = (d + k * p) / (Y + k), where p is the parent's h. So a group
 * has the weight Y / (Y + k), and where none of it is left the parent goes on alone. That is the mean of a
 * beta process whose prior is the parent's curve (N. L. Hjort, Nonparametric Bayes estimators based on beta
 * processes in models for life history data, Annals of Statistics 18, 1990), and at each minute it is the
 * credibility formula of actuaries. k is chosen by the data (H. Buehlmann and E. Straub, Glaubwuerdigkeit
 * fuer Schadensaetze, 1970; for shares J. C. Kleinman, Proportions with extraneous variance, JASA 68, 1973):
 * the less groups of one parent differ beyond what chance makes of small numbers, the greater is k. The
 * group at the top has no parent: there h = d / (Y + 1), as if one more dossier never ended. So no curve
 * reaches 0, and what takes longer than anything that was seen is rather late than in time.
 *
 * Nobody knows how long it takes what was not watched for so long. A curve is known up to the minute by which
 * half of those that would still be open were lost sight of: where the same estimate of being lost, with
 * censoring in place of ends, falls to a half (M. Schemper and T. L. Smith, A note on quantifying follow-up
 * in studies of failure time, Controlled Clinical Trials 17, 1996). A term that goes on longer has no chance.
 * Two kinds of lifetimes must not make their whole group unknown. Laggards that came in at a great age count
 * as in sight at smaller ages, too: else one young dossier beside them would be half of all that is seen
 * there. And what is paused at the end of the observation is not lost sight of, its clock only stands.
 *
 * The chance of a dossier that has run for `elapsed` minutes, and is in time up to `allowed` minutes, to be
 * open when those have passed: share(allowed) / share(elapsed): of those like it that took longer than
 * `elapsed`, the part that took longer than what is allowed. Both are counted from the reception and rounded
 * down from there, as lifetimes are: what ends at its return date has taken what was allowed. Any end counts,
 * also a refusal. It only rises while the dossier runs and nothing else changes.
 *
 * Figures: double precision, multiplied in the order of time, without random numbers: the same lifetimes in
 * any order give the same curve. Kept are shares in billionths, as integers, never below 1; of neighbouring
 * points those are kept by which the share falls by a thirty-second part or more, so a share between two of
 * them is too large by at most that, and at a large step, such as the last day of a term, exact.
 */
#ifndef HENTRA_FORESIGHT_ESTIMATE_H
#define HENTRA_FORESIGHT_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lifetime {
        int32_t from; /* age at which it came under observation; 0: from its reception on */
        int32_t to;   /* age at its end, or at which it was last seen open; from <= to */
        bool ended;
        bool waits; /* has not ended: paused or stopped when it was last seen */
};

enum { SHARE_WHOLE = 1000000000 };

/* After minute[i] and before minute[i + 1] the share `share[i]` is open; before the first minute all are. */
struct curve { /* zero is empty: everything stays open */
        size_t n;
        int32_t *minute, *share; /* ascending; descending */
        int32_t *alike;          /* lifetimes of the group itself that were seen open longer than minute[i] */
        int32_t alike_first;     /* and before the first minute */
        int32_t known;           /* last minute that is known; INT32_MAX: all are */
        int64_t lifetimes, ended;
};

/* Fits a curve to `n` lifetimes, in any order. NULL in place of the parent: the top. `k` >= 0. */
void curve_fit(struct curve *out, const struct lifetime *lifetimes, size_t n, const struct curve *parent,
               double k);
void curve_free(struct curve *c); /* twice is fine */

/* Share that is open after so many minutes; its lifetimes that were seen open longer (exact where a point is
 * kept, in between too many by at most a sixteenth). */
int32_t curve_share(const struct curve *c, int32_t minutes);
int32_t curve_alike(const struct curve *c, int32_t minutes);
/* False: the term goes on longer than the curve is known. */
bool curve_knows(const struct curve *c, int32_t elapsed, int32_t allowed);
/* allowed <= elapsed: 1. */
double curve_chance(const struct curve *c, int32_t elapsed, int32_t allowed);

/* ---- k ---- */

/* Differences between groups of one parent, added up over parents. Zero is nothing yet. */
struct spread {
        double excess; /* squared differences beyond those of chance */
        double scope;  /* what they would be if a group were all alike in itself */
};
/* Adds a parent: its lifetimes, those of one child after those of another; child i has those from begins[i]
 * to begins[i + 1] - 1. Compared are the shares that end within each of at most ten spans, between the
 * tenths of the parent's ends. */
void spread_add(struct spread *s, const struct lifetime *lifetimes, const size_t *begins, size_t children);
/* k, from 1 on; K_MOST where groups differ no more than by chance, or nothing is known of it. */
#define K_MOST 1e6
double spread_k(const struct spread *s);

#endif

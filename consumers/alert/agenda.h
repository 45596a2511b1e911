/* SPDX-License-Identifier: Apache-2.0
 *
 * agenda.h - what an alerter looks at next, and when: dossiers that it heard of, deadlines, and a sweep over
 * all of them where something may have changed of which it did not hear.
 *
 * Deadlines never wait for a sweep: between two of its portions there is a look. Dossiers that a look was
 * not to raise, since a loader was catching up, are kept, and named again when it has. Sweeps are at least
 * half a second apart; while a loader is behind, and tells of so much that it names nothing, they take a
 * quarter of the time at most.
 */
#ifndef HENTRA_ALERT_AGENDA_H
#define HENTRA_ALERT_AGENDA_H

#include "consumers/alert/look.h"
#include "consumers/alert/sweep.h"
#include "core/base/bytes.h"

struct agenda {
        struct bytes changed; /* dossiers for the next look, one per line */
        struct bytes at_hand; /* those of the look under way */
        struct bytes waiting; /* those to be looked at again when the loaders have caught up */
        bool look;            /* wanted, whatever the time is */
        micros next;          /* the next deadline, by the alerter's clock */
        micros caught_up_by;  /* steady: loaders are not waited for any longer; END_OF_TIME: for none */

        bool any_changed; /* more dossiers may have changed than were named, until somebody resets it */

        struct sweep sweep;
        bool sweep_wanted, sweep_when_caught_up;
        micros sweep_after, sweep_began; /* steady: not before; the one under way */
        micros swept_at;                 /* steady: the end of the last one */
        struct look_result last;
};

void agenda_open(struct agenda *a);
void agenda_free(struct agenda *a);

/* These dossiers have changed, one per line; empty: too many to be named. */
void agenda_change(struct agenda *a, struct text ids);
/* Any dossier may have changed. `at_once`: without a pause after the sweep before; one under way begins
 * anew, since what it did may be wrong. */
void agenda_change_all(struct agenda *a, bool at_once);

/* `now`: by the alerter's clock. */
bool agenda_look_is_due(const struct agenda *a, micros now);
bool agenda_sweep_is_due(const struct agenda *a);
/* The dossiers that the last look was to look at, one per line; borrowed until the next one. */
struct text agenda_looked_at(const struct agenda *a);
/* Milliseconds until one of them is due but for deadlines; at most `most`. */
int agenda_sleep_ms(const struct agenda *a, int most);

/* Looks, or goes on with the sweep. After a fault the caller calls agenda_change_all(). */
MUST enum fault agenda_look(struct agenda *a, const struct look_inputs *in, struct err *e);
MUST enum fault agenda_sweep(struct agenda *a, const struct look_inputs *in, struct err *e);

#endif

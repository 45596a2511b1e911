/* SPDX-License-Identifier: Apache-2.0
 *
 * simulator.h - a simulated province as a source of events, in the order in which they are seen.
 *
 * The same profile, seed and options give the same events, byte for byte, in the same order: every time
 * comes from the simulated clock. Memory: 16 bytes per event and 16 per dossier (36 per event for a moment
 * at the start). Of a source that takes back, its last document of a dossier says what the profile
 * promises.
 */
#ifndef HENTRA_SIMULATE_SIMULATOR_H
#define HENTRA_SIMULATE_SIMULATOR_H

#include "core/program/clock.h"
#include "producers/simulate/profile.h"
#include "producers/simulate/province.h"
#include "producers/simulate/revision.h"
#include "producers/source.h"

struct simulator;

struct simulator_options {
        uint64_t seed;
        /* Parts of a million of the events, exact to one event: sent a second time, anywhere later; and sent
         * up to SIMULATOR_DISORDER_DAYS later than they were seen, with unchanged contents. */
        uint32_t duplicates, disorder;
        /* Parts of a million of the dossiers, exact to one: their source speaks in documents and takes back
         * (revision.h). With 0 nothing else changes. */
        uint32_t taken_back;
        double speed; /* simulated seconds a second, from the first event on; 0: as fast as possible */
        /* Sends each event when this clock shows its time, as for all others that use the clock; NULL: by
         * `speed`. Borrowed. */
        const struct clock *clock;
};
enum { SIMULATOR_DISORDER_DAYS = 30 };

/* `p` is borrowed until simulator_close(). USAGE: its source has no room for the name of a second one. */
MUST enum fault simulator_open(struct simulator **s, const struct profile *p,
                               const struct simulator_options *options, struct err *e);
void simulator_close(struct simulator *s); /* NULL is fine */

uint64_t simulator_events(const struct simulator *s); /* in all, duplicates too */
/* The dossiers of each kind of taking back, BACK_COUNT of them. */
const int64_t *simulator_taken_back(const struct simulator *s);
const struct province *simulator_province(const struct simulator *s);

/* For pump_run(), with the struct simulator as self. */
extern const struct source simulator_source;

#endif

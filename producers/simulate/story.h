/* SPDX-License-Identifier: Apache-2.0
 *
 * story.h - the life of one simulated dossier: its few events, with every attribute but dossier_id.
 *
 * A pure function of (province, working time, seed, number): dossiers can be drawn at any time, in any
 * order, and are always the same.
 */
#ifndef HENTRA_SIMULATE_STORY_H
#define HENTRA_SIMULATE_STORY_H

#include "core/base/event.h"
#include "producers/simulate/province.h"
#include "producers/simulate/worktime.h"

/* Everything besides its number that a story depends on. */
struct stage {
        const struct province *province;
        const struct worktime *time;
        uint64_t seed;
};

struct story_event {
        enum status status;
        int agency; /* the handling agency: its position in province->agency */
        enum payment payment;
        micros occurred_at, stated_at, observed_at;
        micros due_at; /* NO_TIME before the dossier is received */
};

/* Registered, received, processing, paused, resumed, resolved, returned. */
enum { STORY_EVENTS_MOST = 7 };

struct story {
        struct share share; /* its `agency` is the receiving agency */
        enum channel channel;
        enum return_channel return_channel;
        enum truth digitised;
        micros submitted_at;
        int32_t day; /* local day of the first event */
        int n;
        struct story_event event[STORY_EVENTS_MOST]; /* in order: each of the three times ascends */
};

/* Draws the story of dossier `number`. `share`: the result of province_share() for the same number. */
void story_draw(const struct stage *stage, int64_t number, struct share share, struct story *out);

#endif

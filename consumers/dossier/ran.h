/* SPDX-License-Identifier: Apache-2.0
 *
 * ran.h - how long a dossier has run: working time while it is received and neither paused nor stopped nor
 * ended.
 *
 * Of a dossier that was opened again the time between is not counted, and its last end is the end. By index
 * 766 what is stopped has ended as long as it is. Pure.
 */
#ifndef HENTRA_DOSSIER_RAN_H
#define HENTRA_DOSSIER_RAN_H

#include "consumers/dossier/timeline.h"
#include "core/base/calendar.h"

struct ran {
        bool received, ended; /* at that instant */
        bool runs;
        micros worked;   /* working time; what it has run */
        micros off;      /* working time of pauses that are over */
        micros ended_at; /* of what has ended: the step that ended it */
        uint32_t agency;
};

/* At an instant, by all that is known now; in the working time of the agency that has it then (`c` is the
 * general calendar). */
void timeline_ran(const struct timeline *t, const struct calendar *c, micros at, struct ran *out);

#endif

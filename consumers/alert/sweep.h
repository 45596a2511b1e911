/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.h - a sweep: goes over all dossiers whose clock runs and over all open alerts, portion by portion,
 * and names the dossiers whose alerts are not those that hold.
 *
 * What a look (look.h) is not told of is found by a sweep: after a start, after a change of rules or
 * calendar, after a notice that was lost. It writes nothing and locks nothing. The dossiers that it names are
 * then looked at like those that a loader names, so an alert changes in one place only, and all alerts of a
 * dossier at once. Between two portions deadlines are looked at: a portion takes some milliseconds, as long
 * as there are not very many dossiers with the same due date.
 *
 * Goes by due date: from dossier_open and alert_stands_once, ended dossiers and cleared alerts are never
 * read, however many there are.
 */
#ifndef HENTRA_ALERT_SWEEP_H
#define HENTRA_ALERT_SWEEP_H

#include "consumers/alert/look.h"
#include "core/base/bytes.h"

struct sweep { /* zero: none is under way */
        bool under_way;
        micros behind;      /* due dates up to this one are done */
        struct bytes found; /* dossiers to be looked at, one per line */
        size_t taken;       /* bytes of them that were */
        int64_t named;      /* dossiers, since it began */
};

/* Begins at the first due date, even if one is under way. */
void sweep_begin(struct sweep *s);
void sweep_stop(struct sweep *s); /* keeps the memory */
void sweep_free(struct sweep *s);

/* Reads the next portion into `found`. The open alerts should be those of the windows at `as_of`, which the
 * last look gave. `raises`: dossiers that lack an alert are named, too; not while looks do not raise them.
 * RETRY: the server is away. */
MUST enum fault sweep_portion(struct sweep *s, const struct look_inputs *in, micros as_of, bool raises,
                              struct err *e);

/* The next of what was found, as many as a look takes in some milliseconds; empty: none. Valid until
 * sweep_portion() or sweep_begin(). */
struct text sweep_next(struct sweep *s);
bool sweep_has_next(const struct sweep *s);

#endif

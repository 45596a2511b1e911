/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.h - the progress of a long task, on standard error: events, rate, time left.
 *
 * On a terminal one live line, redrawn at most four times a second; elsewhere a log line every ten
 * seconds. Calling progress_show() for every event is fine: most calls read the clock and return.
 */
#ifndef HENTRA_PROGRAM_PROGRESS_H
#define HENTRA_PROGRAM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {         /* zero shows nothing */
        const char *what; /* "simulate", "spool", "load": the name before the figures; borrowed */
        bool on, terminal;
        int64_t started_ms, shown_ms;
        uint64_t first, shown; /* counts at the start and at the last drawing */
};

/* `done` is the count at the start; the rate counts from there. */
void progress_start(struct progress *p, const char *what, uint64_t done, bool on);

/* `part` is the finished share of the work, 0 to 1, from which the time left follows; below 0: unknown.
 * `note` is put behind the figures ("lag 1200"); NULL: nothing. */
void progress_show(struct progress *p, uint64_t done, double part, const char *note);

/* Shows the last state and ends the live line. Nothing is shown afterwards. */
void progress_end(struct progress *p, uint64_t done);

#endif

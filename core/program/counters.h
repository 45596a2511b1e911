/* SPDX-License-Identifier: Apache-2.0
 *
 * counters.h - the work of a command as numbers that a monitoring system can read: one registry for the
 * program.
 *
 * Names and units follow the conventions of Prometheus (prometheus.io/docs/practices/naming):
 * hentra_ROOM_WHAT_UNIT, base units (seconds, bytes), and _total behind numbers that only grow. A room
 * declares its counters in one static array, registers it when its command begins, and adds to them as to
 * any number. Every command logs the registered ones when it ends, at level debug.
 *
 * Numbers with a label, distributions, and how all of them reach a monitoring system: metrics.h, watch.h.
 *
 * Not for several threads: hentra starts none.
 */
#ifndef HENTRA_PROGRAM_COUNTERS_H
#define HENTRA_PROGRAM_COUNTERS_H

#include <stddef.h>

enum counter_kind {
        COUNTER, /* only grows */
        GAUGE    /* goes up and down */
};

struct counter {
        const char *name, *help;
        enum counter_kind kind;
        double value;
};

/* Registers an array, which is borrowed for the rest of the program. A name against the conventions, or one
 * that was registered before, is a bug and aborts; registering the same array again is fine. */
void counters_register(struct counter *counters, size_t n);

/* Takes a name for a number that is registered elsewhere (metrics.h); aborts as above. */
void counters_claim(const char *name, enum counter_kind kind);

/* Logs one line per counter, `counter name=… value=…`, at level debug. */
void counters_log(void);

/* Visits all, in order of registration. */
void counters_each(void (*visit)(void *context, const struct counter *c), void *context);

#endif

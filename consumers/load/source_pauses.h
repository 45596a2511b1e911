/* SPDX-License-Identifier: Apache-2.0
 *
 * source_pauses.h - the sources that are paused: their messages are set aside.
 *
 * Rule: whoever pauses or resumes a source raises the epoch of every position in the same transaction
 * (source/source_pause.h). So: a batch that was gathered without that knowledge is not ours any more when it
 * is written; the loader takes its positions again, and reads the pauses behind them.
 */
#ifndef HENTRA_LOAD_SOURCE_PAUSES_H
#define HENTRA_LOAD_SOURCE_PAUSES_H

#include "core/base/event.h"
#include "core/lib/pg.h"

struct paused_source {
        uint32_t source;
        micros until; /* END_OF_TIME: until it is resumed */
        size_t len;
        char code[SOURCE_MOST];
};
struct source_pauses { /* zero: none */
        struct paused_source *of;
        size_t n;
};

/* Reads them in place of those that were read before, which stay after a fault. */
MUST enum fault source_pauses_read(struct source_pauses *p, struct pg *pg, struct err *e);
/* The number of the source if it is paused now, else 0. */
uint32_t source_paused(const struct source_pauses *p, struct text code, micros now);
void source_pauses_free(struct source_pauses *p);

#endif

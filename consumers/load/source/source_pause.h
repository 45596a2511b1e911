/* SPDX-License-Identifier: Apache-2.0
 *
 * source_pause.h - a source is paused and resumed.
 *
 * While it is paused its messages are set aside in the quarantine with their bytes, and its silence raises
 * no alert. Exact: the epochs of all positions are raised in the transaction of the pause, so a batch that
 * was gathered before it and is not written yet is gathered anew (source_pauses.h); likewise when it is
 * resumed, so nothing is set aside any more when what was is sent again.
 */
#ifndef HENTRA_SOURCE_SOURCE_PAUSE_H
#define HENTRA_SOURCE_SOURCE_PAUSE_H

#include "core/lib/conf.h"
#include "core/lib/pg.h"

/* `until` at NO_TIME: until it is resumed. USAGE: there is no such source, or it is paused already. RETRY: a
 * loader held a position for longer than load.lock_timeout, again and again for `wait_s`. */
MUST enum fault source_pause(struct pg *pg, const struct conf *conf, struct text code, struct text reason,
                             micros until, int wait_s, struct err *e);

/* Resumes it, and sends to the topic again what was set aside. *paused: it was paused; else only what is left
 * of an earlier call is sent. A fault of Kafka leaves the source resumed, and the rest for the next call. */
MUST enum fault source_resume(struct pg *pg, const struct conf *conf, struct text code, int wait_s,
                              bool *paused, int64_t *sent, struct err *e);

#endif

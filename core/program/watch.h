/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.h - what machines that watch a service see of it, and tell it.
 *
 *   metrics.listen   GET /metrics   every number that was registered (counters.h, metrics.h)
 *                    GET /health    200: the loop turns
 *                    GET /ready     200: every need is met (needs.h), else 503; in JSON
 *   sd_notify(3)     READY=1, STATUS=, WATCHDOG=1 from wherever the loop waits, STOPPING=1
 *   SIGHUP           reads the settings again (reload.h)
 *
 * A service is a command that runs until it is stopped; it calls watch_begin() before it opens a client, and
 * is watched wherever it waits (beside.h). So it is answered while a batch is written, and nothing here may
 * use what the command is busy with.
 */
#ifndef HENTRA_PROGRAM_WATCH_H
#define HENTRA_PROGRAM_WATCH_H

#include "core/program/command.h"
#include "core/program/needs.h"

/* `needs` are borrowed until command_end(), which ends the watching, too. USAGE: metrics.listen is no
 * loopback address and no path. FATAL: nobody can listen there. */
MUST enum fault watch_begin(const struct command *c, struct need *needs, size_t n, struct err *e);
/* Nothing happens where nothing was begun. */
void watch_end(void);

#endif

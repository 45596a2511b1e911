/* SPDX-License-Identifier: Apache-2.0
 *
 * watchdog.h - ends the process when a call into somebody else's library does not return.
 *
 * It is meant for calls after which nothing is left to lose: nothing is flushed, closed or committed. A
 * library's thread that hangs can only be ended with the process.
 */
#ifndef HENTRA_BASE_WATCHDOG_H
#define HENTRA_BASE_WATCHDOG_H

/* Unless watchdog_stop() is called within `seconds`, writes `line` (a literal, with its final newline) to
 * standard error and ends the process with exit code 1. One at a time; uses SIGALRM. */
void watchdog_start(unsigned seconds, const char *line);
void watchdog_stop(void);

#endif

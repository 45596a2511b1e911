/* SPDX-License-Identifier: Apache-2.0
 *
 * beside.h - one small piece of work that a process does beside everything else, wherever it waits.
 *
 * Whoever waits polls beside_fd() with his own descriptors, and calls beside_run() when he wakes; who
 * calculates for long calls it now and then. So a question about the process is answered while a batch is
 * written for minutes, without a thread.
 *
 * Rule: the work never waits, and uses no connection of anybody else, since it runs in the middle of
 * anything.
 */
#ifndef HENTRA_BASE_BESIDE_H
#define HENTRA_BASE_BESIDE_H

/* `run` is called when `fd` is readable. One at a time; -1: none any more. */
void beside_set(int fd, void (*run)(void *context), void *context);
/* For poll(2), which passes over -1: there is none. */
int beside_fd(void);
/* Does the work if there is some; else costs one system call. Called within the work, it does nothing. */
void beside_run(void);

#endif

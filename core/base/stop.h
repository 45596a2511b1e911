/* SPDX-License-Identifier: Apache-2.0
 *
 * stop.h - SIGINT and SIGTERM ask the program to end; the loops look here.
 */
#ifndef HENTRA_BASE_STOP_H
#define HENTRA_BASE_STOP_H

/* Installs the handlers (and ignores SIGPIPE). The handler sets one flag and writes one byte to a pipe. */
void stop_install(void);
/* The same in a child process, which is stopped by signals of its own and not by those of its parent. */
void stop_install_in_child(void);
/* 0, or the signal that asked. */
int stop_asked(void);
/* A descriptor that becomes readable when a stop is asked: for poll(2) beside other descriptors. */
int stop_fd(void);
/* Waits up to `ms`, or until a stop is asked. Returns stop_asked(). */
int stop_wait(int ms);

#endif

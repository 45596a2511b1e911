/* SPDX-License-Identifier: Apache-2.0
 *
 * supervisor.h - what a service tells the manager that started it, by the protocol of sd_notify(3): a text in
 * a datagram to the socket in $NOTIFY_SOCKET.
 */
#ifndef HENTRA_BASE_SUPERVISOR_H
#define HENTRA_BASE_SUPERVISOR_H

#include "core/base/moment.h"

/* Remembers where the manager listens. Forked processes say nothing. */
void supervisor_find(void);
/* "READY=1", "STATUS=…", "WATCHDOG=1": several lines may be told at once. Nothing happens where nobody
 * listens. */
void supervisor_tell(const char *text);
/* The manager ends this process unless it hears WATCHDOG=1 so often; 0: it does not (WATCHDOG_USEC). */
micros supervisor_patience(void);

#endif

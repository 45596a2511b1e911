/* SPDX-License-Identifier: Apache-2.0
 *
 * alerter.h - the daemon: sleeps until the next deadline, and is notified of changes meanwhile.
 */
#ifndef HENTRA_ALERT_ALERTER_H
#define HENTRA_ALERT_ALERTER_H

#include "core/lib/conf.h"

/* Runs until a stop is asked. It waits for servers that go away. */
MUST enum fault alerter_run(const struct conf *conf, int wait_s, struct err *e);

#endif

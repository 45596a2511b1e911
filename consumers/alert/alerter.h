/* SPDX-License-Identifier: Apache-2.0
 *
 * alerter.h - the daemon: sleeps until the next deadline, and is told of what changes meanwhile.
 */
#ifndef HENTRA_ALERT_ALERTER_H
#define HENTRA_ALERT_ALERTER_H

#include "core/lib/conf.h"

/* Runs until a stop is asked. Servers that go away are waited for. */
MUST enum fault alerter_run(const struct conf *conf, int wait_s, struct err *e);

#endif

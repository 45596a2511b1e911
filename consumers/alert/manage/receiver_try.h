/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_try.h - one test message to a receiver, and its answer.
 */
#ifndef HENTRA_MANAGE_RECEIVER_TRY_H
#define HENTRA_MANAGE_RECEIVER_TRY_H

#include "consumers/alert/manage/receiver.h"
#include "core/lib/conf.h"
#include <stdio.h>

/* Sends it as deliveries are sent, and prints the answer to `out`. RETRY: there is none, or none that takes
 * it. */
MUST enum fault receiver_try(const struct receiver *v, const struct conf *conf, const char *name, FILE *out,
                             struct err *e);

#endif

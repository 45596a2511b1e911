/* SPDX-License-Identifier: Apache-2.0
 *
 * resend.h - messages that were set aside while their source was paused, sent to the topic again.
 *
 * At least once: a portion is sent, confirmed, and then marked. What is sent twice is loaded once, since the
 * warehouse keeps a set of statements.
 */
#ifndef HENTRA_QUARANTINE_RESEND_H
#define HENTRA_QUARANTINE_RESEND_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"

/* Takes what was set aside before this call, wherever the clock stood then. It ends although rows are left
 * when the source is paused again meanwhile (FATAL), since what it sends would come back to the quarantine;
 * and when a stop is asked (RETRY). FATAL, too: messages are larger than the topic takes; all others are
 * sent. RETRY or FATAL: Kafka. *e tells how many are left, for the next call. *sent: how many were sent, also
 * after a fault. */
MUST enum fault resend_paused(struct pg *pg, const struct conf *conf, int32_t source_id, int wait_s,
                              int64_t *sent, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * ack.h - open alerts acknowledged, snoozed, and neither any more.
 *
 * Neither clears an alert nor keeps it from being cleared. While one is snoozed it is in no digest, and the
 * raising of it and of further steps (of the same rule, dossier and return date) waits.
 */
#ifndef HENTRA_MANAGE_ACK_H
#define HENTRA_MANAGE_ACK_H

#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stddef.h>

enum ack_what { ACK_ACKNOWLEDGE, ACK_SNOOZE, ACK_LIFT };

struct ack {
        enum ack_what what;
        micros now, until;  /* by the alerter's clock; until: of a snooze */
        const char *reason; /* NULL when it is lifted */
        bool dry_run;
};

/* `words`: n numbers of alerts, and codes of dossiers, which mean all their open alerts. What is there takes
 * the place of an earlier one of its kind. Prints what was done. USAGE: the reason is missing or not
 * printable; FATAL: a word names no open alert (with ACK_LIFT: none that is acknowledged or snoozed), and
 * nothing is done. */
MUST enum fault alert_ack(struct pg *pg, const struct ack *k, const char *const *words, size_t n,
                          struct err *e);

#endif

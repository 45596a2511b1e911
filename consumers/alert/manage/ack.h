/* SPDX-License-Identifier: Apache-2.0
 *
 * ack.h - open alerts acknowledged, snoozed, and neither any more.
 *
 * Neither clears an alert nor keeps it from being cleared. While one is snoozed it is in no digest, and the
 * raising of it and of further steps (of the same rule, dossier and return date, at the same agency) waits.
 * View alert_snooze says what a snooze holds.
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

/* The end of a snooze, as people write it, in this zone. USAGE: no time, one that is over, or
 * one more than 31 days ahead. */
MUST enum fault ack_until(struct ack *k, const struct zone *zone, const char *until, struct err *e);

/* The alerts of which it was done. */
struct acked {
        struct pg_result *rows; /* NULL: nothing */
        bool unknown;           /* a word names no open alert */
};
struct acked_one { /* borrowed from the rows */
        int64_t alert;
        struct text dossier, rule; /* dossier: empty, it is about a source */
};
int acked_count(const struct acked *d);
struct acked_one acked_row(const struct acked *d, int row);
void acked_free(struct acked *d); /* twice is fine */

/* `words`: n numbers of alerts, and codes of dossiers, which mean all their open alerts, as far as the
 * current role sees them, and to snooze them their recipients, too. What is there takes the place of an
 * earlier one of its kind. In a transaction of the caller, who ends it, and of a dry run rolls it back. Free
 * *done in any case. USAGE: the reason is missing or not printable; FATAL: done->unknown (with ACK_LIFT: a
 * word names none that is acknowledged or snoozed); RETRY: somebody else was faster. After a fault nothing is
 * done once it is rolled back. */
MUST enum fault ack_make(struct pg *pg, const struct ack *k, const char *const *words, size_t n,
                         struct acked *done, struct err *e);

/* All of it, in a transaction of its own, and prints what was done. */
MUST enum fault alert_ack(struct pg *pg, const struct ack *k, const char *const *words, size_t n,
                          struct err *e);

#endif

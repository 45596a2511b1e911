/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_rules.h - the enabled rules, as the warehouse has them.
 */
#ifndef HENTRA_ALERT_ALERT_RULES_H
#define HENTRA_ALERT_ALERT_RULES_H

#include "consumers/alert/window.h"
#include "core/lib/pg.h"

struct alert_rules { /* zero is empty */
        struct alert_rule *of;
        size_t n;
        /* A hash of all that the rows say, also of what only SQL reads, such as levels and agencies. */
        uint64_t content;
};

/* A rule of a row that begins with the columns of alert_rule_read. Returns NULL, or the reason why the
 * alerter refuses it. */
const char *alert_rule_of_row(const struct pg_result *r, int row, struct alert_rule *out);

/* Reads them in place of those that were read before, which stay after a fault. Rules without a start mark
 * get `now`. A rule whose steps are not in order is logged and left out. */
MUST enum fault alert_rules_read(struct alert_rules *rules, struct pg *pg, micros now, struct err *e);
void alert_rules_free(struct alert_rules *rules); /* twice is fine */
size_t alert_rules_steps(const struct alert_rules *rules);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.h - the rules that are enabled, as the warehouse has them.
 */
#ifndef HENTRA_ALERT_RULES_H
#define HENTRA_ALERT_RULES_H

#include "consumers/alert/window.h"
#include "core/lib/pg.h"

struct rules { /* zero is empty */
        struct alert_rule *of;
        size_t n;
};

/* A rule of a row that begins with the columns of alert_rule_read. NULL, or why the alerter refuses it. */
const char *rule_of_row(const struct pg_result *r, int row, struct alert_rule *out);

/* Takes the place of what was read before; after a fault that stays. Rules without a start mark get `now`. A rule whose steps are
 * not in order is logged and left out. */
MUST enum fault rules_read(struct rules *rules, struct pg *pg, micros now, struct err *e);
void rules_free(struct rules *rules); /* twice is fine */
size_t rules_steps(const struct rules *rules);

#endif

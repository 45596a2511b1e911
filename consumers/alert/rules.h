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

/* Rules without a start mark get `now`, durably. FATAL: a name is too long or the like. */
MUST enum fault rules_read(struct rules *rules, struct pg *pg, micros now, struct err *e);
void rules_free(struct rules *rules); /* twice is fine */
size_t rules_steps(const struct rules *rules);
/* NULL: none is enabled by that number. */
const struct alert_rule *rules_find(const struct rules *rules, int32_t rule_id);

#endif

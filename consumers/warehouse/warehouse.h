/* SPDX-License-Identifier: Apache-2.0
 *
 * warehouse.h - what was fixed when the warehouse was set up: every fact was derived by it.
 */
#ifndef HENTRA_WAREHOUSE_WAREHOUSE_H
#define HENTRA_WAREHOUSE_WAREHOUSE_H

#include "consumers/dossier/rule.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"

struct warehouse {
        struct zone *zone;
        const struct rule *rule;
        int rule_version; /* as it stands there; another than rule->version only for who repairs */
        bool same_rules;  /* the facts are of these very rules; false only for who repairs */
};
/* FATAL: no warehouse here (says to run setup), or its zone is unknown to this program, or its rule version is, or
 * was replaced, or means other rules here (says to run verify --repair). */
MUST enum fault warehouse_open(struct warehouse *w, struct pg *pg, struct err *e);
/* The same, but facts of a version that was replaced are no obstacle: `rule` is its successor. */
MUST enum fault warehouse_open_to_repair(struct warehouse *w, struct pg *pg, struct err *e);
void warehouse_close(struct warehouse *w); /* zero is fine */

#endif

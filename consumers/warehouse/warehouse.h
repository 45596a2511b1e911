/* SPDX-License-Identifier: Apache-2.0
 *
 * warehouse.h - the settings that were fixed when the warehouse was set up: every fact was derived by them.
 */
#ifndef HENTRA_WAREHOUSE_WAREHOUSE_H
#define HENTRA_WAREHOUSE_WAREHOUSE_H

#include "consumers/dossier/rule.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"

/* pg_open() with the keys warehouse.*, the schema hentra in the search path, and a hint at the roles if a
 * login is refused. */
MUST enum fault warehouse_connect(struct pg **pg, const struct conf *conf, const char *application,
                                  int wait_s, struct err *e);

struct warehouse {
        struct zone *zone;
        const struct rule *rule;
        int rule_version; /* in the warehouse; differs from rule->version only in a repair */
        bool same_rules;  /* the facts are of these very rules; false only in a repair */
};
/* The row that setup wrote. */
struct warehouse_settings {
        char zone[64];
        int rule_version, schema_version;
        bool fingerprint_known; /* false: the schema is older than the column, or nobody has written it yet */
        int64_t fingerprint;    /* of the rules that derived the facts */
};
/* *found: the row is there. The schema must be. */
MUST enum fault warehouse_settings_read(struct pg *pg, struct warehouse_settings *s, bool *found,
                                        struct err *e);

/* FATAL: no warehouse here (says to run setup), or its zone is unknown to this program, or its rule version
 * is, or was replaced, or means other rules here (says to run verify --repair). */
MUST enum fault warehouse_open(struct warehouse *w, struct pg *pg, struct err *e);
/* The same, but facts of a version that was replaced are no obstacle: `rule` is its successor. */
MUST enum fault warehouse_open_to_repair(struct warehouse *w, struct pg *pg, struct err *e);
void warehouse_close(struct warehouse *w); /* zero is fine */

#endif

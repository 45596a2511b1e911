/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_explain.h - explains why there is an alert for a dossier, or none.
 */
#ifndef HENTRA_SHOW_ALERT_EXPLAIN_H
#define HENTRA_SHOW_ALERT_EXPLAIN_H

#include "consumers/warehouse/warehouse.h"
#include "core/lib/conf.h"

/* Prints its state, what each rule asks for by the clock of the configuration, and which alerts were raised
 * and cleared. FATAL: the warehouse has no such dossier. */
MUST enum fault alert_explain(struct pg *pg, const struct conf *conf, const struct warehouse *w,
                              struct text dossier_id, struct err *e);

#endif

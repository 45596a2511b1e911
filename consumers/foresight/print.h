/* SPDX-License-Identifier: Apache-2.0
 *
 * print.h - what `hentra foresight` prints.
 */
#ifndef HENTRA_FORESIGHT_PRINT_H
#define HENTRA_FORESIGHT_PRINT_H

#include "consumers/foresight/fit.h"
#include "consumers/foresight/past.h"
#include "core/program/table.h"

void print_fit(const struct fit_result *r, const struct fit_wish *wish, const struct zone *zone);
/* FATAL: nothing was fitted yet. */
MUST enum fault print_last_fit(struct pg *pg, const struct zone *zone, struct err *e);
/* A page an instant. */
void print_past(const struct past_result *r, micros at, const struct zone *zone);
/* A row an instant. */
void table_past(struct table *t, const struct past_result *r, micros at);
extern const char *const past_columns[];

#endif

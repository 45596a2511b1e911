/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_list.h - alert rules on standard output.
 */
#ifndef HENTRA_MANAGE_RULE_LIST_H
#define HENTRA_MANAGE_RULE_LIST_H

#include "consumers/alert/show/listing.h"
#include "core/base/calendar.h"

/* `name`: this one alone; NULL: all, with a head line as text. */
MUST enum fault rule_list(struct pg *pg, const struct zone *zone, const struct calendar *calendar,
                          const char *name, enum list_format format, struct err *e);

#endif

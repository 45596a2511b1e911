/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_list.h - the open alerts, on standard output.
 */
#ifndef HENTRA_SHOW_ALERT_LIST_H
#define HENTRA_SHOW_ALERT_LIST_H

#include "consumers/alert/show/listing.h"

/* `now`: by the alerter's clock, at which snoozes may be over. `agency`, `rule`: only theirs; NULL: all.
 * USAGE: there is none of that name (and the nearest that there is). */
MUST enum fault alert_list(struct pg *pg, const struct zone *zone, micros now, const char *agency,
                           const char *rule, enum list_format format, struct err *e);

#endif

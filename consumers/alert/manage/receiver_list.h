/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_list.h - receivers of alerts on standard output; of their addresses no more than the server.
 */
#ifndef HENTRA_MANAGE_RECEIVER_LIST_H
#define HENTRA_MANAGE_RECEIVER_LIST_H

#include "consumers/alert/show/listing.h"

enum receivers { RECEIVERS_WEBHOOK, RECEIVERS_MAIL, RECEIVERS_ALL };

/* `name`: this one alone; NULL: all of this kind, with a head line as text. */
MUST enum fault receiver_list(struct pg *pg, const struct zone *zone, enum receivers kind, const char *name,
                              enum list_format format, struct err *e);

#endif

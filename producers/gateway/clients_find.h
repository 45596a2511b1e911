/* SPDX-License-Identifier: Apache-2.0
 *
 * clients_find.h - how a client is known, and that no two are known by the same.
 */
#ifndef HENTRA_GATEWAY_CLIENTS_FIND_H
#define HENTRA_GATEWAY_CLIENTS_FIND_H

#include "producers/gateway/clients.h"

enum client_by { CLIENT_BY_NOTHING, CLIENT_BY_ADDRESS, CLIENT_BY_CERTIFICATE, CLIENT_BY_SECRET };
enum client_by client_is_known_by(const struct client *c);

/* USAGE names two clients, and what they share. */
MUST enum fault clients_are_distinct(const struct clients *c, struct err *e);

#endif

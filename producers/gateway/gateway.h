/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway.h - the gateway at work: each request judged, its dossiers stored, its answer given once they are
 * on the disk. Another process sends them (producers/store/forwarder.h).
 *
 * Rule: a success is answered only when every event of the call is synced; all else says that the client
 * should send again, or what is wrong with it.
 * So: Kafka and the registry may be away, also when it starts.
 * Rule: bodies and values are never logged; a rejected dossier is named to its sender alone.
 */
#ifndef HENTRA_GATEWAY_GATEWAY_H
#define HENTRA_GATEWAY_GATEWAY_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/program/needs.h"

struct gateway;

extern struct need gateway_needs[1]; /* for watch_begin() */

/* Opens the store and listens. Close it in any case. */
MUST enum fault gateway_open(struct gateway **g, const struct conf *conf, struct err *e);
void gateway_close(struct gateway *g); /* NULL is fine */

/* Until a stop is asked; what is under way then is answered first. */
void gateway_run(struct gateway *g);

#endif

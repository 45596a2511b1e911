/* SPDX-License-Identifier: Apache-2.0
 *
 * postings.h - the dossiers of calls on their way: read, judged by the door, stored, and answered for.
 *
 * Rule: a success is answered only when every event of the call is synced. All calls of a turn share a sync;
 * if it fails, the door forgets their documents.
 */
#ifndef HENTRA_GATEWAY_POSTINGS_H
#define HENTRA_GATEWAY_POSTINGS_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/httpd.h"
#include "producers/gateway/call.h"
#include "producers/gateway/clients.h"
#include "producers/store/store.h"

struct postings;

/* The store is borrowed. Close it in any case. */
MUST enum fault postings_open(struct postings **p, const struct conf *conf, struct store *store,
                              struct err *e);
void postings_close(struct postings *p); /* behind postings_end_turn(). NULL is fine */

/* Adds the dossiers of a call, which has some, to the store's batch. False: the store is full; nothing was
 * added or answered. */
bool postings_take(struct postings *p, struct httpd_request *r, const struct client *client,
                   const struct call *c);
/* Syncs the batch, and answers all calls that were taken. NULL is fine. */
void postings_end_turn(struct postings *p);

/* Something that was stored is lost, or may be: the door forgets all. */
void postings_lost(struct postings *p, const char *reason);
/* Kafka will never take a document of this dossier: the door forgets what this source said of it. */
void postings_refused(struct postings *p, struct text source, struct text dossier_id);

/* The text of the answer to a look-up; NULL: none of its dossiers is known. The caller frees. */
char *postings_look_up(struct postings *p, const struct client *client, const struct call *c);

#endif

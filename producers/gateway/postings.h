/* SPDX-License-Identifier: Apache-2.0
 *
 * postings.h - the dossiers of calls on their way: read, judged by the door, sent, and answered for.
 *
 * Rule: a success is answered only when every event of the call is confirmed, and so is every document of the
 * same dossiers that was under way before: one that says nothing new is sent again until then.
 */
#ifndef HENTRA_GATEWAY_POSTINGS_H
#define HENTRA_GATEWAY_POSTINGS_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/httpd.h"
#include "producers/gateway/call.h"
#include "producers/gateway/clients.h"
#include "producers/gateway/sender.h"

struct postings;

/* Waits `wait_s` for a broker. Close it in any case. */
MUST enum fault postings_open(struct postings **p, const struct conf *conf, int wait_s, struct err *e);
/* Answers those that still wait that they should send again. Nothing is sent or served behind it but
 * postings_close(). NULL is fine. */
void postings_give_up(struct postings *p);
/* Behind postings_give_up(). NULL is fine. */
void postings_close(struct postings *p);

/* Sends the dossiers of a call, which has some, and answers the request, now or later. False: there is no
 * room, or Kafka is away; nothing was sent or answered. */
bool postings_take(struct postings *p, struct httpd_request *r, const struct client *client,
                   const struct call *c);

/* The text of the answer to a look-up; NULL: none of its dossiers is known. The caller frees. */
char *postings_look_up(struct postings *p, const struct client *client, const struct call *c);

struct sender *postings_sender(struct postings *p);

#endif

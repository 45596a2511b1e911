/* SPDX-License-Identifier: Apache-2.0
 *
 * forwarder.h - the process that sends what a store has, and its parent's end of the socket to it.
 *
 * A process of its own, since the registry and the first contact with a broker are waited for, and those who
 * fill the store must not wait. It is started again when it ended, and ends with its parent.
 */
#ifndef HENTRA_STORE_FORWARDER_H
#define HENTRA_STORE_FORWARDER_H

#include "core/lib/conf.h"
#include "producers/store/store.h"

struct forwarder;

/* Borrows all three. The first turn starts the process. */
struct forwarder *forwarder_open(const struct conf *conf, const char *folder, struct store *s);
/* Lets it finish what is in flight, for some seconds. NULL is fine. */
void forwarder_close(struct forwarder *f);

/* Called when something was lost on the way, or may have been: the store is damaged, Kafka will never take
 * some records, or the process ended and could not tell: it was killed, say. `reason` is constant. */
typedef void forwarder_loss(void *context, const char *reason);
/* Called for a record that Kafka will never take, with its key. */
typedef void forwarder_refusal(void *context, struct text key);
void forwarder_on_loss(struct forwarder *f, forwarder_loss *loss, forwarder_refusal *refusal, void *context);

int forwarder_fd(const struct forwarder *f); /* readable: it has something to tell, or ended. -1: it ended */
int forwarder_wait_ms(const struct forwarder *f);
/* Tells it of what was synced, and the store of what was sent. Never waits. */
void forwarder_turn(struct forwarder *f);

#endif

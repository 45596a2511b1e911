/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.h - the processes that ask the warehouse, so that the loop which serves everybody never waits for
 * it.
 *
 * There are dashboard.pool of them for questions, one that tries logins, so that a slow directory of names
 * (LDAP) holds nobody else up, one for errands (job.h), and one that listens for notifications. Each has
 * one connection, and answers one job after the other. One that ends is started again, with growing pauses;
 * who waited for it is answered 503.
 *
 * The parent has no connection and no descriptor of the server; a worker has none of the clients'.
 */
#ifndef HENTRA_WORKERS_POOL_H
#define HENTRA_WORKERS_POOL_H

#include "consumers/dashboard/job.h"
#include "core/lib/conf.h"
#include "core/program/clock.h"
#include <poll.h>
#include <stdbool.h>

enum {
        POOL_MOST = 64,
        POOL_FDS = POOL_MOST + 3,
        JOBS_WAITING_MOST = 512,
        LOGINS_WAITING_MOST = 32,
        ERRANDS_WAITING_MOST = 16,
        ERRANDS_OF_ROLE_MOST = 3 /* one at work, two that wait; one trial of a rule, which may take minutes */
};

struct pool;
/* The body is borrowed until it returns. */
typedef void pool_done(void *context, int status, struct text body);
enum news {
        NEWS_ALERT = 1,
        NEWS_CHANGED,
        NEWS_FORGET, /* alerts were acknowledged or snoozed, or what a role sees has changed */
        NEWS_LOST    /* some may have been missed */
};
typedef void pool_news(void *context, enum news news);

/* `conf` and `clock` are borrowed until pool_close(). */
struct pool *pool_open(struct conf *conf, const struct clock *clock, pool_news *news, void *context);
/* Jobs that wait are done with 503. An errand is asked to stop, and may say how far it came. */
void pool_close(struct pool *p);

/* False: too many wait already, in all or of this role (queue.h), and `done` will not be called. The job is
 * copied. */
MUST bool pool_ask(struct pool *p, const struct bytes *job, pool_done *done, void *context);

int pool_fds(const struct pool *p, struct pollfd out[static POOL_FDS]);
int pool_wait_ms(const struct pool *p); /* -1: until a descriptor is ready */
void pool_turn(struct pool *p);
/* All workers are connected, or have been. */
bool pool_is_ready(const struct pool *p);
/* The process that listens has its connection: the warehouse is there. */
bool pool_listens(const struct pool *p);
/* True while nobody waits and more than two processes that answer questions are free. */
bool pool_has_spare(const struct pool *p);
unsigned pool_waiting(const struct pool *p); /* questions, also those that are being answered */
int pool_workers(const struct pool *p);

#endif

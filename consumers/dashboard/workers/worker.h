/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.h - a process of the pool: takes jobs from its socket and answers them, until the socket ends.
 *
 * Each job is one transaction of the dashboard's own login, which acts as the job's role in it (SET LOCAL
 * ROLE), with a time-out: row-level security and all rights are that role's, and at its end nothing of the
 * role is left. It is read only and repeatable, unless the job changes something: then it is committed if all
 * of it went well. A replay and a test message have several, none of which is open while others are waited
 * for. What the job prints to standard output is its answer.
 */
#ifndef HENTRA_WORKERS_WORKER_H
#define HENTRA_WORKERS_WORKER_H

#include "core/lib/conf.h"
#include "core/program/clock.h"

enum worker_kind {
        WORKER_ASKS,
        WORKER_LOGINS,
        WORKER_ERRANDS, /* what waits for others than the warehouse, or takes long (ask_is_errand()) */
        WORKER_LISTENS,
        WORKER_KINDS
};
/* In place of a status of HTTP: the worker is connected. */
enum { WORKER_READY = 100 };

void worker_run(struct conf *conf, const struct clock *clock, enum worker_kind kind, int socket);
void worker_listen(struct conf *conf, int socket);

#endif

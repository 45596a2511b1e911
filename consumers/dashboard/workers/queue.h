/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.h - the jobs that wait for processes of one kind, and those that are being answered.
 *
 * Rule: nobody is kept from asking by somebody else. Where jobs are asked under roles, a role may have as
 * many as it leaves places to the others: one alone has half of them, two have a third each. And the role
 * comes next that has the fewest processes at work: who asks much waits for himself.
 */
#ifndef HENTRA_WORKERS_QUEUE_H
#define HENTRA_WORKERS_QUEUE_H

#include "consumers/dashboard/visits.h"
#include "consumers/dashboard/workers/pool.h"

struct task {
        struct task *next;
        struct bytes job;
        pool_done *done;
        void *context;
        char role[ROLE_MOST];
};

struct queue {
        struct task *first, **end; /* waiting */
        struct task *busy;         /* being answered */
        unsigned n, most;          /* both kinds */
        bool fair;                 /* by role */
};

void queue_open(struct queue *q, unsigned most, bool fair);
/* False: there is no room, in all or for this role. The job is copied. */
MUST bool queue_add(struct queue *q, struct text job, const char *role, pool_done *done, void *context);
struct task *queue_take(struct queue *q); /* NULL: none waits */
/* Answers a task that was taken; it is gone. */
void queue_finish(struct queue *q, struct task *t, int status, struct text body);

#endif

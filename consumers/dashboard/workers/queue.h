/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.h - the jobs that wait for processes of one kind, and those that are being answered.
 *
 * Rule: no role takes all places. Where jobs are asked under roles, a role may have as many as it leaves
 * places to the others (one alone has half of them, two have a third each), or a fixed number.
 * Rule: no role holds all processes, however slow its jobs are. The last one that is free is for a role that
 * has none at work. So the role comes next that has the fewest at work, and of these the one whose turn it
 * is: roles that wait take turns, and one that comes back has saved none up.
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
        bool alone;
        uint64_t turn; /* the lowest is next; one more for each job of its role in front of it */
};

struct queue {
        struct task *first, **end; /* waiting */
        struct task *busy;         /* being answered */
        unsigned n, most;          /* both kinds */
        unsigned each;             /* of a role; 0: as many as it leaves to others */
        enum queue_order { QUEUE_IN_ORDER, QUEUE_BY_ROLE } order;
        uint64_t turn; /* of the job that was taken last */
};

void queue_open(struct queue *q, unsigned most, enum queue_order order, unsigned each);
/* False: there is no room, in all or for this role; or it is to be alone, and its role has such a one
 * already. The job is copied. */
MUST bool queue_add(struct queue *q, struct text job, const char *role, bool alone, pool_done *done,
                    void *context);
/* `free`: processes that could take one. NULL: none waits, or none that may have one of these. */
struct task *queue_take(struct queue *q, unsigned free);
bool queue_would_give(const struct queue *q, unsigned free);
/* Answers a task that was taken; it is gone. */
void queue_finish(struct queue *q, struct task *t, int status, struct text body);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.c - see queue.h.
 */
#include "consumers/dashboard/workers/queue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void queue_open(struct queue *q, unsigned most, bool fair)
{
        *q = (struct queue){.most = most, .fair = fair};
        q->end = &q->first;
}

static unsigned tasks_of(const struct task *first, const char *role)
{
        unsigned n = 0;
        for (const struct task *t = first; t; t = t->next)
                n += !strcmp(t->role, role);
        return n;
}

bool queue_add(struct queue *q, struct text job, const char *role, pool_done *done, void *context)
{
        if (q->n >= q->most)
                return false;
        if (q->fair && tasks_of(q->first, role) + tasks_of(q->busy, role) >= q->most - q->n)
                return false;
        struct task *t = need_alloc(sizeof(*t));
        *t = (struct task){.done = done, .context = context};
        snprintf(t->role, sizeof(t->role), "%s", role);
        bytes_add(&t->job, job.at, job.len);
        *q->end = t;
        q->end = &t->next;
        q->n++;
        return true;
}

/* The oldest of the role that has the fewest at work. */
static struct task **fairest(struct queue *q)
{
        struct task **best = &q->first;
        unsigned fewest = UINT_MAX;
        for (struct task **at = &q->first; *at && fewest > 0; at = &(*at)->next) {
                const unsigned n = tasks_of(q->busy, (*at)->role);
                if (n < fewest) {
                        best = at;
                        fewest = n;
                }
        }
        return best;
}

struct task *queue_take(struct queue *q)
{
        struct task **at = q->fair ? fairest(q) : &q->first, *t = *at;
        if (!t)
                return NULL;
        *at = t->next;
        if (!*at)
                q->end = at;
        t->next = q->busy;
        q->busy = t;
        return t;
}

void queue_finish(struct queue *q, struct task *t, int status, struct text body)
{
        struct task **at = &q->busy;
        while (*at != t)
                at = &(*at)->next;
        *at = t->next;
        q->n--;
        t->done(t->context, status, body);
        /* It may hold a password. */
        explicit_bzero(t->job.at, t->job.len);
        bytes_free(&t->job);
        free(t);
}

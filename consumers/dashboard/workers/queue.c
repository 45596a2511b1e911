/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.c - see queue.h.
 */
#include "consumers/dashboard/workers/queue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void queue_open(struct queue *q, unsigned most, enum queue_order order, unsigned each)
{
        *q = (struct queue){.most = most, .order = order, .each = each};
        q->end = &q->first;
}

static unsigned tasks_of(const struct task *first, const char *role)
{
        unsigned n = 0;
        for (const struct task *t = first; t; t = t->next)
                n += !strcmp(t->role, role);
        return n;
}

static bool has_alone(const struct task *first, const char *role)
{
        for (const struct task *t = first; t; t = t->next)
                if (t->alone && !strcmp(t->role, role))
                        return true;
        return false;
}

static bool has_room(const struct queue *q, const char *role)
{
        if (q->n >= q->most || q->order == QUEUE_IN_ORDER)
                return q->n < q->most;
        return tasks_of(q->first, role) + tasks_of(q->busy, role) < (q->each ? q->each : q->most - q->n);
}

static uint64_t behind(const struct task *first, const char *role, uint64_t turn)
{
        for (const struct task *t = first; t; t = t->next)
                if (t->turn >= turn && !strcmp(t->role, role))
                        turn = t->turn + 1;
        return turn;
}

bool queue_add(struct queue *q, struct text job, const char *role, bool alone, pool_done *done, void *context)
{
        if (!has_room(q, role) || (alone && (has_alone(q->first, role) || has_alone(q->busy, role))))
                return false;
        struct task *t = need_alloc(sizeof(*t));
        *t = (struct task){.done = done,
                           .context = context,
                           .alone = alone,
                           .turn = behind(q->busy, role, behind(q->first, role, q->turn))};
        snprintf(t->role, sizeof(t->role), "%s", role);
        bytes_add(&t->job, job.at, job.len);
        *q->end = t;
        q->end = &t->next;
        q->n++;
        return true;
}

static struct task *fairest(const struct queue *q, unsigned free)
{
        struct task *best = NULL;
        unsigned fewest = UINT_MAX;
        for (struct task *t = q->first; t; t = t->next) {
                const unsigned n = tasks_of(q->busy, t->role);
                if ((n > 0 && free == 1) || n > fewest || (n == fewest && best && t->turn >= best->turn))
                        continue;
                best = t;
                fewest = n;
        }
        return best;
}

static struct task *next_of(const struct queue *q, unsigned free)
{
        if (free == 0)
                return NULL;
        return q->order == QUEUE_BY_ROLE ? fairest(q, free) : q->first;
}

bool queue_would_give(const struct queue *q, unsigned free)
{
        return next_of(q, free) != NULL;
}

struct task *queue_take(struct queue *q, unsigned free)
{
        struct task *t = next_of(q, free), **at = &q->first;
        if (!t)
                return NULL;
        while (*at != t)
                at = &(*at)->next;
        *at = t->next;
        if (!*at)
                q->end = at;
        t->next = q->busy;
        q->busy = t;
        q->turn = t->turn > q->turn ? t->turn : q->turn;
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

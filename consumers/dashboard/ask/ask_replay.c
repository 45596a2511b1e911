/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_replay.c - messages of the quarantine sent again, as `hentra quarantine replay` does it.
 *
 * The one question that asks Kafka, and the one that is more than a transaction: each message is marked in
 * one of its own, so that no loader waits for all of them, and the role's rights are asked anew for each.
 */
#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/ask/wish.h"
#include "consumers/load/quarantine/replay.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WAIT_S = 5 };

static enum fault leave(void *context, struct err *e)
{
        struct asking *a = context;
        return a->leave(a, e);
}

static enum fault enter(void *context, struct err *e)
{
        struct asking *a = context;
        return a->enter(a, e);
}

static void print_replayed(const struct replayed *n, bool dry_run)
{
        printf("{\"sent\": %" PRId64 ", \"unreadable\": %" PRId64 ", \"waiting\": %" PRId64
               ", \"too_large\": %" PRId64 ", \"left\": %" PRId64 ", \"dry_run\": %s}",
               n->sent, n->unreadable, n->waiting, n->too_large, n->left, dry_run ? "true" : "false");
}

static enum fault replay(struct asking *a, const struct wish *w, struct err *e)
{
        struct replaying q = {.conf = a->conf,
                              .which = {.pending_only = true},
                              .wait_s = WAIT_S,
                              .leave = leave,
                              .enter = enter,
                              .context = a};
        struct replayed n;
        if (wish_flag(w, "dry_run", &q.dry_run, e) != OK)
                return e->kind;
        const enum fault fault = quarantine_replay(&q, a->pg, &n, e);
        snprintf(a->changed, sizeof(a->changed), "replay %" PRId64, n.sent);
        a->done = !q.dry_run && (fault == OK || n.sent > 0);
        if (fault != OK) {
                if (!q.dry_run)
                        replayed_text(&n, a->before);
                /* A server is away, or not in the configuration: nothing is wrong with what was asked. */
                if (a->status == 200 && !strstr(e->text, "SQLSTATE")) {
                        a->status = 503;
                        e->kind = fault == USAGE ? FATAL : fault;
                }
                return e->kind;
        }
        print_replayed(&n, q.dry_run);
        return OK;
}

enum fault ask_replay(struct asking *a, struct err *e)
{
        struct wish w;
        enum fault fault = wish_read(&w, a->job->body, "dry_run ", e);
        if (fault == OK)
                fault = replay(a, &w, e);
        wish_close(&w);
        return fault;
}

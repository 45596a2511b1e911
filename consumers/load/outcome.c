/* SPDX-License-Identifier: Apache-2.0
 *
 * outcome.c - the outcome of a commit: go on, go back, or come again with fewer messages.
 *
 * Rule: a batch that the database refuses is halved until it is one message; only that one is set aside.
 */
#include "consumers/load/load_counters.h"
#include "consumers/load/load_metrics.h"
#include "consumers/load/loader.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include <stdlib.h>

/* ---- a batch that was refused ---- */

/* The database refuses a batch of one message, so that message is the culprit. */
static enum fault set_refused_aside(struct loader *l, struct err *e)
{
        struct narrowing *n = &l->narrowing;
        struct gathered *g = &l->batches.filling;
        if (++n->refused_in_a_row > conf_count(l->conf, "load.poison_most"))
                return fail(e, FATAL,
                            "the database refused more than %d messages in a row (load.poison_most): %s",
                            n->refused_in_a_row - 1, e->text);
        culprit_refused(&n->alone.of[0], e->text);
        const struct culprits former = g->culprits;
        g->culprits = n->alone;
        n->alone = former;
        culprits_clear(&n->alone);
        batch_clear(&g->dossiers);
        return loader_commit(l, e);
}

/* Comes again with half as many messages. */
static enum fault narrow(struct loader *l, bool refused, struct err *e)
{
        const size_t messages = l->batches.filling.messages;
        if (refused && l->narrowing.alone.n == 1)
                return set_refused_aside(l, e);
        if (!refused && messages <= 1)
                return fail(e, RETRY, "another worker keeps changing this dossier");
        l->narrowing.batch_most = messages > 1 ? messages / 2 : 1;
        load_count(LOAD_BATCHES_HALVED, 1);
        log_debug("load.batch_halved", KI("messages", l->narrowing.batch_most));
        assignment_rewind(l, false);
        return OK;
}

/* ---- a batch on its way ---- */

static size_t list_moves(struct loader *l, struct move *moves)
{
        size_t n = 0;
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                if (!part_moves(p))
                        continue;
                size_t at = n++;
                for (; at > 0 && moves[at - 1].position->position_id > p->position.position_id; at--)
                        moves[at] = moves[at - 1];
                moves[at] = p->move;
                log_watch_remember(p, &moves[at]);
        }
        return n;
}

/* The batch that was filled is written now; messages that come from now on belong to the next one. */
static struct gathered take_filled(struct loader *l)
{
        struct batches *b = &l->batches;
        const struct gathered filled = b->filling;
        b->filling = b->spare;
        b->spare = (struct gathered){0};
        b->filling.poison_in_a_row = filled.poison_in_a_row;
        b->ahead = (struct err){0};
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                part_begin(p, p->move.to, p->move.behind);
        }
        return filled;
}

/* It was not written. The batch that was filled meanwhile is forgotten: it follows on something that is not
 * there. */
static void put_back(struct loader *l, const struct gathered *filled, const struct move *moves, size_t n)
{
        struct batches *b = &l->batches;
        gathered_clear(&b->filling);
        b->ahead = (struct err){0};
        b->spare = b->filling;
        b->filling = *filled;
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                struct part *p = &l->assignment.parts[i];
                part_begin(p, p->position.next_offset, p->position.behind);
                for (size_t m = 0; m < n; m++) {
                        if (moves[m].position == &p->position)
                                p->move = moves[m];
                }
        }
}

/* The first that is not of a paused source, among those that are not all of them. */
static const struct culprit *first_in_trouble(const struct culprits *c)
{
        const struct culprit *x = c->of;
        while (x->cause == CULPRIT_OF_PAUSED)
                x++;
        return x;
}

/* A paused source may send thousands a minute: only what is wrong with a message is worth a warning. */
static void report_commit(struct loader *l, const struct gathered *written)
{
        const struct culprits *set_aside = &written->culprits;
        const size_t paused = culprits_by(set_aside, CULPRIT_OF_PAUSED), trouble = set_aside->n - paused;
        load_count(LOAD_BATCHES, 1);
        load_count(LOAD_MESSAGES, (int64_t)written->messages);
        load_count(LOAD_DOSSIERS_ADDED, l->committer.written);
        load_count(LOAD_DOSSIERS_CHANGED, l->committer.changed);
        load_metrics_set_aside(set_aside);
        load_count(LOAD_PAUSED, (int64_t)paused);
        load_counters[LOAD_LAG].value = (double)gather_behind(l);
        log_debug("load.committed", KI("messages", written->messages), KI("new", l->committer.written),
                  KI("changed", l->committer.changed), KI("quarantined", trouble),
                  KI("of_paused_sources", paused), KI("ahead", l->batches.filling.messages));
        if (trouble == 0)
                return;
        const size_t refused = culprits_by(set_aside, CULPRIT_REFUSED);
        const struct culprit *first = first_in_trouble(set_aside);
        log_warn("load.quarantined", KT("topic", l->topic), KI("unreadable", trouble - refused),
                 KI("refused", refused), KI("partition", first->partition), KI("offset", first->offset),
                 KT("reason", first->reason));
}

/* It was written: its memory is free, and batches may grow again. */
static void go_on(struct loader *l, struct gathered *written, const struct move *moves, size_t n)
{
        struct batches *b = &l->batches;
        const struct batch_dossiers *dossiers = &written->dossiers;
        l->taken += written->messages;
        l->relay.due |= written->culprits.n > culprits_by(&written->culprits, CULPRIT_OF_PAUSED);
        b->poison_committed = written->poison_in_a_row;
        for (size_t i = 0; i < n; i++)
                kafka_note_position(l->consumer, moves[i].position->partition, moves[i].to);
        if (dossiers->statement_n)
                l->room.known_bytes = dossiers->histories.len / dossiers->statement_n;
        if (dossiers->dossier_n)
                l->narrowing.refused_in_a_row = 0;
        l->narrowing.batch_most = l->narrowing.batch_most < BATCH_MESSAGES_MOST / 2
                                          ? 2 * l->narrowing.batch_most
                                          : BATCH_MESSAGES_MOST;
        culprits_clear(&l->narrowing.alone);
        report_commit(l, written);
        gathered_clear(written);
        b->spare = *written;
        l->turn.since = steady_now();
        if (b->ahead.kind != OK)
                l->pending = b->ahead;
        b->ahead = (struct err){0};
        if (kafka_fetches_only_one(l->consumer))
                memory_give_back(); /* Kafka's client allocates each message, in threads of its own */
}

/* While far behind, the next batch is filled meanwhile; not while this one is halved to find a culprit. */
static enum commit_outcome write_out(struct loader *l, struct gathered *filled, struct move *moves, size_t n,
                                     struct err *e)
{
        const bool ahead = kafka_fetches_only_one(l->consumer) && filled->messages < l->narrowing.batch_most;
        if (ahead)
                pg_while_waiting(l->pg, gather_ahead, l);
        const enum commit_outcome outcome =
                commit_batch(&l->committer, &filled->dossiers, moves, n, &filled->culprits, e);
        if (ahead)
                pg_while_waiting(l->pg, NULL, NULL);
        return outcome;
}

static enum fault commit_moves(struct loader *l, struct move *moves, size_t n, struct err *e)
{
        struct gathered filled = take_filled(l);
        const micros begin = steady_now();
        const enum commit_outcome outcome = write_out(l, &filled, moves, n, e);
        if (outcome == COMMIT_DONE) {
                load_metrics_committed(l, &filled, steady_now() - begin);
                go_on(l, &filled, moves, n);
                return OK;
        }
        put_back(l, &filled, moves, n);
        if (outcome == COMMIT_CONFLICT)
                return narrow(l, false, e);
        if (outcome == COMMIT_FAULT)
                return e->kind == POISON ? narrow(l, true, e) : e->kind;
        assignment_rewind(l, true); /* COMMIT_NOT_OURS */
        return fail(e, RETRY, "the position of %s is not where it was left: taking it again", l->topic);
}

enum fault loader_commit(struct loader *l, struct err *e)
{
        struct move *moves = need_alloc((l->assignment.part_n + 1) * sizeof(*moves));
        const size_t n = list_moves(l, moves);
        const enum fault fault = n > 0 ? commit_moves(l, moves, n, e) : OK;
        free(moves);
        return fault;
}

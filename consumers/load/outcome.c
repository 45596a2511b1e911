/* SPDX-License-Identifier: Apache-2.0
 *
 * outcome.c - what follows from trying to commit a batch: go on, go back, or come again with less.
 *
 * Rule: a batch that the database refuses is halved until one message stands alone; only that one is judged.
 */
#include "consumers/load/loader.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include <stdlib.h>

/* One message, alone in its batch, that the database refuses: it is the culprit. Its bytes were kept when it was read,
 * since by now it may have expired. */
static enum fault blame(struct loader *l, struct err *e)
{
        log_warn("load.quarantined", KT("topic", l->topic), KT("reason", e->text));
        if (++l->refused_in_a_row > conf_count(l->conf, "load.poison_most"))
                return fail(e, FATAL,
                            "the database refused more than %d messages in a row (load.poison_most): %s",
                            l->refused_in_a_row - 1, e->text);
        culprit_blame(&l->alone.of[0], e->text);
        const struct culprits former = l->gathered.culprits;
        l->gathered.culprits = l->alone;
        l->alone = former;
        culprits_clear(&l->alone);
        batch_clear(&l->gathered.batch);
        return loader_commit(l, e);
}

/* Comes again with half as many messages; alone, the message is judged. */
static enum fault narrow(struct loader *l, bool poison, struct err *e)
{
        if (poison && l->alone.n == 1)
                return blame(l, e);
        if (!poison && l->gathered.messages <= 1)
                return fail(e, RETRY, "others keep changing the one dossier of this batch");
        l->batch_most = l->gathered.messages > 1 ? l->gathered.messages / 2 : 1;
        log_debug("load.narrowed", KI("messages", l->batch_most));
        assignment_rewind(l, false);
        return OK;
}

static size_t list_moves(struct loader *l, struct move *moves)
{
        size_t n = 0;
        for (size_t i = 0; i < l->part_n; i++) {
                struct part *p = &l->parts[i];
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

/* What was gathered goes out to be written; what comes from now on is the next batch. */
static void take_out(struct loader *l, struct gathered *out)
{
        *out = l->gathered;
        l->gathered = l->spare;
        l->spare = (struct gathered){0};
        l->gathered.poison_in_a_row = out->poison_in_a_row;
        l->ahead = (struct err){0};
        for (size_t i = 0; i < l->part_n; i++)
                part_begin(&l->parts[i], l->parts[i].move.to, l->parts[i].move.behind);
}

/* It was not written. What came meanwhile is forgotten: it follows on something that is not there. */
static void put_back(struct loader *l, struct gathered *out, const struct move *moves, size_t n)
{
        gathered_clear(&l->gathered);
        l->ahead = (struct err){0};
        l->spare = l->gathered;
        l->gathered = *out;
        for (size_t i = 0; i < l->part_n; i++) {
                struct part *p = &l->parts[i];
                part_begin(p, p->position.next_offset, p->position.behind);
                for (size_t m = 0; m < n; m++) {
                        if (moves[m].position == &p->position)
                                p->move = moves[m];
                }
        }
}

static void committed(struct loader *l, struct gathered *out, const struct move *moves, size_t n)
{
        l->taken += out->messages;
        notices_take(&l->notices, &l->committer.notices);
        l->relay.due |= out->culprits.n > 0;
        l->poison_committed = out->poison_in_a_row;
        if (out->batch.dossier_n)
                l->refused_in_a_row = 0;
        for (size_t i = 0; i < n; i++)
                kafka_note_position(l->consumer, moves[i].position->partition, moves[i].to);
        if (out->batch.statement_n)
                l->known_percent = 100 * out->batch.word_n / (out->batch.statement_n * STATEMENT_WORDS);
        log_debug("load.committed", KI("messages", out->messages), KI("new", l->committer.written),
                  KI("changed", l->committer.changed), KI("quarantined", out->culprits.n),
                  KI("ahead", l->gathered.messages));
        gathered_clear(out);
        l->spare = *out;
        culprits_clear(&l->alone);
        l->turn_since = steady_now();
        l->batch_most = l->batch_most < BATCH_MESSAGES_MOST / 2 ? 2 * l->batch_most : BATCH_MESSAGES_MOST;
        if (l->ahead.kind != OK)
                l->pending = l->ahead;
        l->ahead = (struct err){0};
}

/* While far behind, the next batch is gathered meanwhile; not while one is narrowed to find a culprit. */
static enum commit_outcome write_out(struct loader *l, struct gathered *out, struct move *moves, size_t n,
                                     struct err *e)
{
        const bool ahead = kafka_fetches_only_one(l->consumer) && out->messages < l->batch_most;
        if (ahead)
                pg_while_waiting(l->pg, gather_ahead, l);
        const enum commit_outcome outcome =
                commit_batch(&l->committer, &out->batch, moves, n, &out->culprits, e);
        if (ahead)
                pg_while_waiting(l->pg, NULL, NULL);
        return outcome;
}

enum fault loader_commit(struct loader *l, struct err *e)
{
        struct move *moves = need_alloc((l->part_n + 1) * sizeof(*moves));
        const size_t n = list_moves(l, moves);
        struct gathered out;
        enum fault fault = OK;
        if (n > 0) {
                take_out(l, &out);
                const enum commit_outcome outcome = write_out(l, &out, moves, n, e);
                if (outcome == COMMIT_DONE)
                        committed(l, &out, moves, n);
                else
                        put_back(l, &out, moves, n);
                switch (outcome) {
                case COMMIT_DONE:
                        break;
                case COMMIT_CONFLICT:
                        fault = narrow(l, false, e);
                        break;
                case COMMIT_NOT_OURS:
                        assignment_rewind(l, true);
                        fault = fail(e, RETRY, "the position of %s is not where it was left: taking it again",
                                     l->topic);
                        break;
                case COMMIT_FAULT:
                        fault = e->kind == POISON ? narrow(l, true, e) : e->kind;
                        break;
                }
        }
        free(moves);
        return fault;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * gather.c - the turns of the partitions, and the moment at which a batch is enough.
 *
 * A partition that is behind is drained before the next one begins, so that most dossiers meet the
 * warehouse once, whole; and the next batch is gathered while the server is busy with the last. Live, when
 * every partition is at its end, what is there goes out at once.
 */
#include "consumers/load/loader.h"

#include "core/base/stop.h"

enum { FETCHED_MOST = 50000 }; /* when more wait in all partitions together, one is fetched alone */
/* A partition that is behind and gives nothing for so long is committed as it is; one that is fetched alone
 * is far behind: there a whole batch is worth waiting for. */
enum { STALL_MS = 250, STALL_ALONE_MS = 2000 };
/* A partition that is fetched alone and gives nothing for TURN_PATIENCE has no leader. All are then fetched
 * together, for TOGETHER, so that the others do not wait for it. */
#define TURN_PATIENCE (5 * MICROS_PER_SECOND)
#define TOGETHER      (30 * MICROS_PER_SECOND)

static int64_t lag_of(const struct part *p)
{
        return part_reads(p) && !p->at_end && p->end > p->move.to ? p->end - p->move.to : 0;
}

int64_t gather_lag(const struct loader *l)
{
        int64_t lag = 0;
        for (size_t i = 0; i < l->assignment.part_n; i++)
                lag += lag_of(&l->assignment.parts[i]);
        return lag;
}

int64_t gather_part_behind(const struct part *p)
{
        if (p->state == PART_READING && p->waiting)
                return p->end > p->move.to ? p->end - p->move.to : 1;
        return lag_of(p);
}

int64_t gather_behind(const struct loader *l)
{
        int64_t lag = 0;
        for (size_t i = 0; i < l->assignment.part_n; i++)
                lag += gather_part_behind(&l->assignment.parts[i]);
        return lag;
}

/* True: much waits, so the partition that has its turn is fetched alone. */
static bool choose_fetched(struct loader *l)
{
        if (gather_lag(l) <= FETCHED_MOST || steady_now() < l->turn.together_until) {
                kafka_fetch_only(l->consumer, -1);
                return false;
        }
        while (lag_of(&l->assignment.parts[l->turn.part]) == 0)
                gather_turn(l);
        kafka_fetch_only(l->consumer, l->assignment.parts[l->turn.part].partition);
        return true;
}

static void leave_turn_without_leader(struct loader *l)
{
        const micros now = steady_now();
        if (kafka_fetches_only_one(l->consumer) && now - l->turn.since > TURN_PATIENCE)
                l->turn.together_until = now + TOGETHER;
}

int gather_stall_ms(const struct loader *l)
{
        return kafka_fetches_only_one(l->consumer) ? STALL_ALONE_MS : STALL_MS;
}

static enum fault gather_parts(struct loader *l, bool *ready, struct err *e)
{
        *ready = false;
        leave_turn_without_leader(l);
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                const bool alone = choose_fetched(l);
                struct part *p = &l->assignment.parts[l->turn.part];
                size_t taken = 1;
                while (part_reads(p) && taken > 0 && !gathered_full(l)) {
                        if (intake_take(l, p, &taken, e) != OK)
                                return e->kind;
                }
                if (gathered_full(l)) {
                        *ready = true;
                        return OK;
                }
                if (part_reads(p) && !p->at_end && (alone || p->move.to > p->move.from))
                        return OK; /* more of this one is on its way */
                gather_turn(l);
        }
        *ready = gathered_anything(l);
        return OK;
}

enum fault loader_gather(struct loader *l, bool *ready, struct err *e)
{
        const bool gathered = gathered_anything(l);
        const size_t before = l->batches.filling.messages;
        const micros stall = gather_stall_ms(l) * MICROS_PER_SECOND / 1000;
        if (gather_parts(l, ready, e) != OK)
                return e->kind;
        /* A leader that is away must not hold back the messages of the others. */
        if (!*ready && gathered && l->batches.filling.messages == before && gathered_anything(l) &&
            steady_now() - l->turn.since >= stall) {
                *ready = true;
                if (!kafka_fetches_only_one(l->consumer))
                        gather_turn(l);
        }
        return OK;
}

enum pg_work gather_ahead(void *loader)
{
        struct loader *l = loader;
        size_t taken;
        if (stop_asked() || l->batches.ahead.kind != OK || gathered_full(l) || !choose_fetched(l))
                return PG_WORK_NONE;
        struct part *p = &l->assignment.parts[l->turn.part];
        if (intake_take(l, p, &taken, &l->batches.ahead) != OK)
                return PG_WORK_NONE;
        if (taken || p->at_end || !part_reads(p))
                return PG_WORK_MORE;
        kafka_request_fetch(l->consumer, p->partition);
        return PG_WORK_LATER;
}

bool gather_enough(const struct loader *l)
{
        return gathered_anything(l) && (gathered_full(l) || gather_lag(l) == 0);
}

void gather_turn(struct loader *l)
{
        l->turn.part = l->assignment.part_n ? (l->turn.part + 1) % l->assignment.part_n : 0;
        l->turn.since = steady_now();
}

bool gathered_anything(const struct loader *l)
{
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                if (part_moves(&l->assignment.parts[i]))
                        return true;
        }
        return false;
}

int32_t gather_waits_for(const struct loader *l)
{
        return gathered_anything(l) || kafka_fetches_only_one(l->consumer)
                       ? l->assignment.parts[l->turn.part].partition
                       : -1;
}

void gathered_clear(struct gathered *g)
{
        batch_clear(&g->dossiers);
        culprits_clear(&g->culprits);
        ages_clear(&g->sent);
        ages_clear(&g->observed);
        g->messages = 0;
        g->poison_in_a_row = 0;
}

void gathered_free(struct gathered *g)
{
        batch_free(&g->dossiers);
        culprits_free(&g->culprits);
}

void gather_clear(struct loader *l)
{
        gathered_clear(&l->batches.filling);
        culprits_clear(&l->narrowing.alone);
        l->turn.since = steady_now();
        l->batches.filling.poison_in_a_row =
                l->batches.poison_committed; /* messages that come again are counted again */
        for (size_t i = 0; i < l->assignment.part_n; i++)
                part_begin(&l->assignment.parts[i], l->assignment.parts[i].position.next_offset,
                           l->assignment.parts[i].position.behind);
}

void part_begin(struct part *p, int64_t offset, bool behind)
{
        p->move = (struct move){
                .position = &p->position, .from = offset, .to = offset, .last_offset = -1, .behind = behind};
}

bool part_reads(const struct part *p)
{
        return p->state == PART_READING && !p->waiting;
}

bool part_moves(const struct part *p)
{
        return p->move.to > p->move.from || p->move.behind != p->position.behind;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * gather.c - whose turn it is, and when what was gathered is enough.
 *
 * A partition that is behind is drained before the next one begins, so that most dossiers meet the
 * warehouse once, whole; and the next batch is gathered while the server is busy with the last. Live, when
 * every partition is at its end, what is there goes out at once.
 */
#include "consumers/load/loader.h"

#include "core/base/stop.h"

enum { FETCHED_MOST = 50000 }; /* when more wait in all partitions together, one is fetched alone */
/* One that is fetched alone and gives nothing for so long has no leader: the others must not wait for it, */
#define TURN_PATIENCE (5 * MICROS_PER_SECOND)
#define TOGETHER      (30 * MICROS_PER_SECOND) /* and for so long they do not. */

static int64_t lag_of(const struct part *p)
{
        return p->state == PART_READING && !p->at_end && p->end > p->move.to ? p->end - p->move.to : 0;
}

static int64_t lag_of_all(const struct loader *l)
{
        int64_t lag = 0;
        for (size_t i = 0; i < l->part_n; i++)
                lag += lag_of(&l->parts[i]);
        return lag;
}

/* While more waits than may wait here, the partition whose turn it is is fetched alone. */
static bool choose_focus(struct loader *l)
{
        if (lag_of_all(l) <= FETCHED_MOST || steady_now() < l->together_until) {
                kafka_fetch_only(l->consumer, -1);
                return false;
        }
        while (lag_of(&l->parts[l->turn]) == 0)
                gather_turn(l);
        kafka_fetch_only(l->consumer, l->parts[l->turn].partition);
        return true;
}

static void lose_patience(struct loader *l)
{
        const micros now = steady_now();
        if (kafka_fetches_only_one(l->consumer) && now - l->turn_since > TURN_PATIENCE)
                l->together_until = now + TOGETHER;
}

enum fault gather(struct loader *l, bool *ready, struct err *e)
{
        *ready = false;
        lose_patience(l);
        for (size_t i = 0; i < l->part_n; i++) {
                const bool alone = choose_focus(l);
                struct part *p = &l->parts[l->turn];
                size_t taken = 1;
                while (p->state == PART_READING && taken > 0 && !gathered_full(l)) {
                        if (intake_take(l, p, &taken, e) != OK)
                                return e->kind;
                }
                if (gathered_full(l)) {
                        *ready = true;
                        return OK;
                }
                if (p->state == PART_READING && !p->at_end && (alone || p->move.to > p->move.from))
                        return OK; /* more of this one is on its way */
                gather_turn(l);
        }
        *ready = gathered_anything(l);
        return OK;
}

enum pg_work gather_ahead(void *loader)
{
        struct loader *l = loader;
        size_t taken;
        if (stop_asked() || l->ahead.kind != OK || gathered_full(l) || !choose_focus(l))
                return PG_WORK_NONE;
        struct part *p = &l->parts[l->turn];
        if (intake_take(l, p, &taken, &l->ahead) != OK)
                return PG_WORK_NONE;
        if (taken || p->at_end || p->state != PART_READING)
                return PG_WORK_MORE;
        kafka_request_fetch(l->consumer, p->partition);
        return PG_WORK_LATER;
}

bool gather_enough(const struct loader *l)
{
        return gathered_anything(l) && (gathered_full(l) || lag_of_all(l) == 0);
}

void gather_turn(struct loader *l)
{
        l->turn = l->part_n ? (l->turn + 1) % l->part_n : 0;
        l->turn_since = steady_now();
}

bool gathered_anything(const struct loader *l)
{
        for (size_t i = 0; i < l->part_n; i++) {
                if (part_moves(&l->parts[i]))
                        return true;
        }
        return false;
}

int32_t gather_waits_for(const struct loader *l)
{
        return gathered_anything(l) || kafka_fetches_only_one(l->consumer) ? l->parts[l->turn].partition : -1;
}

void gathered_clear(struct gathered *g)
{
        batch_clear(&g->batch);
        culprits_clear(&g->culprits);
        g->messages = 0;
        g->poison_in_a_row = 0;
}

void gathered_free(struct gathered *g)
{
        batch_free(&g->batch);
        culprits_free(&g->culprits);
}

void gather_clear(struct loader *l)
{
        gathered_clear(&l->gathered);
        culprits_clear(&l->alone);
        l->turn_since = steady_now();
        l->gathered.poison_in_a_row = l->poison_committed; /* what comes again is counted again */
        for (size_t i = 0; i < l->part_n; i++)
                part_begin(&l->parts[i], l->parts[i].position.next_offset, l->parts[i].position.behind);
}

void part_begin(struct part *p, int64_t offset, bool behind)
{
        p->move = (struct move){
                .position = &p->position, .from = offset, .to = offset, .last_offset = -1, .behind = behind};
}

bool part_moves(const struct part *p)
{
        return p->move.to > p->move.from || p->move.behind != p->position.behind;
}

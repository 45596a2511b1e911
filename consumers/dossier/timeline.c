/* SPDX-License-Identifier: Apache-2.0
 *
 * timeline.c - timeline_derive(): from a history to the timeline.
 *
 * Rule: everything about a dossier is decided here, once, from the whole set.
 * So: whoever reads a timeline (state.c, contribution.c, the columns of the row) cannot disagree.
 */
#include "consumers/dossier/life.h"
#include <string.h>

static micros latest(micros a, micros b)
{
        return a > b ? a : b;
}

/* The last occurrence that counts: what happens after the end is no news, but the hand-over is. */
static void show_last(const struct life *life, const struct segment *last, struct timeline *out)
{
        out->last_at = NO_TIME;
        for (int i = life->n - 1; i >= 0; i--) {
                const struct occurrence *o = &life->of[i];

                if (o->is_void || o->status == STATUS_UNKNOWN)
                        continue;
                if (last->end != NONE && i > last->end && o->status != RETURNED)
                        continue;
                out->status = o->status;
                out->last_at = o->at;
                return;
        }
}

static void fill_never_received(const struct life *life, const struct segment *last, struct timeline *out)
{
        if (life->n > 0)
                out->agency = life->of[life->n - 1].agency;
        if (last->end == NONE)
                return;
        out->agency = life->of[last->end].agency;
        out->ended_before = life->of[last->end].status;
        out->ended_before_at = life->of[last->end].at;
}

/* A refusal that a reopening took back, before there was any reception. It opens the second segment, and is
 * the reception there or stands for one. */
static void fill_lifted(const struct life *life, struct timeline *out)
{
        const struct segment first = life_segment(life, 0);

        if (first.to > life->reception)
                return;
        out->lifted = life->of[first.end].status;
        out->lifted_from = life->of[first.end].at;
        out->lifted_at = life->of[first.to].at;
        out->lifted_agency = life->of[first.end].agency;
}

static void fill_end(const struct life *life, const struct segment *last, struct timeline *out)
{
        if (last->end != NONE) {
                out->ended_by = life->of[last->end].status;
                out->ended_at = life->of[last->end].at;
                out->ended_day = life->of[last->end].said->occurred_day;
        }
        if (last->handed_over != NONE) {
                out->returned_at = life->of[last->handed_over].at;
                out->hand_over_at = latest(out->returned_at, latest(out->ended_at, out->received_at));
        }
}

static void fill_life(const struct life *life, const struct segment *last, struct timeline *out)
{
        out->received_at = out->ended_at = out->ended_before_at = NO_TIME;
        out->returned_at = out->hand_over_at = NO_TIME;
        out->first_agency = life->n > 0 ? life->of[0].agency : 0;
        if (life->reception == NONE) {
                fill_never_received(life, last, out);
                return;
        }
        out->received_at = life->of[life->reception].at;
        fill_end(life, last, out);
        if (life->last_from > 0)
                fill_lifted(life, out);
}

/* The states after the steps, by the one function that knows what a step does. */
static micros paused_since_of(const struct timeline *t)
{
        struct state s = {0};
        micros since = NO_TIME;
        for (int i = 0; i < t->steps_n; i++) {
                const bool waited = s.paused || s.stopped;
                state_step(t, &t->steps[i], &s);
                if (!s.paused && !s.stopped)
                        since = NO_TIME;
                else if (!waited)
                        since = t->steps[i].at;
        }
        return since;
}

void timeline_derive(const struct history *h, const struct rule *rule, const struct zone *zone,
                     struct timeline *out)
{
        struct standing standing;
        struct life life;

        memset(out, 0, offsetof(struct timeline, steps));
        out->rule = rule;
        standing_of(h, &standing);
        life_of(&standing, rule, &life);
        const struct segment last = life_last_segment(&life);
        claims_decide(&standing, &life, out);
        fill_life(&life, &last, out);
        show_last(&life, &last, out);
        steps_list(&life, out);
        out->paused_since = paused_since_of(out);
        marks_decide(&standing, &life, zone, out);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * occurrences.c - which occurrences a dossier has, and in which order.
 *
 * Rule: claims of one instant and status are one occurrence, whoever makes them.
 * So: two sources that tell the same thing are no two events, and what is dated alike has one order.
 */
#include "consumers/dossier/life.h"

#include <string.h>

static micros latest(micros a, micros b)
{
        return a > b ? a : b;
}

/* ---- which there are ---- */

/* Claims of one occurrence may lie apart: sources number their sequences independently. */
static struct occurrence *occurrence_find(struct life *life, const struct statement *s)
{
        struct occurrence *o;

        for (int i = life->n; i > 0 && life->of[i - 1].at == s->occurred_at; i--)
                if (life->of[i - 1].status == s->status)
                        return &life->of[i - 1];
        o = &life->of[life->n++];
        *o = (struct occurrence){.at = s->occurred_at,
                                 .said = s,
                                 .seen_at = s->observed_at,
                                 .sequence = s->sequence,
                                 .status = s->status,
                                 .of_steps = true};
        return o;
}

/* *reopens: one of them does; *unnamed: one names no agency. */
static void list_occurrences(const struct standing *s, struct life *life, bool *reopens, bool *unnamed)
{
        for (int i = 0; i < s->n; i++) {
                const struct statement *c = s->of[i];
                struct occurrence *o = occurrence_find(life, c);

                if (claim_said_later(o->said, c))
                        o->said = c;
                if (c->agency != 0 && claim_said_later(o->agency_said, c)) {
                        o->agency_said = c;
                        o->agency = c->agency;
                }
                o->seen_at = latest(o->seen_at, latest(c->observed_at, claim_repeated_at(c)));
                o->in_log |= statement_in_log(c);
                o->of_steps &= c->kind == KIND_STEP;
                o->reopens |= claim_reopens(c);
        }
        for (int i = 0; i < life->n; i++) {
                struct occurrence *o = &life->of[i];

                o->is_ahead = o->is_void = o->at - MICROS_PER_DAY > o->seen_at;
                *reopens |= o->reopens;
                *unnamed |= o->agency == 0;
        }
}

/* ---- in which order ---- */

/* True for what takes a dossier up again. The first reception of all does not: it is where the clock
 * starts. */
static bool resumes(const struct occurrence *o, bool was_received)
{
        return occurrence_is(o, S(PROCESSING)) || (was_received && occurrence_is(o, S(RECEIVED)));
}

/* The place in a group, twice that of the status: what resumes comes behind STOPPED, the last of the
 * pauses. */
static int place_in_group(const struct occurrence *o, bool was_received)
{
        return resumes(o, was_received) ? 2 * status_place(STOPPED) + 1 : 2 * status_place(o->status);
}

static void move(struct life *life, int from, int to)
{
        const struct occurrence moved = life->of[from];
        memmove(&life->of[to + 1], &life->of[to], (size_t)(from - to) * sizeof(moved));
        life->of[to] = moved;
}

/* Occurrences first..end-1 have one instant and one sequence. */
static void order_group(struct life *life, int first, int end, bool was_received)
{
        bool pauses = false, taken_up = false;

        for (int i = first; i < end; i++) {
                pauses |= occurrence_is(&life->of[i], PAUSES);
                taken_up |= resumes(&life->of[i], was_received);
        }
        if (!pauses || !taken_up)
                return;
        life->order_unknown = true;
        for (int i = first + 1; i < end; i++) {
                const int place = place_in_group(&life->of[i], was_received);
                int to = i;

                while (to > first && place_in_group(&life->of[to - 1], was_received) > place)
                        to--;
                move(life, i, to);
        }
}

static int end_of_group(const struct life *life, int first)
{
        const struct occurrence *o = &life->of[first];
        int end = first + 1;
        if (o->reopens)
                return end;
        while (end < life->n && life->of[end].at == o->at && life->of[end].sequence == o->sequence &&
               !life->of[end].reopens)
                end++;
        return end;
}

/* A log of days without times says of one day only what happened, not in which order. A dossier that is
 * taken for running is alerted when it is late; one that is taken for paused is forgotten. */
static void order(struct life *life)
{
        bool was_received = false;

        life->order_unknown = false;
        for (int first = 0, end; first < life->n; first = end) {
                bool receives = false;

                end = end_of_group(life, first);
                for (int i = first; i < end; i++)
                        receives |= occurrence_is(&life->of[i], S(RECEIVED));
                if (end - first > 1)
                        order_group(life, first, end, was_received);
                was_received |= receives;
        }
}

/* Moves each behind everything else of its instant: an end and its undoing on one day have one instant. */
static void put_reopenings_last(struct life *life)
{
        for (int i = life->n - 1; i >= 0; i--)
                for (int at = i; life->of[at].reopens && at + 1 < life->n &&
                                 life->of[at + 1].at == life->of[at].at && !life->of[at + 1].reopens;
                     at++)
                        move(life, at + 1, at);
}

/* An occurrence that names no agency happened where the dossier was. */
static void fill_agencies(struct life *life)
{
        int named = 0;
        uint32_t agency;

        while (named < life->n && life->of[named].agency == 0)
                named++;
        agency = named < life->n ? life->of[named].agency : 0;
        for (int i = 0; i < life->n; i++) {
                if (life->of[i].agency == 0)
                        life->of[i].agency = agency;
                agency = life->of[i].agency;
        }
}

/* A reopening without an end before it, in its segment, opens nothing. */
static void mark_segments(struct life *life)
{
        bool ended = false;

        for (int i = 0; i < life->n; i++) {
                struct occurrence *o = &life->of[i];

                o->begins = ended && o->reopens && !o->is_ahead;
                if (o->begins)
                        life->last_from = i;
                ended = (ended && !o->begins) || occurrence_is(o, ENDS);
        }
}

void occurrences_list(const struct standing *s, struct life *life)
{
        bool reopens = false, unnamed = false;

        life->n = life->last_from = 0;
        list_occurrences(s, life, &reopens, &unnamed);
        if (reopens)
                put_reopenings_last(life);
        order(life);
        if (unnamed)
                fill_agencies(life);
        if (reopens)
                mark_segments(life);
}

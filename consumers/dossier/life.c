/* SPDX-License-Identifier: Apache-2.0
 *
 * life.c - which occurrences there are, and which of them are the reception and the end.
 *
 * Rule: who claims the same thing is told apart here, by what was said last.
 * So: the rest of the dossier walks over what stands, and never looks at stated_at again.
 */
#include "consumers/dossier/life.h"

#define PAUSES (S(SUPPLEMENT_REQUESTED) | S(PAYMENT_REQUESTED) | S(STOPPED))

bool occurrence_is(const struct occurrence *o, unsigned statuses)
{
        return (statuses & S(o->status)) != 0 && !o->is_void;
}

/* ---- which there are ---- */

/* Statements of one occurrence may lie apart: sources number their sequences independently. */
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
                                 .status = s->status};
        return o;
}

static bool said_later(const struct statement *than, const struct statement *s)
{
        return !than || statement_said_compare(than, s) <= 0;
}

static micros latest(micros a, micros b)
{
        return a > b ? a : b;
}

static void list_occurrences(const struct history *h, struct life *life)
{
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];
                struct occurrence *o = occurrence_find(life, s);

                if (said_later(o->said, s))
                        o->said = s;
                if (s->agency != 0 && said_later(o->agency_said, s)) {
                        o->agency_said = s;
                        o->agency = s->agency;
                }
                o->seen_at = latest(o->seen_at, latest(s->observed_at, s->stated_at));
                o->in_log |= statement_in_log(s);
        }
        for (int i = 0; i < life->n; i++) {
                struct occurrence *o = &life->of[i];

                o->is_ahead = o->is_void = o->at - MICROS_PER_DAY > o->seen_at;
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
                const struct occurrence moved = life->of[i];
                int to = i;

                for (; to > first &&
                       place_in_group(&life->of[to - 1], was_received) > place_in_group(&moved, was_received);
                     to--)
                        life->of[to] = life->of[to - 1];
                life->of[to] = moved;
        }
}

/* A log of days without times says of one day only what happened, not in which order. A dossier that is
 * taken for running is alerted when it is late; one that is taken for paused is forgotten. */
static void order(struct life *life)
{
        bool was_received = false;

        life->order_unknown = false;
        for (int first = 0, end; first < life->n; first = end) {
                const struct occurrence *o = &life->of[first];
                bool receives = false;

                for (end = first;
                     end < life->n && life->of[end].at == o->at && life->of[end].sequence == o->sequence;
                     end++)
                        receives |= occurrence_is(&life->of[end], S(RECEIVED));
                if (end - first > 1)
                        order_group(life, first, end, was_received);
                was_received |= receives;
        }
}

/* ---- which of them stand ---- */

/* True when claim i takes the place of the current one of several claims of one thing. A log that repeats
 * itself claims nothing new; *logged is true when it has claimed the thing before. */
static bool replaces(const struct life *life, int stands, int i, bool *logged)
{
        const bool repeats = *logged && life->of[i].in_log;

        *logged |= life->of[i].in_log;
        return !repeats && (stands == NONE || said_later(life->of[stands].said, life->of[i].said));
}

/* Finds the occurrence of each status that stands; the other occurrences of an end are void. */
static void decide_stands(struct life *life)
{
        bool logged[STATUS_COUNT] = {false};

        for (int i = 0; i < life->n; i++) {
                const struct occurrence *o = &life->of[i];
                int *stands = &life->stands[o->status];

                life->claims[o->status] += !o->in_log || !logged[o->status];
                if (!o->is_ahead && replaces(life, *stands, i, &logged[o->status]))
                        *stands = i;
        }
        for (int i = 0; i < life->n; i++)
                if (occurrence_is(&life->of[i], S(REFUSED) | S(WITHDRAWN) | S(RESOLVED) | S(RETURNED)))
                        life->of[i].is_void = life->stands[life->of[i].status] != i;
}

static int earlier(int a, int b)
{
        if (a == NONE || b == NONE)
                return a == NONE ? b : a;
        return a < b ? a : b;
}

/* The portal's interface: 3 and 7 are ends, 9 is the end of processing, which is compared with the due date.
 * Sources that never say 9 hand over what is finished, so their 10 is the resolution. */
static int find_end(const struct life *life)
{
        int resolution = life->stands[RESOLVED] != NONE ? life->stands[RESOLVED] : life->stands[RETURNED];

        return earlier(earlier(life->stands[REFUSED], life->stands[WITHDRAWN]), resolution);
}

/* Chooses one of the claims of the reception; the others become void. */
static int decide_reception(struct life *life, int first)
{
        int stands = NONE;
        bool logged = false;

        for (int i = first; i < life->n && i != life->end; i++) {
                struct occurrence *o = &life->of[i];

                if (occurrence_is(o, PAUSES))
                        break;
                if (!occurrence_is(o, S(RECEIVED)))
                        continue;
                life->reception_claims += !o->in_log || !logged;
                if (replaces(life, stands, i, &logged)) {
                        if (stands != NONE)
                                life->of[stands].is_void = true;
                        stands = i;
                } else {
                        o->is_void = true;
                }
        }
        return stands;
}

static int find_reception(struct life *life)
{
        unsigned inferring = S(PROCESSING) | PAUSES | S(RESOLVED) | S(RETURNED);

        for (int i = 0; i < life->n; i++)
                if (occurrence_is(&life->of[i], S(RECEIVED)))
                        return decide_reception(life, i);
        if (life->claims[REGISTERED] == 0)
                inferring |= S(WITHDRAWN);
        for (int i = 0; i < life->n; i++)
                if (occurrence_is(&life->of[i], inferring))
                        return i;
        return NONE;
}

/* The first stop that nothing leaves before the end; else the end as it is. */
static int stop_as_end(const struct life *life)
{
        int end = life->end;

        if (life->reception == NONE)
                return end;
        for (int i = life->end == NONE ? life->n - 1 : life->end; i >= life->reception; i--) {
                if (occurrence_is(&life->of[i], S(RECEIVED) | S(PROCESSING) | S(SUPPLEMENT_REQUESTED) |
                                                        S(PAYMENT_REQUESTED)))
                        break;
                if (occurrence_is(&life->of[i], S(STOPPED)))
                        end = i;
        }
        return end;
}

void life_of(const struct history *h, const struct rule *rule, struct life *life)
{
        life->n = 0;
        life->reception_claims = 0;
        for (int i = 0; i < STATUS_COUNT; i++) {
                life->claims[i] = 0;
                life->stands[i] = NONE;
        }
        list_occurrences(h, life);
        order(life);
        decide_stands(life);
        life->end = find_end(life);
        life->reception = find_reception(life);
        if (rule->stopped_is_end)
                life->end = stop_as_end(life);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * life.c - which occurrences there are, and which of them are the reception and the end.
 *
 * Rule: who claims the same thing is told apart here, by what was stated last.
 * So: the rest of the dossier walks over what stands, and never looks at stated_at again.
 */
#include "consumers/dossier/life.h"

bool occurrence_is(const struct occurrence *o, unsigned statuses)
{
        return (statuses & S(o->status)) != 0 && !o->is_void;
}

/* Statements of one occurrence may lie apart: sources number their sequences independently. */
static struct occurrence *occurrence_find(struct life *life, const struct statement *s)
{
        struct occurrence *o;

        for (int i = life->n; i > 0 && life->of[i - 1].at == s->occurred_at; i--)
                if (life->of[i - 1].status == s->status)
                        return &life->of[i - 1];
        o = &life->of[life->n++];
        *o = (struct occurrence){.at = s->occurred_at,
                                 .stated_at = s->stated_at,
                                 .agency_stated_at = NO_TIME,
                                 .status = s->status};
        life->said[s->status]++;
        return o;
}

/* Statements come in canonical order, so of two stated at the same time the later one read stands. */
static void gather(const struct history *h, struct life *life)
{
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];
                struct occurrence *o = occurrence_find(life, s);

                if (s->stated_at > o->stated_at)
                        o->stated_at = s->stated_at;
                if (s->agency != 0 && s->stated_at >= o->agency_stated_at) {
                        o->agency_stated_at = s->stated_at;
                        o->agency = s->agency;
                }
        }
}

static bool stated_later(const struct life *life, int than, int i)
{
        return than == NONE || life->of[i].stated_at >= life->of[than].stated_at;
}

/* Of each status the occurrence stated last; the other occurrences of an end are void. */
static void settle_stands(struct life *life)
{
        for (int i = 0; i < life->n; i++) {
                int *stands = &life->stands[life->of[i].status];

                if (stated_later(life, *stands, i))
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

/* Among the claims of the reception the one stated last; the others become void. */
static int settle_reception(struct life *life, int first)
{
        int stands = NONE;

        for (int i = first; i < life->n && i != life->end; i++) {
                if (occurrence_is(&life->of[i], S(SUPPLEMENT_REQUESTED) | S(PAYMENT_REQUESTED) | S(STOPPED)))
                        break;
                if (life->of[i].status != RECEIVED)
                        continue;
                life->reception_claims++;
                if (stated_later(life, stands, i)) {
                        if (stands != NONE)
                                life->of[stands].is_void = true;
                        stands = i;
                } else {
                        life->of[i].is_void = true;
                }
        }
        return stands;
}

static int find_reception(struct life *life)
{
        unsigned inferring = S(PROCESSING) | S(SUPPLEMENT_REQUESTED) | S(PAYMENT_REQUESTED) | S(STOPPED) |
                             S(RESOLVED) | S(RETURNED);

        for (int i = 0; i < life->n && life->said[RECEIVED] > 0; i++)
                if (life->of[i].status == RECEIVED)
                        return settle_reception(life, i);
        if (life->said[REGISTERED] == 0)
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
                if (life->of[i].status == STOPPED)
                        end = i;
        }
        return end;
}

void life_of(const struct history *h, const struct rule *rule, struct life *life)
{
        life->n = 0;
        life->reception_claims = 0;
        for (int i = 0; i < STATUS_COUNT; i++) {
                life->said[i] = 0;
                life->stands[i] = NONE;
        }
        gather(h, life);
        settle_stands(life);
        life->end = find_end(life);
        life->reception = find_reception(life);
        if (rule->stopped_is_end)
                life->end = stop_as_end(life);
}

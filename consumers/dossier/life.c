/* SPDX-License-Identifier: Apache-2.0
 *
 * life.c - which of the occurrences are the reception and the ends.
 *
 * Rule: who claims the same thing is told apart here, by what was said last.
 * So: the rest of the dossier walks over what stands, and never looks at stated_at again.
 */
#include "consumers/dossier/life.h"

/* Statuses that several occurrences may claim, beside the reception. */
#define CONTESTED (ENDS | S(REGISTERED))

/* ---- which of them stand ---- */

/* True when claim i takes the place of the current one of several claims of one thing. A log that repeats
 * itself claims nothing new; *logged is true when it has claimed the thing before. */
static bool replaces(const struct life *life, int stands, int i, bool *logged)
{
        const bool repeats = *logged && life->of[i].in_log;

        *logged |= life->of[i].in_log;
        return !repeats && (stands == NONE || claim_said_later(life->of[stands].said, life->of[i].said));
}

static void forget_ends(struct life *life, bool logged[static STATUS_COUNT])
{
        for (int status = 0; status < STATUS_COUNT; status++) {
                if ((ENDS & S(status)) == 0)
                        continue;
                logged[status] = false;
                life->claims[status] = 0;
                life->stands[status] = NONE;
        }
}

/* Finds the occurrence that stands: of the submission, and in each segment of each end. The other
 * occurrences of an end are void. */
static void decide_stands(struct life *life)
{
        bool logged[STATUS_COUNT] = {false};

        for (int i = 0; i < life->n; i++) {
                struct occurrence *o = &life->of[i];
                int *stands = &life->stands[o->status];

                if (o->begins)
                        forget_ends(life, logged);
                if ((CONTESTED & S(o->status)) == 0)
                        continue;
                life->claims[o->status] += !o->in_log || !logged[o->status];
                if (!o->is_ahead && replaces(life, *stands, i, &logged[o->status])) {
                        if (*stands != NONE && o->status != REGISTERED)
                                life->of[*stands].is_void = true;
                        *stands = i;
                } else if (o->status != REGISTERED) {
                        o->is_void = true;
                }
        }
}

/* ---- segments ---- */

static int earlier(int a, int b)
{
        if (a == NONE || b == NONE)
                return a == NONE ? b : a;
        return a < b ? a : b;
}

/* The portal's interface: 3 and 7 are ends, 9 is the end of processing, which is compared with the due date.
 * Sources that never say 9 hand over what is finished, so their 10 is the resolution. */
static int find_end(const int stands[static STATUS_COUNT])
{
        return earlier(earlier(stands[REFUSED], stands[WITHDRAWN]),
                       stands[RESOLVED] != NONE ? stands[RESOLVED] : stands[RETURNED]);
}

static struct segment last_segment(const struct life *life)
{
        return (struct segment){.from = life->last_from,
                                .to = life->n,
                                .end = find_end(life->stands),
                                .handed_over = life->stands[RETURNED]};
}

static struct segment segment_of(const struct life *life, int from)
{
        int stands[STATUS_COUNT], to = from;

        if (from == life->last_from)
                return last_segment(life);
        for (int status = 0; status < STATUS_COUNT; status++)
                stands[status] = NONE;
        do {
                if (occurrence_is(&life->of[to], ENDS))
                        stands[life->of[to].status] = to;
        } while (!life->of[++to].begins);
        return (struct segment){
                .from = from, .to = to, .end = find_end(stands), .handed_over = stands[RETURNED]};
}

/* The first stop that nothing leaves before the end; else the end as it is. */
static int stop_as_end(const struct life *life, const struct segment *s)
{
        const int first = life->reception > s->from ? life->reception : s->from;
        int end = s->end;

        for (int i = s->end == NONE ? s->to - 1 : s->end; i >= first; i--) {
                if (occurrence_is(&life->of[i], TAKES_UP | S(SUPPLEMENT_REQUESTED) | S(PAYMENT_REQUESTED)))
                        break;
                if (occurrence_is(&life->of[i], S(STOPPED)) && !life->of[i].of_steps)
                        end = i;
        }
        return end;
}

struct segment life_segment(const struct life *life, int from)
{
        struct segment s = segment_of(life, from);
        if (life->rule->stopped_is_end && life->reception != NONE)
                s.end = stop_as_end(life, &s);
        return s;
}

struct segment life_last_segment(const struct life *life)
{
        return life_segment(life, life->last_from);
}

/* ---- reception ---- */

/* Chooses one of the claims of the reception; the others become void. */
static int decide_reception(struct life *life, const struct segment *s, int first)
{
        int stands = NONE;
        bool logged = false;

        for (int i = first; i < s->to && i != s->end; i++) {
                struct occurrence *o = &life->of[i];

                if ((occurrence_is(o, PAUSES) && !o->of_steps) || (i > first && o->reopens && !o->is_ahead))
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

static int find_reception(struct life *life, const struct segment *s)
{
        unsigned inferring = S(PROCESSING) | PAUSES | S(RESOLVED) | S(RETURNED) | S(WITHDRAWN);

        for (int i = s->from; i < s->to; i++) {
                if (occurrence_is(&life->of[i], S(RECEIVED)))
                        return decide_reception(life, s, i);
                if (life->of[i].status == REGISTERED)
                        inferring &= ~S(WITHDRAWN);
        }
        for (int i = s->from; i < s->to; i++)
                if (occurrence_is(&life->of[i], inferring) && !life->of[i].of_steps)
                        return i;
        return NONE;
}

/* True when a step said something else than a 1. */
static bool begins_work(const struct history *h, const struct occurrence *o)
{
        if (o->status != STATUS_UNKNOWN)
                return true;
        for (int i = 0; i < h->n; i++)
                if (h->of[i].kind == KIND_STEP && statement_holds(&h->of[i]) &&
                    h->of[i].occurred_at == o->at && ((ENDS | S(STATUS_UNKNOWN)) & S(h->of[i].status)) != 0)
                        return true;
        return false;
}

/* A dossier of which only steps are known was received, or nobody would have worked on it. */
static int find_first_step(const struct standing *s, const struct life *life)
{
        for (int i = 0; i < life->n; i++)
                if (!life->of[i].of_steps)
                        return NONE;
        for (int i = 0; i < life->n; i++)
                if (!life->of[i].is_ahead && begins_work(s->history, &life->of[i]))
                        return i;
        return NONE;
}

static void life_begin(struct life *life, const struct rule *rule)
{
        life->rule = rule;
        life->reception = NONE;
        life->reception_claims = 0;
        for (int i = 0; i < STATUS_COUNT; i++) {
                life->claims[i] = 0;
                life->stands[i] = NONE;
        }
}

void life_of(const struct standing *s, const struct rule *rule, struct life *life)
{
        life_begin(life, rule);
        occurrences_list(s, life);
        decide_stands(life);
        for (int from = 0; from < life->n && life->reception == NONE;) {
                const struct segment segment = segment_of(life, from);
                life->reception = find_reception(life, &segment);
                from = segment.to;
        }
        if (life->reception == NONE && !s->is_plain)
                life->reception = find_first_step(s, life);
}

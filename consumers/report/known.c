/* SPDX-License-Identifier: Apache-2.0
 *
 * known.c - what was known of a dossier, and why more is known now.
 *
 * Rule: of most dossiers nothing was heard since; for these the rules are not run again.
 */
#include "consumers/report/known.h"

const char *const cause_names[CAUSES] = {[CAUSE_TAKEN_BACK] = "TAKEN_BACK",
                                         [CAUSE_BACKDATED] = "BACKDATED",
                                         [CAUSE_DUE_REWRITTEN] = "DUE_REWRITTEN",
                                         [CAUSE_LATE_EVENT] = "LATE_EVENT"};

static bool taken_back_since(const struct statement *s, const struct range *r)
{
        return s->retracted_at != NO_TIME && s->retracted_at > r->corrections->held_until &&
               s->stated_at != NO_TIME && s->retracted_at >= s->stated_at && s->observed_at <= r->known_at;
}

static bool heard_since(const struct history *h, const struct range *r)
{
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];
                if (s->observed_at > r->known_at || (s->since != NO_TIME && s->since > r->known_at) ||
                    s->retracted_at > r->corrections->held_until)
                        return true;
        }
        return false;
}

enum cause known_cause(struct known *k, const struct range *r, const struct rule *rule,
                       const struct zone *zone, const struct history *h, const struct timeline *t)
{
        if (!heard_since(h, r))
                return CAUSES;
        history_held_at(h, r->known_at, r->corrections->held_until, &k->h);
        timeline_derive(&k->h, rule, zone, &k->t);
        for (int i = 0; i < h->n; i++) {
                if (taken_back_since(&h->of[i], r))
                        return CAUSE_TAKEN_BACK;
        }
        if (t->marks & BACKDATED && !(k->t.marks & BACKDATED))
                return CAUSE_BACKDATED;
        return k->t.due_at != NO_TIME && k->t.due_at != t->due_at ? CAUSE_DUE_REWRITTEN : CAUSE_LATE_EVENT;
}

void known_look(struct known *k, const struct range *r, const struct rule *rule, const struct zone *zone,
                const struct history **h, const struct timeline **t)
{
        if (r->known_at == END_OF_TIME)
                return;
        if (r->corrections) {
                const enum cause cause = known_cause(k, r, rule, zone, *h, *t);
                if (cause == CAUSES || r->corrections->counted & 1U << cause)
                        return;
        } else {
                history_known_at(*h, r->known_at, &k->h);
                timeline_derive(&k->h, rule, zone, &k->t);
        }
        *h = &k->h;
        *t = &k->t;
}

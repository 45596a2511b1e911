/* SPDX-License-Identifier: Apache-2.0
 *
 * ran.c - a walk over the steps that adds up the spans in which state_runs() is true.
 */
#include "consumers/dossier/ran.h"

/* The calendar of the agency that has it at the instant, or had it at its end. */
static const struct calendar *calendar_then(const struct timeline *t, const struct calendar *c, micros at)
{
        uint32_t agency = 0;
        for (int i = 0; i < t->steps_n && t->steps[i].at <= at; i++)
                agency = t->steps[i].agency;
        return calendar_for(c, agency);
}

void timeline_ran(const struct timeline *t, const struct calendar *c, micros at, struct ran *out)
{
        struct state s = {0};
        micros from = NO_TIME, off_from = NO_TIME;
        c = calendar_then(t, c, at);
        *out = (struct ran){.ended_at = NO_TIME};
        for (int i = 0; i < t->steps_n && t->steps[i].at <= at; i++) {
                const struct step *step = &t->steps[i];
                const bool ran = state_runs(&s), had_ended = s.ended;
                state_step(t, step, &s);
                if (s.ended && !had_ended)
                        out->ended_at = step->at;
                if (ran == state_runs(&s))
                        continue;
                if (ran) {
                        out->worked += calendar_between(c, from, step->at);
                        off_from = step->at;
                } else {
                        if (off_from != NO_TIME)
                                out->off += calendar_between(c, off_from, step->at);
                        from = step->at;
                }
        }
        out->received = s.received;
        out->ended = s.ended;
        out->runs = state_runs(&s);
        out->agency = s.agency;
        if (out->runs)
                out->worked += calendar_between(c, from, at);
}

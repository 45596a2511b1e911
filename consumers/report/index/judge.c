/* SPDX-License-Identifier: Apache-2.0
 *
 * judge.c - a walk over the steps of a dossier up to the end of the period.
 */
#include "consumers/report/index/judge.h"

/* A dossier as the period leaves it. */
struct standing_at {
        struct state state;
        micros ended_at; /* as said; its class is judged by it */
        bool ended_day;
        bool open_at_start;
        micros transferred_at; /* last; NO_TIME: never */
        micros handed_at;      /* last, if it stands */
};

static void walk(const struct timeline *t, const struct index_period *p, struct standing_at *out)
{
        struct state *s = &out->state;

        *out = (struct standing_at){.ended_at = NO_TIME, .transferred_at = NO_TIME};
        for (int i = 0; i < t->steps_n && t->steps[i].at < p->to; i++) {
                const struct step *step = &t->steps[i];

                state_step(t, step, s);
                if (step->at < p->from)
                        out->open_at_start = s->received && !s->ended;
                if (step->kind == STEP_END || step->kind == STEP_STOP) {
                        out->ended_at = step->kind == STEP_END ? step->ended_at : step->at;
                        out->ended_day = step->kind == STEP_END && step->ended_day;
                }
                if (step->kind == STEP_TRANSFER)
                        out->transferred_at = step->at;
                if (step->kind == STEP_HAND_OVER)
                        out->handed_at = step->at;
        }
}

/* Instant by which it is judged. */
static micros judged_at(const struct standing_at *s, const struct index_period *p)
{
        return s->state.ended ? s->ended_at : p->to - 1;
}

static bool in_time_portal(const struct index_court *court, const struct timeline *t,
                           const struct standing_at *s)
{
        if (t->due_at == NO_TIME)
                return false;
        if (!s->state.ended && s->state.paused)
                return true;
        return !is_late(t->due_at, judged_at(s, &court->period), s->state.ended && s->ended_day, court->zone);
}

static bool in_time_document(const struct index_court *court, const struct timeline *t,
                             const struct standing_at *s, const struct supplement *supplements, int n,
                             int32_t statutory_minutes)
{
        const struct index_period *p = &court->period;
        micros at = judged_at(s, p), waited = 0, asked = END_OF_TIME;
        int asked_n = 0;

        for (int i = 0; i < n && i < SUPPLEMENTS_MOST; i++)
                asked_n += supplements[i].requested_at < p->to;
        if (asked_n > 1)
                return false;
        if (asked_n == 1) {
                const micros answered = supplements[0].answered_at;
                asked = supplements[0].requested_at;
                if (answered >= p->to || (s->state.ended && answered >= at))
                        at = asked < at ? asked : at;
                else
                        waited = answered - asked;
        }
        if (t->due_at != NO_TIME)
                return !is_late(t->due_at, at - waited, s->state.ended && s->ended_day && at != asked,
                                court->zone);
        if (statutory_minutes <= 0)
                return false;
        const struct calendar *c = calendar_for(court->calendar, s->state.agency);
        const bool is_short = calendar_term_is_short(statutory_minutes);
        const micros off = waited ? calendar_between(c, asked, asked + waited) : 0;
        return calendar_between(c, calendar_term_begins(c, court->zone, t->received_at, is_short), at) -
                       off <=
               statutory_minutes * MICROS_PER_MINUTE;
}

void index_judge(const struct index_court *court, const struct timeline *t,
                 const struct supplement *supplements, int n, int32_t statutory_minutes,
                 struct index_judged *out)
{
        const struct index_period *p = &court->period;
        struct standing_at s;

        *out = (struct index_judged){0};
        if (t->received_at == NO_TIME || t->received_at >= p->to)
                return;
        walk(t, p, &s);
        out->in_n = t->received_at >= p->from;
        out->in_r = out->in_n || s.open_at_start;
        out->agency = s.state.agency;
        out->no_due = t->due_at == NO_TIME;
        out->resolved = s.state.ended && (s.state.ended_by == RESOLVED || s.state.ended_by == RETURNED);
        if (out->resolved && s.ended_at > t->received_at)
                out->elapsed = s.ended_at - t->received_at;
        if (!out->in_r)
                return;
        out->in_time = in_time_portal(court, t, &s);
        out->in_time_supplement = in_time_document(court, t, &s, supplements, n, statutory_minutes);
}

/* ---- petitions ---- */

static bool within(const struct calendar *c, micros from, micros to, int days)
{
        return calendar_between(c, from, to) <= days * calendar_day_length(c);
}

static bool petition_in_time(const struct index_court *court, const struct index_limits *limits,
                             const struct timeline *t, const struct standing_at *s,
                             const struct supplement *supplements, int n)
{
        const micros now = court->period.to - 1;
        const struct calendar *c = calendar_for(court->calendar, s->state.agency);
        const bool sent = t->submitted_at != NO_TIME && t->submitted_at < t->received_at;
        micros from = sent ? t->submitted_at : t->received_at;

        if (s->transferred_at != NO_TIME)
                from = s->transferred_at;
        if (n > 0 && supplements[0].requested_at <= now && supplements[0].requested_at >= from &&
            !within(c, from, supplements[0].requested_at, limits->ask_days))
                return false;
        if (!s->state.ended && s->state.paused)
                return true;
        if (s->state.ended_by == REFUSED)
                return within(c, from, s->ended_at, limits->refuse_days);
        if (!within(c, from, judged_at(s, &court->period), limits->process_days))
                return false;
        return !s->state.returned || within(c, s->ended_at, s->handed_at, limits->publish_days);
}

void index_judge_petition(const struct index_court *court, const struct index_limits *limits,
                          const struct timeline *t, const struct supplement *supplements, int n,
                          struct index_petition *out)
{
        const struct index_period *p = &court->period;
        struct standing_at s;

        *out = (struct index_petition){0};
        if (t->received_at == NO_TIME || t->received_at < p->from || t->received_at >= p->to)
                return;
        walk(t, p, &s);
        out->counts = true;
        out->agency = s.state.agency;
        out->in_time = petition_in_time(court, limits, t, &s, supplements, n);
}

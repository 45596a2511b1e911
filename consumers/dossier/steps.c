/* SPDX-License-Identifier: Apache-2.0
 *
 * steps.c - the life between reception and end, as steps.
 *
 * Rule: a step is a change; an occurrence that changes nothing gives none.
 * So: steps alternate (pause, resume; stop, reopen) and their instants never go back.
 */
#include "consumers/dossier/life.h"

struct walk {
        const struct life *life;
        struct timeline *t;
        uint32_t agency;
        bool paused, stopped;
};

static void step(struct walk *w, micros at, enum step_kind kind)
{
        w->t->steps[w->t->steps_n++] = (struct step){.at = at, .kind = (uint8_t)kind, .agency = w->agency};
}

static void transfer(struct walk *w, micros at, uint32_t agency)
{
        if (agency == 0 || agency == w->agency)
                return;
        w->agency = agency;
        step(w, at, STEP_TRANSFER);
}

static void leave_pause(struct walk *w, micros at)
{
        if (w->paused)
                step(w, at, STEP_RESUME);
        w->paused = false;
}

static void leave_stop(struct walk *w, micros at)
{
        if (w->stopped)
                step(w, at, STEP_REOPEN);
        w->stopped = false;
}

static void pause(struct walk *w, micros at)
{
        leave_stop(w, at);
        if (!w->paused)
                step(w, at, STEP_PAUSE);
        w->paused = true;
}

static void stop(struct walk *w, micros at)
{
        leave_pause(w, at);
        if (!w->stopped)
                step(w, at, STEP_STOP);
        w->stopped = true;
}

/* TT 01/2020/TT-VPCP: waiting for the citizen's supplement or payment (5, 6) is not the agency's time. */
static void live(struct walk *w, const struct occurrence *o)
{
        switch (o->status) {
        case SUPPLEMENT_REQUESTED:
                if (w->t->supplemented_at == NO_TIME) {
                        w->t->supplemented_at = o->at;
                        w->t->supplemented_agency = w->agency;
                }
                pause(w, o->at);
                break;
        case PAYMENT_REQUESTED:
                pause(w, o->at);
                break;
        case STOPPED:
                if (!o->of_steps || !w->t->rule->stopped_is_end)
                        stop(w, o->at);
                else if (!w->stopped) /* steps end nothing, so by that rule they cannot stop it */
                        pause(w, o->at);
                break;
        case RECEIVED:
        case PROCESSING:
                leave_pause(w, o->at);
                leave_stop(w, o->at);
                break;
        default:
                break;
        }
}

static micros latest(micros a, micros b)
{
        return a > b ? a : b;
}

/* An end by 8 is a stop that nothing leaves. */
static void end(struct walk *w, const struct segment *s)
{
        const struct occurrence *o = &w->life->of[s->end];
        const micros at = latest(o->at, w->life->of[w->life->reception].at);

        transfer(w, at, o->agency);
        if (o->status == STOPPED) {
                stop(w, at);
        } else {
                leave_pause(w, at);
                leave_stop(w, at);
                step(w, at, STEP_END);
                w->t->steps[w->t->steps_n - 1].ended_at = o->at;
                w->t->steps[w->t->steps_n - 1].ended_by = o->status;
                w->t->steps[w->t->steps_n - 1].ended_day = o->said->occurred_day;
        }
        if (s->handed_over != NONE)
                step(w, latest(at, w->life->of[s->handed_over].at), STEP_HAND_OVER);
}

/* An end by 8 is left as any stop. */
static void undo_end(struct walk *w, micros at)
{
        if (w->stopped)
                leave_stop(w, at);
        else
                step(w, at, STEP_UNDO_END);
}

static void walk_segment(struct walk *w, const struct segment *s)
{
        const int first = s->from > w->life->reception ? s->from : w->life->reception;

        for (int i = first; i < (s->end != NONE ? s->end : s->to); i++) {
                const struct occurrence *o = &w->life->of[i];

                /* A hand-over before the end is a mistake of the source; it must not move the dossier. */
                if (o->is_void || o->status == RETURNED)
                        continue;
                transfer(w, o->at, o->agency);
                live(w, o);
        }
        if (s->end != NONE)
                end(w, s);
}

void steps_list(const struct life *life, struct timeline *out)
{
        struct walk w = {.life = life, .t = out};

        out->steps_n = 0;
        out->supplemented_at = NO_TIME;
        if (life->reception == NONE)
                return;
        w.agency = life->of[life->reception].agency;
        step(&w, life->of[life->reception].at, STEP_RECEIVE);
        struct segment s = life_segment(life, 0);
        while (s.to <= life->reception)
                s = life_segment(life, s.to);
        walk_segment(&w, &s);
        while (s.to < life->n) {
                undo_end(&w, life->of[s.to].at);
                s = life_segment(life, s.to);
                walk_segment(&w, &s);
        }
        out->agency = w.agency;
}

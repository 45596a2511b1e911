/* SPDX-License-Identifier: Apache-2.0
 *
 * steps.c - the life between reception and end, as steps.
 *
 * Rule: a step is a change; an occurrence that changes nothing gives none.
 * So: steps alternate (pause, resume; stop, reopen) and their instants never go back.
 */
#include "consumers/dossier/life.h"

struct walk {
        struct timeline *t;
        uint32_t agency;
        bool paused, stopped;
};

static void step(struct walk *w, micros at, enum step_kind kind)
{
        w->t->steps[w->t->steps_n++] = (struct step){.at = at, .kind = kind, .agency = w->agency};
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
                stop(w, o->at);
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

/* An end by 8 is a stop that nothing leaves. */
static void end(struct walk *w, micros at, const struct occurrence *o)
{
        transfer(w, at, o->agency);
        if (o->status == STOPPED) {
                stop(w, at);
                return;
        }
        leave_pause(w, at);
        leave_stop(w, at);
        step(w, at, STEP_END);
}

void steps_list(const struct life *life, struct timeline *out)
{
        const struct occurrence *reception, *last;
        struct walk w = {.t = out};

        out->steps_n = 0;
        out->supplemented_at = NO_TIME;
        if (life->reception == NONE)
                return;
        reception = &life->of[life->reception];
        last = life->end != NONE ? &life->of[life->end] : NULL;
        w.agency = reception->agency;
        step(&w, reception->at, STEP_RECEIVE);
        for (int i = life->reception; i < (last ? life->end : life->n); i++) {
                const struct occurrence *o = &life->of[i];

                /* A hand-over before the end is a mistake of the source; it must not move the dossier. */
                if (o->is_void || o->status == RETURNED)
                        continue;
                transfer(&w, o->at, o->agency);
                live(&w, o);
        }
        if (last)
                end(&w, last->at < reception->at ? reception->at : last->at, last);
        out->agency = w.agency;
}

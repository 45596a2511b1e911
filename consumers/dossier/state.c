/* SPDX-License-Identifier: Apache-2.0
 *
 * state.c - a timeline cut at an instant.
 *
 * Rule: only state_step() knows how a step changes the state of a dossier.
 * So: the stocks of contribution_flows(), which compares the states around each step, agree with
 * state_at(), and both with paused_since, which is a column of the warehouse.
 */
#include "consumers/dossier/timeline.h"

bool state_runs(const struct state *s)
{
        return s->received && !s->ended && !s->paused && !s->stopped;
}

static void set_ended(const struct timeline *t, struct state *s, enum status by)
{
        s->ended = by != STATUS_UNKNOWN;
        s->ended_by = by;
        s->no_due = !s->ended && t->due_at == NO_TIME;
}

void state_step(const struct timeline *t, const struct step *step, struct state *s)
{
        s->agency = step->agency;
        switch ((enum step_kind)step->kind) {
        case STEP_RECEIVE:
                s->received = true;
                set_ended(t, s, STATUS_UNKNOWN);
                break;
        case STEP_TRANSFER:
                break;
        case STEP_PAUSE:
        case STEP_RESUME:
                s->paused = step->kind == STEP_PAUSE;
                break;
        case STEP_STOP:
        case STEP_REOPEN:
                s->stopped = step->kind == STEP_STOP;
                s->returned = false; /* what a stop ended may have been handed over */
                if (t->rule->stopped_is_end)
                        set_ended(t, s, s->stopped ? STOPPED : STATUS_UNKNOWN);
                break;
        case STEP_END:
                set_ended(t, s, step->ended_by);
                break;
        case STEP_UNDO_END:
                set_ended(t, s, STATUS_UNKNOWN);
                s->returned = false;
                break;
        case STEP_HAND_OVER:
                s->returned = true;
                break;
        }
}

bool timeline_runs(const struct timeline *t)
{
        return t->received_at != NO_TIME && t->ended_by == STATUS_UNKNOWN && t->paused_since == NO_TIME;
}

bool timeline_has_deadline(const struct timeline *t)
{
        return t->due_at != NO_TIME && timeline_runs(t);
}

static bool is_pausing(const struct step *s)
{
        return s->kind == STEP_PAUSE || s->kind == STEP_RESUME || s->kind == STEP_STOP ||
               s->kind == STEP_REOPEN || s->kind == STEP_UNDO_END;
}

static int next_pausing(const struct timeline *t, int i)
{
        while (i < t->steps_n && !is_pausing(&t->steps[i]))
                i++;
        return i;
}

/* Also of pauses that are over: the time that a dossier has run is another one. */
static bool pauses_differ(const struct timeline *a, const struct timeline *b)
{
        int i = next_pausing(a, 0), j = next_pausing(b, 0);
        while (i < a->steps_n && j < b->steps_n) {
                if (a->steps[i].kind != b->steps[j].kind || a->steps[i].at != b->steps[j].at)
                        return true;
                i = next_pausing(a, i + 1);
                j = next_pausing(b, j + 1);
        }
        return i < a->steps_n || j < b->steps_n;
}

bool timeline_deadlines_differ(const struct timeline *a, const struct timeline *b)
{
        return a->due_at != b->due_at || a->received_at != b->received_at || a->ended_by != b->ended_by ||
               a->ended_before != b->ended_before || a->paused_since != b->paused_since ||
               a->agency != b->agency || a->procedure != b->procedure || a->case_kind != b->case_kind ||
               (timeline_runs(b) && pauses_differ(a, b));
}

void state_at(const struct timeline *t, const struct zone *zone, micros at, struct state *out)
{
        *out = (struct state){0};
        for (int i = 0; i < t->steps_n && t->steps[i].at <= at; i++)
                state_step(t, &t->steps[i], out);
        out->overdue_day = state_runs(out) && at >= overdue_from_day(t, zone);
        out->overdue_instant = state_runs(out) && at >= overdue_from_instant(t);
}

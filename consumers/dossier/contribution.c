/* SPDX-License-Identifier: Apache-2.0
 *
 * contribution.c - the flows of one dossier: what it adds to the tables of sums.
 *
 * Rule: events are counted where a step happens; stocks are the difference of the states around a step. A
 * reopening counts again what the end had counted, with the sign turned.
 * So: the flows of a dossier up to any instant sum to its state then, at every agency.
 */
#include "consumers/dossier/timeline.h"

struct sink {
        const struct timeline *t;
        const struct zone *zone;
        void (*emit)(void *context, const struct flow *flow);
        void *context;
        micros day_of; /* the instant whose local day is `day` */
        int32_t day;
};

static void put_amount(struct sink *k, micros at, uint32_t agency, enum measure measure, int64_t amount)
{
        struct flow flow = {.at = at, .agency = agency, .measure = measure, .amount = amount};

        if (at != k->day_of) {
                k->day_of = at;
                k->day = zone_day(k->zone, at);
        }
        flow.day = k->day;
        k->emit(k->context, &flow);
}

static void put(struct sink *k, micros at, uint32_t agency, enum measure measure)
{
        put_amount(k, at, agency, measure, 1);
}

static void put_reception(struct sink *k, const struct step *step)
{
        const struct timeline *t = k->t;

        put(k, step->at, step->agency, M_received);
        if (t->payment == PAYMENT_PORTAL || t->payment == PAYMENT_LOCAL)
                put(k, step->at, step->agency, M_paid_online);
        if (t->digitised == TRUTH_YES)
                put(k, step->at, step->agency, M_digitised);
        if (t->marks & DUE_REWRITTEN)
                put(k, step->at, step->agency, M_due_rewritten);
}

/* Puts what an end counts, or counted: at the instant and agency of *step, which is the end itself or what
 * undoes it. */
static void put_resolution(struct sink *k, const struct step *step, int sign, const struct step *end,
                           bool was_paused)
{
        static const enum measure of_class[] = {[CLASS_EARLY] = M_resolved_early,
                                                [CLASS_ON_TIME] = M_resolved_on_time,
                                                [CLASS_LATE] = M_resolved_late,
                                                [CLASS_NO_DUE] = M_resolved_no_due};
        const int64_t elapsed = (end->at - k->t->received_at) / MICROS_PER_SECOND;

        put_amount(k, step->at, step->agency, of_class[step_class_by_day(k->t, end, k->zone)], sign);
        if (step_class_by_instant(k->t, end, k->zone) == INSTANT_LATE)
                put_amount(k, step->at, step->agency, M_resolved_late_instant, sign);
        if (was_paused)
                put_amount(k, step->at, step->agency, M_resolved_after_pause, sign);
        if (elapsed != 0)
                put_amount(k, step->at, step->agency, M_elapsed_seconds, sign * elapsed);
}

static void put_end(struct sink *k, const struct step *step, int sign, const struct step *end,
                    bool was_paused)
{
        if (end->ended_by == REFUSED)
                put_amount(k, step->at, step->agency, M_refused, sign);
        else if (end->ended_by == WITHDRAWN)
                put_amount(k, step->at, step->agency, M_withdrawn, sign);
        else
                put_resolution(k, step, sign, end, was_paused);
}

static void put_hand_over(struct sink *k, const struct step *step, int sign)
{
        put_amount(k, step->at, step->agency, M_returned, sign);
        if (k->t->return_channel == RETURN_POSTAL)
                put_amount(k, step->at, step->agency, M_returned_by_post, sign);
}

/* A stock is left at one agency and entered at another when the dossier moves. */
static void put_stock(struct sink *k, const struct step *step, uint32_t from, bool was, bool is,
                      enum measure in, enum measure out)
{
        bool moved = from != step->agency;

        if (was && (!is || moved))
                put(k, step->at, from, out);
        if (is && (!was || moved))
                put(k, step->at, step->agency, in);
}

static void put_overdue(struct sink *k, const struct step *step, micros stop, micros overdue_from,
                        enum measure in, enum measure out)
{
        micros since = step->at > overdue_from ? step->at : overdue_from;

        if (since >= stop)
                return;
        put(k, since, step->agency, in);
        if (stop != END_OF_TIME)
                put(k, stop, step->agency, out);
}

static void put_stocks(struct sink *k, const struct step *step, const struct state *before,
                       const struct state *s)
{
        put_stock(k, step, before->agency, before->paused, s->paused, M_paused, M_resumed);
        put_stock(k, step, before->agency, before->stopped, s->stopped, M_stopped, M_reopened);
        put_stock(k, step, before->agency, before->no_due, s->no_due, M_no_due_in, M_no_due_out);
}

static void put_steps(struct sink *k)
{
        const struct timeline *t = k->t;
        const micros by_day = overdue_from_day(t, k->zone), by_instant = overdue_from_instant(t);
        const struct step *end = NULL;
        struct state before, s = {0};
        bool was_paused = false;

        for (int i = 0; i < t->steps_n; i++) {
                const struct step *step = &t->steps[i];
                const micros stop = i + 1 < t->steps_n ? t->steps[i + 1].at : END_OF_TIME;

                before = s;
                state_step(t, step, &s);
                was_paused |= s.paused;
                if (step->kind == STEP_RECEIVE)
                        put_reception(k, step);
                if (step->kind == STEP_TRANSFER) {
                        put(k, step->at, before.agency, M_transferred_out);
                        put(k, step->at, step->agency, M_transferred_in);
                }
                if (step->kind == STEP_END)
                        end = step;
                if (end && (step->kind == STEP_END || step->kind == STEP_UNDO_END))
                        put_end(k, step, step->kind == STEP_END ? 1 : -1, end, was_paused);
                if (before.returned != s.returned)
                        put_hand_over(k, step, s.returned ? 1 : -1);
                put_stocks(k, step, &before, &s);
                if (!state_runs(&s))
                        continue;
                put_overdue(k, step, stop, by_day, M_overdue_day_in, M_overdue_day_out);
                put_overdue(k, step, stop, by_instant, M_overdue_instant_in, M_overdue_instant_out);
        }
}

static void put_before_reception(struct sink *k, enum status by, micros at, uint32_t agency, int sign)
{
        if (by == REFUSED)
                put_amount(k, at, agency, M_refused_before, sign);
        if (by == WITHDRAWN)
                put_amount(k, at, agency, M_withdrawn_before, sign);
}

void contribution_flows(const struct timeline *t, const struct zone *zone,
                        void (*emit)(void *context, const struct flow *flow), void *context)
{
        struct sink k = {.t = t, .zone = zone, .emit = emit, .context = context, .day_of = NO_TIME};

        if (t->submitted_at != NO_TIME)
                put(&k, t->submitted_at, t->first_agency, M_submitted);
        put_before_reception(&k, t->ended_before, t->ended_before_at, t->agency, 1);
        put_before_reception(&k, t->lifted, t->lifted_from, t->lifted_agency, 1);
        put_before_reception(&k, t->lifted, t->lifted_at, t->lifted_agency, -1);
        put_steps(&k);
        if (t->supplemented_at != NO_TIME)
                put(&k, t->supplemented_at, t->supplemented_agency, M_supplemented);
}

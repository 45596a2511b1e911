/* SPDX-License-Identifier: Apache-2.0
 *
 * story.c - draws one dossier so that it ends in the outcome of its share.
 *
 * Rule: limits come first. The due date and the end are drawn relative to the day of reception, and only
 * then the day of reception, so that the end still falls inside the period (or, for an open dossier, the due
 * date behind it). All arithmetic is in working seconds (worktime.h).
 */
#include "producers/simulate/story.h"
#include "producers/simulate/rng.h"

/* Nothing is received in the last minutes of a day, so there is always room for what follows. */
enum { LAST_MINUTES = 600, MORNING = 5400, LEAST_WORK = 60 };

struct draft {
        const struct stage *stage;
        struct rng rng;
        const struct procedure *procedure;
        struct story *out;
        int64_t limit;                /* working seconds of the period */
        int64_t term;                 /* working days from reception to the first due date */
        int64_t extension;            /* working days that a supplement moves the due date by */
        int64_t received, due, ended; /* ended = limit: open */
        enum status pause;            /* 5 or 6; STATUS_UNKNOWN: none */
        bool any_hour, resolved;
};

static int64_t least_of(int64_t a, int64_t b)
{
        return a < b ? a : b;
}

/* A short period leaves no room for the longest terms. */
static int64_t part_of_period(const struct draft *d, int64_t parts)
{
        int64_t days = d->stage->time->days / parts;
        return days > 1 ? days : 1;
}

/* The longer a dossier takes, the likelier it is open at the end: terms in proportion to share x length. */
static int64_t open_term(struct draft *d)
{
        const struct province *v = d->stage->province;
        const struct profile_level *level = &v->profile->level[v->agency[d->out->share.agency].level];
        int64_t all = 0;
        for (int i = 0; i < level->terms; i++)
                all += level->term[i].share * level->term[i].days;
        int64_t at = rng_below(&d->rng, all);
        int i = 0;
        while (at >= level->term[i].share * level->term[i].days) {
                at -= level->term[i].share * level->term[i].days;
                i++;
        }
        return level->term[i].days > d->procedure->term ? level->term[i].days : d->procedure->term;
}

static void draw_terms(struct draft *d)
{
        const struct profile *p = d->stage->province->profile;
        enum outcome o = d->out->share.outcome;
        bool open = o == OUTCOME_OPEN || o == OUTCOME_OPEN_PAUSED;
        d->resolved = o < OUTCOME_OPEN;
        d->term = least_of(open ? open_term(d) : d->procedure->term, part_of_period(d, 3));
        if (o == OUTCOME_OPEN_PAUSED) {
                int64_t both = (int64_t)p->supplement + p->payment_request;
                d->pause = rng_below(&d->rng, both) < p->payment_request ? PAYMENT_REQUESTED
                                                                         : SUPPLEMENT_REQUESTED;
        } else if (d->resolved) {
                if (rng_chance(&d->rng, p->supplement))
                        d->pause = SUPPLEMENT_REQUESTED;
                else if (rng_chance(&d->rng, p->payment_request))
                        d->pause = PAYMENT_REQUESTED;
        }
        if (d->resolved && d->pause == SUPPLEMENT_REQUESTED)
                d->extension = rng_between(&d->rng, 1, least_of(5, part_of_period(d, 6)));
}

static int64_t days_overdue(struct draft *d)
{
        int64_t days = 1, most = part_of_period(d, 4);
        while (days < most && rng_chance(&d->rng, 750000))
                days++;
        return days;
}

/* The end of a resolved dossier in working seconds from the beginning of the day of reception. `due` is the
 * second of the due day at which it is due. */
static int64_t draw_end(struct draft *d, int64_t second, int64_t due)
{
        int64_t day = d->stage->time->day_seconds, days = d->term + d->extension, from;
        switch (d->out->share.outcome) {
        case OUTCOME_EARLY:
                from = second + d->extension * day + LEAST_WORK;
                return from + rng_below(&d->rng, days * day - from);
        case OUTCOME_ON_TIME:
                return days * day + rng_below(&d->rng, due);
        case OUTCOME_AFTER_HOUR:
                return days * day + due + 1 + rng_below(&d->rng, day - due - 1);
        default:
                return (days + days_overdue(d)) * day + rng_below(&d->rng, day);
        }
}

/* The day of reception of an open dossier. */
static int64_t draw_open_day(struct draft *d)
{
        int64_t days = d->stage->time->days;
        switch (d->out->share.outcome) {
        case OUTCOME_OPEN_OVERDUE:
                return days - 1 - days_overdue(d) - d->term;
        case OUTCOME_OPEN_PAUSED:
                return days - 1 - rng_below(&d->rng, least_of(d->term + 10, days));
        default:
                return days - 1 - rng_below(&d->rng, d->term);
        }
}

static void draw_times(struct draft *d)
{
        const struct worktime *time = d->stage->time;
        int64_t day = time->day_seconds, most = day - LAST_MINUTES;
        int64_t second = rng_below(&d->rng, d->any_hour ? least_of(MORNING, most) : most);
        int64_t due = (second / 60 + 1) * 60; /* of the due day; receipts are printed to the minute */
        int64_t received_day, end = 0;
        d->limit = time->days * day;
        if (d->resolved) {
                end = draw_end(d, second, due);
                received_day = rng_below(&d->rng, time->days - end / day);
        } else {
                received_day = draw_open_day(d);
        }
        d->received = received_day * day + second;
        d->due = (received_day + d->term) * day + due;
        d->ended = d->resolved ? received_day * day + end : d->limit;
}

/* Before opening on the day of reception, or on the days since the last working day closed. */
static void submit_off_hours(struct draft *d)
{
        enum { HOUR = 3600 };
        const struct worktime *time = d->stage->time;
        int64_t k = d->received / time->day_seconds;
        int32_t today = time->day[k], earliest = k ? time->day[k - 1] : d->stage->province->profile->from;
        int32_t day = (int32_t)rng_between(&d->rng, earliest, today);
        int64_t from = 6 * HOUR, to = 23 * HOUR;
        if (day == today) {
                to = time->opens;
                from = to > 2 * HOUR ? to - 2 * HOUR : 0;
        } else if (k && day == earliest) {
                from = time->closes;
                to = 24 * HOUR;
        }
        d->out->day = day;
        d->out->submitted_at = time->starts[k] - (today - day) * MICROS_PER_DAY +
                               (from + rng_below(&d->rng, to - from)) * MICROS_PER_SECOND;
}

static void submit(struct draft *d)
{
        const struct worktime *time = d->stage->time;
        int64_t before, at;
        if (d->any_hour) {
                submit_off_hours(d);
                return;
        }
        if (d->out->channel == ONLINE)
                before = rng_between(&d->rng, 300, 10800);
        else if (d->out->channel == POSTAL)
                before = rng_between(&d->rng, time->day_seconds / 2, 2 * time->day_seconds);
        else
                before = rng_below(&d->rng, 2) ? 0 : rng_below(&d->rng, 1200);
        at = d->received > before ? d->received - before : 0;
        d->out->submitted_at = worktime_begins(time, at);
        d->out->day = time->day[(d->out->channel == ONLINE ? at : d->received) / time->day_seconds];
}

/* Another agency takes over: for a commune its district, for the others a department. */
static int other_agency(struct draft *d)
{
        const struct province *v = d->stage->province;
        int departments = v->profile->departments, from = d->out->share.agency;
        if (v->agency[from].level == COMMUNE)
                return v->agency[from].parent;
        if (v->agency[from].level == DISTRICT)
                return (int)rng_below(&d->rng, departments);
        return (int)((from + rng_between(&d->rng, 1, departments > 1 ? departments - 1 : 1)) % departments);
}

static struct story_event *add_event(struct draft *d, enum status status, int64_t at, int64_t due)
{
        const struct worktime *time = d->stage->time;
        struct story *l = d->out;
        struct story_event *v = &l->event[l->n++];
        *v = (struct story_event){.status = status,
                                  .agency = l->n > 1 ? v[-1].agency : l->share.agency,
                                  .payment = l->n > 1 ? v[-1].payment : PAYMENT_NONE,
                                  .occurred_at = worktime_begins(time, at),
                                  .due_at = worktime_ends(time, due)};
        return v;
}

/* The steps between reception and end, at parts of the time that is left beside the pause. */
static void add_work(struct draft *d)
{
        const struct profile *p = d->stage->province->profile;
        int64_t extension = d->extension * d->stage->time->day_seconds;
        int64_t room = d->ended - d->received - extension, due = d->due;
        int64_t before_due = least_of(room, d->term * d->stage->time->day_seconds);
        bool transfer = rng_chance(&d->rng, p->transfer);
        if (transfer || d->pause || !d->resolved || !rng_chance(&d->rng, p->straight)) {
                int64_t at = d->received + before_due * rng_between(&d->rng, 2, 20) / 100;
                struct story_event *v = add_event(d, PROCESSING, at, due);
                if (transfer)
                        v->agency = other_agency(d);
        }
        if (d->pause) {
                int64_t at = d->received + before_due * rng_between(&d->rng, 25, 45) / 100;
                add_event(d, d->pause, at, due);
                if (!d->resolved)
                        return;
                at += extension + before_due * rng_between(&d->rng, 10, 40) / 100;
                due += extension;
                bool again = d->pause == SUPPLEMENT_REQUESTED && rng_chance(&d->rng, 300000);
                struct story_event *v = add_event(d, again ? RECEIVED : PROCESSING, at, due);
                if (d->pause == PAYMENT_REQUESTED && d->out->channel == ONLINE)
                        v->payment = rng_chance(&d->rng, 700000) ? PAYMENT_PORTAL : PAYMENT_LOCAL;
                else if (d->pause == PAYMENT_REQUESTED)
                        v->payment = PAYMENT_NONE;
        }
        if (!d->resolved)
                return;
        add_event(d, RESOLVED, d->ended, due);
        int64_t handed = d->ended + LEAST_WORK +
                         rng_below(&d->rng, rng_below(&d->rng, 2) ? 3600 : 3 * d->stage->time->day_seconds);
        if (rng_chance(&d->rng, p->returned) && handed < d->limit)
                add_event(d, RETURNED, handed, due);
}

/* Each event is stated a few seconds after it happened, or minutes where it is entered later, but never
 * before an earlier one; and observed a moment after it was stated. */
static void set_statement_times(struct draft *d)
{
        uint32_t later = d->stage->province->profile->entered_later;
        micros stated = 0, observed = 0;
        for (int i = 0; i < d->out->n; i++) {
                struct story_event *v = &d->out->event[i];
                bool late = v->status != REGISTERED && rng_chance(&d->rng, later);
                v->stated_at = v->occurred_at +
                               rng_between(&d->rng, late ? 60 : 1, late ? 2700 : 20) * MICROS_PER_SECOND;
                if (v->stated_at <= stated)
                        v->stated_at = stated + MICROS_PER_SECOND;
                stated = v->stated_at;
                v->observed_at = stated + rng_between(&d->rng, 20000, 2000000);
                if (v->observed_at <= observed)
                        v->observed_at = observed + 1;
                observed = v->observed_at;
        }
}

void story_draw(const struct stage *stage, int64_t number, struct share share, struct story *out)
{
        const struct profile *p = stage->province->profile;
        struct draft d = {.stage = stage, .rng = rng_of(stage->seed, (uint64_t)number), .out = out};
        *out = (struct story){.share = share};
        d.procedure = &stage->province->procedure[out->share.procedure];
        if (out->share.online)
                out->channel = ONLINE;
        else
                out->channel = rng_chance(&d.rng, p->postal) ? POSTAL : DIRECT;
        out->digitised = rng_chance(&d.rng, p->digitised) ? TRUTH_YES : TRUTH_NO;
        out->return_channel = rng_chance(&d.rng, p->returned_by_post) ? RETURN_POSTAL : RETURN_DIRECT;
        d.any_hour = out->share.online && rng_chance(&d.rng, p->any_hour);
        draw_terms(&d);
        draw_times(&d);
        submit(&d);

        enum payment payment = PAYMENT_NONE;
        if (d.pause == PAYMENT_REQUESTED)
                payment = PAYMENT_UNKNOWN; /* not known before it is asked for */
        else if (out->share.online && rng_chance(&d.rng, p->paid_online))
                payment = rng_chance(&d.rng, 700000) ? PAYMENT_PORTAL : PAYMENT_LOCAL;
        if (out->share.online) {
                struct story_event *v = add_event(&d, REGISTERED, d.received, d.due);
                v->occurred_at = out->submitted_at;
                v->due_at = NO_TIME;
                v->payment = payment;
        }
        add_event(&d, RECEIVED, d.received, d.due)->payment = payment;
        add_work(&d);
        set_statement_times(&d);
}

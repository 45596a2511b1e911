/* SPDX-License-Identifier: Apache-2.0
 *
 * revision.c - adds to the documents of a story those that take back.
 *
 * Rule: what is wrong is said between two documents of the story, or in place of one, and the right document
 * follows before the next one. So whatever a source takes back, its last document is the story.
 *
 * Rule: the second source speaks a moment before the first one has said the reception, and never changes what
 * it says. So of the two the first one said its document last, however often both repeat them.
 */
#include "producers/simulate/revision.h"
#include "producers/simulate/rng.h"

const char *const taking_back_names[BACK_COUNT] = {"end_set_back", "reopened", "corrected", "retracted",
                                                   "said_again",   "day_end",  "withdrawn", "contradicted"};

enum { MILLI = 1000, CHOOSING = 0x6261636b, DRAWING = 0x74616b65 };
#define HOUR (3600 * MICROS_PER_SECOND)

struct draft {
        const struct stage *stage;
        const struct story *story;
        struct rng rng;
        struct revisions *out;
        int reception, end; /* events of the story; end: -1 for none */
};

/* ---- what a kind needs ---- */

static int find_status(const struct story *story, enum status status)
{
        for (int i = 0; i < story->n; i++)
                if (story->event[i].status == status)
                        return i;
        return -1;
}

static bool has_false_end(enum taking_back kind)
{
        return kind == BACK_END_SET_BACK || kind == BACK_REOPENED;
}

/* The last event before the dossier is paused or ends. */
static int last_running(const struct draft *d)
{
        int i = d->reception;
        while (i + 1 < d->story->n && d->story->event[i + 1].status == PROCESSING)
                i++;
        return i;
}

/* Draws the end that was not, and a reopening, in the working time in which the dossier runs. False: too
 * short a time. */
static bool draw_false_end(struct draft *d)
{
        const struct worktime *time = d->stage->time;
        const struct calendar *calendar = time->calendar;
        const int at = last_running(d);
        const micros from = d->story->event[at].occurred_at;
        const micros to = at + 1 < d->story->n ? d->story->event[at + 1].occurred_at
                                               : worktime_ends(time, time->days * time->day_seconds);
        const int64_t seconds = calendar_between(calendar, from, to) / MICROS_PER_SECOND;
        if (seconds < 3)
                return false;
        const int64_t ended = rng_between(&d->rng, 1, seconds - 2);
        const int64_t opened = rng_between(&d->rng, ended + 1, seconds - 1);
        d->out->false_end_behind = at;
        d->out->false_end_at = calendar_latest(calendar, from, ended * MICROS_PER_SECOND);
        d->out->reopened_at = calendar_latest(calendar, from, opened * MICROS_PER_SECOND);
        return true;
}

/* An end after the hour that was due would be in time when only its day is known. */
static bool allows(struct draft *d, enum taking_back kind)
{
        if (has_false_end(kind))
                return draw_false_end(d);
        return kind != BACK_DAY_END || (d->end >= 0 && d->story->share.outcome != OUTCOME_AFTER_HOUR);
}

/* At least one of channel, due date and procedure. */
static void draw_wrong(struct draft *d)
{
        enum { WRONG_CHANNEL = 1, WRONG_PROCEDURE = 2, WRONG_DUE = 4 };
        const struct province *v = d->stage->province;
        const struct share *share = &d->story->share;
        const struct group *g = &v->group[v->agency[share->agency].group];
        int64_t wrong = rng_between(&d->rng, 1, WRONG_CHANNEL | WRONG_PROCEDURE | WRONG_DUE);
        int64_t days = rng_between(&d->rng, 1, 5);
        d->out->channel = d->story->channel;
        d->out->procedure = share->procedure;
        if (wrong & WRONG_PROCEDURE && g->procedures > 1)
                d->out->procedure =
                        g->procedure + (share->procedure - g->procedure + (int)days) % g->procedures;
        if (wrong & WRONG_CHANNEL)
                d->out->channel = 1 + (d->story->channel - 1 + (unsigned)rng_between(&d->rng, 1, 2)) %
                                              (CHANNEL_COUNT - 1);
        bool earlier = d->out->kind != BACK_CONTRADICTED && rng_below(&d->rng, 2);
        d->out->wrong_due = wrong & WRONG_DUE ||
                            (d->out->channel == d->story->channel && d->out->procedure == share->procedure);
        d->out->due_moved = (earlier ? -days : days) * d->stage->time->day_seconds * MICROS_PER_SECOND;
}

/* ---- the list ---- */

static struct revision *add(struct draft *d, micros stated_at, int told)
{
        struct revision *r = &d->out->revision[d->out->n++];
        *r = (struct revision){.stated_at = stated_at, .since = NO_TIME, .told = (uint8_t)told};
        return r;
}

/* A whole millisecond strictly between two instants that are at least a fifth of a second apart. */
static micros between(struct draft *d, micros from, micros to)
{
        micros t = from + (to - from) / 100 * rng_between(&d->rng, 20, 60);
        return t - t % MILLI;
}

/* The time until which something can be said behind event `at`: the next statement, or, behind the last one,
 * some hours or days. */
static micros room_until(const struct draft *d, int at, micros last)
{
        const struct story *story = d->story;
        const struct profile *p = d->stage->province->profile;
        if (at + 1 < story->n)
                return story->event[at + 1].stated_at;
        const micros period = zone_day_start(d->stage->time->zone, p->to);
        const micros most = last + 2 * MICROS_PER_DAY < period ? last + 2 * MICROS_PER_DAY : period;
        return most > last + HOUR ? most : last + HOUR;
}

static micros later_of(micros a, micros b)
{
        return a > b ? a : b;
}

/* The two messages behind event `at` of the story, the first of which is wrong or takes back. */
static void add_taking_back(struct draft *d, int at)
{
        struct revisions *all = d->out;
        const enum taking_back kind = all->kind;
        const bool ends = has_false_end(kind);
        const micros stated = d->story->event[at].stated_at;
        const micros until = room_until(d, at, ends ? later_of(stated, all->reopened_at) : stated);
        const micros first = between(d, ends ? later_of(stated, all->false_end_at) : stated, until);
        const micros second = between(d, ends ? later_of(first, all->reopened_at) : first, until);
        struct revision *r;
        switch (kind) {
        case BACK_CORRECTED:
                add(d, first, at + 1);
                return;
        case BACK_RETRACTED:
                r = add(d, first, at + 1);
                r->wrong = r->retracts = true;
                add(d, first + 1, at + 1);
                return;
        case BACK_SAID_AGAIN:
                add(d, first, at + 1)->wrong = true;
                break;
        case BACK_WITHDRAWN:
                add(d, first, at + 1)->empty = true;
                break;
        default:
                add(d, first, at + 1)->false_end = true;
        }
        r = add(d, second, at + 1);
        r->false_end = r->reopened = kind == BACK_REOPENED;
}

static void list_documents(struct draft *d)
{
        const enum taking_back kind = d->out->kind;
        const struct story *story = d->story;
        int at = has_false_end(kind) ? d->out->false_end_behind
                                     : (int)rng_between(&d->rng, d->reception, story->n - 1);
        for (int i = 0; i < story->n; i++) {
                struct revision *r = add(d, story->event[i].stated_at, i + 1);
                r->false_end = r->reopened = kind == BACK_REOPENED && i > at;
                r->wrong = i == at && (kind == BACK_CORRECTED || kind == BACK_RETRACTED);
                if (i == at && kind != BACK_DAY_END && kind != BACK_CONTRADICTED)
                        add_taking_back(d, at);
        }
}

/* The second source, and the nights. A night lies half a second off all statements of the story, which are of
 * whole seconds. */
static void add_archive(struct draft *d)
{
        const struct zone *zone = d->stage->time->zone;
        const struct story *story = d->story;
        const micros received = story->event[d->reception].stated_at;
        const micros last = story->event[story->n - 1].stated_at + 3 * MICROS_PER_DAY;
        struct revision *archive = add(d, received - rng_between(&d->rng, 1, 900) * MILLI, d->reception + 1);
        archive->archive = archive->wrong = true;
        const struct revision said = *archive;
        int32_t day = zone_day(zone, received) + 1, to = d->stage->province->profile->to;
        for (int i = 0; i < REVISION_NIGHTS_MOST && day < to; i++, day++) {
                const micros night = zone_day_start(zone, day) + HOUR +
                                     rng_below(&d->rng, 3600) * MICROS_PER_SECOND + 500 * MILLI;
                int told = d->reception + 1;
                if (d->end >= 0 && night > last)
                        break;
                while (told < story->n && story->event[told].stated_at < night)
                        told++;
                add(d, night, told);
                d->out->revision[d->out->n] = said;
                d->out->revision[d->out->n++].stated_at = night;
        }
}

/* By time; at one time in the order in which they were added. */
static void sort(struct revisions *all)
{
        for (int i = 1; i < all->n; i++) {
                const struct revision r = all->revision[i];
                int at = i;
                for (; at > 0 && all->revision[at - 1].stated_at > r.stated_at; at--)
                        all->revision[at] = all->revision[at - 1];
                all->revision[at] = r;
        }
}

static bool same_document(const struct revision *a, const struct revision *b)
{
        return a->told == b->told && a->empty == b->empty && a->wrong == b->wrong &&
               a->false_end == b->false_end && a->reopened == b->reopened;
}

/* Each is observed a moment after it was stated; `since` is what a door says that remembers the document
 * before. */
static void set_times(struct draft *d)
{
        const struct revision *known = NULL;
        micros observed = 0;
        for (int i = 0; i < d->out->n; i++) {
                struct revision *r = &d->out->revision[i];
                const bool apart = r->archive || r->retracts;
                r->observed_at = later_of(r->stated_at + rng_between(&d->rng, 20000, 2000000), observed + 1);
                observed = r->observed_at;
                if (apart)
                        continue;
                if (known && !same_document(known, r))
                        r->since = r->stated_at;
                known = r;
        }
}

bool revisions_draw(const struct stage *stage, int64_t number, int64_t chosen, const struct story *story,
                    struct revisions *out)
{
        const uint64_t dossiers = (uint64_t)stage->province->profile->received;
        if (chosen == 0)
                return false;
        const uint64_t rank = rng_permute(rng_mix(stage->seed ^ CHOOSING), dossiers, (uint64_t)number);
        if (rank >= (uint64_t)chosen)
                return false;
        out->n = 0;
        struct draft d = {.stage = stage,
                          .story = story,
                          .rng = rng_of(rng_mix(stage->seed ^ DRAWING), (uint64_t)number),
                          .out = out,
                          .reception = find_status(story, RECEIVED),
                          .end = find_status(story, RESOLVED)};
        out->kind = (enum taking_back)(rank % BACK_COUNT);
        while (!allows(&d, out->kind))
                out->kind++; /* the kinds behind need nothing */
        draw_wrong(&d);
        list_documents(&d);
        if (out->kind == BACK_CONTRADICTED)
                add_archive(&d);
        sort(out);
        set_times(&d);
        return true;
}

/* ---- what a revision says ---- */

static struct happening happening_of(const struct stage *stage, const struct story *story, int event,
                                     bool day_end)
{
        const struct zone *zone = stage->time->zone;
        const struct story_event *v = &story->event[event];
        struct happening h = {v->status, v->agency, v->occurred_at, false, false};
        const int end = day_end ? find_status(story, RESOLVED) : -1;
        if (end < 0 || event < end)
                return h;
        const int32_t day = zone_day(zone, story->event[end].occurred_at);
        if (zone_day(zone, v->occurred_at) == day) {
                h.occurred_at = zone_day_start(zone, day + 1) - 1;
                h.occurred_day = true;
        }
        return h;
}

int revision_happenings(const struct stage *stage, const struct story *story, const struct revisions *all,
                        const struct revision *r, struct happening out[static OCCURRENCES_MOST])
{
        _Static_assert(STORY_EVENTS_MOST + 2 <= OCCURRENCES_MOST, "a story and what is taken back fit");
        int n = 0;
        for (int i = r->archive ? r->told - 1 : 0; i < r->told && !r->empty; i++) {
                out[n++] = happening_of(stage, story, i, all->kind == BACK_DAY_END);
                const int agency = story->event[i].agency;
                if (r->false_end && i == all->false_end_behind)
                        out[n++] = (struct happening){RESOLVED, agency, all->false_end_at, false, false};
                if (r->reopened && i == all->false_end_behind)
                        out[n++] = (struct happening){PROCESSING, agency, all->reopened_at, false, true};
        }
        return n;
}

micros revision_due(const struct stage *stage, const struct story *story, const struct revisions *all,
                    const struct revision *r)
{
        const micros due = story->event[r->told - 1].due_at;
        if (!r->wrong || !all->wrong_due)
                return due;
        return calendar_earliest(stage->time->calendar, due, all->due_moved);
}

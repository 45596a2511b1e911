/* SPDX-License-Identifier: Apache-2.0
 *
 * simulator.c - sorts all events of a period by time, then draws each dossier again as its events are due.
 *
 * Rule: only the order is kept, never an event: drawing a dossier again costs less than remembering it.
 */
#include "producers/simulator.h"
#include "core/base/bytes.h"
#include "producers/rng.h"
#include "producers/story.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* When an event leaves, and which it is: 16 bytes. */
struct turn {
        micros at;
        uint32_t number; /* of the dossier */
        uint32_t step;   /* of its life */
};

struct simulator {
        const struct profile *profile;
        struct zone *zone;
        struct worktime time;
        struct province province;
        struct world world;
        struct turn *turn;
        uint64_t turns, next;
        uint32_t *sequence; /* of each dossier: the last part of its code */
        double speed;
        micros started; /* wall clock at the first event; 0: not yet */
        int wait_ms;
        char dossier_id[DOSSIER_ID_MOST + 1];
};

static int by_time(const void *left, const void *right)
{
        const struct turn *a = left, *b = right;
        if (a->at != b->at)
                return a->at < b->at ? -1 : 1;
        if (a->number != b->number)
                return a->number < b->number ? -1 : 1;
        return (int)a->step - (int)b->step;
}

static void sort(struct simulator *s)
{
        qsort(s->turn, s->turns, sizeof(*s->turn), by_time);
}

static void list_turns(struct simulator *s)
{
        uint64_t room = 0;
        struct story story;
        for (int64_t i = 0; i < s->profile->received; i++) {
                if (s->turns + STORY_EVENTS_MOST > room) {
                        room = room ? room + room / 4 : (uint64_t)s->profile->received * 9 / 2 + 64;
                        s->turn = need_realloc(s->turn, room * sizeof(*s->turn));
                }
                story_of(&s->world, i, &story);
                for (int k = 0; k < story.n; k++)
                        s->turn[s->turns++] =
                                (struct turn){story.event[k].observed_at, (uint32_t)i, (uint32_t)k};
        }
}

/* Agencies number their dossiers anew every day, in the order in which they come. */
static void number_dossiers(struct simulator *s)
{
        int32_t days = s->profile->to - s->profile->from;
        uint32_t *last = need_alloc((size_t)s->province.agencies * (size_t)days * sizeof(*last));
        struct story story;
        s->sequence = need_alloc((size_t)s->profile->received * sizeof(*s->sequence));
        for (uint64_t i = 0; i < s->turns; i++) {
                if (s->turn[i].step != 0)
                        continue;
                story_of(&s->world, s->turn[i].number, &story);
                s->sequence[s->turn[i].number] =
                        ++last[story.share.agency * days + (story.day - s->profile->from)];
        }
        free(last);
}

/* How many of the events: to the nearest. */
static uint64_t part_of(uint64_t events, uint32_t ppm)
{
        return (events * ppm + MILLION / 2) / MILLION;
}

static void displace(struct simulator *s, uint32_t ppm)
{
        uint64_t chosen = part_of(s->turns, ppm), key = mix64(s->world.seed ^ 0x64697370ULL);
        for (uint64_t i = 0; i < chosen; i++) {
                struct rng rng = rng_of(key, i);
                s->turn[permute(key, s->turns, i)].at +=
                        rng_between(&rng, 1, SIMULATOR_DISORDER_DAYS * MICROS_PER_DAY);
        }
}

static void repeat(struct simulator *s, uint32_t ppm)
{
        uint64_t chosen = part_of(s->turns, ppm), key = mix64(s->world.seed ^ 0x72657065ULL);
        micros last = 0;
        for (uint64_t i = 0; i < s->turns; i++)
                last = s->turn[i].at > last ? s->turn[i].at : last;
        s->turn = need_realloc(s->turn, (s->turns + chosen) * sizeof(*s->turn));
        for (uint64_t i = 0; i < chosen; i++) {
                struct rng rng = rng_of(key, i);
                struct turn again = s->turn[permute(key, s->turns, i)];
                again.at += 1 + rng_below(&rng, last - again.at);
                s->turn[s->turns + i] = again;
        }
        s->turns += chosen;
}

enum fault simulator_open(struct simulator **out, const struct profile *p,
                          const struct simulator_options *options, struct err *e)
{
        struct simulator *s = *out = need_alloc(sizeof(*s));
        s->profile = p;
        s->speed = options->speed;
        enum fault fault = zone_open(&s->zone, p->zone, e);
        if (fault) {
                simulator_close(s);
                *out = NULL;
                return fault;
        }
        worktime_open(&s->time, p, s->zone);
        province_open(&s->province, p);
        s->world = (struct world){&s->province, &s->time, options->seed};
        list_turns(s);
        sort(s);
        number_dossiers(s);
        if (options->disorder)
                displace(s, options->disorder);
        if (options->duplicates)
                repeat(s, options->duplicates);
        if (options->disorder || options->duplicates)
                sort(s);
        return OK;
}

void simulator_close(struct simulator *s)
{
        if (!s)
                return;
        province_close(&s->province);
        worktime_close(&s->time);
        zone_close(s->zone);
        free(s->turn);
        free(s->sequence);
        free(s);
}

uint64_t simulator_events(const struct simulator *s)
{
        return s->turns;
}

const struct province *simulator_province(const struct simulator *s)
{
        return &s->province;
}

/* ---- the source ---- */

static void write_event(struct simulator *s, const struct turn *turn, struct event *v)
{
        struct story story;
        story_of(&s->world, turn->number, &story);
        const struct story_event *step = &story.event[turn->step];
        const struct agency *handler = &s->province.agency[step->agency];
        const struct agency *receiver = &s->province.agency[story.share.agency];
        const struct procedure *procedure = &s->province.procedure[story.share.procedure];
        int year, month, day;
        civil_of_day(story.day, &year, &month, &day);
        int len = snprintf(s->dossier_id, sizeof(s->dossier_id), "%s-%02d%02d%02d-%04" PRIu32, receiver->code,
                           year % 100, month, day, s->sequence[turn->number]);
        *v = (struct event){.source = text_of(s->profile->source),
                            .sequence = turn->step + 1,
                            .dossier_id = {s->dossier_id, (size_t)len},
                            .case_kind = DOSSIER,
                            .status = step->status,
                            .occurred_at = step->occurred_at,
                            .stated_at = step->stated_at,
                            .observed_at = step->observed_at,
                            .submitted_at = story.submitted_at,
                            .due_at = step->due_at,
                            .agency = text_of(handler->code),
                            .received_by = text_of(handler == receiver ? NULL : receiver->code),
                            .level = handler->level,
                            .procedure = text_of(procedure->code),
                            .field = text_of(procedure->field),
                            .channel = story.channel,
                            .return_channel = story.return_channel,
                            .service = procedure->service,
                            .payment = step->payment,
                            .digitised = story.digitised};
}

/* With a speed: how long until the event is due on the wall clock. */
static int until_due(struct simulator *s, micros at)
{
        micros now = moment_now();
        if (!s->started)
                s->started = now;
        double due = (double)(at - s->turn[0].at) / s->speed - (double)(now - s->started);
        if (due <= 0)
                return 0;
        return due < 1000.0 * 1000 * 1000 ? (int)(due / 1000) + 1 : 1000 * 1000;
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct simulator *s = self;
        (void)e;
        if (s->next == s->turns)
                return SOURCE_END;
        if (s->speed > 0 && (s->wait_ms = until_due(s, s->turn[s->next].at)) > 0)
                return SOURCE_IDLE;
        write_event(s, &s->turn[s->next++], v);
        return SOURCE_EVENT;
}

static int fd(void *self)
{
        (void)self;
        return -1;
}

static int wait_ms(void *self)
{
        return ((struct simulator *)self)->wait_ms;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        (void)self;
        (void)below;
        (void)e;
        return OK; /* nothing to let go of: all of it can be drawn again */
}

static double part(void *self)
{
        struct simulator *s = self;
        return s->turns ? (double)s->next / (double)s->turns : 1;
}

const struct source source_simulator = {"simulate", next, fd, wait_ms, settle, part};

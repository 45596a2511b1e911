/* SPDX-License-Identifier: Apache-2.0
 *
 * simulator.c - sorts all events of a period by time, then draws each dossier again as its events are due.
 *
 * Rule: only the order is kept, never an event: drawing a dossier again costs less than storing it.
 */
#include "producers/simulate/simulator.h"
#include "core/base/bytes.h"
#include "producers/simulate/rng.h"
#include "producers/simulate/speaker.h"
#include "producers/simulate/story.h"
#include "producers/simulate/turns.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { AHEAD = 8 };

struct simulator {
        const struct profile *profile;
        struct zone *zone;
        struct worktime time;
        struct province province;
        struct stage stage;
        struct turn *turn;
        uint64_t turns, next;
        struct dealt *dealt; /* one per dossier */
        struct speaker speaker;
        int64_t taking_back; /* dossiers whose source takes back, in all */
        int64_t taken_back[BACK_COUNT];
        double speed;
        const struct clock *clock;
        micros started; /* steady time of the first event; 0: not yet */
        int wait_ms;
};

/* Memory that is read in random order: in large pages where the kernel has them, since the address of each
 * small one would have to be translated anew, and that costs more than the reading. */
static void *alloc_scattered(size_t size)
{
        enum { LARGE_PAGE = 2 << 20 };
        void *at;
        if (posix_memalign(&at, LARGE_PAGE, size) != 0)
                abort();
        (void)madvise(at, size, MADV_HUGEPAGE);
        return at;
}

static void add_turn(struct simulator *s, micros at, int64_t number, int step)
{
        s->turn[s->turns++] = (struct turn){at, (uint32_t)number, (uint32_t)step};
}

static void list_turns(struct simulator *s)
{
        uint64_t room = 0;
        struct story story;
        struct revisions told;
        s->dealt = alloc_scattered((size_t)s->profile->received * sizeof(*s->dealt));
        for (int64_t i = 0; i < s->profile->received; i++) {
                if (s->turns + REVISIONS_MOST > room) {
                        room = (room ? room + room / 4 : (uint64_t)s->profile->received * 9 / 2) +
                               REVISIONS_MOST;
                        s->turn = need_realloc(s->turn, room * sizeof(*s->turn));
                }
                story_draw(&s->stage, i, province_share(&s->province, s->stage.seed, i), &story);
                s->dealt[i] = (struct dealt){.procedure = (uint32_t)story.share.procedure,
                                             .agency = (uint16_t)story.share.agency,
                                             .day = (uint16_t)(story.day - s->profile->from),
                                             .outcome = (uint8_t)story.share.outcome,
                                             .online = story.share.online};
                if (revisions_draw(&s->stage, i, s->taking_back, &story, &told)) {
                        s->taken_back[told.kind]++;
                        for (int k = 0; k < told.n; k++)
                                add_turn(s, told.revision[k].observed_at, i, k);
                        continue;
                }
                for (int k = 0; k < story.n; k++)
                        add_turn(s, story.event[k].observed_at, i, k);
        }
}

/* Agencies number their dossiers anew every day, in the order in which they come. */
static void number_dossiers(struct simulator *s)
{
        size_t days = (size_t)(s->profile->to - s->profile->from);
        uint32_t *last = need_alloc((size_t)s->province.agencies * days * sizeof(*last));
        for (uint64_t i = 0; i < s->turns; i++) {
                struct dealt *d = &s->dealt[s->turn[i].number];
                if (s->turn[i].step == 0)
                        d->sequence = ++last[d->agency * days + d->day];
        }
        free(last);
}

/* The number of events that are so many parts of a million, rounded. */
static uint64_t part_of(uint64_t events, uint32_t ppm)
{
        return (events * ppm + MILLION / 2) / MILLION;
}

static void displace(struct simulator *s, uint32_t ppm)
{
        uint64_t chosen = part_of(s->turns, ppm), key = rng_mix(s->stage.seed ^ 0x64697370ULL);
        for (uint64_t i = 0; i < chosen; i++) {
                struct rng rng = rng_of(key, i);
                s->turn[rng_permute(key, s->turns, i)].at +=
                        rng_between(&rng, 1, SIMULATOR_DISORDER_DAYS * MICROS_PER_DAY);
        }
}

static void repeat(struct simulator *s, uint32_t ppm)
{
        uint64_t chosen = part_of(s->turns, ppm), key = rng_mix(s->stage.seed ^ 0x72657065ULL);
        micros last = 0;
        for (uint64_t i = 0; i < s->turns; i++)
                last = s->turn[i].at > last ? s->turn[i].at : last;
        s->turn = need_realloc(s->turn, (s->turns + chosen) * sizeof(*s->turn));
        for (uint64_t i = 0; i < chosen; i++) {
                struct rng rng = rng_of(key, i);
                struct turn again = s->turn[rng_permute(key, s->turns, i)];
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
        s->clock = options->clock;
        s->taking_back = (int64_t)part_of((uint64_t)p->received, options->taken_back);
        province_open(&s->province, p);
        s->stage = (struct stage){&s->province, &s->time, options->seed};
        enum fault fault = zone_open(&s->zone, p->zone, e);
        if (fault == OK)
                fault = worktime_open(&s->time, p, s->zone, e);
        if (fault == OK)
                fault = speaker_open(&s->speaker, &s->stage, s->taking_back > 0, e);
        if (fault != OK) {
                simulator_close(s);
                *out = NULL;
                return fault;
        }
        list_turns(s);
        turns_sort(&s->turn, s->turns);
        number_dossiers(s);
        if (options->disorder)
                displace(s, options->disorder);
        if (options->duplicates)
                repeat(s, options->duplicates);
        if (options->disorder || options->duplicates)
                turns_sort(&s->turn, s->turns);
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
        free(s->dealt);
        speaker_close(&s->speaker);
        free(s);
}

uint64_t simulator_events(const struct simulator *s)
{
        return s->turns;
}

const int64_t *simulator_taken_back(const struct simulator *s)
{
        return s->taken_back;
}

const struct province *simulator_province(const struct simulator *s)
{
        return &s->province;
}

/* ---- the source ---- */

static void write_event(struct simulator *s, const struct turn *turn, struct event *v)
{
        const struct dealt *d = &s->dealt[turn->number];
        const struct share share = {d->agency, (int)d->procedure, (enum outcome)d->outcome, d->online};
        struct story story;
        struct revisions told;
        story_draw(&s->stage, turn->number, share, &story);
        if (revisions_draw(&s->stage, turn->number, s->taking_back, &story, &told))
                speaker_document(&s->speaker, d, &story, &told, (int)turn->step, v);
        else
                speaker_statement(&s->speaker, d, &story, (int)turn->step, v);
}

/* With a clock or a speed: the time until the event is due. */
static int until_due(struct simulator *s, micros at)
{
        micros now = steady_now();
        if (!s->started)
                s->started = now;
        const double due = s->clock ? (double)clock_until(s->clock, at)
                                    : (double)(at - s->turn[0].at) / s->speed - (double)(now - s->started);
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
        if ((s->clock || s->speed > 0) && (s->wait_ms = until_due(s, s->turn[s->next].at)) > 0)
                return SOURCE_IDLE;
        /* Dossiers come in random order: prefetched while others are written. */
        if (s->turns - s->next > AHEAD)
                __builtin_prefetch(&s->dealt[s->turn[s->next + AHEAD].number]);
        write_event(s, &s->turn[s->next++], v);
        return SOURCE_EVENT;
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
        return OK; /* nothing to release: every event can be drawn again */
}

static double part(void *self)
{
        struct simulator *s = self;
        return s->turns ? (double)s->next / (double)s->turns : 1;
}

const struct source simulator_source = {
        .name = "simulate", .next = next, .wait_ms = wait_ms, .settle = settle, .part = part};

/* SPDX-License-Identifier: Apache-2.0
 *
 * simulator.c - sorts all events of a period by time, then draws each dossier again as its events are due.
 *
 * Rule: only the order is kept, never an event: drawing a dossier again costs less than storing it.
 */
#include "producers/simulate/simulator.h"
#include "core/base/bytes.h"
#include "producers/simulate/rng.h"
#include "producers/simulate/story.h"
#include "producers/simulate/turns.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { AHEAD = 8 };

/* The share of a dossier, found once, and the parts of its code: 16 bytes. */
struct dealt {
        uint32_t sequence; /* the last part of the code */
        uint32_t procedure;
        uint16_t agency, day; /* day: since the period's first, in the code */
        uint8_t outcome;
        bool online;
};

/* The fields that all events of an agency or a procedure have, side by side. */
struct label {
        struct text code, field;
        enum level level;
        enum service service;
};

struct simulator {
        const struct profile *profile;
        struct zone *zone;
        struct worktime time;
        struct province province;
        struct stage stage;
        struct turn *turn;
        uint64_t turns, next;
        struct dealt *dealt; /* one per dossier */
        struct label *agency, *procedure;
        struct text source;
        double speed;
        const struct clock *clock;
        micros started; /* steady time of the first event; 0: not yet */
        int wait_ms;
        char dossier_id[3 * CODE_ROOM + 20];
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

static void list_turns(struct simulator *s)
{
        uint64_t room = 0;
        struct story story;
        s->dealt = alloc_scattered((size_t)s->profile->received * sizeof(*s->dealt));
        for (int64_t i = 0; i < s->profile->received; i++) {
                if (s->turns + STORY_EVENTS_MOST > room) {
                        room = room ? room + room / 4 : (uint64_t)s->profile->received * 9 / 2 + 64;
                        s->turn = need_realloc(s->turn, room * sizeof(*s->turn));
                }
                story_draw(&s->stage, i, province_share(&s->province, s->stage.seed, i), &story);
                s->dealt[i] = (struct dealt){.procedure = (uint32_t)story.share.procedure,
                                             .agency = (uint16_t)story.share.agency,
                                             .day = (uint16_t)(story.day - s->profile->from),
                                             .outcome = (uint8_t)story.share.outcome,
                                             .online = story.share.online};
                for (int k = 0; k < story.n; k++)
                        s->turn[s->turns++] =
                                (struct turn){story.event[k].observed_at, (uint32_t)i, (uint32_t)k};
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

static void label(struct simulator *s)
{
        const struct province *v = &s->province;
        s->source = text_of(s->profile->source);
        s->agency = need_alloc((size_t)v->agencies * sizeof(*s->agency));
        for (int i = 0; i < v->agencies; i++)
                s->agency[i] =
                        (struct label){.code = text_of(v->agency[i].code), .level = v->agency[i].level};
        s->procedure = need_alloc((size_t)v->procedures * sizeof(*s->procedure));
        for (int i = 0; i < v->procedures; i++)
                s->procedure[i] = (struct label){.code = text_of(v->procedure[i].code),
                                                 .field = text_of(v->procedure[i].field),
                                                 .service = v->procedure[i].service};
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
        enum fault fault = zone_open(&s->zone, p->zone, e);
        if (fault == OK)
                fault = worktime_open(&s->time, p, s->zone, e);
        if (fault != OK) {
                simulator_close(s);
                *out = NULL;
                return fault;
        }
        province_open(&s->province, p);
        s->stage = (struct stage){&s->province, &s->time, options->seed};
        label(s);
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
        free(s->agency);
        free(s->procedure);
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

/* At least `width` digits, with zeros in front. */
static char *put_digits(char *to, uint32_t value, int width)
{
        char digits[10];
        int n = 0;
        for (; value > 0 || n < width; value /= 10)
                digits[n++] = (char)('0' + value % 10);
        while (n > 0)
                *to++ = digits[--n];
        return to;
}

/* {agency}-{yyMMdd}-{number} */
static struct text dossier_id(struct simulator *s, const struct dealt *d)
{
        const struct text agency = s->agency[d->agency].code;
        int year, month, day;
        civil_of_day(s->profile->from + d->day, &year, &month, &day);
        char *to = (char *)mempcpy(s->dossier_id, agency.at, agency.len);
        *to++ = '-';
        to = put_digits(to, (uint32_t)(year % 100 * 10000 + month * 100 + day), 6);
        *to++ = '-';
        to = put_digits(to, d->sequence, 4);
        return (struct text){s->dossier_id, (size_t)(to - s->dossier_id)};
}

static void write_event(struct simulator *s, const struct turn *turn, struct event *v)
{
        const struct dealt *d = &s->dealt[turn->number];
        const struct share share = {d->agency, (int)d->procedure, (enum outcome)d->outcome, d->online};
        struct story story;
        story_draw(&s->stage, turn->number, share, &story);
        const struct story_event *step = &story.event[turn->step];
        const struct label *handler = &s->agency[step->agency], *procedure = &s->procedure[d->procedure];
        *v = (struct event){.source = s->source,
                            .sequence = turn->step + 1,
                            .dossier_id = dossier_id(s, d),
                            .case_kind = DOSSIER,
                            .status = step->status,
                            .occurred_at = step->occurred_at,
                            .stated_at = step->stated_at,
                            .observed_at = step->observed_at,
                            .submitted_at = story.submitted_at,
                            .due_at = step->due_at,
                            .agency = handler->code,
                            .level = handler->level,
                            .procedure = procedure->code,
                            .field = procedure->field,
                            .channel = story.channel,
                            .return_channel = story.return_channel,
                            .service = procedure->service,
                            .payment = step->payment,
                            .digitised = story.digitised,
                            .since = NO_TIME};
        if (step->agency != d->agency)
                v->received_by = s->agency[d->agency].code;
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
        return OK; /* nothing to release: every event can be drawn again */
}

static double part(void *self)
{
        struct simulator *s = self;
        return s->turns ? (double)s->next / (double)s->turns : 1;
}

const struct source simulator_source = {
        .name = "simulate", .next = next, .fd = fd, .wait_ms = wait_ms, .settle = settle, .part = part};

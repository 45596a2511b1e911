/* SPDX-License-Identifier: Apache-2.0
 *
 * source_day.c - the days of all sources. Nearly always an event of a source belongs to the same day as the
 * one before it; else its day is found by a hash, since the histories of dossiers come in no order of days.
 */
#include "consumers/warehouse/source_day.h"

#include "core/lib/hash.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

enum { WORDS = 10 + SOURCE_SLOT_WORDS };
#define SLOT (SOURCE_SLOT_MINUTES * 60 * MICROS_PER_SECOND)

/* The place of the day, or the empty one (0) that it would have. */
static uint32_t *find_place(const struct source_days *d, uint32_t source, int32_t day)
{
        const uint32_t key[2] = {source, (uint32_t)day};
        size_t at = hash_bytes(key, sizeof(key)) & (d->place_n - 1);
        for (; d->places[at]; at = (at + 1) & (d->place_n - 1)) {
                const struct source_day *x = &d->of[d->places[at] - 1];
                if (x->source == source && x->day == day)
                        break;
        }
        return &d->places[at];
}

/* At least half of the places are empty, also with one day more. */
static void widen_places(struct source_days *d)
{
        if (2 * (d->n + 1) <= d->place_n)
                return;
        d->place_n = d->place_n ? 2 * d->place_n : 32;
        d->places = need_realloc(d->places, d->place_n * sizeof(*d->places));
        memset(d->places, 0, d->place_n * sizeof(*d->places));
        for (size_t i = 0; i < d->n; i++)
                *find_place(d, d->of[i].source, d->of[i].day) = (uint32_t)i + 1;
}

static void add_day(struct source_days *d, const struct zone *zone, uint32_t source, int32_t day)
{
        if (d->n == d->capacity) {
                d->capacity = d->capacity ? 2 * d->capacity : 16;
                d->of = need_realloc(d->of, d->capacity * sizeof(*d->of));
        }
        d->of[d->n++] = (struct source_day){.source = source,
                                            .day = day,
                                            .begins = zone_day_start(zone, day),
                                            .ends = zone_day_start(zone, day + 1),
                                            .first_heard = END_OF_TIME,
                                            .last_heard = NO_TIME,
                                            .last_observed = NO_TIME,
                                            .last_stated = NO_TIME};
}

static void widen_last(struct source_days *d, uint32_t source)
{
        if (source < d->last_n)
                return;
        const size_t n = 2 * (size_t)source + 16;
        d->last = need_realloc(d->last, n * sizeof(*d->last));
        memset(d->last + d->last_n, 0, (n - d->last_n) * sizeof(*d->last));
        d->last_n = n;
}

/* The day of the source in which the instant lies. */
static struct source_day *find_day(struct source_days *d, const struct zone *zone, uint32_t source, micros t)
{
        widen_last(d, source);
        if (d->last[source]) {
                struct source_day *x = &d->of[d->last[source] - 1];
                if (t >= x->begins && t < x->ends)
                        return x;
        }
        widen_places(d);
        const int32_t day = zone_day(zone, t);
        uint32_t *place = find_place(d, source, day);
        if (!*place) {
                add_day(d, zone, source, day);
                *place = (uint32_t)d->n;
        }
        d->last[source] = *place;
        return &d->of[*place - 1];
}

static uint64_t flags_of(const struct statement *s)
{
        uint64_t flags = 0;
        int place = 0;
#define FLAG(name)                                                   \
        flags |= s->name ? UINT64_C(1) << (place + s->name - 1) : 0; \
        place += 3;
        SOURCE_FLAGS(FLAG)
#undef FLAG
        return flags;
}

static void mark_slot(struct source_day *x, micros t)
{
        const micros slot = (t - x->begins) / SLOT;
        const int at = slot < SOURCE_SLOTS ? (int)slot : SOURCE_SLOTS - 1; /* of a day of 25 hours */
        x->slots[at / SOURCE_SLOT_BITS] |= UINT64_C(1) << (SOURCE_SLOT_BITS - 1 - at % SOURCE_SLOT_BITS);
}

static micros later(micros a, micros b)
{
        return a > b ? a : b;
}

/* When hentra first saw it. A retraction is kept without that time: it is dated by what it says. */
static micros seen_at(const struct statement *s)
{
        return s->observed_at != NO_TIME ? s->observed_at : s->retracted_at;
}

void source_days_add(struct source_days *d, const struct zone *zone, const struct statement *s,
                     micros heard_at)
{
        struct source_day *x = find_day(d, zone, s->source, heard_at);
        const micros stated = later(s->stated_at, s->retracted_at);
        x->events++;
        x->lag_ms += heard_at > stated ? (heard_at - stated) / 1000 : 0;
        x->flags |= flags_of(s);
        if (heard_at < x->first_heard)
                x->first_heard = heard_at;
        x->last_heard = later(x->last_heard, heard_at);
        x->last_observed = later(x->last_observed, seen_at(s));
        x->last_stated = later(x->last_stated, stated);
        mark_slot(x, heard_at);
}

/* Heard of before another one. A retraction is not the first, unless nothing else is there: the loader knows
 * when it was stated only. */
static bool is_before(const struct statement *a, const struct statement *b)
{
        if ((a->observed_at == NO_TIME) != (b->observed_at == NO_TIME))
                return a->observed_at != NO_TIME;
        return seen_at(a) < seen_at(b);
}

void source_days_of_history(struct source_days *d, const struct zone *zone, const struct history *h)
{
        const struct statement *first = &h->of[0];
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];
                source_days_add(d, zone, s, seen_at(s));
                if (is_before(s, first))
                        first = s;
        }
        if (h->n)
                find_day(d, zone, first->source, seen_at(first))->dossiers++;
}

void source_days_begin(const struct source_days *d)
{
        for (size_t i = 0; i < d->n; i++)
                d->of[i].dossiers = 0;
}

void source_days_first(const struct source_days *d, uint32_t source)
{
        if (source < d->last_n && d->last[source])
                d->of[d->last[source] - 1].dossiers++;
}

void source_days_clear(struct source_days *d)
{
        for (size_t i = 0; i < d->n; i++)
                d->last[d->of[i].source] = 0;
        if (d->n)
                memset(d->places, 0, d->place_n * sizeof(*d->places));
        d->n = 0;
}

void source_days_free(struct source_days *d)
{
        free(d->of);
        free(d->last);
        free(d->places);
        *d = (struct source_days){0};
}

const char *source_days_params(const struct source_days *d, int32_t shard, struct bytes *buffer,
                               struct pg_param params[static SOURCE_DAY_PARAMS])
{
        int64_t *words = need_alloc((d->n * WORDS + 1) * sizeof(*words)), *w = words;
        for (size_t i = 0; i < d->n; i++) {
                const struct source_day *x = &d->of[i];
                const int64_t row[WORDS] = {x->source,
                                            x->day,
                                            x->events,
                                            x->dossiers,
                                            x->lag_ms,
                                            (int64_t)x->flags,
                                            x->first_heard,
                                            x->last_heard,
                                            x->last_observed,
                                            x->last_stated,
                                            (int64_t)x->slots[0],
                                            (int64_t)x->slots[1],
                                            (int64_t)x->slots[2]};
                memcpy(w, row, sizeof(row));
                w += WORDS;
        }
        params[0] = pg_int4(shard);
        params[1] = pg_int8_array(buffer, words, d->n * WORDS);
        free(words);
        return SQL_source_day_add;
}

enum fault source_days_write(struct pg *pg, const struct source_days *d, int32_t shard, struct bytes *buffer,
                             struct err *e)
{
        struct pg_param params[SOURCE_DAY_PARAMS];
        if (d->n == 0)
                return OK;
        return pg_run(pg, source_days_params(d, shard, buffer, params), params, SOURCE_DAY_PARAMS, NULL, e);
}

enum fault source_days_replace(struct pg *pg, const struct source_days *d, struct err *e)
{
        struct bytes buffer = {0};
        enum fault fault = pg_run(pg, SQL_source_day_clear, NULL, 0, NULL, e);
        if (fault == OK)
                fault = source_days_write(pg, d, SOURCE_SHARD_FILLED, &buffer, e);
        bytes_free(&buffer);
        return fault;
}

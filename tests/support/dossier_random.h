/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_random.h - random dossiers from a seed, out of small values, so that what is rare in the field is
 * frequent here: ties, corrections, several occurrences at one instant, ends before receptions, statuses nobody
 * knows, two due dates, more statements than are kept.
 *
 * Codes are small numbers; `content` hashes them, as the loader hashes the codes' text.
 */
#ifndef HENTRA_SUPPORT_DOSSIER_RANDOM_H
#define HENTRA_SUPPORT_DOSSIER_RANDOM_H

#include "tests/support/dossier_said.h"

enum { SAID_MOST = 400, CODES = 4 };

static uint64_t seed;
static struct statement said[SAID_MOST];
static int said_n;

/* splitmix64 */
static inline uint64_t mix(uint64_t x)
{
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
}

static inline int pick(int n)
{
        seed += 0x9e3779b97f4a7c15;
        return (int)(mix(seed) % (uint64_t)n);
}

static inline bool chance(int percent)
{
        return pick(100) < percent;
}

/* A quarter of a local day, midnight among them, now and then a microsecond off. */
static inline micros some_instant(int quarters)
{
        return FIRST + pick(quarters) * 6 * HOUR + (chance(10) ? pick(3) - 1 : 0);
}

static inline enum status some_status(int ends)
{
        static const uint8_t open[] = {2, 2, 2, 4, 4, 4, 5, 5, 6, 8, 1, 0};
        static const uint8_t end[] = {9, 9, 9, 10, 10, 7, 3};

        return chance(ends) ? end[pick(sizeof(end))] : open[pick(sizeof(open))];
}

static inline uint64_t content_of(const struct statement *s)
{
        uint64_t words[] = {(uint64_t)s->occurred_at,
                            (uint64_t)s->sequence,
                            (uint64_t)s->submitted_at,
                            (uint64_t)s->due_at,
                            s->agency,
                            s->received_by,
                            s->procedure,
                            s->field,
                            s->source,
                            s->status,
                            s->channel,
                            s->service,
                            s->payment,
                            s->digitised,
                            s->return_channel,
                            s->case_kind,
                            s->level};
        uint64_t hash = 1;

        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
                hash = mix(hash + words[i] + 0x9e3779b97f4a7c15);
        return hash;
}

static inline struct statement some_statement(int quarters, int ends, int agencies, const micros due[2])
{
        struct statement s = {.occurred_at = some_instant(quarters),
                              .sequence = chance(30) ? pick(3) : 0,
                              .stated_at = FIRST + pick(6) * DAY + pick(3),
                              .observed_at = FIRST + pick(12) * DAY,
                              .submitted_at = chance(10) ? some_instant(quarters) : NO_TIME,
                              .due_at = chance(60) ? due[chance(20)] : NO_TIME,
                              .agency = (uint32_t)(chance(3) ? 0 : 1 + pick(agencies)),
                              .received_by = (uint32_t)pick(CODES),
                              .procedure = (uint32_t)pick(CODES),
                              .field = (uint16_t)pick(CODES),
                              .source = (uint16_t)(1 + pick(2)),
                              .status = some_status(ends),
                              .case_kind = (uint8_t)pick(CASE_KIND_COUNT),
                              .level = (uint8_t)pick(LEVEL_COUNT),
                              .channel = (uint8_t)pick(CHANNEL_COUNT),
                              .return_channel = (uint8_t)pick(RETURN_COUNT),
                              .service = (uint8_t)pick(SERVICE_COUNT),
                              .payment = (uint8_t)pick(PAYMENT_COUNT),
                              .digitised = (uint8_t)pick(TRUTH_COUNT),
                              .stated_ahead = chance(5)};

        s.content = content_of(&s);
        return s;
}

/* Fills `said` with another dossier. Long ones need more instants, or they would be few distinct statements. */
static inline void some_dossier(void)
{
        int kind = pick(100), quarters = kind < 96 ? 4 + pick(40) : 400;
        int agencies = 1 + pick(3), ends = chance(40) ? 40 : kind < 96 ? pick(20) : 0;
        micros due[2] = {chance(30) ? NO_TIME : some_instant(quarters), some_instant(quarters)};

        said_n = kind < 60   ? 1 + pick(6)
                 : kind < 85 ? 7 + pick(10)
                 : kind < 96 ? 17 + pick(40)
                             : 200 + pick(200);
        for (int i = 0; i < said_n; i++)
                said[i] = some_statement(quarters, ends, agencies, due);
}

static inline void history_of(struct history *into, const struct statement *s, int n)
{
        into->n = 0;
        into->truncated = false;
        for (int i = 0; i < n; i++)
                history_add(into, &s[i]);
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * history_random.h - random histories from a seed, of plain statements, steps and documents, with everything
 * that one may hold. Values are few, so that most records have something in common with the one before.
 */
#ifndef HENTRA_SUPPORT_HISTORY_RANDOM_H
#define HENTRA_SUPPORT_HISTORY_RANDOM_H

#include "tests/support/dossier_random.h"

enum { DISTINCT_MOST = 300 };

static struct said_occurrence listed[DISTINCT_MOST][OCCURRENCES_MOST];

/* Whole minutes, seconds, milliseconds and microseconds, far and near, and the limits. */
static inline micros some_moment(void)
{
        static const int64_t units[] = {60 * MICROS_PER_SECOND, MICROS_PER_SECOND, 1000, 1};
        if (chance(1))
                return chance(50) ? MOMENT_FIRST : MOMENT_LIMIT - 1;
        return FIRST + pick(chance(80) ? 3000 : 80000000) * units[pick(4)];
}

static inline bool rarely(void)
{
        return chance(10);
}

static inline void some_occurrences(struct statement *s, struct said_occurrence *list)
{
        s->occurrence_n = (uint8_t)(rarely() ? pick(OCCURRENCES_MOST + 1) : pick(4));
        s->occurrence = list;
        for (int i = 0; i < s->occurrence_n; i++)
                list[i] =
                        (struct said_occurrence){.occurred_at = rarely() ? NO_TIME : some_moment(),
                                                 .agency = rarely() ? AGENCY_ID_MOST : (uint32_t)pick(CODES),
                                                 .status = (uint8_t)pick(STATUS_COUNT),
                                                 .occurred_day = rarely(),
                                                 .reopens = rarely()};
}

static inline void some_times(struct statement *s)
{
        s->stated_at = some_moment();
        s->stated_first = s->kind == KIND_DOCUMENT && chance(30)
                                  ? s->stated_at - pick(100) * MICROS_PER_SECOND
                                  : s->stated_at;
        if (s->stated_first < MOMENT_FIRST)
                s->stated_first = s->stated_at;
        s->observed_at =
                chance(70) && s->stated_at < MOMENT_LIMIT / 2 ? s->stated_at + pick(3000000) : some_moment();
        s->since = rarely() ? some_moment() : NO_TIME;
        s->retracted_at = rarely() ? some_moment() : NO_TIME;
        if (s->retracted_at != NO_TIME && rarely())
                s->stated_at = s->stated_first = s->observed_at = NO_TIME;
}

/* Texts that live as long as the program. */
static inline struct text some_about(void)
{
        static const struct text all[] = {
                TEXT("H58.1-220101-0001"), TEXT("H58.1-220101-0002"),
                TEXT("0123456789012345678901234567890123456789012345678901234567890123")};
        return all[pick(3)];
}

static inline struct statement any_statement(int i)
{
        const micros due[2] = {some_moment(), NO_TIME};
        struct statement s = some_statement(40, 20, 3, due);
        if (chance(40))
                s.kind = (uint8_t)pick(KIND_COUNT);
        s.occurred_at = chance(50) ? s.occurred_at : some_moment();
        s.sequence = rarely() ? INT64_MAX - pick(3) : s.sequence;
        if (s.kind == KIND_DOCUMENT) {
                s.occurred_at = s.sequence = s.agency = s.status = 0;
                some_occurrences(&s, listed[i]);
        }
        some_times(&s);
        s.occurred_day = rarely();
        if (rarely()) {
                s.electronic_result = (uint8_t)pick(TRUTH_COUNT);
                s.reused_data = (uint8_t)pick(TRUTH_COUNT);
                s.shared_to_store = (uint8_t)pick(TRUTH_COUNT);
                s.citizen_data = (uint8_t)pick(TRUTH_COUNT);
                s.fee = (uint8_t)pick(4);
                s.rating = (uint8_t)pick(3);
        }
        if (rarely()) {
                const struct text about = some_about();
                s.about = about.at, s.about_len = (uint8_t)about.len;
                s.received_by = AGENCY_ID_MOST, s.procedure = PROCEDURE_ID_MOST;
                s.source = SMALL_ID_MOST, s.field = SMALL_ID_MOST;
        }
        s.content = (uint32_t)mix(seed);
        return s;
}

/* Until the next call. */
static inline void some_history(struct history *into)
{
        const int n = rarely() ? pick(DISTINCT_MOST) : pick(9);
        into->n = 0;
        into->truncated = false;
        for (int i = 0; i < n; i++) {
                const struct statement s = any_statement(i);
                history_add(into, &s);
        }
}

#endif

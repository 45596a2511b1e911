/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_sum.c - an open-addressing table from key to a row of measures.
 */
#include "consumers/warehouse/flow_sum.h"

#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include <stdlib.h>
#include <string.h>

void flow_sum_free(struct flow_sum *s)
{
        free(s->rows);
        free(s->slots);
        *s = (struct flow_sum){0};
}

void flow_sum_clear(struct flow_sum *s)
{
        s->n = 0;
        if (s->slots)
                memset(s->slots, 0, s->slot_n * sizeof(*s->slots));
}

int32_t half_month_of(int32_t day)
{
        int year, month, of_month;
        civil_of_day(day, &year, &month, &of_month);
        return day - of_month + (of_month < 15 ? 1 : 15);
}

uint64_t flow_key_hash(const struct flow_key *k)
{
        const uint32_t words[4] = {(uint32_t)k->day, k->agency, k->procedure,
                                   (uint32_t)k->channel << 8 | k->case_kind};
        return hash_bytes(words, sizeof(words));
}

int flow_key_compare(const struct flow_key *a, const struct flow_key *b)
{
        if (a->day != b->day)
                return a->day < b->day ? -1 : 1;
        if (a->agency != b->agency)
                return a->agency < b->agency ? -1 : 1;
        if (a->procedure != b->procedure)
                return a->procedure < b->procedure ? -1 : 1;
        if (a->channel != b->channel)
                return a->channel < b->channel ? -1 : 1;
        return (a->case_kind > b->case_kind) - (a->case_kind < b->case_kind);
}

/* The slot that holds the key, or the free one where it belongs. */
static uint32_t *find_slot(const struct flow_sum *s, const struct flow_key *key)
{
        size_t i = flow_key_hash(key) & (s->slot_n - 1);
        while (s->slots[i] && flow_key_compare(&s->rows[s->slots[i] - 1].key, key) != 0)
                i = (i + 1) & (s->slot_n - 1);
        return &s->slots[i];
}

static void grow(struct flow_sum *s)
{
        s->capacity = s->capacity ? s->capacity * 2 : 256;
        s->rows = need_larger(s->rows, s->n * sizeof(*s->rows), s->capacity * sizeof(*s->rows));
        free(s->slots);
        s->slot_n = s->capacity * 2;
        s->slots = need_large(s->slot_n * sizeof(*s->slots));
        memset(s->slots, 0, s->slot_n * sizeof(*s->slots));
        for (size_t i = 0; i < s->n; i++)
                *find_slot(s, &s->rows[i].key) = (uint32_t)i + 1;
}

/* The number of the key's row, which is made when it is not there. */
static uint32_t row_of(struct flow_sum *s, const struct flow_key *key)
{
        if (s->n == s->capacity)
                grow(s);
        uint32_t *slot = find_slot(s, key);
        if (!*slot) {
                struct flow_row *row = &s->rows[s->n];
                memset(row, 0, sizeof(*row));
                row->key = *key;
                *slot = (uint32_t)++s->n;
        }
        return *slot - 1;
}

static void add_to_row(struct flow_row *row, enum measure measure, int64_t amount)
{
        if (measure == M_elapsed_seconds)
                row->elapsed_seconds += amount;
        else
                row->count[measure] += (int32_t)amount;
}

void flow_sum_add(struct flow_sum *s, const struct flow_key *key, enum measure measure, int64_t amount)
{
        const uint32_t row = row_of(s, key); /* may move the rows */
        add_to_row(&s->rows[row], measure, amount);
}

int64_t flow_amount(const struct flow_row *row, enum measure measure)
{
        return measure == M_elapsed_seconds ? row->elapsed_seconds : row->count[measure];
}

static int by_key(const void *a, const void *b)
{
        return flow_key_compare(&((const struct flow_row *)a)->key, &((const struct flow_row *)b)->key);
}

static bool is_zero(const struct flow_row *row)
{
        for (int m = 0; m < MEASURE_COUNT; m++) {
                if (row->count[m])
                        return false;
        }
        return row->elapsed_seconds == 0;
}

void flow_sum_finish(struct flow_sum *s)
{
        size_t kept = 0;
        for (size_t i = 0; i < s->n; i++) {
                if (!is_zero(&s->rows[i]))
                        s->rows[kept++] = s->rows[i];
        }
        s->n = kept;
        if (kept)
                qsort(s->rows, kept, sizeof(*s->rows), by_key);
}

/* The rows that flows of one day and agency are added to. */
struct place {
        int32_t day;
        uint32_t agency;
        uint32_t of_day, of_half_month; /* numbers of rows */
};

/* A dossier's flows lie on a few days, most of them at one agency: places that were found are kept. */
enum { PLACES = 4 };
struct adding {
        struct flow_sums *sums;
        uint32_t procedure;
        uint8_t channel, case_kind;
        int sign;
        int place_n;
        struct place places[PLACES];
};

static const struct place *place_of(struct adding *a, const struct flow *f)
{
        for (int i = 0; i < a->place_n; i++)
                if (a->places[i].day == f->day && a->places[i].agency == f->agency)
                        return &a->places[i];
        struct flow_key key = {f->day, f->agency, 0, a->channel, a->case_kind};
        struct place *p = &a->places[a->place_n < PLACES ? a->place_n++ : PLACES - 1];
        *p = (struct place){.day = f->day, .agency = f->agency, .of_day = row_of(&a->sums->day, &key)};
        key.day = half_month_of(f->day);
        key.procedure = a->procedure;
        p->of_half_month = row_of(&a->sums->half_month, &key);
        return p;
}

static void add_flow(void *context, const struct flow *f)
{
        struct adding *a = context;
        const struct place *p = place_of(a, f);
        add_to_row(&a->sums->day.rows[p->of_day], f->measure, a->sign * f->amount);
        add_to_row(&a->sums->half_month.rows[p->of_half_month], f->measure, a->sign * f->amount);
}

void flow_sums_add(struct flow_sums *s, const struct timeline *t, const struct zone *zone, int sign)
{
        struct adding a = {.sums = s,
                           .procedure = t->procedure,
                           .channel = (uint8_t)t->channel,
                           .case_kind = (uint8_t)t->case_kind,
                           .sign = sign};
        contribution_flows(t, zone, add_flow, &a);
}

static int32_t last_day(const struct flow_sum *sum)
{
        return sum->n ? sum->rows[sum->n - 1].key.day : NO_DAY;
}

int32_t flow_sums_finish(struct flow_sums *s)
{
        flow_sum_finish(&s->day);
        flow_sum_finish(&s->half_month);
        const int32_t day = last_day(&s->day), half_month = last_day(&s->half_month);
        return day > half_month ? day : half_month;
}

void flow_sums_clear(struct flow_sums *s)
{
        flow_sum_clear(&s->day);
        flow_sum_clear(&s->half_month);
}

void flow_sums_free(struct flow_sums *s)
{
        flow_sum_free(&s->day);
        flow_sum_free(&s->half_month);
}

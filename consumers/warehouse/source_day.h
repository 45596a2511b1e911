/* SPDX-License-Identifier: Apache-2.0
 *
 * source_day.h - what sources have sent, by local day: rows of hentra.source_day.
 *
 * Rule: a row is a sum, a smallest and greatest time, and sets of bits; so rows of several batches, loaders
 * and shards join in any order. The loader writes them in the transaction of the batch, each batch in a shard
 * of its own.
 *
 * An event is heard when Kafka has it: a source whose line was cut is silent meanwhile, whatever it dates.
 */
#ifndef HENTRA_WAREHOUSE_SOURCE_DAY_H
#define HENTRA_WAREHOUSE_SOURCE_DAY_H

#include "consumers/dossier/history.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"

enum {
        SOURCE_SLOT_MINUTES = 10,
        SOURCE_SLOTS = 24 * 60 / SOURCE_SLOT_MINUTES,
        SOURCE_SLOT_WORDS = 3, /* of SOURCE_SLOT_BITS each */
        SOURCE_SLOT_BITS = SOURCE_SLOTS / SOURCE_SLOT_WORDS,
        SOURCE_SHARD_FILLED = 0 /* what was derived from histories */
};

/* The flags that are watched for having one value only. Value v (from 1; 0 is not said) of the flag in place
 * i is bit 3 * i + v - 1; sql/views/33_source.sql has the same list. Never change a place. */
#define SOURCE_FLAGS(X)      \
        X(channel)           \
        X(return_channel)    \
        X(payment)           \
        X(digitised)         \
        X(electronic_result) \
        X(reused_data)       \
        X(shared_to_store)   \
        X(citizen_data)      \
        X(fee)

struct source_day {
        uint32_t source;
        int32_t day;
        micros begins, ends; /* of the local day */
        int64_t events, dossiers, lag_ms;
        uint64_t flags;
        micros first_heard, last_heard, last_observed, last_stated;
        uint64_t slots[SOURCE_SLOT_WORDS]; /* the first of a word is its greatest bit */
};
struct source_days { /* zero is empty and ready */
        struct source_day *of;
        size_t n, capacity;
        uint32_t *last; /* by source: 1 + index of the day that was added to last; 0: none */
        size_t last_n;
        uint32_t *places; /* a hash of source and day: 1 + index; 0: empty */
        size_t place_n;   /* a power of two, or 0 */
};

void source_days_add(struct source_days *d, const struct zone *zone, const struct statement *s,
                     micros heard_at);
/* Adds what the history of a dossier tells of its sources: when each statement was first seen, of which the
 * first is the source that the warehouse heard of it by. Repetitions are forgotten, and when a retraction was
 * seen: it is taken to be seen when it was stated. */
void source_days_of_history(struct source_days *d, const struct zone *zone, const struct history *h);
/* Writing begins: no dossier is new yet. Only elements change, so that a batch that is const can be
 * written. */
void source_days_begin(const struct source_days *d);
/* A new dossier, whose first statement is this source's, which was added. */
void source_days_first(const struct source_days *d, uint32_t source);
void source_days_clear(struct source_days *d); /* keeps the memory */
void source_days_free(struct source_days *d);

/* Makes the parameters of the query that adds them to the table, which it returns; they lie in `buffer`. */
enum { SOURCE_DAY_PARAMS = 2 };
const char *source_days_params(const struct source_days *d, int32_t shard, struct bytes *buffer,
                               struct pg_param params[static SOURCE_DAY_PARAMS]);
/* In place of all that the table has; loaders must wait meanwhile (hentra.position is locked). */
MUST enum fault source_days_replace(struct pg *pg, const struct source_days *d, struct err *e);
/* Adds them to the table. */
MUST enum fault source_days_write(struct pg *pg, const struct source_days *d, int32_t shard,
                                  struct bytes *buffer, struct err *e);

#endif

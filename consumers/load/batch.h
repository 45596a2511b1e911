/* SPDX-License-Identifier: Apache-2.0
 *
 * batch.h - the dossiers of one batch, each with its new statements and the history that the warehouse has of
 * it. Its culprits and moves lie elsewhere (loader.h, move.h).
 *
 * Everything lives in a few growing blocks that are kept from batch to batch.
 */
#ifndef HENTRA_LOAD_BATCH_H
#define HENTRA_LOAD_BATCH_H

#include "consumers/dossier/statement.h"
#include "consumers/warehouse/source_day.h"
#include "core/base/bytes.h"
#include "core/base/text.h"
#include <stddef.h>
#include <stdint.h>

enum { BATCH_ID_HERE = 38 };
struct batch_dossier {
        uint32_t first;       /* once the batch is sorted, its statements are order[first] … */
        uint32_t statement_n; /* … and those behind it, so many in all */
        /* Its history as it was read from the warehouse (history_bytes.h). */
        uint32_t history_len; /* 0: the warehouse does not have the dossier */
        int32_t read_xmin;    /* of the row that was read: only this row is rewritten */
        size_t history_at;    /* in `histories` */
        bool truncated;       /* the history is longer than the warehouse keeps */
        uint8_t id_len;
        char id[BATCH_ID_HERE]; /* a longer one lies in `ids`, and here is where */
};
_Static_assert(sizeof(struct batch_dossier) == 64, "a line of the cache");

struct batch_statement; /* batch_statement.h */

/* Statements of the level of an agency, or of the field of a procedure (members of dimensions): the one
 * stated last counts. */
struct member_claim {
        uint32_t member; /* agency or procedure */
        uint32_t value;  /* level or field */
        int64_t content; /* hash of the statement: decides where the times are equal */
        micros stated_at;
};
struct member_claims {
        struct member_claim *of;
        size_t n, capacity;
        uint32_t *slots; /* by member: 1 + index into `of`; 0: none */
        size_t slot_n;
};

/* Statements that are kept whole, and what they borrow: in blocks that stay where they are. */
struct batch_said {
        struct batch_block *blocks; /* each is filled up to its `used`, from the first to the one `filling` */
        struct batch_block *filling;
        size_t bytes;
};

/* A sorted batch: one whose dossiers are sorted. */
struct batch_dossiers { /* zero is empty and ready */
        struct batch_dossier *dossiers;
        size_t dossier_n, dossier_capacity;
        struct batch_statement **statements; /* in blocks, which stay where they are */
        size_t statement_n, block_n;
        uint32_t *order; /* in a sorted batch: statements by dossier, then as they were added */
        uint64_t *slots; /* half the id's hash, and 1 + index into dossiers; 0: free */
        size_t slot_n;
        struct bytes ids;       /* the long ones */
        struct bytes histories; /* as read */
        struct batch_said said; /* what statements borrow */
        struct member_claims levels, fields;
        struct source_days sources; /* that its statements are from; the caller adds them */
        bool sorted;
};

void batch_clear(struct batch_dossiers *b); /* keeps the memory */
void batch_free(struct batch_dossiers *b);
/* Bytes that it takes now, with those of the rows that it will need when it is written. */
size_t batch_bytes(const struct batch_dossiers *b);

/* Copies all of them, and what the statement borrows. `hash`: batch_hash() of the id. */
void batch_add(struct batch_dossiers *b, struct text dossier_id, uint64_t hash, const struct statement *s);
/* Notes what it says of the level of an agency (its own, or of its latest occurrence) and of the field of its
 * procedure; nothing when it takes something back. */
void batch_claim(struct batch_dossiers *b, const struct statement *s, uint32_t agency);
uint64_t batch_hash(struct text dossier_id);
/* Prefetching: each starts a read from memory that a call a little later would otherwise wait for, and
 * changes nothing. Before batch_add(): batch_prefetch_slot(), and some events later
 * batch_prefetch_dossier(), which needs what the first has fetched. Before the merge of a sorted batch:
 * batch_prefetch_statements() with the number of the dossier, which may lie beyond the end. */
void batch_prefetch_slot(const struct batch_dossiers *b, uint64_t hash);
void batch_prefetch_dossier(const struct batch_dossiers *b, uint64_t hash);
void batch_prefetch_statements(const struct batch_dossiers *b, size_t dossier);

static inline struct text batch_id(const struct batch_dossiers *b, const struct batch_dossier *d)
{
        uint32_t at;
        if (d->id_len <= BATCH_ID_HERE)
                return (struct text){d->id, d->id_len};
        memcpy(&at, d->id, sizeof(at));
        return (struct text){(const char *)b->ids.at + at, d->id_len};
}
/* Makes *s the i-th statement of a dossier in a sorted batch. It borrows from the batch. */
void batch_statement(const struct batch_dossiers *b, const struct batch_dossier *d, uint32_t i,
                     struct statement *s);
/* The source of the first statement that the batch got of a dossier; sorted. */
uint32_t batch_source(const struct batch_dossiers *b, const struct batch_dossier *d);
/* Finds a dossier in a sorted batch; NULL: it is not there. */
struct batch_dossier *batch_find(const struct batch_dossiers *b, struct text dossier_id);

/* d's history as it was read. */
void batch_read_history(struct batch_dossiers *b, struct batch_dossier *d, struct text history);
/* Forgets what was read. */
void batch_read_anew(struct batch_dossiers *b);

/* Sorts the dossiers by id, as bytes, once; nothing can be added afterwards until the batch is cleared. */
void batch_sort(struct batch_dossiers *b);

#endif

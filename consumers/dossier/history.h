/* SPDX-License-Identifier: Apache-2.0
 *
 * history.h - the set of what was said of one dossier.
 *
 * Two sets are merged by union, so it does not matter in which order, how often or in what portions the
 * statements arrive: the set is the same. It is bounded: of more than HISTORY_MOST statements the first and
 * the HISTORY_MOST - 1 last in canonical order are kept, and `truncated` says that some were left out.
 */
#ifndef HENTRA_DOSSIER_HISTORY_H
#define HENTRA_DOSSIER_HISTORY_H

#include "consumers/dossier/statement.h"
#include <stdbool.h>
#include <stddef.h>

enum { HISTORY_MOST = 255 };

struct history {
        int n;
        bool truncated;
        struct statement of[HISTORY_MOST + 1]; /* canonical order; one more, for the moment of adding */
        /* Occurrences of documents that were read from bytes: a copy borrows from what it was copied from. */
        struct said_occurrence read[HISTORY_MOST * OCCURRENCES_MOST];
};

/* Adds one statement. True when the set changed (a new statement, or new times of a known one). */
bool history_add(struct history *h, const struct statement *s);
/* The same without a copy: the caller makes the statement in history_room() before history_add_made(). */
static inline struct statement *history_room(struct history *h)
{
        return &h->of[h->n];
}
bool history_add_made(struct history *h);
/* Adds a whole set; `truncated` is inherited. */
bool history_union(struct history *into, const struct history *from);

#endif

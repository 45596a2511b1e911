/* SPDX-License-Identifier: Apache-2.0
 *
 * translate.h - an event in the warehouse's words: a statement whose codes are ids.
 */
#ifndef HENTRA_LOAD_TRANSLATE_H
#define HENTRA_LOAD_TRANSLATE_H

#include "consumers/dossier/statement.h"
#include "consumers/load/dimension.h"
#include "core/base/err.h"
#include "core/base/event.h"

/* A statement with the occurrences that it borrows: never copy it by value. */
struct translated {
        struct statement statement; /* `about` points into the event */
        struct said_occurrence occurrence[OCCURRENCES_MOST];
        /* The handling agency by its id: of the statement, or of the latest occurrence of a document. */
        uint32_t agency;
};

/* Notes every code of *v that may be new; they are borrowed until dimensions_learn(). */
void translate_note(struct dimensions *d, const struct event *v);

/* All its codes were learnt. POISON: a code is one too many for its dimension. */
MUST enum fault translate_event(const struct dimensions *d, const struct event *v, struct translated *t,
                                struct err *e);

#endif

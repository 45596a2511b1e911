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

/* The ids of an event's codes, as far as they are known; 0: none, or not yet. */
struct codes {
        uint32_t source, agency, received_by, field, procedure;
};

/* A statement with the occurrences that it borrows: never copy it by value. */
struct translated {
        struct statement statement; /* `about` points into the event */
        struct said_occurrence occurrence[OCCURRENCES_MOST];
        /* The handling agency by its id: of the statement, or of the latest occurrence of a document. */
        uint32_t agency;
};

/* Finds the codes of *v, and notes every one that may be new; these are borrowed until dimensions_learn(). */
void translate_note(struct dimensions *d, const struct event *v, struct codes *c);

/* All its codes were learnt; *c is what translate_note() found. POISON: a code is one too many for its
 * dimension. */
MUST enum fault translate_event(const struct dimensions *d, const struct event *v, const struct codes *c,
                                struct translated *t, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * standing.h - what stands of all that was said: the list of plain claims that the rules of life, claims,
 * steps and marks read.
 *
 * Record: an element of the history (statement.h): a plain statement, a step, or a document. A record that
 * was retracted, or was never said, is no evidence for anything.
 *
 * Of one source the document that was stated last stands, whole (of equal times the later in canonical
 * order). It supersedes the source's other documents, and the source's plain statements that were not stated
 * after it; steps are history, and stay. Of more than DOCUMENTS_MOST sources with documents those count that
 * come last in canonical order.
 *
 * Claim: a plain statement or a step that stands is one claim, said when it was stated last. A document that
 * stands is one claim an occurrence, with the document's attributes. These are said when the source changed
 * to that document (since), or, if nobody saw it change, when it was stated first: to repeat a document renews
 * nothing, so two sources that confirm every night what they contradict each other in change nothing. An
 * occurrence without a time happened when it was said. A document without occurrences claims nothing: the
 * source holds nothing of the dossier.
 *
 * Pure: libc only.
 */
#ifndef HENTRA_DOSSIER_STANDING_H
#define HENTRA_DOSSIER_STANDING_H

#include "consumers/dossier/history.h"
#include <stdbool.h>

/* A set of statuses. */
#define S(status) (1u << (status))
#define ENDS      (S(REFUSED) | S(WITHDRAWN) | S(RESOLVED) | S(RETURNED))
#define PAUSES    (S(SUPPLEMENT_REQUESTED) | S(PAYMENT_REQUESTED) | S(STOPPED))
#define TAKES_UP  (S(RECEIVED) | S(PROCESSING))
#define OPEN      (S(REGISTERED) | TAKES_UP | PAUSES)

enum {
        DOCUMENTS_MOST = 16,
        EXPANDED_MOST = DOCUMENTS_MOST * OCCURRENCES_MOST,
        CLAIMS_MOST = HISTORY_MOST + EXPANDED_MOST
};

/* A claim has the shape of a statement. That of a document has its document's kind, `stated_at` is when it was
 * said, `since` when its document was stated last, and its one `occurrence` the one that it stands for. */
struct standing {
        const struct history *history; /* all that was said; it has to live as long */
        bool is_plain; /* each record is a plain statement that stands: no more than that was ever said */
        bool has_more_documents; /* of more sources than are kept */
        int n;
        const struct statement *of[CLAIMS_MOST]; /* by occurred_at, sequence, place of the status, … */
        int document_n;
        const struct statement *document[DOCUMENTS_MOST]; /* that stand, empty ones too: one a source */
        struct statement expanded[EXPANDED_MOST];
};

void standing_of(const struct history *h, struct standing *s);

/* True for a record that holds, but gave way to what its source said later. */
bool standing_superseded(const struct standing *s, const struct statement *record);

/* When a document that stands was said; see above. */
micros document_said_at(const struct statement *document);
/* When an occurrence of a document happened: where it has no time, when the document was said. */
micros document_occurred_at(const struct statement *document, const struct said_occurrence *o);

/* The status that a claim counts with. One-stop systems make steps up: the reception of a step is taken for
 * work that goes on (4), its 1 and its ends for a status that says nothing (0). */
enum status claim_status(const struct statement *claim);
bool claim_reopens(const struct statement *claim); /* an occurrence (2, 4) that opens again what had ended */
micros claim_repeated_at(const struct statement *claim); /* the last time that its source said so */

/* Negative when *b was said after *a: as statement_said_compare(). Of what it leaves open, the claim behind
 * in the list of one document is the later one; then canonical order decides. */
int claim_said_compare(const struct statement *a, const struct statement *b);

/* What was known at `at`: *into becomes the history as it was then. It has the records that were first
 * observed by then; a document to which its source returned later (`since` after `at`) counts as said when it
 * was first stated, so the one between stands. This is exact where the door saw the change (`since`); else a
 * return to an earlier content may be dated too early, as may a plain statement that was said again: whoever
 * shows a figure of that kind says so. What was retracted was a mistake of our own door and was never known. */
void history_known_at(const struct history *h, micros at, struct history *into);

#endif

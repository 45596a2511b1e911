/* SPDX-License-Identifier: Apache-2.0
 *
 * standing.h - what stands of all that was said: the list of plain claims that the rules of life, claims,
 * steps and marks read.
 *
 * Record: an element of the history (statement.h): a plain statement, a step, or a document. A record that
 * was retracted, or was never said, is no evidence for anything.
 *
 * Of one source the document that was stated last stands, whole (of equal times the later in canonical
 * order). It supersedes the source's other documents, and the source's plain statements that were not
 * stated after it; steps are history, and stay. Of more than DOCUMENTS_MOST sources with documents those
 * count that come last in canonical order.
 *
 * Claim: a plain statement or a step that stands is one claim, said when it was stated last. A document that
 * stands is one claim an occurrence, with the document's attributes. These are said when the source changed
 * to that document (since), or, if nobody saw it change, when it was stated first: to repeat a document
 * renews nothing, so two sources that confirm every night what they contradict each other in change nothing.
 * An occurrence without a time happened when it was said. A document without occurrences claims nothing: the
 * source holds nothing of the dossier.
 *
 * Steps: one-stop systems make them up. The reception of a step is taken for work that goes on (4), its 1
 * and its ends for a status that says nothing (0), and its due date is not read.
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
        PLACED_MOST = DOCUMENTS_MOST * OCCURRENCES_MOST,
        CLAIMS_MOST = HISTORY_MOST + PLACED_MOST
};

/* A claim is a statement that the rules read as it is: a plain one of the history itself; a step with its
 * status and due date as above; or one for an occurrence of a document. The last has its document's kind and
 * attributes; stated_at is when it was said, `since` when its document was stated last, and `occurrence` has
 * one element, which has its time in any case. */
struct standing {
        const struct history *history; /* all that was said; it has to live as long */
        bool is_plain;           /* it holds plain statements only, and none was taken back: all stand */
        bool has_more_documents; /* of more sources than are kept */
        int n;
        const struct statement *of[CLAIMS_MOST]; /* by occurred_at, sequence, place of the status */
        int document_n, expanded_n, placed_n;
        const struct statement *document[DOCUMENTS_MOST]; /* one a source: it stands, also an empty one */
        struct statement expanded[CLAIMS_MOST];
        struct said_occurrence placed[PLACED_MOST];
};

void standing_of(const struct history *h, struct standing *s);

/* True for a record that holds, but gave way to what its source said later. */
bool standing_supersedes(const struct standing *s, const struct statement *record);

/* When a document was said, if it stands; and when an occurrence of it happened. */
micros document_said_at(const struct statement *document);
micros document_occurred_at(const struct statement *document, const struct said_occurrence *o);

/* An occurrence that opens again what had ended: a 2 or 4 of a document. */
static inline bool occurrence_reopens(const struct said_occurrence *o)
{
        return o->reopens && (TAKES_UP & S(o->status)) != 0;
}

static inline bool claim_reopens(const struct statement *claim)
{
        return claim->kind == KIND_DOCUMENT && occurrence_reopens(claim->occurrence);
}

/* The last time at which the source said so, be it a repetition. */
static inline micros claim_repeated_at(const struct statement *claim)
{
        return claim->kind == KIND_DOCUMENT ? claim->since : claim->stated_at;
}

/* Negative when *b was said after *a: statement_said_compare(), and of two claims of one document that it
 * leaves open, the one behind in the document's list is the later one. Mostly their times tell. */
int claim_said_compare_close(const struct statement *a, const struct statement *b);
static inline int claim_said_compare(const struct statement *a, const struct statement *b)
{
        const micros apart = a->stated_at - b->stated_at;
        if (apart <= -STATED_ROWS || apart >= STATED_ROWS)
                return apart < 0 ? -1 : 1;
        return claim_said_compare_close(a, b);
}
static inline bool claim_said_later(const struct statement *than, const struct statement *claim)
{
        return !than || than == claim || claim_said_compare(than, claim) <= 0;
}

/* Makes *into the history as it was known at `at`. It has the records that were first observed by then; a
 * document to which its source returned later (`since` after `at`) counts as said when it was first stated,
 * so that the one between stands. This is exact where the door saw the change (`since`); else a return to an
 * earlier content may be dated too early, as may a plain statement that was said again. Whoever shows such a
 * figure says so. What was retracted was a mistake of our own door, and was never known. */
void history_known_at(const struct history *h, micros at, struct history *into);
/* The same as it was held at `held_until`, for a report that was made then: what was retracted later counts
 * as it did. Of several retractions the last one is known; what was taken back before and after counts as
 * held. */
void history_held_at(const struct history *h, micros at, micros held_until, struct history *into);

#endif

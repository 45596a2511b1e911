/* SPDX-License-Identifier: Apache-2.0
 *
 * statement.h - one distinct thing that was said of a dossier: a plain statement, a step, or a document.
 *
 * Two are the same when everything is the same but the times at which it was said, seen and taken back. Of
 * those a statement keeps what can be joined in any order: the smallest and greatest stated_at, the smallest
 * observed_at, the greatest `since`, and the greatest stated_at of its retractions. Codes are small integers
 * given out by the warehouse's dimension tables; because two warehouses may number them differently, no rule
 * orders by them: ties are broken by `content`, a hash of the codes' text.
 *
 * A document is the whole of what a source holds true of a dossier; its occurrences are in a list of their
 * own. Which documents stand is decided in standing.h.
 *
 * Snapshot and log: a plain statement without a sequence (0) comes from a snapshot, which shows how things
 * are now, so a later one corrects. A statement with a sequence is an entry of a log: repeating a status
 * corrects nothing.
 *
 * Pure: libc only.
 */
#ifndef HENTRA_DOSSIER_STATEMENT_H
#define HENTRA_DOSSIER_STATEMENT_H

#include "core/base/event.h"
#include "core/base/moment.h"
#include <stdbool.h>
#include <stdint.h>

/* Largest ids that a history takes. Id 0 means absent. */
enum { AGENCY_ID_MOST = (1 << 24) - 1, PROCEDURE_ID_MOST = (1 << 24) - 1, SMALL_ID_MOST = (1 << 16) - 1 };

/* One occurrence of a document. */
struct said_occurrence {
        micros occurred_at; /* NO_TIME: the source does not tell */
        uint32_t agency;    /* 0: none named */
        uint8_t status;
        bool occurred_day; /* as in struct statement */
        bool reopens;      /* it opens again what had ended */
};

struct statement {
        micros occurred_at; /* 0 for a document, as sequence, agency and status are */
        int64_t sequence;
        micros stated_at;    /* greatest; NO_TIME: only taken back so far, never said */
        micros stated_first; /* smallest; of a plain statement or step stated_at */
        micros observed_at;  /* smallest */
        micros retracted_at; /* greatest stated_at of a retraction; NO_TIME: none */
        micros since;        /* of a document: greatest; NO_TIME: none */
        micros submitted_at; /* NO_TIME: absent */
        micros due_at;       /* NO_TIME: absent */
        uint32_t content;    /* upper half of hash_bytes() of event_name(): the same everywhere */
        uint32_t agency, received_by, procedure;
        uint16_t field, source;
        uint8_t kind; /* enum kind */
        uint8_t status, case_kind, level, channel, return_channel, service, payment, digitised;
        uint8_t electronic_result, reused_data, shared_to_store, citizen_data, fee, rating;
        /* Only the local day is known; occurred_at is its start, of an end its last microsecond. */
        bool occurred_day;
        bool stated_ahead;    /* once said with a stated_at after observed_at, which was taken instead */
        uint8_t occurrence_n; /* of a document, at most OCCURRENCES_MOST, */
        uint8_t about_len;    /* and the dossier that a petition is about. Both are borrowed: they live */
        const char *about;    /* as long as the batch, or the bytes that the history was read from. */
        const struct said_occurrence *occurrence;
};

/* It was said, and not taken back since. What was said anew after it was taken back counts again. */
static inline bool statement_holds(const struct statement *s)
{
        return s->stated_at != NO_TIME && s->retracted_at < s->stated_at;
}

/* The last instant that it names; END_OF_TIME: a document without any. The bound of a history goes by it. */
micros statement_last_at(const struct statement *s);

/* Joins the times of *s, which is the same thing, into *into; true: that changed it. */
bool statement_join(struct statement *into, const struct statement *s);

/* An entry of a log, not of a snapshot. */
static inline bool statement_in_log(const struct statement *s)
{
        return s->sequence != 0;
}

/* The statement of an event, without its codes: agency, received_by, procedure, field and source are 0, and
 * occurrence_n is the event's, whose occurrences the caller translates. `content` is the hash of
 * event_name(). Nothing can be seen before it is said, so the smaller of stated_at and observed_at counts as
 * the time of saying, and since is not later than that. */
void statement_of_event(struct statement *s, const struct event *v, uint64_t content);

/* The place of a status in the life cycle, for occurrences at the same instant:
 * REGISTERED, REFUSED, RECEIVED, PROCESSING, SUPPLEMENT_REQUESTED, PAYMENT_REQUESTED, STOPPED, WITHDRAWN,
 * RESOLVED, RETURNED; UNKNOWN comes last. */
int status_place(enum status status);

/* Canonical order: statement_last_at(), sequence, kind, place of the status, content as a signed number, then
 * every other identifying field, occurrences one by one.
 * 0 exactly when the two are the same statement (whenever said). Nothing in it ever changes for a
 * statement, so the greatest n of a union are the greatest n of the greatest n of its parts. */
int statement_compare(const struct statement *a, const struct statement *b);

/* The order of saying, which decides what stands: negative when *b was said after *a. By stated_at in whole
 * milliseconds; its microseconds below them are the order of the rows of one export
 * (producers/spool/row_order.h). Said in the same millisecond: the later row of a snapshot (what a log says
 * comes before its second row); then what was first seen later (another file that is dated alike); the
 * later occurrence; the later row of a log; canonical order. */
int statement_said_compare(const struct statement *a, const struct statement *b);
static inline int64_t statement_said_ms(const struct statement *s)
{
        return floor_div(s->stated_at, STATED_ROWS);
}

#endif

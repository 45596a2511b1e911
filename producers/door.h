/* SPDX-License-Identifier: Apache-2.0
 *
 * door.h - which documents of a source are sent, and which say nothing new. Pure.
 *
 * Of one source the document with the greatest stated_at counts, whole (docs/rules.md). An export repeats
 * nearly all of its documents unchanged, so an unchanged one is not sent again.
 *
 * Rule: with what was sent, the same document counts as if everything had been sent.
 * So: the memory knows two times of a document, the one it was last stated at (`stated_at`), and the one that
 * the topic knows (`said_at`, not later). A different document from between the two, out of a file that is
 * read late, is sent as stated just before said_at: the topic does not know that the remembered one was
 * repeated after it. And what is not found is remembered only if it was stated after all that the memory may
 * have forgotten.
 *
 * Rule: a document of which an occurrence lay more than a day ahead when it was last sent is sent again,
 * although it is unchanged.
 * So: what does not count as long as it lies ahead (docs/rules.md) counts once it has come.
 *
 * Rule: a document that is open after its due date is sent once a local day, although it is unchanged.
 * So: an end that is later set back before the due date is seen for what it is.
 */
#ifndef HENTRA_PRODUCERS_DOOR_H
#define HENTRA_PRODUCERS_DOOR_H

#include "core/base/moment.h"
#include "producers/memory.h"

/* A document as the door sees it. */
struct door_document {
        uint64_t hash; /* of event_name() */
        micros stated_at;
        micros due_at, ended_at; /* NO_TIME: none */
        enum status ended_by;    /* STATUS_UNKNOWN: open */
        micros latest_at;        /* of its occurrences; NO_TIME: none has a time */
        bool empty;              /* it has no occurrences */
};

/* The end is the first one behind the last reopening, as the rules of a dossier have it; its time NO_TIME
 * where the document does not have it. */
struct door_document door_document_of(const struct event *document);

enum door_answer {
        DOOR_SEND,   /* it is new, differs from what is remembered, or is open past its due date */
        DOOR_SILENT, /* nothing new: it is not sent */
        DOOR_OLD,    /* a later one is remembered, or may have been: it is sent for the history */
};

struct door_verdict {
        enum door_answer answer;
        micros stated_at; /* to send it with: of the document, or moved by the rules above; one microsecond
                             later than a different document of the same time */
        micros since;     /* to send it with: the time of the change to it; NO_TIME: it is none, or unknown */
        bool remember;    /* put `memory` into the memory */
        struct remembered memory; /* `export_number` as before */
};

/* `known`: NULL when nothing is remembered. `forgotten`: see memory_forgotten(). `zone` has the local days of
 * the source; a withdrawal needs none (NULL). */
struct door_verdict door_judge(const struct remembered *known, const struct door_document *document,
                               micros forgotten, const struct zone *zone);

#endif

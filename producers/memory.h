/* SPDX-License-Identifier: Apache-2.0
 *
 * memory.h - the door's memory: of each dossier of each source, the document that was stated last.
 *
 * A door compares the next document with it and sends only what is new (door.h). The memory lies in a folder
 * of its own, which one process uses at a time.
 *
 * Rule: a door remembers a document on the disk only when Kafka has acknowledged it; or it begins the memory
 * anew when one that it remembers may be lost (gateway_door.h).
 * So: a process that ends anywhere sends a document once more, and never loses one.
 *
 * Rule: to lose the memory is harmless.
 * So: a folder that is damaged is deleted and not mended, and those stated on the earliest days leave when
 * there are more than the setting `memory.most`. memory_forgotten() tells what may have been known once; the
 * door takes nothing before it for the newest.
 *
 * Texts are as event_check() allows them: not empty, at most SOURCE_MOST and DOSSIER_ID_MOST bytes.
 */
#ifndef HENTRA_PRODUCERS_MEMORY_H
#define HENTRA_PRODUCERS_MEMORY_H

#include "core/base/err.h"
#include "core/base/event.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

/* Puts after which it is time to commit: each holds up to three pages of 4 KiB in memory until then. */
enum { MEMORY_PUTS = 1 << 14 };

struct memory;

struct remembered {
        uint64_t hash;    /* of event_name() of the document with the greatest stated_at */
        micros stated_at; /* that stated_at */
        micros said_at;   /* the stated_at under which this document was sent last: at most stated_at */
        micros due_at, ended_at; /* NO_TIME: none */
        enum status ended_by;    /* STATUS_UNKNOWN: open */
        bool empty;              /* it has no occurrences: the source holds nothing of the dossier any more */
        bool missed;             /* with `empty`: complete exports ceased to mention it */
        uint64_t export_number;  /* the last complete export that mentioned it */
        /* Hash of the bytes that it was read from, where the same bytes say the same whenever they come; 0:
         * unknown, or they do not. */
        uint64_t row_hash;
};

/* Makes the folder where it is missing. `most`: entries of all sources together, at least 1. USAGE: it cannot
 * be made, read or written, or lies on a network file system. FATAL: another process works on it, or it is
 * damaged or of another version: *e asks to delete it. */
MUST enum fault memory_open(struct memory **m, const char *folder, uint64_t most, struct err *e);
void memory_close(struct memory *m); /* what was put since the last commit is lost; NULL is fine */

/* Forgets every document that has occurrences, for one who reads all of them again: the folder is new then.
 * Withdrawals stay, since the topic has them, and no reading may say them again. OK where there is none. For
 * faults see memory_open(). */
MUST enum fault memory_begin_anew(const char *folder, uint64_t most, struct err *e);

/* True when nothing was ever committed to the folder: it was lost, or there is no earlier run. So it is until
 * the first commit behind memory_begin_anew(). */
bool memory_is_new(const struct memory *m);

/* Sees what was put, also before the commit. False after a fault (see memory_commit()): the document is then
 * sent once more than needed. */
bool memory_find(struct memory *m, struct text source, struct text dossier_id, struct remembered *r);

void memory_put(struct memory *m, struct text source, struct text dossier_id, const struct remembered *r);
/* For a document that is no longer true of the topic, such as one that was retracted. A withdrawal is
 * remembered, not forgotten: else a file from before it that is read late would count as the newest. */
void memory_forget(struct memory *m, struct text source, struct text dossier_id);
/* For a withdrawal that was retracted, where all that the source said is read again afterwards:
 * memory_forgotten() stays as it is. */
void memory_drop(struct memory *m, struct text source, struct text dossier_id);

/* The greatest stated_at among what left or was forgotten; NO_TIME: nothing. A document that is not found and
 * was stated at or before it may be older than what the topic has. */
micros memory_forgotten(const struct memory *m);
/* Raises it: for a folder that is new although the source was read before. */
void memory_distrust(struct memory *m, micros until);

/* To be called when all that was put may be relied on, by the rule above. On the disk when it returns OK.
 * Reports the first fault since the last commit, of a put or a find too: FATAL (disk full, damaged); nothing
 * of what was put since then is kept. */
MUST enum fault memory_commit(struct memory *m, struct err *e);
void memory_roll_back(struct memory *m); /* and what was faulty since the last commit is no longer reported */

/* Visits the entries of a source by the bytes of their dossier_id, or those of all sources where `source` is
 * empty, until `visit` returns false. It sees what was put, and puts nothing itself; the texts live until it
 * returns. */
typedef bool memory_visit(void *context, struct text source, struct text dossier_id,
                          const struct remembered *r);
MUST enum fault memory_each(struct memory *m, struct text source, memory_visit *visit, void *context,
                            struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_door.h - which of a spool's documents are sent: those that say something new (producers/door.h).
 *
 * Rule: what was handed out is remembered on the disk once Kafka has it.
 * So: spool_door_commit() is called when nothing is in flight: at the end of a file, and whenever
 * spool_door_full() says so.
 */
#ifndef HENTRA_SPOOL_SPOOL_DOOR_H
#define HENTRA_SPOOL_SPOOL_DOOR_H

#include "core/base/err.h"
#include "core/base/event.h"
#include "producers/format/mapping.h"
#include "producers/memory.h"
#include "producers/spool/complete.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spool_door { /* zero is closed */
        struct memory *memory;
        struct zone *utc; /* for a mapping whose dates carry their offset */
        size_t puts;      /* since the last commit */
};

/* For faults see memory_open(). Close it in any case. */
MUST enum fault spool_door_open(struct spool_door *d, const char *folder, uint64_t most, struct err *e);
void spool_door_close(struct spool_door *d); /* what was not committed is lost; twice is fine */

/* Reading of a file, as the door has to know it. */
struct spool_reading {
        const struct mapping *mapping;
        bool everything; /* a former reading was taken back, so that what is unchanged is said again, too */
        uint64_t export_number; /* of the complete export that mentions what is read; 0: of none */
        bool late;              /* it is older than that one: it mentions only what is new to the memory */
        uint64_t row_hash;      /* of the row's bytes; 0: unknown */
};

/* Judges a document that has its event_id. False: it says nothing new. Else its stated_at and `since` are
 * set, and where it lost its end and the mapping says that it was reopened then, that end and the reopening
 * are added. */
bool spool_door_passes(struct spool_door *d, const struct spool_reading *reading, struct event *v);

/* True for a row of these bytes that spool_door_passes() would find to say nothing new, as the last one about
 * the case did, from the same bytes; it is remembered as that does. *content: the hash of what it says. */
bool spool_door_knows(struct spool_door *d, const struct spool_reading *reading, struct text source,
                      struct text dossier_id, micros stated_at, uint64_t *content);

/* A row that cannot be read mentions its case all the same. */
void spool_door_mention(struct spool_door *d, const struct spool_reading *reading, struct text source,
                        struct text dossier_id);

/* Lets a withdrawal (document_withdraw()) pass, by which a complete export takes back all that its source
 * said of its case, of which a document of `known_at` is remembered: it is stated later. */
void spool_door_withdraw(struct spool_door *d, struct event *v, micros known_at);

/* Makes *v the retraction of the next withdrawal of the list, and forgets that withdrawal. False: there is
 * none. */
bool spool_door_unwithdraw(struct spool_door *d, struct complete_cases *cases, struct event *v);

/* Makes *v, a document as its row has it, the one that spool_door_passes() made of it and remembers, if it
 * added a reopening. */
void spool_door_reopen(struct spool_door *d, const struct mapping *mapping, struct event *v);

/* Forgets a document that is retracted, if it is the one that is remembered. */
void spool_door_forget(struct spool_door *d, const struct event *v);

bool spool_door_full(const struct spool_door *d);
MUST enum fault spool_door_commit(struct spool_door *d, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * table_door.h - which documents of a table are sent: those that say something new (producers/door.h), in the
 * folder of --state.
 *
 * Rule: a row that is read later is what the source holds now, whatever time it names.
 * So: its document is stated later than the one that is remembered: where the time that it names is not, when
 * it was read, so that the days pass for it too.
 */
#ifndef HENTRA_OUTBOX_TABLE_DOOR_H
#define HENTRA_OUTBOX_TABLE_DOOR_H

#include "core/base/event.h"
#include "producers/memory.h"
#include <stddef.h>

struct table_door { /* zero is closed */
        struct memory *memory;
        const struct zone *zone; /* of the source's local days; borrowed */
        size_t puts;             /* since the last commit */
};

/* `anew`: nothing that was remembered counts any more, since the mapping was another: the next document of
 * each dossier is stated later than all those of that mapping. For faults see memory_open(). Close it in any
 * case. */
MUST enum fault table_door_open(struct table_door *d, const char *state, uint64_t most,
                                const struct zone *zone, bool anew, struct err *e);
void table_door_close(struct table_door *d); /* what was not committed is lost; twice is fine */

/* False: the document says nothing new. Else its stated_at and `since` are set. */
bool table_door_passes(struct table_door *d, struct event *v);

bool table_door_full(const struct table_door *d);
/* To be called when nothing is in flight. */
MUST enum fault table_door_commit(struct table_door *d, struct err *e);

#endif

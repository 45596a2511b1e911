/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway_door.h - which documents are sent: those that say something new (producers/door.h), in the folder
 * of `gateway.memory`. Without it all are sent, and no dossier is known.
 *
 * Rule: what passes is remembered at once, and forgotten when it could not be stored: so the next document is
 * sent whatever it says.
 * So it knows documents before Kafka has them, and must not know one that was lost in between.
 * Rule: it is begun anew when the store or Kafka tells of a loss, and at the start unless it was closed and
 * the store ends where it ended then. Another store, one from a backup, or one that was filled without this
 * memory ends elsewhere.
 * So: nothing of it need be on the disk before an answer, and a kill costs that documents are sent once more.
 * Rule: what passes is stated later than all that may have passed before of its dossier, whatever the clock
 * does. So: a bound of all times is on the disk before a document passes, and outlives the memory: what comes
 * when it was begun anew is stated behind that bound.
 */
#ifndef HENTRA_GATEWAY_GATEWAY_DOOR_H
#define HENTRA_GATEWAY_GATEWAY_DOOR_H

#include "core/base/err.h"
#include "core/base/event.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

struct gateway_door;

/* `folder` NULL: no memory. `stored`: the position at which the store ends. The zone is borrowed. For faults
 * see memory_open(). Close it in any case. */
MUST enum fault gateway_door_open(struct gateway_door **d, const char *folder, uint64_t most, uint64_t stored,
                                  const struct zone *zone, struct err *e);
/* Nothing is under way any more, and the store ends at this position. NULL is fine. */
void gateway_door_close(struct gateway_door *d, uint64_t stored);
/* Forgets all: something that passed may be lost. */
void gateway_door_begin_anew(struct gateway_door *d, const char *reason);

/* False: the document says nothing new. Else its stated_at and `since` are set. */
bool gateway_door_passes(struct gateway_door *d, struct event *v);
void gateway_door_forget(struct gateway_door *d, struct text source, struct text dossier_id);
bool gateway_door_knows(struct gateway_door *d, struct text source, struct text dossier_id);
bool gateway_door_remembers(const struct gateway_door *d); /* there is a memory */

#endif

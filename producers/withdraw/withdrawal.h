/* SPDX-License-Identifier: Apache-2.0
 *
 * withdrawal.h - dossiers that a source holds nothing of any more, as a source for the pump.
 *
 * Each gets a document without occurrences, stated now. Where the door's memory is at hand, it is later than
 * what is remembered, and is remembered itself: a file from before it that is read late changes nothing, and
 * the dossier is back with the next document. What is withdrawn already is passed over. After the pump has
 * ended, what was put into the memory is for the caller to commit.
 */
#ifndef HENTRA_WITHDRAW_WITHDRAWAL_H
#define HENTRA_WITHDRAW_WITHDRAWAL_H

#include "core/base/bytes.h"
#include "producers/memory.h"
#include "producers/source.h"

struct withdrawn {
        size_t at, len; /* of the dossier_id in `ids` */
        micros stated_at, since;
        struct remembered memory;
        bool remember;
};

struct withdrawal {
        struct text source;
        micros now;
        struct memory *memory; /* borrowed; NULL: none */
        struct bytes ids;
        struct withdrawn *of;
        size_t n, room;
        uint64_t already;         /* passed over */
        uint64_t handed, settled; /* of `of` */
        uint64_t put;             /* into the memory since its last commit */
};

/* `source`, in NFC, and `memory` are borrowed. USAGE: an event may have no such source. */
MUST enum fault withdrawal_open(struct withdrawal *w, struct text source, struct memory *memory, micros now,
                                struct err *e);
void withdrawal_close(struct withdrawal *w); /* twice is fine */

/* USAGE: an event may have no such dossier_id. */
MUST enum fault withdrawal_add(struct withdrawal *w, struct text dossier_id, struct err *e);
/* One dossier_id a line; empty lines are passed over, spaces at the ends too. USAGE: the line's number, and
 * what is wrong with it. FATAL: it cannot be read. */
MUST enum fault withdrawal_add_lines(struct withdrawal *w, int fd, struct err *e);

extern const struct source withdrawal_source; /* `self` is the struct withdrawal */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * framed.h - a world whose topic has messages in Confluent's framing, and whose loaders ask the registry. It is
 * the world of connected.h.
 */
#ifndef HENTRA_TESTS_SUPPORT_FRAMED_H
#define HENTRA_TESTS_SUPPORT_FRAMED_H

#include "tests/support/loading.h"
#include "tests/support/registered.h"

enum { PARTITIONS = 2, KNOWS_NOTHING = 987654 /* an id of no schema */ };

extern struct line framed_line;
extern int32_t framed_ids[2]; /* of versions 1 and 2 at the registry */

/* Opens and closes the line: for a group of tests. */
int framed_begin(void **state);
int framed_end(void **state);
/* A world whose registry has these URLs (NULL: none), half a second for an answer, and no grace. */
void framed_world(const char *name, const char *urls);

/* A stranger's schema: version 2 with a field more, of another name for each number, so that no build knows
 * it. */
struct text framed_stranger(int number, char out[static 1 << 16]);
/* Dossier NUMBER as a message with the frame of `id`, or (-1) as the producer writes it; `extra`: with a
 * zero in front, the field of a stranger. */
void framed_feed(struct feed *f, int32_t partition, int number, int32_t id, bool extra);

#define DOSSIERS  "select count(*)::bigint from hentra.dossier"
#define SET_ASIDE "select count(*)::bigint from hentra.quarantine"
#define NEXT_OF_0 "select coalesce(max(next_offset), 0)::bigint from hentra.position where partition = 0"
#define BEHIND_0 \
        "select count(*)::bigint from hentra.position where partition = 0 and behind_since is not null"

#endif

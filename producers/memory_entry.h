/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_entry.h - the bytes of an entry of the door's memory, of its key and of its place by age. Pure.
 *
 * An entry ends with a part of the XXH3 of its key and value: LMDB has no checksums, and a wrong hash would
 * silence a document that is new. Numbers are big-endian, with signs so that bytes have the order of values.
 * Entries of before rows were hashed are shorter, and are read as well.
 */
#ifndef HENTRA_PRODUCERS_MEMORY_ENTRY_H
#define HENTRA_PRODUCERS_MEMORY_ENTRY_H

#include "producers/memory.h"

enum { MEMORY_DAY_SIZE = 4, MEMORY_KEY_MOST = 1 + SOURCE_MOST + DOSSIER_ID_MOST, MEMORY_ENTRY_SIZE = 66 };

struct memory_key {
        size_t len;
        uint8_t at[MEMORY_DAY_SIZE + MEMORY_KEY_MOST]; /* a day first, for the place by age */
};

/* An entry with the day that it is listed under by age. */
struct memory_entry {
        struct remembered r;
        int32_t day;
};

/* False: longer than an event allows. An empty dossier_id: the beginning of all keys of the source. */
bool memory_key_make(struct memory_key *k, struct text source, struct text dossier_id);
/* False: no key of a place by age. */
bool memory_key_of_bytes(struct memory_key *k, struct text bytes);
struct text memory_key_text(const struct memory_key *k);
bool memory_key_read(struct text key, struct text *source, struct text *dossier_id); /* false: damaged */
struct text memory_key_by_age(struct memory_key *k, int32_t day); /* writes the day into the key */

int32_t memory_day(micros t); /* of UTC */

/* The text lies in `out`. */
struct text memory_entry_write(uint8_t out[static MEMORY_ENTRY_SIZE], struct text key,
                               const struct memory_entry *v);
bool memory_entry_read(struct text key, struct text value, struct memory_entry *v); /* false: damaged */

/* An instant of eight bytes. */
void memory_time_write(uint8_t *at, micros t);
micros memory_time_read(const uint8_t *at);

#endif

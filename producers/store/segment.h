/* SPDX-License-Identifier: Apache-2.0
 *
 * segment.h - records as bytes of a file, and how they are found again after anything happened to it.
 *
 * A record has a place: a position, which is a count of bytes over all segments of a store, and a number,
 * which counts records. A segment is a file with the name of the position of its first byte:
 *
 *   "hentra segment 1"                                                     16 bytes
 *   checksum 8 | length 4 | number 8 | time 8 | payload of that length     any number of these
 *   zeros                                                                  room that is not used yet
 *
 * Numbers are big endian. The checksum covers the record and its position.
 * So: what was left in a file by an earlier life of it is never taken for a record.
 */
#ifndef HENTRA_STORE_SEGMENT_H
#define HENTRA_STORE_SEGMENT_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEGMENT_HEAD = 16, RECORD_HEAD = 28, RECORD_MOST = 4096 /* bytes of a payload */ };
enum { SEGMENT_BLOCK = 4096 /* bytes of a file that a disk gives or not, whole */ };
extern const char segment_head[SEGMENT_HEAD + 1];

struct segment_record {
        uint64_t position, number;
        micros at; /* when it was stored */
        const uint8_t *payload;
        size_t len; /* at least 1 */
};

/* Appends a record whose place is not known yet; segment_stamp() gives it one. Returns its bytes. */
size_t segment_record_add(struct bytes *out, const void *payload, size_t len, micros at);
/* Gives all records in `bytes` their places, from this one on; returns the number behind the last. */
uint64_t segment_stamp(uint8_t *bytes, size_t len, uint64_t position, uint64_t number);

/* The bytes of the whole record that begins here; 0: there is none. r->payload points into `bytes`. */
size_t segment_record_read(const uint8_t *bytes, size_t len, uint64_t position, struct segment_record *r);

/* A file that is read, from one position to another, through a window. Zero is closed. */
struct segment_reader {
        bool is_open;
        bool unread; /* the disk could not give a block; later it may */
        int fd;
        uint64_t base;     /* the position of its first byte */
        uint64_t position; /* of the next record */
        uint8_t *window;
        uint64_t window_at;
        size_t window_len;
};

/* Borrows the descriptor. */
void segment_reader_open(struct segment_reader *s, int fd, uint64_t base, uint64_t position);
/* Frees its memory, and leaves the descriptor. */
void segment_reader_close(struct segment_reader *s);

enum segment_next {
        SEGMENT_RECORD,  /* *r, until the next call; the position is behind it */
        SEGMENT_DAMAGED, /* no record from `from` to the position, and one behind it, or the limit */
        SEGMENT_ZEROS,   /* zeros from the position to the limit */
        SEGMENT_END,     /* the limit is reached */
        SEGMENT_FAULT,   /* the file cannot be read: *e, RETRY */
};
/* Reads the record at the position, which ends at `limit` at the latest. */
enum segment_next segment_read_next(struct segment_reader *s, uint64_t limit, struct segment_record *r,
                                    uint64_t *from, struct err *e);

#endif

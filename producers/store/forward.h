/* SPDX-License-Identifier: Apache-2.0
 *
 * forward.h - the records of a store on their way to Kafka: a source (producers/source.h) over its reader.
 *
 * A record is a message: the length of the key in one byte, the key, the value as codec_encode() makes it
 * without a registry. forward_record() makes one.
 *
 * It runs in a process of its own (forwarder.h), which hears of new records by a socket and tells by it how
 * far they are sent.
 */
#ifndef HENTRA_STORE_FORWARD_H
#define HENTRA_STORE_FORWARD_H

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/conf.h"
#include "producers/store/cursor.h"
#include <stdbool.h>
#include <stdint.h>

enum { FORWARD_RECORD_MOST = 1 + 255 + 2048 };
/* The key is at most 255 bytes long, the value 2048. Returns the record's length. */
size_t forward_record(struct text key, const uint8_t *value, size_t len,
                      uint8_t out[static FORWARD_RECORD_MOST]);

/* From the store to the forwarder: where it ends, and the segment that it writes. */
struct forward_end {
        struct store_place end;
        uint64_t last_segment;
};
/* And back: what is still needed, by the cursor on the disk; since the forwarder began, messages that Kafka
 * confirmed, others that it will never take, and places that were damaged. What was refused or damaged is
 * told a second later at the latest, also while nothing can be sent. */
struct forward_news {
        struct store_cursor cursor;
        uint64_t confirmed, refused, damaged;
        bool over; /* the last news: all is told */
        /* Key of the last one that was refused, if no news named it before. Each is told at once, so only
         * where the socket was full there may be several of which one is named. */
        uint8_t key_len; /* 0: named before, or there is none */
        char key[UINT8_MAX];
};

/* Sends until a stop is asked or the other end of the socket is closed. For faults see pump_run(). */
MUST enum fault forward_run(const struct conf *conf, const char *folder, const struct store_cursor *c,
                            int socket, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * segment.c - see segment.h.
 */
#include "producers/store/segment.h"

#include "core/lib/hash.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AT_LENGTH = 8, AT_NUMBER = 12, AT_TIME = 20, WINDOW = 256 << 10 };

const char segment_head[] = "hentra segment 1";

/* ---- records ---- */

size_t segment_record_add(struct bytes *out, const void *payload, size_t len, micros at)
{
        assert(len > 0 && len <= RECORD_MOST);
        uint8_t *p = bytes_room(out, RECORD_HEAD + len);
        memset(p, 0, RECORD_HEAD);
        write_be32(p + AT_LENGTH, (uint32_t)len);
        write_be64(p + AT_TIME, (uint64_t)at);
        memcpy(p + RECORD_HEAD, payload, len);
        return RECORD_HEAD + len;
}

/* The position takes the place of the checksum while it is reckoned. */
static uint64_t checksum(uint8_t *record, size_t len, uint64_t position)
{
        write_be64(record, position);
        return hash_bytes(record, len);
}

uint64_t segment_stamp(uint8_t *bytes, size_t len, uint64_t position, uint64_t number)
{
        for (size_t at = 0; at < len; number++) {
                uint8_t *p = bytes + at;
                const size_t whole = RECORD_HEAD + (size_t)read_be32(p + AT_LENGTH);
                write_be64(p + AT_NUMBER, number);
                write_be64(p, checksum(p, whole, position + at));
                at += whole;
        }
        return number;
}

size_t segment_record_read(const uint8_t *bytes, size_t len, uint64_t position, struct segment_record *r)
{
        uint8_t copy[RECORD_HEAD + RECORD_MOST];
        if (len <= RECORD_HEAD)
                return 0;
        const size_t payload = read_be32(bytes + AT_LENGTH);
        if (payload == 0 || payload > RECORD_MOST || payload > len - RECORD_HEAD)
                return 0;
        memcpy(copy, bytes, RECORD_HEAD + payload);
        if (checksum(copy, RECORD_HEAD + payload, position) != read_be64(bytes))
                return 0;
        *r = (struct segment_record){.position = position,
                                     .number = read_be64(bytes + AT_NUMBER),
                                     .at = (micros)read_be64(bytes + AT_TIME),
                                     .payload = bytes + RECORD_HEAD,
                                     .len = payload};
        return RECORD_HEAD + payload;
}

/* ---- files ---- */

void segment_reader_open(struct segment_reader *s, int fd, uint64_t base, uint64_t position)
{
        const uint64_t first = base + SEGMENT_HEAD;
        *s = (struct segment_reader){.is_open = true,
                                     .fd = fd,
                                     .base = base,
                                     .position = position < first ? first : position,
                                     .window = need_alloc(WINDOW)};
}

void segment_reader_close(struct segment_reader *s)
{
        free(s->window);
        *s = (struct segment_reader){0};
}

/* The rest of a block that the disk cannot give is as good as zeros; returns its bytes. The next block may be
 * there, and so may a record that begins in it. */
static size_t skip_block(struct segment_reader *s, size_t most)
{
        const uint64_t at = s->window_at - s->base + s->window_len;
        const size_t left = most - s->window_len, rest = SEGMENT_BLOCK - (size_t)(at % SEGMENT_BLOCK),
                     n = left < rest ? left : rest;
        memset(s->window + s->window_len, 0, n);
        s->unread = true;
        return n;
}

/* Returns the bytes at a position, and in *n how many there are: all that a record may have, or all that
 * there are below the limit. NULL: they cannot be read. */
static const uint8_t *look_at(struct segment_reader *s, uint64_t position, uint64_t limit, size_t *n,
                              struct err *e)
{
        const uint64_t left = limit - position;
        const size_t want = left < RECORD_HEAD + RECORD_MOST ? (size_t)left : RECORD_HEAD + RECORD_MOST;
        if (position < s->window_at || position + want > s->window_at + s->window_len) {
                s->window_at = position;
                s->window_len = 0;
                const size_t most = left < WINDOW ? (size_t)left : WINDOW;
                while (s->window_len < most) {
                        const ssize_t got = pread(s->fd, s->window + s->window_len, most - s->window_len,
                                                  (off_t)(position - s->base + s->window_len));
                        if (got < 0 && errno == EINTR)
                                continue;
                        if (got < 0 && errno != EIO)
                                return (void)fail_errno(e, RETRY, "a segment cannot be read"), NULL;
                        if (got == 0)
                                break;
                        s->window_len += got > 0 ? (size_t)got : skip_block(s, most);
                }
        }
        const uint64_t there = s->window_at + s->window_len - position;
        *n = there < want ? (size_t)there : want;
        return s->window + (position - s->window_at);
}

/* Finds the next whole record behind the position, or the limit. */
static enum segment_next search(struct segment_reader *s, uint64_t limit, uint64_t *from, struct err *e)
{
        struct segment_record r;
        bool zeros = true;
        *from = s->position;
        for (uint64_t at = s->position; at < limit; at++) {
                size_t n;
                const uint8_t *p = look_at(s, at, limit, &n, e);
                if (!p)
                        return SEGMENT_FAULT;
                if (n == 0)
                        break;
                if (at > s->position && segment_record_read(p, n, at, &r) > 0) {
                        s->position = at;
                        return SEGMENT_DAMAGED;
                }
                zeros = zeros && *p == 0;
        }
        s->position = limit;
        return zeros ? SEGMENT_ZEROS : SEGMENT_DAMAGED;
}

enum segment_next segment_read_next(struct segment_reader *s, uint64_t limit, struct segment_record *r,
                                    uint64_t *from, struct err *e)
{
        size_t n;
        if (s->position >= limit)
                return SEGMENT_END;
        const uint8_t *p = look_at(s, s->position, limit, &n, e);
        if (!p)
                return SEGMENT_FAULT;
        const size_t whole = segment_record_read(p, n, s->position, r);
        if (whole == 0)
                return search(s, limit, from, e);
        s->position += whole;
        return SEGMENT_RECORD;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * store.c - see store.h.
 *
 * Rule: a batch lies in one segment, whole, and its places are known when it is written. Each run begins a
 * segment of its own, and so does whatever comes behind a write that failed.
 * So: nothing is ever written behind bytes of which it is not known what they are.
 */
#include "producers/store/store.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "producers/store/folder.h"
#include "producers/store/recover.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEGMENT_SIZE = 16 << 20, SEGMENTS_LEAST = 8, TRY_AGAIN_MS = 1000 };

struct store {
        int folder, lock, fd; /* fd: of the last segment of the list, while it is written; -1: none is */
        uint64_t most, segment_size;
        struct store_segment *segments; /* their sizes on the disk, by position */
        size_t n;
        uint64_t used; /* bytes of the segment that is written */
        struct store_place end;
        struct store_cursor cursor;
        struct bytes batch;
        bool full;
        micros tried; /* steady: when a full store last tried to get room */
};

/* ---- segments ---- */

uint64_t store_bytes(const struct store *s)
{
        uint64_t all = 0;
        for (size_t i = 0; i < s->n; i++)
                all += s->segments[i].size;
        return all;
}

static struct store_segment *last(struct store *s)
{
        return &s->segments[s->n - 1];
}

/* The segment that is written ends where it is, and no room is left in it; without a record it is gone. */
static void seal(struct store *s)
{
        char name[SEGMENT_NAME];
        if (s->fd < 0)
                return;
        if (ftruncate(s->fd, (off_t)s->used) == 0)
                last(s)->size = s->used;
        close(s->fd);
        s->fd = -1;
        if (s->used > SEGMENT_HEAD)
                return;
        store_segment_name(last(s)->base, name);
        unlinkat(s->folder, name, 0);
        s->n--;
}

static uint64_t size_for(const struct store *s, size_t batch)
{
        const uint64_t whole = SEGMENT_HEAD + (uint64_t)batch;
        return whole > s->segment_size ? whole : s->segment_size;
}

/* True when `most` allows another segment for a batch of this size. */
static bool is_allowed(const struct store *s, size_t batch)
{
        const uint64_t unused = s->fd < 0 ? 0 : s->segments[s->n - 1].size - s->used;
        return store_bytes(s) - unused + size_for(s, batch) <= s->most;
}

static bool make_file(int fd, uint64_t size)
{
        const int wrong = posix_fallocate(fd, 0, (off_t)size);
        if (wrong != 0) {
                errno = wrong;
                return false;
        }
        return pwrite(fd, segment_head, SEGMENT_HEAD, 0) == SEGMENT_HEAD && fdatasync(fd) == 0;
}

static enum fault begin_segment(struct store *s, size_t batch, struct err *e)
{
        char name[SEGMENT_NAME];
        const uint64_t size = size_for(s, batch);
        seal(s);
        store_segment_name(s->end.position, name);
        const int fd = openat(s->folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
                return fail_errno(e, RETRY, "the store: %s", name);
        if (!make_file(fd, size) || fsync(s->folder) != 0) {
                (void)fail_errno(e, RETRY, "the store: %s", name);
                close(fd);
                unlinkat(s->folder, name, 0);
                return e->kind;
        }
        s->segments = need_realloc(s->segments, (s->n + 1) * sizeof(*s->segments));
        s->segments[s->n++] = (struct store_segment){s->end.position, size};
        s->fd = fd;
        s->used = SEGMENT_HEAD;
        return OK;
}

static bool has_room(const struct store *s, size_t batch)
{
        return s->fd >= 0 && s->segments[s->n - 1].size - s->used >= batch;
}

/* ---- full ---- */

static enum fault become_full(struct store *s, struct err *e)
{
        if (!s->full)
                log_warn("store.full", KI("bytes", store_bytes(s)), KT("reason", e->text));
        s->full = true;
        s->tried = steady_now();
        return e->kind = RETRY;
}

static enum fault beyond_most(struct store *s, struct err *e)
{
        (void)fail(e, RETRY, "the store has as many bytes as store.most allows");
        return become_full(s, e);
}

/* A full store takes again when there is room for a segment. */
static enum fault try_again(struct store *s, size_t batch, struct err *e)
{
        if (steady_now() < s->tried + TRY_AGAIN_MS * INT64_C(1000))
                return fail(e, RETRY, "the store is full");
        if (!is_allowed(s, batch))
                return beyond_most(s, e);
        if (begin_segment(s, batch, e) != OK)
                return become_full(s, e);
        s->full = false;
        log_info("store.has_room", KI("bytes", store_bytes(s)));
        return OK;
}

bool store_full(const struct store *s)
{
        return s->full;
}

/* ---- the batch ---- */

enum fault store_append(struct store *s, const void *payload, size_t len, micros now, struct err *e)
{
        const size_t batch = s->batch.len + RECORD_HEAD + len;
        if (s->full && try_again(s, batch, e) != OK)
                return e->kind;
        if (!has_room(s, batch) && !is_allowed(s, batch))
                return beyond_most(s, e);
        segment_record_add(&s->batch, payload, len, now);
        return OK;
}

size_t store_mark(const struct store *s)
{
        return s->batch.len;
}

void store_roll_back(struct store *s, size_t mark)
{
        s->batch.len = mark;
}

static bool write_all(int fd, const uint8_t *p, size_t len, uint64_t at)
{
        while (len > 0) {
                const ssize_t n = pwrite(fd, p, len, (off_t)at);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return false;
                p += n;
                len -= (size_t)n;
                at += (uint64_t)n;
        }
        return true;
}

enum fault store_sync(struct store *s, struct err *e)
{
        const size_t len = s->batch.len;
        if (len == 0)
                return OK;
        if (!has_room(s, len) && begin_segment(s, len, e) != OK) {
                bytes_clear(&s->batch);
                return become_full(s, e);
        }
        const uint64_t position = last(s)->base + s->used;
        const uint64_t number = segment_stamp(s->batch.at, len, position, s->end.number);
        const bool written = write_all(s->fd, s->batch.at, len, s->used) && fdatasync(s->fd) == 0;
        bytes_clear(&s->batch);
        if (!written) {
                (void)fail_errno(e, RETRY, "the store cannot be written");
                seal(s);
                return become_full(s, e);
        }
        s->used += len;
        s->end = (struct store_place){position + len, number};
        return OK;
}

/* ---- what it has ---- */

struct store_place store_end(const struct store *s)
{
        return s->end;
}

uint64_t store_last_segment(const struct store *s)
{
        return s->n > 0 ? s->segments[s->n - 1].base : s->end.position;
}

struct store_cursor store_cursor(const struct store *s)
{
        return s->cursor;
}

void store_release(struct store *s, const struct store_cursor *c)
{
        size_t kept = 0;
        s->cursor = *c;
        for (size_t i = 0; i < s->n; i++) {
                char name[SEGMENT_NAME];
                const struct store_segment one = s->segments[i];
                const bool written = s->fd >= 0 && i + 1 == s->n;
                if (!written && !store_cursor_needs(c, one.base, one.base + one.size)) {
                        store_segment_name(one.base, name);
                        if (unlinkat(s->folder, name, 0) == 0) {
                                s->tried = 0;
                                continue;
                        }
                }
                s->segments[kept++] = one;
        }
        s->n = kept;
}

uint64_t store_records(const struct store *s)
{
        const uint64_t settled = s->cursor.live.number; /* of records that no start could see, maybe */
        return store_cursor_records(&s->cursor, s->end.number > settled ? s->end.number : settled);
}

micros store_oldest(struct store *s)
{
        const struct store_place first = store_cursor_first(&s->cursor);
        micros at = NO_TIME;
        for (size_t i = 0; i < s->n && at == NO_TIME; i++) {
                char name[SEGMENT_NAME];
                struct segment_reader reader;
                struct segment_record r;
                struct err e;
                uint64_t from, limit = s->segments[i].base + s->segments[i].size;
                limit = limit < s->end.position ? limit : s->end.position;
                if (limit <= first.position)
                        continue;
                store_segment_name(s->segments[i].base, name);
                const int fd = openat(s->folder, name, O_RDONLY | O_CLOEXEC);
                if (fd < 0)
                        continue;
                segment_reader_open(&reader, fd, s->segments[i].base, first.position);
                if (segment_read_next(&reader, limit, &r, &from, &e) == SEGMENT_RECORD)
                        at = r.at;
                segment_reader_close(&reader);
                close(fd);
        }
        return at;
}

/* ---- opening ---- */

/* Nothing begins before what the cursor knows: its records may be gone from the disk. */
static void place_cursor(struct store *s, bool found, struct store_place first)
{
        if (!found)
                s->cursor = (struct store_cursor){first, first, first};
        if (s->cursor.live.position > s->end.position)
                s->end.position = s->cursor.live.position;
        if (s->cursor.live.number > s->end.number)
                s->end.number = s->cursor.live.number;
}

enum fault store_open(struct store **out, const char *folder, uint64_t most, struct err *e)
{
        struct store *s = *out = need_alloc(sizeof(*s));
        struct store_place first;
        bool found;
        *s = (struct store){.folder = -1, .lock = -1, .fd = -1, .most = most};
        s->segment_size = most / SEGMENTS_LEAST < SEGMENT_SIZE ? most / SEGMENTS_LEAST : SEGMENT_SIZE;
        if (store_folder_open(folder, &s->folder, e) != OK ||
            store_folder_lock(s->folder, folder, &s->lock, e) != OK ||
            store_segments(s->folder, &s->segments, &s->n, e) != OK ||
            store_cursor_read(s->folder, &s->cursor, &found, e) != OK ||
            store_recover(s->folder, s->cursor.live, s->segments, &s->n, &first, &s->end, e) != OK) {
                fail_at(e, "%s", folder);
                return e->kind = e->kind == RETRY ? FATAL : e->kind;
        }
        place_cursor(s, found, first);
        const struct store_cursor needed = s->cursor;
        store_release(s, &needed);
        return OK;
}

void store_close(struct store *s)
{
        if (!s)
                return;
        seal(s);
        if (s->lock >= 0)
                close(s->lock);
        if (s->folder >= 0)
                close(s->folder);
        free(s->segments);
        bytes_free(&s->batch);
        free(s);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * recover.c - see recover.h.
 *
 * Rule: a record is cut off only if no whole one follows it in its segment, which is the last, and all behind
 * it can be read.
 * So: it was not synced, unless its disk lost it. Damage before whole records is left to the reader
 * (reader.h), which sets it aside, and so is what the disk cannot read now, and may give later.
 */
#include "producers/store/recover.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "producers/store/segment.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct counter unreadable = {
        "hentra_store_unreadable_total",
        "Times that the end of the store could not be read at a start, and was kept", COUNTER, 0};

/* The records of a segment that are whole. */
struct extent {
        bool any, blind; /* blind: the disk did not give a place, so they may be more */
        struct store_place first, end;
        uint64_t unread; /* bytes behind them of which nobody knows what they are */
};

static enum fault find_extent(int fd, const struct store_segment *s, struct extent *x, struct err *e)
{
        struct segment_reader reader;
        struct segment_record r;
        uint64_t from;
        enum segment_next next;
        *x = (struct extent){0};
        segment_reader_open(&reader, fd, s->base, 0);
        while ((next = segment_read_next(&reader, s->base + s->size, &r, &from, e)) != SEGMENT_END &&
               next != SEGMENT_FAULT) {
                if (next != SEGMENT_RECORD)
                        continue;
                if (!x->any)
                        x->first = (struct store_place){r.position, r.number};
                x->end = (struct store_place){reader.position, r.number + 1};
                x->any = true;
        }
        x->blind = reader.unread;
        segment_reader_close(&reader);
        return next == SEGMENT_FAULT ? e->kind : OK;
}

/* The bytes of a segment from this position on, without the zeros at their end. A block that the disk cannot
 * give is among them, as zeros, and *unread says why. */
static enum fault read_tail(int fd, const struct store_segment *s, uint64_t position, struct bytes *tail,
                            struct err *unread, struct err *e)
{
        size_t used = 0;
        for (uint64_t at = position - s->base; at < s->size; at = position - s->base + tail->len) {
                uint8_t block[SEGMENT_BLOCK] = {0};
                const uint64_t rest = SEGMENT_BLOCK - at % SEGMENT_BLOCK, left = s->size - at;
                const size_t want = (size_t)(rest < left ? rest : left);
                const ssize_t n = pread(fd, block, want, (off_t)at);
                if (n == 0)
                        break;
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0 && errno != EIO)
                        return fail_errno(e, RETRY, "a segment cannot be read");
                if (n < 0)
                        (void)fail_errno(unread, RETRY, "it cannot be read");
                const size_t before = tail->len;
                bytes_add(tail, block, n < 0 ? want : (size_t)n);
                if (n < 0)
                        used = tail->len;
                for (size_t i = before; i < tail->len; i++)
                        used = tail->at[i] ? i + 1 : used;
        }
        tail->len = used;
        return OK;
}

static enum fault keep_tail(int folder, uint64_t position, const struct bytes *tail, struct err *e)
{
        char path[64];
        snprintf(path, sizeof(path), "damaged/%016" PRIx64 ".tail", position);
        if (mkdirat(folder, "damaged", 0700) != 0 && errno != EEXIST)
                return fail_errno(e, RETRY, "%s", path);
        const int fd = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        const bool done = fd >= 0 && write(fd, tail->at, tail->len) == (ssize_t)tail->len && fsync(fd) == 0;
        if (!done)
                (void)fail_errno(e, RETRY, "%s", path);
        if (fd >= 0)
                close(fd);
        return done ? OK : e->kind;
}

static void keep_unread(struct extent *x, uint64_t position, uint64_t bytes, const struct err *unread)
{
        x->unread = bytes;
        unreadable.value++;
        log_error("store.unreadable", KI("position", position), KI("bytes", bytes),
                  KT("reason", unread->text));
}

/* Cuts what lies behind the position, unless a part of it cannot be read. */
static enum fault cut(int folder, int fd, struct store_segment *s, uint64_t position, struct extent *x,
                      struct err *e)
{
        struct bytes tail = {0};
        struct err not_kept = {0}, unread = {0};
        enum fault fault = read_tail(fd, s, position, &tail, &unread, e);
        if (fault == OK && unread.kind == OK && x->blind) /* records may be there that were not found */
                (void)fail(&unread, RETRY, "it could not be read at first");
        if (fault == OK && unread.kind != OK && tail.len > 0)
                keep_unread(x, position, tail.len, &unread);
        if (fault == OK && x->unread == 0 && tail.len > 0) {
                const bool kept = keep_tail(folder, position, &tail, &not_kept) == OK;
                log_warn("store.tail_cut", KI("position", position), KI("bytes", tail.len),
                         KT("reason", "it was not acknowledged"),
                         KT("kept", kept ? "damaged" : not_kept.text));
        }
        bytes_free(&tail);
        if (fault != OK || x->unread > 0)
                return fault;
        if (ftruncate(fd, (off_t)(position - s->base)) != 0 || fsync(fd) != 0)
                return fail_errno(e, RETRY, "a segment cannot be cut");
        s->size = position - s->base;
        return OK;
}

static enum fault recover_last(int folder, struct store_segment *s, struct extent *x, struct err *e)
{
        char name[SEGMENT_NAME];
        store_segment_name(s->base, name);
        const int fd = openat(folder, name, O_RDWR | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, RETRY, "%s", name);
        enum fault fault = find_extent(fd, s, x, e);
        const uint64_t end = x->any ? x->end.position : s->base + SEGMENT_HEAD;
        if (fault == OK && end < s->base + s->size)
                fault = cut(folder, fd, s, end, x, e);
        close(fd);
        x->end.position = end;
        if (fault == OK && !x->any && x->unread == 0 && unlinkat(folder, name, 0) != 0)
                return fail_errno(e, RETRY, "%s", name);
        return fault;
}

/* The records of one segment, which is left as it is. */
static enum fault look_at(int folder, const struct store_segment *s, struct extent *x, struct err *e)
{
        char name[SEGMENT_NAME];
        store_segment_name(s->base, name);
        const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, RETRY, "%s", name);
        const enum fault fault = find_extent(fd, s, x, e);
        close(fd);
        return fault;
}

static enum fault find_first(int folder, const struct store_segment *s, struct store_place *first,
                             struct err *e)
{
        struct extent x;
        const enum fault fault = look_at(folder, s, &x, e);
        if (fault == OK && x.any)
                *first = x.first;
        first->position = s->base;
        return fault;
}

/* The end behind what cannot be read: `last` has the records before it in the last segment. A record has at
 * least a byte of payload. */
static enum fault end_behind(int folder, const struct store_segment *list, size_t n, struct extent last,
                             struct store_place known, struct store_place *end, struct err *e)
{
        struct extent x = last;
        for (size_t i = n - 1; i > 0 && !x.any; i--) {
                if (look_at(folder, &list[i - 1], &x, e) != OK)
                        return e->kind;
        }
        if (!x.any)
                x.end = (struct store_place){list[0].base, 0};
        if (known.position > x.end.position)
                x.end = known;
        end->position = last.end.position + last.unread;
        end->number = x.end.number;
        if (end->position > x.end.position)
                end->number += (end->position - x.end.position) / (RECORD_HEAD + 1);
        return OK;
}

enum fault store_recover(int folder, struct store_place known, struct store_segment *list, size_t *n,
                         struct store_place *first, struct store_place *end, struct err *e)
{
        struct extent x = {0};
        uint64_t last = 0;
        counters_register(&unreadable, 1);
        *first = *end = (struct store_place){0};
        while (*n > 0 && !x.any && x.unread == 0) {
                struct store_segment *s = &list[*n - 1];
                last = last > s->base ? last : s->base;
                if (recover_last(folder, s, &x, e) != OK)
                        return e->kind;
                if (!x.any && x.unread == 0)
                        --*n;
        }
        if (x.any)
                *end = x.end;
        if (x.unread > 0 && end_behind(folder, list, *n, x, known, end, e) != OK)
                return e->kind;
        end->position = last > end->position ? last : end->position;
        *first = *end;
        return *n > 0 ? find_first(folder, &list[0], first, e) : OK;
}

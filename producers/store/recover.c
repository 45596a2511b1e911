/* SPDX-License-Identifier: Apache-2.0
 *
 * recover.c - see recover.h.
 *
 * Rule: a record is cut off only if no whole one follows it in its segment, which is the last.
 * So: it was not synced, unless its disk lost it. Damage before whole records is left to the reader
 * (reader.h), which sets it aside.
 */
#include "producers/store/recover.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "producers/store/segment.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The records of a segment that are whole. */
struct extent {
        bool any;
        struct store_place first, end;
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
        segment_reader_close(&reader);
        return next == SEGMENT_FAULT ? e->kind : OK;
}

/* The bytes of a file from this one on, without the zeros at their end. A block that the disk cannot give is
 * as good as zeros: no record lies here. *unread says why. */
static enum fault read_tail(int fd, uint64_t offset, struct bytes *tail, struct err *unread, struct err *e)
{
        uint8_t block[4096];
        size_t used = 0;
        for (;;) {
                ssize_t n = pread(fd, block, sizeof(block), (off_t)(offset + tail->len));
                if (n == 0)
                        break;
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0 && errno != EIO)
                        return fail_errno(e, RETRY, "a segment cannot be read");
                if (n < 0) {
                        (void)fail_errno(unread, RETRY, "it cannot be read");
                        memset(block, 0, sizeof(block));
                        n = sizeof(block);
                }
                bytes_add(tail, block, (size_t)n);
                for (size_t i = tail->len - (size_t)n; i < tail->len; i++)
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

static enum fault cut(int folder, int fd, struct store_segment *s, uint64_t position, struct err *e)
{
        struct bytes tail = {0};
        struct err not_kept = {0}, unread = {0};
        enum fault fault = read_tail(fd, position - s->base, &tail, &unread, e);
        if (fault == OK && (tail.len > 0 || unread.kind != OK)) {
                const bool kept = tail.len > 0 && keep_tail(folder, position, &tail, &not_kept) == OK;
                log_warn("store.tail_cut", KI("position", position), KI("bytes", tail.len),
                         KT("reason", unread.kind == OK ? "it was not acknowledged" : unread.text),
                         KT("kept", kept ? "damaged" : not_kept.text));
        }
        bytes_free(&tail);
        if (fault == OK && (ftruncate(fd, (off_t)(position - s->base)) != 0 || fsync(fd) != 0))
                return fail_errno(e, RETRY, "a segment cannot be cut");
        s->size = position - s->base;
        return fault;
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
                fault = cut(folder, fd, s, end, e);
        close(fd);
        if (fault == OK && !x->any && unlinkat(folder, name, 0) != 0)
                return fail_errno(e, RETRY, "%s", name);
        return fault;
}

static enum fault find_first(int folder, const struct store_segment *s, struct store_place *first,
                             struct err *e)
{
        char name[SEGMENT_NAME];
        struct extent x;
        store_segment_name(s->base, name);
        const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, RETRY, "%s", name);
        const enum fault fault = find_extent(fd, s, &x, e);
        close(fd);
        if (fault == OK && x.any)
                *first = x.first;
        first->position = s->base;
        return fault;
}

enum fault store_recover(int folder, struct store_segment *list, size_t *n, struct store_place *first,
                         struct store_place *end, struct err *e)
{
        struct extent x = {0};
        uint64_t last = 0;
        *first = *end = (struct store_place){0};
        while (*n > 0 && !x.any) {
                struct store_segment *s = &list[*n - 1];
                last = last > s->base ? last : s->base;
                if (recover_last(folder, s, &x, e) != OK)
                        return e->kind;
                if (!x.any)
                        --*n;
        }
        *end = x.end;
        end->position = last > end->position ? last : end->position;
        *first = *end;
        return *n > 0 ? find_first(folder, &list[0], first, e) : OK;
}

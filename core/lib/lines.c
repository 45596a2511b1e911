/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.c - see lines.h.
 */
#include "core/lib/lines.h"
#include "core/base/bytes.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lines {
        int fd;
        struct lines_options o;
        char *buffer;      /* o.most + o.block bytes: a line that is not too long, and a block behind it */
        size_t begin, end; /* bytes that were read, from the next line on */
        bool eof;
        uint64_t offset, number; /* of buffer[begin] */
};

enum { END_MOST = 2 /* CR LF */ };

enum fault lines_new(struct lines **out, int fd, uint64_t offset, uint64_t number,
                     const struct lines_options *options, struct err *e)
{
        *out = NULL;
        if (lseek(fd, (off_t)offset, SEEK_SET) < 0)
                return fail_errno(e, FATAL, "byte %llu", (unsigned long long)offset);
        struct lines *l = need_alloc(sizeof(*l));
        *l = (struct lines){.fd = fd, .o = *options, .offset = offset, .number = number};
        l->o.most = l->o.most ? l->o.most : 1 << 20;
        l->o.block = l->o.block ? l->o.block : 256 << 10;
        l->buffer = need_alloc(l->o.most + END_MOST + l->o.block);
        *out = l;
        return OK;
}

void lines_free(struct lines *l)
{
        if (!l)
                return;
        free(l->buffer);
        free(l);
}

void lines_place(const struct lines *l, uint64_t *offset, uint64_t *number)
{
        *offset = l->offset;
        *number = l->number;
}

static void pass(struct lines *l, size_t len)
{
        l->begin += len;
        l->offset += len;
}

/* Reads a block behind what is there, of which at most one line and its end are kept. */
static enum fault fill(struct lines *l, struct err *e)
{
        ssize_t got;
        if (l->begin > 0)
                memmove(l->buffer, l->buffer + l->begin, l->end - l->begin);
        l->end -= l->begin;
        l->begin = 0;
        do {
                got = read(l->fd, l->buffer + l->end, l->o.block);
        } while (got < 0 && errno == EINTR);
        if (got < 0)
                return fail_errno(e, FATAL, "line %llu", (unsigned long long)l->number);
        l->eof = got == 0;
        l->end += (size_t)got;
        return OK;
}

/* Finds the next line feed. *len is what lies before it, or all that is left; *ends: it is there. More than
 * the longest line and its end is not read to find it. */
static enum fault find_end(struct lines *l, size_t *len, bool *ends, struct err *e)
{
        for (size_t looked = 0;;) {
                const size_t there = l->end - l->begin;
                const char *at = l->buffer + l->begin, *lf = memchr(at + looked, '\n', there - looked);
                *ends = lf != NULL;
                *len = lf ? (size_t)(lf - at) : there;
                if (lf || l->eof || there > l->o.most + 1)
                        return OK;
                looked = there;
                if (fill(l, e) != OK)
                        return e->kind;
        }
}

/* Passes over the rest of a line that is too long. */
static enum fault skip(struct lines *l, struct err *e)
{
        for (;;) {
                const char *at = l->buffer + l->begin, *lf = memchr(at, '\n', l->end - l->begin);
                pass(l, lf ? (size_t)(lf - at) + 1 : l->end - l->begin);
                if (lf || l->eof)
                        return OK;
                if (fill(l, e) != OK)
                        return e->kind;
        }
}

static struct text without_mark(const struct lines *l, struct text t)
{
        static const char mark[] = "\xef\xbb\xbf";
        const size_t len = sizeof(mark) - 1;
        return l->offset == 0 && t.len >= len && !memcmp(t.at, mark, len)
                       ? (struct text){t.at + len, t.len - len}
                       : t;
}

enum fault lines_read(struct lines *l, struct line *line, struct err *e)
{
        for (;;) {
                size_t len;
                bool ends;
                *line = (struct line){.number = l->number};
                if (find_end(l, &len, &ends, e) != OK)
                        return e->kind;
                if (len == 0 && !ends)
                        return OK;
                struct text t = {l->buffer + l->begin, len};
                t.len -= t.at[len - (len > 0)] == '\r';
                if (t.len > l->o.most) {
                        if (skip(l, e) != OK)
                                return e->kind;
                        l->number++;
                        return fail(e, POISON, "a line of more than %zu bytes", l->o.most);
                }
                t = without_mark(l, t);
                pass(l, len + ends);
                l->number++;
                line->text = t;
                if (text_trim(t).len > 0)
                        return OK;
        }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.c - the only file that knows iconv. Memory does not grow with the file.
 */
#include "core/lib/encoding.h"
#include "core/base/stop.h"
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#ifndef __clang__
/* gcc's analyzer takes (iconv_t)-1, iconv's sign of failure, for something to close. */
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

enum { NAME_MOST = 40, BLOCK = 1 << 16 };

/* The national standard of 1993: offices call it TCVN3, the C library does not. */
static iconv_t open_iconv(const char *name)
{
        return iconv_open("UTF-8", strcasecmp(name, "tcvn3") ? name : "TCVN5712-1");
}

bool encoding_known(const char *name)
{
        /* Behind a slash iconv takes words that make it drop or replace what it cannot read. */
        if (!name[0] || strlen(name) > NAME_MOST || strchr(name, '/'))
                return false;
        iconv_t with = open_iconv(name);
        if (with == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's sign of failure */
                return false;
        iconv_close(with);
        return true;
}

struct converting {
        iconv_t with;
        int from, to;
        const char *name;
        char in[BLOCK], out[BLOCK];
        size_t waiting; /* bytes of `in` that are the beginning of a character */
        uint64_t done;  /* bytes before them */
};

static enum fault write_out(const struct converting *c, size_t len, struct err *e)
{
        ssize_t wrote = len > 0 ? write(c->to, c->out, len) : 0;
        if (wrote < 0)
                return fail_errno(e, FATAL, "the file in UTF-8");
        return (size_t)wrote == len ? OK : fail(e, FATAL, "the file in UTF-8: the disk is full");
}

static enum fault wrong_bytes(const struct converting *c, struct err *e)
{
        return fail(e, POISON, "the file is not in %s, as the mapping says: byte %llu is none of it", c->name,
                    (unsigned long long)c->done + 1);
}

/* Writes what the converter holds back: in Vietnamese encodings a letter waits for a mark that may follow. */
static enum fault flush(struct converting *c, struct err *e)
{
        char *out = c->out;
        size_t room = sizeof(c->out);
        if (c->waiting > 0 || iconv(c->with, NULL, NULL, &out, &room) == (size_t)-1)
                return wrong_bytes(c, e);
        return write_out(c, sizeof(c->out) - room, e);
}

/* Converts what has been read; the beginning of a character stays for the next block. */
static enum fault convert_block(struct converting *c, size_t len, struct err *e)
{
        char *in = c->in;
        size_t left = len;
        do {
                char *out = c->out;
                size_t room = sizeof(c->out);
                const size_t before = left;
                size_t rc = iconv(c->with, &in, &left, &out, &room);
                const int why = errno;
                c->done += before - left;
                if (write_out(c, sizeof(c->out) - room, e) != OK)
                        return e->kind;
                if (rc == (size_t)-1 && why == EILSEQ)
                        return wrong_bytes(c, e);
                if (rc == (size_t)-1 && why == EINVAL)
                        break;
        } while (left > 0);
        memmove(c->in, in, left);
        c->waiting = left;
        return OK;
}

static enum fault convert(struct converting *c, struct err *e)
{
        if (lseek(c->from, 0, SEEK_SET) < 0)
                return fail_errno(e, FATAL, "reading from the beginning");
        for (;;) {
                ssize_t got = read(c->from, c->in + c->waiting, sizeof(c->in) - c->waiting);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got < 0)
                        return fail_errno(e, FATAL, "reading");
                if (got == 0)
                        return flush(c, e);
                if (stop_asked())
                        return fail(e, RETRY, "asked to stop");
                if (convert_block(c, c->waiting + (size_t)got, e) != OK)
                        return e->kind;
        }
}

enum fault encoding_convert(int from, int to, const char *name, struct err *e)
{
        struct converting c = {.with = open_iconv(name), .from = from, .to = to, .name = name};
        if (c.with == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's sign of failure */
                return fail_errno(e, FATAL, "encoding %s", name);
        enum fault fault = convert(&c, e);
        iconv_close(c.with);
        return fault;
}

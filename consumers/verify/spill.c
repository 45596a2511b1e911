/* SPDX-License-Identifier: Apache-2.0
 *
 * spill.c - one buffer, which is also what a file is written from.
 */
#include "consumers/verify/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *directory(void)
{
        const char *named = getenv("TMPDIR");
        return named && *named ? named : "/var/tmp";
}

/* Not every file system knows files without a name. */
static int open_nameless(void)
{
        char path[4096];
        int file = open(directory(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
                return file;
        if ((size_t)snprintf(path, sizeof(path), "%s/hentra-XXXXXX", directory()) >= sizeof(path)) {
                errno = ENAMETOOLONG;
                return -1;
        }
        file = mkostemp(path, O_CLOEXEC);
        if (file >= 0)
                unlink(path);
        return file;
}

static enum fault refused(const struct spill *s, struct err *e)
{
        return fail_errno(e, FATAL,
                          "no room for sums of flows in %s, behind %lld MB of them: let TMPDIR name a "
                          "directory with more room, or let load.memory be larger",
                          directory(), (long long)(s->filed >> 20));
}

static enum fault to_file(struct spill *s, struct err *e)
{
        if (!s->open) {
                s->file = open_nameless();
                if (s->file < 0)
                        return refused(s, e);
                s->open = true;
        }
        size_t done = 0;
        while (done < s->latest.len) {
                const ssize_t n =
                        pwrite(s->file, s->latest.at + done, s->latest.len - done, s->filed + (off_t)done);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return refused(s, e);
                done += (size_t)n;
        }
        s->filed += (int64_t)done;
        bytes_clear(&s->latest);
        return OK;
}

enum fault spill_add(struct spill *s, const void *at, size_t len, struct err *e)
{
        if (s->latest.len + len > s->most && s->latest.len && to_file(s, e) != OK)
                return e->kind;
        bytes_add(&s->latest, at, len);
        return OK;
}

int64_t spill_end(const struct spill *s)
{
        return s->filed + (int64_t)s->latest.len;
}

static enum fault from_file(const struct spill *s, int64_t from, uint8_t *out, size_t len, struct err *e)
{
        while (len) {
                const ssize_t n = pread(s->file, out, len, from);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return fail_errno(e, FATAL, "cannot read a temporary file in %s", directory());
                if (n == 0)
                        return fail(e, FATAL, "a temporary file in %s has become shorter", directory());
                out += n;
                from += n;
                len -= (size_t)n;
        }
        return OK;
}

enum fault spill_read(const struct spill *s, int64_t from, void *out, size_t len, struct err *e)
{
        const size_t filed = from >= s->filed                  ? 0
                             : (int64_t)len <= s->filed - from ? len
                                                               : (size_t)(s->filed - from);
        if (filed && from_file(s, from, out, filed, e) != OK)
                return e->kind;
        if (len > filed)
                memcpy((uint8_t *)out + filed, s->latest.at + (from + (int64_t)filed - s->filed),
                       len - filed);
        return OK;
}

void spill_free(struct spill *s)
{
        if (s->open)
                close(s->file);
        bytes_free(&s->latest);
        *s = (struct spill){.most = s->most};
}

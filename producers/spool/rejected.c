/* SPDX-License-Identifier: Apache-2.0
 *
 * rejected.c - see rejected.h.
 */
#include "producers/spool/rejected.h"
#include "core/lib/csv.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAITING_MOST = 1 << 16 };

void rejected_name(struct rejected *r, const char *hash)
{
        snprintf(r->name, sizeof(r->name), ".%s.part", hash);
}

enum fault rejected_open(struct rejected *r, int dir, const char *hash, uint64_t keep, bool *kept,
                         struct err *e)
{
        struct stat st;
        *r = (struct rejected){.dir = dir, .length = keep};
        rejected_name(r, hash);
        r->fd = openat(dir, r->name, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (r->fd < 0 || fstat(r->fd, &st) != 0)
                return fail_errno(e, FATAL, "rejected/%s", r->name);
        *kept = (uint64_t)st.st_size >= keep;
        r->length = *kept ? keep : 0;
        if (ftruncate(r->fd, (off_t)r->length) != 0)
                return fail_errno(e, FATAL, "rejected/%s", r->name);
        return OK;
}

void rejected_close(struct rejected *r)
{
        if (r->fd >= 0)
                close(r->fd);
        r->fd = -1;
        bytes_free(&r->waiting);
}

enum fault rejected_add(struct rejected *r, uint64_t line, const char *column, const char *reason,
                        struct err *e)
{
        static const char header[] = "line,column,reason\n";
        char number[24];
        size_t before = r->waiting.len;
        if (r->length == 0)
                bytes_add(&r->waiting, header, sizeof(header) - 1);
        const int len = snprintf(number, sizeof(number), "%llu,", (unsigned long long)line);
        bytes_add(&r->waiting, number, (size_t)len);
        csv_add_guarded(&r->waiting, text_of(column));
        bytes_add(&r->waiting, ",", 1);
        csv_add_guarded(&r->waiting, text_of(reason));
        bytes_add(&r->waiting, "\n", 1);
        r->length += r->waiting.len - before;
        return r->waiting.len > WAITING_MOST ? rejected_flush(r, false, e) : OK;
}

enum fault rejected_flush(struct rejected *r, bool durable, struct err *e)
{
        ssize_t wrote = r->waiting.len > 0 ? write(r->fd, r->waiting.at, r->waiting.len) : 0;
        if (wrote < 0 || (durable && fdatasync(r->fd) != 0))
                return fail_errno(e, FATAL, "rejected/%s", r->name);
        if ((size_t)wrote != r->waiting.len)
                return fail(e, FATAL, "rejected/%s: the disk is full", r->name);
        bytes_clear(&r->waiting);
        return OK;
}

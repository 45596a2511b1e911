/* SPDX-License-Identifier: Apache-2.0
 *
 * cursor.c - see cursor.h. The file has one line: six numbers, and a checksum of the text before it.
 */
#include "producers/store/cursor.h"

#include "core/lib/hash.h"
#include "core/lib/log.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = 256 };

static const char name[] = "cursor", new_name[] = "cursor.new";

bool store_cursor_needs(const struct store_cursor *c, uint64_t begin, uint64_t end)
{
        return end > c->live.position || (begin < c->until.position && end > c->from.position);
}

uint64_t store_cursor_records(const struct store_cursor *c, uint64_t next_number)
{
        return c->until.number - c->from.number + next_number - c->live.number;
}

struct store_place store_cursor_first(const struct store_cursor *c)
{
        return c->from.position < c->until.position ? c->from : c->live;
}

static int write_line(const struct store_cursor *c, char line[static LINE_MOST])
{
        const int n = snprintf(line, LINE_MOST,
                               "1 %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64,
                               c->from.position, c->from.number, c->until.position, c->until.number,
                               c->live.position, c->live.number);
        return n +
               snprintf(line + n, LINE_MOST - (size_t)n, " %016" PRIx64 "\n", hash_bytes(line, (size_t)n));
}

static bool read_line(const char *line, struct store_cursor *c)
{
        char same[LINE_MOST];
        return sscanf(line, "1 %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
                      &c->from.position, &c->from.number, &c->until.position, &c->until.number,
                      &c->live.position, &c->live.number) == 6 &&
               write_line(c, same) > 0 && strcmp(line, same) == 0;
}

enum fault store_cursor_read(int folder, struct store_cursor *c, bool *found, struct err *e)
{
        char line[LINE_MOST];
        *c = (struct store_cursor){0};
        *found = false;
        const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? OK : fail_errno(e, RETRY, "the store's cursor");
        const ssize_t n = read(fd, line, sizeof(line) - 1);
        if (n < 0)
                (void)fail_errno(e, RETRY, "the store's cursor");
        close(fd);
        if (n < 0)
                return e->kind;
        line[n] = '\0';
        *found = read_line(line, c);
        if (!*found) {
                *c = (struct store_cursor){0};
                log_warn("store.cursor_damaged", KT("effect", "all that is stored is sent again"));
        }
        return OK;
}

enum fault store_cursor_write(int folder, const struct store_cursor *c, struct err *e)
{
        char line[LINE_MOST];
        const int n = write_line(c, line);
        const int fd = openat(folder, new_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0)
                return fail_errno(e, RETRY, "the store's cursor");
        const ssize_t written = write(fd, line, (size_t)n);
        if (written >= 0 && written != n)
                errno = ENOSPC;
        const bool done = written == n && fsync(fd) == 0;
        if (!done)
                (void)fail_errno(e, RETRY, "the store's cursor");
        close(fd);
        if (!done)
                return e->kind;
        if (renameat(folder, new_name, folder, name) != 0 || fsync(folder) != 0)
                return fail_errno(e, RETRY, "the store's cursor");
        return OK;
}

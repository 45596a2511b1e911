/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.c - see journal.h.
 *
 * A line: version, hash, state, stated_at, the nine numbers of the mark, and the XXH3 of all that stands
 * before it. On opening the journal is written anew with one line a hash, so it does not grow for ever.
 */
#include "producers/journal.h"
#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = 512 };

struct journal {
        int fd;
        struct journal_entry *entry;
        size_t n, room;
};

static const char *const states[JOURNAL_STATES] = {"reading", "sent", "refused", "done"};

/* ---- lines ---- */

static size_t write_line(char out[static LINE_MOST], const struct journal_entry *v)
{
        const struct journal_mark *m = &v->mark;
        char hash[65];
        int len = snprintf(out, LINE_MOST,
                           "1 %s %s %" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
                           " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " ",
                           hex(v->hash, 32, hash), states[v->state], v->stated_at, m->offset, m->line,
                           m->rows, m->events, m->repeated, m->rejected, m->gaps, m->overlaps, m->list_bytes);
        uint64_t check = hash_bytes(out, (size_t)len);
        len += snprintf(out + len, LINE_MOST - (size_t)len, "%016" PRIx64 "\n", check);
        return (size_t)len;
}

static bool take_hash(char **at, uint8_t hash[static 32])
{
        char *word = strsep(at, " ");
        if (!word || strlen(word) != 64)
                return false;
        for (int i = 0; i < 32; i++) {
                char byte[3] = {word[2 * i], word[2 * i + 1]}, *end;
                hash[i] = (uint8_t)strtoul(byte, &end, 16);
                if (*end)
                        return false;
        }
        return true;
}

static bool take_state(char **at, enum journal_state *state)
{
        const char *word = strsep(at, " ");
        for (int i = 0; word && i < JOURNAL_STATES; i++) {
                if (!strcmp(word, states[i])) {
                        *state = (enum journal_state)i;
                        return true;
                }
        }
        return false;
}

/* Takes `line` apart; it ends with NUL in the place of its line feed. What the checksum covers is what
 * write_line() wrote, so its numbers need no further look. */
static bool read_line(char *line, struct journal_entry *v)
{
        struct journal_mark *m = &v->mark;
        uint64_t *const numbers[] = {&m->offset,   &m->line, &m->rows,     &m->events,    &m->repeated,
                                     &m->rejected, &m->gaps, &m->overlaps, &m->list_bytes};
        const char *last = strrchr(line, ' ');
        *v = (struct journal_entry){0};
        if (!last || strtoull(last, NULL, 16) != hash_bytes(line, (size_t)(last + 1 - line)) ||
            strncmp(line, "1 ", 2))
                return false;
        char *at = line + 2;
        if (!take_hash(&at, v->hash) || !take_state(&at, &v->state) || !at)
                return false;
        v->stated_at = strtoll(at, &at, 10);
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
                *numbers[i] = strtoull(at, &at, 10);
        return true;
}

/* ---- memory ---- */

static struct journal_entry *find(const struct journal *j, const uint8_t hash[static 32])
{
        for (size_t i = 0; i < j->n; i++) {
                if (!memcmp(j->entry[i].hash, hash, 32))
                        return &j->entry[i];
        }
        return NULL;
}

const struct journal_entry *journal_find(const struct journal *j, const uint8_t hash[static 32])
{
        return find(j, hash);
}

static void remember(struct journal *j, const struct journal_entry *v)
{
        struct journal_entry *known = find(j, v->hash);
        if (known) {
                *known = *v;
                return;
        }
        if (j->n == j->room) {
                j->room = j->room ? 2 * j->room : 64;
                j->entry = need_realloc(j->entry, j->room * sizeof(*j->entry));
        }
        j->entry[j->n++] = *v;
}

/* ---- file ---- */

static enum fault load(struct journal *j, FILE *file, const char *name, struct err *e)
{
        char line[LINE_MOST];
        struct journal_entry v;
        long bad = 0;
        for (long number = 1; fgets(line, sizeof(line), file); number++) {
                char *end = strchr(line, '\n');
                if (end)
                        *end = '\0';
                if (!end || !read_line(line, &v)) {
                        bad = bad ? bad : number;
                        continue;
                }
                if (bad) /* not torn off by a crash: that would have nothing behind it */
                        return fail(
                                e, FATAL,
                                "%s: line %ld is damaged; move the journal away to begin anew: then whatever "
                                "lies in the directory is sent again, as said at its present file times",
                                name, bad);
                remember(j, &v);
        }
        return ferror(file) ? fail_errno(e, FATAL, "%s", name) : OK;
}

static enum fault add_line(int fd, const struct journal_entry *v, struct err *e)
{
        char line[LINE_MOST];
        size_t len = write_line(line, v);
        ssize_t wrote = write(fd, line, len);
        if (wrote == (ssize_t)len)
                return OK;
        return wrote < 0 ? fail_errno(e, FATAL, "journal") : fail(e, FATAL, "journal: the disk is full");
}

/* One line a hash, in a new file that takes the old one's place when it is complete. */
static enum fault rewrite(struct journal *j, int dir, const char *name, struct err *e)
{
        char fresh[256];
        snprintf(fresh, sizeof(fresh), "%s.new", name);
        j->fd = openat(dir, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
        if (j->fd < 0)
                return fail_errno(e, FATAL, "%s", fresh);
        for (size_t i = 0; i < j->n; i++) {
                if (add_line(j->fd, &j->entry[i], e) != OK)
                        return e->kind;
        }
        if (fdatasync(j->fd) != 0 || renameat(dir, fresh, dir, name) != 0 || fsync(dir) != 0)
                return fail_errno(e, FATAL, "%s", name);
        return OK;
}

enum fault journal_open(struct journal **out, int dir, const char *name, struct err *e)
{
        struct journal *j = need_alloc(sizeof(*j));
        j->fd = -1;
        *out = NULL;
        enum fault fault = OK;
        int old = openat(dir, name, O_RDONLY | O_CLOEXEC);
        FILE *file = old >= 0 ? fdopen(old, "r") : NULL;
        if (file)
                fault = load(j, file, name, e);
        else if (errno != ENOENT)
                fault = fail_errno(e, FATAL, "%s", name);
        if (file)
                fclose(file);
        if (fault == OK)
                fault = rewrite(j, dir, name, e);
        if (fault != OK) {
                journal_close(j);
                return fault;
        }
        *out = j;
        return OK;
}

void journal_close(struct journal *j)
{
        if (!j)
                return;
        if (j->fd >= 0)
                close(j->fd);
        free(j->entry);
        free(j);
}

enum fault journal_write(struct journal *j, const struct journal_entry *entry, bool durable, struct err *e)
{
        remember(j, entry);
        if (add_line(j->fd, entry, e) != OK)
                return e->kind;
        if (durable && fdatasync(j->fd) != 0)
                return fail_errno(e, FATAL, "journal");
        return OK;
}

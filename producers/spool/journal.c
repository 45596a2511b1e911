/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.c - see journal.h.
 *
 * Rule: an entry is found by a table, by its hash and by its time.
 * So: with half a million files each costs as little as with ten.
 */
#include "producers/spool/journal.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "producers/spool/journal_line.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
        OUTDATED_MOST = 1 << 14, /* lines beside those of the entries, before the journal is written anew */
        WRITE_AT_ONCE = 1 << 20
};

/* Open addressing: positions in the list of entries, from 1; 0 is free. */
struct table {
        uint32_t *slot;
        size_t size, used; /* size is a power of two */
};

struct journal {
        int fd, dir; /* dir is borrowed */
        char *name;
        struct journal_spool spool;
        struct journal_entry *entry;
        size_t n, room;
        size_t lines; /* of the file */
        struct table hashes;
        struct table times; /* the first entry with each stated_at */
};

/* ---- memory ---- */

/* Every part of a SHA-256 is as good as random. */
static uint64_t key_of_hash(const uint8_t hash[static 32])
{
        uint64_t key;
        memcpy(&key, hash, sizeof(key));
        return key;
}

static uint64_t key_of_time(micros t)
{
        return hash_bytes(&t, sizeof(t));
}

/* The slot of the entry with this hash, or the free one where it belongs. */
static uint32_t *slot_of_hash(const struct journal *j, const uint8_t hash[static 32])
{
        size_t i = key_of_hash(hash) & (j->hashes.size - 1);
        while (j->hashes.slot[i] && memcmp(j->entry[j->hashes.slot[i] - 1].hash, hash, 32) != 0)
                i = (i + 1) & (j->hashes.size - 1);
        return &j->hashes.slot[i];
}

static uint32_t *slot_of_time(const struct journal *j, micros t)
{
        size_t i = key_of_time(t) & (j->times.size - 1);
        while (j->times.slot[i] && j->entry[j->times.slot[i] - 1].stated_at != t)
                i = (i + 1) & (j->times.size - 1);
        return &j->times.slot[i];
}

static void put_in_table(struct table *t, uint32_t *slot, size_t position)
{
        t->used += *slot == 0;
        *slot = *slot ? *slot : (uint32_t)position + 1;
}

static void put_in_tables(struct journal *j, size_t position)
{
        const struct journal_entry *v = &j->entry[position];
        put_in_table(&j->hashes, slot_of_hash(j, v->hash), position);
        put_in_table(&j->times, slot_of_time(j, v->stated_at), position);
}

/* Makes tables for twice as many entries as there are, and puts the entries into them. */
static void fill_tables(struct journal *j)
{
        struct table *const tables[] = {&j->hashes, &j->times};
        size_t size = 256;
        while (size < 4 * j->n)
                size *= 2;
        for (size_t i = 0; i < 2; i++) {
                free(tables[i]->slot);
                *tables[i] = (struct table){need_alloc(size * sizeof(uint32_t)), size, 0};
        }
        for (size_t i = 0; i < j->n; i++)
                put_in_tables(j, i);
}

const struct journal_entry *journal_find(const struct journal *j, const uint8_t hash[static 32])
{
        const uint32_t position = *slot_of_hash(j, hash);
        return position ? &j->entry[position - 1] : NULL;
}

micros journal_latest(const struct journal *j)
{
        micros latest = NO_TIME;
        for (const struct journal_entry *v = j->entry; v < j->entry + j->n; v++) {
                if (v->state == JOURNAL_READING && v->moved_at == 0)
                        continue;
                latest = v->stated_at > latest ? v->stated_at : latest;
                latest = v->seen_at > latest ? v->seen_at : latest;
        }
        return latest;
}

bool journal_ties(const struct journal *j, const struct journal_entry *entry)
{
        const uint32_t position = *slot_of_time(j, entry->stated_at);
        return position && memcmp(j->entry[position - 1].hash, entry->hash, 32) != 0;
}

static void remember(struct journal *j, const struct journal_entry *v)
{
        const uint32_t position = *slot_of_hash(j, v->hash);
        size_t at = position ? position - 1 : j->n++;
        if (at == j->room) {
                j->room = j->room ? 2 * j->room : 64;
                j->entry = need_realloc(j->entry, j->room * sizeof(*j->entry));
        }
        j->entry[at] = *v;
        if (2 * j->hashes.used >= j->hashes.size || 2 * j->times.used >= j->times.size)
                fill_tables(j);
        else
                put_in_tables(j, at);
}

/* ---- file ---- */

/* *whole: every line of the file is good, and none is outdated. */
static enum fault load(struct journal *j, FILE *file, bool *whole, struct err *e)
{
        char line[JOURNAL_LINE_MOST];
        struct journal_entry v;
        size_t bad = 0;
        bool of_spool = false;
        for (j->lines = 0; fgets(line, sizeof(line), file); j->lines++) {
                char *end = strchr(line, '\n');
                if (end)
                        *end = '\0';
                if (!end || !journal_line_read(line, &v, &j->spool, &of_spool)) {
                        bad = bad ? bad : j->lines + 1;
                        continue;
                }
                if (bad) /* not torn off by a crash: that line would be the last one */
                        return fail(
                                e, FATAL,
                                "%s: line %zu is damaged; move the journal away to begin anew: then whatever "
                                "lies in the directory is sent again, as said at its present file times",
                                j->name, bad);
                if (!of_spool)
                        remember(j, &v);
        }
        *whole = !bad && j->lines == j->n + (j->spool.mapping != 0);
        return ferror(file) ? fail_errno(e, FATAL, "%s", j->name) : OK;
}

static enum fault write_all(int fd, const void *at, size_t len, struct err *e)
{
        ssize_t wrote = len > 0 ? write(fd, at, len) : 0;
        if (wrote == (ssize_t)len)
                return OK;
        return wrote < 0 ? fail_errno(e, FATAL, "journal") : fail(e, FATAL, "journal: the disk is full");
}

static enum fault write_entries(const struct journal *j, int fd, struct err *e)
{
        struct bytes out = {0};
        enum fault fault = OK;
        char line[JOURNAL_LINE_MOST];
        if (j->spool.mapping)
                bytes_add(&out, line, journal_line_of_spool(line, &j->spool));
        for (size_t i = 0; i < j->n && fault == OK; i++) {
                bytes_add(&out, line, journal_line_of_entry(line, &j->entry[i]));
                if (out.len < WRITE_AT_ONCE)
                        continue;
                fault = write_all(fd, out.at, out.len, e);
                bytes_clear(&out);
        }
        if (fault == OK)
                fault = write_all(fd, out.at, out.len, e);
        bytes_free(&out);
        return fault;
}

/* One line a hash, and one of the spool, in a new file that takes the old one's place when it is complete. */
static enum fault rewrite(struct journal *j, struct err *e)
{
        char fresh[256];
        snprintf(fresh, sizeof(fresh), "%s.new", j->name);
        int fd = openat(j->dir, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
        if (fd < 0)
                return fail_errno(e, FATAL, "%s", fresh);
        if (j->fd >= 0)
                close(j->fd);
        j->fd = fd;
        j->lines = j->n + (j->spool.mapping != 0);
        if (write_entries(j, fd, e) != OK)
                return e->kind;
        if (fdatasync(fd) != 0 || renameat(j->dir, fresh, j->dir, j->name) != 0 || fsync(j->dir) != 0)
                return fail_errno(e, FATAL, "%s", j->name);
        return OK;
}

static enum fault open_file(struct journal *j, struct err *e)
{
        bool whole = false;
        enum fault fault = OK;
        int old = openat(j->dir, j->name, O_RDONLY | O_CLOEXEC);
        FILE *file = old >= 0 ? fdopen(old, "r") : NULL;
        if (file)
                fault = load(j, file, &whole, e);
        else if (errno != ENOENT)
                fault = fail_errno(e, FATAL, "%s", j->name);
        if (file)
                fclose(file);
        if (fault != OK || !whole)
                return fault == OK ? rewrite(j, e) : fault;
        j->fd = openat(j->dir, j->name, O_WRONLY | O_APPEND | O_CLOEXEC);
        return j->fd >= 0 ? OK : fail_errno(e, FATAL, "%s", j->name);
}

enum fault journal_open(struct journal **out, int dir, const char *name, struct err *e)
{
        struct journal *j = need_alloc(sizeof(*j));
        *j = (struct journal){.fd = -1, .dir = dir, .name = need_strdup(name)};
        fill_tables(j);
        *out = NULL;
        if (open_file(j, e) != OK) {
                journal_close(j);
                return e->kind;
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
        free(j->hashes.slot);
        free(j->times.slot);
        free(j->entry);
        free(j->name);
        free(j);
}

/* Appends a line; what it says is in memory already, so a file written anew has it too. */
static enum fault append_line(struct journal *j, const char *line, size_t len, bool durable, struct err *e)
{
        if (j->lines >= 2 * j->n + OUTDATED_MOST)
                return rewrite(j, e);
        j->lines++;
        if (write_all(j->fd, line, len, e) != OK)
                return e->kind;
        if (durable && fdatasync(j->fd) != 0)
                return fail_errno(e, FATAL, "journal");
        return OK;
}

enum fault journal_write(struct journal *j, const struct journal_entry *entry, bool durable, struct err *e)
{
        char line[JOURNAL_LINE_MOST];
        remember(j, entry);
        return append_line(j, line, journal_line_of_entry(line, entry), durable, e);
}

const struct journal_spool *journal_of_spool(const struct journal *j)
{
        return &j->spool;
}

enum fault journal_write_spool(struct journal *j, const struct journal_spool *spool, struct err *e)
{
        char line[JOURNAL_LINE_MOST];
        j->spool = *spool;
        return append_line(j, line, journal_line_of_spool(line, spool), true, e);
}

/* ---- forgetting ---- */

static bool may_go(const struct journal_entry *v, micros before)
{
        return v->state == JOURNAL_DONE && v->moved_at != 0 && v->moved_at < before;
}

static int compare_names(const void *a, const void *b)
{
        const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
        return (left > right) - (left < right);
}

/* The hashes of the names in a directory, behind what is there. */
static enum fault add_names(int dir, struct bytes *names, struct err *e)
{
        int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
        if (!list)
                return fail_errno(e, FATAL, "journal");
        struct dirent *entry;
        /* cppcheck-suppress readdirCalled ; a stream that nobody shares, and glibc calls readdir_r obsolete
         */
        while (errno = 0, (entry = readdir(list))) {
                const uint64_t name = hash_bytes(entry->d_name, strlen(entry->d_name));
                bytes_add(names, &name, sizeof(name));
        }
        enum fault fault = errno ? fail_errno(e, FATAL, "journal") : OK;
        closedir(list);
        return fault;
}

enum fault journal_forget(struct journal *j, micros before, const int *dirs, size_t n, struct err *e)
{
        struct bytes names = {0};
        size_t old = 0, kept = 0;
        enum fault fault = OK;
        for (size_t i = 0; i < j->n; i++)
                old += may_go(&j->entry[i], before);
        for (size_t i = 0; i < n && old > 0 && fault == OK; i++)
                fault = add_names(dirs[i], &names, e);
        const size_t count = names.len / sizeof(uint64_t);
        if (fault == OK && count > 0) {
                qsort(names.at, count, sizeof(uint64_t), compare_names);
                for (size_t i = 0; i < j->n; i++) {
                        const struct journal_entry *v = &j->entry[i];
                        if (!may_go(v, before) ||
                            bsearch(&v->moved_name, names.at, count, sizeof(uint64_t), compare_names))
                                j->entry[kept++] = *v;
                }
                old = j->n - kept;
                j->n = kept;
                fill_tables(j);
                fault = old > 0 ? rewrite(j, e) : OK;
        }
        bytes_free(&names);
        return fault;
}

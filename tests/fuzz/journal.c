/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.c - the spool's journal. With a first byte of 1 the lines get the checksum that they lack, so that
 * what is behind it is reached.
 *
 * A journal that was accepted is written anew; read again it is the same, byte by byte, and takes further
 * entries.
 */
#include "producers/spool/journal.h"
#include "core/lib/hash.h"
#include "tests/fuzz/fuzz.h"
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

const struct fuzz_bound fuzz_bound = {1 << 16, 64};

int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);

/* The disk is not what is tried here. */
int __wrap_fsync(int fd)
{
        (void)fd;
        return 0;
}

int __wrap_fdatasync(int fd)
{
        (void)fd;
        return 0;
}

static int dir;

static void remove_place(void)
{
        char place[64];
        unlinkat(dir, "journal", 0);
        unlinkat(dir, "journal.new", 0);
        snprintf(place, sizeof(place), "/dev/shm/hentra-journal-%d", (int)getpid());
        rmdir(place);
}

void fuzz_open(void)
{
        char place[64];
        snprintf(place, sizeof(place), "/dev/shm/hentra-journal-%d", (int)getpid());
        HOLDS(mkdir(place, 0700) == 0);
        dir = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        HOLDS(dir >= 0 && atexit(remove_place) == 0);
}

static void put(struct text content)
{
        int fd = openat(dir, "journal", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        HOLDS(fd >= 0 && (content.len == 0 || write(fd, content.at, content.len) == (ssize_t)content.len));
        close(fd);
}

static void get(struct bytes *out)
{
        char block[4096];
        ssize_t n;
        int fd = openat(dir, "journal", O_RDONLY | O_CLOEXEC);
        HOLDS(fd >= 0);
        while ((n = read(fd, block, sizeof(block))) > 0)
                bytes_add(out, block, (size_t)n);
        close(fd);
}

static void add_checksums(struct text lines, struct bytes *out)
{
        while (lines.len > 0) {
                const char *end = memchr(lines.at, '\n', lines.len);
                size_t len = end ? (size_t)(end - lines.at) : lines.len, begin = out->len;
                char check[24];
                bytes_add(out, lines.at, len);
                bytes_add(out, " ", 1);
                uint64_t sum = hash_bytes(out->at + begin, out->len - begin);
                bytes_add(out, check, (size_t)snprintf(check, sizeof(check), "%016" PRIx64 "\n", sum));
                lines = (struct text){lines.at + len + (end != NULL), lines.len - len - (end != NULL)};
        }
}

static void same_when_opened_again(void)
{
        struct bytes first = {0}, second = {0};
        struct journal *j;
        struct err e;
        const struct journal_entry entry = {
                .hash = {1, 2, 3}, .state = JOURNAL_SENT, .mark.offset = UINT64_MAX};
        get(&first);
        HOLDS(journal_open(&j, dir, "journal", &e) == OK);
        get(&second);
        HOLDS(first.len == second.len && (first.len == 0 || !memcmp(first.at, second.at, first.len)));
        HOLDS(journal_write(j, &entry, true, &e) == OK);
        journal_close(j);
        HOLDS(journal_open(&j, dir, "journal", &e) == OK);
        const struct journal_entry *found = journal_find(j, entry.hash);
        HOLDS(found && found->state == JOURNAL_SENT && found->mark.offset == UINT64_MAX);
        journal_close(j);
        bytes_free(&first);
        bytes_free(&second);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        if (size < 1)
                return;
        struct text content = {(const char *)data + 1, size - 1};
        struct bytes summed = {0};
        struct journal *j;
        struct err e;
        if (data[0] == 1) {
                add_checksums(content, &summed);
                content = (struct text){(const char *)summed.at, summed.len};
        }
        put(content);
        enum fault fault = fuzz_said(journal_open(&j, dir, "journal", &e), &e);
        HOLDS(fault == OK ? j != NULL : fault == FATAL && !j);
        journal_close(j);
        if (fault == OK)
                same_when_opened_again();
        bytes_free(&summed);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * store_dir.h - a store in a folder of a test's own, its reader, and a disk that fails when asked to.
 */
#ifndef HENTRA_TESTS_SUPPORT_STORE_DIR_H
#define HENTRA_TESTS_SUPPORT_STORE_DIR_H

#include "producers/store/folder.h"
#include "producers/store/reader.h"
#include "producers/store/store.h"
#include "tests/support/unit.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct store_dir {
        char path[64], folder[96];
        int fd; /* of the folder */
        struct store *store;
        struct store_reader *reader;
};

static inline int store_dir_set_up(void **state)
{
        struct store_dir *d = calloc(1, sizeof(*d));
        snprintf(d->path, sizeof(d->path), "/tmp/hentra-store-XXXXXX");
        assert_non_null(mkdtemp(d->path));
        snprintf(d->folder, sizeof(d->folder), "%s/state/store", d->path);
        d->fd = -1;
        *state = d;
        return 0;
}

static inline void store_dir_open(struct store_dir *d, uint64_t most, bool live_first)
{
        struct err e;
        if (store_open(&d->store, d->folder, most, &e) != OK)
                fail_msg("%s", e.text);
        d->fd = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const struct store_cursor c = store_cursor(d->store);
        d->reader = store_reader_open(d->fd, &c, live_first);
        store_reader_extend(d->reader, store_end(d->store), store_last_segment(d->store));
}

static inline void store_dir_close(struct store_dir *d)
{
        store_reader_close(d->reader);
        store_close(d->store);
        if (d->fd >= 0)
                close(d->fd);
        d->reader = NULL;
        d->store = NULL;
        d->fd = -1;
}

static inline int store_dir_tear_down(void **state)
{
        struct store_dir *d = *state;
        char command[128];
        store_dir_close(d);
        snprintf(command, sizeof(command), "rm -r %s", d->path);
        assert_int_equal(system(command), 0);
        free(d);
        return 0;
}

/* The payload of the record with this number: the number, then up to 200 bytes that follow from it. */
static inline size_t store_dir_payload(uint32_t number, uint8_t out[static 256])
{
        const size_t len = sizeof(number) + number * 2654435761U % 200;
        memset(out, (int)(number % 251), len);
        memcpy(out, &number, sizeof(number));
        return len;
}

static inline enum fault store_dir_append(struct store_dir *d, uint32_t number, struct err *e)
{
        uint8_t payload[256];
        const size_t len = store_dir_payload(number, payload);
        return store_append(d->store, payload, len, moment_now(), e);
}

static inline enum fault store_dir_sync(struct store_dir *d, struct err *e)
{
        const enum fault fault = store_sync(d->store, e);
        store_reader_extend(d->reader, store_end(d->store), store_last_segment(d->store));
        return fault;
}

/* Appends and syncs the records from … to - 1. */
static inline void store_dir_put(struct store_dir *d, uint32_t from, uint32_t to)
{
        struct err e;
        for (uint32_t i = from; i < to; i++)
                if (store_dir_append(d, i, &e) != OK)
                        fail_msg("%u: %s", i, e.text);
        if (store_dir_sync(d, &e) != OK)
                fail_msg("%s", e.text);
}

/* The number of the next record, whose bytes are those that were appended; -1: there is none. */
static inline int64_t store_dir_next(struct store_dir *d)
{
        struct segment_record r;
        struct err e;
        uint8_t payload[256];
        uint32_t number;
        const enum store_next next = store_reader_next(d->reader, &r, &e);
        if (next == STORE_FAULT)
                fail_msg("%s", e.text);
        if (next == STORE_EMPTY)
                return -1;
        memcpy(&number, r.payload, sizeof(number));
        assert_int_equal(r.len, store_dir_payload(number, payload));
        assert_memory_equal(r.payload, payload, r.len);
        return number;
}

static inline void store_dir_expect(struct store_dir *d, uint32_t from, uint32_t to)
{
        for (uint32_t i = from; i < to; i++)
                assert_int_equal(store_dir_next(d), i);
}

/* All that were given are settled, the cursor is on the disk, and the store has heard of it. */
static inline void store_dir_settle(struct store_dir *d, uint64_t n)
{
        struct err e;
        store_reader_settle(d->reader, n);
        store_reader_rest(d->reader);
        const struct store_cursor c = store_reader_cursor(d->reader);
        if (store_cursor_write(d->fd, &c, &e) != OK)
                fail_msg("%s", e.text);
        store_release(d->store, &c);
}

/* Files that this process has open although they are deleted: the disk still has them. */
static inline size_t store_dir_ghosts(void)
{
        char path[300], link[256];
        size_t n = 0;
        DIR *dir = opendir("/proc/self/fd");
        assert_non_null(dir);
        for (const struct dirent *one; (one = readdir(dir));) {
                snprintf(path, sizeof(path), "/proc/self/fd/%s", one->d_name);
                const ssize_t len = readlink(path, link, sizeof(link) - 1);
                link[len > 0 ? len : 0] = '\0';
                n += strstr(link, ".segment (deleted)") != NULL;
        }
        closedir(dir);
        return n;
}

static inline size_t store_dir_files(const struct store_dir *d, const char *below)
{
        char path[128];
        size_t n = 0;
        snprintf(path, sizeof(path), "%s/%s", d->folder, below);
        DIR *dir = opendir(path);
        if (!dir)
                return 0;
        for (const struct dirent *one; (one = readdir(dir));)
                n += strstr(one->d_name, ".segment") || strstr(one->d_name, ".tail");
        closedir(dir);
        return n;
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_dir.h - a folder of a test's own, and what tests do to the files of a memory.
 */
#ifndef HENTRA_TESTS_SUPPORT_MEMORY_DIR_H
#define HENTRA_TESTS_SUPPORT_MEMORY_DIR_H

#include "producers/memory.h"
#include "tests/support/unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct memory_dir {
        char path[64];   /* there */
        char folder[96]; /* below it, to be made by memory_open() */
        char data[128];  /* the file of the memory */
};

static inline int memory_dir_set_up(void **state)
{
        struct memory_dir *d = calloc(1, sizeof(*d));
        snprintf(d->path, sizeof(d->path), "/tmp/hentra-memory-XXXXXX");
        assert_non_null(mkdtemp(d->path));
        snprintf(d->folder, sizeof(d->folder), "%s/memory", d->path);
        snprintf(d->data, sizeof(d->data), "%s/data.mdb", d->folder);
        *state = d;
        return 0;
}

static inline int memory_dir_tear_down(void **state)
{
        char command[128];
        snprintf(command, sizeof(command), "rm -r %s", ((struct memory_dir *)*state)->path);
        assert_int_equal(system(command), 0);
        free(*state);
        return 0;
}

static inline struct memory *memory_dir_open(const struct memory_dir *d, uint64_t most)
{
        struct memory *m;
        struct err e;
        if (memory_open(&m, d->folder, most, &e) != OK)
                fail_msg("%s", e.text);
        return m;
}

static inline void memory_dir_commit(struct memory *m)
{
        struct err e;
        if (memory_commit(m, &e) != OK)
                fail_msg("%s", e.text);
}

static inline off_t memory_dir_size(const struct memory_dir *d)
{
        struct stat st;
        assert_int_equal(stat(d->data, &st), 0);
        return st.st_size;
}

/* The dossier with this number. Lives until the next call. */
static inline struct text memory_dir_id(int number)
{
        static char id[32];
        return (struct text){id, (size_t)snprintf(id, sizeof(id), "000.00.01.H01-220101-%04d", number)};
}

static inline struct remembered memory_dir_entry(int number)
{
        return (struct remembered){
                .hash = 0x1234567890abcdefULL * (uint64_t)(number + 1),
                .stated_at = 1000 + number,
                .said_at = 900 + number,
                .due_at = number % 2 ? NO_TIME : -5,
                .ended_at = number % 3 ? NO_TIME : MOMENT_FIRST,
                .ended_by = number % 3 ? STATUS_UNKNOWN : RETURNED,
                .empty = number % 5 == 0,
                .export_number = UINT64_MAX - (uint64_t)number,
        };
}

#define assert_remembered(is, should)                                    \
        do {                                                             \
                const struct remembered is_ = (is), should_ = (should);  \
                assert_true(is_.hash == should_.hash);                   \
                assert_int_equal(is_.stated_at, should_.stated_at);      \
                assert_int_equal(is_.said_at, should_.said_at);          \
                assert_int_equal(is_.due_at, should_.due_at);            \
                assert_int_equal(is_.ended_at, should_.ended_at);        \
                assert_int_equal(is_.ended_by, should_.ended_by);        \
                assert_int_equal(is_.empty, should_.empty);              \
                assert_true(is_.export_number == should_.export_number); \
        } while (0)

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * bad_disk.h - a disk that cannot give the bytes of segments, from one on to another. For one file of a test
 * program: every pread() passes here.
 */
#ifndef HENTRA_TESTS_SUPPORT_BAD_DISK_H
#define HENTRA_TESTS_SUPPORT_BAD_DISK_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DISK_BLOCK = 4096 };

/* Whole blocks, of the segments that have this in their name. */
static struct {
        const char *name; /* "": of all; NULL: the disk is well */
        off_t from, until;
        int times; /* it fails so often, and is well then; below 0: always */
} bad_disk;

static inline void bad_disk_fails(const char *name, off_t from, off_t until)
{
        bad_disk.name = name;
        bad_disk.times = -1;
        bad_disk.from = from - from % DISK_BLOCK;
        bad_disk.until = until + DISK_BLOCK - 1 - (until - 1) % DISK_BLOCK;
}

static inline void bad_disk_fails_once(const char *name, off_t from, off_t until)
{
        bad_disk_fails(name, from, until);
        bad_disk.times = 1;
}

static inline void bad_disk_is_well(void)
{
        bad_disk.name = NULL;
}

static inline int bad_disk_has(int fd)
{
        char link[64], path[256];
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        const ssize_t n = readlink(link, path, sizeof(path) - 1);
        path[n > 0 ? n : 0] = '\0';
        return strstr(path, ".segment") && strstr(path, bad_disk.name);
}

/* As Linux does it: behind the end there is nothing, and what lies before a bad block is given. */
ssize_t pread(int fd, void *p, size_t len, off_t at)
{
        struct stat st;
        if (bad_disk.name && bad_disk_has(fd) && fstat(fd, &st) == 0 && at < st.st_size &&
            at < bad_disk.until && at + (off_t)len > bad_disk.from) {
                errno = EIO;
                if (at >= bad_disk.from && bad_disk.times > 0 && --bad_disk.times == 0)
                        bad_disk.name = NULL;
                if (at >= bad_disk.from)
                        return -1;
                len = (size_t)(bad_disk.from - at);
        }
        return preadv(fd, &(struct iovec){p, len}, 1, at);
}

#endif

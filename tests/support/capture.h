/* SPDX-License-Identifier: Apache-2.0
 *
 * capture.h - what a piece of a program writes to standard output or error.
 */
#ifndef HENTRA_TESTS_SUPPORT_CAPTURE_H
#define HENTRA_TESTS_SUPPORT_CAPTURE_H

#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct capture {
        int fd, kept, file;
};

static inline struct capture capture_begin(int fd)
{
        struct capture c = {.fd = fd};
        fflush(NULL);
        c.kept = dup(fd);
        c.file = memfd_create("captured", 0);
        assert_true(c.kept >= 0 && c.file >= 0 && dup2(c.file, fd) >= 0);
        return c;
}

/* The text; the caller frees. */
static inline char *capture_end(struct capture *c)
{
        fflush(NULL);
        assert_true(dup2(c->kept, c->fd) >= 0);
        off_t len = lseek(c->file, 0, SEEK_END);
        char *text = calloc(1, (size_t)len + 1);
        assert_non_null(text);
        assert_int_equal(pread(c->file, text, (size_t)len, 0), len);
        close(c->kept);
        close(c->file);
        return text;
}

#endif

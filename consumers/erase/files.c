/* SPDX-License-Identifier: Apache-2.0
 *
 * files.c - files and folders; see places.h.
 */
#include "consumers/erase/places.h"

#include "core/base/stop.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS_OPEN = 16 };

/* nftw() takes no context: one search at a time. */
static struct {
        struct places *places;
        const struct needle *needle;
        struct err *e;
} search;

static size_t count_file(const char *path, size_t size)
{
        const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0)
                return fail_errno(search.e, USAGE, "a file cannot be read"), 0;
        void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        close(fd);
        if (at == MAP_FAILED)
                return fail_errno(search.e, USAGE, "a file cannot be read"), 0;
        const size_t found = needle_count(search.needle, (struct text){at, size}, ERASED, NULL);
        munmap(at, size);
        return found;
}

/* The path may hold it as well, and is printed without. */
static int look_at_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
        struct bytes shown = {0};
        const size_t named = needle_count(search.needle, text_of(path + at->base), ERASED, NULL);
        if (stop_asked())
                return (int)fail(search.e, RETRY, "it was stopped: nothing was changed");
        if (kind == FTW_DNR || kind == FTW_NS)
                return (int)fail(search.e, USAGE, "a folder cannot be read");
        const bool plain = kind == FTW_F && S_ISREG(st->st_mode);
        const size_t within = plain && st->st_size > 0 ? count_file(path, (size_t)st->st_size) : 0;
        search.places->searched += plain;
        if (search.e->kind == OK && (named || within)) {
                (void)needle_count(search.needle, text_of(path), ERASED, &shown);
                bytes_add(&shown, "", 1);
                struct place *place = places_add(search.places, (const char *)shown.at);
                place->found = (int64_t)(named + within);
                place->advice = "a file of somebody else's, or of a producer: delete it there";
                bytes_free(&shown);
        }
        return (int)search.e->kind;
}

enum fault places_in_files(struct places *p, const char *path, const struct needle *n, struct err *e)
{
        *e = (struct err){0};
        search.places = p;
        search.needle = n;
        search.e = e;
        if (nftw(path, look_at_file, FOLDERS_OPEN, FTW_PHYS) < 0 && e->kind == OK)
                return fail_errno(e, USAGE, "%s cannot be searched", path);
        return e->kind;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.c - see folder.h.
 *
 * The lock is one of fcntl(2), which a child process does not inherit. So: it ends with the process that
 * opened the store.
 */
#include "producers/store/folder.h"

#include "core/base/bytes.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char suffix[] = ".segment", damaged[] = "damaged";

/* ---- the folder ---- */

enum fault store_folder_default(const char *name, char out[static PATH_MAX], struct err *e)
{
        const char *state = getenv("STATE_DIRECTORY"), *xdg = getenv("XDG_STATE_HOME"),
                   *home = getenv("HOME");
        int n = -1;
        if (state && *state)
                n = snprintf(out, PATH_MAX, "%.*s/%s", (int)strcspn(state, ":"), state, name);
        else if (xdg && *xdg)
                n = snprintf(out, PATH_MAX, "%s/hentra/%s", xdg, name);
        else if (home && *home)
                n = snprintf(out, PATH_MAX, "%s/.local/state/hentra/%s", home, name);
        return n > 0 && n < PATH_MAX ? OK : fail(e, USAGE, "no folder is set, and there is no $HOME");
}

enum fault store_folder_open(const char *path, int *folder, struct err *e)
{
        char part[PATH_MAX];
        bool made = false;
        const int n = snprintf(part, sizeof(part), "%s", path);
        if (n <= 0 || n >= PATH_MAX)
                return fail(e, USAGE, "%s: too long", path);
        for (char *at = part + 1; (at = strchr(at, '/')); *at++ = '/') {
                *at = '\0';
                if (mkdir(part, 0700) == 0)
                        made = true;
                else if (access(part, F_OK) != 0)
                        return fail_errno(e, USAGE, "%s cannot be made", part);
        }
        if (mkdir(part, 0700) == 0)
                made = true;
        else if (errno != EEXIST)
                return fail_errno(e, USAGE, "%s cannot be made", path);
        *folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (*folder < 0 || (made && syncfs(*folder) != 0)) /* it is there after a power cut, too */
                return fail_errno(e, USAGE, "%s", path);
        return OK;
}

enum fault store_folder_lock(int folder, const char *path, int *lock, struct err *e)
{
        struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        *lock = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (*lock < 0)
                return fail_errno(e, USAGE, "%s cannot be written", path);
        if (fcntl(*lock, F_SETLK, &whole) == 0)
                return OK;
        if (errno == EACCES || errno == EAGAIN)
                return fail(e, FATAL, "%s is used by another process", path);
        return fail_errno(e, USAGE, "%s cannot be locked", path);
}

/* ---- segments ---- */

void store_segment_name(uint64_t base, char out[static SEGMENT_NAME])
{
        snprintf(out, SEGMENT_NAME, "%016" PRIx64 "%s", base, suffix);
}

static bool read_name(const char *name, uint64_t *base)
{
        char same[SEGMENT_NAME];
        if (sscanf(name, "%16" SCNx64, base) != 1)
                return false;
        store_segment_name(*base, same);
        return strcmp(name, same) == 0;
}

static int compare(const void *a, const void *b)
{
        const uint64_t x = ((const struct store_segment *)a)->base,
                       y = ((const struct store_segment *)b)->base;
        return x < y ? -1 : x > y;
}

enum fault store_segments(int folder, struct store_segment **list, size_t *n, struct err *e)
{
        struct bytes all = {0};
        const int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *dir = again >= 0 ? fdopendir(again) : NULL;
        *list = NULL;
        *n = 0;
        if (!dir) {
                (void)fail_errno(e, RETRY, "the store's folder");
                if (again >= 0)
                        close(again);
                return e->kind;
        }
        const struct dirent *d;
        /* cppcheck-suppress readdirCalled ; a stream that nobody shares, and glibc calls readdir_r obsolete
         */
        while (errno = 0, (d = readdir(dir))) {
                struct store_segment one = {0};
                struct stat st;
                if (!read_name(d->d_name, &one.base))
                        continue;
                const bool there = fstatat(folder, d->d_name, &st, 0) == 0;
                if (!there && errno != ENOENT) /* whoever writes may delete it meanwhile */
                        break;
                if (!there || !S_ISREG(st.st_mode))
                        continue;
                one.size = (uint64_t)st.st_size;
                bytes_add(&all, &one, sizeof(one));
        }
        const bool whole = errno == 0;
        if (!whole)
                (void)fail_errno(e, RETRY, "the store's folder");
        closedir(dir);
        if (!whole) {
                bytes_free(&all);
                return e->kind;
        }
        *list = (struct store_segment *)(void *)all.at;
        *n = all.len / sizeof(**list);
        if (*n > 0)
                qsort(*list, *n, sizeof(**list), compare);
        return OK;
}

enum fault store_segment_set_aside(int folder, uint64_t base, struct err *e)
{
        char name[SEGMENT_NAME], aside[SEGMENT_NAME + sizeof(damaged)];
        store_segment_name(base, name);
        snprintf(aside, sizeof(aside), "%s/%s", damaged, name);
        if ((mkdirat(folder, damaged, 0700) != 0 && errno != EEXIST) ||
            (linkat(folder, name, folder, aside, 0) != 0 && errno != EEXIST) || fsync(folder) != 0)
                return fail_errno(e, RETRY, "a damaged segment cannot be set aside");
        return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * output.c - the last check of standard output, and of a file.
 *
 * A write that failed some lines ago has left no errno, so the pipe itself is asked whether its reader is
 * gone.
 */
#include "core/base/output.h"

#include "core/base/bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool reader_left(void)
{
        struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
        return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

enum fault output_finish(struct err *e)
{
        errno = 0;
        const bool lost = ferror(stdout), failed = fflush(stdout) != 0;
        const int why = errno;
        if ((!lost && !failed) || why == EPIPE || reader_left())
                return OK;
        errno = why;
        return why ? fail_errno(e, FATAL, "cannot write to standard output")
                   : fail(e, FATAL, "cannot write to standard output: not all of it was written");
}

/* The file that the name leads to, through links, so that a link stays one; the name itself where there is
 * none. */
static char *end_of_links(const char *path)
{
        char *end = realpath(path, NULL), to[4096];
        const ssize_t len = end ? -1 : readlink(path, to, sizeof(to) - 1);
        if (end || len <= 0)
                return end ? end : need_strdup(path);
        /* A link to what is not there yet. */
        to[len] = 0;
        const char *slash = *to == '/' ? NULL : strrchr(path, '/');
        const size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
        end = need_alloc(folder + (size_t)len + 1);
        memcpy(end, path, folder);
        memcpy(end + folder, to, (size_t)len + 1);
        return end;
}

/* As what it replaces, else as open(2) would have made it. */
static void give_mode(int fd, const struct stat *before)
{
        const mode_t mask = umask(0);
        umask(mask);
        /* Only root may give a file away, and a group only its members. */
        if (before && fchown(fd, before->st_uid, before->st_gid) != 0)
                (void)!fchown(fd, (uid_t)-1, before->st_gid);
        (void)!fchmod(fd, before ? before->st_mode & 07777 : 0666 & ~mask);
}

enum fault output_file_open(struct output_file *f, const char *path, struct err *e)
{
        struct stat before;
        char *end = end_of_links(path);
        const size_t size = strlen(end) + sizeof(".XXXXXX");
        const bool is_there = stat(end, &before) == 0;
        *f = (struct output_file){.path = end, .beside = need_alloc(size)};
        snprintf(f->beside, size, "%s.XXXXXX", end);
        if (is_there && !S_ISREG(before.st_mode)) {
                fail(e, USAGE, "cannot write %s: it is there, and is no file", path);
                free(f->path);
                free(f->beside);
                *f = (struct output_file){0};
                return e->kind;
        }
        const int fd = mkstemp(f->beside);
        if (fd >= 0) {
                give_mode(fd, is_there ? &before : NULL);
                f->out = fdopen(fd, "w");
        }
        if (f->out)
                return OK;
        fail_errno(e, USAGE, "cannot write beside %s", path);
        if (fd >= 0) {
                close(fd);
                unlink(f->beside);
        }
        free(f->path);
        free(f->beside);
        *f = (struct output_file){0};
        return e->kind;
}

/* The name has arrived on the disk, too. */
static int sync_folder(const char *path)
{
        const char *slash = strrchr(path, '/');
        char *folder = need_strdup(slash ? path : ".");
        if (slash)
                folder[slash == path ? 1 : slash - path] = 0;
        const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        free(folder);
        if (fd < 0)
                return -1;
        const int rc = fsync(fd), why = errno;
        close(fd);
        errno = why;
        /* Some file systems cannot: they have nothing to wait for. */
        return rc != 0 && why != EINVAL && why != ENOTSUP ? rc : 0;
}

enum fault output_file_close(struct output_file *f, struct err *e)
{
        errno = 0;
        const bool lost = ferror(f->out);
        if (fflush(f->out) == 0 && !lost && fsync(fileno(f->out)) == 0 && rename(f->beside, f->path) == 0) {
                free(f->beside);
                f->beside = NULL;
                const bool arrived = sync_folder(f->path) == 0;
                if (!arrived)
                        fail_errno(e, FATAL,
                                   "cannot write the folder of %s: the file is there, but may be gone "
                                   "after a crash",
                                   f->path);
                output_file_drop(f);
                return arrived ? OK : e->kind;
        }
        fail_errno(e, FATAL, "cannot write %s", f->path);
        output_file_drop(f);
        return e->kind;
}

void output_file_drop(struct output_file *f)
{
        if (f->out)
                fclose(f->out);
        if (f->beside)
                unlink(f->beside);
        free(f->path);
        free(f->beside);
        *f = (struct output_file){0};
}

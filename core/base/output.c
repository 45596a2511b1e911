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

enum fault output_file_open(struct output_file *f, const char *path, struct err *e)
{
        static const char ending[] = ".XXXXXX";
        *f = (struct output_file){.path = need_strdup(path),
                                  .beside = need_alloc(strlen(path) + sizeof(ending))};
        strcat(strcpy(f->beside, path), ending);
        const int fd = mkstemp(f->beside);
        if (fd >= 0) {
                /* As open(2) would have made it. */
                const mode_t mask = umask(0);
                umask(mask);
                (void)!fchmod(fd, 0666 & ~mask);
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

enum fault output_file_close(struct output_file *f, struct err *e)
{
        errno = 0;
        const bool lost = ferror(f->out);
        if (fflush(f->out) == 0 && !lost && fsync(fileno(f->out)) == 0 && rename(f->beside, f->path) == 0) {
                free(f->beside);
                f->beside = NULL;
                output_file_drop(f);
                return OK;
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

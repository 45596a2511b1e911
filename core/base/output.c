/* SPDX-License-Identifier: Apache-2.0
 *
 * output.c - the last check of standard output.
 *
 * A write that failed some lines ago has left no errno, so the pipe itself is asked whether its reader is
 * gone.
 */
#include "core/base/output.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * beside.c - a descriptor and what to do when it is readable.
 */
#include "core/base/beside.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

static struct {
        int fd;
        void (*run)(void *context);
        void *context;
        bool running;
} work = {.fd = -1};

void beside_set(int fd, void (*run)(void *context), void *context)
{
        work.fd = fd;
        work.run = run;
        work.context = context;
}

int beside_fd(void)
{
        return work.fd;
}

void beside_run(void)
{
        struct pollfd fd = {.fd = work.fd, .events = POLLIN};
        if (work.fd < 0 || work.running || poll(&fd, 1, 0) <= 0)
                return;
        work.running = true;
        work.run(work.context);
        work.running = false;
}

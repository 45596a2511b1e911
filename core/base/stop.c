/* SPDX-License-Identifier: Apache-2.0
 *
 * stop.c - a signal becomes one flag and one byte in a pipe.
 *
 * Rule: the byte is never read. So: the descriptor stays readable from the first signal on, for every loop
 * that looks at it.
 */
#include "core/base/stop.h"

#include "core/base/beside.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t asked;
static int ends[2] = {-1, -1};

static void on_signal(int number)
{
        int before = errno;
        asked = number;
        if (write(ends[1], "", 1) < 0) {
                /* The pipe is full of earlier signals: it is readable already. */
        }
        errno = before;
}

void stop_install(void)
{
        if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
                perror("pipe");
                abort();
        }
        struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigemptyset(&act.sa_mask);
        sigaction(SIGINT, &act, NULL);
        sigaction(SIGTERM, &act, NULL);
        act.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &act, NULL);
}

void stop_install_in_child(void)
{
        asked = 0;
        ends[0] = ends[1] = -1; /* the parent's: a byte in it would wake the parent */
        beside_set(-1, NULL, NULL);
        stop_install();
}

int stop_asked(void)
{
        return asked;
}

int stop_fd(void)
{
        return ends[0];
}

static int64_t monotonic_ms(void)
{
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

int stop_wait(int ms)
{
        int64_t until = monotonic_ms() + ms;
        for (int64_t left = ms; left > 0 && !asked; left = until - monotonic_ms()) {
                struct pollfd wait[] = {{.fd = ends[0], .events = POLLIN},
                                        {.fd = beside_fd(), .events = POLLIN}};
                if (poll(wait, 2, (int)left) == 0)
                        break;
                beside_run(); /* and goes round again, as after an unrelated signal */
        }
        return asked;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * shift.c - preloaded: the wall clock of one process, set back while it runs.
 *
 * The first byte of the file $HENTRA_TEST_CLOCK says by how many hours; it may change at any time. The steady clock goes
 * on, as it does when somebody sets a machine's clock. A wait until an instant of the wall clock waits by the shifted one,
 * as the kernel would: so it may last an hour longer.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const volatile unsigned char *hours;
static int (*wait_until)(cnd_t *, mtx_t *, const struct timespec *);

__attribute__((constructor)) static void begin(void)
{
        const char *path = getenv("HENTRA_TEST_CLOCK");
        const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        *(void **)&wait_until = dlsym(RTLD_NEXT, "cnd_timedwait");
        if (fd < 0)
                return;
        void *at = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
        close(fd);
        if (at != MAP_FAILED)
                hours = at;
}

static int real(clockid_t id, struct timespec *t)
{
        return (int)syscall(SYS_clock_gettime, id, t);
}

int clock_gettime(clockid_t id, struct timespec *t)
{
        const int rc = real(id, t);
        if (rc == 0 && hours && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
                t->tv_sec -= *hours * 3600L;
        return rc;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
        struct timespec now;
        (void)zone;
        clock_gettime(CLOCK_REALTIME, &now);
        *t = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
        return 0;
}

time_t time(time_t *out)
{
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        if (out)
                *out = now.tv_sec;
        return now.tv_sec;
}

int timespec_get(struct timespec *t, int base)
{
        return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, t) == 0 ? base : 0;
}

/* In pieces of 50 ms, so that a clock which is set meanwhile is seen. */
int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until)
{
        enum { PIECE_NS = 50000000, SECOND_NS = 1000000000 };
        for (;;) {
                struct timespec now, piece;
                clock_gettime(CLOCK_REALTIME, &now);
                const long long left =
                        (until->tv_sec - now.tv_sec) * (long long)SECOND_NS + until->tv_nsec - now.tv_nsec;
                real(CLOCK_REALTIME, &piece);
                piece.tv_nsec += left < 0 ? 0 : left < PIECE_NS ? left : PIECE_NS;
                piece.tv_sec += piece.tv_nsec / SECOND_NS;
                piece.tv_nsec %= SECOND_NS;
                const int rc = wait_until(condition, mutex, &piece);
                if (rc != thrd_timedout || left <= PIECE_NS)
                        return rc;
        }
}

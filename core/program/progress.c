/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.c - see progress.h.
 */
#include "core/program/progress.h"
#include "core/lib/log.h"
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { REDRAW_MS = 250, LOG_MS = 10000 };

static int64_t now_ms(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC_COARSE, &t); /* a few nanoseconds a call, exact to a few milliseconds */
        return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

void progress_start(struct progress *p, const char *what, uint64_t done, bool on)
{
        *p = (struct progress){.what = what, .on = on, .first = done, .shown = done};
        p->terminal = isatty(STDERR_FILENO) == 1;
        p->started_ms = p->shown_ms = now_ms();
}

static double per_second(uint64_t count, int64_t ms)
{
        return ms > 0 ? (double)count * 1000.0 / (double)ms : 0;
}

/* Seconds until `part` is 1, at the speed so far; -1: not known. */
static long seconds_left(double part, int64_t elapsed_ms)
{
        return part > 0 && part <= 1 ? (long)((double)elapsed_ms * (1 - part) / part / 1000.0 + 0.5) : -1;
}

/* One write, since lines of the log go to the same place. */
static void draw(const struct progress *p, uint64_t done, double rate, double part, long left,
                 const char *note, const char *end)
{
        char share[16] = "", time_left[48] = "";
        if (part >= 0)
                snprintf(share, sizeof(share), "  %.1f %%", (part > 1 ? 1 : part) * 100);
        if (left >= 0)
                snprintf(time_left, sizeof(time_left), "  %ld:%02ld left", left / 60, left % 60);
        fprintf(stderr, "\r%s: %llu  %.0f/s%s%s%s%s\033[K%s", p->what, (unsigned long long)done, rate, share,
                time_left, note ? "  " : "", note ? note : "", end);
        fflush(stderr);
}

/* Leaves out everything that is not known. */
static void log_share(const struct progress *p, uint64_t done, double rate, double part, long left,
                      const char *note)
{
        struct log_field fields[6] = {KT("task", p->what), KI("done", done), KI("per_second", rate)};
        size_t n = 3;
        if (part >= 0)
                fields[n++] = KI("percent", part * 100);
        if (left >= 0)
                fields[n++] = KI("seconds_left", left);
        if (note)
                fields[n++] = KT("note", note);
        log_write(LOG_INFO, "progress", fields, n);
}

void progress_show(struct progress *p, uint64_t done, double part, const char *note)
{
        if (!p->on)
                return;
        int64_t now = now_ms(), since = now - p->shown_ms;
        if (since < (p->terminal ? REDRAW_MS : LOG_MS))
                return;
        double rate = per_second(done > p->shown ? done - p->shown : 0, since);
        long left = seconds_left(part, now - p->started_ms);
        if (p->terminal)
                draw(p, done, rate, part, left, note, "\r"); /* so that a line of the log overwrites it */
        else
                log_share(p, done, rate, part, left, note);
        p->shown_ms = now;
        p->shown = done;
}

void progress_end(struct progress *p, uint64_t done)
{
        if (!p->on)
                return;
        p->on = false;
        if (p->terminal)
                draw(p, done, per_second(done - p->first, now_ms() - p->started_ms), -1, -1, NULL, "\n");
}

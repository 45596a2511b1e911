/* SPDX-License-Identifier: Apache-2.0
 *
 * clock.c - a timer of the kernel on the wall clock, which notices when that clock is set.
 */
#include "core/program/clock.h"

#include <errno.h>
#include <math.h>
#include <sys/timerfd.h>
#include <unistd.h>

static enum fault read_instant(const struct conf *conf, const char *key, micros *t, struct err *e)
{
        if (conf_instant(conf, key, t, e) == OK)
                return OK;
        return conf_text(conf, key) ? e->kind
                                    : fail(e, USAGE,
                                           "%s is missing: a simulated clock needs clock.origin, clock.since "
                                           "and clock.speed",
                                           key);
}

enum fault clock_read_conf(struct clock *c, const struct conf *conf, struct err *e)
{
        *c = (struct clock){.speed = (double)conf_count(conf, "clock.speed"), .fd = -1};
        c->simulated = conf_text(conf, "clock.origin") || conf_text(conf, "clock.since") || c->speed != 1;
        if (!c->simulated)
                return OK;
        if (read_instant(conf, "clock.origin", &c->origin, e) != OK ||
            read_instant(conf, "clock.since", &c->since, e) != OK)
                return e->kind;
        return OK;
}

micros clock_now(const struct clock *c)
{
        const micros now = moment_now();
        return c->simulated ? c->origin + (micros)((double)(now - c->since) * c->speed) : now;
}

/* The first real instant at which clock_now() is at least t. */
static micros real_instant(const struct clock *c, micros t)
{
        return c->simulated ? c->since + (micros)ceil((double)(t - c->origin) / c->speed) : t;
}

micros clock_until(const struct clock *c, micros t)
{
        const micros left = real_instant(c, t) - moment_now();
        return left > 0 ? left : 0;
}

micros clock_span(const struct clock *c, micros real)
{
        return c->simulated ? (micros)((double)real * c->speed) : real;
}

enum fault clock_open(struct clock *c, struct err *e)
{
        c->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
        return c->fd >= 0 ? clock_arm(c, END_OF_TIME, e) : fail_errno(e, FATAL, "cannot make a timer");
}

void clock_close(struct clock *c)
{
        if (c->fd >= 0)
                close(c->fd);
        c->fd = -1;
}

enum fault clock_arm(struct clock *c, micros t, struct err *e)
{
        /* Only an armed timer reports that the clock was set. */
        const micros at = t >= MOMENT_LIMIT ? MOMENT_LIMIT : real_instant(c, t);
        const struct itimerspec when = {.it_value = {.tv_sec = at > 0 ? at / MICROS_PER_SECOND : 0,
                                                     .tv_nsec = at > 0 ? at % MICROS_PER_SECOND * 1000 : 1}};
        while (timerfd_settime(c->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) != 0) {
                /* ECANCELED: the clock was set since it was read last. A second call succeeds. */
                if (errno != ECANCELED)
                        return fail_errno(e, FATAL, "cannot set a timer");
                c->was_set = true;
        }
        return OK;
}

bool clock_was_set(struct clock *c)
{
        uint64_t times;
        const bool set = (read(c->fd, &times, sizeof(times)) < 0 && errno == ECANCELED) || c->was_set;
        c->was_set = false;
        return set;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * plan_guard.h - runs reader plans over bytes that end at an unreadable page, so that reading one byte too far ends the test.
 */
#ifndef HENTRA_TESTS_SUPPORT_PLAN_GUARD_H
#define HENTRA_TESTS_SUPPORT_PLAN_GUARD_H

#include "tests/support/unit.h"

#include "core/wire/plan.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROOM = 1 << 20 };
static uint8_t *guard; /* the first unreadable byte; ROOM readable ones lie before it */

/* Of a group of tests. */
static inline int make_guard(void **state)
{
        (void)state;
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        uint8_t *at = mmap(NULL, ROOM + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED || mprotect(at + ROOM, page, PROT_NONE) != 0)
                return -1;
        guard = at + ROOM;
        return 0;
}

static inline struct event defaults(void)
{
        return (struct event){.submitted_at = NO_TIME, .due_at = NO_TIME, .since = NO_TIME};
}

/* What the plan says to `len` bytes, which are copied up to the guard unless they lie there already. */
static inline enum fault run(const struct plan_step *steps, const void *bytes, size_t len, struct event *v,
                             struct err *e)
{
        uint8_t *at = guard - len;
        if (bytes != at)
                memcpy(at, bytes, len);
        *v = defaults();
        *e = (struct err){0};
        bool plain;
        return plan_run(steps, at, len, v, &plain, e);
}

/* Where a step puts its value. */
#define AT(member) offsetof(struct event, member)

static inline void reads(const struct plan_step *steps, const char *bytes, size_t len, struct event *v)
{
        struct err e;
        if (run(steps, bytes, len, v, &e) != OK)
                fail_msg("refused: %s", e.text);
}

static inline void refuses(const struct plan_step *steps, const char *bytes, size_t len, const char *why)
{
        struct event v;
        struct err e;
        if (run(steps, bytes, len, &v, &e) != POISON)
                fail_msg("was read, but: %s", why);
        assert_string_equal(e.text, why);
}

/* `bytes` is a literal; the test ends unless they are read into *v, or refused for this reason. */
#define READS(steps, bytes, v)     reads(steps, bytes, sizeof(bytes) - 1, v)
#define REFUSES(steps, bytes, why) refuses(steps, bytes, sizeof(bytes) - 1, why)

#endif

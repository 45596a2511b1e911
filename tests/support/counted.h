/* SPDX-License-Identifier: Apache-2.0
 *
 * counted.h - the value of a registered counter, by its name.
 */
#ifndef HENTRA_TESTS_SUPPORT_COUNTED_H
#define HENTRA_TESTS_SUPPORT_COUNTED_H

#include "core/program/counters.h"
#include "tests/support/unit.h"
#include <string.h>

struct counted {
        const char *name;
        double value;
        int found;
};

static inline void counted_visit(void *context, const struct counter *c)
{
        struct counted *want = context;
        if (strcmp(c->name, want->name) != 0)
                return;
        want->value = c->value;
        want->found++;
}

static inline double counted(const char *name)
{
        struct counted want = {.name = name};
        counters_each(counted_visit, &want);
        if (want.found != 1)
                fail_msg("%s is registered %d times", name, want.found);
        return want.value;
}

#endif

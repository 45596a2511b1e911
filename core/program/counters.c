/* SPDX-License-Identifier: Apache-2.0
 *
 * counters.c - a list of arrays.
 */
#include "core/program/counters.h"

#include "core/lib/log.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARRAYS_MOST = 16 };

static struct {
        struct counter *at;
        size_t n;
} arrays[ARRAYS_MOST];
static size_t array_n;

static bool is_name(const struct counter *c)
{
        static const char total[] = "_total";
        const size_t len = strlen(c->name), end = sizeof(total) - 1;
        const bool grows = len > end && strcmp(c->name + len - end, total) == 0;
        return strncmp(c->name, "hentra_", 7) == 0 &&
               strspn(c->name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len &&
               grows == (c->kind == COUNTER);
}

static bool is_known(const char *name)
{
        for (size_t a = 0; a < array_n; a++)
                for (size_t i = 0; i < arrays[a].n; i++)
                        if (strcmp(arrays[a].at[i].name, name) == 0)
                                return true;
        return false;
}

void counters_register(struct counter *counters, size_t n)
{
        for (size_t a = 0; a < array_n; a++)
                if (arrays[a].at == counters)
                        return;
        for (size_t i = 0; i < n; i++) {
                if (is_name(&counters[i]) && !is_known(counters[i].name))
                        continue;
                fprintf(stderr, "hentra: %s is no name for a counter, or is one already\n", counters[i].name);
                abort();
        }
        if (array_n == ARRAYS_MOST)
                abort();
        arrays[array_n].at = counters;
        arrays[array_n++].n = n;
}

void counters_each(void (*visit)(void *context, const struct counter *c), void *context)
{
        for (size_t a = 0; a < array_n; a++)
                for (size_t i = 0; i < arrays[a].n; i++)
                        visit(context, &arrays[a].at[i]);
}

static void log_one(void *unused, const struct counter *c)
{
        (void)unused;
        log_debug("counter", KT("name", c->name), KR("value", c->value));
}

void counters_log(void)
{
        counters_each(log_one, NULL);
}

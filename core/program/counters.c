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

enum { ARRAYS_MOST = 16, NAMES_MOST = 256 };

static struct {
        struct counter *at;
        size_t n;
} arrays[ARRAYS_MOST];
static size_t array_n;
static const char *names[NAMES_MOST];
static size_t name_n;

static bool is_name(const char *name, enum counter_kind kind)
{
        static const char total[] = "_total";
        const size_t len = strlen(name), end = sizeof(total) - 1;
        const bool grows = len > end && strcmp(name + len - end, total) == 0;
        return strncmp(name, "hentra_", 7) == 0 &&
               strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len && grows == (kind == COUNTER);
}

static bool is_known(const char *name)
{
        for (size_t i = 0; i < name_n; i++)
                if (strcmp(names[i], name) == 0)
                        return true;
        return false;
}

void counters_claim(const char *name, enum counter_kind kind)
{
        if (name_n == NAMES_MOST || !is_name(name, kind) || is_known(name)) {
                fprintf(stderr, "hentra: %s is no name for a counter, or is one already\n", name);
                abort();
        }
        names[name_n++] = name;
}

void counters_register(struct counter *counters, size_t n)
{
        for (size_t a = 0; a < array_n; a++)
                if (arrays[a].at == counters)
                        return;
        for (size_t i = 0; i < n; i++)
                counters_claim(counters[i].name, counters[i].kind);
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

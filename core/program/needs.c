/* SPDX-License-Identifier: Apache-2.0
 *
 * needs.c - one list for the program.
 */
#include "core/program/needs.h"

#include "core/base/supervisor.h"
#include "core/program/metrics.h"
#include <stdio.h>
#include <string.h>

static struct {
        struct need *of;
        size_t n;
        bool ready; /* the manager was told so */
        char told[NEED_TEXT_MOST + 64];
} all;

static struct metric_family met = {.name = "hentra_need_met",
                                   .help = "1: what the service needs is there; 0: it waits for it.",
                                   .kind = GAUGE,
                                   .label = "need"};

bool needs_are_met(void)
{
        for (size_t i = 0; i < all.n; i++)
                if (!all.of[i].met)
                        return false;
        return true;
}

/* Names the first that is missing: one line has no room for more. */
static void tell(void)
{
        char text[sizeof(all.told)] = "STATUS=in work";
        size_t i = 0;
        while (i < all.n && all.of[i].met)
                i++;
        if (i < all.n)
                snprintf(text, sizeof(text), "STATUS=waits for %s: %s", all.of[i].name, all.of[i].waits_for);
        if (strcmp(text, all.told) == 0)
                return;
        memcpy(all.told, text, sizeof(text));
        supervisor_tell(text);
        if (i == all.n && !all.ready) {
                all.ready = true;
                supervisor_tell("READY=1");
        }
}

void needs_declare(struct need *needs, size_t n)
{
        all.of = needs;
        all.n = n;
        all.ready = false;
        all.told[0] = '\0';
        metrics_register_family(&met);
        for (size_t i = 0; i < n; i++)
                metric_set(&met, needs[i].name, needs[i].met);
        tell();
}

void needs_forget(void)
{
        all.of = NULL;
        all.n = 0;
}

void need_is_met(struct need *n)
{
        n->met = true;
        n->waits_for[0] = '\0';
        metric_set(&met, n->name, 1);
        tell();
}

void need_waits(struct need *n, const char *waits_for)
{
        n->met = false;
        snprintf(n->waits_for, sizeof(n->waits_for), "%.255s", waits_for);
        metric_set(&met, n->name, 0);
        tell();
}

size_t needs_count(void)
{
        return all.n;
}

const struct need *needs_at(size_t i)
{
        return &all.of[i];
}

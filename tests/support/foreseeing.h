/* SPDX-License-Identifier: Apache-2.0
 *
 * foreseeing.h - a warehouse with its calendar, a worker that loads what the test tells it, and fits of how
 * long dossiers stay open, at instants that the test chooses.
 */
#ifndef HENTRA_TESTS_SUPPORT_FORESEEING_H
#define HENTRA_TESTS_SUPPORT_FORESEEING_H

#include "tests/support/worker.h"

#include "consumers/foresight/fit.h"
#include "consumers/warehouse/calendars.h"
#include "tests/support/feed.h"
#include <stdio.h>
#include <stdlib.h>

static struct world world;
static struct worker worker;
static struct pg *pg;
static struct warehouse warehouse;
static struct calendar *calendar;

static inline micros at(const char *local)
{
        struct err e;
        bool date_only;
        micros t;
        DONE(moment_parse(warehouse.zone, text_of(local), &t, &date_only, &e));
        return t;
}

static inline void fit(const char *now)
{
        const struct fit_wish wish = {at(now), 365, false};
        struct fit_result result;
        struct err e;
        DONE(foresight_fit(pg, &warehouse, &wish, &result, &e));
}

static inline void foreseeing_open(const char *name)
{
        struct err e;
        world_open(&world, name, NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, name);
        DONE(warehouse_open(&warehouse, pg, &e));
        DONE(calendar_read(&calendar, pg, warehouse.zone, NULL, &e));
        worker_open(&worker, &world, 0, "worker");
}

static inline int foreseeing_close(void **state)
{
        (void)state;
        worker_close(&worker);
        calendar_close(calendar);
        warehouse_close(&warehouse);
        pg_close(pg);
        world_close(&world);
        return 0;
}

#endif

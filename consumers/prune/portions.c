/* SPDX-License-Identifier: Apache-2.0
 *
 * portions.c - see portions.h.
 */
#include "consumers/prune/portions.h"

#include "core/base/stop.h"
#include "generated/embedded.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
        PAGES = 128,    /* of a portion: 1 MB, some ten thousand rows, a part of a second */
        PAUSE_MS = 100, /* between two questions whether another run is over */
        PRUNE_LOCK = 0x70727565
};

const char *const prune_names[PRUNE_KINDS] = {"deliveries", "alerts", "quarantine"};
const char *const prune_keys[PRUNE_KINDS] = {"prune.deliveries", "prune.alerts", "prune.quarantine"};
static const char *const portion[PRUNE_KINDS] = {SQL_prune_deliveries, SQL_prune_alerts,
                                                 SQL_prune_quarantine};

/* The three queries give the same columns, so one function reads them. */
static_assert((int)COLS_prune_alerts == (int)COLS_prune_deliveries &&
                      (int)COLS_prune_alerts == (int)COLS_prune_quarantine &&
                      (int)COL_prune_alerts_newest == (int)COL_prune_deliveries_newest &&
                      (int)COL_prune_alerts_newest == (int)COL_prune_quarantine_newest,
              "portions have the same columns");

static enum fault ask_ours(struct prune *p, bool *ours, struct err *e)
{
        const struct pg_param lock = pg_int4(PRUNE_LOCK);
        struct pg_result *r;
        if (pg_run(p->pg, SQL_prune_ours, &lock, 1, &r, e) != OK)
                return e->kind;
        *ours = pg_get_int(r, 0, COL_prune_ours_ours);
        p->reads_only = pg_get_int(r, 0, COL_prune_ours_reads_only);
        p->found[PRUNE_DELIVERIES].pages = pg_get_int(r, 0, COL_prune_ours_deliveries);
        p->found[PRUNE_ALERTS].pages = pg_get_int(r, 0, COL_prune_ours_alerts);
        p->found[PRUNE_QUARANTINE].pages = pg_get_int(r, 0, COL_prune_ours_quarantine);
        p->frozen = pg_get_int(r, 0, COL_prune_ours_frozen);
        p->frozen_rows = pg_get_int(r, 0, COL_prune_ours_frozen_rows);
        pg_free(r);
        return OK;
}

/* The server notices the end of a run that was killed only when it is through with its portion. */
static enum fault wait_for_ours(struct prune *p, int wait_s, struct err *e)
{
        const micros until = steady_now() + wait_s * MICROS_PER_SECOND;
        bool ours;
        while (ask_ours(p, &ours, e) == OK) {
                if (ours || p->dry_run)
                        return OK;
                if (steady_now() >= until || stop_asked())
                        return fail(
                                e, RETRY,
                                "another `hentra prune` is under way in this warehouse: wait for its end");
                stop_wait(PAUSE_MS);
        }
        return e->kind;
}

enum fault prune_begin(struct prune *p, const struct conf *conf, micros alerter_now, int wait_s,
                       struct err *e)
{
        struct pg_result *r;
        if (wait_for_ours(p, wait_s, e) != OK)
                return e->kind;
        /* A look is by the queries that delete, which such a server refuses in the middle. */
        if (p->reads_only)
                return fail(e, FATAL, "this server only reads (a standby?): name the primary");
        struct pg_param before[PRUNE_KINDS];
        for (int kind = 0; kind < PRUNE_KINDS; kind++) {
                struct prune_found *f = &p->found[kind];
                const micros now = kind == PRUNE_ALERTS ? alerter_now : moment_now();
                f->days = conf_count(conf, prune_keys[kind]);
                f->before = f->days > 0 ? now - f->days * MICROS_PER_DAY : NO_TIME;
                f->oldest = f->newest = NO_TIME;
                before[kind] = pg_instant(f->before);
        }
        if (p->dry_run)
                return OK;
        const struct pg_param params[] = {before[PRUNE_ALERTS], before[PRUNE_DELIVERIES],
                                          before[PRUNE_QUARANTINE]};
        if (pg_run(p->pg, SQL_prune_begin, params, 3, &r, e) != OK)
                return e->kind;
        p->run_id = (int32_t)pg_get_int(r, 0, COL_prune_begin_run_id);
        pg_free(r);
        return OK;
}

static void count_stays(struct prune_found *f, struct text why, int64_t rows)
{
        int i = 0;
        while (i < f->reasons && !text_equal(text_of(f->stays[i].why), why))
                i++;
        if (i == PRUNE_REASONS)
                return;
        if (i == f->reasons) {
                snprintf(f->stays[i].why, sizeof(f->stays[i].why), "%.*s", (int)why.len, why.at);
                f->reasons++;
        }
        f->stays[i].rows += rows;
}

static micros earlier(micros a, micros b)
{
        return a == NO_TIME || (b != NO_TIME && b < a) ? b : a;
}

/* Adds what one portion came to. */
static void read_portion(const struct pg_result *r, struct prune_found *f)
{
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text why = pg_get_text(r, row, COL_prune_alerts_why);
                const int64_t rows = pg_get_int(r, row, COL_prune_alerts_rows);
                if (why.len) {
                        count_stays(f, why, rows);
                        continue;
                }
                f->rows += rows;
                f->more += pg_get_int(r, row, COL_prune_alerts_more);
                f->bytes += pg_get_int(r, row, COL_prune_alerts_bytes);
                f->oldest = earlier(f->oldest, pg_get_instant(r, row, COL_prune_alerts_oldest));
                const micros newest = pg_get_instant(r, row, COL_prune_alerts_newest);
                f->newest = newest > f->newest ? newest : f->newest; /* NO_TIME is the smallest */
        }
}

static enum fault count_moved(struct prune *p, enum prune_kind kind, const struct prune_found *moved,
                              bool last, struct err *e)
{
        const struct pg_param params[] = {pg_int4(p->run_id),
                                          pg_int8(kind == PRUNE_ALERTS ? moved->rows : 0),
                                          pg_int8(kind == PRUNE_ALERTS ? moved->more : 0),
                                          pg_int8(kind == PRUNE_DELIVERIES ? moved->rows : 0),
                                          pg_int8(kind == PRUNE_QUARANTINE ? moved->rows : 0),
                                          pg_int8(moved->bytes),
                                          pg_bool(last)};
        return pg_run(p->pg, SQL_prune_moved, params, 7, NULL, e);
}

static enum fault prune_portion(struct prune *p, enum prune_kind kind, int64_t page, struct err *e)
{
        struct prune_found *f = &p->found[kind], moved = {.oldest = NO_TIME, .newest = NO_TIME};
        char from[32], until[32];
        struct pg_result *r;
        snprintf(from, sizeof(from), "(%" PRId64 ",0)", page);
        snprintf(until, sizeof(until), "(%" PRId64 ",0)", page + PAGES);
        const struct pg_param params[] = {
                pg_text(text_of(from)), pg_text(text_of(until)), pg_instant(f->before), pg_bool(p->dry_run),
                /* A dry run has left the deliveries where they are. */
                pg_instant(p->dry_run ? p->found[PRUNE_DELIVERIES].before : NO_TIME)};
        if (pg_script(p->pg, "begin", e) != OK ||
            pg_run(p->pg, portion[kind], params, kind == PRUNE_ALERTS ? 5 : 4, &r, e) != OK)
                return e->kind;
        read_portion(r, &moved);
        if (!p->dry_run && moved.rows > 0 && count_moved(p, kind, &moved, false, e) != OK) {
                pg_free(r);
                return e->kind;
        }
        const enum fault fault = pg_script(p->pg, "commit", e);
        if (fault == OK)
                read_portion(r, f);
        pg_free(r);
        return fault;
}

enum fault prune_walk(struct prune *p, enum prune_kind kind, struct err *e)
{
        struct prune_found *f = &p->found[kind];
        *e = (struct err){0};
        for (int64_t page = 0; f->days > 0 && page < f->pages; page += PAGES) {
                if (stop_asked())
                        return fail(e, RETRY, "it was stopped: run it again, it goes on with what is left");
                if (prune_portion(p, kind, page, e) != OK)
                        return e->kind;
                progress_show(p->progress, (uint64_t)f->rows, (double)page / (double)f->pages,
                              prune_names[kind]);
        }
        return OK;
}

enum fault prune_end(struct prune *p, struct err *e)
{
        const struct prune_found none = {0};
        return p->dry_run ? OK : count_moved(p, PRUNE_ALERTS, &none, true, e);
}

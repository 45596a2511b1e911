/* SPDX-License-Identifier: Apache-2.0
 *
 * fit.c - see fit.h.
 */
#include "consumers/foresight/fit.h"

#include "consumers/foresight/gather.h"
#include "consumers/warehouse/calendars.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <math.h>

enum { K_SCALE = 1000 };

struct fitting {
        struct gathering gathering;
        struct model model;
        struct bytes pauses, rows; /* of COPY */
        struct calendar *calendar;
        int32_t calendar_version;
        int64_t horizon; /* transactions from this number on may not have been seen */
        int64_t agency_calendars;
        struct fit_result *out;
};

/* The warehouse's columns have only the pause that is not over. */
static enum fault note_pauses(void *context, const struct open_dossier *d, struct err *e)
{
        struct fitting *f = context;
        (void)e;
        f->out->open++;
        if (d->ran.off == 0)
                return OK;
        pg_row_begin(&f->pauses, COLS_foresight_pause_copy);
        pg_row_text(&f->pauses, d->id);
        pg_row_int8(&f->pauses, d->ran.off);
        f->out->paused++;
        return OK;
}

static void add_curve(struct bytes *rows, const struct group *g)
{
        const struct curve *c = &g->curve;
        pg_row_begin(rows, COLS_foresight_curve_copy);
        pg_row_int2(rows, g->key.case_kind);
        pg_row_int2(rows, g->key.grain);
        pg_row_int4(rows, (int32_t)g->key.field);
        pg_row_int4(rows, (int32_t)g->key.procedure);
        pg_row_int4(rows, g->key.term);
        pg_row_int4(rows, (int32_t)g->key.agency);
        pg_row_int4(rows, (int32_t)c->lifetimes);
        pg_row_int4(rows, (int32_t)c->ended);
        pg_row_int4(rows, c->alike_first);
        pg_row_int4(rows, c->known);
        pg_row_int4s(rows, c->minute, c->n);
        pg_row_int4s(rows, c->share, c->n);
        pg_row_int4s(rows, c->alike, c->n);
}

static enum fault store_curves(struct fitting *f, struct pg *pg, struct err *e)
{
        int64_t copied;
        bytes_clear(&f->rows);
        if (pg_copy_begin(pg, SQL_foresight_curve_copy, e) != OK)
                return e->kind;
        for (size_t i = 0; i < f->model.n; i++) {
                add_curve(&f->rows, &f->model.group[i]);
                if (pg_copy_put(pg, &f->rows, e) != OK)
                        return e->kind;
        }
        return pg_copy_end(pg, &f->rows, &copied, e);
}

static enum fault store_procedures(struct fitting *f, struct pg *pg, struct err *e)
{
        int64_t copied;
        bytes_clear(&f->rows);
        for (size_t i = 0; i < f->gathering.grouped_n; i++) {
                const struct grouped *g = &f->gathering.grouped[i];
                pg_row_begin(&f->rows, COLS_foresight_procedure_copy);
                pg_row_int4(&f->rows, (int32_t)g->procedure);
                pg_row_int4(&f->rows, (int32_t)g->group);
                pg_row_int4(&f->rows, (int32_t)g->field);
        }
        return pg_copy_in(pg, SQL_foresight_procedure_copy, &f->rows, &copied, e);
}

static enum fault store_agencies(struct fitting *f, struct pg *pg, struct err *e)
{
        int64_t copied;
        bytes_clear(&f->rows);
        for (size_t i = 0; i < f->gathering.spoken_n; i++) {
                pg_row_begin(&f->rows, COLS_foresight_spoken_copy);
                pg_row_int4(&f->rows, (int32_t)f->gathering.spoken[i].agency);
                pg_row_int4(&f->rows, (int32_t)f->gathering.spoken[i].member);
        }
        return pg_copy_in(pg, SQL_foresight_spoken_copy, &f->rows, &copied, e);
}

static int64_t scaled(double k)
{
        return (int64_t)llround(k * K_SCALE);
}

static enum fault store(struct fitting *f, struct pg *pg, struct err *e)
{
        const struct gathering *g = &f->gathering;
        const struct model *m = &f->model;
        int64_t copied;
        const struct pg_param fit[] = {pg_instant(g->as_of),
                                       pg_instant(g->since),
                                       pg_int4(g->warehouse->rule->version),
                                       pg_int4(f->calendar_version),
                                       pg_int8(g->dossiers),
                                       pg_int8(g->ended),
                                       pg_int4((int32_t)m->n),
                                       pg_int8(scaled(m->k[OF_FIELD])),
                                       pg_int8(scaled(m->k[OF_PROCEDURE])),
                                       pg_int8(scaled(m->k[OF_TERM])),
                                       pg_int8(scaled(m->k[OF_AGENCY])),
                                       pg_int8(calendar_day_length(f->calendar)),
                                       pg_int8(f->agency_calendars)};
        const struct pg_param horizon = pg_int8(f->horizon);
        if (pg_script(pg, SQL_foresight_clear, e) != OK || store_curves(f, pg, e) != OK ||
            store_procedures(f, pg, e) != OK || store_agencies(f, pg, e) != OK ||
            pg_copy_in(pg, SQL_foresight_pause_copy, &f->pauses, &copied, e) != OK ||
            pg_run(pg, SQL_foresight_noted, &horizon, 1, NULL, e) != OK)
                return e->kind;
        /* To the alerter: any chance may be another one now. */
        return pg_run(pg, SQL_foresight_fit_add, fit, 13, NULL, e) == OK
                       ? pg_script(pg, "notify hentra_dossier", e)
                       : e->kind;
}

/* Before the calendars are read: after an import meanwhile the fit counts as old rather than as new. */
static enum fault read_horizon(struct fitting *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_foresight_horizon, NULL, 0, &r, e) != OK)
                return e->kind;
        f->horizon = pg_get_int(r, 0, COL_foresight_horizon_horizon);
        f->agency_calendars = pg_get_int(r, 0, COL_foresight_horizon_agency_calendars);
        pg_free(r);
        return OK;
}

/* Reading is within the transaction, too, so that no fit is stored behind one that read later. */
static enum fault fit(struct fitting *f, struct pg *pg, const struct fit_wish *wish, struct err *e)
{
        const struct open_visit each = {note_pauses, f};
        if (pg_script(pg, wish->dry_run ? "begin" : SQL_foresight_begin, e) != OK ||
            read_horizon(f, pg, e) != OK ||
            calendar_read(&f->calendar, pg, f->gathering.warehouse->zone, &f->calendar_version, e) != OK)
                return e->kind;
        f->gathering.calendar = f->calendar;
        if (gather(&f->gathering, &each, e) != OK)
                return e->kind;
        model_fit(&f->model, f->gathering.observed, f->gathering.n);
        if (!wish->dry_run && store(f, pg, e) != OK)
                return e->kind;
        return pg_script(pg, "commit", e);
}

enum fault foresight_fit(struct pg *pg, const struct warehouse *w, const struct fit_wish *wish,
                         struct fit_result *out, struct err *e)
{
        struct err rollback;
        struct fitting f = {.gathering = {.pg = pg,
                                          .warehouse = w,
                                          .as_of = wish->as_of,
                                          .since = wish->as_of - wish->days * MICROS_PER_DAY},
                            .out = out};
        *out = (struct fit_result){.since = f.gathering.since};
        const enum fault fault = fit(&f, pg, wish, e);
        if (fault != OK && !pg_broken(pg))
                (void)!pg_script(pg, "rollback", &rollback);
        out->lifetimes = f.gathering.dossiers;
        out->ended = f.gathering.ended;
        out->curves = f.model.n;
        for (int i = 0; i < GROUP_GRAINS; i++)
                out->k[i] = f.model.k[i];
        model_free(&f.model);
        gather_free(&f.gathering);
        calendar_close(f.calendar);
        bytes_free(&f.pauses);
        bytes_free(&f.rows);
        return fault;
}

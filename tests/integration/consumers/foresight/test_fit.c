/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fit.c - curves of a warehouse with lives of every kind: what SQL finds for each open dossier is what C
 * finds, a fit replaces the one before, and a dry run changes nothing.
 */
#include "tests/support/worker.h"

#include "consumers/foresight/fit.h"
#include "consumers/foresight/gather.h"
#include "consumers/warehouse/calendars.h"
#include "tests/support/feed.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOSSIERS = 900, DAYS = 365 };

static struct world world;
static struct pg *pg;
static struct warehouse warehouse;
static struct calendar *calendar;
static micros as_of; /* 1 May 2022, 10:00 */

/* A dossier of one of three procedures at one of two agencies, a few days to three weeks from reception to end, with
 * a pause in every third, and another term in every second; one in six is still open. */
static void tell_life(struct worker *k, int i)
{
        static const struct text agencies[] = {TEXT("A.1"), TEXT("A.2")},
                                 procedures[] = {TEXT("1.000001"), TEXT("1.000002.000.00.00.H58"),
                                                 TEXT("1.000003")};
        static unsigned seed = 5;
        char id[32];
        snprintf(id, sizeof(id), "D-%d", i);
        int day = rand_r(&seed) % 118;
        const int procedure = rand_r(&seed) % 3, term = 5 + 5 * (rand_r(&seed) % 2);
        struct event v = event_on(day, id, RECEIVED);
        v.agency = agencies[rand_r(&seed) % 2];
        v.procedure = procedures[procedure];
        v.due_at = rand_r(&seed) % 8 ? v.occurred_at + term * MICROS_PER_DAY : NO_TIME;
        const micros due = v.due_at;
        const struct text agency = v.agency;
        worker_tell(k, &v);
        const enum status steps[] = {SUPPLEMENT_REQUESTED, PROCESSING, RESOLVED};
        for (int s = rand_r(&seed) % 3 ? 2 : 0; s < 3; s++) {
                day += 1 + rand_r(&seed) % (4 + 2 * procedure);
                if (day >= 120)
                        return;
                v = event_on(day, id, steps[s]);
                v.agency = agency;
                v.procedure = procedures[procedure];
                v.due_at = due;
                worker_tell(k, &v);
        }
}

static int open_world(void **state)
{
        struct worker k;
        struct err e;
        (void)state;
        world_open(&world, "fit", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "fit");
        worker_open(&k, &world, 0, "worker");
        for (int i = 0; i < DOSSIERS; i++)
                tell_life(&k, i);
        assert_int_equal(worker_commit(&k), COMMIT_DONE);
        worker_close(&k);
        DONE(warehouse_open(&warehouse, pg, &e));
        DONE(calendar_read(&calendar, pg, warehouse.zone, NULL, &e));
        as_of = event_on(120, "", RECEIVED).occurred_at;
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        calendar_close(calendar);
        warehouse_close(&warehouse);
        pg_close(pg);
        world_close(&world);
        return 0;
}

static struct fit_result fit(bool dry_run)
{
        const struct fit_wish wish = {as_of, DAYS, dry_run};
        struct fit_result result;
        struct err e;
        DONE(foresight_fit(pg, &warehouse, &wish, &result, &e));
        return result;
}

static void a_dry_run_stores_nothing(void **state)
{
        (void)state;
        const struct fit_result r = fit(true);
        assert_true(r.lifetimes > 800 && r.ended > 600 && r.open > 20);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.foresight_fit"), 0);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.foresight_curve"), 0);
}

/* One open dossier, found by C; compared with the row of dossier_risk(). */
struct comparing {
        struct model model;
        int compared, with_chance, paused, of_grain[GROUP_GRAINS];
};

static void check(struct comparing *x, const struct open_dossier *d, const struct pg_result *r)
{
        const struct group *g = model_find(&x->model, &d->key);
        const int32_t elapsed = minutes_of(d->ran.worked);
        assert_non_null(g);
        assert_int_equal(pg_get_int(r, 0, 0), elapsed);
        assert_int_equal(pg_get_int(r, 0, 1), g->key.grain);
        assert_int_equal(pg_get_int(r, 0, 2), curve_alike(&g->curve, elapsed));
        x->compared++;
        x->paused += d->ran.off > 0;
        x->of_grain[g->key.grain]++;
        if (d->t->due_at == NO_TIME) {
                assert_true(pg_is_null(r, 0, 3));
                return;
        }
        const micros left = calendar_between(calendar, as_of, d->t->due_at);
        const struct spent spent = spent_at(calendar, d->t, &d->ran, as_of);
        assert_int_equal(spent.elapsed, elapsed);
        assert_int_equal(pg_get_int(r, 0, 4), floor_div(d->ran.worked + left, MICROS_PER_MINUTE) - elapsed);
        if (!curve_knows(&g->curve, elapsed, spent.allowed)) {
                assert_true(pg_is_null(r, 0, 3));
                return;
        }
        x->with_chance++;
        assert_int_equal(pg_get_int(r, 0, 3), llround(1e6 * curve_chance(&g->curve, elapsed, spent.allowed)));
}

static enum fault compare(void *context, const struct open_dossier *d, struct err *e)
{
        static struct pg *other;
        char sql[400];
        struct pg_result *r;
        (void)e;
        if (!other)
                other = world_connect(&world, "compare");
        snprintf(sql, sizeof(sql),
                 "select elapsed_minutes, grain::integer, alike, round(chance * 1e6)::bigint, left_minutes "
                 "from hentra.dossier_risk(hentra.instant(%lld)) where dossier_id = '%.*s'",
                 (long long)as_of, (int)d->id.len, d->id.at);
        struct err failed;
        if (pg_run(other, sql, NULL, 0, &r, &failed) != OK)
                fail_msg("%s", failed.text);
        assert_int_equal(pg_rows(r), 1);
        check(context, d, r);
        pg_free(r);
        return OK;
}

static void sql_finds_what_c_finds(void **state)
{
        struct err e;
        struct comparing x = {0};
        const struct open_visit each = {compare, &x}, nobody = {0};
        struct gathering g = {.pg = pg,
                              .warehouse = &warehouse,
                              .calendar = calendar,
                              .as_of = as_of,
                              .since = as_of - DAYS * MICROS_PER_DAY};
        (void)state;
        const struct fit_result r = fit(false);
        DONE(gather(&g, &nobody, &e));
        assert_int_equal(g.dossiers, r.lifetimes);
        assert_true(g.n > (size_t)g.dossiers + 50); /* some go on with another term */
        model_fit(&x.model, g.observed, g.n);
        assert_int_equal(x.model.n, r.curves);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.foresight_curve"), r.curves);
        gather_free(&g);
        DONE(gather(&g, &each, &e));
        assert_int_equal(x.compared, r.open);
        assert_int_equal(x.paused, r.paused);
        assert_true(x.with_chance > 20 && x.paused > 5);
        assert_true(x.of_grain[OF_PROCEDURE] + x.of_grain[OF_TERM] + x.of_grain[OF_AGENCY] > 20);
        gather_free(&g);
        model_free(&x.model);
}

static void a_fit_takes_the_place_of_the_one_before(void **state)
{
        (void)state;
        char *before = sql_text(pg, "select md5(string_agg(c::text, '' order by c::text)) from "
                                    "hentra.foresight_curve c");
        fit(false);
        assert_sql(pg, before,
                   "select md5(string_agg(c::text, '' order by c::text)) from hentra.foresight_curve c");
        free(before);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.foresight_fit"), 2);
        /* What ends takes its pauses along with the next fit. */
        assert_true(sql_number(pg, "select count(*) from hentra.foresight_pause") > 0);
        sql_run(pg, "update hentra.foresight_pause set paused_micros = 1");
        fit(false);
        assert_int_equal(
                sql_number(pg, "select count(*) from hentra.foresight_pause where paused_micros = 1"), 0);
}

/* Agencies may go by other calendars than when it was fitted, by an import or by a catalogue. */
static void calendars_of_agencies_make_it_old(void **state)
{
        static const char old[] =
                "select agency_calendars <> hentra.agency_calendars() from hentra.foresight_fit "
                "order by fit_id desc limit 1";
        (void)state;
        assert_sql(pg, "f", old);
        sql_run(pg, "insert into hentra.agency_calendar_version (agency_id, version) select min(agency_id), "
                    "1 from "
                    "hentra.agency; insert into hentra.agency_calendar_week (agency_id, version, valid_from, "
                    "weekdays, "
                    "hours, name) select agency_id, 1, '2020-01-01', 32, '07:30-11:30', 'x' from "
                    "hentra.agency_calendar_version");
        world_setup(&world, RULE_FORM06);
        assert_sql(pg, "t", old);
        fit(false);
        assert_sql(pg, "f", old);
}

static void the_view_shows_it(void **state)
{
        (void)state;
        assert_sql(pg, "t",
                   "select count(*) > 20 and bool_and(alike >= alike_late and chance between 0 and 1 or "
                   "chance is "
                   "null) from hentra.open_dossier_risk where alike_by in ('TERM', 'AGENCY', 'PROCEDURE')");
        /* Suffixes of a code are one procedure. */
        assert_sql(pg, "1",
                   "select count(distinct group_id) from hentra.foresight_procedure join "
                   "hentra.procedure using (procedure_id) where code like '1.000002%'");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_dry_run_stores_nothing),
                cmocka_unit_test(sql_finds_what_c_finds),
                cmocka_unit_test(a_fit_takes_the_place_of_the_one_before),
                cmocka_unit_test(the_view_shows_it),
                cmocka_unit_test(calendars_of_agencies_make_it_old),
        };
        return world_lacks(SERVER_PG) ? SKIPPED : cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_score_sql.c - the arithmetic of index 766 three times over the same random figures: in C, in the
 * warehouse's functions, and written once more here, in plain numeric SQL by the words of the rule.
 */
#include "consumers/report/index/score.h"
#include "producers/simulate/rng.h"
#include "tests/support/scratch.h"

enum { FIGURES = 50000 };

/* Half of them are made to be ties, or next to one. */
static void draw_figure(struct rng *r, int64_t *numerator, int64_t *denominator)
{
        *denominator = 1 + rng_below(r, INT64_C(1) << rng_between(r, 1, 40));
        *numerator = rng_below(r, *denominator + 1);
        if (rng_chance(r, MILLION / 2)) {
                *denominator = 2 * rng_between(r, 1, 1000) * 10000;
                *numerator =
                        (2 * rng_between(r, 0, 9999) + 1) * (*denominator / 20000) + rng_between(r, -1, 1);
        }
        if (*numerator < 0)
                *numerator = 0;
}

static void copy_figures(struct pg *pg, uint64_t seed)
{
        static const int64_t points[] = {200, 400, 600, 2000, 1234},
                             targets[] = {5000, 8000, 9000, 10000, 3333};
        struct bytes rows = {0};
        struct rng r = rng_of(seed, 0);
        struct err e;
        int64_t copied;
        for (int i = 0; i < FIGURES; i++) {
                int64_t numerator, denominator;
                const int64_t most = points[rng_below(&r, 5)], target = targets[rng_below(&r, 5)];
                draw_figure(&r, &numerator, &denominator);
                const int64_t percent = index_percent(numerator, denominator);
                pg_row_begin(&rows, 6);
                pg_row_int8(&rows, numerator);
                pg_row_int8(&rows, denominator);
                pg_row_int8(&rows, most);
                pg_row_int8(&rows, target);
                pg_row_int8(&rows, percent);
                pg_row_int8(&rows, index_score(most, target, percent));
        }
        scratch_script(pg, "create temporary table figure (n bigint, d bigint, points bigint, target bigint,"
                           " percent bigint, score bigint)");
        if (pg_copy_in(pg, "copy figure from stdin (format binary)", &rows, &copied, &e) != OK)
                fail_msg("%s", e.text);
        bytes_free(&rows);
}

static void sql_and_c_agree(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        copy_figures(s.pg, 766);
        assert_sql(s.pg, "select count(*) from figure", "50000");
        assert_sql(
                s.pg,
                "select count(*) from figure where hentra.index_percent(n, d) * 100 is distinct from percent "
                "or hentra.index_score(points / 100.0, percent / 100.0, target / 100.0) * 100 is distinct "
                "from score",
                "0");
        /* By the words of the rule: numeric rounds half away from zero; 40 places are more than a tie needs. */
        assert_sql(
                s.pg,
                "select count(*) from figure where round(round(100 * n::numeric(60, 40) / d, 30), 2) * 100 "
                "is distinct from percent or round(points / 100.0 * least(1, percent::numeric(60, 40) / "
                "target), 2) * 100 is distinct from score",
                "0");
        assert_sql(s.pg, "select count(*) > 5000 from figure where 20000::numeric * n % (2 * d::numeric) = d",
                   "true");
        assert_sql(s.pg, "select hentra.index_percent(1, 0)", "");
        assert_sql(s.pg, "select hentra.index_score(2, 15.80, 80)", "0.40");
        assert_sql(s.pg, "select hentra.index_percent(358660, 405424)", "88.47");
        assert_sql(s.pg, "select hentra.index_score(20, 88.47)", "17.69");
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(sql_and_c_agree)};
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

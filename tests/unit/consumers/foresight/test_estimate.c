/* SPDX-License-Identifier: Apache-2.0
 *
 * test_estimate.c - curves of lifetimes: examples reckoned by hand, and random groups against the definition,
 * minute by minute, without sorting, sweeping or leaving out points.
 */
#include "tests/support/unit.h"

#include "consumers/foresight/estimate.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed = 20111001;
static uint64_t draw(uint64_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (seed >> 16) % below;
}

#define assert_near(found, expected, most) \
        assert_true(fabs((double)(found) - (double)(expected)) <= (double)(most))

/* ---- by hand ---- */

/* Kaplan and Meier's own example (1958, section 2): deaths at 0.8, 3.1, 5.4, 9.2 months, losses at 1.0, 2.7,
 * 7.0, 12.1; in tenths of a month. Their table has 7/8, 7/10, 21/40, 21/80. */
static const struct lifetime of_1958[] = {{0, 8, true, false},  {0, 10, false, false}, {0, 27, false, false},
                                          {0, 31, true, false}, {0, 54, true, false},  {0, 70, false, false},
                                          {0, 92, true, false}, {0, 121, false, false}};

/* A parent of which everything stays open, with a weight of nothing: the bare estimate. */
static const struct curve nothing = {0};

static void the_example_of_the_paper(void **state)
{
        struct curve c;
        (void)state;
        curve_fit(&c, of_1958, 8, &nothing, 0);
        assert_int_equal(c.lifetimes, 8);
        assert_int_equal(c.ended, 4);
        assert_int_equal(curve_share(&c, 7), SHARE_WHOLE);
        assert_int_equal(curve_share(&c, 8), 875000000);
        assert_int_equal(curve_share(&c, 30), 875000000);
        assert_int_equal(curve_share(&c, 31), 700000000);
        assert_int_equal(curve_share(&c, 54), 525000000);
        assert_int_equal(curve_share(&c, 92), 262500000);
        assert_int_equal(curve_share(&c, 100000), 262500000);
        assert_int_equal(curve_alike(&c, 31), 4);
        assert_int_equal(curve_alike(&c, 121), 0);
        /* Of those that took longer than 31, the part that took longer than 92. */
        assert_near(curve_chance(&c, 31, 92), 0.375, 1e-9);
        assert_near(curve_chance(&c, 31, 31), 1, 0);
        assert_near(curve_chance(&c, 31, 26), 1, 0);
        curve_free(&c);
        curve_free(&c);
}

static void leaving_out_what_is_open_would_be_wrong(void **state)
{
        struct lifetime slow[100];
        struct curve c;
        (void)state;
        /* A quarter ended in ten minutes, the others are open since a hundred. */
        for (int i = 0; i < 100; i++)
                slow[i] = (struct lifetime){0, i < 25 ? 10 : 100, i < 25, false};
        curve_fit(&c, slow, 100, &nothing, 0);
        assert_near(curve_chance(&c, 0, 50), 0.75, 1e-8);
        curve_free(&c);
}

static void at_the_top_nothing_is_certain(void **state)
{
        const struct lifetime two[] = {{0, 5, true, false}, {0, 9, true, false}};
        struct curve c;
        (void)state;
        curve_fit(&c, two, 2, NULL, 0);
        assert_near(curve_share(&c, 5), SHARE_WHOLE * (2 / 3.0), 1);
        assert_near(curve_share(&c, 9), SHARE_WHOLE * (2 / 3.0) / 2, 1);
        curve_free(&c);
        curve_fit(&c, two, 0, NULL, 0);
        assert_int_equal(curve_share(&c, 1000), SHARE_WHOLE);
        curve_free(&c);
}

static void a_small_group_leans_on_its_parent(void **state)
{
        struct lifetime many[1000];
        const struct lifetime one[] = {{0, 100, true, false}};
        struct curve parent, child;
        (void)state;
        for (int i = 0; i < 1000; i++) /* half end at 10, half at 20 */
                many[i] = (struct lifetime){0, i % 2 ? 10 : 20, true, false};
        curve_fit(&parent, many, 1000, NULL, 0);
        /* At 10 minutes it is one of 1 + 9, and did not end: 0.9 of the parent's half end. */
        curve_fit(&child, one, 1, &parent, 9);
        assert_near(curve_share(&child, 10), SHARE_WHOLE * (1 - 0.9 * 500 / 1001), 40);
        /* With all weight on the parent it is the parent, with none of it itself. */
        curve_free(&child);
        curve_fit(&child, one, 1, &parent, 1e12);
        assert_near(curve_share(&child, 10), curve_share(&parent, 10), 2);
        assert_near(curve_share(&child, 20), curve_share(&parent, 20), 2);
        curve_free(&child);
        curve_fit(&child, one, 1, &parent, 0);
        assert_int_equal(curve_share(&child, 99), SHARE_WHOLE);
        curve_free(&child);
        curve_free(&parent);
}

static void who_comes_in_later_is_not_counted_before(void **state)
{
        /* The second was 50 minutes old when observation began: at 10 only one was seen, and ended. */
        const struct lifetime l[] = {{0, 10, true, false}, {50, 60, true, false}, {0, 70, true, false}};
        struct curve c;
        (void)state;
        curve_fit(&c, l, 3, &nothing, 0);
        assert_near(curve_share(&c, 10), SHARE_WHOLE / 2, 1);
        assert_near(curve_share(&c, 60), SHARE_WHOLE / 4, 1);
        curve_free(&c);
}

/* Ten are watched for a hundred minutes each, one ended early and one late; ten of sixty minutes only. */
static void a_curve_is_known_while_half_are_watched(void **state)
{
        struct lifetime l[20];
        struct curve c;
        (void)state;
        for (int i = 0; i < 20; i++)
                l[i] = (struct lifetime){0, i < 10 ? 100 : 60, i == 0, false};
        curve_fit(&c, l, 20, NULL, 0);
        assert_int_equal(c.known, 100); /* half are left at 60: not less */
        curve_free(&c);
        l[1].to = 59;
        curve_fit(&c, l, 20, NULL, 0);
        assert_int_equal(c.known, 60);
        assert_true(curve_knows(&c, 20, 60));
        assert_false(curve_knows(&c, 20, 61));
        assert_true(curve_knows(&c, 90, 90));
        curve_free(&c);
        /* What has ended is not lost sight of. */
        for (int i = 0; i < 20; i++)
                l[i].ended = i != 19;
        curve_fit(&c, l, 20, NULL, 0);
        assert_int_equal(c.known, INT32_MAX);
        curve_free(&c);
}

/* Five hundred came in at a great age. One that was received a moment ago is lost sight of: of all that could be
 * seen, one in five hundred. */
static void laggards_do_not_make_it_unknown(void **state)
{
        static struct lifetime l[501];
        struct curve c;
        (void)state;
        for (int i = 0; i < 500; i++)
                l[i] = (struct lifetime){1000 + i, 2000 + i, true, false};
        l[500] = (struct lifetime){0, 3, false, false};
        curve_fit(&c, l, 501, NULL, 0);
        assert_true(curve_knows(&c, 0, 1500));
        curve_free(&c);
}

/* Sixty of a hundred wait for papers that never come. Their clocks stand, but nobody lost sight of them. */
static void endless_pauses_do_not_make_it_unknown(void **state)
{
        struct lifetime l[100];
        struct curve c;
        (void)state;
        for (int i = 0; i < 100; i++)
                l[i] = i < 60 ? (struct lifetime){0, 10, false, true}
                              : (struct lifetime){0, 50 + i, true, false};
        curve_fit(&c, l, 100, NULL, 0);
        assert_true(curve_knows(&c, 0, 100));
        assert_near(curve_chance(&c, 0, 40), 1, 0); /* and none has ended by then */
        curve_free(&c);
        for (int i = 0; i < 60; i++)
                l[i].waits = false;
        curve_fit(&c, l, 100, NULL, 0);
        assert_int_equal(c.known, 10);
        curve_free(&c);
}

/* ---- the definition, again ---- */

enum { MOST = 400, MINUTES = 600 };

/* The share after each minute, with h of the parent for each minute. */
static void define(const struct lifetime *l, size_t n, const double *parent_h, double k, double *h,
                   double *share)
{
        double product = 1;
        for (int minute = 0; minute < MINUTES; minute++) {
                int open = 0, ended = 0;
                for (size_t i = 0; i < n; i++) {
                        open += l[i].from <= minute && minute <= l[i].to;
                        ended += l[i].ended && l[i].to == minute;
                }
                const double above = ended + (parent_h ? k * parent_h[minute] : 0),
                             below = open + (parent_h ? k : 1);
                h[minute] = below > 0 ? above / below : 0;
                product *= 1 - h[minute];
                share[minute] = product;
        }
}

static size_t random_lifetimes(struct lifetime *l)
{
        const size_t n = draw(4) ? draw(30) : draw(MOST);
        const uint64_t width = 1 + draw(MINUTES - 1), step = 1 + draw(60);
        for (size_t i = 0; i < n; i++) {
                const int32_t to = (int32_t)(draw(width) / step * step);
                l[i] = (struct lifetime){draw(5) ? 0 : (int32_t)draw((uint64_t)to + 1), to, draw(3) != 0,
                                         draw(8) == 0};
        }
        return n;
}

/* A curve is exact where it has points, and too large by at most a thirty-second part elsewhere. */
static void compare(const struct curve *c, const double *share, double slack)
{
        for (int minute = 0; minute < MINUTES; minute++) {
                const double found = curve_share(c, minute), expected = SHARE_WHOLE * share[minute];
                assert_true(found >= expected * (1 - slack) - 1);
                assert_true(found <= expected * (1 + slack) * 32 / 31 + 2);
                assert_true(minute == 0 || curve_share(c, minute) <= curve_share(c, minute - 1));
        }
        for (size_t i = 0; i < c->n; i++) {
                assert_true(i == 0 || c->minute[i] > c->minute[i - 1]);
                assert_near(c->share[i], SHARE_WHOLE * share[c->minute[i]],
                            2 + slack * SHARE_WHOLE * share[c->minute[i]]);
        }
}

static void random_groups_are_as_defined(void **state)
{
        static struct lifetime l[MOST], shuffled[MOST];
        static double h[MINUTES], share[MINUTES], none[MINUTES];
        (void)state;
        for (int round = 0; round < 400; round++) {
                struct curve c, again;
                const size_t n = random_lifetimes(l);
                define(l, n, round % 2 ? none : NULL, 0, h, share);
                curve_fit(&c, l, n, round % 2 ? &nothing : NULL, 0);
                compare(&c, share, 0);
                memcpy(shuffled, l, sizeof(l));
                for (size_t i = n; i > 1; i--) {
                        const size_t other = draw(i);
                        const struct lifetime moved = shuffled[i - 1];
                        shuffled[i - 1] = shuffled[other];
                        shuffled[other] = moved;
                }
                curve_fit(&again, shuffled, n, round % 2 ? &nothing : NULL, 0);
                assert_int_equal(again.n, c.n);
                assert_memory_equal(again.share, c.share, c.n * sizeof(*c.share));
                assert_memory_equal(again.alike, c.alike, c.n * sizeof(*c.alike));
                curve_free(&again);
                curve_free(&c);
        }
}

/* The parent's curve is known at its points only, and rounded: what it loses on the way is a slack. */
static void random_children_are_as_defined(void **state)
{
        static struct lifetime l[MOST], all[MOST];
        static double parent_h[MINUTES], parent_share[MINUTES], h[MINUTES], share[MINUTES];
        (void)state;
        for (int round = 0; round < 400; round++) {
                struct curve parent, c;
                const double k = (double)draw(50);
                const size_t n = random_lifetimes(l), up = random_lifetimes(all);
                curve_fit(&parent, all, up, NULL, 0);
                define(all, up, NULL, 0, parent_h, parent_share);
                memset(parent_h, 0, sizeof(parent_h));
                for (size_t i = 0; i < parent.n; i++)
                        parent_h[parent.minute[i]] =
                                1 - parent.share[i] / (double)(i ? parent.share[i - 1] : SHARE_WHOLE);
                define(l, n, parent_h, k, h, share);
                curve_fit(&c, l, n, &parent, k);
                compare(&c, share, 1e-12);
                curve_free(&c);
                curve_free(&parent);
        }
}

static void the_chance_only_rises_while_time_passes(void **state)
{
        static struct lifetime l[MOST];
        (void)state;
        for (int round = 0; round < 200; round++) {
                struct curve c;
                const size_t n = random_lifetimes(l);
                const int32_t allowed = 1 + (int32_t)draw(MINUTES);
                double before = 0;
                curve_fit(&c, l, n, NULL, 0);
                for (int32_t elapsed = 0; elapsed <= allowed; elapsed++) {
                        const double chance = curve_chance(&c, elapsed, allowed);
                        assert_true(chance >= before && chance > 0 && chance <= 1);
                        before = chance;
                }
                assert_true(before == 1);
                curve_free(&c);
        }
}

static void those_alike_are_about_as_many_as_there_are(void **state)
{
        static struct lifetime l[MOST];
        (void)state;
        for (int round = 0; round < 200; round++) {
                struct curve c;
                const size_t n = random_lifetimes(l);
                for (size_t i = 0; i < n; i++)
                        l[i].from = 0;
                curve_fit(&c, l, n, NULL, 0);
                for (int32_t minute = 0; minute < MINUTES; minute++) {
                        int longer = 0;
                        for (size_t i = 0; i < n; i++)
                                longer += l[i].to > minute;
                        assert_true(curve_alike(&c, minute) >= longer);
                        assert_true(curve_alike(&c, minute) - longer <= curve_alike(&c, minute) / 16);
                }
                curve_free(&c);
        }
}

/* ---- k ---- */

enum { CHILDREN = 200, EACH = 50 };

/* The share that ends at minute 1 is drawn for each child: `apart` of it around a half, in hundredths. */
static double k_of(int apart)
{
        static struct lifetime l[CHILDREN * EACH];
        static size_t begins[CHILDREN + 1];
        struct spread s = {0};
        for (size_t c = 0; c <= CHILDREN; c++)
                begins[c] = c * EACH;
        for (size_t c = 0; c < CHILDREN; c++) {
                const uint64_t quick = (uint64_t)(50 + (c % 2 ? apart : -apart));
                for (size_t i = 0; i < EACH; i++)
                        l[c * EACH + i] = (struct lifetime){0, draw(100) < quick ? 1 : 2, true, false};
        }
        spread_add(&s, l, begins, CHILDREN);
        return spread_k(&s);
}

static void k_follows_how_far_children_differ(void **state)
{
        struct spread none = {0};
        const struct lifetime two[] = {{0, 1, true, false}, {0, 2, true, false}};
        (void)state;
        /* Half of them 0.5 + a, half 0.5 - a: the variance between is a * a, that of one dossier 0.25, so the
         * correlation is 4 * a * a, and k is 1 / (4 * a * a) - 1. */
        assert_near(k_of(10), 24, 4);
        assert_near(k_of(20), 5.25, 0.8);
        assert_near(k_of(50), 1, 0);
        assert_true(k_of(0) > 400);
        assert_near(spread_k(&none), K_MOST, 0);
        spread_add(&none, two, (const size_t[]){0, 2}, 1);
        assert_near(spread_k(&none), K_MOST, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_example_of_the_paper),
                cmocka_unit_test(leaving_out_what_is_open_would_be_wrong),
                cmocka_unit_test(at_the_top_nothing_is_certain),
                cmocka_unit_test(a_small_group_leans_on_its_parent),
                cmocka_unit_test(who_comes_in_later_is_not_counted_before),
                cmocka_unit_test(a_curve_is_known_while_half_are_watched),
                cmocka_unit_test(laggards_do_not_make_it_unknown),
                cmocka_unit_test(endless_pauses_do_not_make_it_unknown),
                cmocka_unit_test(random_groups_are_as_defined),
                cmocka_unit_test(random_children_are_as_defined),
                cmocka_unit_test(the_chance_only_rises_while_time_passes),
                cmocka_unit_test(those_alike_are_about_as_many_as_there_are),
                cmocka_unit_test(k_follows_how_far_children_differ),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

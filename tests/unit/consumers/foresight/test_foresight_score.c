/* SPDX-License-Identifier: Apache-2.0
 *
 * test_score.c - Brier scores, reckoned by hand.
 */
#include "tests/support/unit.h"

#include "consumers/foresight/score.h"
#include <math.h>

#define assert_near(found, expected) assert_true(fabs((found) - (expected)) < 1e-12)

static void by_hand(void **state)
{
        struct score s = {0};
        (void)state;
        assert_near(score_brier(&s), 0);
        assert_near(score_skill(&s), 0);
        score_add(&s, 0.9, true);
        score_add(&s, 0.1, false);
        score_add(&s, 0.3, false);
        score_add(&s, 1.0, true);
        assert_near(score_brier(&s), (0.01 + 0.01 + 0.09 + 0) / 4);
        assert_near(score_base(&s), 0.25);
        assert_near(score_skill(&s), 1 - 0.0275 / 0.25);
        assert_int_equal(s.tenth[9].judged, 2);
        assert_int_equal(s.tenth[9].late, 2);
        assert_near(s.tenth[9].chances, 1.9);
        assert_int_equal(s.tenth[1].judged, 1);
        assert_int_equal(s.tenth[3].late, 0);
}

static void who_is_wrong_is_worse_than_the_share(void **state)
{
        struct score s = {0}, all = {0};
        (void)state;
        score_add(&s, 0.9, false);
        score_add(&s, 0.1, true);
        assert_near(score_skill(&s), 1 - 0.81 / 0.25);
        score_add(&all, 0.9, true); /* all came late: nobody could do better than the share */
        assert_near(score_skill(&all), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(by_hand),
                cmocka_unit_test(who_is_wrong_is_worse_than_the_share),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

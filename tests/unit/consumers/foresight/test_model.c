/* SPDX-License-Identifier: Apache-2.0
 *
 * test_model.c - groups, and what one that is young has of those above.
 */
#include "tests/support/unit.h"

#include "consumers/foresight/model.h"

/* Of three groups one is quick, one slow, and one is new: agencies of one procedure, or three procedures. */
static struct group_key key_of(bool agencies, uint32_t group)
{
        return (struct group_key){
                .grain = OF_AGENCY, .procedure = agencies ? 1 : group, .agency = agencies ? group : 1};
}

/* What takes long at a new agency is known as far as at the others. Of a new procedure it is not: those of its field may
 * have other terms. */
static void a_young_agency_knows_what_the_others_know(void **state)
{
        static struct observed o[430];
        (void)state;
        for (int agencies = 0; agencies < 2; agencies++) {
                struct model m;
                const struct group_key young = key_of(agencies, 3);
                for (int i = 0; i < 430; i++) {
                        const int32_t to = i < 200 ? 10 + i % 20 : i < 400 ? 100 + i % 20 : 5;
                        o[i] = (struct observed){key_of(agencies, 1 + (uint32_t)(i / 200)),
                                                 {0, to, i < 400, false}};
                }
                model_fit(&m, o, 430);
                const struct group *g = model_find(&m, &young);
                assert_non_null(g);
                assert_int_equal(g->key.grain, agencies ? OF_AGENCY : OF_PROCEDURE);
                assert_int_equal(g->curve.known, agencies ? INT32_MAX : 5);
                model_free(&m);
        }
}

/* Terms that differ by chance only have no curve: then what is known of the procedure is of other terms, too. */
static void an_agency_knows_nothing_of_other_terms(void **state)
{
        static struct observed o[630];
        struct model m;
        const struct group_key young = {.grain = OF_AGENCY, .procedure = 1, .term = 1, .agency = 3};
        (void)state;
        for (int i = 0; i < 600; i++) {
                const uint32_t agency = 1 + (uint32_t)i % 2;
                const struct group_key old = {
                        .grain = OF_AGENCY, .procedure = 1, .term = 1 + i % 10 / 2, .agency = agency};
                o[i] = (struct observed){old, {0, (int32_t)agency * 100 + i / 10 % 20, true, false}};
        }
        for (int i = 600; i < 630; i++)
                o[i] = (struct observed){young, {0, 5, false, false}};
        model_fit(&m, o, 630);
        const struct group *g = model_find(&m, &young);
        assert_non_null(g);
        assert_int_equal(g->key.grain, OF_AGENCY);
        assert_int_equal(g->curve.known, 5);
        model_free(&m);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_young_agency_knows_what_the_others_know),
                cmocka_unit_test(an_agency_knows_nothing_of_other_terms),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

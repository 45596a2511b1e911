/* SPDX-License-Identifier: Apache-2.0
 *
 * test_flow_sum.c - flows added up by key: nothing lost when the table grows, nothing kept that is zero.
 */
#include "tests/support/unit.h"

#include "consumers/warehouse/flow_sum.h"
#include <stdlib.h>
#include <string.h>

static void halves_begin_on_the_1st_and_15th(void **state)
{
        (void)state;
        const int32_t end = day_of_civil(2200, 1, 1);
        for (int32_t day = day_of_civil(1900, 1, 1); day < end; day++) {
                int year, month, of_month;
                civil_of_day(day, &year, &month, &of_month);
                assert_int_equal(half_month_of(day), day_of_civil(year, month, of_month < 15 ? 1 : 15));
        }
}

static void keys_differ_in_any_part(void **state)
{
        (void)state;
        const struct flow_key keys[] = {{1, 1, 1, 1, 1}, {1, 1, 1, 1, 2}, {1, 1, 1, 2, 0},
                                        {1, 1, 2, 0, 0}, {1, 2, 0, 0, 0}, {2, 0, 0, 0, 0}};
        const size_t n = sizeof(keys) / sizeof(keys[0]);
        struct flow_sum s = {0};
        for (size_t i = n; i-- > 0;) {
                flow_sum_add(&s, &keys[i], M_received, (int64_t)i + 1);
                assert_int_equal(flow_key_compare(&keys[i], &keys[i]), 0);
                for (size_t j = 0; j < i; j++) {
                        assert_int_equal(flow_key_compare(&keys[j], &keys[i]), -1);
                        assert_int_equal(flow_key_compare(&keys[i], &keys[j]), 1);
                }
        }
        flow_sum_finish(&s);
        assert_int_equal(s.n, n);
        for (size_t i = 0; i < n; i++) {
                assert_int_equal(flow_key_compare(&s.rows[i].key, &keys[i]), 0);
                assert_int_equal(flow_amount(&s.rows[i], M_received), i + 1);
        }
        flow_sum_free(&s);
        flow_sum_free(&s);
}

static void a_negative_day_is_before_1970(void **state)
{
        (void)state;
        const struct flow_key before = {-1, 9, 9, 3, 2}, after = {0, 0, 0, 0, 0};
        assert_int_equal(flow_key_compare(&before, &after), -1);
}

static void zero_rows_are_dropped(void **state)
{
        (void)state;
        struct flow_sum s = {0};
        for (uint32_t agency = 1; agency <= 600; agency++) {
                const struct flow_key key = {10, agency, 0, DIRECT, DOSSIER};
                flow_sum_add(&s, &key, M_received, 2);
                flow_sum_add(&s, &key, M_elapsed_seconds, 5);
                flow_sum_add(&s, &key, M_elapsed_seconds, -5);
                if (agency % 3)
                        flow_sum_add(&s, &key, M_received, -2);
        }
        flow_sum_finish(&s);
        assert_int_equal(s.n, 200);
        for (size_t i = 0; i < s.n; i++) {
                assert_int_equal(s.rows[i].key.agency, 3 * (i + 1));
                assert_int_equal(flow_amount(&s.rows[i], M_received), 2);
        }
        flow_sum_clear(&s);
        flow_sum_finish(&s);
        assert_int_equal(s.n, 0);
        flow_sum_free(&s);
}

/* The table against the plainest model there is: an array with a place for every key. */
static void agrees_with_an_array(void **state)
{
        (void)state;
        enum { DAYS = 40, AGENCIES = 30, PROCEDURES = 5, ALL = DAYS * AGENCIES * PROCEDURES };
        static int64_t model[ALL][2];
        struct flow_sum s = {0};
        unsigned seed = 7;
        for (int round = 0; round < 3; round++) {
                memset(model, 0, sizeof(model));
                for (int i = 0; i < 60000; i++) {
                        const int at = rand_r(&seed) % ALL, amount = rand_r(&seed) % 3 - 1;
                        const struct flow_key key = {at / (AGENCIES * PROCEDURES),
                                                     (uint32_t)(at / PROCEDURES % AGENCIES),
                                                     (uint32_t)(at % PROCEDURES), ONLINE, TASK};
                        const enum measure m = rand_r(&seed) % 2 ? M_submitted : M_overdue_instant_out;
                        flow_sum_add(&s, &key, m, amount);
                        model[at][m != M_submitted] += amount;
                }
                flow_sum_finish(&s);
                size_t row = 0;
                for (int at = 0; at < ALL; at++) {
                        if (!model[at][0] && !model[at][1])
                                continue;
                        assert_true(row < s.n);
                        const struct flow_row *r = &s.rows[row++];
                        assert_int_equal(r->key.day * (AGENCIES * PROCEDURES) +
                                                 (int)r->key.agency * PROCEDURES + (int)r->key.procedure,
                                         at);
                        assert_int_equal(flow_amount(r, M_submitted), model[at][0]);
                        assert_int_equal(flow_amount(r, M_overdue_instant_out), model[at][1]);
                }
                assert_int_equal(row, s.n);
                flow_sum_clear(&s);
        }
        flow_sum_free(&s);
}

/* A dossier received on 2022-01-20 and resolved on 2022-02-03, both at 10:00 in Hà Nội. */
static void one_life(struct timeline *t, const struct zone *zone, uint32_t procedure)
{
        struct history h = {0};
        const micros received = 1642647600 * MICROS_PER_SECOND, resolved = received + 14 * MICROS_PER_DAY;
        struct statement s = {.occurred_at = received,
                              .content = 1,
                              .stated_at = received,
                              .observed_at = received,
                              .submitted_at = NO_TIME,
                              .due_at = received + 20 * MICROS_PER_DAY,
                              .agency = 4,
                              .procedure = procedure,
                              .status = RECEIVED,
                              .channel = ONLINE};
        history_add(&h, &s);
        s.occurred_at = s.stated_at = s.observed_at = resolved;
        s.status = RESOLVED;
        s.content = 2;
        history_add(&h, &s);
        timeline_derive(&h, rule_of(RULE_FORM06), zone, t);
}

static const struct flow_row *row_at(const struct flow_sum *s, int32_t day)
{
        for (size_t i = 0; i < s->n; i++) {
                if (s->rows[i].key.day == day)
                        return &s->rows[i];
        }
        return NULL;
}

static void both_grains_get_every_flow(void **state)
{
        (void)state;
        struct zone *zone;
        struct timeline t;
        struct flow_sums s = {0};
        struct err e;
        assert_int_equal(zone_open(&zone, "Asia/Ho_Chi_Minh", &e), OK);
        one_life(&t, zone, 7);
        flow_sums_add(&s, &t, zone, 1);
        one_life(&t, zone, 8);
        flow_sums_add(&s, &t, zone, 1);
        (void)flow_sums_finish(&s);

        assert_int_equal(s.day.n, 2);
        assert_int_equal(s.day.rows[0].key.procedure, 0);
        assert_int_equal(flow_amount(row_at(&s.day, day_of_civil(2022, 1, 20)), M_received), 2);
        assert_int_equal(flow_amount(row_at(&s.day, day_of_civil(2022, 2, 3)), M_resolved_early), 2);
        assert_int_equal(flow_amount(row_at(&s.day, day_of_civil(2022, 2, 3)), M_elapsed_seconds),
                         2 * 14 * 86400);

        assert_int_equal(s.half_month.n, 4); /* two procedures */
        const struct flow_row *first = row_at(&s.half_month, day_of_civil(2022, 1, 15));
        assert_int_equal(first->key.procedure, 7);
        assert_int_equal(first->key.channel, ONLINE);
        assert_int_equal(flow_amount(first, M_received), 1);
        assert_int_equal(flow_amount(row_at(&s.half_month, day_of_civil(2022, 2, 1)), M_resolved_early), 1);

        flow_sums_clear(&s);
        one_life(&t, zone, 7);
        flow_sums_add(&s, &t, zone, 1);
        flow_sums_add(&s, &t, zone, -1);
        (void)flow_sums_finish(&s);
        assert_int_equal(s.day.n + s.half_month.n, 0);
        flow_sums_free(&s);
        assert_null(s.day.rows);
        zone_close(zone);
}

static void add_one(void *context, const struct flow *f)
{
        const struct flow_key key = {f->day, f->agency, 0, DIRECT, TASK};
        flow_sum_add(context, &key, f->measure, f->amount);
}

/* A dossier that wanders from agency to agency and back, against its flows added one by one. */
static void a_life_at_many_places(void **state)
{
        (void)state;
        static struct history h;
        static struct timeline t;
        struct zone *zone;
        struct flow_sums s = {0};
        struct flow_sum model = {0};
        struct err e;
        assert_int_equal(zone_open(&zone, "Asia/Ho_Chi_Minh", &e), OK);
        for (int i = 0; i < 40; i++) {
                const micros at = 1642647600 * MICROS_PER_SECOND + i / 2 * MICROS_PER_DAY + i;
                history_add(&h, &(struct statement){.occurred_at = at,
                                                    .content = (uint32_t)i,
                                                    .stated_at = at,
                                                    .stated_first = at,
                                                    .observed_at = at,
                                                    .retracted_at = NO_TIME,
                                                    .since = NO_TIME,
                                                    .submitted_at = NO_TIME,
                                                    .due_at = 1642647600 * MICROS_PER_SECOND,
                                                    .agency = (uint32_t)(1 + i * i % 7),
                                                    .case_kind = TASK,
                                                    .channel = DIRECT,
                                                    .status = i == 0 ? RECEIVED : PROCESSING});
        }
        timeline_derive(&h, rule_of(RULE_FORM06), zone, &t);
        flow_sums_add(&s, &t, zone, 1);
        (void)flow_sums_finish(&s);
        contribution_flows(&t, zone, add_one, &model);
        flow_sum_finish(&model);
        assert_true(model.n > 20);
        assert_int_equal(s.day.n, model.n);
        for (size_t i = 0; i < model.n; i++) {
                assert_int_equal(flow_key_compare(&s.day.rows[i].key, &model.rows[i].key), 0);
                assert_memory_equal(s.day.rows[i].count, model.rows[i].count, sizeof(model.rows[i].count));
        }
        flow_sum_free(&model);
        flow_sums_free(&s);
        zone_close(zone);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(halves_begin_on_the_1st_and_15th),
                cmocka_unit_test(keys_differ_in_any_part),
                cmocka_unit_test(a_negative_day_is_before_1970),
                cmocka_unit_test(zero_rows_are_dropped),
                cmocka_unit_test(agrees_with_an_array),
                cmocka_unit_test(both_grains_get_every_flow),
                cmocka_unit_test(a_life_at_many_places),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

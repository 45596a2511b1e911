/* SPDX-License-Identifier: Apache-2.0
 *
 * test_plan_plain.c - which records a reader plan finds plain, so that their values need no second look.
 */
#include "tests/support/unit.h"

#include "core/base/event_field.h"
#include "core/wire/plan.h"

#define AT(member) offsetof(struct event, member)

static bool plainly(const struct plan_step *steps, const char *bytes, size_t len)
{
        struct event v;
        struct err e;
        bool plain;
        event_empty(&v);
        if (plan_run(steps, (const uint8_t *)bytes, len, &v, &plain, &e) != OK)
                fail_msg("refused: %s", e.text);
        return plain;
}
#define PLAINLY(steps, bytes) plainly(steps, bytes, sizeof(bytes) - 1)

static void test_plain_numbers(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {
                {PLAN_LONG, AT(sequence), .name = "sequence", .least = -3, .most = 64}, {.op = PLAN_END}};
        static const struct plan_step all[] = {
                {PLAN_INT, AT(sequence), .name = "sequence", .least = INT64_MIN, .most = INT64_MAX},
                {.op = PLAN_END}};
        static const struct plan_step millis[] = {
                {PLAN_MILLIS, AT(due_at), .name = "due_at", .least = 1000, .most = 1999}, {.op = PLAN_END}};
        assert_true(PLAINLY(steps, "\x05")); /* -3 */
        assert_false(PLAINLY(steps, "\x07"));
        assert_true(PLAINLY(steps, "\x80\x01")); /* 64 */
        assert_false(PLAINLY(steps, "\x82\x01"));
        assert_false(PLAINLY(steps, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
        assert_false(PLAINLY(steps, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
        assert_true(PLAINLY(all, "\xff\xff\xff\xff\x0f"));
        assert_true(PLAINLY(millis, "\x02")); /* of the value, not of what is written */
        assert_false(PLAINLY(millis, "\x04"));
        assert_false(PLAINLY(millis, "\x00"));
}

static void test_plain_texts(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {
                {PLAN_TEXT, AT(agency), .name = "agency", .least = 1, .most = 9}, {.op = PLAN_END}};
        assert_true(PLAINLY(steps, "\x02x"));
        assert_true(PLAINLY(steps, "\x12"
                                   "123456789"));
        assert_true(PLAINLY(steps, "\x06\xe1\xbb\x81"));
        assert_false(PLAINLY(steps, "\x00"));
        assert_false(PLAINLY(steps, "\x14"
                                    "1234567890"));
        assert_false(PLAINLY(steps, "\x04\xe1\xbb"));
        assert_false(PLAINLY(steps, "\x02\x7f"));
        assert_false(PLAINLY(steps, "\x12"
                                    "12345678\n"));
}

/* One is enough, wherever it stands. */
static void test_every_value_counts(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {
                {PLAN_TEXT, AT(agency), .name = "agency", .least = 1, .most = 9},
                {PLAN_LONG, AT(sequence), .name = "sequence", .least = 0, .most = 9},
                {PLAN_LONG, AT(due_at), .name = "due_at", .null = PLAN_NULL_FIRST, .least = 1, .most = 9},
                {.op = PLAN_END}};
        assert_true(PLAINLY(steps, "\x02x\x00\x00"));
        assert_true(PLAINLY(steps, "\x02x\x00\x02\x02"));
        assert_false(PLAINLY(steps, "\x00\x00\x02\x02"));
        assert_false(PLAINLY(steps, "\x02x\x01\x02\x02"));
        assert_false(PLAINLY(steps, "\x02x\x00\x02\x00"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_plain_numbers),
                cmocka_unit_test(test_plain_texts),
                cmocka_unit_test(test_every_value_counts),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_plan.c - each kind of step of a reader plan by itself, over good, cut and lying bytes.
 */
#include "tests/support/plan_guard.h"

static void test_numbers(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {{PLAN_LONG, AT(sequence), .name = "sequence"},
                                                 {.op = PLAN_END}};
        static const struct {
                const char *bytes;
                size_t len;
                int64_t value;
        } samples[] = {
                {"\x00", 1, 0},
                {"\x01", 1, -1},
                {"\x02", 1, 1},
                {"\x7f", 1, -64},
                {"\x80\x01", 2, 64},
                {"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, INT64_MAX},
                {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, INT64_MIN},
                {"\x80\x00", 2, 0}, /* longer than need be, but clear */
        };
        struct event v;
        for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
                reads(steps, samples[i].bytes, samples[i].len, &v);
                assert_true(v.sequence == samples[i].value);
        }
        REFUSES(steps, "", "sequence ends in the middle of a number");
        REFUSES(steps, "\x80", "sequence ends in the middle of a number");
        REFUSES(steps, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
                "sequence has a number of more than 64 bits");
        REFUSES(steps, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                "sequence has a number of more than 64 bits");
        REFUSES(steps, "\x02\x00\x00", "record is followed by 2 bytes too many");
}

/* A number that does not fit its type is no number of that writer. */
static void test_narrow_numbers(void **state)
{
        (void)state;
        static const struct plan_step ours[] = {{PLAN_INT, AT(sequence), .name = "sequence"},
                                                {.op = PLAN_END}};
        static const struct plan_step theirs[] = {{.op = PLAN_SKIP_INT, .name = "a"}, {.op = PLAN_END}};
        struct event v;
        READS(ours, "\xfe\xff\xff\xff\x0f", &v);
        assert_int_equal(v.sequence, INT32_MAX);
        READS(ours, "\xff\xff\xff\xff\x0f", &v);
        assert_int_equal(v.sequence, INT32_MIN);
        REFUSES(ours, "\x80\x80\x80\x80\x10", "sequence has a number of more than 32 bits");
        READS(theirs, "\xff\xff\xff\xff\x0f", &v);
        REFUSES(theirs, "\x81\x80\x80\x80\x10", "a has a number of more than 32 bits");
}

static void test_milliseconds(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {{PLAN_MILLIS, AT(due_at), .name = "due_at"},
                                                 {.op = PLAN_END}};
        struct event v;
        READS(steps, "\x03", &v);
        assert_int_equal(v.due_at, -2000);
        REFUSES(steps, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", "due_at is outside the range of time");
}

static void test_texts(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {{PLAN_TEXT, AT(agency), .name = "agency"}, {.op = PLAN_END}};
        struct event v;
        READS(steps, "\x06H56", &v);
        assert_true(text_equal(v.agency, TEXT("H56")));
        assert_ptr_equal(v.agency.at, guard - 3); /* borrowed, not copied */
        READS(steps, "\x00", &v);
        assert_int_equal(v.agency.len, 0);
        REFUSES(steps, "\x08H56", "agency claims more bytes than there are");
        REFUSES(steps, "\x01", "agency has a negative length");
        REFUSES(steps, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "agency has a negative length");
        REFUSES(steps, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", "agency claims more bytes than there are");
        REFUSES(steps, "\x80\x80\x80\x80\x10", "agency claims more bytes than there are"); /* two gigabytes */
}

static void test_enums(void **state)
{
        (void)state;
        static const int32_t ours[] = {RESOLVED, STATUS_UNKNOWN, -1};
        static const struct plan_step steps[] = {{PLAN_ENUM, AT(status), 3, ours, .name = "status"},
                                                 {.op = PLAN_END}};
        struct event v;
        READS(steps, "\x00", &v);
        assert_int_equal(v.status, RESOLVED);
        READS(steps, "\x02", &v);
        assert_int_equal(v.status, STATUS_UNKNOWN);
        REFUSES(steps, "\x04", "status may not have this symbol");
        REFUSES(steps, "\x06", "status has no such symbol");
        REFUSES(steps, "\x01", "status has no such symbol");
        REFUSES(steps, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", "status has no such symbol");
}

static void test_booleans_and_fixed(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {{PLAN_BOOL, AT(digitised), .name = "digitised"},
                                                 {PLAN_ID, AT(event_id), .name = "event_id"},
                                                 {.op = PLAN_END}};
        struct event v;
        READS(steps,
              "\x01"
              "0123456789abcdef",
              &v);
        assert_int_equal(v.digitised, TRUTH_YES);
        assert_memory_equal(v.event_id, "0123456789abcdef", 16);
        READS(steps,
              "\x00"
              "0123456789abcdef",
              &v);
        assert_int_equal(v.digitised, TRUTH_NO);
        REFUSES(steps,
                "\x02"
                "0123456789abcdef",
                "digitised is neither true nor false");
        REFUSES(steps,
                "\x01"
                "0123456789abcde",
                "event_id claims more bytes than there are");
}

static void test_unions(void **state)
{
        (void)state;
        static const int32_t branches[] = {1, 2, -1};
        static const struct plan_step steps[] = {{PLAN_UNION, 0, 3, branches, .name = "due_at"},
                                                 {PLAN_GOTO, 0, 4, .name = "due_at"}, /* null */
                                                 {PLAN_LONG, AT(due_at), .name = "due_at"},
                                                 {PLAN_GOTO, 0, 4, .name = "due_at"},
                                                 {.op = PLAN_END}};
        struct event v;
        READS(steps, "\x00", &v);
        assert_true(v.due_at == NO_TIME);
        READS(steps, "\x02\x0e", &v);
        assert_int_equal(v.due_at, 7);
        REFUSES(steps, "\x04\x0e", "due_at may not have this branch");
        REFUSES(steps, "\x06\x0e", "due_at has no such branch");
        REFUSES(steps, "\x01\x0e", "due_at has no such branch");
        REFUSES(steps, "\x02", "due_at ends in the middle of a number");
}

static void test_skipping(void **state)
{
        (void)state;
        static const struct plan_step steps[] = {{.op = PLAN_SKIP_LONG, .name = "a"},
                                                 {.op = PLAN_SKIP_BYTES, .name = "b"},
                                                 {.op = PLAN_SKIP_FIXED, .count = 8, .name = "c"},
                                                 {.op = PLAN_SKIP_FIXED, .count = 0, .name = "d"},
                                                 {PLAN_LONG, AT(sequence), .name = "sequence"},
                                                 {.op = PLAN_END}};
        struct event v;
        READS(steps, "\x80\x01\x04xy........\x0a", &v);
        assert_int_equal(v.sequence, 5);
        REFUSES(steps, "\x80\x01\x04x", "b claims more bytes than there are");
        REFUSES(steps, "\x80\x01\x04xy.......", "c claims more bytes than there are");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_numbers),      cmocka_unit_test(test_narrow_numbers),
                cmocka_unit_test(test_milliseconds), cmocka_unit_test(test_texts),
                cmocka_unit_test(test_enums),        cmocka_unit_test(test_booleans_and_fixed),
                cmocka_unit_test(test_unions),       cmocka_unit_test(test_skipping),
        };
        return cmocka_run_group_tests(tests, make_guard, NULL);
}

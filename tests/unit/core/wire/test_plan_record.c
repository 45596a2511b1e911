/* SPDX-License-Identifier: Apache-2.0
 *
 * test_plan_record.c - reader plans of many steps: arrays, maps and whole records, over good, cut, lying and
 * random bytes.
 */
#include "tests/support/plan_guard.h"

#include <stdlib.h>
#include <string.h>

/* ---- arrays and maps ---- */

/* array of long, then our own field */
static const struct plan_step array_of_long[] = {{.op = PLAN_SKIP_BLOCKS, .count = 2, .name = "list"},
                                                 {.op = PLAN_SKIP_LONG, .name = "list"},
                                                 {PLAN_LONG, AT(sequence), .name = "sequence"},
                                                 {.op = PLAN_END}};

static void test_blocks(void **state)
{
        (void)state;
        struct event v;
        READS(array_of_long, "\x00\x0a", &v); /* empty */
        assert_int_equal(v.sequence, 5);
        READS(array_of_long, "\x06\x01\x80\x01\x02\x02\x09\x00\x0a", &v); /* three items, one item */
        assert_int_equal(v.sequence, 5);
        READS(array_of_long, "\x03\x08\x80\x01\x80\x01\x00\x0a", &v); /* two items in a block of four bytes */
        assert_int_equal(v.sequence, 5);
        REFUSES(array_of_long, "", "list ends in the middle of a number");
        REFUSES(array_of_long, "\x02", "list claims more items than there are bytes");
        REFUSES(array_of_long, "\x02\x80", "list ends in the middle of a number");
        REFUSES(array_of_long, "\x02\x01", "list ends in the middle of a number"); /* no end of the array */
        REFUSES(array_of_long, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00",
                "list claims more items than there are bytes");
        REFUSES(array_of_long, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x04\x00\x00\x00",
                "list claims more items than there are bytes");
        REFUSES(array_of_long, "\x03\x01\x00\x00\x00", "list claims more items than there are bytes");
        REFUSES(array_of_long, "\x03\x10\x00\x00\x00", "list claims more items than there are bytes");
}

/* map of array of [null, string] */
static const int32_t null_or_text[] = {4, 5};
static const struct plan_step nested[] = {{.op = PLAN_SKIP_BLOCKS, .count = 7, .name = "map"},
                                          {.op = PLAN_SKIP_BYTES, .name = "key"},
                                          {.op = PLAN_SKIP_BLOCKS, .count = 7, .name = "items"},
                                          {PLAN_UNION, 0, 2, null_or_text, .name = "item"},
                                          {.op = PLAN_GOTO, .count = 7, .name = "item"},
                                          {.op = PLAN_SKIP_BYTES, .name = "item"},
                                          {.op = PLAN_GOTO, .count = 7, .name = "item"},
                                          {PLAN_LONG, AT(sequence), .name = "sequence"},
                                          {.op = PLAN_END}};

static void test_nested_blocks(void **state)
{
        (void)state;
        struct event v;
        READS(nested,
              "\x04"
              "\x02k\x06\x00\x02\x02x\x00\x00" /* k: null, "x", null */
              "\x00\x00"                       /* "": nothing */
              "\x00\x0a",
              &v);
        assert_int_equal(v.sequence, 5);
        REFUSES(nested, "\x02\x02k\x02\x04\x00\x00\x00", "item has no such branch");
}

static void test_items_without_bytes_cost_no_time(void **state)
{
        (void)state;
        static const struct plan_step nulls[] = {{.op = PLAN_SKIP_BLOCKS, .count = 3, .name = "outer"},
                                                 {.op = PLAN_SKIP_BLOCKS, .count = 3, .name = "inner"},
                                                 {.op = PLAN_SKIP_FIXED, .count = 0, .name = "null"},
                                                 {.op = PLAN_END}};
        struct event v;
        READS(nulls, "\x02\x04\x00\x00", &v); /* one array of two nulls */
        /* A megabyte of arrays, each of which claims nearly as many nulls as there are bytes left: walking
         * them all would take some 10^11 steps. */
        uint8_t *at = guard - ROOM;
        memset(at, 0, ROOM);
        memcpy(at, "\xc0\x9a\x0c", 3); /* 100,000 arrays */
        for (size_t i = 0; i < 100000; i++)
                memcpy(at + 3 + 4 * i, "\x80\xea\x30", 4); /* 400,000 nulls, end */
        struct err e;
        assert_int_equal(run(nulls, at, ROOM, &v, &e), POISON);
        assert_string_equal(e.text, "inner claims more items than there are bytes");
}

/* ---- a whole record ---- */

static const int32_t statuses[] = {STATUS_UNKNOWN, REGISTERED, RECEIVED};
static const int32_t null_or_time[] = {7, 8};
static const struct plan_step whole[] = {
        {PLAN_ID, AT(event_id), .name = "event_id"},
        {PLAN_TEXT, AT(source), .name = "source"},
        {PLAN_LONG, AT(sequence), .name = "sequence"},
        {PLAN_TEXT, AT(dossier_id), .name = "dossier_id"},
        {PLAN_ENUM, AT(status), 3, statuses, .name = "status"},
        {PLAN_LONG, AT(occurred_at), .name = "occurred_at"},
        {PLAN_UNION, 0, 2, null_or_time, .name = "due_at"},
        {PLAN_GOTO, 0, 10, .name = "due_at"},
        {PLAN_MILLIS, AT(due_at), .name = "due_at"},
        {PLAN_GOTO, 0, 10, .name = "due_at"},
        {.op = PLAN_SKIP_BLOCKS, .count = 13, .name = "tags"},
        {.op = PLAN_SKIP_BYTES, .name = "tags"},
        {.op = PLAN_SKIP_LONG, .name = "tags"},
        {PLAN_BOOL, AT(digitised), .name = "digitised"},
        {.op = PLAN_SKIP_FIXED, .count = 4, .name = "weight"},
        {PLAN_TEXT, AT(agency), .name = "agency"},
        {.op = PLAN_END},
};
static const char good[] = "0123456789abcdef"
                           "\x06"
                           "src"
                           "\x04"
                           "\x0aH56-1"
                           "\x04"
                           "\x80\x89\x7a"
                           "\x02\xd0\x0f"
                           "\x04\x02k\x02\x00\x02\x03\x04\x00\x00\x00"
                           "\x01"
                           "\x01\x02\x03\x04"
                           "\x0cH56.17";

static void test_whole_record(void **state)
{
        (void)state;
        struct event v;
        READS(whole, good, &v);
        assert_memory_equal(v.event_id, "0123456789abcdef", 16);
        assert_true(text_equal(v.source, TEXT("src")));
        assert_int_equal(v.sequence, 2);
        assert_true(text_equal(v.dossier_id, TEXT("H56-1")));
        assert_int_equal(v.status, RECEIVED);
        assert_int_equal(v.occurred_at, 1000000);
        assert_int_equal(v.due_at, 1000000);
        assert_true(v.submitted_at == NO_TIME);
        assert_int_equal(v.digitised, TRUTH_YES);
        assert_true(text_equal(v.agency, TEXT("H56.17")));
}

static void test_every_truncation_is_refused(void **state)
{
        (void)state;
        for (size_t len = 0; len < sizeof(good) - 1; len++) {
                struct event v;
                struct err e;
                if (run(whole, good, len, &v, &e) != POISON)
                        fail_msg("%zu of %zu bytes were taken for a record", len, sizeof(good) - 1);
        }
}

/* Texts must lie inside the input, and the codes inside their tables. */
static void inside(const struct event *v, size_t len)
{
        const struct text texts[] = {v->source, v->dossier_id, v->agency};
        for (size_t i = 0; i < 3; i++) {
                const uint8_t *at = (const uint8_t *)texts[i].at;
                assert_true(at >= guard - len && texts[i].len <= (size_t)(guard - at));
        }
        assert_true(v->status <= RECEIVED && v->digitised < TRUTH_COUNT);
}

static void test_changed_and_random_bytes(void **state)
{
        (void)state;
        struct event v;
        struct err e;
        size_t read = 0;
        srandom(1);
        for (size_t i = 0; i < sizeof(good) - 1; i++) {
                for (int byte = 0; byte < 256; byte++) {
                        char changed[sizeof(good) - 1];
                        memcpy(changed, good, sizeof(changed));
                        changed[i] = (char)byte;
                        if (run(whole, changed, sizeof(changed), &v, &e) == OK) {
                                inside(&v, sizeof(changed));
                                read++;
                        }
                }
        }
        assert_true(read > 256 * 16); /* any event_id is one */
        static const struct plan_step *const plans[] = {whole, nested, array_of_long};
        for (int i = 0; i < 200000; i++) {
                uint8_t bytes[96];
                size_t len = (size_t)random() % sizeof(bytes);
                for (size_t k = 0; k < len; k++) /* small numbers get further */
                        bytes[k] = (uint8_t)(random() % (i % 2 ? 256 : 12));
                if (run(plans[i % 3], bytes, len, &v, &e) == OK && i % 3 == 0)
                        inside(&v, len);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_blocks),
                cmocka_unit_test(test_nested_blocks),
                cmocka_unit_test(test_items_without_bytes_cost_no_time),
                cmocka_unit_test(test_whole_record),
                cmocka_unit_test(test_every_truncation_is_refused),
                cmocka_unit_test(test_changed_and_random_bytes),
        };
        return cmocka_run_group_tests(tests, make_guard, NULL);
}

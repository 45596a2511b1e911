/* SPDX-License-Identifier: Apache-2.0
 *
 * test_plan.c - reader plans over good, cut, lying and random bytes. Every input ends at an unreadable page, so
 * that reading one byte too far ends the test.
 */
#include "tests/support/unit.h"

#include "core/base/plan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROOM = 1 << 20 };
static uint8_t *guard; /* the first unreadable byte; ROOM readable ones lie before it */

static int make_guard(void **state)
{
        (void)state;
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        uint8_t *at = mmap(NULL, ROOM + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED || mprotect(at + ROOM, page, PROT_NONE) != 0)
                return -1;
        guard = at + ROOM;
        return 0;
}

static struct event defaults(void)
{
        return (struct event){.submitted_at = NO_TIME, .due_at = NO_TIME};
}

static enum fault run(const struct plan_step *steps, const void *bytes, size_t len, struct event *v,
                      struct err *e)
{
        uint8_t *at = guard - len;
        if (bytes != at)
                memcpy(at, bytes, len);
        *v = defaults();
        *e = (struct err){0};
        bool plain;
        return plan_run(steps, at, len, v, &plain, e);
}

#define AT(member) offsetof(struct event, member)

/* ---- one operation each ---- */

static void reads(const struct plan_step *steps, const char *bytes, size_t len, struct event *v)
{
        struct err e;
        if (run(steps, bytes, len, v, &e) != OK)
                fail_msg("refused: %s", e.text);
}

static void refuses(const struct plan_step *steps, const char *bytes, size_t len, const char *why)
{
        struct event v;
        struct err e;
        if (run(steps, bytes, len, &v, &e) != POISON)
                fail_msg("was read, but: %s", why);
        assert_string_equal(e.text, why);
}

#define READS(steps, bytes, v)     reads(steps, bytes, sizeof(bytes) - 1, v)
#define REFUSES(steps, bytes, why) refuses(steps, bytes, sizeof(bytes) - 1, why)

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
        assert_int_equal(v.digitised, DIGITISED_YES);
        assert_memory_equal(v.event_id, "0123456789abcdef", 16);
        READS(steps,
              "\x00"
              "0123456789abcdef",
              &v);
        assert_int_equal(v.digitised, DIGITISED_NO);
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
        /* A megabyte of arrays, each of which claims nearly as many nulls as there are bytes left: walking them
         * all would take some 10^11 steps. */
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
        assert_int_equal(v.digitised, DIGITISED_YES);
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
        assert_true(v->status <= RECEIVED && v->digitised < DIGITISED_COUNT);
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
                cmocka_unit_test(test_numbers),
                cmocka_unit_test(test_narrow_numbers),
                cmocka_unit_test(test_milliseconds),
                cmocka_unit_test(test_texts),
                cmocka_unit_test(test_enums),
                cmocka_unit_test(test_booleans_and_fixed),
                cmocka_unit_test(test_unions),
                cmocka_unit_test(test_skipping),
                cmocka_unit_test(test_blocks),
                cmocka_unit_test(test_nested_blocks),
                cmocka_unit_test(test_items_without_bytes_cost_no_time),
                cmocka_unit_test(test_whole_record),
                cmocka_unit_test(test_every_truncation_is_refused),
                cmocka_unit_test(test_changed_and_random_bytes),
        };
        return cmocka_run_group_tests(tests, make_guard, NULL);
}

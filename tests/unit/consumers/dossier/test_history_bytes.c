/* SPDX-License-Identifier: Apache-2.0
 *
 * test_history_bytes.c - histories come back from their bytes, and other bytes are refused.
 */
#include "consumers/dossier/history_bytes.h"
#include "tests/support/history_random.h"
#include <stdlib.h>

enum { ROUNDS = 1500, MUTATIONS = 20 };

static struct history one, back;
static struct bytes packed, again;

static int teardown(void **state)
{
        (void)state;
        bytes_free(&packed);
        bytes_free(&again);
        return 0;
}

static void pack(const struct history *from, struct bytes *out)
{
        bytes_clear(out);
        const size_t len = history_pack(from, out);
        assert_int_equal(len, out->len);
}

static void assert_same_times(const struct statement *a, const struct statement *b)
{
        assert_int_equal(a->stated_at, b->stated_at);
        assert_int_equal(a->stated_first, b->stated_first);
        assert_int_equal(a->observed_at, b->observed_at);
        assert_int_equal(a->since, b->since);
        assert_int_equal(a->retracted_at, b->retracted_at);
        assert_int_equal(a->stated_ahead, b->stated_ahead);
}

/* statement_compare() compares everything else. */
static void assert_same(const struct history *a, const struct history *b)
{
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->truncated, b->truncated);
        for (int i = 0; i < a->n; i++) {
                assert_int_equal(statement_compare(&a->of[i], &b->of[i]), 0);
                assert_same_times(&a->of[i], &b->of[i]);
        }
}

static void every_history_comes_back(void **state)
{
        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                some_history(&one);
                pack(&one, &packed);
                assert_true(history_unpack(&back, packed.at, packed.len, one.truncated));
                assert_same(&one, &back);
                pack(&back, &again);
                assert_int_equal(packed.len, again.len);
                assert_memory_equal(packed.at, again.at, packed.len);
        }
}

/* In memory of its own size, so that a read beyond the end is found by the sanitizer. */
static bool accepted(const uint8_t *at, size_t len)
{
        uint8_t *own = need_alloc(len);
        memcpy(own, at, len);
        const bool good = history_unpack(&back, own, len, false);
        if (good) {
                pack(&back, &again);
                assert_int_equal(again.len, len);
                assert_memory_equal(again.at, own, len);
        }
        free(own);
        return good;
}

static void whatever_is_accepted_is_written_again_as_it_was(void **state)
{
        int good = 0;

        (void)state;
        for (int round = 0; round < ROUNDS / 4; round++) {
                some_history(&one);
                pack(&one, &packed);
                for (int i = 0; i < MUTATIONS; i++) {
                        const size_t at = (size_t)pick((int)packed.len);
                        const uint8_t kept = packed.at[at];
                        packed.at[at] ^= (uint8_t)(chance(50) ? 1 << pick(8) : pick(256));
                        good += accepted(packed.at,
                                         chance(10) ? (size_t)pick((int)packed.len + 1) : packed.len);
                        packed.at[at] = kept;
                }
        }
        assert_in_range(good, 1, ROUNDS / 4 * MUTATIONS - 1);
}

static void a_history_that_is_cut_off_is_another_one_or_refused(void **state)
{
        (void)state;
        for (int round = 0; round < 300; round++) {
                some_history(&one);
                pack(&one, &packed);
                for (size_t len = 0; len < packed.len; len++)
                        if (accepted(packed.at, len))
                                assert_true(back.n < one.n);
        }
}

/* ---- the bytes as the header has them ---- */

#define MINUTE (60 * MICROS_PER_SECOND)

static const struct statement received = {.status = RECEIVED,
                                          .occurred_at = 2 * MINUTE,
                                          .sequence = 1,
                                          .stated_at = 2 * MINUTE + 5 * MICROS_PER_SECOND,
                                          .stated_first = 2 * MINUTE + 5 * MICROS_PER_SECOND,
                                          .observed_at = 2 * MINUTE + 5 * MICROS_PER_SECOND + 400001,
                                          .since = NO_TIME,
                                          .retracted_at = NO_TIME,
                                          .submitted_at = NO_TIME,
                                          .due_at = 200 * MINUTE,
                                          .content = 0x01020304,
                                          .agency = 200,
                                          .source = 1,
                                          .procedure = 3,
                                          .channel = ONLINE};

static void assert_bytes(const uint8_t *expected, size_t len)
{
        pack(&one, &packed);
        assert_int_equal(packed.len, len);
        assert_memory_equal(packed.at, expected, len);
        assert_true(history_unpack(&back, packed.at, packed.len, false));
}
#define ASSERT_BYTES(...)                                        \
        do {                                                     \
                static const uint8_t expected[] = {__VA_ARGS__}; \
                assert_bytes(expected, sizeof(expected));        \
        } while (0)

static void a_log_lies_as_the_header_says(void **state)
{
        struct statement resolved = received;

        (void)state;
        resolved.status = RESOLVED;
        resolved.occurred_at += 3000 * MICROS_PER_SECOND;
        resolved.sequence = 2;
        resolved.stated_at = resolved.stated_first = resolved.occurred_at;
        resolved.observed_at = resolved.occurred_at + 1000;
        one.n = 0;
        history_add(&one, &received);
        history_add(&one, &resolved);
        ASSERT_BYTES(1,
                     /* status, attributes, sequence, soon */
                     2 | 16 | 32 | 128, 1, 2, 3, 4,
                     /* 2 minutes; sequence 1 more than 0; 5 s after; 400001 us after that */
                     4 << 2 | 3, 2, 10 << 2 | 2, 0x06, 0x1a, 0x81,
                     /* due_at, agency, codes, source, procedure: 198 minutes on */
                     1 | 2 | 4 | 16 | 32, 0x80 | (198 * 8 + 3) >> 8, (198 * 8 + 3) & 255, 0x80, 200,
                     ONLINE << 4, 1, 3,
                     /* 50 minutes later, said then, seen a millisecond later */
                     9, 1, 2, 3, 4, 0x80 | (50 * 4 + 3) >> 8, (50 * 4 + 3) & 255, 3, 2 << 2 | 1);
}

static void a_document_lies_as_the_header_says(void **state)
{
        static const struct said_occurrence occurrences[] = {
                {.status = RECEIVED, .occurred_at = 0, .agency = 7},
                {.status = RESOLVED, .occurred_at = MINUTE, .agency = 7, .occurred_day = true},
                {.status = RETURNED, .occurred_at = NO_TIME, .reopens = true},
        };
        struct statement s = received;

        (void)state;
        s.kind = KIND_DOCUMENT;
        s.status = STATUS_UNKNOWN, s.occurred_at = s.sequence = s.agency = 0;
        s.due_at = NO_TIME;
        s.occurrence = occurrences, s.occurrence_n = 3;
        s.stated_first = s.stated_at - MINUTE;
        s.observed_at = s.stated_at;
        s.since = s.stated_at + 1;
        s.retracted_at = s.stated_at - 1;
        s.about = "ab", s.about_len = 2;
        s.fee = 3;
        one.n = 0;
        history_add(&one, &s);
        ASSERT_BYTES(1,
                     /* three occurrences, attributes, more */
                     3 | 16 | 64, 0x80 | (4 | 16 | 32 | 256) >> 8, (4 | 16 | 32 | 256) & 255, 1, 2, 3, 4,
                     2 | 128, 3, 7, 9 | 32, 2 << 2 | 3, 10 | 16 | 64 | 128, 0,
                     /* said 65 s after its last occurrence, first a minute before; since, retracted_at */
                     0x80 | (130 * 4 + 2) >> 8, (130 * 4 + 2) & 255, 3, 1 << 2 | 3, 2 << 2, 1 << 2,
                     /* codes, source, procedure, facts, about */
                     0x80 | (4 | 16 | 32 | 256 | 512) >> 8, (4 | 16 | 32 | 256 | 512) & 255, ONLINE << 4, 1,
                     3, 0x80 | 3, 0, 2, 'a', 'b');
}

/* ---- bytes that nobody writes ---- */

static void what_is_written_in_no_such_way_is_refused(void **state)
{
        (void)state;
#define REFUSED(...)                                                              \
        do {                                                                      \
                static const uint8_t bytes[] = {__VA_ARGS__};                     \
                assert_false(history_unpack(&back, bytes, sizeof(bytes), false)); \
        } while (0)
#define ACCEPTED(...)                                                            \
        do {                                                                     \
                static const uint8_t bytes[] = {__VA_ARGS__};                    \
                assert_true(history_unpack(&back, bytes, sizeof(bytes), false)); \
        } while (0)
        ACCEPTED(1);
        ACCEPTED(1, 2, 0, 0, 0, 0, 3, 3, 3);
        REFUSED(2, 2, 0, 0, 0, 0, 3, 3, 3);               /* another version */
        REFUSED(1, 11, 0, 0, 0, 0, 3, 3, 3);              /* no such status */
        REFUSED(1, 2, 0, 0, 0, 0, 3, 3);                  /* cut off */
        REFUSED(1, 2, 0, 0, 0, 0, 3, 3, 3, 0);            /* something behind */
        REFUSED(1, 2, 0, 0, 0, 0, 0x80, 3, 3, 3);         /* a number in too many bytes */
        REFUSED(1, 2, 0, 0, 0, 0, 2, 3, 3);               /* no seconds are no minutes, either */
        REFUSED(1, 2 | 32, 0, 0, 0, 0, 3, 0, 3, 3);       /* the sequence as expected */
        REFUSED(1, 2 | 64, 0, 0, 0, 0, 0, 3, 3, 3);       /* more, and nothing more */
        REFUSED(1, 2 | 64, 12, 0, 0, 0, 0, 3, 3, 3);      /* no such kind */
        REFUSED(1, 2 | 64, 0x84, 0, 0, 0, 0, 0, 3, 3, 3); /* no such bit */
        REFUSED(1, 0x43, 0xff, 0xff, 0xff, 0xff, 0x40, 0, 0, 0, 4, 0, 0, 0, 0, 3, 3, 3); /* nor this one */
        REFUSED(1, 2 | 16, 0, 0, 0, 0, 3, 3, 3, 0);                 /* attributes, and none */
        REFUSED(1, 2 | 16, 0, 0, 0, 0, 3, 3, 3, 2, 0);              /* an agency that does not differ */
        REFUSED(1, 2 | 128, 0, 0, 0, 0, 3, 3, 0, 0, 1);             /* soon, but not by a million */
        REFUSED(1, 2, 0, 0, 0, 0, 3, 3, 3, 2, 0, 0, 0, 0, 3, 3, 3); /* the same again */
        REFUSED(1, 2 | 64, 0x82, 0, 0, 0, 0, 0, 3);                 /* neither said nor taken back */
        REFUSED(1, 13 | 64, 4, 0, 0, 0, 0, 3, 3);                   /* a document of 13 occurrences */
        REFUSED(1, 2, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 3,
                3); /* no instant */
#undef REFUSED
#undef ACCEPTED
}

static void more_records_than_a_history_has_are_refused(void **state)
{
        (void)state;
        bytes_clear(&packed);
        bytes_add(&packed, "\1", 1);
        for (int i = 0; i < HISTORY_MOST; i++)
                bytes_add(&packed, "\2\0\0\0\0\7\3\3", 8); /* a minute later */
        assert_true(history_unpack(&back, packed.at, packed.len, true));
        assert_int_equal(back.n, HISTORY_MOST);
        assert_true(back.truncated);
        bytes_add(&packed, "\2\0\0\0\0\7\3\3", 8);
        assert_false(history_unpack(&back, packed.at, packed.len, true));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_history_comes_back),
                cmocka_unit_test(whatever_is_accepted_is_written_again_as_it_was),
                cmocka_unit_test(a_history_that_is_cut_off_is_another_one_or_refused),
                cmocka_unit_test(a_log_lies_as_the_header_says),
                cmocka_unit_test(a_document_lies_as_the_header_says),
                cmocka_unit_test(what_is_written_in_no_such_way_is_refused),
                cmocka_unit_test(more_records_than_a_history_has_are_refused),
        };
        return cmocka_run_group_tests(tests, NULL, teardown);
}

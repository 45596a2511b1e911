/* SPDX-License-Identifier: Apache-2.0
 *
 * test_statement.c - the words of a statement, and the one order of statements.
 */
#include "consumers/dossier/statement.h"
#include "tests/support/unit.h"
#include <string.h>

static const struct statement full = {
        .occurred_at = -1,
        .sequence = INT64_MAX,
        .content = UINT64_MAX,
        .stated_at = 2,
        .observed_at = 3,
        .submitted_at = NO_TIME,
        .due_at = MOMENT_LIMIT - 1,
        .agency = AGENCY_ID_MOST,
        .received_by = AGENCY_ID_MOST - 1,
        .procedure = PROCEDURE_ID_MOST,
        .field = SMALL_ID_MOST,
        .source = SMALL_ID_MOST - 1,
        .status = RETURNED,
        .case_kind = TASK,
        .level = COMMUNE,
        .channel = POSTAL,
        .return_channel = RETURN_POSTAL,
        .service = FULL,
        .payment = PAYMENT_LOCAL,
        .digitised = TRUTH_YES,
        .stated_ahead = 1,
};

static void assert_round_trip(const struct statement *s)
{
        int64_t words[STATEMENT_WORDS], again[STATEMENT_WORDS];
        struct statement back;

        statement_pack(s, words);
        statement_unpack(words, &back);
        statement_pack(&back, again);
        assert_memory_equal(words, again, sizeof(words));
        assert_int_equal(statement_compare(s, &back), 0);
        assert_int_equal(back.stated_at, s->stated_at);
        assert_int_equal(back.observed_at, s->observed_at);
        assert_int_equal(back.level, s->level);
        assert_int_equal(back.digitised, s->digitised);
        assert_int_equal(back.stated_ahead, s->stated_ahead);
}

static void every_field_survives_packing(void **state)
{
        (void)state;
        struct statement none = {.submitted_at = NO_TIME, .due_at = NO_TIME};

        assert_round_trip(&full);
        assert_round_trip(&none);
}

/* The view dossier_statement unpacks the same words in SQL. */
static void the_words_lie_where_the_header_says(void **state)
{
        (void)state;
        struct statement s = {.agency = 3,
                              .received_by = 4,
                              .source = 5,
                              .procedure = 6,
                              .field = 7,
                              .stated_ahead = 1,
                              .digitised = TRUTH_YES,
                              .payment = PAYMENT_LOCAL,
                              .service = PARTIAL,
                              .return_channel = RETURN_DIRECT,
                              .channel = ONLINE,
                              .level = COMMUNE,
                              .case_kind = PETITION,
                              .status = RESOLVED};
        int64_t words[STATEMENT_WORDS];

        statement_pack(&s, words);
        assert_int_equal(words[7], (3LL << 40) + (4LL << 16) + 5);
        assert_int_equal(words[8], (6LL << 40) + (7LL << 24) + (1 << 18) + (2 << 16) + (3 << 14) + (2 << 12) +
                                           (1 << 10) + (2 << 8) + (3 << 6) + (1 << 4) + 9);
}

static void places_follow_the_life_cycle(void **state)
{
        (void)state;
        static const enum status cycle[] = {
                REGISTERED, REFUSED,   RECEIVED, PROCESSING, SUPPLEMENT_REQUESTED, PAYMENT_REQUESTED,
                STOPPED,    WITHDRAWN, RESOLVED, RETURNED,   STATUS_UNKNOWN};

        for (size_t i = 0; i + 1 < sizeof(cycle) / sizeof(cycle[0]); i++)
                assert_true(status_place(cycle[i]) < status_place(cycle[i + 1]));
        assert_int_equal(status_place((enum status)15), status_place(STATUS_UNKNOWN));
}

static void order_is_time_then_sequence_then_place_then_content(void **state)
{
        (void)state;
        struct statement a = {.occurred_at = 1, .sequence = 9, .status = RESOLVED, .content = 9}, b = a;

        b.occurred_at = 2, b.sequence = 0, b.status = REGISTERED, b.content = 0;
        assert_true(statement_compare(&a, &b) < 0);
        b.occurred_at = 1, a.sequence = 0, b.sequence = 1;
        assert_true(statement_compare(&a, &b) < 0);
        b.sequence = 0;
        assert_true(statement_compare(&b, &a) < 0);
        b.status = RESOLVED;
        assert_true(statement_compare(&b, &a) < 0);
        b.content = UINT64_MAX; /* -1 as the signed word of the warehouse */
        assert_true(statement_compare(&b, &a) < 0);
}

static void when_it_was_said_is_no_part_of_a_statement(void **state)
{
        (void)state;
        struct statement a = full;

        a.stated_at = a.observed_at = 77;
        assert_int_equal(statement_compare(&a, &full), 0);
}

/* Should two hashes ever collide, both statements are kept. */
static void every_other_field_tells_statements_apart(void **state)
{
        (void)state;
#define APART(field)                                                                                   \
        do {                                                                                           \
                struct statement other = full;                                                         \
                other.field = 1;                                                                       \
                assert_true(statement_compare(&other, &full) != 0);                                    \
                assert_int_equal(statement_compare(&other, &full), -statement_compare(&full, &other)); \
        } while (0)
        APART(occurred_at);
        APART(sequence);
        APART(content);
        APART(submitted_at);
        APART(due_at);
        APART(agency);
        APART(received_by);
        APART(procedure);
        APART(field);
        APART(source);
        APART(status);
        APART(case_kind);
        APART(level);
        APART(channel);
        APART(return_channel);
        APART(service);
        APART(payment);
        APART(digitised);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_field_survives_packing),
                cmocka_unit_test(the_words_lie_where_the_header_says),
                cmocka_unit_test(places_follow_the_life_cycle),
                cmocka_unit_test(order_is_time_then_sequence_then_place_then_content),
                cmocka_unit_test(when_it_was_said_is_no_part_of_a_statement),
                cmocka_unit_test(every_other_field_tells_statements_apart),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

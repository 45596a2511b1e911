/* SPDX-License-Identifier: Apache-2.0
 *
 * test_event_check.c - what an event may hold, and how the rest is refused.
 */
#include "tests/support/sample.h"

#include "core/base/event.h"
#include <string.h>

static void test_good_events_pass(void **state)
{
        (void)state;
        struct err e = {0};
        struct event v = sample_full;
        assert_int_equal(event_check(&v, &e), OK);
        v = sample_sparse;
        v.status = RECEIVED;
        assert_int_equal(event_check(&v, &e), OK);
        v.status = STATUS_UNKNOWN;
        assert_int_equal(event_check(&v, &e), OK);
        char longest[64];
        memset(longest, 'x', sizeof(longest));
        v.source = v.dossier_id = v.agency = v.received_by = v.procedure = v.field =
                (struct text){longest, sizeof(longest)};
        v.occurred_at = MOMENT_FIRST;
        v.due_at = MOMENT_LIMIT - 1;
        assert_int_equal(event_check(&v, &e), OK);
        static const struct event *const kinds[] = {&sample_document, &sample_emptied, &sample_step,
                                                    &sample_retraction};
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
                assert_int_equal(event_check(kinds[i], &e), OK);
        v = sample_document;
        v.occurrence_n = OCCURRENCES_MOST;
        for (int i = 0; i < OCCURRENCES_MOST; i++)
                v.occurrence[i] = (struct event_occurrence){.occurred_at = MOMENT_FIRST,
                                                            .agency = {longest, sizeof(longest)}};
        assert_int_equal(event_check(&v, &e), OK);
}

static void refused(struct event v, const char *expected)
{
        struct err e = {0};
        if (event_check(&v, &e) != POISON)
                fail_msg("passed, but expected was: %s", expected);
        assert_string_equal(e.text, expected);
}

#define REFUSED(member, bad, expected)              \
        do {                                        \
                struct event changed = sample_full; \
                changed.member = bad;               \
                refused(changed, expected);         \
        } while (0)

static void test_bad_texts_are_refused(void **state)
{
        (void)state;
        static char over[65];
        memset(over, 'x', sizeof(over));
        struct text too_long = {over, sizeof(over)};
        REFUSED(source, TEXT(""), "source is empty");
        REFUSED(dossier_id, TEXT(""), "dossier_id is empty");
        REFUSED(agency, TEXT(""), "agency is empty");
        REFUSED(source, too_long, "source has 65 bytes, at most 64 are allowed");
        REFUSED(dossier_id, too_long, "dossier_id has 65 bytes, at most 64 are allowed");
        REFUSED(agency, too_long, "agency has 65 bytes, at most 64 are allowed");
        REFUSED(received_by, too_long, "received_by has 65 bytes, at most 64 are allowed");
        REFUSED(procedure, too_long, "procedure has 65 bytes, at most 64 are allowed");
        REFUSED(about, too_long, "about has 65 bytes, at most 64 are allowed");
        REFUSED(field, too_long, "field has 65 bytes, at most 64 are allowed");
        REFUSED(dossier_id, TEXT("a\0b"), "dossier_id holds a control character");
        REFUSED(agency, TEXT("a\n"), "agency holds a control character");
        REFUSED(procedure, TEXT("\x1f"), "procedure holds a control character");
        REFUSED(field, TEXT("\x7f"), "field holds a control character");
        REFUSED(field, TEXT("\xc3\xa9\x01"), "field holds a control character");
        REFUSED(received_by, TEXT("\xff"), "received_by is not valid UTF-8");
        REFUSED(source, TEXT("H\xe1\xbb"), "source is not valid UTF-8");
}

/* Texts are looked at eight bytes at a time: every byte, at every place of every length up to three words. */
static void test_no_byte_is_overlooked(void **state)
{
        (void)state;
        char text[24];
        struct event v = sample_full;
        struct err e;
        for (size_t len = 1; len <= sizeof(text); len++) {
                for (size_t at = 0; at < len; at++) {
                        for (int byte = 0; byte < 256; byte++) {
                                memset(text, byte % 2 ? ' ' : '~', sizeof(text));
                                text[at] = (char)byte;
                                v.agency = (struct text){text, len};
                                if ((event_check(&v, &e) == OK) != (byte >= 0x20 && byte < 0x7f))
                                        fail_msg("byte %02x at %zu of %zu", (unsigned)byte, at, len);
                        }
                }
        }
}

static void test_bad_times_are_refused(void **state)
{
        (void)state;
        micros year_one = day_of_civil(1, 1, 1) * MICROS_PER_DAY;
        REFUSED(occurred_at, NO_TIME, "occurred_at is outside the years 1900 to 2199");
        REFUSED(occurred_at, year_one, "occurred_at is outside the years 1900 to 2199");
        REFUSED(stated_at, MOMENT_LIMIT, "stated_at is outside the years 1900 to 2199");
        REFUSED(observed_at, END_OF_TIME, "observed_at is outside the years 1900 to 2199");
        REFUSED(submitted_at, MOMENT_FIRST - 1, "submitted_at is outside the years 1900 to 2199");
        REFUSED(due_at, year_one, "due_at is outside the years 1900 to 2199");
        REFUSED(since, MOMENT_LIMIT, "since is outside the years 1900 to 2199");
        REFUSED(sequence, -1, "sequence is negative");
}

static void test_bad_codes_are_refused(void **state)
{
        (void)state;
        REFUSED(case_kind, CASE_KIND_COUNT, "case_kind has no value number 3");
        REFUSED(status, STATUS_COUNT, "status has no value number 11");
        REFUSED(status, (enum status) - 1, "status has no value number 4294967295");
        REFUSED(level, LEVEL_COUNT, "level has no value number 4");
        REFUSED(channel, CHANNEL_COUNT, "channel has no value number 4");
        REFUSED(return_channel, RETURN_COUNT, "return_channel has no value number 3");
        REFUSED(service, SERVICE_COUNT, "service has no value number 4");
        REFUSED(payment, PAYMENT_COUNT, "payment has no value number 4");
        REFUSED(digitised, TRUTH_COUNT, "digitised has no value number 3");
        REFUSED(citizen_data, TRUTH_COUNT, "citizen_data has no value number 3");
        REFUSED(kind, KIND_COUNT, "kind has no value number 3");
        REFUSED(fee, FEE_COUNT, "fee has no value number 4");
        REFUSED(rating, RATING_COUNT, "rating has no value number 3");
}

static void test_bad_occurrences_are_refused(void **state)
{
        (void)state;
        struct event v = sample_document;
        v.kind = KIND_STATEMENT;
        refused(v, "occurrences are said by a STATEMENT: only a DOCUMENT has any");
        v.kind = KIND_STEP;
        refused(v, "occurrences are said by a STEP: only a DOCUMENT has any");
        v = sample_document;
        v.occurrence_n = OCCURRENCES_MOST + 1;
        refused(v, "occurrences are 13, at most 12 are allowed");
        v = sample_document;
        v.occurrence[4].status = STATUS_COUNT;
        refused(v, "occurrence 5: status has no value number 11");
        v = sample_document;
        v.occurrence[0].occurred_at = MOMENT_LIMIT;
        refused(v, "occurrence 1: occurred_at is outside the years 1900 to 2199");
        v.occurrence[0] = (struct event_occurrence){.agency = TEXT("a\n")};
        refused(v, "occurrence 1: agency holds a control character");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_good_events_pass),
                cmocka_unit_test(test_bad_texts_are_refused),
                cmocka_unit_test(test_no_byte_is_overlooked),
                cmocka_unit_test(test_bad_times_are_refused),
                cmocka_unit_test(test_bad_codes_are_refused),
                cmocka_unit_test(test_bad_occurrences_are_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

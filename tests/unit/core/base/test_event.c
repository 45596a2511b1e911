/* SPDX-License-Identifier: Apache-2.0
 *
 * test_event.c - an event of which nothing is said, the issuing agency, and the names of codes.
 */
#include "tests/support/sample.h"
#include "tests/support/unit.h"

#include "core/base/event.h"
#include "core/base/event_field.h"
#include <stdio.h>
#include <string.h>

/* ---- empty ---- */

static void test_no_field_is_left_as_it_was(void **state)
{
        (void)state;
        static const uint8_t zeros[16];
        struct event v;
        memset(&v, 0xa5, sizeof(v));
        event_empty(&v);
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                const struct event_field *f = &event_fields[i];
                const void *value = (const char *)&v + f->offset;
                if (f->kind == FIELD_TIME ? *(const micros *)value != NO_TIME
                                          : memcmp(value, zeros, field_size(f->kind)) != 0)
                        fail_msg("%s", f->name);
        }
        assert_int_equal(v.occurrence_n, 0);
        memset(&v, 0xa5, sizeof(v));
        occurrence_empty(&v.occurrence[0]);
        const struct event_occurrence empty = {.occurred_at = NO_TIME};
        for (size_t i = 0; i < OCCURRENCE_FIELD_COUNT; i++)
                if (!value_equal(&occurrence_fields[i], &v.occurrence[0], &empty))
                        fail_msg("%s", occurrence_fields[i].name);
}

static void test_the_sample_has_every_field(void **state)
{
        (void)state;
        struct event empty;
        event_empty(&empty);
        for (size_t i = 0; i <= EVENT_FIELD_digitised; i++) {
                if (field_equal(&event_fields[i], &sample_full, &empty))
                        fail_msg("sample_full lacks %s", event_fields[i].name);
        }
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                if (i != EVENT_FIELD_sequence && i != EVENT_FIELD_retracts &&
                    field_equal(&event_fields[i], &sample_document, &empty))
                        fail_msg("sample_document lacks %s", event_fields[i].name);
        }
}

/* ---- dossier id and names of codes ---- */

static void issued_by(const char *id, const char *agency)
{
        assert_true(text_equal(event_issuer(text_of(id)), text_of(agency)));
}

static void test_issuer(void **state)
{
        (void)state;
        issued_by("000.17.22.H56-210531-0001", "000.17.22.H56");
        issued_by("H56-240229-123456789", "H56");
        static const char *const other[] = {
                "",
                "-",
                "H56",
                "H56-",
                "-210531-0001",
                "H56-210531",
                "H56-210531-",
                "H56-210531-001",
                "H56-210531-000x",
                "H56-210531-0001 ",
                "H56-21053-00001",
                "H56-2105310-001",
                "H56-211331-0001",
                "H56-230229-0001",
                "H56-B-210531-0001",
                "case-10011",
        };
        for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
                issued_by(other[i], other[i]);
}

static void test_names_of_codes(void **state)
{
        (void)state;
        assert_string_equal(status_names[STATUS_UNKNOWN], "UNKNOWN");
        assert_string_equal(status_names[SUPPLEMENT_REQUESTED], "SUPPLEMENT_REQUESTED");
        assert_string_equal(status_names[RETURNED], "RETURNED");
        assert_string_equal(case_kind_names[TASK], "TASK");
        assert_string_equal(level_names[COMMUNE], "COMMUNE");
        assert_string_equal(channel_names[POSTAL], "POSTAL");
        assert_string_equal(service_names[FULL], "FULL");
        assert_string_equal(payment_names[PAYMENT_NONE], "NONE");
        assert_string_equal(payment_names[PAYMENT_LOCAL], "LOCAL");
        assert_string_equal(return_channel_names[RETURN_ABSENT], "");
        assert_string_equal(return_channel_names[RETURN_POSTAL], "POSTAL");
        assert_string_equal(truth_names[TRUTH_YES], "YES");
        assert_string_equal(kind_names[KIND_STEP], "STEP");
        assert_string_equal(fee_names[FEE_PAYABLE], "PAYABLE");
        assert_string_equal(rating_names[RATING_DISLIKE], "DISLIKE");
        for (int i = 0; i < STATUS_COUNT; i++)
                assert_non_null(status_names[i]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_no_field_is_left_as_it_was),
                cmocka_unit_test(test_the_sample_has_every_field),
                cmocka_unit_test(test_issuer),
                cmocka_unit_test(test_names_of_codes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

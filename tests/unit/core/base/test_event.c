/* SPDX-License-Identifier: Apache-2.0
 *
 * test_event.c - an event of which nothing is said, its name, and the issuing agency.
 */
#include "tests/support/sample.h"
#include "tests/support/unit.h"

#include "core/base/event.h"
#include "core/base/event_field.h"
#include <stdio.h>
#include <string.h>

/* Every field filled. */
static struct event full(void)
{
        return (struct event){
                .source = TEXT("H56.onegate"),
                .sequence = 258,
                .dossier_id = TEXT("000.17.22.H56-210531-0001"),
                .case_kind = TASK,
                .status = RESOLVED,
                .occurred_at = 1643623200123456,
                .stated_at = 1643623300000000,
                .observed_at = 1643623400000000,
                .submitted_at = -1,
                .due_at = 1643623200000000,
                .agency = TEXT("H56.17"),
                .received_by = TEXT("H56.22"),
                .level = COMMUNE,
                .procedure = TEXT("1.001193"),
                .field = TEXT("Hộ tịch"),
                .channel = ONLINE,
                .return_channel = RETURN_POSTAL,
                .service = FULL,
                .payment = PAYMENT_PORTAL,
                .digitised = TRUTH_YES,
                .since = NO_TIME,
        };
}

/* The fields of version 2 filled too, those of a document apart. */
static struct event full_of_today(void)
{
        struct event v = full();
        v.kind = KIND_STEP;
        v.retracts = v.occurred_day = true;
        v.since = 1643623250000000;
        v.electronic_result = v.shared_to_store = TRUTH_YES;
        v.reused_data = v.citizen_data = TRUTH_NO;
        v.fee = FEE_PAYABLE;
        v.rating = RATING_LIKE;
        v.about = TEXT("H56-210530-0007");
        return v;
}

/* Only what every event must have. */
static struct event bare(void)
{
        return (struct event){
                .source = TEXT("s"),
                .dossier_id = TEXT("d"),
                .status = RECEIVED,
                .submitted_at = NO_TIME,
                .due_at = NO_TIME,
                .agency = TEXT("a"),
                .since = NO_TIME,
        };
}

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

/* ---- name ---- */

static void named(struct event v, const char *expected, size_t expected_len)
{
        uint8_t name[EVENT_NAME_MOST];
        size_t len = event_name(&v, name);
        assert_int_equal(len, expected_len);
        assert_memory_equal(name, expected, len);
}
#define NAMED(v, bytes) named(v, bytes, sizeof(bytes) - 1)

/* These bytes decide the id of every event ever sent and the content word of every stored statement. If this
 * test fails, the code is wrong, not the test. */
static void test_names_are_these_forever(void **state)
{
        (void)state;
        NAMED(bare(), "\x01\x01s"
                      "\x02\0\0\0\0\0\0\0\0"
                      "\x03\x01"
                      "d"
                      "\x05\x02"
                      "\x06\0\0\0\0\0\0\0\0"
                      "\x09\x01"
                      "a");
        NAMED(full(), "\x01\x0bH56.onegate"
                      "\x02\0\0\0\0\0\0\x01\x02"
                      "\x03\x19"
                      "000.17.22.H56-210531-0001"
                      "\x04\x02"
                      "\x05\x09"
                      "\x06\x00\x05\xd6\xdd\xd8\xfc\xea\x40"
                      "\x07\xff\xff\xff\xff\xff\xff\xff\xff"
                      "\x08\x00\x05\xd6\xdd\xd8\xfb\x08\x00"
                      "\x09\x06H56.17"
                      "\x0a\x06H56.22"
                      "\x0b\x03"
                      "\x0c\x08"
                      "1.001193"
                      "\x0d\x0bH\xe1\xbb\x99 t\xe1\xbb\x8b"
                      "ch"
                      "\x0e\x02"
                      "\x0f\x02"
                      "\x10\x03"
                      "\x11\x02"
                      "\x12\x02");
        struct event today = full_of_today();
        today.source = today.dossier_id = today.agency = TEXT("s");
        today.received_by = today.procedure = today.field = (struct text){0};
        today.submitted_at = today.due_at = NO_TIME;
        NAMED(today, "\x01\x01s"
                     "\x02\0\0\0\0\0\0\x01\x02"
                     "\x03\x01s"
                     "\x04\x02"
                     "\x05\x09"
                     "\x06\x00\x05\xd6\xdd\xd8\xfc\xea\x40"
                     "\x09\x01s"
                     "\x0b\x03"
                     "\x0e\x02"
                     "\x0f\x02"
                     "\x10\x03"
                     "\x11\x02"
                     "\x12\x02"
                     "\x13\x02"
                     "\x14\x01"
                     "\x15\x02"
                     "\x16\x01"
                     "\x17\x02"
                     "\x18\x01"
                     "\x19\x03"
                     "\x1a\x01"
                     "\x1b\x0fH56-210530-0007");
        struct event document = bare();
        document.kind = KIND_DOCUMENT;
        NAMED(document, "\x01\x01s"
                        "\x02\0\0\0\0\0\0\0\0"
                        "\x03\x01"
                        "d"
                        "\x13\x01");
        document.occurrence_n = 2;
        document.occurrence[0] = (struct event_occurrence){RECEIVED, NO_TIME, false, false, {0}};
        document.occurrence[1] = (struct event_occurrence){PROCESSING, 258, true, true, TEXT("a")};
        NAMED(document, "\x01\x01s"
                        "\x02\0\0\0\0\0\0\0\0"
                        "\x03\x01"
                        "d"
                        "\x13\x01"
                        "\x1c\x02\x00\x00"
                        "\x04\x07\0\0\0\0\0\0\x01\x02\x01"
                        "a");
}

static bool same_name(const struct event *a, const struct event *b)
{
        uint8_t an[EVENT_NAME_MOST], bn[EVENT_NAME_MOST];
        size_t al = event_name(a, an), bl = event_name(b, bn);
        return al == bl && memcmp(an, bn, al) == 0;
}

static void test_when_it_was_said_is_no_part_of_the_name(void **state)
{
        (void)state;
        struct event a = full(), b = full();
        b.stated_at++;
        b.observed_at++;
        b.since = 5;
        b.retracts = true;
        b.event_id[0]++;
        assert_true(same_name(&a, &b));
}

/* The field with another legal value. */
static void alter(struct event *v, const struct event_field *f)
{
        void *at = (char *)v + f->offset;
        switch (f->kind) {
        case FIELD_ID:
                v->event_id[0]++;
                break;
        case FIELD_TEXT:
                ((struct text *)at)->len--;
                break;
        case FIELD_NUMBER:
        case FIELD_TIME:
                ++*(int64_t *)at;
                break;
        case FIELD_CODE:
        case FIELD_TRUTH:
                *(unsigned *)at = (*(unsigned *)at + 1) % (unsigned)f->names_count;
                break;
        case FIELD_FLAG:
                *(bool *)at = !*(bool *)at;
                break;
        }
}

static void test_every_other_field_is_part_of_the_name(void **state)
{
        (void)state;
        const struct event a = full_of_today();
        struct event empty;
        uint32_t tags = 0;
        event_empty(&empty);
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                const struct event_field *f = &event_fields[i];
                struct event b = full_of_today();
                alter(&b, f);
                if (same_name(&a, &b) != (f->name_tag == 0))
                        fail_msg("%s: is it part of the name?", f->name);
                if (f->name_tag == 0)
                        continue;
                if (field_equal(f, &a, &empty))
                        fail_msg("full_of_today() lacks %s", f->name);
                if (f->name_tag > 27 || tags & 1u << f->name_tag)
                        fail_msg("%s has a tag that is taken, or too large", f->name);
                tags |= 1u << f->name_tag;
        }
        assert_int_equal(event_fields[EVENT_FIELD_event_id].name_tag, 0);
        assert_int_equal(event_fields[EVENT_FIELD_stated_at].name_tag, 0);
        assert_int_equal(event_fields[EVENT_FIELD_observed_at].name_tag, 0);
}

static void test_an_absent_field_leaves_no_trace(void **state)
{
        (void)state;
        const struct event a = full_of_today();
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                const struct event_field *f = &event_fields[i];
                uint8_t name[EVENT_NAME_MOST];
                struct event b = full_of_today(), empty;
                event_empty(&empty);
                memcpy((char *)&b + f->offset, (const char *)&empty + f->offset, field_size(f->kind));
                const size_t absent = event_name(&b, name), there = event_name(&a, name);
                if (f->name_tag == 0 || f->kind == FIELD_NUMBER)
                        assert_int_equal(absent, there);
                else
                        assert_true(absent < there);
        }
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

static void test_a_value_in_another_field_is_another_name(void **state)
{
        (void)state;
        struct event a = bare(), b = bare();
        a.procedure = TEXT("x");
        b.field = TEXT("x");
        assert_false(same_name(&a, &b));
        a = b = bare();
        a.submitted_at = 5;
        b.due_at = 5;
        assert_false(same_name(&a, &b));
        a = b = bare();
        a.agency = TEXT("a\x0a\x01"); /* bytes that look like the next field */
        b.received_by = TEXT("\x0a");
        assert_false(same_name(&a, &b));
}

/* Two documents that say the same are the same, whatever the door has put above their occurrences. */
static void test_what_is_derived_is_no_part_of_a_document_s_name(void **state)
{
        (void)state;
        struct event a = sample_document, b = a;
        b.status = RETURNED;
        b.occurred_at++;
        b.occurred_day = false;
        b.agency = TEXT("other");
        assert_true(same_name(&a, &b));
        a.occurrence_n = b.occurrence_n = 0;
        assert_true(same_name(&a, &b));
        b.sequence++;
        assert_false(same_name(&a, &b));
        a = b = sample_document;
        a.kind = KIND_STATEMENT; /* event_check() would refuse it, but its name is another all the same */
        assert_false(same_name(&a, &b));
}

static void test_every_part_of_an_occurrence_is_part_of_the_name(void **state)
{
        (void)state;
        const struct event a = sample_document;
        for (uint32_t i = 0; i < a.occurrence_n; i++) {
                struct event b[] = {a, a, a, a, a, a};
                b[0].occurrence[i].status = STOPPED;
                b[1].occurrence[i].occurred_at =
                        a.occurrence[i].occurred_at == NO_TIME ? 0 : a.occurrence[i].occurred_at + 1;
                b[2].occurrence[i].occurred_day ^= true;
                b[3].occurrence[i].reopens ^= true;
                b[4].occurrence[i].agency = TEXT("another");
                b[5].occurrence[i] = a.occurrence[(i + 1) % a.occurrence_n];
                for (size_t k = 0; k < sizeof(b) / sizeof(b[0]); k++)
                        if (same_name(&a, &b[k]))
                                fail_msg("occurrence %u, change %zu", i, k);
        }
        struct event fewer = a;
        fewer.occurrence_n--;
        assert_false(same_name(&a, &fewer));
}

static void test_the_longest_name_fits(void **state)
{
        (void)state;
        char longest[64];
        memset(longest, 'x', sizeof(longest));
        struct text t = {longest, sizeof(longest)};
        struct event v = full_of_today();
        v.source = v.dossier_id = v.agency = v.received_by = v.procedure = v.field = v.about = t;
        v.kind = KIND_DOCUMENT;
        v.occurrence_n = OCCURRENCES_MOST;
        for (int i = 0; i < OCCURRENCES_MOST; i++)
                v.occurrence[i] = (struct event_occurrence){RETURNED, 1, true, true, t};
        uint8_t name[EVENT_NAME_MOST];
        assert_in_range(event_name(&v, name), 1300, EVENT_NAME_MOST);
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
                cmocka_unit_test(test_names_are_these_forever),
                cmocka_unit_test(test_when_it_was_said_is_no_part_of_the_name),
                cmocka_unit_test(test_every_other_field_is_part_of_the_name),
                cmocka_unit_test(test_an_absent_field_leaves_no_trace),
                cmocka_unit_test(test_the_sample_has_every_field),
                cmocka_unit_test(test_a_value_in_another_field_is_another_name),
                cmocka_unit_test(test_what_is_derived_is_no_part_of_a_document_s_name),
                cmocka_unit_test(test_every_part_of_an_occurrence_is_part_of_the_name),
                cmocka_unit_test(test_the_longest_name_fits),
                cmocka_unit_test(test_issuer),
                cmocka_unit_test(test_names_of_codes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

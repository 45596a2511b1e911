/* SPDX-License-Identifier: Apache-2.0
 *
 * test_resolve_nulls.c - unions of null and another type, either first: as steps of a reader plan, and as a
 * writer's fields.
 */
#include "tests/support/unit.h"

#include "core/base/event_field.h"
#include "core/wire/avsc.h"
#include "core/wire/resolve.h"
#include "generated/embedded.h"
#include "tests/support/sample.h"

/* ---- steps ---- */

static const struct plan_step due_at[] = {
        {PLAN_LONG, offsetof(struct event, due_at), .name = "due_at", .null = PLAN_NULL_FIRST},
        {.op = PLAN_END}};
static const struct plan_step field[] = {
        {PLAN_TEXT, offsetof(struct event, field), .name = "field", .null = PLAN_NULL_SECOND},
        {.op = PLAN_END}};

static struct event v;
static struct err e;
static bool plain;

static enum fault run(const struct plan_step *steps, const char *bytes, size_t len)
{
        event_empty(&v);
        return plan_run(steps, (const uint8_t *)bytes, len, &v, &plain, &e);
}
#define READS(steps, bytes) assert_int_equal(run(steps, bytes, sizeof(bytes) - 1), OK)
#define REFUSES(steps, bytes, why)                                              \
        do {                                                                    \
                assert_int_equal(run(steps, bytes, sizeof(bytes) - 1), POISON); \
                assert_string_equal(e.text, why);                               \
        } while (0)

static void null_first(void **state)
{
        (void)state;
        READS(due_at, "\x00");
        assert_true(v.due_at == NO_TIME);
        READS(due_at, "\x02\x0e");
        assert_int_equal(v.due_at, 7);
        READS(due_at, "\x82\x00\x0e"); /* longer than need be, but clear */
        assert_int_equal(v.due_at, 7);
        REFUSES(due_at, "", "due_at ends in the middle of a number");
        REFUSES(due_at, "\x80", "due_at ends in the middle of a number");
        REFUSES(due_at, "\x01", "due_at has no such branch");
        REFUSES(due_at, "\x04\x0e", "due_at has no such branch");
        REFUSES(due_at, "\x82\x80\x04\x0e", "due_at has no such branch");
        REFUSES(due_at, "\x02", "due_at ends in the middle of a number");
        REFUSES(due_at, "\x00\x0e", "record is followed by 1 bytes too many");
}

static void null_second(void **state)
{
        (void)state;
        READS(field, "\x02");
        assert_int_equal(v.field.len, 0);
        READS(field, "\x00\x04xy");
        assert_true(text_equal(v.field, TEXT("xy")));
        REFUSES(field, "\x02\x04xy", "record is followed by 3 bytes too many");
        REFUSES(field, "\x04", "field has no such branch");
}

/* ---- fields ---- */

/* One union with a null that ours may not have, one with a type that is not ours, one of two types that are.
 */
static const char turned[] =
        "{\"type\": \"record\", \"name\": \"DossierStatus\", \"fields\": ["
        "{\"name\": \"event_id\", \"type\": {\"type\": \"fixed\", \"name\": \"U\", \"size\": 16}},"
        "{\"name\": \"source\", \"type\": [\"null\", \"string\"]},"
        "{\"name\": \"dossier_id\", \"type\": [\"bytes\", \"string\"]},"
        "{\"name\": \"status\", \"type\": {\"type\": \"enum\", \"name\": \"S\", \"symbols\": "
        "[\"RESOLVED\"]}},"
        "{\"name\": \"occurred_at\", \"type\": \"long\"}, {\"name\": \"stated_at\", \"type\": \"long\"},"
        "{\"name\": \"observed_at\", \"type\": \"long\"}, {\"name\": \"agency\", \"type\": \"string\"},"
        "{\"name\": \"submitted_at\", \"type\": [\"null\", \"long\"]},"
        "{\"name\": \"due_at\", \"type\": [{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}, "
        "\"null\"]},"
        "{\"name\": \"received_by\", \"type\": [\"bytes\", \"null\"]},"
        "{\"name\": \"field\", \"type\": [\"null\", \"int\"]},"
        "{\"name\": \"return_channel\", \"type\": [{\"type\": \"enum\", \"name\": \"R\", \"symbols\": "
        "[\"POSTAL\", \"DIRECT\"]}, \"null\"]},"
        "{\"name\": \"digitised\", \"type\": [\"boolean\", \"null\"]}]}";
#define HEAD                    \
        "0123456789abcdef"      \
        "\x02\x02s\x02\x02"     \
        "D\x00\x02\x04\x06\x02" \
        "A"

static struct schema theirs, ours;
static struct plan plan;

static int resolve(void **state)
{
        (void)state;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        if (avsc_read(&theirs, TEXT(turned), &e) != OK ||
            avsc_read(&ours, (struct text){newest->text, newest->len}, &e) != OK ||
            plan_resolve(&plan, &theirs, &ours, &e) != OK)
                fail_msg("%s", e.text);
        return 0;
}

static int forget(void **state)
{
        (void)state;
        plan_free(&plan);
        schema_free(&theirs);
        schema_free(&ours);
        return 0;
}

static void null_stands_where_the_writer_says(void **state)
{
        (void)state;
        struct event expected = {.source = TEXT("s"),
                                 .dossier_id = TEXT("D"),
                                 .status = RESOLVED,
                                 .occurred_at = 1,
                                 .stated_at = 2,
                                 .observed_at = 3,
                                 .submitted_at = NO_TIME,
                                 .due_at = NO_TIME,
                                 .agency = TEXT("A"),
                                 .since = NO_TIME};
        memcpy(expected.event_id, "0123456789abcdef", 16);
        READS(plan.steps, HEAD "\x00\x02\x02\x00\x02\x02");
        assert_event_equal(&v, &expected);
        expected.submitted_at = -1;
        expected.due_at = 5000;
        expected.received_by = TEXT("R");
        expected.return_channel = RETURN_DIRECT;
        expected.digitised = TRUTH_YES;
        READS(plan.steps, HEAD "\x02\x01\x00\x0a\x00\x02R\x00\x00\x02\x00\x01");
        assert_event_equal(&v, &expected);
}

/* A writer may say what null says by our own value for it. */
static void an_absent_time_may_be_said(void **state)
{
        (void)state;
        READS(plan.steps, HEAD "\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x02\x00\x02\x02");
        assert_true(v.submitted_at == NO_TIME);
        assert_false(plain);
        assert_int_equal(event_check(&v, &e), OK);
}

static void what_ours_may_not_be_is_refused_when_taken(void **state)
{
        (void)state;
        REFUSES(plan.steps, HEAD "\x00\x02\x02\x02\x0a\x02\x02", "field may not have this branch");
        REFUSES(plan.steps, HEAD "\x00\x02\x04", "received_by has no such branch");
        REFUSES(plan.steps, "0123456789abcdef\x00", "source may not have this branch");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(null_first),
                cmocka_unit_test(null_second),
                cmocka_unit_test(null_stands_where_the_writer_says),
                cmocka_unit_test(an_absent_time_may_be_said),
                cmocka_unit_test(what_ours_may_not_be_is_refused_when_taken),
        };
        return cmocka_run_group_tests(tests, resolve, forget);
}

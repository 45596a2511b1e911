/* SPDX-License-Identifier: Apache-2.0
 *
 * test_door_traps.c - sequences of documents that a plain comparison gets wrong.
 */
#include "producers/door.h"
#include "tests/support/door_model.h"

#define HOUR (3600 * MICROS_PER_SECOND)

static void expect(const struct door_verdict *v, enum door_answer answer, micros stated_at, micros since)
{
        assert_int_equal(v->answer, answer);
        assert_int_equal(v->stated_at, stated_at);
        assert_int_equal(v->since, since);
}

static void expect_pass(struct door *d, const struct door_document *document, enum door_answer answer,
                        micros stated_at, micros since)
{
        const struct door_verdict v = pass(d, document);
        expect(&v, answer, stated_at, since);
        assert_int_equal(v.remember, answer != DOOR_OLD);
}

static void an_unchanged_document_is_silent(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), again = document_of(0, 200);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &a, DOOR_SILENT, 100, NO_TIME);
        expect_pass(&d, &again, DOOR_SILENT, 200, NO_TIME);
        assert_int_equal(d.memory.stated_at, 200);
        assert_int_equal(d.memory.said_at, 100);
}

static void a_b_a(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200),
                                   back = document_of(0, 300);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        expect_pass(&d, &back, DOOR_SEND, 300, 300);
        assert_int_equal(topic_standing(&d.topic), 0);
}

static void an_older_file_read_late(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), again = document_of(0, 300),
                                   between = document_of(1, 200), before = document_of(2, 50),
                                   earlier = document_of(0, 60);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &again, DOOR_SILENT, 300, NO_TIME);
        expect_pass(&d, &between, DOOR_OLD, 99, NO_TIME); /* the topic knows of the other's 100 only */
        expect_pass(&d, &before, DOOR_OLD, 50, NO_TIME);
        expect_pass(&d, &earlier, DOOR_OLD, 60, NO_TIME);
        assert_int_equal(d.memory.stated_at, 300);
        assert_int_equal(topic_standing(&d.topic), 0);
        assert_int_equal(d.topic.of[0].first, 60);
}

static void return_after_a_withdrawal(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        struct door_document a = document_of(0, 100), gone = document_of(2, 200), late = document_of(0, 150),
                             back = document_of(0, 300);
        gone.empty = true;
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &gone, DOOR_SEND, 200, 200);
        assert_true(d.memory.empty);
        expect_pass(&d, &late, DOOR_OLD, 150, NO_TIME); /* a file from before: it does not bring it back */
        assert_int_equal(topic_standing(&d.topic), 2);
        expect_pass(&d, &back, DOOR_SEND, 300, 300);
        assert_int_equal(topic_standing(&d.topic), 0);
        assert_false(d.memory.empty);
}

static void equal_times(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 100), c = document_of(2, 101);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &b, DOOR_SEND, 101, 101);
        expect_pass(&d, &b, DOOR_OLD, 100, NO_TIME); /* the same file again */
        assert_int_equal(topic_standing(&d.topic), 1);
        expect_pass(&d, &c, DOOR_SEND, 102, 102);
        assert_int_equal(topic_standing(&d.topic), 2);
}

static void memory_lost(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200),
                                   back = document_of(0, 400);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        d.known = false;
        d.forgotten = 250; /* the time at which a new folder was begun */
        expect_pass(&d, &a, DOOR_OLD, 100, NO_TIME);
        assert_int_equal(topic_standing(&d.topic), 1);
        expect_pass(&d, &back, DOOR_SEND, 400, NO_TIME); /* not silent, although it was just seen */
        assert_int_equal(topic_standing(&d.topic), 0);
}

static void killed_before_it_was_remembered(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        const struct remembered before = d.memory;
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        const struct topic topic = d.topic;
        d.memory = before;
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        assert_memory_equal(&d.topic.of, &topic.of, sizeof(topic.of));
}

static void open_past_due_once_a_local_day(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const micros midnight = zone_day_start(zone, 19000); /* 17:00 UTC of the day before */
        struct door_document a = document_of(0, midnight + 8 * HOUR);
        a.due_at = midnight + 12 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        a.stated_at = midnight + 12 * HOUR;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME); /* it is not past its due date */
        a.stated_at = midnight + 13 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME); /* for the first time after it */
        a.stated_at = midnight + 24 * HOUR - 1;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME);
        a.stated_at = midnight + 24 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        a.ended_by = RESOLVED;
        a.stated_at += 24 * HOUR;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME);
}

/* An end that is planned for Friday counts from Friday on, though nobody changes the document then. */
static void what_lies_ahead_is_said_until_it_has_come(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        struct door_document a = document_of(0, HOUR);
        a.latest_at = HOUR + 72 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME); /* the same export again */
        a.stated_at += 24 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        a.stated_at += 24 * HOUR; /* a day ahead is none */
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        a.stated_at += 24 * HOUR;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME);
}

static void the_export_is_the_callers(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200);
        pass(&d, &a);
        d.memory.export_number = 7;
        pass(&d, &b);
        assert_int_equal(d.memory.export_number, 7);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_unchanged_document_is_silent),
                cmocka_unit_test(a_b_a),
                cmocka_unit_test(an_older_file_read_late),
                cmocka_unit_test(return_after_a_withdrawal),
                cmocka_unit_test(equal_times),
                cmocka_unit_test(memory_lost),
                cmocka_unit_test(killed_before_it_was_remembered),
                cmocka_unit_test(open_past_due_once_a_local_day),
                cmocka_unit_test(what_lies_ahead_is_said_until_it_has_come),
                cmocka_unit_test(the_export_is_the_callers),
        };
        return door_model_run(tests);
}

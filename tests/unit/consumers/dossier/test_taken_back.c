/* SPDX-License-Identifier: Apache-2.0
 *
 * test_taken_back.c - the marks that need what no longer stands: backdated, erased, rewritten; and two
 * sources that contradict each other.
 */
#include "tests/support/dossier_said.h"

#define OPEN_ROW  IS(RECEIVED, on(0))
#define DUE_ON(d) .due_at = on(d)

/* ---- backdated ---- */

static void an_export_repeats_the_open_row_and_then_sets_the_end_back(void **state)
{
        (void)state;
        begin();
        for (int day = 1; day <= 8; day++)
                TELL(AT(on(day), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(5)));
        life();
        assert_true(marked(BACKDATED));
        assert_int_equal(t.last_seen_open, on(8));
        assert_int_equal(t.end_first_seen, on(9));
        assert_int_equal(class_by_instant(&t, zone), INSTANT_IN_TIME);
}

static void nobody_else_is_accused(void **state)
{
        (void)state;
        /* A backfill: all is seen after the due date. */
        begin();
        TELL(AT(on(2), DUE_ON(5), .observed_at = on(20)), OPEN_ROW);
        TELL(AT(on(6), DUE_ON(5), .observed_at = on(20)), OPEN_ROW, IS(RESOLVED, on(4)));
        life();
        assert_false(marked(BACKDATED));
        /* A monthly export: nothing between reception and end. */
        begin();
        TELL(AT(on(1), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(30), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(5)));
        life();
        assert_false(marked(BACKDATED));
        /* Seen in time, open again later, and the same end again. */
        begin();
        TELL(AT(on(5), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(4)));
        TELL(AT(on(7), DUE_ON(5), .since = on(7)), OPEN_ROW);
        TELL(AT(on(8), DUE_ON(5), .since = on(8)), OPEN_ROW, IS(RESOLVED, on(4)));
        life();
        assert_false(marked(BACKDATED));
        /* Late, and said so. */
        begin();
        TELL(AT(on(7), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(8)));
        life();
        assert_false(marked(BACKDATED));
}

static void a_corrected_mapping_accuses_nobody(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(1), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW); /* the column of the end was not read */
        take_back(on(9));
        TELL(AT(on(9) + 1, DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(5)));
        life();
        assert_false(marked(BACKDATED));
}

static void a_document_is_open_behind_its_last_reopening(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(1), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(7), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(2)), IS(PROCESSING, on(3), .reopens = true));
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(2)), IS(PROCESSING, on(3), .reopens = true),
             IS(RESOLVED, on(4)));
        life();
        assert_true(marked(BACKDATED));
        assert_int_equal(t.last_seen_open, on(7));
}

static void an_end_of_a_day_may_be_backdated(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(1), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, FIRST + 6 * DAY - 1, .occurred_day = true));
        life();
        assert_true(marked(BACKDATED));
}

/* ---- erased ---- */

static void lateness_cannot_be_erased(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(7)));
        life();
        assert_false(marked(ERASED));
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(4)));
        life();
        assert_true(marked(ERASED | END_REWRITTEN));
        begin();
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(7)));
        TELL(AT(on(9), DUE_ON(9)), OPEN_ROW, IS(RESOLVED, on(7))); /* another due date */
        life();
        assert_true(marked(ERASED | DUE_REWRITTEN));
        assert_false(marked(END_REWRITTEN));
        assert_int_equal(t.first_due_at, on(5));
}

static void nothing_was_erased(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(7)));
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(6))); /* late all the same */
        life();
        assert_false(marked(ERASED));
        begin();
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(7)));
        take_back(on(8));
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(4)));
        life();
        assert_false(marked(ERASED));
        begin();
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(400))); /* a slip */
        TELL(AT(on(9), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(4)));
        life();
        assert_false(marked(ERASED));
        begin();
        TELL(AT(on(8), DUE_ON(5)), OPEN_ROW, IS(RESOLVED, on(7)));
        TELL(AT(on(9), DUE_ON(5), .source = 1), OPEN_ROW, IS(RESOLVED, on(4))); /* of somebody else */
        life();
        assert_false(marked(ERASED));
}

/* ---- rewritten ---- */

static void the_first_due_date_is_that_of_the_document_that_came_first(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(1), DUE_ON(5)), OPEN_ROW);
        TELL(AT(on(2), DUE_ON(7)), OPEN_ROW);
        TELL(AT(on(3), DUE_ON(5)), OPEN_ROW); /* returned to */
        life();
        assert_int_equal(t.due_at, on(5));
        assert_int_equal(t.first_due_at, on(5));
        TELL(AT(on(4), DUE_ON(7)), OPEN_ROW);
        life();
        assert_int_equal(t.due_at, on(7));
        assert_int_equal(t.first_due_at, on(5));
        assert_true(marked(DUE_REWRITTEN));
}

static void an_end_that_was_taken_back_is_marked(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(6), DUE_ON(9)), OPEN_ROW, IS(RESOLVED, on(5)));
        TELL(AT(on(7), DUE_ON(9)), OPEN_ROW);
        life();
        assert_true(timeline_has_deadline(&t));
        assert_int_equal(t.marks, END_REWRITTEN);
        TELL(AT(on(8), DUE_ON(9)), OPEN_ROW, IS(RESOLVED, on(5)));
        life();
        assert_int_equal(t.marks, 0);
}

static void a_reception_that_was_taken_back_is_marked(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(6)), IS(RECEIVED, on(1)), IS(RECEIVED, on(3)));
        TELL(AT(on(7)), IS(RECEIVED, on(2)));
        life();
        assert_int_equal(t.marks, RECEPTION_REWRITTEN);
        TELL(AT(on(7), .source = 2), IS(RECEIVED, on(1)));
        life();
        assert_true(marked(RECEPTION_REWRITTEN)); /* two claims now */
}

static void two_documents_in_one_millisecond_contradict_each_other(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(6)), IS(RECEIVED, on(1)));
        TELL(AT(on(6) + 1), IS(RECEIVED, on(1)), IS(PROCESSING, on(2)));
        life();
        assert_true(marked(CONTRADICTED));
        assert_string_equal(steps(), "receive 1");
        assert_int_equal(t.status, PROCESSING);
        TELL(AT(on(7)), IS(RECEIVED, on(1)), IS(PROCESSING, on(2)));
        life();
        assert_false(marked(CONTRADICTED));
}

/* ---- ties ---- */

static void two_sources(struct statement a, enum status status, micros at, struct statement b, micros other)
{
        begin();
        a.source = 1, b.source = 2;
        tell(a, (struct said_occurrence[]){{.status = status, .occurred_at = at}}, 1);
        tell(b, (struct said_occurrence[]){{.status = status, .occurred_at = other}}, 1);
        life();
}

static void two_sources_that_contradict_each_other_at_once_tie(void **state)
{
        (void)state;
        two_sources(AT(on(5)), RECEIVED, on(1), AT(on(5)), on(2));
        assert_true(marked(TIES));
        two_sources(AT(on(5)), RECEIVED, on(1), AT(on(6)), on(2));
        assert_false(marked(TIES));
        two_sources(AT(on(5)), PROCESSING, on(1), AT(on(5)), on(2));
        assert_false(marked(TIES));
        two_sources(AT(on(5), .channel = ONLINE), RECEIVED, on(1), AT(on(5), .channel = DIRECT), on(1));
        assert_true(marked(TIES));
        two_sources(AT(on(5), .channel = ONLINE), RECEIVED, on(1), AT(on(5)), on(1));
        assert_false(marked(TIES));
}

static void sources_that_say_one_instant_alike_do_not_tie(void **state)
{
        (void)state;
        begin();
        for (uint16_t source = 1; source <= 2; source++)
                TELL(AT(on(9), .source = source), IS(RECEIVED, on(1)), IS(SUPPLEMENT_REQUESTED, on(2)),
                     IS(RECEIVED, on(3)), IS(RESOLVED, on(4)), IS(PROCESSING, on(5), .reopens = true),
                     IS(RESOLVED, on(6)));
        life();
        assert_false(marked(TIES));
}

static void a_step_ties_with_nothing(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5), .source = 1, .channel = ONLINE), IS(RECEIVED, on(1)));
        SAY(PROCESSING, on(2), .source = 2, .channel = DIRECT, .stated_at = on(5), .kind = KIND_STEP);
        life();
        assert_false(marked(TIES));
}

static void a_third_source_ties_too(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(4), .source = 1), IS(RECEIVED, on(1)));
        TELL(AT(on(5), .source = 2), IS(RECEIVED, on(1)));
        TELL(AT(on(5), .source = 3), IS(RECEIVED, on(2)));
        life();
        assert_true(marked(TIES));
}

/* Two systems confirm every night what they contradict each other in. */
static void a_contradiction_that_is_confirmed_every_night_changes_nothing(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(1), .source = 1, DUE_ON(9)), OPEN_ROW);
        TELL(AT(on(2), .source = 2, DUE_ON(5)), OPEN_ROW);
        life();
        for (int night = 3; night < 9; night++) {
                const struct timeline before = t;
                TELL(AT(on(night), .source = 1, DUE_ON(9)), OPEN_ROW);
                life();
                assert_false(timeline_deadlines_differ(&before, &t));
                TELL(AT(on(night) + HOUR, .source = 2, DUE_ON(5)), OPEN_ROW);
                life();
                assert_false(timeline_deadlines_differ(&before, &t));
        }
        assert_int_equal(t.due_at, on(5));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_export_repeats_the_open_row_and_then_sets_the_end_back),
                cmocka_unit_test(nobody_else_is_accused),
                cmocka_unit_test(a_corrected_mapping_accuses_nobody),
                cmocka_unit_test(a_document_is_open_behind_its_last_reopening),
                cmocka_unit_test(an_end_of_a_day_may_be_backdated),
                cmocka_unit_test(lateness_cannot_be_erased),
                cmocka_unit_test(nothing_was_erased),
                cmocka_unit_test(the_first_due_date_is_that_of_the_document_that_came_first),
                cmocka_unit_test(an_end_that_was_taken_back_is_marked),
                cmocka_unit_test(a_reception_that_was_taken_back_is_marked),
                cmocka_unit_test(two_documents_in_one_millisecond_contradict_each_other),
                cmocka_unit_test(two_sources_that_contradict_each_other_at_once_tie),
                cmocka_unit_test(sources_that_say_one_instant_alike_do_not_tie),
                cmocka_unit_test(a_step_ties_with_nothing),
                cmocka_unit_test(a_third_source_ties_too),
                cmocka_unit_test(a_contradiction_that_is_confirmed_every_night_changes_nothing),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}

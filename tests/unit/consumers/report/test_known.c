/* SPDX-License-Identifier: Apache-2.0
 *
 * test_known.c - why a dossier is known otherwise now, one history a cause, and what a range makes of it.
 */
#include "consumers/report/known.h"
#include "tests/support/unit.h"

static struct zone *zone;
static struct history h;
static struct timeline now;
static struct known known;
static struct corrections corrections;
static struct range range;

/* An instant of March 2022 in UTC. */
static micros march(int day, int hour)
{
        return (day_of_civil(2022, 3, day) * 24LL + hour) * 3600 * MICROS_PER_SECOND;
}

/* A document: received on the 1st, ended at `ended` (NO_TIME: open), said and seen from `from` to `to`. */
static struct statement document(micros due, micros ended, micros from, micros to)
{
        static struct said_occurrence room[8][2];
        static unsigned used;
        struct said_occurrence *o = room[used++ % 8];
        o[0] = (struct said_occurrence){.occurred_at = march(1, 8), .agency = 1, .status = RECEIVED};
        o[1] = (struct said_occurrence){.occurred_at = ended, .agency = 1, .status = RESOLVED};
        return (struct statement){.kind = KIND_DOCUMENT,
                                  .stated_at = to,
                                  .stated_first = from,
                                  .observed_at = from,
                                  .since = from,
                                  .retracted_at = NO_TIME,
                                  .submitted_at = NO_TIME,
                                  .due_at = due,
                                  .content = used,
                                  .source = 1,
                                  .occurrence = o,
                                  .occurrence_n = ended == NO_TIME ? 1 : 2};
}

static void hear(struct statement s)
{
        history_add(&h, &s);
}

/* As known on the 15th, when the report was made. */
static enum cause cause(void)
{
        corrections = (struct corrections){.held_until = march(15, 12)};
        range = (struct range){
                .as_of = march(14, 23), .known_at = march(15, 12), .corrections = &corrections};
        timeline_derive(&h, rule_of(RULE_FORM06), zone, &now);
        return known_cause(&known, &range, rule_of(RULE_FORM06), zone, &h, &now);
}

/* The end that a range sees, with corrections of these causes let in. */
static micros end_seen(unsigned counted)
{
        const struct history *seen = &h;
        const struct timeline *t = &now;
        corrections.counted = counted;
        known_look(&known, &range, rule_of(RULE_FORM06), zone, &seen, &t);
        return t->ended_at;
}

static int begin(void **state)
{
        struct err e;
        (void)state;
        h.n = 0;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK ? 0 : -1;
}

static int end(void **state)
{
        (void)state;
        zone_close(zone);
        return 0;
}

static void nothing_was_heard(void **state)
{
        (void)state;
        hear(document(march(8, 10), march(7, 10), march(7, 11), march(7, 11)));
        assert_int_equal(cause(), CAUSES);
        assert_int_equal(end_seen(0), march(7, 10));
}

static void an_end_came_late(void **state)
{
        (void)state;
        hear(document(march(30, 10), NO_TIME, march(2, 8), march(2, 8)));
        hear(document(march(30, 10), march(13, 10), march(20, 8), march(20, 8)));
        assert_int_equal(cause(), CAUSE_LATE_EVENT);
        assert_int_equal(end_seen(0), NO_TIME);
        assert_int_equal(end_seen(1U << CAUSE_BACKDATED | 1U << CAUSE_TAKEN_BACK), NO_TIME);
        assert_int_equal(end_seen(1U << CAUSE_LATE_EVENT), march(13, 10));
}

static void it_was_not_known_at_all(void **state)
{
        (void)state;
        hear(document(march(30, 10), NO_TIME, march(20, 8), march(20, 8)));
        assert_int_equal(cause(), CAUSE_LATE_EVENT);
        assert_int_equal(known.t.received_at, NO_TIME);
}

static void an_end_was_backdated(void **state)
{
        (void)state;
        hear(document(march(8, 10), NO_TIME, march(2, 8), march(12, 8)));
        hear(document(march(8, 10), march(7, 10), march(21, 8), march(21, 8)));
        assert_int_equal(cause(), CAUSE_BACKDATED);
        assert_int_equal(end_seen(1U << CAUSE_LATE_EVENT), NO_TIME);
        assert_int_equal(end_seen(1U << CAUSE_BACKDATED), march(7, 10));
}

static void a_due_date_was_rewritten(void **state)
{
        (void)state;
        hear(document(march(9, 10), NO_TIME, march(2, 8), march(2, 8)));
        hear(document(march(30, 10), NO_TIME, march(20, 8), march(20, 8)));
        assert_int_equal(cause(), CAUSE_DUE_REWRITTEN);
        assert_int_equal(known.t.due_at, march(9, 10));
}

static void a_first_due_date_is_no_rewriting(void **state)
{
        (void)state;
        hear(document(NO_TIME, NO_TIME, march(2, 8), march(2, 8)));
        hear(document(march(30, 10), NO_TIME, march(20, 8), march(20, 8)));
        assert_int_equal(cause(), CAUSE_LATE_EVENT);
}

/* What was taken back later held when the report was made; what was taken back before did not. */
static void a_statement_was_taken_back(void **state)
{
        struct statement said = document(march(9, 10), march(7, 10), march(7, 11), march(7, 11));
        (void)state;
        hear(document(march(9, 10), NO_TIME, march(2, 8), march(2, 8)));
        said.retracted_at = march(20, 8);
        hear(said);
        assert_int_equal(cause(), CAUSE_TAKEN_BACK);
        assert_int_equal(known.t.ended_at, march(7, 10));
        assert_int_equal(end_seen(0), march(7, 10));
        assert_int_equal(end_seen(1U << CAUSE_TAKEN_BACK), NO_TIME);

        h.n = 0;
        said.retracted_at = march(10, 8);
        hear(document(march(9, 10), NO_TIME, march(2, 8), march(2, 8)));
        hear(said);
        assert_int_equal(cause(), CAUSES);
        assert_int_equal(end_seen(0), NO_TIME);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(nothing_was_heard, begin, end),
                cmocka_unit_test_setup_teardown(an_end_came_late, begin, end),
                cmocka_unit_test_setup_teardown(it_was_not_known_at_all, begin, end),
                cmocka_unit_test_setup_teardown(an_end_was_backdated, begin, end),
                cmocka_unit_test_setup_teardown(a_due_date_was_rewritten, begin, end),
                cmocka_unit_test_setup_teardown(a_first_due_date_is_no_rewriting, begin, end),
                cmocka_unit_test_setup_teardown(a_statement_was_taken_back, begin, end),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

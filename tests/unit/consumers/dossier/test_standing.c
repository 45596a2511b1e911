/* SPDX-License-Identifier: Apache-2.0
 *
 * test_standing.c - which records stand, what they claim, and what was known at an instant.
 */
#include "tests/support/dossier_said.h"

static struct standing s;

static void stand(void)
{
        standing_of(&h, &s);
}

/* "RECEIVED 1, RESOLVED 4 of source 2": the claims, with the days of their occurrences. */
static const char *claims(void)
{
        static char text[1024];
        size_t len = 0;

        stand();
        text[0] = '\0';
        for (int i = 0; i < s.n; i++) {
                const struct statement *c = s.of[i];
                len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %lld", i > 0 ? ", " : "",
                                        status_names[c->status], (long long)((c->occurred_at - on(0)) / DAY));
                if (c->source != 0)
                        len += (size_t)snprintf(text + len, sizeof(text) - len, " of %u", c->source);
        }
        return text;
}

static void plain_statements_are_the_history_itself(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(4));
        stand();
        assert_true(s.is_plain);
        assert_int_equal(s.n, 2);
        for (int i = 0; i < s.n; i++)
                assert_ptr_equal(s.of[i], &h.of[i]);
}

static void the_document_stated_last_stands_whole(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5)), IS(RECEIVED, on(1)), IS(PROCESSING, on(2)), IS(RESOLVED, on(4)));
        TELL(AT(on(6)), IS(RECEIVED, on(1)), IS(SUPPLEMENT_REQUESTED, on(3)));
        assert_string_equal(claims(), "RECEIVED 1, SUPPLEMENT_REQUESTED 3");
        TELL(AT(on(4)), IS(RECEIVED, on(2))); /* an older file, read late */
        assert_string_equal(claims(), "RECEIVED 1, SUPPLEMENT_REQUESTED 3");
        TELL(AT(on(7)), IS(RECEIVED, on(1)), IS(PROCESSING, on(2)), IS(RESOLVED, on(4)));
        assert_string_equal(claims(), "RECEIVED 1, PROCESSING 2, RESOLVED 4");
        assert_int_equal(h.n, 3);
}

static void each_source_has_a_document_of_its_own(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5), .source = 1), IS(RECEIVED, on(1)));
        TELL(AT(on(6), .source = 2), IS(RECEIVED, on(2)));
        TELL(AT(on(7), .source = 2), IS(RECEIVED, on(3)));
        assert_string_equal(claims(), "RECEIVED 1 of 1, RECEIVED 3 of 2");
}

static void a_document_supersedes_plain_statements_that_were_not_made_after_it(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .source = 1);
        SAY(PROCESSING, on(2), .source = 1, .stated_at = on(5));
        SAY(RESOLVED, on(4), .source = 1, .stated_at = on(5) + 1);
        SAY(STOPPED, on(1), .source = 2);
        TELL(AT(on(5), .source = 1), IS(RECEIVED, on(0)));
        assert_string_equal(claims(), "RECEIVED 0 of 1, STOPPED 1 of 2, RESOLVED 4 of 1");
        TELL(AT(on(6), .source = 1), IS(RECEIVED, on(0))); /* repeated: said after the end, too */
        assert_string_equal(claims(), "RECEIVED 0 of 1, STOPPED 1 of 2");
}

static void a_document_without_occurrences_claims_nothing(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        TELL(AT(on(5)), IS(RECEIVED, on(1)));
        TELL_NOTHING(AT(on(6)));
        assert_string_equal(claims(), "");
        SAY(PROCESSING, on(7));
        assert_string_equal(claims(), "PROCESSING 7");
}

static void steps_are_no_reception_and_no_end_and_stay(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(0), .kind = KIND_STEP);
        SAY(RECEIVED, on(1), .kind = KIND_STEP, .due_at = on(9));
        SAY(STOPPED, on(2), .kind = KIND_STEP);
        SAY(RESOLVED, on(3), .kind = KIND_STEP);
        TELL(AT(on(8)), IS(RECEIVED, on(0) + HOUR));
        assert_string_equal(claims(), "UNKNOWN 0, RECEIVED 0, PROCESSING 1, STOPPED 2, UNKNOWN 3");
        for (int i = 0; i < s.n; i++)
                assert_int_equal(s.of[i]->due_at, NO_TIME);
}

/* ---- said, and happened ---- */

static void repeating_a_document_renews_nothing(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5)), IS(RECEIVED, on(1)), IS(RESOLVED, NO_TIME));
        TELL(AT(on(9)), IS(RECEIVED, on(1)), IS(RESOLVED, NO_TIME));
        stand();
        assert_int_equal(s.n, 2);
        assert_int_equal(s.of[1]->stated_at, on(5));
        assert_int_equal(s.of[1]->occurred_at, on(5)); /* no time: when it was said */
        assert_int_equal(claim_repeated_at(s.of[1]), on(9));
}

static void a_return_is_said_when_the_door_saw_it(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5)), IS(RECEIVED, on(1)), IS(RESOLVED, NO_TIME));
        TELL(AT(on(6), .since = on(6)), IS(RECEIVED, on(1)));
        TELL(AT(on(7), .since = on(7)), IS(RECEIVED, on(1)), IS(RESOLVED, NO_TIME));
        stand();
        assert_int_equal(s.n, 2);
        assert_int_equal(s.of[1]->stated_at, on(7));
        assert_int_equal(s.of[1]->occurred_at, on(7));
}

static void of_one_instant_the_one_behind_in_the_list_is_said_later(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5)), IS(RECEIVED, on(1), .agency = 7), IS(RECEIVED, on(1), .agency = 3));
        life();
        assert_int_equal(t.agency, 3);
}

/* ---- taken back ---- */

static void what_was_taken_back_is_no_evidence(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5)), IS(RECEIVED, on(1)));
        TELL(AT(on(6)), IS(RECEIVED, on(2)));
        take_back(on(6));
        assert_string_equal(claims(), "RECEIVED 1");
        assert_false(standing_supersedes(&s, &h.of[0]) || standing_supersedes(&s, &h.of[1]));
        TELL(AT(on(6) + 1), IS(RECEIVED, on(2))); /* read again */
        assert_string_equal(claims(), "RECEIVED 2");
        assert_true(standing_supersedes(&s, &h.of[0]));
}

static void a_retraction_may_come_first(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(2)), IS(RECEIVED, on(1)));
        h.n = 0;
        take_back(on(3));
        assert_string_equal(claims(), "");
        life();
        assert_int_equal(t.first_observed_at, NO_TIME);
        assert_int_equal(t.received_at, NO_TIME);
        TELL(AT(on(2)), IS(RECEIVED, on(1)));
        assert_string_equal(claims(), "");
        TELL(AT(on(4)), IS(RECEIVED, on(1)));
        assert_string_equal(claims(), "RECEIVED 1");
}

static void more_sources_than_are_kept_are_marked(void **state)
{
        (void)state;
        begin();
        for (uint16_t source = 1; source <= DOCUMENTS_MOST; source++)
                TELL(AT(on(source), .source = source), IS(RECEIVED, on(source)));
        life();
        assert_false(marked(HISTORY_TRUNCATED));
        TELL(AT(on(40), .source = 40), IS(RECEIVED, on(40)));
        life();
        assert_true(marked(HISTORY_TRUNCATED));
        stand();
        assert_int_equal(s.document_n, DOCUMENTS_MOST);
        assert_int_equal(s.of[0]->source, 2); /* the first in canonical order gave way */
}

/* ---- known at an instant ---- */

static const char *known(micros at)
{
        static struct history all;
        const char *text;

        all = h;
        history_known_at(&all, at, &h);
        text = claims();
        h = all;
        return text;
}

static void what_was_seen_later_was_not_known(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .observed_at = on(3));
        SAY(RESOLVED, on(2), .observed_at = on(5));
        assert_string_equal(known(on(3) - 1), "");
        assert_string_equal(known(on(3)), "RECEIVED 1");
        assert_string_equal(known(on(5)), "RECEIVED 1, RESOLVED 2");
}

static void a_return_was_not_known_before_it_happened(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(3)), IS(RECEIVED, on(1)));
        TELL(AT(on(5), .since = on(5)), IS(RECEIVED, on(2)));
        TELL(AT(on(7), .since = on(7)), IS(RECEIVED, on(1)));
        assert_string_equal(known(on(2)), "");
        assert_string_equal(known(on(4)), "RECEIVED 1");
        assert_string_equal(known(on(5)), "RECEIVED 2");
        assert_string_equal(known(on(7) - 1), "RECEIVED 2");
        assert_string_equal(known(on(7)), "RECEIVED 1");
}

static void without_since_a_return_may_be_dated_too_early(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(3)), IS(RECEIVED, on(1)));
        TELL(AT(on(5)), IS(RECEIVED, on(2)));
        TELL(AT(on(7)), IS(RECEIVED, on(1)));
        assert_string_equal(known(on(6)), "RECEIVED 1");
}

static void our_own_mistakes_were_never_known(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(3)), IS(RECEIVED, on(1)));
        TELL(AT(on(4)), IS(RECEIVED, on(2)));
        take_back(on(9));
        assert_string_equal(known(on(5)), "RECEIVED 1");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plain_statements_are_the_history_itself),
                cmocka_unit_test(the_document_stated_last_stands_whole),
                cmocka_unit_test(each_source_has_a_document_of_its_own),
                cmocka_unit_test(a_document_supersedes_plain_statements_that_were_not_made_after_it),
                cmocka_unit_test(a_document_without_occurrences_claims_nothing),
                cmocka_unit_test(steps_are_no_reception_and_no_end_and_stay),
                cmocka_unit_test(repeating_a_document_renews_nothing),
                cmocka_unit_test(a_return_is_said_when_the_door_saw_it),
                cmocka_unit_test(of_one_instant_the_one_behind_in_the_list_is_said_later),
                cmocka_unit_test(what_was_taken_back_is_no_evidence),
                cmocka_unit_test(a_retraction_may_come_first),
                cmocka_unit_test(more_sources_than_are_kept_are_marked),
                cmocka_unit_test(what_was_seen_later_was_not_known),
                cmocka_unit_test(a_return_was_not_known_before_it_happened),
                cmocka_unit_test(without_since_a_return_may_be_dated_too_early),
                cmocka_unit_test(our_own_mistakes_were_never_known),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_judge.c - one dossier in a period, by both readings of index 766; and one petition.
 *
 * The first day, 2022-01-01, is a Saturday, so on(2) is a Monday, 10:00.
 */
#include "tests/support/dossier_said.h"

#include "consumers/report/index/judge.h"
#include "core/base/bytes.h"
#include <stdlib.h>

static struct calendar *calendar;
static const struct index_limits limits = {15, 2, 5, 2};

static int open_court(void **state)
{
        struct office_hours hours;
        struct err e;
        if (open_zone(state) != 0 || office_hours_parse(TEXT("07:00-11:30,13:30-17:00"), &hours, &e) != OK)
                return -1;
        return calendar_open(&calendar, zone, &hours, NULL, 0, &e) == OK ? 0 : -1;
}

static int close_court(void **state)
{
        calendar_close(calendar);
        return close_zone(state);
}

static micros midnight(int day)
{
        return FIRST + day * DAY;
}

static struct index_court court_of(int from_day, int to_day)
{
        return (struct index_court){calendar, zone, {midnight(from_day), midnight(to_day)}};
}

/* "R N in-time document resolved 3d" of what holds, in the days [from, to). */
static const char *judged_with(int from_day, int to_day, int minutes)
{
        static char text[128];
        struct supplement supplement[SUPPLEMENTS_MOST];
        struct index_judged j;
        const struct index_court court = court_of(from_day, to_day);
        life_by(RULE_INDEX766);
        const int n = supplements_list(&h, t.rule, supplement);
        index_judge(&court, &t, supplement, n, minutes, &j);
        snprintf(text, sizeof(text), "%s%s%s%s%s%s", j.in_r ? "R " : "", j.in_n ? "N " : "",
                 j.no_due ? "no-due " : "", j.in_time ? "portal " : "",
                 j.in_time_supplement ? "document " : "", j.resolved ? "resolved" : "");
        return text;
}

static const char *judged(int from_day, int to_day)
{
        return judged_with(from_day, to_day, 0);
}

static void an_end_is_judged_by_the_instant(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2), .due_at = on(5));
        SAY(RESOLVED, on(5));
        assert_string_equal(judged(0, 31), "R N portal document resolved");
        begin();
        SAY(RECEIVED, on(2), .due_at = on(5));
        SAY(RESOLVED, on(5) + 1);
        assert_string_equal(judged(0, 31), "R N resolved");
        SAY(RETURNED, on(20));
        assert_string_equal(judged(0, 31), "R N resolved");
}

static void every_end_after_reception_is_judged(void **state)
{
        static const enum status ends[] = {REFUSED, WITHDRAWN, STOPPED};
        (void)state;
        for (int i = 0; i < 3; i++) {
                begin();
                SAY(RECEIVED, on(2), .due_at = on(5));
                SAY(ends[i], on(4));
                assert_string_equal(judged(0, 31), "R N portal document ");
                begin();
                SAY(RECEIVED, on(2), .due_at = on(5));
                SAY(ends[i], on(6));
                assert_string_equal(judged(0, 31), "R N ");
        }
        begin();
        SAY(REGISTERED, on(2));
        SAY(REFUSED, on(4));
        assert_string_equal(judged(0, 31), "");
}

/* A late open dossier is in R of every month, and in time in none. */
static void an_open_dossier_is_judged_at_the_end_of_the_period(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2), .due_at = on(20));
        assert_string_equal(judged(0, 10), "R N portal document ");
        assert_string_equal(judged(10, 20), "R portal document ");
        assert_string_equal(judged(10, 21), "R ");
        assert_string_equal(judged(31, 59), "R ");
        assert_string_equal(judged(59, 90), "R ");
        SAY(RESOLVED, on(70));
        assert_string_equal(judged(31, 59), "R ");
        assert_string_equal(judged(59, 90), "R resolved");
        assert_string_equal(judged(90, 120), "resolved");
}

static void edges_of_a_period_are_half_open(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, midnight(31), .due_at = on(90));
        SAY(RESOLVED, midnight(59));
        assert_string_equal(judged(0, 31), "");
        assert_string_equal(judged(31, 59), "R N portal document ");
        assert_string_equal(judged(59, 90), "R portal document resolved");
        begin();
        SAY(RECEIVED, midnight(31), .due_at = on(90));
        SAY(RESOLVED, midnight(59) - 1);
        assert_string_equal(judged(59, 90), "resolved");
}

static void one_supplement_stops_the_clock_in_the_document(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2), .due_at = on(10));
        SAY(SUPPLEMENT_REQUESTED, on(9));
        /* Still waited for: the portal takes it for in time, the document ends it at the request. */
        assert_string_equal(judged(0, 31), "R N portal document ");
        SAY(PROCESSING, on(14));
        SAY(RESOLVED, on(15));
        assert_string_equal(judged(0, 31), "R N document resolved"); /* five days of waiting off */
        begin();
        SAY(RECEIVED, on(2), .due_at = on(10));
        SAY(SUPPLEMENT_REQUESTED, on(9));
        SAY(PROCESSING, on(14));
        SAY(RESOLVED, on(15) + 1);
        assert_string_equal(judged(0, 31), "R N resolved");
        begin();
        SAY(RECEIVED, on(2), .due_at = on(10));
        SAY(SUPPLEMENT_REQUESTED, on(11));
        assert_string_equal(judged(0, 31), "R N portal "); /* asked for when it was late */
}

static void a_second_supplement_is_late_in_the_document(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2), .due_at = on(30));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        SAY(PROCESSING, on(4));
        SAY(SUPPLEMENT_REQUESTED, on(5));
        SAY(PROCESSING, on(6));
        SAY(RESOLVED, on(7));
        assert_string_equal(judged(0, 31), "R N portal resolved");
        assert_string_equal(judged(0, 5), "R N portal document "); /* the second one lies ahead */
}

static void a_request_for_payment_is_a_wait_on_the_portal_alone(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2), .due_at = on(10));
        SAY(PAYMENT_REQUESTED, on(9));
        assert_string_equal(judged(0, 31), "R N portal ");
}

static void without_a_return_date_the_law_decides_in_the_document(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2)); /* Monday */
        SAY(RESOLVED, on(4)); /* Wednesday: two working days */
        assert_string_equal(judged(0, 31), "R N no-due resolved");
        assert_string_equal(judged_with(0, 31, 2 * 480), "R N no-due document resolved");
        assert_string_equal(judged_with(0, 31, 2 * 480 - 1), "R N no-due resolved");
        begin();
        SAY(RECEIVED, on(2));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        SAY(PROCESSING, on(5));
        SAY(RESOLVED, on(6));
        assert_string_equal(judged_with(0, 31, 2 * 480), "R N no-due document resolved");
}

/* A term of one working day, eight hours of work, is short: also where an office works seven and a half. */
static void a_term_of_one_working_day_is_short(void **state)
{
        struct calendar_day_kind kinds[] = {{.cut = NO_CUT, .cut_short = 15 * 60},
                                            {.cut = NO_CUT, .cut_short = NO_CUT}};
        struct calendar *eight_hours = calendar;
        struct err e;
        int32_t first;
        const int32_t days = calendar_days(&first);
        uint16_t *of_day = need_alloc((size_t)days * sizeof(*of_day));
        (void)state;
        assert_int_equal(office_hours_parse(TEXT("07:30-11:30,13:30-17:00"), &kinds[0].hours, &e), OK);
        for (int32_t i = 0; i < days; i++)
                of_day[i] = !calendar_works_on(calendar, first + i);
        calendar_open_days(&calendar, zone, kinds, 2, of_day, office_hours_length(&kinds[0].hours));
        begin();
        SAY(RECEIVED, on(2) + 330 * MICROS_PER_MINUTE); /* Monday 15:30: it counts from Tuesday 7:30 */
        SAY(RESOLVED, on(4) - 135 * MICROS_PER_MINUTE); /* Wednesday 7:45 */
        assert_string_equal(judged_with(0, 31, 480), "R N no-due document resolved");
        assert_string_equal(judged_with(0, 31, 481), "R N no-due resolved");
        calendar_close(calendar);
        calendar = eight_hours;
        free(of_day);
}

/* ---- petitions ---- */

static const char *petition(int from_day, int to_day)
{
        struct supplement supplement[SUPPLEMENTS_MOST];
        struct index_petition p;
        const struct index_court court = court_of(from_day, to_day);
        life_by(RULE_INDEX766);
        const int n = supplements_list(&h, t.rule, supplement);
        index_judge_petition(&court, &limits, &t, supplement, n, &p);
        return !p.counts ? "" : p.in_time ? "in time" : "late";
}

static void a_petition_has_fifteen_working_days(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2));  /* Monday 10:00; fifteen working days later it is */
        SAY(RESOLVED, on(23)); /* Monday 10:00 */
        assert_string_equal(petition(0, 31), "in time");
        assert_string_equal(petition(3, 31), "");
        begin();
        SAY(RECEIVED, on(2));
        SAY(RESOLVED, on(23) + MICROS_PER_SECOND);
        assert_string_equal(petition(0, 31), "late");
        assert_string_equal(petition(0, 23), "in time"); /* open within the limit */
        assert_string_equal(petition(0, 24), "late");
}

static void a_transfer_begins_its_time_again(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2));
        SAY(PROCESSING, on(9), .agency = 2);
        SAY(RESOLVED, on(30), .agency = 2);
        assert_string_equal(petition(0, 31), "in time");
}

static void a_refusal_has_two_days_a_question_five_an_answer_two(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(2));
        SAY(REFUSED, on(4));
        assert_string_equal(petition(0, 31), "in time");
        begin();
        SAY(RECEIVED, on(2));
        SAY(REFUSED, on(5));
        assert_string_equal(petition(0, 31), "late");
        begin();
        SAY(RECEIVED, on(2));
        SAY(SUPPLEMENT_REQUESTED, on(9));
        assert_string_equal(petition(0, 59), "in time"); /* waits for what was asked in time */
        begin();
        SAY(RECEIVED, on(2));
        SAY(SUPPLEMENT_REQUESTED, on(10));
        assert_string_equal(petition(0, 59), "late");
        begin();
        SAY(RECEIVED, on(2));
        SAY(RESOLVED, on(4));
        SAY(RETURNED, on(6));
        assert_string_equal(petition(0, 31), "in time");
        begin();
        SAY(RECEIVED, on(2));
        SAY(RESOLVED, on(4));
        SAY(RETURNED, on(9));
        assert_string_equal(petition(0, 31), "late");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_end_is_judged_by_the_instant),
                cmocka_unit_test(every_end_after_reception_is_judged),
                cmocka_unit_test(an_open_dossier_is_judged_at_the_end_of_the_period),
                cmocka_unit_test(edges_of_a_period_are_half_open),
                cmocka_unit_test(one_supplement_stops_the_clock_in_the_document),
                cmocka_unit_test(a_second_supplement_is_late_in_the_document),
                cmocka_unit_test(a_request_for_payment_is_a_wait_on_the_portal_alone),
                cmocka_unit_test(without_a_return_date_the_law_decides_in_the_document),
                cmocka_unit_test(a_term_of_one_working_day_is_short),
                cmocka_unit_test(a_petition_has_fifteen_working_days),
                cmocka_unit_test(a_transfer_begins_its_time_again),
                cmocka_unit_test(a_refusal_has_two_days_a_question_five_an_answer_two),
        };
        return cmocka_run_group_tests(tests, open_court, close_court);
}

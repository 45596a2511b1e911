/* SPDX-License-Identifier: Apache-2.0
 *
 * test_contribution.c - what a dossier adds to the facts: which flow, when, at which agency.
 */
#include "tests/support/dossier_said.h"

static struct flow flows[4096];
static int flows_n;

static void keep(void *context, const struct flow *flow)
{
        (void)context;
        assert_true(flows_n < (int)(sizeof(flows) / sizeof(flows[0])));
        flows[flows_n++] = *flow;
}

static void flow_by(int version)
{
        life_by(version);
        flows_n = 0;
        contribution_flows(&t, zone, keep, NULL);
}

/* "1@3 1@5 at 2 …": every flow of one measure, as amount @ day (and agency, if it is not 1). */
static const char *of(enum measure measure)
{
        static char text[1024];
        size_t len = 0;

        text[0] = '\0';
        for (int i = 0; i < flows_n; i++) {
                const struct flow *f = &flows[i];

                if (f->measure != measure)
                        continue;
                assert_int_equal(f->day, zone_day(zone, f->at));
                len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%lld@%lld", len > 0 ? " " : "",
                                        (long long)f->amount, (long long)(f->day - zone_day(zone, FIRST)));
                if (f->agency != 1)
                        len += (size_t)snprintf(text + len, sizeof(text) - len, " at %u", f->agency);
        }
        return text;
}

static micros instant_of(enum measure measure)
{
        for (int i = 0; i < flows_n; i++)
                if (flows[i].measure == measure)
                        return flows[i].at;
        return NO_TIME;
}

/* Only these measures have flows. */
#define ONLY(...)                                                                                 \
        do {                                                                                      \
                static const enum measure only[] = {__VA_ARGS__};                                 \
                for (int i_ = 0; i_ < flows_n; i_++) {                                            \
                        bool named = false;                                                       \
                        for (size_t j_ = 0; j_ < sizeof(only) / sizeof(only[0]); j_++)            \
                                named |= only[j_] == flows[i_].measure;                           \
                        if (!named)                                                               \
                                fail_msg("unexpected flow %s", measure_names[flows[i_].measure]); \
                }                                                                                 \
        } while (0)

static void a_plain_life(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(0), .agency = 2);
        SAY(RECEIVED, on(1), .due_at = on(9));
        SAY(RESOLVED, on(4) + 5 * MICROS_PER_SECOND + 1);
        SAY(RETURNED, on(6), .return_channel = RETURN_POSTAL);
        flow_by(RULE_FORM06);
        ONLY(M_submitted, M_received, M_resolved_early, M_elapsed_seconds, M_returned, M_returned_by_post);
        assert_string_equal(of(M_submitted), "1@0 at 2");
        assert_string_equal(of(M_received), "1@1");
        assert_string_equal(of(M_resolved_early), "1@4");
        assert_string_equal(of(M_elapsed_seconds), "259205@4");
        assert_string_equal(of(M_returned), "1@6");
        assert_string_equal(of(M_returned_by_post), "1@6");
}

static void attributes_are_counted_at_the_reception(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .payment = PAYMENT_LOCAL, .digitised = TRUTH_YES, .due_at = on(8));
        SAY(PROCESSING, on(2), .due_at = on(9));
        flow_by(RULE_FORM06);
        ONLY(M_received, M_paid_online, M_digitised, M_due_rewritten, M_overdue_day_in, M_overdue_instant_in);
        assert_string_equal(of(M_paid_online), "1@1");
        assert_string_equal(of(M_digitised), "1@1");
        assert_string_equal(of(M_due_rewritten), "1@1");
        begin();
        SAY(RECEIVED, on(1), .payment = PAYMENT_NONE, .digitised = TRUTH_NO, .due_at = on(8));
        flow_by(RULE_FORM06);
        ONLY(M_received, M_overdue_day_in, M_overdue_instant_in);
}

static void classes_of_a_resolution(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .due_at = on(4));
        SAY(RESOLVED, on(4) + 1);
        flow_by(RULE_FORM06);
        assert_string_equal(of(M_resolved_on_time), "1@4");
        assert_string_equal(of(M_resolved_late_instant), "1@4");
        assert_string_equal(of(M_overdue_instant_in), ""); /* [due + 1 us, end) is empty */
        begin();
        SAY(RECEIVED, on(1), .due_at = on(4));
        SAY(RESOLVED, on(6));
        flow_by(RULE_FORM06);
        assert_string_equal(of(M_resolved_late), "1@6");
        assert_string_equal(of(M_overdue_day_in), "1@5");
        assert_int_equal(instant_of(M_overdue_day_in), FIRST + 5 * DAY);
        assert_string_equal(of(M_overdue_day_out), "1@6");
        assert_string_equal(of(M_overdue_instant_in), "1@4");
        assert_int_equal(instant_of(M_overdue_instant_in), on(4) + 1);
        assert_string_equal(of(M_overdue_instant_out), "1@6");
}

static void a_backdated_resolution_is_counted(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .due_at = on(5));
        SAY(PROCESSING, on(1), .observed_at = on(7));
        SAY(RESOLVED, on(5), .stated_at = on(8));
        flow_by(RULE_FORM06);
        assert_string_equal(of(M_backdated), "1@5");
}

static void without_due_date_a_stock_is_kept(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(PROCESSING, on(2), .agency = 2);
        SAY(RESOLVED, on(4), .agency = 2);
        flow_by(RULE_FORM06);
        ONLY(M_received, M_transferred_in, M_transferred_out, M_resolved_no_due, M_elapsed_seconds,
             M_no_due_in, M_no_due_out);
        assert_string_equal(of(M_no_due_in), "1@1 1@2 at 2");
        assert_string_equal(of(M_no_due_out), "1@2 1@4 at 2");
        assert_string_equal(of(M_transferred_out), "1@2");
        assert_string_equal(of(M_transferred_in), "1@2 at 2");
        assert_string_equal(of(M_resolved_no_due), "1@4 at 2");
}

static void a_transfer_carries_pause_stop_and_overdue(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .due_at = on(3));
        SAY(PROCESSING, on(5), .agency = 2);
        SAY(SUPPLEMENT_REQUESTED, on(6), .agency = 2);
        SAY(REGISTERED, on(7), .agency = 3);
        SAY(STOPPED, on(8), .agency = 3);
        SAY(STOPPED, on(9), .agency = 4);
        SAY(RESOLVED, on(10), .agency = 4);
        flow_by(RULE_FORM06);
        assert_string_equal(of(M_overdue_day_in), "1@4 1@5 at 2");
        assert_string_equal(of(M_overdue_day_out), "1@5 1@6 at 2");
        assert_string_equal(of(M_paused), "1@6 at 2 1@7 at 3");
        assert_string_equal(of(M_resumed), "1@7 at 2 1@8 at 3");
        assert_string_equal(of(M_stopped), "1@8 at 3 1@9 at 4");
        assert_string_equal(of(M_reopened), "1@9 at 3 1@10 at 4");
        assert_string_equal(of(M_supplemented), "1@6 at 2");
        assert_string_equal(of(M_resolved_after_pause), "1@10 at 4");
}

static void a_pause_suspends_being_overdue(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .due_at = on(3));
        SAY(PAYMENT_REQUESTED, on(2));
        SAY(PROCESSING, on(6));
        SAY(SUPPLEMENT_REQUESTED, on(7));
        flow_by(RULE_FORM06);
        assert_string_equal(of(M_overdue_day_in), "1@6");
        assert_int_equal(instant_of(M_overdue_day_in), on(6));
        assert_string_equal(of(M_overdue_day_out), "1@7");
        assert_false(cut(on(5)).overdue_day);
        assert_true(cut(on(6)).overdue_day);
        assert_false(cut(on(7)).overdue_instant);
        assert_string_equal(of(M_supplemented), "1@7");
}

static void an_open_dossier_becomes_overdue_in_the_future(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .due_at = on(300));
        flow_by(RULE_FORM06);
        ONLY(M_received, M_overdue_day_in, M_overdue_instant_in);
        assert_string_equal(of(M_overdue_day_in), "1@301");
        assert_string_equal(of(M_overdue_instant_in), "1@300");
        assert_false(cut(on(300)).overdue_instant);
        assert_true(cut(on(300) + 1).overdue_instant);
        assert_false(cut(FIRST + 301 * DAY - 1).overdue_day);
        assert_true(cut(FIRST + 301 * DAY).overdue_day);
}

static void a_due_date_before_reception_is_overdue_from_the_reception(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(5), .due_at = on(1));
        flow_by(RULE_FORM06);
        assert_int_equal(instant_of(M_overdue_day_in), on(5));
        assert_int_equal(instant_of(M_overdue_instant_in), on(5));
        assert_true(marked(DUE_BEFORE_RECEPTION));
}

static void ends_before_and_after_reception_are_measures_apart(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(0));
        SAY(REFUSED, on(2), .agency = 2);
        flow_by(RULE_FORM06);
        ONLY(M_submitted, M_refused_before);
        assert_string_equal(of(M_refused_before), "1@2 at 2");
        begin();
        SAY(REGISTERED, on(0));
        SAY(WITHDRAWN, on(2));
        flow_by(RULE_FORM06);
        ONLY(M_submitted, M_withdrawn_before);
        begin();
        SAY(RECEIVED, on(0), .due_at = on(9));
        SAY(WITHDRAWN, on(2));
        flow_by(RULE_FORM06);
        ONLY(M_received, M_withdrawn);
        begin();
        SAY(RECEIVED, on(0), .due_at = on(9));
        SAY(REFUSED, on(2));
        flow_by(RULE_FORM06);
        ONLY(M_received, M_refused);
}

static void an_end_before_reception_counts_once_and_with_no_time(void **state)
{
        (void)state;
        begin();
        SAY(RESOLVED, on(1));
        SAY(RECEIVED, on(3), .due_at = on(0));
        SAY(RETURNED, on(2));
        flow_by(RULE_FORM06);
        ONLY(M_received, M_resolved_late, M_resolved_late_instant, M_returned);
        assert_string_equal(of(M_resolved_late), "1@3");
        assert_string_equal(of(M_returned), "1@3");
}

static void under_index_766_a_stop_leaves_the_open_ones(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(STOPPED, on(2));
        SAY(PROCESSING, on(3));
        SAY(STOPPED, on(4));
        flow_by(RULE_INDEX766);
        ONLY(M_received, M_stopped, M_reopened, M_no_due_in, M_no_due_out);
        assert_string_equal(of(M_stopped), "1@2 1@4");
        assert_string_equal(of(M_reopened), "1@3");
        assert_string_equal(of(M_no_due_in), "1@1 1@3");
        assert_string_equal(of(M_no_due_out), "1@2 1@4");
        flow_by(RULE_FORM06);
        assert_string_equal(of(M_no_due_in), "1@1");
        assert_string_equal(of(M_no_due_out), "");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_plain_life),
                cmocka_unit_test(attributes_are_counted_at_the_reception),
                cmocka_unit_test(classes_of_a_resolution),
                cmocka_unit_test(a_backdated_resolution_is_counted),
                cmocka_unit_test(without_due_date_a_stock_is_kept),
                cmocka_unit_test(a_transfer_carries_pause_stop_and_overdue),
                cmocka_unit_test(a_pause_suspends_being_overdue),
                cmocka_unit_test(an_open_dossier_becomes_overdue_in_the_future),
                cmocka_unit_test(a_due_date_before_reception_is_overdue_from_the_reception),
                cmocka_unit_test(ends_before_and_after_reception_are_measures_apart),
                cmocka_unit_test(an_end_before_reception_counts_once_and_with_no_time),
                cmocka_unit_test(under_index_766_a_stop_leaves_the_open_ones),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}

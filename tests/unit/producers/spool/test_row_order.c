/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row_order.c - the rank of a row among those about the same subject.
 */
#include "core/base/event_field.h"
#include "producers/spool/row_order.h"
#include "tests/support/spool_dir.h"

static struct row_order *order;
static bool recent;

static int open_order(void **state)
{
        (void)state;
        order = row_order_new();
        return 0;
}

static int close_order(void **state)
{
        (void)state;
        row_order_free(order);
        return 0;
}

static void assert_rank(uint64_t subject, uint64_t content, bool same, int rank)
{
        int found = -1;
        assert_int_equal(row_order_take(order, subject, content << 20, recent, &found), same);
        assert_int_equal(found, rank);
}

static void another_content_has_the_next_rank(void **state)
{
        (void)state;
        assert_rank(7, 1, false, 0);
        assert_rank(8, 1, false, 0);
        assert_rank(7, 1, true, 0);
        assert_rank(7, 2, false, 1);
        assert_rank(7, 1, false, 2); /* A, B, A: the last word is A */
        assert_rank(8, 1, true, 0);
        assert_rank(0, 5, false, 0);
        assert_rank(0, 6, false, 1);
}

/* Rows of one occurrence of a log that stand near each other; what stands far apart costs no memory. */
static void of_a_log_the_recent_rows_count(void **state)
{
        (void)state;
        recent = true;
        for (uint64_t subject = 1; subject <= 200000; subject++) {
                assert_rank(subject, 1, false, 0);
                assert_rank(subject, 2, false, 1);
                assert_rank(subject, 2, true, 1);
        }
        recent = false;
}

static void places_end(void **state)
{
        (void)state;
        for (int i = 0; i < 3000; i++)
                assert_rank(7, (uint64_t)i + 1, false, i < ROW_RANK_LAST ? i : ROW_RANK_LAST);
}

/* Neighbours in the table, and more of them than it begins with. */
static void many_things_do_not_disturb_each_other(void **state)
{
        (void)state;
        enum { SUBJECTS = 100000 };
        for (uint64_t content = 1; content <= 3; content++)
                for (uint64_t subject = 1; subject <= SUBJECTS; subject++)
                        assert_rank(subject, content + subject % 5, false, (int)content - 1);
}

/* ---- what a row is said with ---- */

enum { STATED = 1000000, SEEN = 5000000 };

/* A document of one case, with another due date for another `content`. */
static struct row_events document(micros content)
{
        struct row_events events = {.n = 1, .dates = 1};
        struct event *v = &events.event[0];
        event_empty(v);
        v->kind = KIND_DOCUMENT;
        v->dossier_id = TEXT("1");
        v->source = TEXT("s");
        v->agency = TEXT("a");
        v->due_at = content;
        v->stated_at = STATED + 7;
        v->observed_at = SEEN;
        v->occurrence_n = 1;
        v->occurrence[0] = (struct event_occurrence){.status = RECEIVED, .occurred_at = 3};
        return events;
}

/* A file that is read again says everything later than its former reading did, and than what takes that back,
 * whichever rank the two readings give to a row. */
static void a_reading_is_later_than_all_of_the_one_before(void **state)
{
        (void)state;
        for (uint64_t corrections = 0; corrections < 3; corrections++) {
                const struct row_saying says = {.corrections = corrections},
                                        takes_back = {.corrections = corrections, .retracts = true};
                struct row_order *once = row_order_new(), *again = row_order_new();
                for (int i = 0; i < 2000; i++) {
                        struct row_events said = document(i + 1), retracted = document(i + 1);
                        assert_int_equal(row_order_rank(once, &said, &says), 0);
                        assert_int_equal(row_order_rank(again, &retracted, &takes_back), 0);
                        const micros begin = STATED + (micros)corrections * STATED_ROWS;
                        assert_in_range(said.event[0].stated_at, begin, begin + STATED_ROWS - 1);
                        assert_true(retracted.event[0].stated_at >= said.event[0].stated_at);
                        assert_true(retracted.event[0].stated_at < begin + STATED_ROWS);
                        assert_false(said.event[0].retracts);
                        assert_true(retracted.event[0].retracts);
                        assert_memory_not_equal(said.event[0].event_id, retracted.event[0].event_id, 16);
                }
                row_order_free(once);
                row_order_free(again);
        }
}

/* Readers take the smaller of the two times, so that a rank would be lost there. */
static void a_rank_is_never_later_than_the_first_sight(void **state)
{
        (void)state;
        const struct row_saying says = {.corrections = 1};
        for (int i = 0; i < 3; i++) {
                struct row_events said = document(i + 1);
                said.event[0].stated_at = SEEN + 5;
                assert_int_equal(row_order_rank(order, &said, &says), 0);
                assert_int_equal(said.event[0].stated_at, SEEN + STATED_ROWS + i);
                assert_true(said.event[0].observed_at >= said.event[0].stated_at);
        }
}

static void every_event_has_its_id(void **state)
{
        (void)state;
        struct row_events said = document(1);
        assert_int_equal(row_order_rank(order, &said, &(struct row_saying){0}), 0);
        struct event named = said.event[0];
        event_identify(&named);
        assert_memory_equal(said.event[0].event_id, named.event_id, 16);
        said = document(1);
        assert_int_equal(row_order_rank(order, &said, &(struct row_saying){0}), 1);
        assert_int_equal(said.n, 0);
}

/* The events as lines, by their stated_at. */
static char *said_in(const struct spool_dir *p, const char *text, time_t modified)
{
        char sink_path[128];
        struct err e;
        put(p, "sink.tmp", "", 1);
        snprintf(sink_path, sizeof(sink_path), "%s/sink.tmp", p->path);
        int sink = open(sink_path, O_WRONLY | O_APPEND);
        struct spool *s = calloc(1, sizeof(*s));
        put(p, "rows.csv", text, modified);
        if (run(s, p, sink, 0, &e) != OK)
                fail_msg("%s", e.text);
        close(sink);
        free(s);
        return text_of_file(p, "sink.tmp");
}

static void the_later_of_two_rows_is_said_later(void **state)
{
        struct spool_dir *p = *state;
        char first[64], again[64];
        char *one =
                said_in(p, "id,in,out\n1,2022-01-03,\n2,2022-01-03,\n1,2022-01-04,\n1,2022-01-04,\n", 1000);
        assert_int_equal(sscanf(one,
                                "%63s 1000000000" LINE_END "\n%*s 1000000000" LINE_END
                                "\n%63s 1000000001" LINE_END "\n",
                                first, again),
                         2);
        assert_string_not_equal(first, again);
        assert_null(strstr(one, "1000000002")); /* the fourth row repeats the third */
        /* The same rows in another order are the same events. */
        lose_memory(p);
        char *two = said_in(p, "id,in,out\n1,2022-01-04,\n1,2022-01-03,\n", 2000);
        char expected[256];
        snprintf(expected, sizeof(expected), "%s 2000000000" LINE_END "\n%s 2000000001" LINE_END "\n", again,
                 first);
        assert_string_equal(two, expected);
        /* A, B, A: the last word is A, so it is stated again. */
        lose_memory(p);
        char *three = said_in(p, "id,in,out\n1,2022-01-03,\n1,2022-01-04,\n1,2022-01-03,\n", 3000);
        snprintf(expected, sizeof(expected),
                 "%s 3000000000" LINE_END "\n%s 3000000001" LINE_END "\n%s 3000000002" LINE_END "\n", first,
                 again, first);
        assert_string_equal(three, expected);
        free(one);
        free(two);
        free(three);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(another_content_has_the_next_rank, open_order, close_order),
                cmocka_unit_test_setup_teardown(of_a_log_the_recent_rows_count, open_order, close_order),
                cmocka_unit_test_setup_teardown(places_end, open_order, close_order),
                cmocka_unit_test_setup_teardown(many_things_do_not_disturb_each_other, open_order,
                                                close_order),
                cmocka_unit_test(a_reading_is_later_than_all_of_the_one_before),
                cmocka_unit_test_setup_teardown(a_rank_is_never_later_than_the_first_sight, open_order,
                                                close_order),
                cmocka_unit_test_setup_teardown(every_event_has_its_id, open_order, close_order),
                cmocka_unit_test_setup_teardown(the_later_of_two_rows_is_said_later, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

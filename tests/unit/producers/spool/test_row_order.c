/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row_order.c - the rank of a row among those about the same subject.
 */
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
        char *two = said_in(p, "id,in,out\n1,2022-01-04,\n1,2022-01-03,\n", 2000);
        char expected[256];
        snprintf(expected, sizeof(expected), "%s 2000000000" LINE_END "\n%s 2000000001" LINE_END "\n", again,
                 first);
        assert_string_equal(two, expected);
        /* A, B, A: the last word is A, so it is stated again. */
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
                cmocka_unit_test_setup_teardown(the_later_of_two_rows_is_said_later, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

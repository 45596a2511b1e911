/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row_order.c - the place of a row among those that speak of the same thing.
 */
#include "producers/spool/row_order.h"
#include "tests/support/spool_place.h"

static struct row_order *order;
static bool lately;

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

static void assert_place(uint64_t thing, uint64_t said, bool same, int place)
{
        int found = -1;
        assert_int_equal(row_order_take(order, thing, said << 20, lately, &found), same);
        assert_int_equal(found, place);
}

static void another_word_has_the_next_place(void **state)
{
        (void)state;
        assert_place(7, 1, false, 0);
        assert_place(8, 1, false, 0);
        assert_place(7, 1, true, 0);
        assert_place(7, 2, false, 1);
        assert_place(7, 1, false, 2); /* A, B, A: the last word is A */
        assert_place(8, 1, true, 0);
        assert_place(0, 5, false, 0);
        assert_place(0, 6, false, 1);
}

/* Rows of one occurrence of a log that stand near each other; what stands far apart costs no memory. */
static void of_a_log_what_was_said_lately_counts(void **state)
{
        (void)state;
        lately = true;
        for (uint64_t thing = 1; thing <= 200000; thing++) {
                assert_place(thing, 1, false, 0);
                assert_place(thing, 2, false, 1);
                assert_place(thing, 2, true, 1);
        }
        lately = false;
}

static void places_end(void **state)
{
        (void)state;
        for (int i = 0; i < 3000; i++)
                assert_place(7, (uint64_t)i + 1, false, i < ROW_PLACE_LAST ? i : ROW_PLACE_LAST);
}

/* Neighbours in the table, and more of them than it begins with. */
static void many_things_do_not_disturb_each_other(void **state)
{
        (void)state;
        enum { THINGS = 100000 };
        for (uint64_t said = 1; said <= 3; said++)
                for (uint64_t thing = 1; thing <= THINGS; thing++)
                        assert_place(thing, said + thing % 5, false, (int)said - 1);
}

/* The events as lines, by the order in which they were said. */
static char *said_in(const struct place *p, const char *text, time_t modified)
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
        struct place *p = *state;
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
        /* A, B, A: the last word is A, so it is said again. */
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
                cmocka_unit_test_setup_teardown(another_word_has_the_next_place, open_order, close_order),
                cmocka_unit_test_setup_teardown(of_a_log_what_was_said_lately_counts, open_order,
                                                close_order),
                cmocka_unit_test_setup_teardown(places_end, open_order, close_order),
                cmocka_unit_test_setup_teardown(many_things_do_not_disturb_each_other, open_order,
                                                close_order),
                cmocka_unit_test_setup_teardown(the_later_of_two_rows_is_said_later, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

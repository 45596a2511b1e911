/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_window.c - no row is missed that a transaction commits late, in random worlds.
 */
#include "producers/outbox/table_window.h"
#include "producers/simulate/rng.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 60, WORLDS = 600, OVERLAP = 100 };

/* A row: its value is taken at `taken`, its transaction begins to write at `writes`, and commits at `commits`. Rows of
 * one `group` are of one transaction. */
struct written {
        int taken, writes, commits, group;
        int64_t transaction, value;
        bool read;
};

struct world {
        struct rng rng;
        struct written row[ROWS];
        int last;
};

static int later(struct world *w, int most)
{
        return (int)rng_between(&w->rng, 0, most);
}

/* Values and transactions are numbered in the order of their times; the rows are listed in that of values. */
static void number(struct world *w)
{
        int64_t value = 0, transaction = 100;
        w->last = 0;
        for (int t = 0; t <= 4000; t++) {
                for (int i = 0; i < ROWS; i++) {
                        if (w->row[i].taken == t)
                                w->row[i].value = ++value;
                        if (w->row[i].writes == t && w->row[i].group == i)
                                w->row[i].transaction = transaction++;
                }
        }
        for (int i = 0; i < ROWS; i++)
                w->row[i].transaction = w->row[w->row[i].group].transaction;
        for (int i = 0; i < ROWS; i++)
                w->last = w->row[i].commits > w->last ? w->row[i].commits : w->last;
}

static void snapshot(const struct world *w, int now, int64_t *oldest, int64_t *next)
{
        *next = 100;
        for (int i = 0; i < ROWS; i++)
                *next += w->row[i].writes <= now && w->row[i].group == i;
        *oldest = *next;
        for (int i = 0; i < ROWS; i++) {
                const struct written *r = &w->row[i];
                if (r->writes <= now && r->commits > now && r->transaction < *oldest)
                        *oldest = r->transaction;
        }
}

static const struct table_mark no_marks[TABLE_MARKS_KEPT];

/* The program ends, and another begins: it has the floor and the marks that are kept, and asks for the highest value. */
static void begin_another(const struct world *w, int now, struct table_window *window, char *highest)
{
        const struct table_window before = *window;
        struct table_mark marks[TABLE_MARKS_KEPT];
        int64_t top = 0;
        table_window_marks(&before, marks);
        table_window_open(window, OVERLAP, before.floor, marks);
        for (int i = 0; i < ROWS; i++) {
                if (w->row[i].commits <= now && w->row[i].value > top)
                        top = w->row[i].value;
        }
        if (top > 0)
                snprintf(highest, TABLE_VALUE_MOST, "%lld", (long long)top);
}

/* Looks at random times, until some time after the last commit; each is the first of a program as often as
 * `begins` of 4. Returns how many rows no look has read. */
static int unread_after(struct world *w, int pause, int begins)
{
        struct table_window window;
        char highest[TABLE_VALUE_MOST] = "";
        int unread = 0;
        table_window_open(&window, OVERLAP, "", no_marks);
        for (int now = 0; now <= w->last + 1; now += 1 + later(w, pause)) {
                int64_t oldest, next, top = 0;
                if (later(w, 3) < begins)
                        begin_another(w, now, &window, highest);
                snapshot(w, now, &oldest, &next);
                table_window_look(&window, now, oldest, next, highest);
                for (int i = 0; i < ROWS; i++) {
                        struct written *r = &w->row[i];
                        if (r->commits > now || r->value < atoll(window.floor))
                                continue;
                        r->read = true;
                        top = r->value > top ? r->value : top;
                }
                if (top > 0)
                        snprintf(highest, sizeof(highest), "%lld", (long long)top);
                table_window_looked(&window);
        }
        int64_t oldest, next;
        snapshot(w, w->last + 1, &oldest, &next);
        table_window_look(&window, w->last + 1, oldest, next, highest);
        for (int i = 0; i < ROWS; i++)
                unread += !w->row[i].read && w->row[i].value < atoll(window.floor);
        return unread;
}

static void make(struct world *w, uint64_t seed, int before_writing, int open)
{
        *w = (struct world){.rng = rng_of(seed, 0)};
        for (int i = 0; i < ROWS; i++) {
                w->row[i].taken = later(w, 2000);
                w->row[i].writes = w->row[i].taken + later(w, before_writing);
                w->row[i].commits = w->row[i].writes + later(w, open);
                w->row[i].group = i;
        }
        number(w);
}

/* Transactions of every shape that waits for no longer than the overlap before it writes: short ones, a nightly job,
 * one that is prepared for very long, one of several rows, each with a value that was taken when it was written, and
 * those that follow each other without a gap, so that somebody always writes. */
static void make_shapes(struct world *w, uint64_t seed)
{
        *w = (struct world){.rng = rng_of(seed, 0)};
        for (int i = 0; i < ROWS; i++) {
                struct written *r = &w->row[i], *first = &w->row[i - i % 5];
                r->taken = later(w, 1500);
                r->writes = r->taken + later(w, OVERLAP);
                r->commits = r->writes + later(w, 10);
                r->group = i;
                if (i % 5 == 1)
                        r->commits = r->writes + OVERLAP + later(w, 3 * OVERLAP);
                else if (i == 17)
                        r->commits = r->writes + later(w, 1800);
                else if (i % 5 == 2)
                        r->writes = r->taken;
                else if (i % 5 == 3) {
                        r->taken = r->writes = i * 30; /* up to the next of its kind */
                        r->commits = r->taken + 155;
                } else if (i % 5 == 4 && seed % 2) {
                        *r = *first;
                        r->taken = first->writes + later(w, first->commits - first->writes);
                }
        }
        number(w);
}

static void a_transaction_that_writes_is_waited_for_however_long(void **state)
{
        (void)state;
        struct world w;
        for (uint64_t seed = 1; seed <= WORLDS; seed++) {
                make(&w, seed, 0, seed % 2 ? 1500 : 20);
                assert_int_equal(unread_after(&w, 40, (int)(seed % 5)), 0);
        }
}

static void a_short_one_may_take_its_value_long_before_it_writes(void **state)
{
        (void)state;
        struct world w;
        for (uint64_t seed = 1; seed <= WORLDS; seed++) {
                make(&w, seed, OVERLAP / 2, OVERLAP / 2);
                assert_int_equal(unread_after(&w, 40, (int)(seed % 5)), 0);
        }
}

/* A mark that is made between the value and the first write must not pass before the transaction is over. */
static void a_long_one_may_take_its_value_before_it_writes(void **state)
{
        (void)state;
        struct world w;
        for (uint64_t seed = 1; seed <= WORLDS; seed++) {
                make(&w, seed, OVERLAP, 1500);
                assert_int_equal(unread_after(&w, 40, (int)(seed % 5)), 0);
        }
}

static void of_every_shape_none_is_missed(void **state)
{
        (void)state;
        struct world w;
        for (uint64_t seed = 1; seed <= 4 * WORLDS; seed++) {
                make_shapes(&w, seed);
                assert_int_equal(unread_after(&w, seed % 3 ? 15 : 150, (int)(seed % 5)), 0);
        }
}

/* The limit that the manual names is one: else the tests above could not fail. */
static void one_that_waits_longer_than_the_overlap_before_it_writes_may_be_missed(void **state)
{
        (void)state;
        struct world w;
        int missed = 0;
        for (uint64_t seed = 1; seed <= 100; seed++) {
                make(&w, seed, 10 * OVERLAP, 0);
                missed += unread_after(&w, 40, 0);
        }
        assert_in_range(missed, 1, 100 * ROWS);
}

static void the_floor_rises_and_marks_are_bounded(void **state)
{
        (void)state;
        struct table_window w;
        char value[TABLE_VALUE_MOST] = "";
        table_window_open(&w, OVERLAP, "5", no_marks);
        for (int now = 1; now < 100000; now++) { /* transaction 7 is open all the while */
                table_window_look(&w, now, 7, 8 + now, value);
                snprintf(value, sizeof(value), "%d", now);
                table_window_looked(&w);
                assert_true(w.n <= TABLE_MARKS);
                assert_string_equal(w.floor, "5");
        }
        assert_true(table_window_held(&w) != NO_TIME);
        table_window_look(&w, 100000, 100008, 100008, value);
        assert_string_equal(w.floor, "5"); /* what it has committed is read by this look */
        table_window_looked(&w);
        assert_in_range(atoll(w.floor), 90000, 99999 - OVERLAP);
}

/* Each run has one look. `open`: somebody always writes, each for so long; 0: nobody does. */
static void rise_from_run_to_run(int every, int open)
{
        struct table_window w;
        char floor[TABLE_VALUE_MOST] = "", value[TABLE_VALUE_MOST];
        struct table_mark marks[TABLE_MARKS_KEPT] = {0};
        const int most = 2 * (OVERLAP + OVERLAP / 4 + open + 2 * every);
        for (int now = 1; now < 20000; now += every) {
                table_window_open(&w, OVERLAP, floor, marks);
                snprintf(value, sizeof(value), "%d", now);
                table_window_look(&w, now, 8 + now - open, 8 + now, value);
                table_window_looked(&w);
                table_window_marks(&w, marks);
                memcpy(floor, w.floor, sizeof(floor));
                assert_true(now < most || atoll(floor) >= now - most);
                assert_true(atoll(floor) <= now - OVERLAP || atoll(floor) == 0);
        }
}

static void the_floor_rises_from_run_to_run(void **state)
{
        (void)state;
        static const int every[] = {3, 30, 99, 100, 101, 350}, open[] = {0, 1, 40, 250};
        for (size_t i = 0; i < sizeof(every) / sizeof(every[0]); i++) {
                for (size_t k = 0; k < sizeof(open) / sizeof(open[0]); k++)
                        rise_from_run_to_run(every[i], open[k]);
        }
}

/* And no transaction of them is named as one that holds it. */
static void the_floor_rises_where_somebody_always_writes(void **state)
{
        (void)state;
        static const int open[] = {1, 20, 3 * OVERLAP};
        for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
                struct table_window w;
                char value[TABLE_VALUE_MOST] = "";
                table_window_open(&w, OVERLAP, "", no_marks);
                for (int now = 1; now < 10000; now++) {
                        table_window_look(&w, now, 8 + now - open[i], 8 + now, value);
                        snprintf(value, sizeof(value), "%d", now);
                        table_window_looked(&w);
                        assert_true(now < 1000 || atoll(w.floor) >= now - OVERLAP - 2 * open[i] - 40);
                        assert_true(now < 1000 || (table_window_held(&w) != NO_TIME) == (open[i] > OVERLAP));
                }
        }
}

/* A server that was made anew from a copy counts its transactions from the beginning. */
static void marks_of_another_server_hold_nothing(void **state)
{
        (void)state;
        struct table_window w;
        const struct table_mark marks[TABLE_MARKS_KEPT] = {
                {.at = 5000, .next = 1000000, .value = "7"},
                {.at = 5000 + OVERLAP, .next = 1000001, .value = "7"}};
        table_window_open(&w, OVERLAP, "5", marks);
        table_window_look(&w, 10000, 900, 900, "8");
        table_window_looked(&w);
        assert_string_equal(w.floor, "5");
        table_window_look(&w, 10000 + OVERLAP, 901, 901, "9");
        table_window_looked(&w);
        assert_string_equal(w.floor, "8");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_transaction_that_writes_is_waited_for_however_long),
                cmocka_unit_test(a_short_one_may_take_its_value_long_before_it_writes),
                cmocka_unit_test(a_long_one_may_take_its_value_before_it_writes),
                cmocka_unit_test(of_every_shape_none_is_missed),
                cmocka_unit_test(one_that_waits_longer_than_the_overlap_before_it_writes_may_be_missed),
                cmocka_unit_test(the_floor_rises_and_marks_are_bounded),
                cmocka_unit_test(the_floor_rises_from_run_to_run),
                cmocka_unit_test(the_floor_rises_where_somebody_always_writes),
                cmocka_unit_test(marks_of_another_server_hold_nothing),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_recover.c - a start on a disk that cannot give a part of the segments: what was acknowledged is there
 * when the disk gives it again, and is reported as damage when it does not.
 */
#include "core/program/counters.h"
#include "tests/support/bad_disk.h"
#include "tests/support/capture.h"
#include "tests/support/store_dir.h"

enum { MOST = 1 << 20, EACH = 25, RUNS = 3, ALL = EACH * RUNS };

static const off_t whole = INT32_MAX;

/* Three segments; gives the name of the last one. */
static void fill(struct store_dir *d, char last[static SEGMENT_NAME])
{
        for (uint32_t run = 0; run < RUNS; run++) {
                store_dir_open(d, MOST, false);
                store_dir_put(d, run * EACH, run * EACH + EACH);
                store_segment_name(store_last_segment(d->store), last);
                store_dir_close(d);
        }
        assert_int_equal(store_dir_files(d, "."), RUNS);
}

/* Opens it, and gives what was logged meanwhile. */
static char *log_of_start(struct store_dir *d)
{
        struct capture c = capture_begin(STDERR_FILENO);
        store_dir_open(d, MOST, false);
        return capture_end(&c);
}

static void start_says(struct store_dir *d, bool unreadable)
{
        char *log = log_of_start(d);
        assert_int_equal(strstr(log, "store.unreadable") != NULL, unreadable);
        assert_int_equal(strstr(log, strerror(EIO)) != NULL, unreadable);
        assert_null(strstr(log, "store.tail_cut"));
        free(log);
}

static void no_segment_can_be_read(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME];
        fill(d, last);
        bad_disk_fails("", 0, whole);
        start_says(d, true);
        store_dir_close(d);
        assert_int_equal(store_dir_files(d, "."), RUNS);
        bad_disk_is_well();
        start_says(d, false);
        store_dir_expect(d, 0, ALL);
        assert_int_equal(store_dir_next(d), -1);
        assert_int_equal(store_reader_damaged(d->reader), 0);
        assert_int_equal(store_records(d->store), ALL);
}

/* The disk gives it again before the start is over. */
static void it_cannot_be_read_once(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME];
        fill(d, last);
        bad_disk_fails_once(last, 0, whole);
        char *log = log_of_start(d);
        assert_non_null(strstr(log, "store.unreadable"));
        assert_null(strstr(log, "store.tail_cut"));
        free(log);
        store_dir_expect(d, 0, ALL);
        assert_int_equal(store_dir_next(d), -1);
        assert_int_equal(store_reader_damaged(d->reader), 0);
}

/* The run that began so goes on: what comes in lies behind all that cannot be read. */
static void records_come_in_behind_it(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME];
        fill(d, last);
        bad_disk_fails(last, 0, whole);
        start_says(d, true);
        store_dir_put(d, ALL, ALL + 10);
        bad_disk_is_well();
        store_dir_expect(d, 0, ALL + 10);
        assert_int_equal(store_dir_next(d), -1);
        assert_true(store_records(d->store) >= ALL + 10);
        store_dir_settle(d, ALL + 9);
        assert_int_equal(store_records(d->store), 1);
        store_dir_settle(d, ALL + 10);
        assert_int_equal(store_records(d->store), 0);
        store_dir_close(d);
        start_says(d, false);
        assert_int_equal(store_records(d->store), 0);
        assert_int_equal(store_dir_next(d), -1);
}

/* Without new records, too, the numbers that were left free are none. */
static void nothing_comes_in_behind_it(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME];
        fill(d, last);
        bad_disk_fails(last, 0, whole);
        start_says(d, true);
        bad_disk_is_well();
        store_dir_expect(d, 0, ALL);
        store_dir_settle(d, ALL);
        assert_int_equal(store_records(d->store), 0);
}

/* The disk stays as it is: the loss is reported, what can be read is read, and the bytes are kept. */
static void what_stays_unreadable_is_damage(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME];
        fill(d, last);
        bad_disk_fails(last, 0, whole);
        start_says(d, true);
        store_dir_put(d, ALL, ALL + 10);
        struct capture c = capture_begin(STDERR_FILENO);
        store_dir_expect(d, 0, ALL - EACH);
        store_dir_expect(d, ALL, ALL + 10);
        char *log = capture_end(&c);
        bad_disk_is_well();
        assert_non_null(strstr(log, "store.damaged"));
        free(log);
        assert_int_equal(store_reader_damaged(d->reader), 1);
        assert_int_equal(store_dir_files(d, "damaged"), 1);
        store_dir_settle(d, ALL - EACH + 10);
        assert_int_equal(store_records(d->store), 0);
}

/* The first records of the last segment are whole, and a block behind them is not there. */
static void the_end_of_the_last_segment(void **state)
{
        struct store_dir *d = *state;
        enum { MANY = 400 };
        char last[SEGMENT_NAME];
        store_dir_open(d, MOST, false);
        store_dir_put(d, 0, MANY);
        store_segment_name(store_last_segment(d->store), last);
        const uint64_t end = store_end(d->store).position;
        store_dir_close(d);
        bad_disk_fails(last, (off_t)end - 1, whole);
        start_says(d, true);
        assert_int_equal(store_end(d->store).position, end);
        store_dir_close(d);
        bad_disk_is_well();
        start_says(d, false);
        store_dir_expect(d, 0, MANY);
        assert_int_equal(store_dir_next(d), -1);
}

/* A block in which reading begins somewhere: what begins in the next one is read. */
static void behind_a_bad_block(void **state)
{
        struct store_dir *d = *state;
        enum { MANY = 400 };
        char last[SEGMENT_NAME];
        off_t end[MANY];
        const off_t bad = 5 * DISK_BLOCK;
        uint32_t settled = 0;
        store_dir_open(d, MOST, false);
        for (uint32_t i = 0; i < MANY; i++) {
                store_dir_put(d, i, i + 1);
                end[i] = (off_t)(store_end(d->store).position - store_last_segment(d->store));
                settled += end[i] <= bad + DISK_BLOCK / 2;
        }
        store_segment_name(store_last_segment(d->store), last);
        store_dir_expect(d, 0, MANY);
        store_dir_settle(d, settled);
        store_dir_close(d);
        bad_disk_fails(last, bad, bad + 1);
        start_says(d, false);
        struct capture c = capture_begin(STDERR_FILENO);
        for (uint32_t i = settled; i < MANY; i++)
                if (end[i - 1] >= bad + DISK_BLOCK)
                        store_dir_expect(d, i, i + 1);
        free(capture_end(&c));
        bad_disk_is_well();
        assert_int_equal(store_dir_next(d), -1);
        assert_int_equal(store_reader_damaged(d->reader), 1);
}

/* No cursor says where it begins, and no segment can be read. */
static void without_a_cursor(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME], path[160];
        fill(d, last);
        snprintf(path, sizeof(path), "%s/cursor", d->folder);
        unlink(path);
        bad_disk_fails("", 0, whole);
        start_says(d, true);
        bad_disk_is_well();
        store_dir_expect(d, 0, ALL);
        store_dir_settle(d, ALL);
        assert_int_equal(store_records(d->store), 0);
}

/* Nothing says how many records there were before: those that wait are not fewer than none. */
static void without_a_cursor_and_a_beginning(void **state)
{
        struct store_dir *d = *state;
        enum { BEFORE = 2000 };
        char last[SEGMENT_NAME], path[160];
        store_dir_open(d, MOST, false);
        store_dir_put(d, 0, BEFORE);
        store_dir_expect(d, 0, BEFORE);
        store_dir_settle(d, BEFORE);
        store_dir_close(d);
        store_dir_open(d, MOST, false);
        store_dir_put(d, BEFORE, BEFORE + EACH);
        store_segment_name(store_last_segment(d->store), last);
        store_dir_close(d);
        snprintf(path, sizeof(path), "%s/cursor", d->folder);
        assert_int_equal(unlink(path), 0);
        bad_disk_fails(last, 0, whole);
        start_says(d, true);
        bad_disk_is_well();
        store_dir_put(d, BEFORE + EACH, BEFORE + EACH + 1);
        store_dir_expect(d, BEFORE, BEFORE + EACH + 1);
        for (uint32_t n = 1; n <= EACH + 1; n++) {
                store_dir_settle(d, n);
                assert_true(store_records(d->store) < BEFORE);
        }
        assert_int_equal(store_records(d->store), 0);
}

static double counted;
static void take(void *unused, const struct counter *c)
{
        (void)unused;
        if (!strcmp(c->name, "hentra_store_unreadable_total"))
                counted = c->value;
}

static void it_is_counted(void **state)
{
        struct store_dir *d = *state;
        char last[SEGMENT_NAME];
        fill(d, last);
        counters_each(take, NULL);
        const double before = counted;
        bad_disk_fails("", 0, whole);
        start_says(d, true);
        bad_disk_is_well();
        counters_each(take, NULL);
        assert_true(counted == before + 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, store_dir_set_up, store_dir_tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(no_segment_can_be_read),
                TEST(it_cannot_be_read_once),
                TEST(records_come_in_behind_it),
                TEST(nothing_comes_in_behind_it),
                TEST(what_stays_unreadable_is_damage),
                TEST(the_end_of_the_last_segment),
                TEST(behind_a_bad_block),
                TEST(without_a_cursor),
                TEST(without_a_cursor_and_a_beginning),
                TEST(it_is_counted),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_store.c - what is synced is read, in order, and kept until it is settled; what is full refuses; what
 * is damaged is passed over and set aside; the backlog and what comes in live.
 */
#include "tests/support/store_dir.h"
#include <sys/wait.h>

enum { MOST = 1 << 20 };

static void what_is_synced_is_read(void **state)
{
        struct store_dir *d = *state;
        struct err e;
        store_dir_open(d, MOST, false);
        assert_int_equal(store_dir_next(d), -1);
        assert_int_equal(store_dir_append(d, 0, &e), OK);
        assert_int_equal(store_dir_next(d), -1); /* not yet */
        assert_int_equal(store_dir_sync(d, &e), OK);
        assert_int_equal(store_dir_next(d), 0);
        store_dir_put(d, 1, 500);
        store_dir_expect(d, 1, 500);
        assert_int_equal(store_records(d->store), 500);
        assert_true(moment_now() - store_oldest(d->store) < 600 * MICROS_PER_SECOND);
        store_dir_settle(d, 400);
        store_dir_close(d);
        store_dir_open(d, MOST, false); /* what was not settled is given again */
        assert_int_equal(store_records(d->store), 100);
        store_dir_put(d, 500, 600);
        store_dir_expect(d, 400, 600);
        assert_int_equal(store_dir_next(d), -1);
        store_dir_settle(d, 200);
        assert_int_equal(store_records(d->store), 0);
        assert_true(store_oldest(d->store) == NO_TIME);
        store_dir_close(d);
        assert_int_equal(store_dir_files(d, "."), 1); /* of the last run, which wrote it */
        store_dir_open(d, MOST, false);
        assert_int_equal(store_dir_files(d, "."), 0);
        assert_int_equal(store_dir_next(d), -1);
        store_dir_put(d, 600, 601);
        assert_int_equal(store_dir_next(d), 600);
}

static void a_batch_can_be_taken_back(void **state)
{
        struct store_dir *d = *state;
        struct err e;
        store_dir_open(d, MOST, false);
        assert_int_equal(store_dir_append(d, 0, &e), OK);
        const size_t mark = store_mark(d->store);
        assert_int_equal(store_dir_append(d, 1, &e), OK);
        assert_int_equal(store_dir_append(d, 2, &e), OK);
        store_roll_back(d->store, mark);
        store_dir_put(d, 3, 4);
        assert_int_equal(store_dir_next(d), 0);
        assert_int_equal(store_dir_next(d), 3);
        assert_int_equal(store_dir_next(d), -1);
}

/* Fills it, one record a sync; returns how many it took. */
static uint32_t fill(struct store_dir *d)
{
        struct err e;
        uint32_t n = 0;
        while (store_dir_append(d, n, &e) == OK) {
                assert_int_equal(store_dir_sync(d, &e), OK);
                n++;
        }
        assert_int_equal(e.kind, RETRY);
        return n;
}

static void a_full_store_refuses(void **state)
{
        struct store_dir *d = *state;
        struct err e;
        store_dir_open(d, MOST, false);
        const uint32_t n = fill(d);
        assert_true(n > MOST / 256);
        assert_true(store_full(d->store));
        assert_true(store_bytes(d->store) <= MOST);
        assert_int_equal(store_dir_append(d, 0, &e), RETRY);
        assert_int_equal(store_dir_sync(d, &e), OK);
        store_dir_close(d);
        store_dir_open(d, MOST, false);
        store_dir_expect(d, 0, n); /* all that it had */
        assert_int_equal(store_dir_next(d), -1);
        store_dir_settle(d, n / 2); /* and it has room again */
        store_dir_put(d, n, n + 10);
        store_dir_expect(d, n, n + 10);
        assert_false(store_full(d->store));
        store_dir_close(d);
        store_dir_open(d, MOST, false);
        store_dir_expect(d, n / 2, n + 10);
        store_dir_settle(d, n + 10 - n / 2);
        assert_int_equal(store_dir_files(d, "."), 0);
        assert_int_equal(store_dir_ghosts(), 0); /* the disk has room, too */
}

static void of_one_process(void **state)
{
        struct store_dir *d = *state;
        int status;
        store_dir_open(d, MOST, false);
        const pid_t child = fork();
        if (child == 0) {
                struct store *other;
                struct err e;
                const enum fault fault = store_open(&other, d->folder, MOST, &e);
                store_close(other);
                _exit(fault == FATAL && strstr(e.text, "another process") ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
}

static void cannot_be_made(void **state)
{
        struct store *s;
        struct err e;
        char path[PATH_MAX];
        (void)state;
        assert_int_equal(store_open(&s, "/proc/store", MOST, &e), USAGE);
        store_close(s);
        assert_non_null(strstr(e.text, "/proc/store"));
        setenv("STATE_DIRECTORY", "/a:/b", 1);
        assert_int_equal(store_folder_default("x", path, &e), OK);
        assert_string_equal(path, "/a/x");
        unsetenv("STATE_DIRECTORY");
        setenv("XDG_STATE_HOME", "/c", 1);
        assert_int_equal(store_folder_default("x", path, &e), OK);
        assert_string_equal(path, "/c/hentra/x");
        unsetenv("XDG_STATE_HOME");
        setenv("HOME", "/d", 1);
        assert_int_equal(store_folder_default("x", path, &e), OK);
        assert_string_equal(path, "/d/.local/state/hentra/x");
}

/* ---- damage ---- */

/* The segment at this place in their order. */
static void path_of(const struct store_dir *d, size_t place, char out[static 192], uint64_t *size)
{
        struct store_segment *list;
        char name[SEGMENT_NAME];
        size_t n;
        struct err e;
        assert_int_equal(store_segments(d->fd, &list, &n, &e), OK);
        assert_true(place < n);
        store_segment_name(list[place].base, name);
        *size = list[place].size;
        snprintf(out, 192, "%s/%s", d->folder, name);
        free(list);
}

static void flip(const char *path, off_t at, size_t n)
{
        uint8_t byte;
        const int fd = open(path, O_RDWR | O_CLOEXEC);
        for (size_t i = 0; i < n; i++) {
                assert_int_equal(pread(fd, &byte, 1, at + (off_t)i), 1);
                byte ^= 0x55;
                assert_int_equal(pwrite(fd, &byte, 1, at + (off_t)i), 1);
        }
        close(fd);
}

/* Three segments; bytes in the middle of each are flipped, and the one between is cut short. */
static void damage_is_passed_over(void **state)
{
        struct store_dir *d = *state;
        char path[192];
        uint64_t size;
        store_dir_open(d, MOST, false);
        for (uint32_t run = 0; run < 3; run++) {
                store_dir_put(d, run * 100, run * 100 + 100);
                store_dir_close(d);
                store_dir_open(d, MOST, false);
        }
        for (size_t i = 0; i < 3; i++) {
                path_of(d, i, path, &size);
                flip(path, (off_t)size / 2, 3);
                if (i == 1)
                        assert_int_equal(truncate(path, (off_t)size - 10), 0);
        }
        store_dir_close(d);
        store_dir_open(d, MOST, false);
        int64_t number, before = -1;
        uint32_t n = 0;
        for (; (number = store_dir_next(d)) >= 0; n++) {
                assert_true(number > before);
                before = number;
        }
        assert_int_equal(before, 299);
        assert_int_equal(n, 300 - 4); /* one or two a place, by where their bytes are: here one */
        assert_int_equal(store_reader_damaged(d->reader), 4);
        assert_int_equal(store_dir_files(d, "damaged"), 3);
        store_dir_settle(d, n);
        assert_int_equal(store_dir_files(d, "."), 0);
        assert_int_equal(store_dir_files(d, "damaged"), 3);
}

/* A segment that somebody deleted: what it had is missed and counted, the rest is read. */
static void a_segment_is_gone(void **state)
{
        struct store_dir *d = *state;
        char path[192];
        uint64_t size;
        store_dir_open(d, MOST, false);
        for (uint32_t run = 0; run < 3; run++) {
                store_dir_put(d, run * 10, run * 10 + 10);
                store_dir_close(d);
                store_dir_open(d, MOST, false);
        }
        path_of(d, 1, path, &size);
        assert_int_equal(unlink(path), 0);
        store_dir_expect(d, 0, 10);
        store_dir_expect(d, 20, 30);
        assert_int_equal(store_dir_next(d), -1);
        assert_int_equal(store_reader_damaged(d->reader), 1);
}

static void a_damaged_cursor(void **state)
{
        struct store_dir *d = *state;
        char path[192];
        store_dir_open(d, MOST, false);
        store_dir_put(d, 0, 10);
        store_dir_expect(d, 0, 10);
        store_dir_settle(d, 5);
        snprintf(path, sizeof(path), "%s/cursor", d->folder);
        flip(path, 4, 1);
        store_dir_close(d);
        store_dir_open(d, MOST, false);
        assert_int_equal(store_records(d->store), 10);
        store_dir_expect(d, 0, 10);
}

/* ---- live before the backlog ---- */

static void live_comes_first(void **state)
{
        struct store_dir *d = *state;
        store_dir_open(d, MOST, true);
        store_dir_put(d, 0, 10);
        store_dir_expect(d, 0, 3);
        store_reader_split(d->reader); /* the line is back: 3 to 9 are the backlog, 0 to 2 are under way */
        assert_int_equal(store_dir_next(d), 3);
        store_dir_put(d, 10, 12);
        store_dir_expect(d, 10, 12);
        assert_int_equal(store_dir_next(d), 4);
        store_reader_split(d->reader); /* there are two ranges at most */
        store_dir_put(d, 12, 13);
        assert_int_equal(store_dir_next(d), 12);
        store_dir_settle(d, 6); /* 0 1 2 3 10 11 */
        assert_int_equal(store_records(d->store), 13 - 6);
        store_dir_close(d);
        store_dir_open(d, MOST, true); /* the next run knows both */
        store_dir_put(d, 13, 14);
        store_dir_expect(d, 12, 14);
        store_dir_expect(d, 4, 10);
        assert_int_equal(store_dir_next(d), -1);
        store_dir_settle(d, 8);
        assert_int_equal(store_records(d->store), 0);
        store_dir_put(d, 14, 16); /* and there may be a new backlog */
        store_reader_split(d->reader);
        store_dir_put(d, 16, 17);
        assert_int_equal(store_dir_next(d), 16);
        store_dir_expect(d, 14, 16);
        store_dir_settle(d, 11);
        assert_int_equal(store_records(d->store), 0);
}

/* A run without that setting empties both, in their order. */
static void the_oldest_first(void **state)
{
        struct store_dir *d = *state;
        store_dir_open(d, MOST, true);
        store_dir_put(d, 0, 10);
        store_reader_split(d->reader);
        store_dir_put(d, 10, 20);
        store_dir_expect(d, 10, 15);
        store_dir_settle(d, 5);
        store_dir_close(d);
        store_dir_open(d, MOST, false);
        store_dir_expect(d, 0, 10);
        store_dir_expect(d, 15, 20);
        assert_int_equal(store_dir_next(d), -1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, store_dir_set_up, store_dir_tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(what_is_synced_is_read), TEST(a_batch_can_be_taken_back),
                TEST(a_full_store_refuses),   TEST(of_one_process),
                TEST(damage_is_passed_over),  TEST(a_segment_is_gone),
                TEST(a_damaged_cursor),       TEST(live_comes_first),
                TEST(the_oldest_first),       cmocka_unit_test(cannot_be_made),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_store_random.c - a store on a disk that fails, and under kills and power cuts at any byte: what was
 * synced is read again, in order; nothing is read that was never appended, nor what was refused, and what
 * was read stays as it was.
 *
 * The functions that write, and the one that reads a segment, are those of this file. A cut writes a part of the batch, zeroes some of it, and
 * lets everything fail from then on, until the store is opened again.
 */
#include "tests/support/capture.h"
#include "tests/support/store_dir.h"
#include <sys/uio.h>

enum { MOST = 1 << 20, ROUNDS = 80, STEPS = 60, RECORDS_MOST = ROUNDS * STEPS * 40 };

static unsigned seed = 1;
static uint32_t below(uint32_t n)
{
        seed = seed * 1103515245U + 12345U;
        return (seed >> 8) % n;
}

/* ---- the disk ---- */

static enum { WORKS, FULL, FAILS, CUT } disk;

static bool is_segment(int fd)
{
        char link[64], path[256];
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        const ssize_t n = readlink(link, path, sizeof(path) - 1);
        path[n > 0 ? n : 0] = '\0';
        return strstr(path, ".segment") != NULL;
}

static ssize_t really_write(int fd, const void *p, size_t len, off_t at)
{
        return pwritev(fd, &(struct iovec){(void *)p, len}, 1, at);
}

/* A part of it, in which some sectors did not arrive. */
static void write_torn(int fd, const uint8_t *p, size_t len, off_t at)
{
        enum { SECTOR = 512 };
        uint8_t zeros[SECTOR] = {0};
        const size_t part = below((uint32_t)len + 1);
        really_write(fd, p, part, at);
        for (size_t i = 0; i < part; i += SECTOR)
                if (below(4) == 0)
                        really_write(fd, zeros, part - i < SECTOR ? part - i : SECTOR, at + (off_t)i);
}

ssize_t pwrite(int fd, const void *p, size_t len, off_t at)
{
        if (disk == WORKS || !is_segment(fd))
                return really_write(fd, p, len, at);
        if (disk == CUT)
                write_torn(fd, p, len, at);
        else if (below(2) == 0)
                return really_write(fd, p, len / 2 + 1, at); /* the rest fails, or not even that */
        errno = disk == FULL ? ENOSPC : EIO;
        return -1;
}

static off_t bad_sector = -1; /* of a segment: the disk cannot give the bytes from here on to the next */

ssize_t pread(int fd, void *p, size_t len, off_t at)
{
        enum { SECTOR = 512 };
        if (bad_sector >= 0 && is_segment(fd) && at < bad_sector + SECTOR && at + (off_t)len > bad_sector) {
                errno = EIO;
                if (at >= bad_sector)
                        return -1;
                len = (size_t)(bad_sector - at);
        }
        return preadv(fd, &(struct iovec){p, len}, 1, at);
}

int fdatasync(int fd)
{
        errno = EIO;
        return disk == WORKS || disk == FULL || !is_segment(fd) ? 0 : -1;
}

int fsync(int fd)
{
        (void)fd;
        return 0;
}

int posix_fallocate(int fd, off_t at, off_t len)
{
        (void)at;
        return disk == WORKS ? (syscall(SYS_ftruncate, fd, len) ? EIO : 0) : disk == FULL ? ENOSPC : EIO;
}

int ftruncate(int fd, off_t len)
{
        if (disk != CUT)
                return (int)syscall(SYS_ftruncate, fd, len);
        errno = EIO;
        return -1;
}

/* ---- the model ---- */

enum fate { NEVER, REFUSED, SYNCED, TORN, SETTLED };
static uint8_t fate[RECORDS_MOST];
static uint32_t next_number, batch_from;
static uint32_t given[RECORDS_MOST]; /* since the store was opened */
static uint32_t given_n, settled_n;

static void batch_becomes(enum fate f)
{
        for (uint32_t i = batch_from; i < next_number; i++)
                fate[i] = f;
        batch_from = next_number;
}

static void append_some(struct store_dir *d)
{
        struct err e;
        for (uint32_t n = below(30) + 1; n > 0; n--) {
                assert_true(next_number < RECORDS_MOST);
                if (store_dir_append(d, next_number, &e) != OK) {
                        assert_int_equal(e.kind, RETRY);
                        break;
                }
                next_number++;
        }
}

static void sync_batch(struct store_dir *d)
{
        struct err e;
        const enum fault fault = store_dir_sync(d, &e);
        assert_true(fault == OK || fault == RETRY);
        batch_becomes(fault == OK ? SYNCED : REFUSED);
}

static void read_some(struct store_dir *d, uint32_t most)
{
        int64_t number;
        while (most-- > 0 && (number = store_dir_next(d)) >= 0) {
                assert_true(number < next_number);
                assert_true(fate[number] == SYNCED || fate[number] == TORN || fate[number] == SETTLED);
                /* In order, and none that was synced and not settled is left out. */
                const uint32_t after = given_n > 0 ? given[given_n - 1] + 1 : 0;
                assert_true(number >= after);
                for (uint32_t i = after; i < number; i++)
                        if (fate[i] == SYNCED)
                                fail_msg("%u is left out before %d", i, (int)number);
                given[given_n++] = (uint32_t)number;
        }
}

static void settle_some(struct store_dir *d, bool on_disk)
{
        const uint32_t n = settled_n + below(given_n - settled_n + 1);
        if (!on_disk) {
                store_reader_settle(d->reader, n);
                return;
        }
        store_dir_settle(d, n);
        for (; settled_n < n; settled_n++)
                fate[given[settled_n]] = SETTLED;
}

static void open_again(struct store_dir *d)
{
        disk = WORKS;
        given_n = settled_n = 0;
        store_dir_open(d, MOST, false);
}

static void cut(struct store_dir *d)
{
        struct err e;
        append_some(d);
        disk = CUT;
        (void)!store_dir_sync(d, &e);
        batch_becomes(TORN);
        store_dir_close(d);
        open_again(d);
}

/* Positions between which something was torn: from the end that was acknowledged to the one that was found. */
static struct {
        uint64_t from, until;
} torn[ROUNDS];
static size_t torn_n, tails, damaged;

static bool is_torn(uint64_t position)
{
        for (size_t i = 0; i < torn_n; i++)
                if (position >= torn[i].from && position <= torn[i].until)
                        return true;
        return false;
}

/* Nothing that was acknowledged is said to be damaged, or cut off. */
static void expect_said(const char *log)
{
        for (const char *at = log; (at = strstr(at, "position=")); at++) {
                const uint64_t position = strtoull(at + strlen("position="), NULL, 10);
                if (!is_torn(position))
                        fail_msg("%lu was acknowledged: %s", (unsigned long)position, log);
        }
        tails += strstr(log, "store.tail_cut") != NULL;
        damaged += strstr(log, "store.damaged") != NULL;
}

static void one_round(struct store_dir *d)
{
        for (int step = 0; step < STEPS; step++) {
                switch (below(8)) {
                case 0:
                        disk = below(4) ? WORKS : below(2) ? FULL : FAILS;
                        break;
                case 1:
                case 2:
                        read_some(d, below(60));
                        break;
                case 3:
                        settle_some(d, true);
                        break;
                default:
                        append_some(d);
                        sync_batch(d);
                }
        }
        struct capture c = capture_begin(STDERR_FILENO);
        if (below(2)) {
                torn[torn_n].from = store_end(d->store).position;
                cut(d);
                torn[torn_n++].until = store_end(d->store).position;
        } else {
                store_dir_close(d);
                open_again(d);
        }
        read_some(d, UINT32_MAX);
        char *log = capture_end(&c);
        expect_said(log);
        free(log);
        for (uint32_t i = given_n > 0 ? given[given_n - 1] + 1 : 0; i < next_number; i++)
                assert_int_not_equal(fate[i], SYNCED); /* none is left */
        if (below(2))
                settle_some(d, true);
        store_dir_close(d);
        open_again(d);
}

static void kills_and_faults(void **state)
{
        struct store_dir *d = *state;
        uint32_t synced = 0, refused = 0, lost = 0;
        open_again(d);
        for (int round = 0; round < ROUNDS; round++)
                one_round(d);
        for (uint32_t i = 0; i < next_number; i++) {
                synced += fate[i] == SYNCED || fate[i] == SETTLED;
                refused += fate[i] == REFUSED;
                lost += fate[i] == TORN;
        }
        print_message("%u synced, %u refused, %u torn: %zu tails, %zu times damage\n", synced, refused, lost,
                      tails, damaged);
        assert_true(synced > 10000 && refused > 100 && lost > 40);
        assert_true(tails > 0 && damaged > 0); /* a batch that is torn in its middle is reported as damage */
}

/* A file that is cut at any byte: the records before it are read, the next ones lie behind them. */
static void a_tail_cut_at_any_byte(void **state)
{
        struct store_dir *d = *state;
        char path[192];
        uint64_t behind[7];
        for (uint64_t at = 0;; at++) {
                store_dir_open(d, MOST, false);
                for (uint32_t i = 0; i < 6; i++) {
                        store_dir_put(d, i, i + 1);
                        behind[i] = store_end(d->store).position - store_last_segment(d->store);
                }
                snprintf(path, sizeof(path), "%s/%016lx.segment", d->folder,
                         (unsigned long)store_last_segment(d->store));
                store_dir_close(d);
                assert_int_equal(truncate(path, (off_t)at), 0);
                uint32_t whole = 0;
                while (whole < 6 && behind[whole] <= at)
                        whole++;
                store_dir_open(d, MOST, false);
                store_dir_expect(d, 0, whole);
                assert_int_equal(store_dir_next(d), -1);
                store_dir_put(d, 100, 102);
                store_dir_expect(d, 100, 102);
                assert_int_equal(store_reader_damaged(d->reader), 0);
                store_dir_settle(d, whole + 2);
                store_dir_close(d);
                if (whole == 6)
                        break;
        }
}

/* Behind the last record, where nothing was written, or something that was never acknowledged: nobody can know
 * as long as the disk does not give it. */
static void a_bad_sector_behind_the_end(void **state)
{
        struct store_dir *d = *state;
        char path[192];
        for (uint32_t run = 0; run < 2; run++) {
                store_dir_open(d, MOST, false);
                store_dir_put(d, run * 10, run * 10 + 10);
                const off_t end = (off_t)(store_end(d->store).position - store_last_segment(d->store));
                snprintf(path, sizeof(path), "%s/%016lx.segment", d->folder,
                         (unsigned long)store_last_segment(d->store));
                store_dir_close(d);
                const int fd = open(path, O_RDWR | O_CLOEXEC);
                assert_int_equal(ftruncate(fd, end + 20000), 0);
                if (run == 1)
                        assert_int_equal(really_write(fd, "rest", 4, end), 4);
                close(fd);
                bad_sector = end + 9000;
                struct capture c = capture_begin(STDERR_FILENO);
                struct err e;
                const enum fault fault = store_open(&d->store, d->folder, MOST, &e);
                char *log = capture_end(&c);
                bad_sector = -1;
                if (fault != OK)
                        fail_msg("%s", e.text);
                assert_non_null(strstr(log, "store.unreadable"));
                assert_null(strstr(log, "store.tail_cut"));
                assert_non_null(strstr(log, strerror(EIO)));
                free(log);
                store_dir_close(d);
        }
        store_dir_open(d, MOST, false);
        store_dir_expect(d, 0, 20);
        assert_int_equal(store_reader_damaged(d->reader), 0);
        assert_int_equal(store_dir_files(d, "damaged"), 1); /* the second tail, when it could be read */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(kills_and_faults, store_dir_set_up, store_dir_tear_down),
                cmocka_unit_test_setup_teardown(a_tail_cut_at_any_byte, store_dir_set_up,
                                                store_dir_tear_down),
                cmocka_unit_test_setup_teardown(a_bad_sector_behind_the_end, store_dir_set_up,
                                                store_dir_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

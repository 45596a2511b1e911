/* SPDX-License-Identifier: Apache-2.0
 *
 * test_forward.c - what a forwarder tells, and does on a disk that is full: with the cluster that librdkafka
 * carries for tests. The function that writes is the one of this file.
 */
#include "core/program/keys.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/store/forward.h"
#include "tests/support/mock.h"
#include "tests/support/store_dir.h"
#include <sys/socket.h>
#include <sys/uio.h>

enum { GOOD = 20 };

/* ---- the disk ---- */

static struct store_dir *dir;
static bool full, made;  /* but for what was kept back before, and is given up */
static int cursor_fails; /* so many times */

static bool is_of(int fd, const char *name)
{
        char link[64], path[256];
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        const ssize_t n = readlink(link, path, sizeof(path) - 1);
        path[n > 0 ? n : 0] = '\0';
        return dir && strstr(path, dir->folder) && strstr(path, name);
}

ssize_t write(int fd, const void *p, size_t len)
{
        const bool cursor = is_of(fd, "/cursor.new");
        if (cursor && cursor_fails > 0) {
                cursor_fails--;
                errno = EIO;
                return -1;
        }
        const bool room = made && dir && faccessat(dir->fd, "reserve", F_OK, 0) != 0;
        if (full && !room && (cursor || is_of(fd, "/refused/"))) {
                errno = ENOSPC;
                return -1;
        }
        return writev(fd, &(struct iovec){(void *)p, len}, 1);
}

int posix_fallocate(int fd, off_t at, off_t len)
{
        if (is_of(fd, "/reserve") && full && made)
                return ENOSPC;
        made |= is_of(fd, "/reserve");
        return syscall(SYS_fallocate, fd, 0, at, len) == 0 ? 0 : errno;
}

/* ---- the store ---- */

static void put_event(struct store_dir *d, struct codec *codec, int n)
{
        char id[32];
        uint8_t value[CODEC_EVENT_MOST], record[FORWARD_RECORD_MOST];
        size_t len;
        struct err e;
        snprintf(id, sizeof(id), "D-%d", n);
        struct event v = {.source = TEXT("test"),
                          .dossier_id = text_of(id),
                          .agency = TEXT("A"),
                          .submitted_at = NO_TIME,
                          .due_at = NO_TIME,
                          .since = NO_TIME};
        event_identify(&v);
        assert_int_equal(codec_encode(codec, &v, value, &len, &e), OK);
        len = forward_record(v.dossier_id, value, len, record);
        assert_int_equal(store_append(d->store, record, len, moment_now(), &e), OK);
}

/* Events, and among them one that nobody can read; all are sent. Gives what was told first and last. */
static void send_all(struct store_dir *d, struct forward_news *first, struct forward_news *last)
{
        static const char *const set[] = {"kafka.test.mock.num.brokers=1", NULL};
        struct codec *codec;
        struct conf *conf;
        struct err e = {0};
        int ends[2];
        dir = d;
        store_dir_open(d, 1 << 20, false);
        assert_int_equal(codec_open(&codec, &e), OK);
        for (int i = 0; i < GOOD; i++) {
                put_event(d, codec, i);
                if (i == GOOD / 2)
                        assert_int_equal(store_append(d->store, "\1Kx", 3, moment_now(), &e), OK);
        }
        codec_close(codec);
        assert_int_equal(store_sync(d->store, &e), OK);
        assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
        const struct forward_end end = {store_end(d->store), store_last_segment(d->store)};
        assert_int_equal(send(ends[0], &end, sizeof(end), 0), sizeof(end));
        shutdown(ends[0], SHUT_WR);
        const struct store_cursor c = store_cursor(d->store);
        assert_int_equal(conf_open(&conf, &settings, "/dev/null", set, &e), OK);
        if (forward_run(conf, d->folder, &c, ends[1], &e) != OK)
                fail_msg("%s", e.text);
        conf_close(conf);
        dir = NULL;
        assert_int_equal(recv(ends[0], first, sizeof(*first), MSG_DONTWAIT), sizeof(*first));
        *last = *first;
        while (recv(ends[0], last, sizeof(*last), MSG_DONTWAIT) == (ssize_t)sizeof(*last)) {
        }
        close(ends[0]);
        close(ends[1]);
}

static size_t refused_files(const struct store_dir *d)
{
        char path[128];
        size_t n = 0;
        snprintf(path, sizeof(path), "%s/refused", d->folder);
        DIR *list = opendir(path);
        assert_non_null(list);
        for (const struct dirent *one; (one = readdir(list));)
                n += one->d_name[0] != '.';
        closedir(list);
        return n;
}

/* The cursor of the folder is behind all records. */
static void expect_all_settled(struct store_dir *d)
{
        struct store_cursor c;
        struct err e;
        bool found;
        assert_int_equal(store_cursor_read(d->fd, &c, &found, &e), OK);
        assert_true(found);
        assert_int_equal(c.live.position, store_end(d->store).position);
}

/* ---- tests ---- */

static void a_refused_one_is_not_confirmed(void **state)
{
        struct store_dir *d = *state;
        struct forward_news first, last;
        send_all(d, &first, &last);
        assert_int_equal(last.confirmed, GOOD);
        assert_int_equal(last.refused, 1);
        assert_int_equal(refused_files(d), 1);
        expect_all_settled(d);
}

/* What it sends is what makes room: it must not wait for room itself. */
static void a_full_disk(void **state)
{
        struct store_dir *d = *state;
        struct forward_news first, last;
        full = true;
        made = false;
        send_all(d, &first, &last);
        full = false;
        assert_int_equal(last.confirmed, GOOD);
        assert_int_equal(refused_files(d), 1);
        expect_all_settled(d);
}

/* The store must not delete what the cursor on the disk still needs. */
static void a_cursor_that_is_not_written(void **state)
{
        struct store_dir *d = *state;
        struct forward_news first, last;
        cursor_fails = 2; /* it is tried twice, the second time with room */
        send_all(d, &first, &last);
        assert_int_equal(first.cursor.live.position, 0);
        assert_int_equal(last.cursor.live.position, store_end(d->store).position);
        expect_all_settled(d);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, store_dir_set_up, store_dir_tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {TEST(a_refused_one_is_not_confirmed), TEST(a_full_disk),
                                           TEST(a_cursor_that_is_not_written)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

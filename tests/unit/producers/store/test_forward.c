/* SPDX-License-Identifier: Apache-2.0
 *
 * test_forward.c - what a forwarder tells, and when, and does on a disk that is full or was not to be read:
 * with the cluster that librdkafka carries for tests. The function that writes is the one of this file.
 */
#include "core/program/keys.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/store/forward.h"
#include "tests/support/bad_disk.h"
#include "tests/support/mock.h"
#include "tests/support/store_dir.h"
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

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

/* Events from … to - 1, and one that nobody can read behind number `unreadable`. */
static void put_events(struct store_dir *d, int from, int to, int unreadable)
{
        struct codec *codec;
        struct err e = {0};
        assert_int_equal(codec_open(&codec, &e), OK);
        for (int i = from; i < to; i++) {
                put_event(d, codec, i);
                if (i == unreadable)
                        assert_int_equal(store_append(d->store, "\1Kx", 3, moment_now(), &e), OK);
        }
        codec_close(codec);
        assert_int_equal(store_sync(d->store, &e), OK);
}

static void run(struct store_dir *d, int socket)
{
        static const char *const set[] = {"kafka.test.mock.num.brokers=1", NULL};
        struct conf *conf;
        struct err e = {0};
        const struct store_cursor c = store_cursor(d->store);
        assert_int_equal(conf_open(&conf, &settings, "/dev/null", set, &e), OK);
        if (forward_run(conf, d->folder, &c, socket, &e) != OK)
                fail_msg("%s", e.text);
        conf_close(conf);
}

static void tell_end(struct store_dir *d, int socket)
{
        const struct forward_end end = {store_end(d->store), store_last_segment(d->store)};
        assert_int_equal(send(socket, &end, sizeof(end), 0), sizeof(end));
}

/* All that the store has is sent. Gives what was told first and last. */
static void send_stored(struct store_dir *d, struct forward_news *first, struct forward_news *last)
{
        int ends[2];
        dir = d;
        assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
        tell_end(d, ends[0]);
        shutdown(ends[0], SHUT_WR);
        run(d, ends[1]);
        dir = NULL;
        assert_int_equal(recv(ends[0], first, sizeof(*first), MSG_DONTWAIT), sizeof(*first));
        *last = *first;
        while (recv(ends[0], last, sizeof(*last), MSG_DONTWAIT) == (ssize_t)sizeof(*last)) {
        }
        close(ends[0]);
        close(ends[1]);
}

/* Events, and among them one that nobody can read; all are sent. */
static void send_all(struct store_dir *d, struct forward_news *first, struct forward_news *last)
{
        store_dir_open(d, 1 << 20, false);
        put_events(d, 0, GOOD, GOOD / 2);
        send_stored(d, first, last);
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
        store_dir_open(d, 1 << 20, false);
        put_events(d, 0, GOOD, -1);
        send_stored(d, &first, &last);
        assert_int_equal(first.cursor.live.position, 0);
        assert_int_equal(last.cursor.live.position, store_end(d->store).position);
        expect_all_settled(d);
}

/* ---- a disk that cannot be read ---- */

/* At one start nothing can be read; what was acknowledged before is in Kafka in the end. */
static void a_start_at_which_nothing_can_be_read(void **state)
{
        enum { RUNS = 3, EACH = 25 };
        struct store_dir *d = *state;
        struct forward_news first, last;
        for (int i = 0; i < RUNS; i++) {
                store_dir_open(d, 1 << 20, false);
                put_events(d, i * EACH, i * EACH + EACH, -1);
                store_dir_close(d);
        }
        bad_disk_fails("", 0, INT32_MAX);
        store_dir_open(d, 1 << 20, false);
        store_dir_close(d);
        bad_disk_is_well();
        store_dir_open(d, 1 << 20, false);
        send_stored(d, &first, &last);
        assert_int_equal(last.confirmed, RUNS * EACH);
        assert_int_equal(last.damaged, 0);
        expect_all_settled(d);
}

/* ---- losses ---- */

/* One bit of the last record of the store. */
static void spoil_last(struct store_dir *d)
{
        char path[192], name[SEGMENT_NAME];
        uint8_t byte;
        store_segment_name(store_last_segment(d->store), name);
        snprintf(path, sizeof(path), "%s/%s", d->folder, name);
        const int fd = open(path, O_RDWR | O_CLOEXEC);
        const off_t at = (off_t)(store_end(d->store).position - store_last_segment(d->store)) - 1;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        close(fd);
}

static pid_t begin_forwarder(struct store_dir *d, int ends[static 2])
{
        assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
        const pid_t child = fork();
        if (child == 0) {
                close(ends[0]);
                run(d, ends[1]);
                _exit(0);
        }
        close(ends[1]);
        return child;
}

/* The next news that names as many of these; fails when none comes for a while. */
static struct forward_news expect_news(int socket, uint64_t confirmed, uint64_t lost)
{
        struct forward_news news = {0};
        const micros until = steady_now() + 30 * MICROS_PER_SECOND;
        while (news.confirmed < confirmed || news.damaged + news.refused < lost) {
                struct pollfd one = {.fd = socket, .events = POLLIN};
                assert_true(steady_now() < until);
                if (poll(&one, 1, 1000) > 0)
                        assert_int_equal(recv(socket, &news, sizeof(news), MSG_DONTWAIT), sizeof(news));
        }
        return news;
}

static void end_forwarder(pid_t child, int socket)
{
        close(socket);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
}

/* Everything before it was settled and told, and nothing comes behind it. */
static void a_loss_is_told_although_nothing_is_settled_behind_it(void **state)
{
        struct store_dir *d = *state;
        int ends[2];
        store_dir_open(d, 1 << 20, false);
        put_events(d, 0, GOOD, -1);
        const pid_t child = begin_forwarder(d, ends);
        tell_end(d, ends[0]);
        expect_news(ends[0], GOOD, 0);
        put_events(d, GOOD, GOOD + 1, -1);
        spoil_last(d);
        tell_end(d, ends[0]);
        const struct forward_news news = expect_news(ends[0], GOOD, 1);
        assert_int_equal(news.damaged, 1);
        assert_int_equal(news.confirmed, GOOD);
        end_forwarder(child, ends[0]);
}

static void take_nothing(rd_kafka_mock_cluster_t *brokers)
{
        enum { PRODUCE = 0, MANY = 1000 };
        rd_kafka_resp_err_t errors[MANY];
        for (int i = 0; i < MANY; i++)
                errors[i] = RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT;
        rd_kafka_mock_push_request_errors_array(brokers, PRODUCE, MANY, errors);
}

/* What lies before them is not confirmed for as long as the line is bad. */
static void a_loss_is_told_although_nothing_is_confirmed_before_it(void **state)
{
        struct store_dir *d = *state;
        int ends[2];
        mock_opened = take_nothing;
        store_dir_open(d, 1 << 20, false);
        put_events(d, 0, GOOD, GOOD / 2);
        put_events(d, GOOD, GOOD + 1, -1);
        spoil_last(d);
        const pid_t child = begin_forwarder(d, ends);
        mock_opened = NULL;
        tell_end(d, ends[0]);
        const struct forward_news news = expect_news(ends[0], 0, 2);
        assert_int_equal(news.confirmed, 0);
        assert_int_equal(news.refused, 1);
        assert_int_equal(news.damaged, 1);
        end_forwarder(child, ends[0]);
}

static void the_last_news_are_the_last(void **state)
{
        struct store_dir *d = *state;
        struct forward_news first, last;
        send_all(d, &first, &last);
        assert_true(last.over);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, store_dir_set_up, store_dir_tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(a_refused_one_is_not_confirmed),
                TEST(a_full_disk),
                TEST(a_cursor_that_is_not_written),
                TEST(a_start_at_which_nothing_can_be_read),
                TEST(a_loss_is_told_although_nothing_is_settled_behind_it),
                TEST(a_loss_is_told_although_nothing_is_confirmed_before_it),
                TEST(the_last_news_are_the_last),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

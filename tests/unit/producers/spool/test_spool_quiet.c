/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_quiet.c - where the kernel gives no lease (a file of another user, a network file system), a
 * file that is being written is still never taken in half: it is read when it was the same at two looks.
 */
#include "tests/support/spool_dir.h"
#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

static int lease_errno; /* what asking for a lease fails with; 0: the kernel is asked */

/* Stands before the C library's. */
int fcntl(int fd, int cmd, ...)
{
        va_list args;
        va_start(args, cmd);
        long arg = va_arg(args, long);
        va_end(args);
        if (cmd == F_SETLEASE && lease_errno) {
                errno = lease_errno;
                return -1;
        }
        return (int)syscall(SYS_fcntl, fd, cmd, arg);
}

static uint32_t file_system; /* the type that every file is on; 0: the kernel is asked */

int fstatfs(int fd, struct statfs *fs)
{
        int rc = (int)syscall(SYS_fstatfs, fd, fs);
        if (file_system)
                fs->f_type = file_system;
        return rc;
}

static const char half[] = "id,in,out\n1,2022-01-03,2022-01-04\n2,2022-01-03,2022-0";

static struct spool *begin(const struct spool_dir *p)
{
        struct spool *s = calloc(1, sizeof(*s));
        struct err e;
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        s->inbox.quiet_ms = 300;
        return s;
}

static void end(struct spool *s)
{
        spool_close(s);
        free(s);
}

static void append(const struct spool_dir *p, const char *name, const char *text)
{
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", p->path, name);
        FILE *file = fopen(path, "a");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
}

/* Asks until there is nothing to wait for; settles what comes. Returns the events. */
static uint64_t read_on(struct spool *s)
{
        struct event v;
        struct err e;
        uint64_t events = 0;
        for (;;) {
                enum source_next next = spool_source.next(s, &v, &e);
                if (next == SOURCE_EVENT)
                        assert_int_equal(spool_source.settle(s, ++events, &e), OK);
                else if (next == SOURCE_WAIT)
                        poll(NULL, 0, spool_source.wait_ms(s));
                else if (next == SOURCE_IDLE)
                        return events;
                else
                        fail_msg("%s", e.text);
        }
}

static void never_half_a_file(void **state)
{
        struct spool_dir *p = *state;
        static const int refusals[] = {EACCES, EINVAL, ENOLCK};
        for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
                char name[16], done[32];
                struct event v;
                struct err e;
                lease_errno = refusals[i];
                snprintf(name, sizeof(name), "a%zu.csv", i);
                snprintf(done, sizeof(done), "done/%s", name);
                struct spool *s = begin(p);
                put(p, name, half, 1000 + (time_t)i);
                assert_int_equal(spool_source.next(s, &v, &e), SOURCE_WAIT); /* the first look */
                assert_true(spool_source.wait_ms(s) > 0);
                append(p, name, "1-04\n3,2022-");
                assert_int_equal(spool_source.next(s, &v, &e), SOURCE_WAIT); /* it has changed */
                assert_true(there(p, name));
                append(p, name, "01-03,\n");
                assert_int_equal(read_on(s), 3);
                assert_true(there(p, done));
                assert_int_equal(s->counts.total.rows, 3);
                assert_int_equal(s->counts.total.rejected, 0);
                end(s);
        }
}

/* `--once` waits for what may be whole, and takes it. */
static void a_quiet_file_is_read(void **state)
{
        struct spool_dir *p = *state;
        lease_errno = EACCES;
        struct spool *s = begin(p);
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        const micros begun = steady_now();
        assert_int_equal(read_on(s), 1);
        assert_true(steady_now() - begun >= s->inbox.quiet_ms * 1000LL);
        assert_int_equal(s->counts.left, 0);
        assert_true(there(p, "done/a.csv"));
        end(s);
}

/* But it ends: who writes on and on is left alone. */
static void a_file_that_never_gets_quiet(void **state)
{
        struct spool_dir *p = *state;
        struct event v;
        struct err e;
        enum source_next next;
        lease_errno = EACCES;
        struct spool *s = begin(p);
        s->inbox.patience_ms = 1000;
        put(p, "a.csv", half, 1000);
        put(p, "b.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        uint64_t events = 0;
        while ((next = spool_source.next(s, &v, &e)) != SOURCE_IDLE || s->settled < events) {
                append(p, "a.csv", "x");
                if (next == SOURCE_EVENT)
                        assert_int_equal(spool_source.settle(s, ++events, &e), OK);
                else
                        poll(NULL, 0, 1);
        }
        assert_int_equal(events, 1);
        assert_int_equal(s->counts.left, 1);
        assert_true(there(p, "a.csv"));
        end(s);
}

/* The same size and time, but another file: somebody replaced it. */
static void another_file_of_that_name_waits_anew(void **state)
{
        struct spool_dir *p = *state;
        struct event v;
        struct err e;
        lease_errno = EINVAL;
        struct spool *s = begin(p);
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_WAIT);
        const micros first = s->inbox.file[0].since;
        put(p, "a.csv", "id,in,out\n2,2022-01-03,\n", 1000);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_WAIT);
        assert_true(s->inbox.file[0].since > first);
        end(s);
}

/* NFS refuses a lease as if somebody wrote, and FUSE gives one while another machine does: there only looks
 * count. */
static void on_a_shared_file_system_looks_count(void **state)
{
        struct spool_dir *p = *state;
        static const struct {
                uint32_t type;
                int lease;
        } kinds[] = {{0x6969, EAGAIN}, {0xfe534d42, EAGAIN}, {0x65735546, 0}};
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                struct event v;
                struct err e;
                char name[16];
                file_system = kinds[i].type;
                lease_errno = kinds[i].lease;
                struct spool *s = begin(p);
                snprintf(name, sizeof(name), "s%zu.csv", i);
                put(p, name, "id,in,out\n1,2022-01-03,\n", 2000 + (time_t)i);
                assert_int_equal(spool_source.next(s, &v, &e), SOURCE_WAIT);
                assert_int_equal(read_on(s), 1);
                assert_int_equal(s->counts.left, 0);
                end(s);
        }
        file_system = 0;
}

static void with_a_lease_nobody_waits(void **state)
{
        struct spool_dir *p = *state;
        lease_errno = 0;
        struct spool *s = begin(p);
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        struct event v;
        struct err e;
        enum source_next next = spool_source.next(s, &v, &e);
        if (next == SOURCE_WAIT) {
                print_message("skipped: this file system gives no leases\n");
                end(s);
                skip();
        }
        assert_int_equal(next, SOURCE_EVENT);
        end(s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(never_half_a_file, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(a_quiet_file_is_read, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(a_file_that_never_gets_quiet, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(another_file_of_that_name_waits_anew, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(on_a_shared_file_system_looks_count, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(with_a_lease_nobody_waits, set_up_log, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

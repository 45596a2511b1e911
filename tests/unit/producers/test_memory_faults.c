/* SPDX-License-Identifier: Apache-2.0
 *
 * test_memory_faults.c - a folder that is taken, cannot be written, is full or damaged: the error says it.
 */
#include "core/base/bytes.h"
#include "producers/memory.h"
#include "tests/support/memory_dir.h"
#include "tests/support/unit.h"
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define SOURCE TEXT("igate")

static void expect_refused(const char *folder, enum fault kind, const char *word)
{
        struct memory *m;
        struct err e;
        assert_int_equal(memory_open(&m, folder, 100, &e), kind);
        assert_null(m);
        if (!strstr(e.text, word) || !strstr(e.text, folder))
                fail_msg("neither \"%s\" nor the folder in: %s", word, e.text);
}

static void put_numbers(struct memory *m, int from, int to)
{
        for (int i = from; i < to; i++) {
                const struct remembered r = memory_dir_entry(i);
                memory_put(m, SOURCE, memory_dir_id(i), &r);
        }
}

static bool has(struct memory *m, int number)
{
        struct remembered r;
        return memory_find(m, SOURCE, memory_dir_id(number), &r);
}

static void of_one_process(void **state)
{
        const struct memory_dir *d = *state;
        int ready[2], end[2];
        char byte;
        assert_int_equal(pipe(ready) + pipe(end), 0);
        const pid_t child = fork();
        if (child == 0) {
                struct memory *m;
                struct err e;
                close(end[1]);
                if (memory_open(&m, d->folder, 100, &e) != OK || write(ready[1], "r", 1) != 1)
                        _exit(1);
                (void)!read(end[0], &byte, 1); /* until the test lets go */
                memory_close(m);
                _exit(0);
        }
        assert_int_equal(read(ready[0], &byte, 1), 1);
        expect_refused(d->folder, FATAL, "used by another process");
        close(end[1]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        memory_close(memory_dir_open(d, 100));
        close(end[0]);
        close(ready[0]);
        close(ready[1]);
}

static void cannot_be_written(void **state)
{
        const struct memory_dir *d = *state;
        char path[160];
        snprintf(path, sizeof(path), "%s/none/memory", d->path);
        expect_refused(path, USAGE, strerror(ENOENT));
        snprintf(path, sizeof(path), "%s/file", d->path);
        close(open(path, O_CREAT | O_WRONLY, 0600));
        expect_refused(path, USAGE, strerror(ENOTDIR));
        expect_refused("/proc/memory", USAGE, "/proc/memory");
        assert_int_equal(mkdir(d->folder, 0755), 0);
        assert_int_equal(mkdir(d->data, 0755), 0);
        expect_refused(d->folder, USAGE, strerror(EISDIR));
        assert_int_equal(rmdir(d->data), 0);
        if (geteuid() == 0)
                return; /* root may write anywhere */
        assert_int_equal(chmod(d->folder, 0500), 0);
        expect_refused(d->folder, USAGE, strerror(EACCES));
        assert_int_equal(chmod(d->folder, 0700), 0);
}

/* ---- full ---- */

static struct rlimit set_file_size_limit(rlim_t most)
{
        struct rlimit before, limit;
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        limit = before;
        limit.rlim_cur = most;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        return before;
}

static void a_full_disk(void **state)
{
        const struct memory_dir *d = *state;
        struct memory *m = memory_dir_open(d, 100000);
        struct err e = {0};
        put_numbers(m, 0, 100);
        memory_dir_commit(m);
        signal(SIGXFSZ, SIG_IGN);
        const struct rlimit before = set_file_size_limit((rlim_t)memory_dir_size(d));
        put_numbers(m, 100, 5000);
        const enum fault fault = memory_commit(m, &e);
        set_file_size_limit(before.rlim_cur);
        signal(SIGXFSZ, SIG_DFL);
        assert_int_equal(fault, FATAL);
        assert_non_null(strstr(e.text, "make room"));
        assert_true(has(m, 99));
        assert_false(has(m, 100));
        put_numbers(m, 100, 5000);
        memory_dir_commit(m);
        assert_true(has(m, 4999));
        memory_close(m);
}

/* ---- damaged ---- */

static void fill(const struct memory_dir *d, int n)
{
        struct memory *m = memory_dir_open(d, 100000);
        put_numbers(m, 0, n);
        memory_dir_commit(m);
        memory_close(m);
}

static void write_at(const struct memory_dir *d, off_t at, const void *bytes, size_t len)
{
        const int fd = open(d->data, O_WRONLY);
        assert_int_equal(pwrite(fd, bytes, len, at), (ssize_t)len);
        close(fd);
}

static void a_part_is_missing(void **state)
{
        const struct memory_dir *d = *state;
        fill(d, 3000);
        const off_t whole = memory_dir_size(d);
        for (off_t size = 1; size < whole; size += size < 12288 ? 1000 : 40000) {
                assert_int_equal(truncate(d->data, whole - size), 0);
                expect_refused(d->folder, FATAL, "delete the folder");
                char command[256];
                snprintf(command, sizeof(command), "rm -r %s", d->folder);
                assert_int_equal(system(command), 0);
                fill(d, 3000);
                assert_int_equal(memory_dir_size(d), whole);
        }
}

static void another_file(void **state)
{
        const struct memory_dir *d = *state;
        char noise[8192];
        fill(d, 10);
        memset(noise, 'n', sizeof(noise));
        write_at(d, 0, noise, sizeof(noise));
        expect_refused(d->folder, FATAL, "delete the folder");
}

/* The bytes of the file; the caller frees. */
static char *whole_of(const struct memory_dir *d, size_t *size)
{
        *size = (size_t)memory_dir_size(d);
        char *whole = malloc(*size);
        FILE *file = fopen(d->data, "r");
        assert_non_null(file);
        assert_int_equal(fread(whole, 1, *size, file), *size);
        fclose(file);
        return whole;
}

/* The place of the only bytes equal to these. */
static off_t place_of(const struct memory_dir *d, const void *bytes, size_t len)
{
        size_t size;
        char *whole = whole_of(d, &size);
        const char *at = memmem(whole, size, bytes, len);
        assert_non_null(at);
        assert_null(memmem(at + 1, size - (size_t)(at + 1 - whole), bytes, len));
        const off_t place = at - whole;
        free(whole);
        return place;
}

static bool count_entries(void *context, struct text source, struct text dossier_id,
                          const struct remembered *r)
{
        (void)source;
        (void)dossier_id;
        (void)r;
        ++*(int *)context;
        return true;
}

static void a_wrong_byte_in_an_entry(void **state)
{
        const struct memory_dir *d = *state;
        struct err e = {0};
        int n = 0;
        fill(d, 1);
        uint8_t hash[8];
        write_be64(hash, memory_dir_entry(0).hash);
        write_at(d, place_of(d, hash, sizeof(hash)) + 3, "!", 1);
        struct memory *m = memory_dir_open(d, 100);
        assert_int_equal(memory_each(m, SOURCE, count_entries, &n, &e), FATAL);
        assert_int_equal(n, 0);
        assert_non_null(strstr(e.text, "delete the folder"));
        assert_false(has(m, 0));
        put_numbers(m, 1, 2); /* is not kept */
        e = (struct err){0};
        assert_int_equal(memory_commit(m, &e), FATAL);
        assert_non_null(strstr(e.text, "delete the folder"));
        assert_false(has(m, 1));
        memory_close(m);
}

static void another_version(void **state)
{
        const struct memory_dir *d = *state;
        fill(d, 1);
        write_at(d, place_of(d, "version", 7) + 14, "\x02", 1);
        expect_refused(d->folder, FATAL, "another version of hentra: delete the folder");
}

/* 0 fine, 1 a fault that says what to do, 2 any other. */
static int use(const struct memory_dir *d)
{
        struct memory *m;
        struct err e = {0};
        enum fault fault = memory_open(&m, d->folder, 100000, &e);
        if (fault == OK) {
                for (int i = 0; i < 3000; i++)
                        has(m, i);
                memory_roll_back(m);
                put_numbers(m, 0, 3000);
                fault = memory_commit(m, &e);
        }
        memory_close(m);
        return fault == OK ? 0 : strstr(e.text, "delete the folder") ? 1 : 2;
}

static int use_in_a_process(const struct memory_dir *d)
{
        int status;
        const pid_t child = fork();
        if (child == 0)
                _exit(freopen("/dev/null", "w", stderr) ? use(d) : 3);
        assert_int_equal(waitpid(child, &status, 0), child);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A page that a crash of the machine left empty. */
static void an_empty_page(void **state)
{
        const struct memory_dir *d = *state;
        static const char zeros[4096];
        size_t size;
        int faults = 0;
        fill(d, 3000);
        char *whole = whole_of(d, &size);
        for (size_t at = 2 * sizeof(zeros); at < size; at += sizeof(zeros)) {
                write_at(d, 0, whole, size);
                assert_int_equal(truncate(d->data, (off_t)size), 0);
                write_at(d, (off_t)at, zeros, sizeof(zeros));
                const int status = use_in_a_process(d);
                if (status > 1)
                        fail_msg("page at %zu: %d", at, status);
                faults += status;
        }
        free(whole);
        assert_true((size_t)faults > size / sizeof(zeros) / 2); /* the others are free */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, memory_dir_set_up, memory_dir_tear_down)
                IN_FOLDER(of_one_process),  IN_FOLDER(cannot_be_written),
                IN_FOLDER(a_full_disk),     IN_FOLDER(a_part_is_missing),
                IN_FOLDER(another_file),    IN_FOLDER(a_wrong_byte_in_an_entry),
                IN_FOLDER(another_version), IN_FOLDER(an_empty_page),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_journal.c - what was written is found again, whatever a crash left of the last line.
 */
#include "producers/journal.h"
#include "tests/support/unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int folder(void)
{
        char path[] = "/tmp/hentra-journal-XXXXXX";
        assert_non_null(mkdtemp(path));
        int dir = open(path, O_RDONLY | O_DIRECTORY);
        assert_true(dir >= 0);
        return dir;
}

static void remove_folder(int dir)
{
        char link[64], path[256];
        snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
        ssize_t len = readlink(link, path, sizeof(path) - 1);
        assert_true(len > 0);
        path[len] = '\0';
        unlinkat(dir, "journal", 0);
        unlinkat(dir, "journal.new", 0);
        assert_int_equal(rmdir(path), 0);
        close(dir);
}

static struct journal_entry entry_of(int file, uint64_t offset)
{
        struct journal_entry v = {.state = JOURNAL_READING,
                                  .stated_at = -5 + file,
                                  .mark = {offset, 2, 3, 4, 5, 6, 7, 8, UINT64_MAX}};
        memset(v.hash, 0x10 + file, sizeof(v.hash));
        return v;
}

static struct journal *reopen(int dir)
{
        struct journal *j;
        struct err e;
        if (journal_open(&j, dir, "journal", &e) != OK)
                fail_msg("%s", e.text);
        return j;
}

static size_t read_whole(int dir, char *out, size_t room)
{
        int fd = openat(dir, "journal", O_RDONLY);
        ssize_t len = read(fd, out, room);
        assert_true(len >= 0);
        close(fd);
        return (size_t)len;
}

static void write_whole(int dir, const char *at, size_t len)
{
        int fd = openat(dir, "journal", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        assert_int_equal(write(fd, at, len), len);
        close(fd);
}

static void remembers(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        struct journal *j = reopen(dir);
        for (int round = 0; round < 3; round++) {
                for (int file = 0; file < 100; file++) {
                        struct journal_entry v = entry_of(file, 1000 * (uint64_t)round + (uint64_t)file);
                        assert_int_equal(journal_write(j, &v, round == 1, &e), OK);
                }
        }
        journal_close(j);
        for (int times = 0; times < 2; times++) {
                j = reopen(dir);
                for (int file = 0; file < 100; file++) {
                        struct journal_entry v = entry_of(file, 2000 + (uint64_t)file);
                        const struct journal_entry *found = journal_find(j, v.hash);
                        assert_non_null(found);
                        assert_memory_equal(&found->mark, &v.mark, sizeof(v.mark));
                        assert_int_equal(found->stated_at, v.stated_at);
                        assert_int_equal(found->state, v.state);
                }
                assert_null(journal_find(j, entry_of(101, 0).hash));
                journal_close(j);
        }
        struct stat st;
        assert_int_equal(fstatat(dir, "journal", &st, 0), 0);
        assert_true(st.st_size < 100 * 200); /* one line a hash */
        remove_folder(dir);
}

static void a_torn_end_is_dropped(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        char whole[2048], zeros[3000] = {0};
        struct journal *j = reopen(dir);
        struct journal_entry first = entry_of(0, 1), second = entry_of(0, 2);
        assert_int_equal(journal_write(j, &first, false, &e), OK);
        size_t first_len = read_whole(dir, whole, sizeof(whole));
        assert_int_equal(journal_write(j, &second, false, &e), OK);
        size_t len = read_whole(dir, whole, sizeof(whole));
        journal_close(j);
        for (size_t cut = 0; cut <= len; cut++) {
                write_whole(dir, whole, cut);
                j = reopen(dir);
                const struct journal_entry *found = journal_find(j, first.hash);
                if (cut < first_len)
                        assert_null(found);
                else
                        assert_int_equal(found->mark.offset, cut < len ? 1 : 2);
                journal_close(j);
        }
        memcpy(zeros, whole, first_len); /* blocks that a power cut left empty */
        write_whole(dir, zeros, sizeof(zeros));
        j = reopen(dir);
        assert_int_equal(journal_find(j, first.hash)->mark.offset, 1);
        journal_close(j);
        remove_folder(dir);
}

static void damage_in_the_middle_is_said(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        char whole[2048];
        struct journal *j = reopen(dir);
        for (int file = 0; file < 3; file++) {
                struct journal_entry v = entry_of(file, 1);
                assert_int_equal(journal_write(j, &v, false, &e), OK);
        }
        journal_close(j);
        size_t len = read_whole(dir, whole, sizeof(whole));
        whole[80] ^= 1;
        write_whole(dir, whole, len);
        assert_int_equal(journal_open(&j, dir, "journal", &e), FATAL);
        assert_non_null(strstr(e.text, "line 1 is damaged"));
        remove_folder(dir);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(remembers),
                cmocka_unit_test(a_torn_end_is_dropped),
                cmocka_unit_test(damage_in_the_middle_is_said),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

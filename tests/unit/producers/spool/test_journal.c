/* SPDX-License-Identifier: Apache-2.0
 *
 * test_journal.c - what was written is found again, whatever a crash left of the last line.
 */
#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include "producers/spool/journal.h"
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
                                  .moved_at = 77,
                                  .moved_name = UINT64_MAX - 1,
                                  .mapping = 78,
                                  .corrections = 3,
                                  .not_before = -7,
                                  .generation = 2,
                                  .mark = {offset, 2, 3, 4, 5, 6, 7, 8, UINT64_MAX, 9}};
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
                        assert_int_equal(found->moved_at, v.moved_at);
                        assert_int_equal(found->moved_name, v.moved_name);
                        assert_int_equal(found->mapping, v.mapping);
                        assert_int_equal(found->corrections, v.corrections);
                        assert_int_equal(found->not_before, v.not_before);
                        assert_int_equal(found->generation, v.generation);
                        assert_int_equal(found->state, v.state);
                }
                assert_null(journal_find(j, entry_of(101, 0).hash));
                journal_close(j);
        }
        struct stat st;
        assert_int_equal(fstatat(dir, "journal", &st, 0), 0);
        assert_true(st.st_size < 100 * 260); /* one line a hash */
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

/* Writes a journal of one line, which lacks its checksum yet. */
static void write_old_line(int dir, const char *line)
{
        char whole[600];
        snprintf(whole, sizeof(whole), "%s%016llx\n", line,
                 (unsigned long long)hash_bytes(line, strlen(line)));
        write_whole(dir, whole, strlen(whole));
}

/* The first version of a line. */
static void an_older_journal_is_read(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        char line[512], digits[65];
        struct journal_entry v = entry_of(3, 1);
        snprintf(line, sizeof(line), "1 %s done 1234 1 2 3 4 5 6 7 8 9 ", hex_format(v.hash, 32, digits));
        write_old_line(dir, line);
        struct journal *j = reopen(dir);
        for (int times = 0; times < 2; times++) {
                const struct journal_entry *found = journal_find(j, v.hash);
                assert_non_null(found);
                assert_int_equal(found->state, JOURNAL_DONE);
                assert_int_equal(found->stated_at, 1234);
                assert_int_equal(found->moved_at, 0);
                assert_int_equal(found->mapping, 0);
                assert_int_equal(found->mark.offset, 1);
                assert_int_equal(found->mark.list_bytes, 9);
                assert_int_equal(found->mark.left_out, 0);
                v = *found;
                assert_int_equal(journal_write(j, &v, true, &e), OK);
                journal_close(j);
                j = reopen(dir);
        }
        journal_close(j);
        remove_folder(dir);
}

/* Version 2 had neither generations nor a line of the spool. */
static void the_second_version_is_read(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        char line[512], digits[65];
        struct journal_entry v = entry_of(3, 1);
        snprintf(line, sizeof(line), "2 %s sent 1234 5 6 7 8 0 1 2 3 4 5 6 7 8 9 10 ",
                 hex_format(v.hash, 32, digits));
        write_old_line(dir, line);
        struct journal *j = reopen(dir);
        assert_int_equal(journal_of_spool(j)->mapping, 0);
        for (int times = 0; times < 2; times++) {
                const struct journal_entry *found = journal_find(j, v.hash);
                assert_non_null(found);
                assert_int_equal(found->state, JOURNAL_SENT);
                assert_int_equal(found->stated_at, 1234);
                assert_int_equal(found->moved_at, 5);
                assert_int_equal(found->seen_at, 6);
                assert_int_equal(found->moved_name, 7);
                assert_int_equal(found->mapping, 8);
                assert_int_equal(found->mark.left_out, 10);
                assert_int_equal(found->corrections, 0);
                v = *found;
                assert_int_equal(journal_write(j, &v, true, &e), OK);
                journal_close(j);
                j = reopen(dir);
        }
        journal_close(j);
        remove_folder(dir);
}

/* Its line outlives restarts and every time that the file is written anew. */
static void the_spool_has_a_line_of_its_own(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        struct journal *j = reopen(dir);
        for (uint64_t i = 1; i < 4; i++) {
                const struct journal_spool spool = {.mapping = UINT64_MAX - i, .generation = i};
                assert_int_equal(journal_write_spool(j, &spool, &e), OK);
        }
        struct journal_entry v = entry_of(1, 0);
        for (uint64_t i = 0; i < 40000; i++) {
                v.mark.offset = i;
                assert_int_equal(journal_write(j, &v, false, &e), OK);
        }
        for (int times = 0; times < 3; times++) {
                assert_int_equal(journal_of_spool(j)->mapping, UINT64_MAX - 3);
                assert_int_equal(journal_of_spool(j)->generation, 3);
                assert_int_equal(journal_find(j, v.hash)->mark.offset, 39999);
                journal_close(j);
                j = reopen(dir);
        }
        journal_close(j);
        remove_folder(dir);
}

static struct journal_entry entry_number(uint64_t number)
{
        struct journal_entry v = {.state = JOURNAL_DONE, .stated_at = (micros)(number / 2)};
        /* As even as a SHA-256. */
        for (size_t i = 0; i < sizeof(v.hash) / sizeof(number); i++) {
                uint64_t part = hash_bytes(&(uint64_t[]){number, i}, 2 * sizeof(uint64_t));
                memcpy(v.hash + i * sizeof(part), &part, sizeof(part));
        }
        return v;
}

/* Half a million files are written, opened and found in the seconds that a test has; asked one after another
 * for each, it would be hours. Two of them each are said at the same time. */
static void half_a_million_files(void **state)
{
        (void)state;
        enum { FILES = 525000 };
        int dir = folder();
        struct err e;
        struct journal *j = reopen(dir);
        for (uint64_t i = 0; i < FILES; i++) {
                struct journal_entry v = entry_number(i);
                assert_int_equal(journal_ties(j, &v), i % 2 == 1);
                assert_int_equal(journal_write(j, &v, false, &e), OK);
        }
        journal_close(j);
        j = reopen(dir);
        for (uint64_t i = 0; i < FILES; i++) {
                struct journal_entry v = entry_number(i);
                const struct journal_entry *found = journal_find(j, v.hash);
                assert_true(found && found->stated_at == v.stated_at);
        }
        assert_null(journal_find(j, entry_number(FILES).hash));
        journal_close(j);
        remove_folder(dir);
}

static void compacts_while_it_runs(void **state)
{
        (void)state;
        int dir = folder();
        struct err e;
        struct stat st;
        off_t most = 0;
        struct journal *j = reopen(dir);
        struct journal_entry v = entry_of(1, 0);
        for (uint64_t i = 0; i < 100000; i++) {
                v.mark.offset = i;
                assert_int_equal(journal_write(j, &v, false, &e), OK);
                if (i % 1000 == 0) {
                        assert_int_equal(fstatat(dir, "journal", &st, 0), 0);
                        most = st.st_size > most ? st.st_size : most;
                }
        }
        assert_true(most < 20000 * 260);
        journal_close(j);
        j = reopen(dir);
        assert_int_equal(journal_find(j, v.hash)->mark.offset, 99999);
        journal_close(j);
        remove_folder(dir);
}

static void forgets_what_is_old_and_gone(void **state)
{
        (void)state;
        enum { OLD_THERE, OLD_GONE, NEW_GONE, OLD_OPEN, NO_NAME, ENTRIES };
        int dir = folder(), done = folder();
        struct err e;
        struct journal_entry v[ENTRIES];
        struct journal *j = reopen(dir);
        close(openat(done, "journal", O_CREAT | O_WRONLY,
                     0600)); /* a file in done/, so called for remove_folder() */
        for (int i = 0; i < ENTRIES; i++) {
                v[i] = entry_of(i, 1);
                v[i].state = i == OLD_OPEN ? JOURNAL_READING : JOURNAL_DONE;
                v[i].moved_at = i == NO_NAME ? 0 : i == NEW_GONE ? 2000 : 1000;
                v[i].moved_name = i == OLD_THERE ? hash_bytes("journal", 7) : 5;
                assert_int_equal(journal_write(j, &v[i], false, &e), OK);
        }
        for (int times = 0; times < 2; times++) {
                assert_int_equal(journal_forget(j, 1500, &done, 1, &e), OK);
                for (int i = 0; i < ENTRIES; i++)
                        assert_int_equal(journal_find(j, v[i].hash) != NULL, i != OLD_GONE);
                journal_close(j);
                j = reopen(dir);
        }
        journal_close(j);
        remove_folder(dir);
        remove_folder(done);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(remembers),
                cmocka_unit_test(a_torn_end_is_dropped),
                cmocka_unit_test(damage_in_the_middle_is_said),
                cmocka_unit_test(an_older_journal_is_read),
                cmocka_unit_test(the_second_version_is_read),
                cmocka_unit_test(the_spool_has_a_line_of_its_own),
                cmocka_unit_test(half_a_million_files),
                cmocka_unit_test(compacts_while_it_runs),
                cmocka_unit_test(forgets_what_is_old_and_gone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

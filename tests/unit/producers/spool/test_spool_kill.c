/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_kill.c - a spool that is killed again and again at any moment leaves exactly what a spool
 * leaves that ran in peace: the same events, said at the same time, the same lists of rejected rows, the
 * same files.
 */
#include "tests/support/spool_dir.h"
#include <signal.h>
#include <sys/wait.h>

enum { SMALL_FILES = 12, LARGE_ROWS = 20000, ROWS_A_CASE = 6000 };

static void put_files(const struct spool_dir *p)
{
        char name[32], row[96];
        for (int file = 0; file <= SMALL_FILES; file++) {
                struct bytes text = {0};
                int rows = file == SMALL_FILES / 2 ? LARGE_ROWS : 5 * file;
                bytes_add(&text, "id,in,out\n", 10);
                for (int i = 0; i < rows; i++) {
                        /* Rows that contradict earlier ones, also such before the last mark. */
                        const char *in = i % 7 == 3 ? "never" : i < ROWS_A_CASE ? "2022-01-03" : "2022-01-04";
                        bytes_add(&text, row,
                                  (size_t)snprintf(row, sizeof(row), "%d-%d,%s,%s\n", file, i % ROWS_A_CASE,
                                                   in, i % 3 ? "2022-02-01" : ""));
                }
                bytes_add(&text, "", 1);
                snprintf(name, sizeof(name), "f%02d.csv", file);
                put(p, name, (const char *)text.at, 1000 + file);
                bytes_free(&text);
        }
}

static int compare_lines(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_whole(const char *line)
{
        const size_t len = strlen(line), end = strlen(LINE_END);
        return len > end && !strcmp(line + len - end, LINE_END);
}

/* The distinct lines of the sink, sorted, as one text; the caller frees. A line that a kill tore is none:
 * that event never arrived. */
static char *distinct(const struct spool_dir *p)
{
        char *text = text_of_file(p, "sink.tmp");
        size_t n = 0;
        char **line = need_alloc((strlen(text) / 2 + 1) * sizeof(*line));
        for (char *at = strtok(text, "\n"); at; at = strtok(NULL, "\n")) {
                if (is_whole(at))
                        line[n++] = at;
        }
        qsort(line, n, sizeof(*line), compare_lines);
        struct bytes out = {0};
        for (size_t i = 0; i < n; i++) {
                if (i == 0 || strcmp(line[i], line[i - 1])) {
                        bytes_add(&out, line[i], strlen(line[i]));
                        bytes_add(&out, "\n", 1);
                }
        }
        bytes_add(&out, "", 1);
        free(line);
        free(text);
        return (char *)out.at;
}

/* Dies right behind a move of the journal's mark, while the events behind it are still in flight. */
static void die_at_mark(const struct spool *s)
{
        static uint64_t rows = UINT64_MAX;
        if (s->open && s->file.entry.mark.rows > rows)
                raise(SIGALRM);
        rows = s->open ? s->file.entry.mark.rows : UINT64_MAX;
}

/* One life of the process; it ends by itself (true) or dies after `us` microseconds, wherever it is. us 0:
 * in peace; us < 0: it dies at a mark. */
static bool live(const struct spool_dir *p, long us)
{
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                char path[128];
                struct err e;
                struct spool *s = calloc(1, sizeof(*s));
                snprintf(path, sizeof(path), "%s/sink.tmp", p->path);
                int sink = open(path, O_WRONLY | O_APPEND);
                assert_int_equal(write(sink, "\n", 1), 1); /* behind a line that the last life left torn */
                struct itimerval timer = {.it_value = {us / 1000000, us > 0 ? us % 1000000 : 0}};
                signal(SIGALRM, SIG_DFL); /* ends the process at once, as a kill would */
                if (us > 0)
                        setitimer(ITIMER_REAL, &timer, NULL);
                after_event = us < 0 ? die_at_mark : NULL;
                _exit(run(s, p, sink, us > 0 ? (uint64_t)us % 500 : 200, &e) == OK ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (WIFEXITED(status))
                assert_int_equal(WEXITSTATUS(status), 0);
        else
                assert_int_equal(WTERMSIG(status), SIGALRM);
        return WIFEXITED(status);
}

static void killed_at_any_moment(void **state)
{
        struct spool_dir *p = *state;
        void *calm_state;
        assert_int_equal(set_up(&calm_state), 0);
        struct spool_dir *calm = calm_state;
        put(calm, "sink.tmp", "", 1);
        put_files(calm);
        assert_true(live(calm, 0));
        char *expected = distinct(calm);
        put(p, "sink.tmp", "", 1);
        put_files(p);
        srandom(7);
        int kills = 0;
        while (!live(p, kills % 20 == 19 ? -1 : 200 + random() % (600 + 100 * kills)))
                kills++;
        print_message("killed %d times\n", kills);
        assert_true(kills > 20);
        char *is = distinct(p);
        assert_string_equal(is, expected);
        free(is);
        free(expected);
        assert_int_equal(count_files(p, "."), 1);
        assert_int_equal(count_files(p, "reading"), 0);
        assert_int_equal(count_files(p, "done"), SMALL_FILES + 1);
        assert_int_equal(count_files(p, "rejected"), count_files(calm, "rejected"));
        for (int file = 1; file <= SMALL_FILES; file++) {
                char name[32];
                snprintf(name, sizeof(name), "rejected/f%02d.csv", file);
                char *list = text_of_file(calm, name);
                expect_file(p, name, list);
                free(list);
        }
        tear_down(&calm_state);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(killed_at_any_moment, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_time.c - when a file was said: by its first copy, by its name, by what the mapping says of
 * bytes that return.
 */
#include "tests/support/spool_dir.h"

static void the_first_copy_keeps_its_time(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = "id,in,out\n1,2022-01-03,\n";
        char first[128], *lines;
        put(p, "sink.tmp", "", 1);
        snprintf(first, sizeof(first), "%s/sink.tmp", p->path);
        int sink = open(first, O_WRONLY | O_APPEND);
        struct spool *s = calloc(1, sizeof(*s));
        struct err e;
        put(p, "a.csv", text, 1000);
        assert_int_equal(run(s, p, sink, 0, &e), OK);
        put(p, "copied-again.csv", text, 9000);
        assert_int_equal(run(s, p, sink, 0, &e), OK);
        lines = text_of_file(p, "sink.tmp");
        size_t half = strlen(lines) / 2;
        assert_memory_equal(lines, lines + half, half); /* the same event, said at the same time */
        assert_non_null(strstr(lines, " 1000000000" LINE_END "\n"));
        free(lines);
        close(sink);
        free(s);
}

/* A place whose events land in a file. */
struct told {
        struct spool *s;
        char *text;
};

/* The events of this run, as lines of id and stated_at; free told.text. */
static void tell(struct spool_dir *p, struct told *t)
{
        char path[128];
        struct err e;
        put(p, "sink.tmp", "", 1);
        snprintf(path, sizeof(path), "%s/sink.tmp", p->path);
        int sink = open(path, O_WRONLY | O_APPEND);
        t->s = calloc(1, sizeof(*t->s));
        if (run(t->s, p, sink, 0, &e) != OK)
                fail_msg("%s", e.text);
        close(sink);
        t->text = text_of_file(p, "sink.tmp");
}

static void expect_time(struct spool_dir *p, micros stated_at)
{
        struct told t;
        char at[32];
        tell(p, &t);
        snprintf(at, sizeof(at), " %lld" LINE_END "\n",
                 (long long)(stated_at / 1000 * 1000)); /* of one row */
        if (!strstr(t.text, at))
                fail_msg("'%s' is not said at %lld", t.text, (long long)stated_at);
        free(t.text);
        free(t.s);
}

/* Bytes that come back (A, B, A) are the old saying, or where the mapping says so a new one. */
static void bytes_that_come_back(void **state)
{
        struct spool_dir *p = *state;
        static const char *const texts[][2] = {
                {"id,in,out\n1,2022-01-03,\n", "id,in,out\n1,2022-01-03,2022-01-04\n"},
                {"id,in,out\n2,2022-01-03,\n", "id,in,out\n2,2022-01-03,2022-01-04\n"}};
        for (int new = 0; new < 2; new ++) {
                const char *const a = texts[new][0], *const b = texts[new][1];
                const time_t begin = 1000 + 10000 * new;
                if (new)
                        use_mapping(p, SPOOL_LOG "[file]\nreturning = new\n");
                put(p, "a.csv", a, begin);
                expect_time(p, new ? begin *MICROS_PER_SECOND : 1000 * MICROS_PER_SECOND);
                put(p, "b.csv", b, begin + 1000);
                expect_time(p, (begin + 1000) * MICROS_PER_SECOND);
                put(p, "a.csv", a, begin + 2000);
                expect_time(p, (new ? begin + 2000 : begin) * MICROS_PER_SECOND);
        }
}

/* A file on its way is the same saying: a run that was killed goes on with the time that it began with. */
static void a_file_on_its_way_keeps_its_time(void **state)
{
        struct spool_dir *p = *state;
        struct spool *s = calloc(1, sizeof(*s));
        struct event v;
        struct err e;
        char path[128];
        use_mapping(p, SPOOL_LOG "[file]\nreturning = new\n");
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        spool_close(s);
        free(s);
        snprintf(path, sizeof(path), "%s/reading/a.csv", p->path);
        assert_int_equal(utimes(path, NULL), 0);
        expect_time(p, 1000 * MICROS_PER_SECOND);
}

/* A power cut may take the line that says that a file was moved away. What comes again then is read all the
 * same. */
static void a_file_whose_end_was_not_written(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = "id,in,out\n1,2022-01-03,\n";
        static const enum journal_state states[] = {JOURNAL_SENT, JOURNAL_REFUSED};
        char path[128];
        struct err e;
        use_mapping(p, SPOOL_LOG "[file]\nreturning = new\n");
        snprintf(path, sizeof(path), "%s/a.csv", p->path);
        for (int i = 0; i < 2; i++) {
                struct journal *j;
                uint8_t hash[32];
                put(p, "a.csv", text, 1000 + i);
                assert_int_equal(sha256_file(path, hash, &e), OK);
                assert_int_equal(run_once(p).done, 1);
                snprintf(path, sizeof(path), "%s/.hentra", p->path);
                int dir = open(path, O_RDONLY | O_DIRECTORY);
                assert_int_equal(journal_open(&j, dir, "journal", &e), OK);
                struct journal_entry entry = *journal_find(j, hash);
                entry.state = states[i];
                assert_int_equal(journal_write(j, &entry, true, &e), OK);
                journal_close(j);
                close(dir);
                snprintf(path, sizeof(path), "%s/a.csv", p->path);
                put(p, "a.csv", text, 2000 + i);
                expect_time(p, (2000 + i) * MICROS_PER_SECOND);
        }
}

/* The first event of the only file; the run ends there, as one that is killed. `change` is done behind it. */
static struct event first_event(struct spool_dir *p, void (*change)(const struct spool_dir *p),
                                uint64_t *left)
{
        struct spool *s = calloc(1, sizeof(*s));
        struct event v;
        struct err e;
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        if (change)
                change(p);
        if (left) {
                struct event more;
                uint64_t events = 1;
                while (spool_source.next(s, &more, &e) == SOURCE_EVENT)
                        events++;
                assert_int_equal(spool_source.settle(s, events, &e), OK);
                assert_int_equal(spool_source.next(s, &more, &e), SOURCE_IDLE);
                *left = s->counts.left;
        }
        spool_close(s);
        free(s);
        return v;
}

static void date_ahead(const struct spool_dir *p)
{
        char path[128];
        struct timeval times[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
        snprintf(path, sizeof(path), "%s/reading/a.csv", p->path);
        assert_int_equal(utimes(path, times), 0);
}

static void grow(const struct spool_dir *p)
{
        char path[128];
        snprintf(path, sizeof(path), "%s/reading/a.csv", p->path);
        FILE *file = fopen(path, "a");
        fputs("2,2022-01-03,\n", file);
        fclose(file);
}

/* A file's time that a run finds later on, in 2096, changes neither when it was said nor when it was
 * seen. */
static void the_first_sight_counts(void **state)
{
        struct spool_dir *p = *state;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        const struct event first = first_event(p, date_ahead, NULL), again = first_event(p, NULL, NULL);
        assert_int_equal(first.stated_at, 1000 * MICROS_PER_SECOND);
        assert_int_equal(again.stated_at, first.stated_at);
        assert_int_equal(again.observed_at, first.observed_at);
}

/* A file, and a row with a time of its own: one microsecond shows it, and nothing wins
 * by it. */
static void what_is_dated_ahead_is_said_at_its_first_sight(void **state)
{
        struct spool_dir *p = *state;
        const micros begin = moment_now();
        for (int by_row = 0; by_row < 2; by_row++) {
                if (by_row)
                        use_mapping(p, SPOOL_LOG "[columns]\nstated_at = said\n");
                put(p, "a.csv",
                    by_row ? "id,in,out,said\n1,2022-01-03,,2096-10-02\n" : "id,in,out\n1,2022-01-03,\n",
                    by_row ? 1000 : 4000000000);
                const struct event first = first_event(p, NULL, NULL), again = first_event(p, NULL, NULL);
                assert_int_equal(first.stated_at, first.observed_at + 1);
                assert_in_range(first.observed_at, begin - 1000, moment_now());
                assert_int_equal(again.stated_at, first.stated_at);
                assert_int_equal(again.observed_at, first.observed_at);
                char path[128];
                snprintf(path, sizeof(path), "%s/reading/a.csv", p->path);
                assert_int_equal(unlink(path), 0);
        }
}

/* A file whose reading by a former mapping was taken back is said a millisecond later. */
enum { CORRECTED = 1000 };

static micros end_of_day(int year, int month, int day)
{
        return (day_of_civil(year, month, day) + 1) * MICROS_PER_DAY - 1;
}

static void names_are_read_anew_by_another_mapping(void **state)
{
        struct spool_dir *p = *state;
        put(p, "e-2022-01-31.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        assert_int_equal(first_event(p, NULL, NULL).stated_at, 1000 * MICROS_PER_SECOND);
        use_mapping(p, SPOOL_LOG "[file]\nstated_at = e-%Y-%m-%d.csv\n");
        expect_time(p, end_of_day(2022, 1, 31) + CORRECTED); /* it was begun by the former mapping */
}

static void a_file_that_changed_is_left(void **state)
{
        struct spool_dir *p = *state;
        uint64_t left = 0;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        (void)first_event(p, grow, &left);
        assert_int_equal(left, 1);
        assert_int_equal(count_files(p, "done"), 0);
        assert_int_equal(run_once(p).total.rows, 2);
}

/* The export of January, copied after that of March, is still the older one. */
static void a_name_says_the_time(void **state)
{
        struct spool_dir *p = *state;
        use_mapping(p, SPOOL_LOG);
        put(p, "export-2022-01-31.csv", "id,in,out\n1,2022-01-03,\n", 9000);
        expect_time(p, 9000 * MICROS_PER_SECOND);
        use_mapping(p, SPOOL_LOG "[file]\nstated_at = export-%Y-%m-%d*.csv\n");
        put(p, "export-2022-03-31.csv", "id,in,out\n1,2022-01-03,2022-03-04\n", 5000);
        expect_time(p, end_of_day(2022, 3, 31));
        /* A file that an older mapping has read by its modification time is read by its name. */
        put(p, "export-2022-01-31.csv", "id,in,out\n1,2022-01-03,\n", 9000);
        expect_time(p, end_of_day(2022, 1, 31) + CORRECTED);
        /* The same bytes under another name are the same saying, unless the mapping says otherwise. */
        put(p, "export-2022-04-30.csv", "id,in,out\n1,2022-01-03,\n", 9000);
        expect_time(p, end_of_day(2022, 1, 31) + CORRECTED);
        use_mapping(p, SPOOL_LOG "[file]\nstated_at = export-%Y-%m-%d*.csv\nreturning = new\n");
        put(p, "export-2022-04-30 (1).csv", "id,in,out\n1,2022-01-03,\n", 9000);
        expect_time(p, end_of_day(2022, 4, 30) + 2 * CORRECTED);
        /* A name that does not fit is said to; the file may come again under one that does. */
        put(p, "export-april.csv", "id,in,out\n9,2022-01-03,\n", 9000);
        assert_int_equal(run_once(p).refused, 1);
        expect_file(p, "rejected/export-april.csv",
                    "line,column,reason\n1,\"\",\"the file's name does not fit stated_at = "
                    "export-%Y-%m-%d*.csv of "
                    "the mapping: rename it and put it in again\"\n");
        put(p, "export-2022-05-01.csv", "id,in,out\n9,2022-01-03,\n", 9000);
        expect_time(p, end_of_day(2022, 5, 1));
}

/* The order of two files that were said at the same time is unknown. */
static void files_of_the_same_time_are_counted(void **state)
{
        struct spool_dir *p = *state;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        put(p, "b.csv", "id,in,out\n2,2022-01-03,\n", 1000);
        put(p, "c.csv", "id,in,out\n3,2022-01-03,\n", 1001);
        assert_int_equal(run_once(p).tied, 1);
        put(p, "d.csv", "id,in,out\n4,2022-01-03,\n", 1001);
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        assert_int_equal(run_once(p).tied, 1);
        use_mapping(p, SPOOL_LOG "[columns]\nstated_at = said\n");
        put(p, "e.csv", "id,in,out,said\n4,2022-01-03,,2022-01-05\n", 1001);
        assert_int_equal(run_once(p).tied, 0); /* rows say it themselves */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(the_first_copy_keeps_its_time, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(bytes_that_come_back, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(a_file_on_its_way_keeps_its_time, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(the_first_sight_counts, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(what_is_dated_ahead_is_said_at_its_first_sight, set_up_log,
                                                tear_down),
                cmocka_unit_test_setup_teardown(names_are_read_anew_by_another_mapping, set_up_log,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_file_that_changed_is_left, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(a_file_whose_end_was_not_written, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(a_name_says_the_time, set_up_log, tear_down),
                cmocka_unit_test_setup_teardown(files_of_the_same_time_are_counted, set_up_log, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

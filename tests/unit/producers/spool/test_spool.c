/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool.c - what becomes of good, bad and odd files in a spool's directory.
 */
#include "producers/spool/spool_counters.h"
#include "tests/support/counted.h"
#include "tests/support/spool_dir.h"

/* ---- single files ---- */

static void a_good_file(void **state)
{
        struct spool_dir *p = *state;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,2022-01-04\n2,2022-01-03,\n", 1000);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.done, 1);
        assert_int_equal(c.total.rows, 2);
        assert_int_equal(c.total.events, 2); /* a document each */
        assert_true(there(p, "done/a.csv"));
        assert_int_equal(count_files(p, "rejected"), 0);
        assert_int_equal(count_files(p, "."), 0);
        assert_int_equal(run_once(p).done, 0);
}

static void rows_that_cannot_be_read(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = "id,in,out\n1,2022-01-03,\n2,yesterday,\n3,\"2022-01-03\"x,\n4,2022-01-03,"
                                   "\n5\n,2022-01-03,\n";
        put(p, "a.csv", text, 1000);
        put(p, "b", text, 2000);
        spool_counters_register();
        const double rows = counted("hentra_spool_rows_total"),
                     files = counted("hentra_spool_files_done_total"),
                     rejected = counted("hentra_spool_rows_rejected_total");
        struct spool_counts c = run_once(p);
        assert_int_equal(c.done, 2);
        assert_int_equal(c.total.rows, 12);
        assert_int_equal(c.total.rejected, 8);
        assert_true(counted("hentra_spool_rows_total") == rows + 12);
        assert_true(counted("hentra_spool_rows_rejected_total") == rejected + 8);
        assert_true(counted("hentra_spool_files_done_total") == files + 2);
        assert_int_equal(c.total.events, 2);
        assert_int_equal(c.unchanged, 2); /* the second file has the same rows */
        static const char list[] =
                "line,column,reason\n"
                "3,\"in\",\"is no date in any of the mapping's formats\"\n"
                "4,\"\",\"a quotation mark inside a field that does not begin with one, or text "
                "behind a closing one\"\n"
                "6,\"\",\"has 1 columns, the header has 3\"\n"
                "7,\"id\",\"dossier_id is empty\"\n";
        expect_file(p, "rejected/a.csv", list);
        expect_file(p, "rejected/b.csv", list);
        expect_file(p, "done/a.csv", text);
        expect_file(p, "done/b", text);
}

static void cells_that_are_left_out(void **state)
{
        struct spool_dir *p = *state;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,3016-01-04\n2,2022-01-03,2022-01-04\n3,x,3016-01-04\n",
            1000);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.total.rows, 3);
        assert_int_equal(c.total.rejected, 1);
        assert_int_equal(c.total.left_out, 1);
        assert_int_equal(c.total.events, 2);
        expect_file(
                p, "rejected/a.csv",
                "line,column,reason\n"
                "2,\"out\",\"is outside the years 1900 to 2199: left out; the rest of the row was read\"\n"
                "4,\"in\",\"is no date in any of the mapping's formats\"\n");
}

#define ENDS                                                                                                 \
        "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = id\ndue_at = " \
        "due\n"                                                                                              \
        "[constants]\nsource = s\nagency = a\n[case]\nRECEIVED = in\nRESOLVED = out\n"                       \
        "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nat = gone\nsubstitute = due | export\n"

/* An end whose time another column gives is listed by line; in the next export it is no news, and one that has
 * no time at all is none either. */
static void ends_without_a_time_of_their_own(void **state)
{
        struct spool_dir *p = *state;
        static const char rows[] = "id,state,in,out,gone,due\n1,CANCEL,2022-01-03,2022-01-04,2022-01-05,\n"
                                   "2,CANCEL,2022-01-03,2022-01-04,,2022-01-20\n3,CANCEL,2022-01-03,,,\n";
        use_mapping(p, ENDS);
        put(p, "a.csv", rows, 1643000000);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.total.rejected + c.total.left_out, 0);
        assert_int_equal(c.total.events, 3);
        assert_int_equal(c.stood_in, 2);
        expect_file(
                p, "rejected/a.csv",
                "line,column,reason\n"
                "3,\"due\",\"its date stands for the time of the end, which is empty\"\n"
                "4,\"gone\",\"is empty: the end counts from the export that first has the row as it is\"\n");
        char more[512];
        snprintf(more, sizeof(more), "%s4,,2022-01-03,,,\n", rows);
        put(p, "b.csv", more, 1644000000);
        c = run_once(p);
        assert_int_equal(c.total.events, 1);
        assert_int_equal(c.unchanged, 3);
}

static void files_that_cannot_be_read(void **state)
{
        struct spool_dir *p = *state;
        put(p, "empty.csv", "", 1000);
        put(p, "header.csv", "id,IN,out\n1,2022-01-03,\n", 2000);
        put(p, "quote.csv", "id,\"in,out\n1,2022-01-03,\n", 3000);
        put(p, "good.csv", "id,in,out\n1,2022-01-03,\n", 4000);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.refused, 3);
        assert_int_equal(c.done, 1);
        assert_int_equal(c.total.events, 1);
        expect_file(p, "rejected/empty.csv", "line,column,reason\n1,\"\",\"the file is empty\"\n");
        expect_file(
                p, "rejected/header.csv",
                "line,column,reason\n1,\"in\",\"the header lacks this column, which the mapping names\"\n");
        assert_true(there(p, "rejected/quote.csv"));
        assert_true(there(p, "rejected/whole/empty.csv"));
        assert_true(there(p, "rejected/whole/header.csv"));
        assert_true(there(p, "rejected/whole/quote.csv"));
        assert_true(there(p, "done/good.csv"));
}

static void names(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = "id,in,out\n1,2022-01-03,\n2,x,\n";
        put(p, "not-yet.tmp", text, 1000);
        put(p, "not-yet.csv.part", text, 1000);
        put(p, ".hidden.csv", text, 1000);
        assert_int_equal(run_once(p).done, 0);
        for (int i = 0; i < 3; i++) {
                put(p, "same.csv", text, 1000);
                assert_int_equal(run_once(p).done, 1);
        }
        static const char *const expected[] = {"done/same.csv",       "done/same.2.csv",
                                               "done/same.3.csv",     "rejected/same.csv",
                                               "rejected/same.2.csv", "rejected/same.3.csv"};
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
                assert_true(there(p, expected[i]));
        assert_int_equal(count_files(p, "."), 3);
}

static void one_spool_a_directory(void **state)
{
        struct spool_dir *p = *state;
        struct spool *first = calloc(1, sizeof(*first)), *second = calloc(1, sizeof(*second));
        struct err e;
        assert_int_equal(spool_open(first, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_open(second, p->mapping, p->path, &spool_options, &e), FATAL);
        assert_non_null(strstr(e.text, "another spool works on this directory"));
        spool_close(first);
        assert_int_equal(spool_open(second, p->mapping, p->path, &spool_options, &e), OK);
        spool_close(second);
        assert_int_equal(spool_open(second, p->mapping, "/nonexistent", &spool_options, &e), USAGE);
        assert_int_equal(spool_open(second, p->mapping, "/etc/passwd", &spool_options, &e), USAGE);
        free(first);
        free(second);
}

static void a_file_still_being_written_waits(void **state)
{
        struct spool_dir *p = *state;
        char path[128];
        put(p, "a.csv", "id,in,out\n", 1000);
        snprintf(path, sizeof(path), "%s/a.csv", p->path);
        int fd = open(path, O_WRONLY | O_APPEND);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.done, 0);
        assert_int_equal(c.left, 1);
        assert_true(there(p, "a.csv"));
        close(fd);
        assert_int_equal(run_once(p).done, 1);
}

/* A new export under the name of the one that is being read. */
static void a_name_that_comes_again_meanwhile(void **state)
{
        struct spool_dir *p = *state;
        struct spool *s = calloc(1, sizeof(*s));
        struct event v;
        struct err e;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1000);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        put(p, "a.csv", "id,in,out\n2,2022-01-03,\n", 2000);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_IDLE);
        assert_int_equal(spool_source.settle(s, 1, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        assert_true(text_equal(v.dossier_id, TEXT("2")));
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_IDLE);
        assert_int_equal(spool_source.settle(s, 2, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_IDLE);
        spool_close(s);
        free(s);
        expect_file(p, "done/a.csv", "id,in,out\n1,2022-01-03,\n");
        expect_file(p, "done/a.2.csv", "id,in,out\n2,2022-01-03,\n");
}

/* A mark holds for the mapping that it was made with. */
static void a_mapping_that_changes_meanwhile(void **state)
{
        struct spool_dir *p = *state;
        enum { ROWS = 10000 };
        struct spool *s = calloc(1, sizeof(*s));
        struct bytes text = {0};
        struct event v;
        struct err e;
        char row[32];
        bytes_add(&text, "id,in,out\n", 10);
        for (int i = 0; i < ROWS; i++)
                bytes_add(&text, row, (size_t)snprintf(row, sizeof(row), "%d,2022-01-03,\n", i));
        bytes_add(&text, "", 1);
        put(p, "a.csv", (const char *)text.at, 1000);
        bytes_free(&text);
        for (int times = 0; times < 3; times++) {
                assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
                for (uint64_t i = 1; i <= 5000; i++) {
                        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
                        assert_int_equal(spool_source.settle(s, i, &e), OK);
                        if (i == 1) /* by the same mapping it goes on behind the mark */
                                assert_int_equal(text_equal(v.dossier_id, TEXT("0")), times != 1);
                }
                spool_close(s);
                if (times == 1)
                        use_mapping(p, SPOOL_MAPPING "[constants]\nlevel = COMMUNE\n");
        }
        free(s);
}

/* Nobody confirms rows without events: the mark moves all the same, so a restart does not read them again. */
static void rows_without_events_move_the_mark(void **state)
{
        struct spool_dir *p = *state;
        enum { ROWS = 10000 };
        struct spool *s = calloc(1, sizeof(*s));
        struct bytes text = {0};
        struct event v;
        struct err e;
        bytes_add(&text, "id,in,out\n", 10);
        for (int i = 0; i < ROWS; i++)
                bytes_add(&text, "1,x,\n", 5);
        bytes_add(&text, "1,2022-01-03,\n", 15);
        put(p, "a.csv", (const char *)text.at, 1000);
        bytes_free(&text);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        assert_int_equal(s->file.now.rejected, ROWS);
        assert_in_range(s->file.entry.mark.rows, ROWS / 2, ROWS);
        assert_int_equal(s->file.entry.mark.events, 0);
        spool_close(s);
        free(s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_good_file, set_up, tear_down),
                cmocka_unit_test_setup_teardown(rows_that_cannot_be_read, set_up, tear_down),
                cmocka_unit_test_setup_teardown(cells_that_are_left_out, set_up, tear_down),
                cmocka_unit_test_setup_teardown(ends_without_a_time_of_their_own, set_up, tear_down),
                cmocka_unit_test_setup_teardown(files_that_cannot_be_read, set_up, tear_down),
                cmocka_unit_test_setup_teardown(names, set_up, tear_down),
                cmocka_unit_test_setup_teardown(one_spool_a_directory, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_file_still_being_written_waits, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_name_that_comes_again_meanwhile, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_mapping_that_changes_meanwhile, set_up, tear_down),
                cmocka_unit_test_setup_teardown(rows_without_events_move_the_mark, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

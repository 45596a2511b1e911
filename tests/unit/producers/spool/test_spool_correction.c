/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_correction.c - a mapping that was corrected: what was said by the former one is taken back, and
 * every file says what the present one makes of it, whenever the spool is killed meanwhile.
 */
#include "tests/support/spool_heard.h"

#define CORRECTED SPOOL_MAPPING "[constants]\nlevel = COMMUNE\n"
#define HEADER    "id,in,out\n"

/* Each distinct thing that was said by neither a former level nor a statement before documents. */
static void expect_only(const struct topic *t, enum level level)
{
        for (const struct heard *h = t->heard; h < t->heard + t->n; h++) {
                if (h->v.level != level || h->v.kind != KIND_DOCUMENT)
                        assert_true(h->retracted_at >= h->stated_at);
        }
}

static void say_three_files(struct spool_dir *p, struct topic *t)
{
        struct said_list list;
        say(p, "a.csv", HEADER "1,2022-01-03,\n2,2022-01-03,\n2,2022-01-04,\n", 1000, &list);
        hear(t, &list);
        say(p, "b.csv", HEADER "1,2022-01-03,2022-01-04\n2,2022-01-04,\n", 2000, &list);
        hear(t, &list);
        say(p, "c.csv", HEADER "1,2022-01-03,\n2,2022-01-04,\nx,yesterday,\n", 3000, &list);
        hear(t, &list);
}

static void expect_three_files(const struct topic *t, enum level level, micros later)
{
        const struct heard *one = standing(t, "1"), *two = standing(t, "2");
        assert_non_null(one);
        assert_non_null(two);
        assert_int_equal(one->v.level, level);
        assert_int_equal(one->v.occurrence_n, 1);
        assert_int_equal(one->stated_at, AT(3000) + later);
        assert_int_equal(two->v.occurrence[0].occurred_at, day_of_civil(2022, 1, 4) * MICROS_PER_DAY);
        assert_int_equal(two->v.level, level);
        expect_only(t, level);
}

/* ---- the tests ---- */

static void everything_is_taken_back_and_read_again(void **state)
{
        struct spool_dir *p = *state;
        struct topic *t = calloc(1, sizeof(*t));
        struct said_list list;
        say_three_files(p, t);
        expect_three_files(t, LEVEL_UNKNOWN, 0);
        use_mapping(p, CORRECTED);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        hear(t, &list);
        assert_int_equal(list.counts.done, 3);
        assert_int_equal(list.counts.total.rejected, 1);
        assert_int_equal(list.counts.retracted, 7);
        expect_three_files(t, COMMUNE, 1000);
        assert_int_equal(count_files(p, "done"), 3);
        assert_int_equal(count_files(p, "reading"), 0);
        /* It is over: nothing is said again, and the memory knows the present readings. */
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 0);
        say(p, "d.csv", HEADER "1,2022-01-03,\n2,2022-01-04,\n", 4000, &list);
        assert_int_equal(list.n, 0);
        free(t);
}

/* A row of which both mappings make the same. */
static void what_both_mappings_say_stands(void **state)
{
        struct spool_dir *p = *state;
        struct topic *t = calloc(1, sizeof(*t));
        struct said_list list;
        say_three_files(p, t);
        use_mapping(p, SPOOL_MAPPING "[constants]\nlevel = UNKNOWN\n");
        listen(p, &spool_options, SIZE_MAX, false, &list);
        hear(t, &list);
        expect_three_files(t, LEVEL_UNKNOWN, 1000);
        use_mapping(p, SPOOL_MAPPING);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        hear(t, &list);
        expect_three_files(t, LEVEL_UNKNOWN, 2000);
        free(t);
}

static void killed_after_any_event(void **state)
{
        (void)state;
        for (size_t most = 1; most < 16; most++) {
                void *place;
                assert_int_equal(set_up(&place), 0);
                struct spool_dir *p = place;
                struct topic *t = calloc(1, sizeof(*t));
                struct said_list list;
                say_three_files(p, t);
                use_mapping(p, CORRECTED);
                for (int lives = 0; lives < 3; lives++) {
                        listen(p, &spool_options, most + (size_t)lives, lives % 2 == 0, &list);
                        hear(t, &list);
                }
                listen(p, &spool_options, SIZE_MAX, false, &list);
                hear(t, &list);
                expect_three_files(t, COMMUNE, 1000);
                assert_int_equal(count_files(p, "done"), 3);
                listen(p, &spool_options, SIZE_MAX, false, &list);
                assert_int_equal(list.n, 0);
                free(t);
                tear_down(&place);
        }
}

/* A second correction in the middle of the first one. */
static void corrected_twice(void **state)
{
        (void)state;
        for (size_t most = 1; most < 16; most++) {
                void *place;
                assert_int_equal(set_up(&place), 0);
                struct spool_dir *p = place;
                struct topic *t = calloc(1, sizeof(*t));
                struct said_list list;
                say_three_files(p, t);
                use_mapping(p, CORRECTED);
                listen(p, &spool_options, most, false, &list);
                hear(t, &list);
                use_mapping(p, SPOOL_MAPPING "[constants]\nlevel = PROVINCE\n");
                listen(p, &spool_options, SIZE_MAX, false, &list);
                hear(t, &list);
                const struct heard *one = standing(t, "1");
                assert_non_null(one);
                assert_int_equal(one->v.level, PROVINCE);
                expect_only(t, PROVINCE);
                free(t);
                tear_down(&place);
        }
}

/* The correction was a mistake, and was ended somewhere. Files that it did not reach are as they were, but
 * the memory has begun anew: it must not end at what an earlier file said. */
static void corrected_and_back_again(void **state)
{
        (void)state;
        for (size_t most = 1; most < 14; most++) {
                void *place;
                assert_int_equal(set_up(&place), 0);
                struct spool_dir *p = place;
                struct topic *t = calloc(1, sizeof(*t));
                struct said_list list;
                say_three_files(p, t);
                say(p, "d.csv", HEADER "1,2022-01-03,2022-01-05\n", 3500, &list);
                hear(t, &list);
                use_mapping(p, CORRECTED);
                listen(p, &spool_options, most, most % 2 == 0, &list);
                hear(t, &list);
                use_mapping(p, SPOOL_MAPPING);
                listen(p, &spool_options, SIZE_MAX, false, &list);
                hear(t, &list);
                expect_only(t, LEVEL_UNKNOWN);
                assert_int_equal(standing(t, "1")->v.occurrence_n, 2);
                say(p, "e.csv", HEADER "1,2022-01-03,\n2,2022-01-04,\n", 4000, &list);
                hear(t, &list);
                assert_int_equal(list.n, 1);
                assert_int_equal(standing(t, "1")->v.occurrence_n, 1);
                free(t);
                tear_down(&place);
        }
}

static void a_file_that_could_not_be_read_by_the_former_one(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.csv", "ID,in,out\n1,2022-01-03,\n", 1000, &list);
        assert_int_equal(list.counts.refused, 1);
        use_mapping(
                p, "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = ID\n"
                   "[constants]\nsource = s\nagency = a\n[case]\nRECEIVED = in\n");
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 1);
        assert_false(list.said[0].v.retracts);
        assert_true(there(p, "done/a.csv"));
}

/* What an older file says in the same words would be taken back with it, and nobody would say it again. */
static void a_file_that_the_present_one_cannot_read(void **state)
{
        struct spool_dir *p = *state;
        struct topic *t = calloc(1, sizeof(*t));
        struct said_list list;
        say(p, "a.csv", "id,in,out,due\n1,2022-01-03,,\n", 1000, &list);
        hear(t, &list);
        say(p, "b.csv", HEADER "1,2022-01-03,\n2,2022-01-03,\n", 2000, &list);
        hear(t, &list);
        use_mapping(p, SPOOL_MAPPING "[columns]\ndue_at = due\n");
        listen(p, &spool_options, SIZE_MAX, false, &list);
        hear(t, &list);
        assert_int_equal(list.counts.refused, 1);
        assert_true(there(p, "rejected/whole/b.csv"));
        assert_non_null(standing(t, "1"));
        assert_int_equal(standing(t, "1")->stated_at, AT(1000) + 1000); /* as a.csv says it */
        assert_non_null(standing(t, "2"));
        /* The next mapping can: what the first one made of it is taken back then. */
        use_mapping(p, CORRECTED);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        hear(t, &list);
        assert_int_equal(list.counts.refused, 0);
        assert_true(there(p, "done/b.csv"));
        assert_int_equal(standing(t, "1")->v.level, COMMUNE);
        assert_int_equal(standing(t, "2")->v.level, COMMUNE);
        expect_only(t, COMMUNE);
        free(t);
}

/* Its text is lost: what it said stays, which the log says, and the files are read again. */
static void a_former_mapping_that_was_not_kept(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        char path[160];
        say(p, "a.csv", HEADER "1,2022-01-03,\n", 1000, &list);
        snprintf(path, sizeof(path), "%s/.hentra/mapping-%016llx.ini", p->path,
                 (unsigned long long)p->mapping->hash);
        assert_int_equal(unlink(path), 0);
        use_mapping(p, CORRECTED);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 1);
        assert_int_equal(list.counts.retracted, 0);
        assert_int_equal(list.said[0].v.level, COMMUNE);
        assert_true(list.said[0].v.stated_at > AT(1000));
}

/* NULL: no column of the row, but the time of the file. */
static void use_row_time(struct spool_dir *p, const char *column)
{
        static const char before[] =
                "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = id\n";
        static const char behind[] =
                "[constants]\nsource = s\nagency = a\n[case]\nRECEIVED = in\nRESOLVED = out\n";
        char text[512];
        snprintf(text, sizeof(text), "%s%s%s%s%s", before, column ? "stated_at = " : "", column ? column : "",
                 column ? "\n" : "", behind);
        use_mapping(p, text);
}

/* The time of a row by the corrected mapping lies before the one at which it was said, and taken back. */
static void a_row_is_stated_earlier_by_the_present_one(void **state)
{
        static const char *const columns[] = {NULL, "exported", "changed", NULL, "changed", "in"};
        enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };
        (void)state;
        for (size_t from = 0; from + 1 < COLUMNS; from++) {
                void *place;
                assert_int_equal(set_up(&place), 0);
                struct spool_dir *p = place;
                struct topic *t = calloc(1, sizeof(*t));
                struct said_list list;
                put(p, "a.csv",
                    "id,in,out,changed,exported\n1,2022-01-03,,2022-01-05,2022-02-01\n"
                    "2,2022-01-03,,2022-01-05,2022-02-01\n"
                    "2,2022-01-03,2022-01-04,2022-01-06,2022-02-02\n",
                    day_of_civil(2022, 3, 1) * 86400);
                for (size_t i = from; i < COLUMNS; i++) {
                        use_row_time(p, columns[i]);
                        listen(p, &spool_options, 2 + i % 3, i % 2 == 0, &list);
                        hear(t, &list);
                        listen(p, &spool_options, SIZE_MAX, false, &list);
                        hear(t, &list);
                        const struct heard *one = standing(t, "1"), *two = standing(t, "2");
                        assert_non_null(one);
                        assert_non_null(two);
                        assert_int_equal(two->v.occurrence_n, 2);
                }
                free(t);
                tear_down(&place);
        }
}

/* A version before documents sent a statement for each date: these are what is taken back. */
static void statements_of_an_older_version(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        struct journal *j;
        struct err e;
        uint8_t hash[32];
        char path[128];
        say(p, "a.csv", HEADER "1,2022-01-03,2022-01-04\n", 1000, &list);
        snprintf(path, sizeof(path), "%s/done/a.csv", p->path);
        assert_int_equal(sha256_file(path, hash, &e), OK);
        snprintf(path, sizeof(path), "%s/.hentra", p->path);
        const int dir = open(path, O_RDONLY | O_DIRECTORY);
        assert_int_equal(journal_open(&j, dir, "journal", &e), OK);
        struct journal_entry entry = *journal_find(j, hash);
        entry.documents = 0;
        assert_int_equal(journal_write(j, &entry, true, &e), OK);
        journal_close(j);
        close(dir);
        use_mapping(p, CORRECTED);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 3);
        static const enum status status[] = {RECEIVED, RESOLVED};
        for (size_t i = 0; i < 2; i++) {
                assert_true(list.said[i].v.retracts);
                assert_int_equal(list.said[i].v.kind, KIND_STATEMENT);
                assert_int_equal(list.said[i].v.status, status[i]);
                assert_int_equal(list.said[i].v.occurred_at,
                                 day_of_civil(2022, 1, 3 + (int)i) * MICROS_PER_DAY);
        }
        assert_int_equal(list.said[2].v.kind, KIND_DOCUMENT);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(everything_is_taken_back_and_read_again, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_both_mappings_say_stands, set_up, tear_down),
                cmocka_unit_test(killed_after_any_event),
                cmocka_unit_test(corrected_twice),
                cmocka_unit_test(corrected_and_back_again),
                cmocka_unit_test(a_row_is_stated_earlier_by_the_present_one),
                cmocka_unit_test_setup_teardown(statements_of_an_older_version, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_file_that_could_not_be_read_by_the_former_one, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_file_that_the_present_one_cannot_read, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_former_mapping_that_was_not_kept, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

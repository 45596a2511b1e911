/* SPDX-License-Identifier: Apache-2.0
 *
 * test_reports.c - the table of reports: every row is whole, and every rate can be shown beside its parts.
 */
#include "tests/support/unit.h"

#include "consumers/report/reports.h"

#include <string.h>

static void assert_texts(const char *const *texts, const char *report, const char *what)
{
        for (int l = 0; l < LANGUAGE_COUNT; l++) {
                if (!texts[l] || !*texts[l] || text_check_printable(text_of(texts[l])))
                        fail_msg("%s: no %s in %s", report, what, language_names[l]);
        }
}

/* The head of a row of CSV and JSON (sheet_records.c): no column has such a name again. */
static bool is_of_head(const char *name)
{
        static const char *const heads[] = {"report",       "period",      "first_day",     "last_day",
                                            "counted_to",   "as_of",       "known_at",      "zone",
                                            "class",        "case_kind",   "with_vertical", "restated_to",
                                            "rule_version", "only_agency", "population"};
        for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
                if (!strcmp(heads[i], name))
                        return true;
        }
        return false;
}

static void assert_column(const struct report *r, const struct form_column *c, int place)
{
        assert_texts(c->title, r->name, c->name);
        if (is_of_head(c->name))
                fail_msg("%s: the column %s has a name of the head", r->name, c->name);
        if (form_find(r->form, c->name) != place)
                fail_msg("%s: two columns are called %s", r->name, c->name);
        if (r->takes & TAKES_BY && !r->form->block[c->block][ENGLISH])
                fail_msg("%s: %s is in a block without a title", r->name, c->name);
        if (c->kind != COLUMN_RATE) {
                assert_null(c->numerator);
                return;
        }
        const int n = form_find(r->form, c->numerator), of = form_find(r->form, c->denominator);
        if (n < 0 || of < 0 || r->form->columns[n].kind != COLUMN_COUNT ||
            r->form->columns[of].kind != COLUMN_COUNT)
                fail_msg("%s: %s is not shown beside its parts", r->name, c->name);
        assert_texts(r->population, r->name, "population of a rate");
}

static void test_rows_are_whole(void **state)
{
        (void)state;
        assert_non_null(reports[0]);
        for (int i = 0; reports[i]; i++) {
                const struct report *r = reports[i], *found;
                struct err e;
                int per_block[BLOCKS_MOST] = {0};
                assert_int_equal(strspn(r->name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(r->name));
                assert_int_equal(report_find(text_of(r->name), &found, &e), OK);
                assert_ptr_equal(found, r);
                assert_texts(r->title, r->name, "title");
                assert_non_null(r->about);
                /* One of the two makes its rows. */
                assert_true((r->query != NULL) != (r->rows != NULL));
                assert_true((r->query != NULL) == (r->source != NULL));
                assert_in_range(form_columns(r->form), 1, COLUMNS_MOST);
                for (int c = 0; r->form->columns[c].name; c++) {
                        assert_in_range(r->form->columns[c].block, 0, BLOCKS_MOST - 1);
                        assert_column(r, &r->form->columns[c], c);
                        per_block[r->form->columns[c].block]++;
                }
                /* A block is a line of a terminal. */
                for (int b = 0; r->takes & TAKES_BY && b < BLOCKS_MOST; b++)
                        assert_in_range(per_block[b], r->form->block[b][ENGLISH] ? 1 : 0, 12);
        }
}

static void test_a_name_that_is_none(void **state)
{
        const struct report *found;
        struct err e;
        (void)state;
        assert_int_equal(report_find(TEXT("rankin"), &found, &e), USAGE);
        assert_non_null(strstr(e.text, "did you mean ranking"));
}

static void test_words_of_ours(void **state)
{
        (void)state;
        assert_string_equal(form_word("COMMUNE,x", 7, VIETNAMESE), "Cấp xã");
        assert_string_equal(form_word("COMMUNE", 7, ENGLISH), "Commune");
        assert_null(form_word("COMMUN", 6, ENGLISH));
}

static void test_percent_of_a_cell(void **state)
{
        double percent = -1;
        (void)state;
        assert_true(cell_percent(&(struct cell){.known = true, .n = 1, .of = 8}, &percent));
        assert_true(percent > 12.4999 && percent < 12.5001);
        assert_false(cell_percent(&(struct cell){.known = false, .n = 1, .of = 0}, &percent));
        static const int64_t rounded[][3] = {
                {1, 800, 13},  {7, 800, 88},  {1, 3, 3333}, {2, 3, 6667},  {-1, 800, -13},
                {1, 20001, 0}, {1, 20000, 1}, {0, 5, 0},    {5, 4, 12500}, {INT64_MAX, 1, INT64_MAX}};
        int64_t hundredths;
        for (size_t i = 0; i < sizeof(rounded) / sizeof(rounded[0]); i++) {
                assert_true(cell_percent_rounded(
                        &(struct cell){.known = true, .n = rounded[i][0], .of = rounded[i][1]}, &hundredths));
                assert_int_equal(hundredths, rounded[i][2]);
        }
        assert_false(cell_percent_rounded(&(struct cell){.known = false, .n = 1, .of = 0}, &hundredths));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rows_are_whole),
                cmocka_unit_test(test_a_name_that_is_none),
                cmocka_unit_test(test_words_of_ours),
                cmocka_unit_test(test_percent_of_a_cell),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

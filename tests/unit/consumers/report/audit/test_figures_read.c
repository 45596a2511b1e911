/* SPDX-License-Identifier: Apache-2.0
 *
 * test_figures_read.c - the two forms of file, and what a file may not be.
 */
#include "tests/support/audited.h"

static const char published[] = "source,place,level,period_from,period_to,indicator,value,unit,note\n";
static const char of_index[] = "unit,unit_kind,period,read_on,item,numerator,denominator,score\n";

static void refused(const char *head, const char *rows, const char *expected)
{
        struct audited t;
        char csv[4096], path[32];
        struct err e = {0};
        snprintf(csv, sizeof(csv), "%s%s", head, rows);
        const int fd = audited_file(csv, path);
        assert_int_equal(audited_try(&t, path, NULL, ENGLISH, &e), USAGE);
        if (!strstr(e.text, expected))
                fail_msg("'%s' is not in '%s'", expected, e.text);
        assert_int_equal(t.figures.n, 0);
        audited_close(&t);
        close(fd);
}

static void a_broken_row_is_named_with_its_line(void **state)
{
        static const char good[] = "S,Xy,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n";
        char rows[1024];
        (void)state;
#define AFTER_GOOD(row) (snprintf(rows, sizeof(rows), "%s%s", good, row), rows)
        refused(published, AFTER_GOOD("S,Xy,ALL,2023-01-01,2023-12-31,resolved,five,dossier,\n"),
                "line 3: 'value' has the illegal value 'five'");
        refused(published, AFTER_GOOD("S,Xy,ALL,2023-01-01,2023-12-31,resolved,,dossier,\n"),
                "line 3: 'value' is empty");
        refused(published, AFTER_GOOD("S,Xy,ALL,2023-01-01,2023-12-31,resolved,-5,dossier,\n"),
                "line 3: 'value'");
        refused(published, AFTER_GOOD("S,Xy,ALL,2023-02-30,2023-12-31,resolved,5,dossier,\n"),
                "line 3: 'period_from' has the illegal value '2023-02-30'");
        refused(published, AFTER_GOOD("S,Xy,ALL,2023-12-31,2023-01-01,resolved,5,dossier,\n"),
                "line 3: 'period_to'");
        refused(published, AFTER_GOOD("S,,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n"),
                "line 3: 'place' is empty");
        refused(published, AFTER_GOOD("S,Xy,ALL,2023-01-01,2023-12-31\n"),
                "line 3: 5 fields instead of the 9");
        refused(published, AFTER_GOOD("S,X\"y,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n"), "line 3");
        refused(published, AFTER_GOOD("S,\"Xy,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n"), "line 3");
        refused(published, AFTER_GOOD("S,X\xff,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n"),
                "line 3: 'place' is not in UTF-8, but perhaps in windows-1258");
        refused(published, AFTER_GOOD("S,Xy\xe2\x80\xae,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n"),
                "line 3: 'place' has an illegal value");
        refused(published, AFTER_GOOD("S,Xy\xc2\x9b,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\n"),
                "line 3: 'place' has an illegal value");
        refused("place,period_from,period_to,indicator,value,printed_share\n",
                "Xy,2023-01-01,2023-12-31,resolved,5,about 3\n", "line 2: 'printed_share'");
        refused(of_index, "H90,PROVINCE,2023-13,2023-12-01,PROGRESS,1,2,\n", "line 2: 'period'");
        refused(of_index, "H90,PROVINCE,2023,yesterday,PROGRESS,1,2,\n", "line 2: 'read_on'");
        refused(of_index, "H90,PROVINCE,2023,2023-12-01,PROGRESS,1,x,\n", "line 2: 'denominator'");
}

static void a_file_is_of_one_of_two_forms(void **state)
{
        (void)state;
        refused("place,year,value\n", "Xy,2023,5\n", "line 1: the first row must name the columns");
        refused("place,period_from,period_to,indicator\n", "Xy,2023-01-01,2023-12-31,x\n",
                "line 1: the column value is missing");
        refused("unit,unit_kind,read_on,item,numerator,denominator,score\n", "a\n",
                "the column period is missing");
        refused("place;period_from;period_to;indicator;value\n", "a\n", "there are semicolons between");
        refused("place\tperiod_from\tperiod_to\tindicator\tvalue\n", "a\n", "there are tabs between");
        refused("\xff\xfep", "l", "is in UTF-16");
        refused(published, "", "holds no figure");
        refused("", "", "holds no figure");
        refused("place,place,period_from,period_to,indicator,value\n", "a,b,2023-01-01,2023-12-31,x,1\n",
                "the column place stands twice");
}

static const struct figure *only(struct audited *t)
{
        assert_int_equal(t->figures.n, 1);
        return &t->figures.at[0];
}

static void columns_come_in_any_order_and_some_may_lack(void **state)
{
        struct audited t;
        (void)state;
        audited_text(
                &t,
                "value,indicator,remark,period_to,place,period_from\n5,resolved,x,2023-12-31,Xy,2023-01-01\n",
                ENGLISH);
        const struct figure *f = only(&t);
        assert_string_equal(f->level, "ALL");
        assert_string_equal(f->source, "");
        assert_string_equal(f->name, "resolved");
        assert_int_equal(f->value.units, 5);
        assert_int_equal(f->line, 2);
        audited_close(&t);
}

static void words_of_a_note(void **state)
{
        static const struct {
                const char *note;
                int64_t units;
                int digits;
        } notes[] = {
                {"printed 98.32 %", 9832, 2},
                {"printed 98.32%", 9832, 2},
                {"of the year; printed 52 %; 5/6 is 83.33 %", 52, 0},
                {"ghi 1,36 %", 136, 2},
                {"in 7 %", 7, 0},
                {"the report prints 2033 procedures", -1, 0},
                {"reprinted 5 %", -1, 0},
                {"5/6 is 83.33 %", -1, 0},
                {"printed % 5", -1, 0},
                {"printed 5", -1, 0},
                {"in 12 % of communes", -1, 0},
                {"late in 12 % of cases", -1, 0},
                {"late in 12 %", -1, 0},
                {"2,591 (in 5,45 %)", 545, 2},
                {"by level, printed 52 %, of the province", 52, 0},
                {"ghi 12 % số xã", -1, 0},
                {"", -1, 0},
        };
        char csv[1024];
        (void)state;
        for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
                struct audited t;
                snprintf(csv, sizeof(csv), "%sS,Xy,ALL,2023-01-01,2023-12-31,resolved,5,dossier,\"%s\"\n",
                         published, notes[i].note);
                audited_text(&t, csv, ENGLISH);
                const struct figure *f = only(&t);
                assert_int_equal(f->has_share, notes[i].units >= 0);
                if (f->has_share) {
                        assert_int_equal(f->share.units, notes[i].units);
                        assert_int_equal(f->share.digits, notes[i].digits);
                }
                audited_close(&t);
        }
}

struct written {
        const char *value, *unit;
        int64_t units; /* -1: refused */
        int digits;
};

static void expect_read(const struct written *n)
{
        struct audited t;
        char csv[1024], path[32];
        struct err e = {0};
        snprintf(csv, sizeof(csv), "%sS,Xy,ALL,2023-01-01,2023-12-31,x,\"%s\",%s,\n", published, n->value,
                 n->unit);
        const int fd = audited_file(csv, path);
        const enum fault fault = audited_try(&t, path, NULL, ENGLISH, &e);
        if (fault != (n->units < 0 ? USAGE : OK))
                fail_msg("'%s' %s: %s", n->value, n->unit, e.text);
        if (fault == USAGE)
                assert_non_null(strstr(e.text, "line 2: 'value'"));
        else if (t.figures.at[0].value.units != n->units || t.figures.at[0].value.digits != n->digits)
                fail_msg("'%s' is read as %lld (%d)", n->value, (long long)t.figures.at[0].value.units,
                         t.figures.at[0].value.digits);
        audited_close(&t);
        close(fd);
}

/* As offices write them: read rightly, or refused with a word. */
static void numbers_as_they_are_written(void **state)
{
        static const struct written numbers[] = {
                {"838838", "dossier", 838838, 0},
                {"838.838", "dossier", 838838, 0},
                {"838,838", "dossier", 838838, 0},
                {"1.234.567", "dossier", 1234567, 0},
                {"1,234,567", "task", 1234567, 0},
                {"1 234 567", "petition", 1234567, 0},
                {"1\xc2\xa0"
                 "234",
                 "dossier", 1234, 0},
                {"1.234.567,00", "dossier", 1234567, 0},
                {"1,234,567.0", "dossier", 1234567, 0},
                {"838838.00", "dossier", 838838, 0},
                {"838838.000", "dossier", 838838, 0},
                {"12.000", "dossier", -1, 0}, /* 12 or 12000 */
                {"12,000", "dossier", -1, 0},
                {"12.5", "dossier", -1, 0},
                {"1.234,5", "dossier", -1, 0},
                {"1.23.456", "dossier", -1, 0},
                {"1.234,567", "dossier", -1, 0},
                {"0.123", "dossier", -1, 0},
                {"1  234", "dossier", -1, 0},
                {"97 %", "dossier", -1, 0},
                {"97,5", "percent", 975, 1},
                {"97,5 %", "percent", 975, 1},
                {"97.50%", "%", 9750, 2},
                {"97,5\xc2\xa0%", "", 975, 1},
                {"1.234,5", "percent", -1, 0},
                {"97 5", "percent", -1, 0},
                {"1234", "", 1234, 0},
                {"98.32", "", 9832, 2},
                {"1.234", "", -1, 0}, /* of what? */
                {"97,5", "", -1, 0},
                {"1234.567", "", 1234567, 3},
                {"1e5", "dossier", -1, 0},
                {"+5", "dossier", -1, 0},
                {"5.", "dossier", -1, 0},
                {".5", "percent", -1, 0},
                {"99999999999999999999", "dossier", -1, 0},
                {"999999999999999999999999999", "dossier", -1, 0},
                {"1.1.1.1.1.1.1.1.1.1", "dossier", -1, 0},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
                expect_read(&numbers[i]);
}

/* The column says it better than the words. */
static void a_column_of_its_own_for_the_share(void **state)
{
        struct audited t;
        (void)state;
        audited_text(&t,
                     "place,period_from,period_to,indicator,value,printed_share,note\n"
                     "Xy,2023-01-01,2023-12-31,resolved,5,1.5 %,printed 7 %\n",
                     ENGLISH);
        assert_int_equal(only(&t)->share.units, 15);
        audited_close(&t);
}

static void an_item_is_up_to_three_figures(void **state)
{
        struct audited t;
        (void)state;
        audited_text(&t,
                     "unit,unit_kind,period,read_on,item,numerator,denominator,score\n"
                     "H90,PROVINCE,2024-Q4,2025-01-05,PROGRESS,1,2,10.00\n"
                     "H90,PROVINCE,2024-02,2025-01-05,TOTAL,,,55.5\n",
                     ENGLISH);
        assert_int_equal(t.figures.n, 4);
        assert_string_equal(t.figures.at[0].name, "TOTAL.score");
        assert_int_equal(t.figures.at[0].to - t.figures.at[0].from, 28); /* a leap year */
        assert_string_equal(t.figures.at[1].name, "PROGRESS.denominator");
        assert_int_equal(t.figures.at[1].to - t.figures.at[1].from, 91);
        audited_close(&t);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_broken_row_is_named_with_its_line),
                cmocka_unit_test(a_file_is_of_one_of_two_forms),
                cmocka_unit_test(columns_come_in_any_order_and_some_may_lack),
                cmocka_unit_test(words_of_a_note),
                cmocka_unit_test(numbers_as_they_are_written),
                cmocka_unit_test(a_column_of_its_own_for_the_share),
                cmocka_unit_test(an_item_is_up_to_three_figures),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

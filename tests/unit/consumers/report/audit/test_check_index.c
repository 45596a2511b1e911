/* SPDX-License-Identifier: Apache-2.0
 *
 * test_check_index.c - points of index 766, on invented figures reckoned by hand.
 */
#include "tests/support/audited.h"

static const char head[] = "unit,unit_kind,period,read_on,item,numerator,denominator,score\n";

/* "ITEM numerator denominator score" by lines, "-" for nothing, of one province. */
static void points(struct audited *t, const char *rows)
{
        char csv[4096], item[64], n[16], d[16], score[16];
        size_t len = (size_t)snprintf(csv, sizeof(csv), "%s", head);
        int used;
        for (; sscanf(rows, " %63s %15s %15s %15s%n", item, n, d, score, &used) == 4; rows += used)
                len += (size_t)snprintf(csv + len, sizeof(csv) - len,
                                        "H90,PROVINCE,2026,2027-01-05,%s,%s,%s,\"%s\"\n", item,
                                        *n == '-' ? "" : n, *d == '-' ? "" : d, *score == '-' ? "" : score);
        audited_text(t, csv, ENGLISH);
}

static void finds(const char *rows, const char *expected)
{
        struct audited t;
        char found[1024];
        points(&t, rows);
        assert_string_equal(audited_found(&t, found, sizeof(found)), expected);
        audited_close(&t);
}

static void an_item_has_its_points(void **state)
{
        (void)state;
        finds("PROGRESS 880 1000 17.60", "");
        finds("PROGRESS 880 1000 17.61", "item-score contradiction 2");
        finds("ONLINE_C 300 1000 3.60", ""); /* 6 x 30 / 50 */
        finds("ONLINE_C 600 1000 6.00", ""); /* the target is reached */
        finds("ONLINE_C 600 1000 6.01", "item-score contradiction 2");
        finds("PETITION_PROCESSING_ON_TIME 0 0 6.00", ""); /* nothing to be counted */
        finds("PETITION_PROCESSING_ON_TIME 0 0 0.00", "item-score contradiction 2");
}

/* 15.80 % of 80 % of 2 points is 0.395: 0.39 and 0.40 are right, nothing else. */
static void half_a_hundredth_goes_either_way(void **state)
{
        (void)state;
        finds("REUSED_DIGITIZED_DATA 158 1000 0.40", "");
        finds("REUSED_DIGITIZED_DATA 158 1000 0.39", "");
        finds("REUSED_DIGITIZED_DATA 158 1000 0.41", "item-score contradiction 2");
        finds("REUSED_DIGITIZED_DATA 158 1000 0.38", "item-score contradiction 2");
        finds("REUSED_DIGITIZED_DATA 159 1000 0.39", "item-score contradiction 2");
}

static void a_group_is_the_sum_of_rounded_items(void **state)
{
        (void)state;
        /* 6 x 83.33 % = 5.00 (4.9998), 2 x 33.33 / 80 = 0.83, 2 x 20 / 80 = 0.50 */
        finds("PAYMENT_A 5 6 - PAYMENT_B 1 3 - PAYMENT_C 1 5 - GROUP_TTTT - - 6.33", "");
        finds("PAYMENT_A 5 6 - PAYMENT_B 1 3 - PAYMENT_C 1 5 - GROUP_TTTT - - 6.34",
              "group-score rounding 2,3,4,5");
        finds("PAYMENT_A 5 6 - PAYMENT_B 1 3 - PAYMENT_C 1 5 - GROUP_TTTT - - 6.37",
              "group-score contradiction 2,3,4,5");
        /* An item is missing: the group may hold its 2 points, and no more. */
        finds("PAYMENT_A 5 6 - PAYMENT_B 1 3 - GROUP_TTTT - - 7.83", "");
        finds("PAYMENT_A 5 6 - PAYMENT_B 1 3 - GROUP_TTTT - - 7.90", "group-score contradiction 2,3,4");
        finds("PAYMENT_A 5 6 - PAYMENT_B 1 3 - GROUP_TTTT - - 5.50", "group-score contradiction 2,3,4");
}

/* Points alone are parts of their group, and no item, group or total has more than there are. */
static void points_without_counts(void **state)
{
        (void)state;
        finds("PAYMENT_A - - 5.00 PAYMENT_B - - 0.83 PAYMENT_C - - 0.50 GROUP_TTTT - - 6.33", "");
        finds("PAYMENT_A - - 5.00 PAYMENT_B - - 0.83 PAYMENT_C - - 0.50 GROUP_TTTT - - 6.93",
              "group-score contradiction 2,3,4,5");
        finds("PAYMENT_A 5 6 - PAYMENT_B - - 0.83 GROUP_TTTT - - 7.83", "");
        finds("PAYMENT_A 5 6 - PAYMENT_B - - 0.83 GROUP_TTTT - - 8.00", "group-score contradiction 2,3,4");
        finds("PAYMENT_A - - 6.00", "");
        finds("PAYMENT_A - - 6.01", "item-score contradiction 2");
        finds("GROUP_TTTT - - 10.01", "group-score contradiction 2");
        finds("TOTAL - - 100.00", "");
        finds("TOTAL - - 100.01", "total-score contradiction 2");
}

static void points_with_other_digits(void **state)
{
        (void)state;
        finds("PROGRESS 880 1000 17.600", "");
        finds("PROGRESS 880 1000 17.6", "");
        finds("PROGRESS 882 1000 17.6", ""); /* 17.64, all of the file with one digit */
        finds("PROGRESS 882 1000 17.6 TOTAL - - 17.64", "item-score contradiction 2");
        finds("PROGRESS 882 1000 17.6 GROUP_TDGQ - - 17.6", "");
        finds("PROGRESS 889 1000 17.6", "item-score contradiction 2");
        finds("PROGRESS 882 1000 18 GROUP_TDGQ - - 18", "");
        finds("PROGRESS 880 1000 17,60", "");
}

/* The description multiplies 3.3 by the rate of synchronised dossiers. */
static void a_factor_of_the_document(void **state)
{
        static const char rules[] =
                "[x]\nform = index\nkind = score\nversion = document\nvi = a\nen = b\nsource = c\n";
        static const struct {
                const char *rows, *found;
        } cases[] = {
                {"H90,PROVINCE,2026,2027-01-05,ONLINE_C,300,1000,3.60\n", ""}, /* who knows the rate */
                {"H90,PROVINCE,2026,2027-01-05,ONLINE_C,300,1000,3.61\n", "x contradiction 2"},
                {"H90,PROVINCE,2026,2027-01-05,ONLINE_C,300,1000,1.80\n"
                 "H90,PROVINCE,2026,2027-01-05,DOSSIER_SYNC,500,1000,\n",
                 ""}, /* 30 % x 50 % = 15 %, of 50 % for 6 points */
                {"H90,PROVINCE,2026,2027-01-05,ONLINE_C,300,1000,3.60\n"
                 "H90,PROVINCE,2026,2027-01-05,DOSSIER_SYNC,500,1000,\n",
                 "x contradiction 2"},
        };
        char csv[1024], rules_path[32], path[32], found[256];
        (void)state;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct audited t;
                struct err e = {0};
                snprintf(csv, sizeof(csv), "%s%s", head, cases[i].rows);
                const int of_rules = audited_file(rules, rules_path), figures = audited_file(csv, path);
                assert_int_equal(audited_try(&t, path, rules_path, ENGLISH, &e), OK);
                assert_string_equal(audited_found(&t, found, sizeof(found)), cases[i].found);
                audited_close(&t);
                close(of_rules);
                close(figures);
        }
}

static void a_total_is_the_sum_of_its_groups(void **state)
{
        static const char groups[] = "GROUP_CKMB - - 11.00 GROUP_TDGQ - - 17.00 GROUP_CLGQ - - 9.00 "
                                     "GROUP_TTTT - - 6.00 GROUP_MDSH - - 10.00 GROUP_MDHL - - 12.00 ";
        char rows[512];
        (void)state;
        snprintf(rows, sizeof(rows), "%sTOTAL - - 65.00", groups);
        finds(rows, "");
        snprintf(rows, sizeof(rows), "%sTOTAL - - 65.01", groups);
        finds(rows, "total-score contradiction 2,3,4,5,6,7,8");
        finds("GROUP_CKMB - - 11.00 TOTAL - - 93.00", "");
        finds("GROUP_CKMB - - 11.00 TOTAL - - 93.01", "total-score contradiction 2,3");
        finds("GROUP_CKMB - - 11.00 TOTAL - - 10.99", "total-score contradiction 2,3");
}

static void counts_of_one_unit(void **state)
{
        (void)state;
        finds("PROGRESS 1001 1000 -", "numerator contradiction 2");
        finds("PROGRESS 900 1000 - DOSSIER_RECEIVING_SATISFACTION 901 1000 -",
              "satisfied-on-time contradiction 2,3");
        finds("PROGRESS 900 1000 - ONLINE_C 900 1001 -", "channels-received contradiction 2,3");
        finds("PROGRESS 900 1000 - SO_HOA_GIAY_TO_GIAI_QUYET 9 1000 - REUSED_DIGITIZED_DATA 9 990 -",
              "one-population smell 2,4");
        finds("PETITION_PROCESSING_ON_TIME 9 10 - PETITION_HANDLING_SATISFACTION 8 11 -",
              "one-population-petitions contradiction 2,3");
}

static void in_step_everywhere(void **state)
{
        struct audited t;
        char csv[1024], found[1024];
        (void)state;
        snprintf(csv, sizeof(csv),
                 "%sH90,PROVINCE,2026,2027-01-05,DOSSIER_SYNC,100,100,\nH91,PROVINCE,2026,2027-01-05,DOSSIER_"
                 "SYNC,70,70,\n",
                 head);
        audited_text(&t, csv, ENGLISH);
        assert_string_equal(audited_found(&t, found, sizeof(found)), "sync-everywhere smell 2,3");
        audited_close(&t);
        snprintf(csv, sizeof(csv),
                 "%sH90,PROVINCE,2026,2027-01-05,DOSSIER_SYNC,100,100,\nH91,PROVINCE,2026,2027-01-05,DOSSIER_"
                 "SYNC,69,70,\n",
                 head);
        audited_text(&t, csv, ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
        finds("DOSSIER_SYNC 100 100 6.00", ""); /* one unit may well be in step */
        snprintf(csv, sizeof(csv),
                 "%sH90,PROVINCE,2026-08,2027-01-05,DOSSIER_SYNC,100,100,\nH90,PROVINCE,2026-09,2027-01-05,"
                 "DOSSIER_"
                 "SYNC,70,70,\n",
                 head);
        audited_text(&t, csv, ENGLISH); /* in each of its periods, too */
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

static void a_closed_period_that_changes(void **state)
{
        struct audited t;
        char csv[1024], found[1024];
        static const char rows[] =
                "%sH90,PROVINCE,2026-08,%s,PROGRESS,800,1000,\nH90,PROVINCE,2026-08,%s,PROGRESS,810,1000,\n";
        (void)state;
        snprintf(csv, sizeof(csv), rows, head, "2026-09-05", "2026-10-05");
        audited_text(&t, csv, ENGLISH);
        assert_string_equal(audited_found(&t, found, sizeof(found)), "index-closed-period smell 2,3");
        audited_close(&t);
        snprintf(csv, sizeof(csv), rows, head, "2026-08-20", "2026-10-05"); /* it was not over */
        audited_text(&t, csv, ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_item_has_its_points),
                cmocka_unit_test(half_a_hundredth_goes_either_way),
                cmocka_unit_test(a_group_is_the_sum_of_rounded_items),
                cmocka_unit_test(points_without_counts),
                cmocka_unit_test(points_with_other_digits),
                cmocka_unit_test(a_factor_of_the_document),
                cmocka_unit_test(a_total_is_the_sum_of_its_groups),
                cmocka_unit_test(counts_of_one_unit),
                cmocka_unit_test(in_step_everywhere),
                cmocka_unit_test(a_closed_period_that_changes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

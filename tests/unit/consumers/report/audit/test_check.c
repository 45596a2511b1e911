/* SPDX-License-Identifier: Apache-2.0
 *
 * test_check.c - every kind of rule on invented figures: what it finds, and when it is silent.
 */
#include "tests/support/audited.h"

static const char *sentence(struct audited *t, const char *figures, enum language language)
{
        static char out[1024];
        audited(t, figures, language);
        assert_int_equal(t->audit.n, 1);
        const struct finding *f = &t->audit.finding[0];
        snprintf(out, sizeof(out), "%.*s", (int)f->sentence.len, (const char *)f->sentence.at);
        return out;
}

#define assert_says(figures, language, expected)                                    \
        do {                                                                        \
                struct audited says_;                                               \
                assert_string_equal(sentence(&says_, figures, language), expected); \
                audited_close(&says_);                                              \
        } while (0)

static void a_balance_holds_or_not(void **state)
{
        (void)state;
        assert_found("dossiers_received=1000 resolved_on_time=900 resolved_late=40 in_process=60", "");
        /* What is not printed may explain a difference: then the sum is looked at, and not contradicted. */
        assert_found("dossiers_received=1000 resolved_on_time=900 resolved_late=40 in_process=61",
                     "received-resolved-open smell 2,3,4,5");
        assert_found(
                "dossiers_received=1000 carried_over=0 resolved_on_time=900 resolved_late=40 in_process=61",
                "received-resolved-open contradiction 2,4,5,6");
        assert_found("dossiers_received=1000 resolved_on_time=900 resolved_late=40 in_process=59",
                     "received-resolved-open smell 2,3,4,5");
        assert_found("dossiers_received=1000 resolved_on_time=900 resolved_late=40 in_process=59 paused=0 "
                     "resolved_no_due=0 withdrawn=0 refused=0",
                     "received-resolved-open contradiction 2,3,4,5,6,7,8,9");
        /* What was carried over may be in the received, or beside them; what was withdrawn may be counted apart. */
        assert_found("dossiers_received=950 carried_over=50 resolved=940 in_process=60", "");
        assert_found("dossiers_received=1000 carried_over=50 resolved=940 in_process=60", "");
        assert_found("dossiers_received=1000 resolved=930 in_process=60 withdrawn=10", "");
        assert_found("dossiers_received=1000 resolved=931 in_process=60 withdrawn=10",
                     "received-resolved smell 2,3,4,5");
        assert_found("dossiers_to_resolve=1000 resolved=940 in_process=61", "to-resolve contradiction 2,3,4");
        assert_found("dossiers_to_resolve=1000 dossiers_received=1000 carried_over=50", "");
        assert_found("resolved=940 resolved_on_time=900 resolved_late=39", "resolved smell 2,3,4");
        assert_found("resolved=940 resolved_on_time=900 resolved_late=41", "resolved contradiction 2,3,4");
        assert_found("in_process=60 in_process_in_time=50 in_process_overdue=10", "");
        assert_found("in_process=60 in_process_in_time=45 in_process_overdue=10 paused=5", "");
        assert_found("in_process=60 in_process_in_time=51 in_process_overdue=10",
                     "in-process contradiction 2,3,4");
        /* One figure is not there: nothing can be said. */
        struct audited t;
        audited(&t, "dossiers_received=1000 resolved_on_time=900 in_process=61", ENGLISH);
        assert_int_equal(t.audit.n + (size_t)t.audit.held, 0);
        audited_close(&t);
}

static void a_printed_share_tells_the_wrong_count(void **state)
{
        static const char figures[] = "dossiers_received=5000 resolved_on_time=4500:90.00 "
                                      "resolved_late=120:2.40 in_process=120:7.60 "
                                      "in_process_rate=7.60";
        struct audited t;
        (void)state;
        assert_found(figures, "received-resolved-open contradiction 2,3,4,5,6");
        assert_says(figures, ENGLISH,
                    "in process is printed 120 (7.60 %); 5,000 - 4,500 - 120 = 380 is 7.60 %, so the count "
                    "repeats "
                    "that of resolved late");
        assert_says(figures, VIETNAMESE,
                    "đang giải quyết in 120 (7,60 %); 5.000 - 4.500 - 120 = 380, bằng 7,60 %: số này lặp lại "
                    "số của "
                    "giải quyết quá hạn");
        audited(&t, figures, ENGLISH);
        assert_int_equal(t.audit.finding[0].right.units, 380);
        assert_int_equal(t.audit.finding[0].printed.units, 120);
        audited_close(&t);
        /* The whole is the wrong one: all shares fit another. */
        assert_says(
                "dossiers_received=5100 carried_over=0 resolved_on_time=4500:90.00 resolved_late=120:2.40 "
                "in_process=380:7.60 paused=0 resolved_no_due=0 withdrawn=0 refused=0",
                ENGLISH, "dossiers received is printed 5,100; 4,500 + 120 + 380 + 0 + 0 + 0 + 0 = 5,000");
        /* Without shares nobody knows which one it is. */
        assert_says("dossiers_received=5000 resolved_on_time=4500 resolved_late=120 in_process=120", ENGLISH,
                    "dossiers received is printed 5,000; 4,500 + 120 + 120 = 4,740, not 5,000; resolved late "
                    "and in process are printed with the same count; right only if there are 260 resolved "
                    "without "
                    "a due date or withdrawn or refused or paused, which is not printed");
}

static void shares_round_half_up(void **state)
{
        (void)state;
        assert_found("tasks_assigned=300 tasks_done=200 tasks_done_rate=66.67", "");
        assert_found("tasks_assigned=300 tasks_done=200 tasks_done_rate=67", "");
        assert_found("tasks_assigned=300 tasks_done=200 tasks_done_rate=66.66",
                     "tasks-done-rate rounding 2,3,4");
        assert_found("tasks_assigned=300 tasks_done=200 tasks_done_rate=66.65",
                     "tasks-done-rate contradiction 2,3,4");
        assert_found("tasks_assigned=300 tasks_done=100 tasks_done_rate=33.34",
                     "tasks-done-rate rounding 2,3,4");
        assert_found("tasks_assigned=300 tasks_done=200:66.67", "");
        assert_found("tasks_assigned=300 tasks_done=200:76.67", "tasks-done-rate contradiction 2,3");
        assert_found("tasks_assigned=300 tasks_done=200:66.67 tasks_done_rate=76.67",
                     "tasks-done-rate contradiction 2,3,4");
        assert_found("tasks_assigned=300 tasks_done=200:76.67 tasks_done_rate=76.67",
                     "tasks-done-rate contradiction 2,3,4");
        assert_says("tasks_assigned=300 tasks_done=200:76.67", ENGLISH,
                    "tasks done is printed with 76.67 %; 200 / 300 is 66.67 %: one digit is wrong");
        assert_says("tasks_assigned=300 tasks_done=200 tasks_done_rate=66.6", VIETNAMESE,
                    "tỷ lệ hoàn thành nhiệm vụ in 66,6 %; 200 / 300 = 66,67 %: cắt bớt chữ số, không làm "
                    "tròn (66,7 %)");
        /* Nothing to share: no rate follows. */
        struct audited t;
        audited(&t, "tasks_assigned=0 tasks_done=0 tasks_done_rate=0", ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

static void a_share_may_be_of_any_of_its_bases(void **state)
{
        (void)state;
        assert_found(
                "dossiers_received=1000 resolved_on_time=600 resolved_late=200 on_time_rate=75 late_rate=20",
                "");
        /* A share of what is not printed, such as received: looked at, and not contradicted; above 100 nothing is. */
        assert_found("resolved=640 resolved_on_time=480 on_time_rate=74", "on-time-rate smell 2,3,4");
        assert_found("resolved=640 resolved_on_time=480 on_time_rate=175",
                     "on-time-rate contradiction 2,3,4");
        assert_found(
                "dossiers_received=700 carried_over=20 resolved=640 resolved_on_time=480 resolved_late=160 "
                "in_process=80 in_process_in_time=50 on_time_rate=62",
                "on-time-rate contradiction 2,3,5,9");
        /* Index 766 counts those in process and in time, too. */
        assert_found(
                "dossiers_received=700 carried_over=20 resolved=640 resolved_on_time=480 resolved_late=160 "
                "in_process=80 in_process_in_time=50 on_time_rate=73.61",
                "");
        assert_says("resolved=700 resolved_on_time=651 resolved_late=49 on_time_rate=92.9 late_rate=7",
                    ENGLISH,
                    "on-time rate is printed 92.9 %; 651 / 700 is 93.00 %; but it may be a share of counts "
                    "that are not printed");
}

static void what_is_left_of_a_cut_share(void **state)
{
        struct audited t;
        char found[512];
        (void)state;
        audited(&t,
                "resolved=30000 resolved_on_time=28739 resolved_late=1261 on_time_rate=95.7 late_rate=4.3",
                ENGLISH);
        assert_string_equal(audited_found(&t, found, sizeof(found)),
                            "on-time-rate rounding 2,3,5; late-rate rounding 2,4,6");
        snprintf(found, sizeof(found), "%.*s", (int)t.audit.finding[1].sentence.len,
                 (const char *)t.audit.finding[1].sentence.at);
        assert_string_equal(
                found, "late rate is printed 4.3 %; 1,261 / 30,000 is 4.20 %: raised, not rounded to the "
                       "nearest (4.2 %); it is what on-time rate, cut to 95.7 %, leaves of 100; but it "
                       "may be a share of counts that are not printed");
        audited_close(&t);
}

static void levels_sum_to_the_province(void **state)
{
        (void)state;
        assert_found("received_online=60 received_online=10@PROVINCE received_online=20@DISTRICT "
                     "received_online=30@COMMUNE",
                     "");
        assert_found("received_online=61 received_online=10@PROVINCE received_online=20@DISTRICT "
                     "received_online=30@COMMUNE",
                     "levels contradiction 2,3,4,5");
        assert_says("received_online=70 online_base=200 online_rate=35.00 received_online=10@PROVINCE "
                    "received_online=20@DISTRICT received_online=30@COMMUNE",
                    ENGLISH,
                    "received online (ALL) is printed 70; 10 (PROVINCE) + 20 (DISTRICT) + 30 (COMMUNE) = 60, "
                    "not 70; of "
                    "200 that is 30.00 %, not 35.00 %");
        /* Rates do not add up, nor does half a split. */
        assert_found("online_base=9 online_rate=44 received_online=4 online_rate=10@PROVINCE "
                     "online_rate=20@DISTRICT "
                     "online_rate=30@COMMUNE",
                     "");
        struct audited t;
        audited(&t, "resolved=60 resolved=10@PROVINCE resolved=20@DISTRICT", ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

/* Since the reform of 2025-07-01 a province has two levels. */
static void levels_by_their_day(void **state)
{
        static const char form[] =
                "place,level,period_from,period_to,indicator,value,unit\n"
                "Xy,ALL,%1$s,%2$s,resolved,60,dossier\nXy,PROVINCE,%1$s,%2$s,resolved,10,dossier\n"
                "Xy,COMMUNE,%1$s,%2$s,resolved,%3$d,dossier\n";
        char csv[1024];
        struct audited t;
        (void)state;
        snprintf(csv, sizeof(csv), form, "2026-01-01", "2026-03-31", 51);
        audited_text(&t, csv, ENGLISH);
        assert_int_equal(t.audit.n, 1);
        assert_string_equal(t.audit.finding[0].rule->code, "levels-two");
        audited_close(&t);
        snprintf(csv, sizeof(csv), form, "2024-01-01", "2024-03-31", 51);
        audited_text(&t, csv, ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

static void parts_are_within_their_whole(void **state)
{
        (void)state;
        assert_found("dossiers_received=10 received_online=10", "");
        assert_found("dossiers_received=10 received_online=11", "online-received contradiction 2,3");
        assert_found("dossiers_handled=100 dossiers_received=90 resolved=80 online_base=90", "");
        assert_found("dossiers_handled=100 dossiers_received=101", "handled-received smell 2,3");
        assert_found("dossiers_handled=100 resolved=101", "handled-resolved contradiction 2,3");
        assert_found("procedures_in_catalogue=100 online_procedures=101",
                     "online-procedures-catalogue smell 2,3");
        assert_found("on_time_rate=95.7 late_rate=4.4", "");
        assert_found("on_time_rate=95.7 late_rate=4.5", "rates-of-resolved smell 2,3");
        assert_found("tasks_assigned=50 tasks_carried_over=100 tasks_done=120", "");
        assert_found("petitions_received=50 petitions_carried_over=100 petitions_resolved=150", "");
        assert_found("tasks_assigned=50 tasks_carried_over=100 tasks_done=151",
                     "tasks-part contradiction 2,3,4");
        assert_says("tasks_assigned=50 tasks_carried_over=100 tasks_done=151", ENGLISH,
                    "tasks done 151 is more than tasks assigned 50 + tasks carried over 100");
        assert_says("tasks_assigned=10 tasks_done=1100", ENGLISH,
                    "tasks done 1,100 is more than tasks assigned 10; right only if it holds tasks carried "
                    "over, which "
                    "is not printed");
}

static void rates_add_up_within_their_last_digit(void **state)
{
        (void)state;
        assert_found("on_time_rate=98.32 late_rate=0.32 in_process_rate=1.36", "");
        assert_found("on_time_rate=98.33 late_rate=0.32 in_process_rate=1.36", "");
        assert_found("on_time_rate=97.32 late_rate=0.32 in_process_rate=1.36",
                     "rates-of-received smell 2,3,4");
        assert_found("satisfaction_rate=99.38 satisfaction_very=61.29 satisfaction_fairly=25.23 "
                     "satisfaction_satisfied=12.87",
                     "");
        assert_found("satisfaction_rate=99.28 satisfaction_very=61.29 satisfaction_fairly=25.23 "
                     "satisfaction_satisfied=12.87",
                     "satisfaction contradiction 2,3,4,5");
}

static void the_other_sums(void **state)
{
        (void)state;
        assert_found(
                "procedures_announced=30 procedures_new=10 procedures_amended=10 procedures_abolished=10",
                "");
        assert_found(
                "procedures_announced=33 procedures_new=10 procedures_amended=10 procedures_abolished=10",
                "procedures-announced contradiction 2,3,4,5");
        assert_found("online_procedures=30 online_procedures_level_2=10 online_procedures_level_3=10 "
                     "online_procedures_level_4=11",
                     "online-procedures contradiction 2,3,4,5");
        assert_found("tasks_assigned=20 tasks_done=15 tasks_in_process=5", "");
        assert_found("tasks_assigned=20 tasks_done=15 tasks_in_process=6", "tasks smell 2,3,4");
        assert_found("tasks_assigned=20 tasks_carried_over=0 tasks_done=15 tasks_in_process=6",
                     "tasks contradiction 2,4,5");
        assert_found("petitions_received=20 petitions_resolved=10 petitions_open_in_time=6 "
                     "petitions_open_overdue=4",
                     "");
        assert_found("petitions_received=21 petitions_resolved=10 petitions_open_in_time=6 "
                     "petitions_open_overdue=4",
                     "petitions smell 2,3,4,5");
        assert_found("dossiers_received=30 received_online=10 received_direct=15 received_postal=5", "");
        assert_found("dossiers_received=31 received_online=10 received_direct=15 received_postal=5",
                     "received-channels smell 2,3,4,5");
}

static void a_count_that_repeats_another(void **state)
{
        struct audited t;
        (void)state;
        assert_found("resolved_late=700 in_process=700", "repeated-count smell 2,3");
        assert_found("dossiers_received=2000 resolved_on_time=600 resolved_late=700 in_process=700", "");
        /* Small counts are the same by chance. */
        audited(&t, "resolved_late=7 in_process=7", ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

static void a_figure_printed_twice(void **state)
{
        struct audited t;
        (void)state;
        assert_found("resolved=7 resolved=8", "printed-twice contradiction 2,3");
        assert_found("on_time_rate=97 on_time_rate=96.1", "printed-twice contradiction 2,3");
        audited(&t, "on_time_rate=97 on_time_rate=96.91 late_rate=3.0 late_rate=3.09", ENGLISH);
        assert_int_equal(t.audit.n, 0); /* once rounded, once cut */
        audited_close(&t);
        audited(&t, "resolved=7 resolved=7", ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

static void a_longer_period_has_no_less(void **state)
{
        static const char head[] = "source,place,period_from,period_to,indicator,value,unit\n";
        char csv[1024];
        struct audited t;
        (void)state;
        snprintf(csv, sizeof(csv),
                 "%sS,Xy,2023-01-01,2023-06-30,resolved,70,dossier\nS,Xy,2023-01-01,2023-09-30,resolved,69,"
                 "dossier\n"
                 "S,Xy,2023-01-01,2023-06-30,in_process,70,dossier\nS,Xy,2023-01-01,2023-09-30,in_process,9,"
                 "dossier\n"
                 "T,Xy,2023-01-01,2023-07-31,resolved,80,dossier\n"
                 "S,Yz,2023-01-01,2023-09-30,resolved,3,dossier\nT,Yz,2023-01-01,2023-12-31,resolved,3,"
                 "dossier\n",
                 head);
        audited_text(&t, csv, ENGLISH);
        assert_int_equal(t.audit.n, 1);
        assert_string_equal(t.audit.finding[0].rule->code, "longer-period");
        assert_int_equal(t.audit.finding[0].line[0], 2);
        assert_int_equal(t.audit.finding[0].line[1], 3);
        audited_close(&t);
}

/* Figures of other places, periods, levels and sources never meet. */
static void only_what_belongs_together_is_compared(void **state)
{
        struct audited t;
        (void)state;
        audited_text(&t,
                     "source,place,level,period_from,period_to,indicator,value,unit\n"
                     "S,Xy,ALL,2023-01-01,2023-12-31,tasks_assigned,20,task\n"
                     "S,Xy,ALL,2023-01-01,2023-12-31,tasks_done,15,task\n"
                     "T,Xy,ALL,2023-01-01,2023-12-31,tasks_in_process,6,task\n"
                     "S,Yz,ALL,2023-01-01,2023-12-31,tasks_in_process,6,task\n"
                     "S,Xy,ALL,2022-01-01,2022-12-31,tasks_in_process,6,task\n"
                     "S,Xy,COMMUNE,2023-01-01,2023-12-31,tasks_in_process,6,task\n",
                     ENGLISH);
        assert_int_equal(t.audit.n, 0);
        audited_close(&t);
}

/* Rules are a user's file: what is left out of them must not be taken for a figure. */
static void items_that_are_all_left_out_say_nothing(void **state)
{
        (void)state;
        static const char *const rules[] = {
                "kind = part\nparts = a\nwhole = b?\n",
                "kind = part\nparts = b?\nwhole = a\n",
                "kind = sum\nwhole = a\nparts = b? + c?\n",
                "kind = share\nrate = r\nof = b?\nbase = a\n",
                "kind = levels\nwhole = ALL\nparts = PROVINCE? + COMMUNE?\nunits = dossier\n",
                "kind = everywhere\nleast = 1\nwhole = b?\nparts = a\n",
        };
        for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
                struct audited t;
                struct err e = {0};
                char text[256], rules_path[32], path[32];
                snprintf(text, sizeof(text), "[x]\n%svi = v\nen = e\nsource = s\n", rules[i]);
                const int of_rules = audited_file(text, rules_path);
                const int figures =
                        audited_file("source,place,level,period_from,period_to,indicator,value,unit\n"
                                     "S,Xy,ALL,2023-01-01,2023-12-31,a,100,dossier\n"
                                     "S,Xy,ALL,2023-01-01,2023-12-31,r,3,percent\n",
                                     path);
                if (audited_try(&t, path, rules_path, ENGLISH, &e) != OK)
                        fail_msg("%s: %s", rules[i], e.text);
                if (t.audit.n > 0)
                        fail_msg("%s: %.*s", rules[i], (int)t.audit.finding[0].sentence.len,
                                 (const char *)t.audit.finding[0].sentence.at);
                audited_close(&t);
                close(of_rules);
                close(figures);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(items_that_are_all_left_out_say_nothing),
                cmocka_unit_test(a_balance_holds_or_not),
                cmocka_unit_test(a_printed_share_tells_the_wrong_count),
                cmocka_unit_test(shares_round_half_up),
                cmocka_unit_test(a_share_may_be_of_any_of_its_bases),
                cmocka_unit_test(what_is_left_of_a_cut_share),
                cmocka_unit_test(levels_sum_to_the_province),
                cmocka_unit_test(levels_by_their_day),
                cmocka_unit_test(parts_are_within_their_whole),
                cmocka_unit_test(rates_add_up_within_their_last_digit),
                cmocka_unit_test(the_other_sums),
                cmocka_unit_test(a_count_that_repeats_another),
                cmocka_unit_test(a_figure_printed_twice),
                cmocka_unit_test(a_longer_period_has_no_less),
                cmocka_unit_test(only_what_belongs_together_is_compared),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

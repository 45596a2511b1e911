/* SPDX-License-Identifier: Apache-2.0
 *
 * test_sheet.c - what printers make of an answer: rates are rounded half up, long names are whole, a list of
 * nothing still names its columns, and the printed form says as of when it counts.
 */
#include "tests/support/cataloguing.h"
#include "tests/support/figures.h"

enum { LONG_NAME = 300 }; /* characters of three bytes */

/* 800 resolved by 2022-03-31, one of them in time: 0.125 % exactly. */
static void world(struct scratch *s)
{
        scratch_open(s);
        scratch_setup(s);
        scratch_script(s->pg,
                       "insert into hentra.agency (code) values ('A'); insert into hentra.agency_version "
                       "(agency_id, "
                       "name, level) values (1, 'Sở', 1); insert into hentra.procedure (code) values ('P');"
                       "insert into hentra.field (code, name) values ('F', repeat('ế', 300));"
                       "insert into hentra.procedure_version (procedure_id, name, field_id, service) values "
                       "(1, 'Một', "
                       "1, 3);"
                       "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, "
                       "case_kind, "
                       "shard, received, resolved_early, resolved_late, resolved_late_instant) values "
                       "('2022-03-01', "
                       "1, 1, 2, 0, 1, 800, 1, 799, 799);"
                       "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, "
                       "resolved_early, resolved_late, resolved_late_instant) values ('2022-03-01', 1, 2, 0, "
                       "1, 800, "
                       "1, 799, 799)");
}

#define prints(s, ...)                                                                       \
        ({                                                                                   \
                struct capture capture_ = capture_begin(STDOUT_FILENO);                      \
                const int rc_ = scratch_run(s, report_command, "report", __VA_ARGS__, NULL); \
                char *said_ = capture_end(&capture_);                                        \
                assert_int_equal(rc_, 0);                                                    \
                said_;                                                                       \
        })

static void assert_prints(char *said, const char *part)
{
        assert_says(said, part);
        free(said);
}

static void test_rates_are_rounded_half_up(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        assert_prints(prints(&s, "form06", "--period", "CAL:2022-03"), " 0.13 %");
        assert_prints(prints(&s, "form06", "--period", "CAL:2022-03", "--lang", "vi"), " 0,13 %");
        assert_prints(prints(&s, "form06", "--period", "CAL:2022-03", "--format", "html"), ">0.13 %<");
        assert_prints(prints(&s, "ranking", "--period", "CAL:2022-03"), " 0.13 %");
        scratch_close(&s);
}

static void test_long_names_are_whole(void **state)
{
        static const char *const formats[] = {"text", "html"};
        struct scratch s;
        (void)state;
        world(&s);
        for (int i = 0; i < 4; i++) {
                char *said =
                        i < 2 ? prints(&s, "procedures", "--period", "CAL:2022-03", "--format", formats[i])
                              : prints(&s, "form06", "--period", "CAL:2022-03", "--form", "official",
                                       "--format", formats[i % 2]);
                int whole = 0;
                for (const char *at = said; (at = strstr(at, "ế")); at += strlen("ế"))
                        whole++;
                /* Of the field, and in Vietnamese some of the form's own words. */
                assert_true(whole >= LONG_NAME);
                free(said);
        }
        scratch_close(&s);
}

static void test_a_list_of_nothing_names_its_columns(void **state)
{
        static const char *const lists[] = {"late", "quality", "ranking", "handling-time"};
        struct scratch s;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
                char *csv = prints(&s, lists[i], "--period", "CAL:2022-03", "--format", "csv");
                const char *end = strchr(csv, '\n');
                assert_non_null(end);
                assert_string_equal(end + 1, "");
                csv_column(csv, "population");
                csv_column(csv, i < 2 ? "due_at" : i == 2 ? "on_time_rate" : "beyond_rate");
                free(csv);
        }
        char *csv =
                prints(&s, "late", "--period", "CAL:2022-03", "--format", "csv", "--bom", "--delimiter", ";");
        assert_memory_equal(csv, "\xEF\xBB\xBFreport;period;", 17);
        free(csv);
        assert_prints(prints(&s, "late", "--period", "CAL:2022-03", "--format", "json"), "[\n]\n");
        scratch_close(&s);
}

static void test_the_printed_form_says_as_of_when(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        char *said = prints(&s, "form06", "--period", "CAL:2022", "--form", "official", "--as-of",
                            "2022-09-30 17:00");
        assert_says(said, "tính đến 17:00:00 ngày 30/09/2022");
        assert_null(strstr(said, "chưa kết thúc"));
        free(said);
        assert_prints(prints(&s, "form06", "--period", "CAL:2022", "--form", "official", "--lang", "en",
                             "--as-of", "2022-09-30 17:00"),
                      "as of 2022-09-30 17:00:00");
        scratch_close(&s);
}

/* An end before the reception counts on the reception day, and late is from the return date to there. */
static void test_an_end_before_the_reception_is_late_at_the_reception(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        scratch_script(
                s.pg, "insert into hentra.dossier (dossier_id, agency_id, procedure_id, received_at, due_at, "
                      "ended_at, ended_by, status, service, day_class, instant_class, history, last_at, "
                      "first_observed_at, case_kind, channel, marks) values ('D', 1, 1, '2022-03-08 "
                      "08:00+07', '2022-03-04 08:00+07', '2022-03-03 08:00+07', 9, 9, 3, 3, 2, '', "
                      "'2022-03-08 08:00+07', '2022-03-08 08:00+07', 0, 1, 4)");
        char *csv = REPORT(&s, "late", "--period", "CAL:2022-03");
        /* Friday 08:00 to Tuesday 08:00: two working days of 480 minutes. */
        assert_figures(csv, "dossier", "D", "ended_at=2022-03-08T01:00:00Z late_minutes=960");
        free(csv);
        scratch_close(&s);
}

/* 3 of last year's 800 are asked for a supplement while 1 is received: no share of it. */
static void test_no_rate_is_of_two_populations(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        scratch_script(s.pg,
                       "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, "
                       "supplemented, returned) values ('2022-05-04', 1, 2, 0, 1, 1, 3, 2)");
        char *csv = REPORT(&s, "digital", "--period", "CAL:2022-05");
        assert_figures(csv, "level", "", "received=1 supplemented=3 digitised_rate=0.0000 returned=2");
        assert_null(strstr(csv, "300.0000"));
        assert_null(strstr(csv, "supplemented_rate"));
        free(csv);
        assert_prints(prints(&s, "digital", "--period", "CAL:2022-05"),
                      "Asked for a supplement in the period");
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rates_are_rounded_half_up),
                cmocka_unit_test(test_long_names_are_whole),
                cmocka_unit_test(test_a_list_of_nothing_names_its_columns),
                cmocka_unit_test(test_the_printed_form_says_as_of_when),
                cmocka_unit_test(test_no_rate_is_of_two_populations),
                cmocka_unit_test(test_an_end_before_the_reception_is_late_at_the_reception),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

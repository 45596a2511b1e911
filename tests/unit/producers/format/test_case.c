/* SPDX-License-Identifier: Apache-2.0
 *
 * test_case.c - rows become the events that they state, or are set aside with the column and the reason.
 */
#include "tests/support/sheet.h"

#define CASE                                                                                               \
        "[file]\nrow = case\nabsent = NULL\n[dates]\nformats = %d/%m/%Y %H:%M | %d/%m/%Y\n"                \
        "zone = Asia/Ho_Chi_Minh\n[columns]\ndossier_id = id\nagency = unit\ndue_at = due\nchannel = ch\n" \
        "stated_at = said\n[constants]\nsource = s\nlevel = COMMUNE\n"                                     \
        "[case]\nRECEIVED = in\nRESOLVED = ready\nRETURNED = out\n"                                        \
        "[values channel]\nONLINE = web | app\nDIRECT = desk\nempty = DIRECT\n"
#define CASE_HEADER "note,id,unit,in,due,ready,out,ch,said\n"

static void a_case_gives_what_it_reached(void **state)
{
        (void)state;
        struct sheet s;
        struct case_events out = {0};
        open_sheet(&s, CASE,
                   file_of(CASE_HEADER "x,D1, A1 ,03/01/2022 08:00,05/01/2022,04/01/2022 17:00,,app,\n"
                                       "x,D2,A1,03/01/2022 08:00,,NULL,NULL,,06/01/2022 00:00\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 2);
        assert_int_equal(out.event[0].status, RECEIVED);
        assert_int_equal(out.event[0].occurred_at, utc(1, 3, 1, 0));
        assert_int_equal(out.event[1].status, RESOLVED);
        assert_int_equal(out.event[1].occurred_at, utc(1, 4, 10, 0));
        for (int i = 0; i < 2; i++) {
                assert_true(text_equal(out.event[i].dossier_id, TEXT("D1")));
                assert_true(text_equal(out.event[i].agency, TEXT("A1")));
                assert_true(text_equal(out.event[i].source, TEXT("s")));
                assert_int_equal(out.event[i].level, COMMUNE);
                assert_int_equal(out.event[i].channel, ONLINE);
                assert_int_equal(out.event[i].due_at, utc(1, 5, 17, 0) - 1); /* the end of a local day */
                assert_int_equal(out.event[i].stated_at, 1000);
                assert_int_equal(out.event[i].observed_at, 2000);
                assert_int_equal(out.event[i].submitted_at, NO_TIME);
        }
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].channel, DIRECT);
        assert_int_equal(out.event[0].due_at, NO_TIME);
        assert_int_equal(out.event[0].stated_at, utc(1, 5, 17, 0));
        close_sheet(&s);
}

static void a_row_is_set_aside_as_a_whole(void **state)
{
        (void)state;
        struct sheet s;
        open_sheet(&s, CASE,
                   file_of(CASE_HEADER "x,D,A,2022-01-03,,,,,\n"
                                       "x,D,A,31/02/2022,,,,,\n"
                                       "x,D,A,03/01/2022,,,,fax,\n"
                                       "x,,A,03/01/2022,,,,,\n"
                                       "x,D,,03/01/2022,,,,,\n"
                                       "x,D,A,,,,,,\n"
                                       "x,D,A,03/01/2022,,,\n"
                                       "x,D\xff,A,03/01/2022,,,,,\n"
                                       "x,D,A,01/01/0001,,,,,\n"
                                       "x,D,A,03/01/2022,,,03/01/22,,\n"));
        expect_reject(&s, "in", "is no date in any of the mapping's formats");
        expect_reject(&s, "in", "is no date");
        expect_reject(&s, "ch", "is not in [values channel] of the mapping");
        expect_reject(&s, "id", "dossier_id is empty");
        expect_reject(&s, "unit", "agency is empty");
        expect_reject(&s, "", "has none of the dates of [case]");
        expect_reject(&s, "", "has 7 columns, the header has 9");
        expect_reject(&s, "id", "dossier_id");
        expect_reject(&s, "in", "is outside the years 1900 to 2199");
        expect_reject(&s, "out", "is no date");
        close_sheet(&s);
}

static void a_row_is_an_event(void **state)
{
        (void)state;
        struct sheet s;
        struct case_events out = {0};
        open_sheet(
                &s,
                "[file]\nrow = event\n[dates]\nformats = %Y-%m-%d %H:%M:%S%f%z\n"
                "[columns]\ndossier_id = id\nstatus = st\noccurred_at = at\nsequence = no\nagency = unit\n"
                "digitised = dig\n[constants]\nsource = s\n[values status]\nRECEIVED = 2\nother = UNKNOWN\n"
                "[values agency]\nA-1 = First office\nother = keep\n",
                file_of("id,st,at,no,unit,dig\n"
                        "D,2,2022-01-03 08:00:00.25+07:00,17,First office,YES\n"
                        "D,99,2022-01-03 08:00:00Z,,Second office,\n"
                        "D,2,,1,A,\n"
                        "D,2,2022-01-03 08:00:00Z,-1,A,\n"
                        "D,2,2022-01-03 08:00:00Z,1,A,yes\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].status, RECEIVED);
        assert_int_equal(out.event[0].occurred_at, utc(1, 3, 1, 0) + 250000);
        assert_int_equal(out.event[0].sequence, 17);
        assert_int_equal(out.event[0].digitised, DIGITISED_YES);
        assert_true(text_equal(out.event[0].agency, TEXT("A-1")));
        expect_row(&s, &out);
        assert_int_equal(out.event[0].status, STATUS_UNKNOWN);
        assert_int_equal(out.event[0].digitised, DIGITISED_ABSENT);
        assert_true(text_equal(out.event[0].agency, TEXT("Second office")));
        expect_reject(&s, "at", "is empty");
        expect_reject(&s, "no", "is no whole number");
        expect_reject(&s, "dig", "is no digitised; [values digitised] can say");
        close_sheet(&s);
}

static void a_row_is_both(void **state)
{
        (void)state;
        struct sheet s;
        struct case_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = both\n[dates]\nformats = %Y-%m-%dT%H:%M%z\n"
                   "[columns]\ndossier_id = id\noccurred_at = at\nsequence = no\n"
                   "[constants]\nsource = s\nagency = a\nstatus = PROCESSING\n[case]\nRECEIVED = in\n",
                   file_of("id,at,no,in\nD,2022-01-04T08:00Z,3,2022-01-03T08:00Z\nD,,,2022-01-03T08:00Z\n"
                           "D,2022-01-04T08:00Z,,\nD,,,\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 2);
        assert_int_equal(out.event[0].status, RECEIVED);
        assert_int_equal(out.event[0].sequence, 0);
        assert_int_equal(out.event[1].status, PROCESSING);
        assert_int_equal(out.event[1].sequence, 3);
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].status, RECEIVED);
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].status, PROCESSING);
        expect_reject(&s, "at", "is empty");
        close_sheet(&s);
}

#define NEW_YORK                                                                             \
        "[file]\nrow = case\n[columns]\ndossier_id = id\n[constants]\nsource = s\nagency = " \
        "a\n[case]\nRECEIVED = in\n"                                                         \
        "[dates]\nformats = %Y-%m-%d %H:%M\nzone = America/New_York\n"
#define GAP     "id,in\nD,2022-03-13 02:30\n"
#define OVERLAP "id,in\nD,2022-11-06 01:30\n"

static void changes_of_the_clocks(void **state)
{
        (void)state;
        struct sheet s;
        struct case_events out = {0};
        open_sheet(&s, NEW_YORK, file_of(GAP)); /* 02:30 by the winter offset is 03:30 in summer time */
        expect_row(&s, &out);
        assert_int_equal(out.event[0].occurred_at, utc(3, 13, 7, 30));
        assert_int_equal(out.tally.gaps, 1);
        close_sheet(&s);
        open_sheet(&s, NEW_YORK "gap = reject\n", file_of(GAP));
        expect_reject(&s, "in", "left out");
        close_sheet(&s);
        open_sheet(&s, NEW_YORK, file_of(OVERLAP));
        expect_row(&s, &out);
        assert_int_equal(out.event[0].occurred_at, utc(11, 6, 5, 30));
        assert_int_equal(out.tally.overlaps, 1);
        close_sheet(&s);
        open_sheet(&s, NEW_YORK "overlap = second\n", file_of(OVERLAP));
        expect_row(&s, &out);
        assert_int_equal(out.event[0].occurred_at, utc(11, 6, 6, 30));
        assert_int_equal(out.tally.overlaps, 1);
        close_sheet(&s);
}

static void a_header_must_have_the_columns(void **state)
{
        (void)state;
        struct sheet s = {0};
        struct case_layout layout;
        struct err e;
        const char *column;
        open_sheet(&s, NEW_YORK, file_of(GAP));
        struct text once[] = {TEXT("in"), TEXT("x")}, twice[] = {TEXT("id"), TEXT("in"), TEXT("id")};
        assert_int_equal(case_bind(&layout, s.mapping, &(struct csv_row){.field = once, .n = 2}, &column, &e),
                         POISON);
        assert_string_equal(column, "id");
        assert_non_null(strstr(e.text, "lacks"));
        assert_int_equal(
                case_bind(&layout, s.mapping, &(struct csv_row){.field = twice, .n = 3}, &column, &e),
                POISON);
        assert_string_equal(column, "id");
        assert_non_null(strstr(e.text, "twice"));
        close_sheet(&s);
}

/* ---- the example of docs/sources.md ---- */

/* The first block of that language, as a file. */
static int block(const char *language)
{
        static char text[1 << 16];
        char fence[32];
        int fd = open(SOURCE_DIR "/docs/sources.md", O_RDONLY);
        ssize_t len = read(fd, text, sizeof(text) - 1);
        assert_true(len > 0);
        close(fd);
        text[len] = '\0';
        snprintf(fence, sizeof(fence), "```%s\n", language);
        char *begin = strstr(text, fence);
        assert_non_null(begin);
        begin += strlen(fence);
        char *end = strstr(begin, "```");
        assert_non_null(end);
        *end = '\0';
        return file_of(begin);
}

static void the_example_of_the_documentation(void **state)
{
        (void)state;
        static const size_t events[] = {3, 1, 2};
        struct sheet s;
        struct case_events out = {0};
        open_sheet_files(&s, block("ini"), block("csv"));
        for (size_t i = 0; i < 3; i++) {
                expect_row(&s, &out);
                assert_int_equal(out.n, events[i]);
        }
        assert_int_equal(out.event[0].channel, POSTAL);
        assert_int_equal(out.event[0].due_at, NO_TIME);
        assert_true(text_equal(out.event[0].agency, TEXT("000.05.17.H58")));
        close_sheet(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_case_gives_what_it_reached),
                cmocka_unit_test(a_row_is_set_aside_as_a_whole),
                cmocka_unit_test(a_row_is_an_event),
                cmocka_unit_test(a_row_is_both),
                cmocka_unit_test(changes_of_the_clocks),
                cmocka_unit_test(a_header_must_have_the_columns),
                cmocka_unit_test(the_example_of_the_documentation),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row.c - rows become the events that they state, or are set aside with the column and the reason.
 */
#include "tests/support/sample.h"
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
        struct row_events out = {0};
        open_sheet(&s, CASE,
                   file_of(CASE_HEADER "x,D1, A1 ,03/01/2022 08:00,05/01/2022,04/01/2022 17:00,,app,\n"
                                       "x,D2,A1,03/01/2022 08:00,,NULL,NULL,,06/01/2022 00:00\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        const struct event *v = &out.event[0];
        assert_int_equal(v->kind, KIND_DOCUMENT);
        assert_int_equal(v->sequence, 0);
        assert_int_equal(v->occurrence_n, 2);
        assert_int_equal(v->occurrence[0].status, RECEIVED);
        assert_int_equal(v->occurrence[0].occurred_at, utc(1, 3, 1, 0));
        assert_int_equal(v->occurrence[1].status, RESOLVED);
        assert_int_equal(v->occurrence[1].occurred_at, utc(1, 4, 10, 0));
        for (int i = 0; i < 2; i++) {
                assert_true(text_equal(v->occurrence[i].agency, TEXT("A1")));
                assert_false(v->occurrence[i].occurred_day || v->occurrence[i].reopens);
        }
        assert_int_equal(v->status, RESOLVED); /* as the latest occurrence */
        assert_int_equal(v->occurred_at, utc(1, 4, 10, 0));
        assert_true(text_equal(v->dossier_id, TEXT("D1")));
        assert_true(text_equal(v->agency, TEXT("A1")));
        assert_true(text_equal(v->source, TEXT("s")));
        assert_int_equal(v->level, COMMUNE);
        assert_int_equal(v->channel, ONLINE);
        assert_int_equal(v->due_at, utc(1, 5, 17, 0) - 1); /* the end of a local day */
        assert_int_equal(v->stated_at, 1000);
        assert_int_equal(v->observed_at, 2000);
        assert_int_equal(v->submitted_at, NO_TIME);
        assert_int_equal(v->since, NO_TIME);
        assert_false(v->retracts);
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(v->occurrence_n, 1);
        assert_int_equal(v->status, RECEIVED);
        assert_int_equal(v->channel, DIRECT);
        assert_int_equal(v->due_at, NO_TIME);
        assert_int_equal(v->stated_at, utc(1, 5, 17, 0));
        close_sheet(&s);
}

/* Days without a time: an end lies at the end of its day, so it is neither before a reception on that day nor
 * early by it; all else at its start. */
static void days_are_placed(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(
                &s,
                "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d %H:%M | %Y-%m-%d\nzone = Asia/Ho_Chi_Minh\n"
                "[columns]\ndossier_id = id\n[constants]\nsource = s\nagency = a\n"
                "[case]\nRECEIVED = in\nREFUSED = no\nSUPPLEMENT_REQUESTED = wait\nWITHDRAWN = back\n"
                "STOPPED = stop\nRESOLVED = ready\nRETURNED = out\n",
                file_of("id,in,no,wait,back,stop,ready,out\n"
                        "1,2022-01-03 "
                        "15:59,2022-01-04,2022-01-04,2022-01-04,2022-01-04,2022-01-04,2022-01-04\n"
                        "2,2022-01-03,,,,,,\n3,2022-01-03 15:59,,,,,2022-01-03,\n"));
        expect_row(&s, &out);
        const struct event *v = &out.event[0];
        assert_int_equal(v->occurrence_n, 7);
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                const struct event_occurrence *o = &v->occurrence[i];
                const bool end = o->status != SUPPLEMENT_REQUESTED && o->status != STOPPED;
                assert_int_equal(o->occurred_day, o->status != RECEIVED);
                if (o->status != RECEIVED)
                        assert_int_equal(o->occurred_at, end ? utc(1, 4, 17, 0) - 1 : utc(1, 3, 17, 0));
        }
        assert_int_equal(v->status, RETURNED); /* of equal times the later in the list */
        assert_true(v->occurred_day);
        expect_row(&s, &out);
        assert_int_equal(v->occurred_at, utc(1, 2, 17, 0));
        assert_true(v->occurred_day && v->occurrence[0].occurred_day);
        expect_row(&s, &out);
        assert_int_equal(v->occurrence[0].occurred_at, utc(1, 3, 8, 59));
        assert_int_equal(v->occurrence[1].occurred_at, utc(1, 3, 17, 0) - 1);
        assert_int_equal(v->status, RESOLVED);
        close_sheet(&s);
}

static void a_row_is_set_aside_as_a_whole(void **state)
{
        (void)state;
        struct sheet s;
        open_sheet(&s, CASE,
                   file_of(CASE_HEADER "hồ sơ,D,A,2022-01-03,,,,,\n"
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
        struct row_events out = {0};
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
        assert_int_equal(out.event[0].digitised, TRUTH_YES);
        assert_true(text_equal(out.event[0].agency, TEXT("A-1")));
        expect_row(&s, &out);
        assert_int_equal(out.event[0].status, STATUS_UNKNOWN);
        assert_int_equal(out.event[0].digitised, TRUTH_ABSENT);
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
        struct row_events out = {0};
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
        struct row_events out = {0};
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

/* ---- names and texts ---- */

static void names_must_have_the_columns(void **state)
{
        (void)state;
        struct sheet s = {0};
        struct row_layout layout;
        struct err e;
        const char *column;
        open_sheet(&s, NEW_YORK, file_of(GAP));
        const struct text once[] = {TEXT("in"), TEXT("x")}, twice[] = {TEXT("id"), TEXT("in"), TEXT("id")};
        const struct row missing = {.names = once, .n = 2}, repeated = {.names = twice, .n = 3};
        assert_int_equal(row_bind(&layout, s.mapping, &missing, &column, &e), POISON);
        assert_string_equal(column, "id");
        assert_non_null(strstr(e.text, "lacks"));
        assert_int_equal(row_bind(&layout, s.mapping, &repeated, &column, &e), POISON);
        assert_string_equal(column, "id");
        assert_non_null(strstr(e.text, "twice"));
        close_sheet(&s);
}

static void expect_same_events(const struct row_events *a, const struct row_events *b)
{
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->dates, b->dates);
        assert_int_equal(a->lefts, b->lefts);
        for (size_t i = 0; i < a->n; i++)
                assert_event_equal(&a->event[i], &b->event[i]);
        for (size_t i = 0; i < a->lefts; i++) {
                assert_string_equal(a->left[i].column, b->left[i].column);
                assert_string_equal(a->left[i].reason, b->left[i].reason);
        }
}

/* A source without a CSV file: names in another order, one more of them, and texts that are not there at
 * all. */
static void a_row_needs_no_file(void **state)
{
        (void)state;
        enum { N = 10, ROWS = 4 };
        static const struct text names[N] = {TEXT("ch"),   TEXT("id"),   TEXT("said"), TEXT("extra"),
                                             TEXT("unit"), TEXT("note"), TEXT("out"),  TEXT("ready"),
                                             TEXT("due"),  TEXT("in")};
        static const struct text none = {0};
        const struct text texts[ROWS][N] = {
                {TEXT("app"), TEXT("D1"), none, TEXT("y"), TEXT(" A1 "), TEXT("x"), none,
                 TEXT("04/01/2022 17:00"), TEXT("05/01/2022"), TEXT("03/01/2022 08:00")},
                {none, TEXT("D2"), TEXT("06/01/2022 00:00"), none, TEXT("A1"), none, TEXT("NULL"), none, none,
                 TEXT("03/01/2022 08:00")},
                {none, TEXT("D3"), none, none, TEXT("A1"), none, TEXT("05/01/3016"), none, none,
                 TEXT("03/01/2022")},
                {TEXT("fax"), TEXT("D4"), none, none, TEXT("A1"), none, none, none, none, TEXT("03/01/2022")},
        };
        struct sheet s;
        struct row_layout layout;
        struct row_events from_file = {0}, from_texts = {0};
        struct err file_e, e;
        const char *column;
        open_sheet(&s, CASE,
                   file_of(CASE_HEADER "x,D1, A1 ,03/01/2022 08:00,05/01/2022,04/01/2022 17:00,,app,\n"
                                       ",D2,A1,03/01/2022 08:00,,,NULL,,06/01/2022 00:00\n"
                                       ",D3,A1,03/01/2022,,,05/01/3016,,\n"
                                       ",D4,A1,03/01/2022,,,,fax,\n"));
        struct row row = {.names = names, .n = N};
        assert_int_equal(row_bind(&layout, s.mapping, &row, &column, &e), OK);
        for (int i = 0; i < ROWS - 1; i++) {
                expect_row(&s, &from_file);
                row.texts = texts[i];
                assert_int_equal(row_read(&layout, &row, 1000, 2000, &from_texts, &e), OK);
                expect_same_events(&from_file, &from_texts);
        }
        assert_int_equal(from_texts.lefts, 1);
        row.texts = texts[ROWS - 1];
        assert_int_equal(next(&s, &from_file, &file_e), POISON);
        assert_int_equal(row_read(&layout, &row, 1000, 2000, &from_texts, &e), POISON);
        assert_string_equal(from_file.column, from_texts.column);
        assert_string_equal(file_e.text, e.text);
        close_sheet(&s);
}

/* A row whose required texts are absent is set aside, as one with empty cells is. */
static void absent_texts(void **state)
{
        (void)state;
        static const struct text names[] = {TEXT("id"), TEXT("in")};
        static const struct text nothing[2] = {{0}}, no_date[] = {TEXT("D"), {0}},
                                 no_id[] = {{0}, TEXT("2022-01-03 08:00")};
        const struct {
                const struct text *texts;
                const char *column, *reason;
        } rows[] = {{nothing, "", "has none of the dates"},
                    {no_date, "", "has none of the dates"},
                    {no_id, "id", "dossier_id is empty"}};
        struct sheet s;
        struct row_layout layout;
        struct row_events out = {0};
        struct err e;
        const char *column;
        open_sheet(&s, NEW_YORK, file_of(GAP));
        struct row row = {.names = names, .n = 2};
        assert_int_equal(row_bind(&layout, s.mapping, &row, &column, &e), OK);
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
                row.texts = rows[i].texts;
                assert_int_equal(row_read(&layout, &row, 1000, 2000, &out, &e), POISON);
                assert_string_equal(out.column, rows[i].column);
                assert_non_null(strstr(e.text, rows[i].reason));
        }
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
        static const uint32_t occurrences[] = {3, 1, 2};
        struct sheet s;
        struct row_events out = {0};
        open_sheet_files(&s, block("ini"), block("csv"));
        for (size_t i = 0; i < 3; i++) {
                expect_row(&s, &out);
                assert_int_equal(out.n, 1);
                assert_int_equal(out.event[0].occurrence_n, occurrences[i]);
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
                cmocka_unit_test(days_are_placed),
                cmocka_unit_test(a_row_is_set_aside_as_a_whole),
                cmocka_unit_test(a_row_is_an_event),
                cmocka_unit_test(a_row_is_both),
                cmocka_unit_test(changes_of_the_clocks),
                cmocka_unit_test(names_must_have_the_columns),
                cmocka_unit_test(a_row_needs_no_file),
                cmocka_unit_test(absent_texts),
                cmocka_unit_test(the_example_of_the_documentation),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row_ends.c - rows whose end is told by a word, beside dates that are filled in whatever became of the
 * case.
 */
#include "tests/support/sheet.h"

#define HEAD                                                                                            \
        "[file]\nrow = case\nabsent = NULL\n[dates]\nformats = %Y-%m-%d %H:%M | %Y-%m-%d\nzone = UTC\n" \
        "[columns]\ndossier_id = id\ndue_at = due\n[constants]\nsource = s\nagency = a\n"               \
        "[case]\nRECEIVED = in\nRESOLVED = closed\nRETURNED = handed\nWITHDRAWN = cancelled\n"
#define HEADER "id,state,in,closed,handed,cancelled,due\n"

static void expect(const struct row_events *out, enum status end, micros at, const char *stand_in)
{
        const struct event *v = &out->event[0];
        assert_int_equal(out->n, 1);
        assert_int_equal(v->occurrence_n, end == STATUS_UNKNOWN ? 1 : 2);
        assert_int_equal(v->occurrence[0].status, RECEIVED);
        if (end != STATUS_UNKNOWN) {
                assert_int_equal(v->occurrence[1].status, end);
                assert_int_equal(v->occurrence[1].occurred_at, at);
                assert_true(text_equal(v->occurrence[1].agency, TEXT("a")));
        }
        if (stand_in)
                assert_string_equal(out->stand_in, stand_in);
        else
                assert_null(out->stand_in);
}

/* The closing date of a request that was cancelled is no resolution; without a date of its own the promised day
 * stands for it, and is listed. */
static void a_word_beside_dates(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   HEAD
                   "[end WITHDRAWN]\ncolumn = state\nis = CANCEL | Huỷ\nat = cancelled\nsubstitute = due\n"
                   "[end REFUSED]\ncolumn = state\nis = NO\nat = closed | handed\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,2022-01-04 10:00,,2022-01-20 09:00,2022-01-14\n"
                                  "2,Hu\xe1\xbb\xb7,2022-01-03 08:00,,,NULL,2022-01-14\n"
                                  "3,CANCEL,2022-01-03 08:00,2022-01-04 10:00,,,\n"
                                  "4,CLOSED,2022-01-03 08:00,2022-01-04 10:00,,,2022-01-14\n"
                                  "5,,2022-01-03 08:00,,,,2022-01-14\n"
                                  "6,NO,2022-01-03 08:00,,2022-01-05 09:00,2022-01-06,2022-01-14\n"
                                  "7,NO,2022-01-03 08:00,2022-01-04,2022-01-05 09:00,,2022-01-14\n"
                                  "8,CANCEL,2022-01-03 08:00,,,3022-01-04,2022-01-14\n"
                                  "9,CANCEL,2022-01-03 08:00,,,yesterday,2022-01-14\n"
                                  "10,cancel,2022-01-03 08:00,2022-01-04 10:00,,,2022-01-14\n"));
        s.stated_at = utc(3, 1, 0, 0);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 20, 9, 0), NULL);
        assert_int_equal(out.event[0].status, WITHDRAWN);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 15, 0, 0) - 1, "due");
        assert_true(out.event[0].occurrence[1].occurred_day);
        assert_string_equal(out.stand_in_reason, "its date stands for the time of the end, which is empty");
        expect_reject(&s, "cancelled",
                      "is empty, and the row says that its case has ended: it must say when");
        expect_row(&s, &out);
        expect(&out, RESOLVED, utc(1, 4, 10, 0), NULL);
        expect_row(&s, &out);
        expect(&out, STATUS_UNKNOWN, 0, NULL);
        expect_row(&s, &out);
        expect(&out, REFUSED, utc(1, 5, 9, 0), NULL);
        expect_row(&s, &out);
        expect(&out, REFUSED, utc(1, 5, 0, 0) - 1, NULL);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 15, 0, 0) - 1, "due");
        assert_int_equal(out.lefts, 1);
        expect_reject(&s, "cancelled", "is no date");
        expect_row(&s, &out);
        expect(&out, RESOLVED, utc(1, 4, 10, 0), NULL); /* a word that is not listed */
        close_sheet(&s);
}

/* Nothing has the time: the end is known, and its time is not. */
static void an_end_without_a_time(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s, HEAD "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nsubstitute = due | export\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,2022-01-04 10:00,,,\n"
                                  "2,CANCEL,2022-01-03 08:00,,,,2022-01-14\n"));
        s.stated_at = utc(3, 1, 0, 0);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, NO_TIME, "cancelled");
        assert_int_equal(out.event[0].status, WITHDRAWN);
        assert_string_equal(out.stand_in_reason,
                            "is empty: the end counts from the export that first has the row as it is");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 15, 0, 0) - 1, "due");
        close_sheet(&s);
}

/* A result that is ready and one that was handed out go together. */
static void a_result_that_was_handed_out(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s, HEAD "[end RESOLVED]\ncolumn = state\nis = DONE\n",
                   file_of(HEADER "1,DONE,2022-01-03 08:00,2022-01-04 10:00,2022-01-05 09:00,2022-01-06,\n"));
        expect_row(&s, &out);
        assert_int_equal(out.event[0].occurrence_n, 3);
        assert_int_equal(out.event[0].occurrence[1].status, RESOLVED);
        assert_int_equal(out.event[0].occurrence[2].status, RETURNED);
        close_sheet(&s);
}

/* A column that stands in is read as its own field is. */
static void a_column_keeps_its_formats(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   HEAD "[dates due_at]\nformats = %d/%m/%Y %H:%M\nmidnight = day\n"
                        "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nsubstitute = due\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,,,,14/01/2022 00:00\n"));
        s.stated_at = utc(3, 1, 0, 0);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 15, 0, 0) - 1, "due");
        close_sheet(&s);
}

/* A case that was cancelled before its due date did not end on that date: the next substitute stands. Of a day
 * without a time any hour may be meant, so the day of the export is none that lies ahead. */
static void a_substitute_that_lies_ahead(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   HEAD "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nsubstitute = due | closed | export\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,2022-01-04 10:00,,,2022-01-14\n"
                                  "2,CANCEL,2022-01-03 08:00,2022-01-12 10:01,,,2022-01-13\n"
                                  "3,CANCEL,2022-01-03 08:00,2022-01-13 10:00,,,2022-01-12\n"
                                  "4,CANCEL,2022-01-03 08:00,,,,2022-01-12 10:00\n"
                                  "5,CANCEL,2022-01-03 08:00,,,2022-01-20 08:00,2022-01-12\n"));
        s.stated_at = utc(1, 12, 10, 0);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 4, 10, 0), "closed");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, NO_TIME, "cancelled");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 13, 0, 0) - 1, "due");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 12, 10, 0), "due");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 20, 8, 0), NULL); /* the end's own time is the source's word */
        close_sheet(&s);
        open_sheet(&s, HEAD "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nsubstitute = due\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,,,,2022-01-14\n"));
        s.stated_at = utc(1, 14, 0, 0) - 1;
        expect_reject(&s, "cancelled",
                      "is empty, and the row says that its case has ended: what may stand for its time lies "
                      "ahead");
        close_sheet(&s);
}

/* A due date that is over when its day begins is so, too, where it stands for an end; any other day without a
 * time is that of the end, which lies at its close. */
static void a_substitute_is_read_as_its_field(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   HEAD "[dates due_at]\ndue_day = start\n"
                        "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nsubstitute = due | in\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,,,,2022-01-14\n"
                                  "2,CANCEL,2022-01-03,,,,\n"
                                  "3,CANCEL,2022-01-03,,,,2022-01-15\n"));
        s.stated_at = utc(1, 14, 9, 0);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 14, 0, 0), "due");
        assert_int_equal(out.event[0].occurrence[1].occurred_at, out.event[0].due_at);
        assert_false(out.event[0].occurrence[1].occurred_day);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 4, 0, 0) - 1, "in");
        assert_true(out.event[0].occurrence[1].occurred_day);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 4, 0, 0) - 1, "in");
        close_sheet(&s);
}

/* A date that is no legal instant is not called empty. */
static void an_end_at_no_legal_time(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   HEAD "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nat = closed | cancelled\n"
                        "substitute = due | export\n[end REFUSED]\ncolumn = state\nis = NO\n"
                        "at = closed | cancelled\nsubstitute = due\n",
                   file_of(HEADER "1,CANCEL,2022-01-03 08:00,,,3022-01-04,2022-01-14\n"
                                  "2,CANCEL,2022-01-03 08:00,,,3022-01-04,\n"
                                  "3,CANCEL,2022-01-03 08:00,,,,3022-01-14\n"
                                  "4,NO,2022-01-03 08:00,,,3022-01-04,\n"
                                  "5,NO,2022-01-03 08:00,,,,3022-01-14\n"));
        s.stated_at = utc(3, 1, 0, 0);
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, utc(1, 15, 0, 0) - 1, "due");
        assert_string_equal(out.stand_in_reason,
                            "its date stands for the time of the end, which was left out");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, NO_TIME, "cancelled");
        assert_string_equal(out.stand_in_reason,
                            "was left out: the end counts from the export that first has the row as it is");
        expect_row(&s, &out);
        expect(&out, WITHDRAWN, NO_TIME, "closed");
        assert_string_equal(out.stand_in_reason,
                            "is empty: the end counts from the export that first has the row as it is");
        expect_reject(&s, "cancelled",
                      "is outside the years 1900 to 2199, and the row says that its case has ended: it must "
                      "say when");
        expect_reject(&s, "closed", "is empty, and the row says that its case has ended: it must say when");
        close_sheet(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_word_beside_dates),
                cmocka_unit_test(an_end_without_a_time),
                cmocka_unit_test(a_result_that_was_handed_out),
                cmocka_unit_test(a_column_keeps_its_formats),
                cmocka_unit_test(a_substitute_that_lies_ahead),
                cmocka_unit_test(a_substitute_is_read_as_its_field),
                cmocka_unit_test(an_end_at_no_legal_time),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row_cells.c - single cells of a row: what costs the cell and what the row, and texts that look the
 * same.
 */
#include "tests/support/sheet.h"

static void expect_left(const struct row_events *out, size_t i, const char *column, const char *reason)
{
        assert_true(i < out->lefts);
        assert_string_equal(out->left[i].column, column);
        if (!strstr(out->left[i].reason, reason))
                fail_msg("'%s' does not say '%s'", out->left[i].reason, reason);
}

#define LONG_TEXT "Waste and recycling - missed pick-up of a bulky item - an appointment was made - north"

/* A text that may be absent, or a date beside others, costs its cell and not the case. */
static void a_cell_is_left_out(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n"
                   "[columns]\ndossier_id = id\nprocedure = what\nfield = area\nreceived_by = desk\ndue_at = "
                   "due\n"
                   "agency = unit\n[constants]\nsource = s\n[case]\nRECEIVED = in\nRESOLVED = out\n",
                   file_of("id,what,area,desk,due,unit,in,out\n"
                           "1," LONG_TEXT "," LONG_TEXT "," LONG_TEXT ",,A,2022-01-03,2022-01-05\n"
                           "2,w,a,d,3016-01-01,A,2022-01-03,3016-01-05\n"
                           "3,w,a,d,,A,0001-01-01,2022-01-05\n"
                           "4," LONG_TEXT ",a,d,,A,0001-01-01,3016-01-05\n"
                           "5,w,a,d,,A,2022-01-03,3016-13-05\n"
                           "6,w,a,d,,A" LONG_TEXT ",2022-01-03,\n"
                           "7,w,a\x01,d,,A,2022-01-03,\n"
                           "8,w,a,d,,A,2022-01-03,\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].occurrence_n, 2);
        assert_int_equal(out.lefts, 3);
        assert_int_equal(out.event[0].procedure.len + out.event[0].field.len + out.event[0].received_by.len,
                         0);
        expect_left(
                &out, 0, "desk",
                "received_by has 86 bytes, at most 64 are allowed: left out; the rest of the row was read");
        expect_left(&out, 1, "what", "procedure has 86 bytes");
        expect_left(&out, 2, "area", "field has 86 bytes");
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].occurrence_n, 1);
        assert_int_equal(out.event[0].status, RECEIVED);
        assert_int_equal(out.event[0].due_at, NO_TIME);
        assert_int_equal(out.lefts, 2);
        expect_left(&out, 0, "due",
                    "is outside the years 1900 to 2199: left out; the rest of the row was read");
        expect_left(&out, 1, "out", "is outside the years 1900 to 2199: left out");
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        assert_int_equal(out.event[0].status, RESOLVED);
        expect_left(&out, 0, "in", "is outside the years");
        expect_reject(&s, "in", "is outside the years 1900 to 2199");
        expect_reject(&s, "out", "is no date");
        expect_reject(&s, "unit", "agency has 87 bytes, at most 64 are allowed");
        expect_reject(&s, "area", "field holds a control character");
        expect_row(&s, &out);
        assert_int_equal(out.lefts, 0);
        close_sheet(&s);
}

/* The day of 1900 that begins in 1899 by UTC. */
static void a_local_day_at_the_edge_of_time(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = Asia/Ho_Chi_Minh\n"
                   "[columns]\ndossier_id = id\n[constants]\nsource = s\nagency = a\n"
                   "[case]\nRECEIVED = in\nRESOLVED = out\n",
                   file_of("id,in,out\n1,1900-01-01,2022-01-04\n2,1900-01-01,\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        expect_left(&out, 0, "in", "is outside the years 1900 to 2199");
        expect_reject(&s, "in", "is outside the years 1900 to 2199");
        close_sheet(&s);
}

/* One end date whose meaning stands in the status: without it a case is open, and its reception counts. But
 * a row that says that its case ended must say when. */
static void an_open_row_in_both(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = both\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n"
                   "[columns]\ndossier_id = id\noccurred_at = closed\nstatus = st\n"
                   "[constants]\nsource = s\nagency = a\n[case]\nRECEIVED = in\n"
                   "[values status]\nRESOLVED = done\nWITHDRAWN = canc\nPROCESSING = open\nSTOPPED = stop\n"
                   "REFUSED = no\nRETURNED = back\nSUPPLEMENT_REQUESTED = wait\nother = UNKNOWN\n",
                   file_of("id,in,st,closed\n1,2022-01-03,done,2022-01-05\n2,2022-01-03,open,\n"
                           "3,2022-01-03,wait,\n4,2022-01-03,new word,\n5,2022-01-03,,\n"
                           "6,2022-01-03,done,\n7,2022-01-03,canc,\n8,2022-01-03,stop,\n9,2022-01-03,no,\n"
                           "10,2022-01-03,back,\n11,,open,\n12,2022-01-03,open,3016-01-01\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 2);
        for (int open = 2; open <= 5; open++) {
                expect_row(&s, &out);
                assert_int_equal(out.n, 1);
                assert_int_equal(out.event[0].status, RECEIVED);
                assert_int_equal(out.lefts, 0);
        }
        for (int ended = 6; ended <= 10; ended++)
                expect_reject(&s, "closed",
                              "is empty, and the row says that its case has ended: it must say when");
        expect_reject(&s, "closed", "is empty");
        expect_reject(&s, "closed", "is outside the years");
        close_sheet(&s);
}

#define JUSTICE     "Ph\xc3\xb2ng T\xc6\xb0 ph\xc3\xa1p" /* Phòng Tư pháp, composed */
#define JUSTICE_NFD "Pho\xcc\x80ng Tu\xcc\x9b pha\xcc\x81p"
#define UNIT        "\xc4\x91\xc6\xa1n v\xe1\xbb\x8b"
#define UNIT_NFD    "\xc4\x91o\xcc\x9bn vi\xcc\xa3"

/* A name typed on a Mac looks the same and has other bytes; it means the same. Each of mapping, header and
 * cells comes in either form. */
static void texts_that_look_the_same(void **state)
{
        (void)state;
        static const char *const units[] = {UNIT, UNIT_NFD}, *const names[] = {JUSTICE, JUSTICE_NFD};
        for (int i = 0; i < 16; i++) {
                struct sheet s;
                struct row_events out = {0};
                char mapping[1024], rows[1024];
                snprintf(mapping, sizeof(mapping),
                         "[file]\nrow = case\nabsent = %s\n[dates]\nformats = %%Y-%%m-%%d\nzone = UTC\n"
                         "[columns]\ndossier_id = id\nagency = %s\nprocedure = what\nreceived_by = by\nfield "
                         "= f\n"
                         "[constants]\nsource = %s\n[case]\nRECEIVED = in\n"
                         "[values agency]\nH58 = %s\nother = keep\n[values received_by]\n%s = x\n",
                         units[i & 1], units[i >> 1 & 1], names[i & 1], names[i & 1], names[i & 1]);
                snprintf(rows, sizeof(rows),
                         "id,%s,what,by,f,in\n%s-1,%s,%s,x,%s,2022-01-03\n2,%s x,,,,2022-01-03\n",
                         units[i >> 2 & 1], names[i >> 3], names[i >> 3], names[i >> 3], units[i >> 3],
                         names[i >> 3]);
                open_sheet(&s, mapping, file_of(rows));
                expect_row(&s, &out);
                const struct event *v = &out.event[0];
                assert_true(text_equal(v->dossier_id, TEXT(JUSTICE "-1")));
                assert_true(text_equal(v->agency, TEXT("H58")));
                assert_true(text_equal(v->procedure, TEXT(JUSTICE)));
                assert_true(text_equal(v->received_by, TEXT(JUSTICE)));
                assert_true(text_equal(v->source, TEXT(JUSTICE)));
                assert_int_equal(v->field.len, 0); /* it is listed under `absent` */
                expect_row(&s, &out);
                assert_true(
                        text_equal(out.event[0].agency, TEXT(JUSTICE " x"))); /* kept: one agency, not two */
                close_sheet(&s);
                row_events_clear(&out);
        }
}

#define MADE                                                                                               \
        "[file]\nrow = case\nabsent = -\n[dates]\nformats = %Y-%m-%d %H:%M | %Y-%m-%d\nzone = UTC\n"       \
        "[made]\nopened = day + ' ' + hour\nclosed = day2 + ' ' + hour2 | ended | last\nnumber = 'DN-' + " \
        "no + '/' "                                                                                        \
        "+ year + 'x'\nname = first+second | a plain name | code\n"                                        \
        "[columns]\ndossier_id = number\nprocedure = name\n[constants]\nsource = s\nagency = a\n"          \
        "[case]\nRECEIVED = opened\nRESOLVED = closed\n"

/* A day and its hour in two columns, a number in two, and the first of several that says anything. */
static void columns_that_are_made(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s, MADE,
                   file_of("no,year,day,hour,day2,hour2,ended,last,first+second,a plain name,code\n"
                           "1,22,2022-01-03, 08:00,2022-01-04,10:00,2022-01-05,,x,y,z\n"
                           "2,-,2022-01-03,,,,2022-01-05 09:00,2022-01-06,,y,z\n"
                           "3,22,2022-01-03,08:00,-,-,-,2022-01-06,-,-,Pho\xcc\x80ng\n"
                           "4,22,2022-01-03,08:00,-,00:00,2022-01-05 09:00,,,,\n"
                           "4,22,2022-01-03,08:00,,00:00,,,,,\n"
                           "-,22,2022-01-03,08:00,,,,,,,\n"
                           "5,22,-,08:00,,,,,,,\n"
                           "-,-,2022-01-03,08:00,,,,,,,\n"));
        const struct event *v = &out.event[0];
        expect_row(&s, &out);
        assert_true(text_equal(v->dossier_id, TEXT("DN-1/22x")));
        assert_true(text_equal(v->procedure, TEXT("x")));
        assert_int_equal(v->occurrence[0].occurred_at, utc(1, 3, 8, 0));
        assert_int_equal(v->occurrence[1].occurred_at, utc(1, 4, 10, 0));
        expect_row(&s, &out);
        assert_true(text_equal(v->dossier_id, TEXT("DN-2x")));
        assert_true(text_equal(v->procedure, TEXT("y")));
        assert_true(v->occurrence[0].occurred_day);
        assert_int_equal(v->occurrence[1].occurred_at, utc(1, 5, 9, 0));
        expect_row(&s, &out);
        assert_true(text_equal(v->procedure, TEXT("Ph\xc3\xb2ng")));
        assert_true(v->occurrence[1].occurred_day);
        expect_row(&s, &out);
        assert_int_equal(v->occurrence[1].occurred_at, utc(1, 5, 9, 0));
        expect_row(&s, &out); /* an hour without its day is nothing */
        assert_int_equal(v->occurrence_n, 1);
        expect_reject(&s, "number", "dossier_id is empty"); /* else all cases without a number were one */
        expect_reject(&s, "", "has none of the dates of [case]");
        expect_reject(&s, "number", "dossier_id is empty");
        close_sheet(&s);
        row_events_clear(&out);
}

/* A number behind an apostrophe, and a space that no trimming knows. */
static void cells_are_trimmed(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = case\nabsent = none\ntrim = ' U+00A0 U+FEFF HS: = \"\n[dates]\nformats = "
                   "%Y-%m-%d\n"
                   "zone = UTC\n[made]\nnumber = 'A ' + id\n[columns]\ndossier_id = number\nagency = unit\n"
                   "field = f\n[constants]\nsource = s\n[case]\nRECEIVED = in\n"
                   "[values agency]\nH58 = Parks\n",
                   file_of("id,unit,in,f\n'HS: 0012,\xc2\xa0 Parks\xc2\xa0,\xef\xbb\xbf'2022-01-03 ,'none'\n"
                           "\"=\"\"7'8\"\"\",Parks,2022-01-03,'\n"));
        expect_row(&s, &out);
        assert_true(text_equal(out.event[0].dossier_id, TEXT("A 0012")));
        assert_true(text_equal(out.event[0].agency, TEXT("H58")));
        assert_int_equal(out.event[0].field.len, 0);
        expect_row(&s, &out);
        assert_true(text_equal(out.event[0].dossier_id, TEXT("A 7'8")));
        assert_int_equal(out.event[0].field.len, 0);
        close_sheet(&s);
        row_events_clear(&out);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_cell_is_left_out),    cmocka_unit_test(a_local_day_at_the_edge_of_time),
                cmocka_unit_test(an_open_row_in_both),   cmocka_unit_test(texts_that_look_the_same),
                cmocka_unit_test(columns_that_are_made), cmocka_unit_test(cells_are_trimmed),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

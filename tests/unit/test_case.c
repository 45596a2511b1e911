/* SPDX-License-Identifier: Apache-2.0
 *
 * test_case.c - rows become the events that they state, or are set aside with the column and the reason.
 */
#include "producers/case.h"
#include "tests/support/unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A mapping and an export, each from text. */
struct sheet {
        struct mapping *mapping;
        struct csv_reader *csv;
        struct case_layout layout;
        int fd;
};

static int file_of(const char *text)
{
        char path[] = "/tmp/hentra-case-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        return fd;
}

static void open_sheet_files(struct sheet *s, int fd, int data)
{
        struct csv_options options = {0};
        struct csv_row header;
        struct err e;
        const char *column;
        char path[64];
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        if (mapping_open(&s->mapping, path, &e) != OK)
                fail_msg("%s", e.text);
        close(fd);
        s->fd = data;
        assert_int_equal(csv_reader_new(&s->csv, s->fd, 0, 1, &options, &e), OK);
        assert_int_equal(csv_read(s->csv, &header, &e), OK);
        if (case_bind(&s->layout, s->mapping, &header, &column, &e) != OK)
                fail_msg("%s: %s", column, e.text);
}

static void open_sheet(struct sheet *s, const char *mapping, int data)
{
        open_sheet_files(s, file_of(mapping), data);
}

static void close_sheet(struct sheet *s)
{
        mapping_close(s->mapping);
        csv_reader_free(s->csv);
        close(s->fd);
}

static enum fault next(struct sheet *s, struct case_events *out, struct err *e)
{
        struct csv_row row;
        assert_int_equal(csv_read(s->csv, &row, e), OK);
        assert_true(row.n > 0);
        return case_read(&s->layout, &row, 1000, 2000, out, e);
}

static void expect_row(struct sheet *s, struct case_events *out)
{
        struct err e;
        if (next(s, out, &e) != OK)
                fail_msg("%s: %s", out->column, e.text);
}

static void expect_reject(struct sheet *s, const char *column, const char *reason)
{
        struct case_events out = {0};
        struct err e;
        assert_int_equal(next(s, &out, &e), POISON);
        assert_string_equal(out.column, column);
        if (!strstr(e.text, reason))
                fail_msg("'%s' does not say '%s'", e.text, reason);
}

static micros utc(int month, int day, int hour, int minute)
{
        return day_of_civil(2022, month, day) * MICROS_PER_DAY +
               (hour * 60 + minute) * 60 * MICROS_PER_SECOND;
}

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

static void expect_left(const struct case_events *out, size_t i, const char *column, const char *reason)
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
        struct case_events out = {0};
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
        assert_int_equal(out.n, 2);
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
        struct case_events out = {0};
        open_sheet(&s, CASE,
                   file_of(CASE_HEADER "x,D,A,01/01/1900,,04/01/2022 17:00,,,\nx,D,A,01/01/1900,,,,,\n"));
        expect_row(&s, &out);
        assert_int_equal(out.n, 1);
        expect_left(&out, 0, "in", "is outside the years 1900 to 2199");
        expect_reject(&s, "in", "is outside the years 1900 to 2199");
        close_sheet(&s);
}

/* One end date whose meaning stands in the status: without it a case is open, and its reception counts. But a row that
 * says that its case ended must say when. */
static void an_open_row_in_both(void **state)
{
        (void)state;
        struct sheet s;
        struct case_events out = {0};
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

/* A name typed on a Mac looks the same and has other bytes; it means the same. Each of mapping, header and cells comes in
 * either form. */
static void texts_that_look_the_same(void **state)
{
        (void)state;
        static const char *const units[] = {UNIT, UNIT_NFD}, *const names[] = {JUSTICE, JUSTICE_NFD};
        for (int i = 0; i < 16; i++) {
                struct sheet s;
                struct case_events out = {0};
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
                case_events_clear(&out);
        }
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
                cmocka_unit_test(a_cell_is_left_out),
                cmocka_unit_test(a_local_day_at_the_edge_of_time),
                cmocka_unit_test(an_open_row_in_both),
                cmocka_unit_test(texts_that_look_the_same),
                cmocka_unit_test(changes_of_the_clocks),
                cmocka_unit_test(a_header_must_have_the_columns),
                cmocka_unit_test(the_example_of_the_documentation),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

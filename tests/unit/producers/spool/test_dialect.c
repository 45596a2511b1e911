/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dialect.c - files in other encodings, with other delimiters and row ends than the mapping says are
 * read when it names them, and else refused by one line that says what they are.
 */
#include "tests/support/spool_dir.h"

#define FILE_SECTION(lines)                                                                                  \
        "[file]\nrow = case\n" lines "[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = id\n" \
        "agency = unit\n[constants]\nsource = s\n[case]\nRECEIVED = in\nRESOLVED = out\n"
#define PLAIN "id,unit,in,out\n1,Health,2022-01-03,2022-01-04\n2,Parks,2022-01-03,\n"

/* ASCII in UTF-16; a mark of the byte order in front if `mark`. */
static void put_utf16(const struct spool_dir *p, const char *name, const char *text, bool big, bool mark)
{
        struct bytes out = {0};
        if (mark)
                bytes_add(&out, big ? "\xfe\xff" : "\xff\xfe", 2);
        for (; *text; text++)
                bytes_add(&out, big ? (char[]){0, *text} : (char[]){*text, 0}, 2);
        put_bytes(p, name, out.at, out.len, 1000);
        bytes_free(&out);
}

/* A spool that has read no file yet, so that none is read again. */
static void begin_with(struct spool_dir *p, const char *mapping)
{
        char command[512];
        snprintf(command, sizeof(command), "cd %s && rm -rf .hentra done rejected reading", p->path);
        assert_int_equal(system(command), 0);
        use_mapping(p, mapping);
}

static void expect_read(const struct spool_dir *p)
{
        lose_memory(p); /* several files have the same rows */
        struct spool_counts c = run_once(p);
        assert_int_equal(c.done, 1);
        assert_int_equal(c.total.rows, 2);
        assert_int_equal(c.total.rejected, 0);
        assert_int_equal(c.total.events, 2);
        assert_int_equal(count_files(p, ".hentra"), 3); /* lock, journal, mapping: no copy is left */
}

/* The file `name` is refused by one line. */
static void expect_refused(const struct spool_dir *p, const char *name, const char *reason)
{
        char list[64];
        assert_int_equal(run_once(p).refused, 1);
        snprintf(list, sizeof(list), "rejected/%s", name);
        char *text = text_of_file(p, list);
        if (!strstr(text, reason) || strncmp(text, "line,column,reason\n1,\"\",", 24))
                fail_msg("'%s' does not say '%s'", text, reason);
        free(text);
}

static void named_encodings_are_read(void **state)
{
        struct spool_dir *p = *state;
        begin_with(p, FILE_SECTION("encoding = UTF-16\n"));
        put_utf16(p, "little.csv", PLAIN, false, true);
        expect_read(p);
        put_utf16(p, "big.csv", PLAIN, true, true);
        expect_read(p);
        begin_with(p, FILE_SECTION("encoding = utf-16be\n"));
        put_utf16(p, "unmarked.csv", PLAIN, true, false);
        expect_read(p);
        begin_with(p, FILE_SECTION("encoding = UTF-16LE\n"));
        put_utf16(p, "little.csv", PLAIN, false, true);
        expect_read(p);
        put_utf16(p, "unmarked.csv", PLAIN, false, false);
        expect_read(p);
        begin_with(p, FILE_SECTION("encoding = iso-8859-1\n"));
        put(p, "latin.csv", "id,unit,in,out\n1,Caf\xe9,2022-01-03,2022-01-04\n2,Caf\xe9,2022-01-03,\n", 1000);
        expect_read(p);
        begin_with(p, FILE_SECTION("encoding = utf-8\n"));
        put(p, "utf8.csv",
            "\xef\xbb\xbfid,unit,in,out\r\n1,Caf\xc3\xa9,2022-01-03,2022-01-04\r\n2,b,2022-01-03,\r\n", 1000);
        expect_read(p);
}

static void other_encodings_are_named(void **state)
{
        struct spool_dir *p = *state;
        begin_with(p, FILE_SECTION(""));
        put_utf16(p, "a.csv", PLAIN, false, true);
        expect_refused(p, "a.csv", "the file is UTF-16: put encoding = utf-16 into [file] of the mapping");
        put_utf16(p, "b.csv", PLAIN, false, false);
        expect_refused(p, "b.csv", "put encoding = utf-16le into");
        put_utf16(p, "c.csv", PLAIN, true, false);
        expect_refused(p, "c.csv", "put encoding = utf-16be into");
        put(p, "d.csv", "id,unit,in,out\n1,Caf\xe9,2022-01-03,\n", 1000);
        expect_refused(p, "d.csv",
                       "not UTF-8 but an encoding of one byte a letter, perhaps windows-1252 (western), "
                       "windows-1258 or tcvn3 (Vietnamese): put encoding = ");
        put_bytes(p, "e.csv", "PK\x03\x04\0\0id,unit", 14, 1000);
        expect_refused(p, "e.csv", "a workbook");
        begin_with(p, FILE_SECTION("encoding = utf-16\n"));
        put(p, "f.csv", PLAIN, 1000);
        expect_refused(p, "f.csv", "plain ASCII, or UTF-8: put encoding = utf-8 into");
        put_utf16(p, "g.csv", PLAIN, true, false);
        expect_refused(p, "g.csv", "put encoding = utf-16be into");
        begin_with(p, FILE_SECTION("encoding = utf-16le\n"));
        put_utf16(p, "j.csv", PLAIN, true, true);
        expect_refused(p, "j.csv", "the file is UTF-16: put encoding = utf-16 into");
        begin_with(p, FILE_SECTION("encoding = utf-16be\n"));
        put_utf16(p, "k.csv", PLAIN, false, true);
        expect_refused(p, "k.csv", "the file is UTF-16: put encoding = utf-16 into");
        begin_with(p, FILE_SECTION("encoding = windows-1252\n"));
        put(p, "h.csv", "id,unit,in,out\n1,Caf\xc3\xa9,2022-01-03,\n", 1000);
        expect_refused(p, "h.csv", "the file is UTF-8: put encoding = utf-8 into");
        put(p, "i.csv", "id,unit,in,out\n1,a\x81 b,2022-01-03,\n", 1000); /* no letter of Windows-1252 */
        expect_refused(p, "i.csv",
                       "the file is not in windows-1252, as the mapping says: byte 19 is none of it");
}

/* Windows-1258 writes most Vietnamese letters as a letter and a mark behind it; they arrive composed. */
static void vietnamese_of_windows(void **state)
{
        struct spool_dir *p = *state;
        struct spool *s = calloc(1, sizeof(*s));
        struct event v;
        struct err e;
        char path[128];
        begin_with(p, FILE_SECTION("encoding = windows-1258\n"));
        put(p, "a.csv", "id,unit,in,out\n1,\xd0\xf4\xccng,2022-01-03,\n", 1000);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        assert_true(text_equal(v.agency, TEXT("\xc4\x90\xe1\xbb\x93ng")));
        spool_close(s);
        /* The last letter of a file may yet get a mark. */
        snprintf(path, sizeof(path), "%s/reading/a.csv", p->path);
        unlink(path);
        put(p, "b.csv", "id,in,out,unit\n1,2022-01-03,,SoYT", 2000);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        assert_true(text_equal(v.agency, TEXT("SoYT")));
        spool_close(s);
        free(s);
}

/* The agency of the first row of a file. */
static void expect_agency(const struct spool_dir *p, const char *rows, struct text agency)
{
        struct spool *s = calloc(1, sizeof(*s));
        struct event v;
        struct err e;
        put(p, "a.csv", rows, 1000);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        if (!text_equal(v.agency, agency))
                fail_msg("'%.*s'", (int)v.agency.len, v.agency.at);
        spool_close(s);
        free(s);
}

/* The old standard under the name that offices know; the iconv of the C library has it under another one. */
static void vietnamese_of_tcvn3(void **state)
{
        struct spool_dir *p = *state;
        static const char *const names[] = {"tcvn3", "TCVN3", "TCVN5712-1"};
        for (int i = 0; i < 3; i++) {
                char mapping[512];
                snprintf(mapping, sizeof(mapping),
                         "[file]\nrow = case\nencoding = %s\n[dates]\nformats = %%Y-%%m-%%d\nzone = "
                         "UTC\n[columns]\n"
                         "dossier_id = id\nagency = đơn vị\n[constants]\nsource = s\n[case]\nRECEIVED = in\n",
                         names[i]);
                begin_with(p, mapping);
                expect_agency(
                        p,
                        "id,\xae\xac"
                        "n v\xde,in\n1,Ph\xdfng T\xad ph\xb8p \xa7\xac\xd5 \xe5 a\xb3 \x16,2022-01-03\n",
                        TEXT("Phòng Tư pháp Đơế ồ á Ý"));
        }
}

/* Letters with two marks, and the letters of capitals: as one writes them there, and as the composed ones. */
static void vietnamese_letters_arrive_composed(void **state)
{
        struct spool_dir *p = *state;
        static const struct {
                const char *windows, *composed;
        } samples[] = {
                {"\xea\xf2 \xf5\xf2 o\xf2", "ệ ợ ọ"},        {"\xe3\xec y\xf2 \xd5\xd2", "ắ ỵ Ở"},
                {"Vi\xea\xf2t \xd0\xf4\xccng", "Việt Đồng"}, {"Hu\xea\xec \xfd\xcc\xfd\xde", "Huế ừữ"},
                {"a\xec\xe2\xec \xca\xde", "áấ Ễ"},
        };
        for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
                char rows[256];
                begin_with(p, FILE_SECTION("encoding = windows-1258\n"));
                snprintf(rows, sizeof(rows), "id,unit,in,out\n1,%s,2022-01-03,\n", samples[i].windows);
                expect_agency(p, rows, text_of(samples[i].composed));
        }
}

/* One damaged cell of a file in UTF-8 costs its row. */
static void a_damaged_cell(void **state)
{
        struct spool_dir *p = *state;
        begin_with(p, FILE_SECTION(""));
        put(p, "a.csv", "id,unit,in,out\n1,Caf\xc3\xa9 \xc3\xa9,2022-01-03,\n2,Caf\xc3,2022-01-03,\n", 1000);
        struct spool_counts c = run_once(p);
        assert_int_equal(c.done, 1);
        assert_int_equal(c.total.events, 1);
        assert_int_equal(c.total.rejected, 1);
}

/* The first letter outside ASCII stands far behind, and on the border of what is read at once. */
static void a_letter_far_behind(void **state)
{
        struct spool_dir *p = *state;
        static const char *const letters[] = {"\xc3\xa9", "\xe9 "};
        begin_with(p, FILE_SECTION(""));
        for (int i = 0; i < 2; i++) {
                struct bytes text = {0};
                char name[16];
                bytes_add(&text, "id,unit,in,out\n", 15);
                while (text.len + 26 < 1 << 16)
                        bytes_add(&text, "1,a,2022-01-03,2022-01-04\n", 26);
                bytes_add(&text, "2,", 2);
                while (text.len < (1 << 16) - 1)
                        bytes_add(&text, "x", 1);
                bytes_add(&text, letters[i], 2);
                bytes_add(&text, ",2022-01-03,\n", 13);
                snprintf(name, sizeof(name), "%d.csv", i);
                put_bytes(p, name, text.at, text.len, 1000);
                bytes_free(&text);
                struct spool_counts c = run_once(p);
                assert_int_equal(c.refused, i);
                assert_int_equal(c.total.rejected, 0);
        }
}

/* A file that is converted goes on where it was left, as any other. */
static void a_converted_file_goes_on_at_its_mark(void **state)
{
        struct spool_dir *p = *state;
        enum { ROWS = 10000 };
        struct spool *s = calloc(1, sizeof(*s));
        struct bytes text = {0};
        struct event v;
        struct err e;
        char row[48];
        begin_with(p, FILE_SECTION("encoding = latin1\n"));
        bytes_add(&text, "id,unit,in,out\n", 15);
        for (int i = 0; i < ROWS; i++)
                bytes_add(&text, row, (size_t)snprintf(row, sizeof(row), "%d,\xe9\xe9,2022-01-03,\n", i));
        put_bytes(p, "a.csv", text.at, text.len, 1000);
        bytes_free(&text);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        for (uint64_t i = 1; i <= 6000; i++) {
                assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
                assert_int_equal(spool_source.settle(s, i, &e), OK);
        }
        spool_close(s);
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        assert_int_equal(spool_source.next(s, &v, &e), SOURCE_EVENT);
        assert_true(text_equal(v.dossier_id, TEXT("4096")));
        assert_true(text_equal(v.agency, TEXT("\xc3\xa9\xc3\xa9")));
        spool_close(s);
        free(s);
}

static void other_delimiters_are_named(void **state)
{
        struct spool_dir *p = *state;
        begin_with(p, FILE_SECTION(""));
        put(p, "a.csv", "id;unit;in;out\n1;\"a;b\";2022-01-03;\n", 1000);
        expect_refused(p, "a.csv",
                       "the file is separated by ';': put delimiter = ; into [file] of the mapping");
        put(p, "b.csv", "id\tunit\tin\tout\n1\ta\t2022-01-03\t\n", 1000);
        expect_refused(p, "b.csv", "the file is separated by tabs: put delimiter = tab into");
        put(p, "c.csv", "id,unit,IN,out\n1,a,2022-01-03,\n", 1000);
        assert_int_equal(run_once(p).refused, 1);
        expect_file(
                p, "rejected/c.csv",
                "line,column,reason\n1,\"in\",\"the header lacks this column, which the mapping names\"\n");
        begin_with(p, FILE_SECTION("delimiter = ;\n"));
        put(p, "d.csv", PLAIN, 1000);
        expect_refused(p, "d.csv", "the file is separated by ','");
        put(p, "e.csv", "id;unit;in;out\n1;\"a;b\";2022-01-03;2022-01-04\n2;b;2022-01-03;\n", 1000);
        expect_read(p);
}

/* Some programs end every row with a delimiter, but not the header. */
static void rows_that_end_with_a_delimiter(void **state)
{
        struct spool_dir *p = *state;
        begin_with(p, FILE_SECTION(""));
        put(p, "a.csv", "id,unit,in,out\n1,Health,2022-01-03,2022-01-04,\n2,Parks,2022-01-03,,\n", 1000);
        expect_read(p);
        put(p, "b.csv", "id,unit,in,out,\n1,Health,2022-01-03,2022-01-04,\n2,Parks,2022-01-03,,\n", 1000);
        expect_read(p);
        /* One such row among others is malformed: a comma too many stands anywhere in it. */
        put(p, "c.csv", "id,unit,in,out\n1,Health,2022-01-03,\n2,Parks,2022-01-03,,\n", 1000);
        assert_int_equal(run_once(p).total.rejected, 1);
        expect_file(p, "rejected/c.csv", "line,column,reason\n3,\"\",\"has 5 columns, the header has 4\"\n");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(named_encodings_are_read, set_up, tear_down),
                cmocka_unit_test_setup_teardown(other_encodings_are_named, set_up, tear_down),
                cmocka_unit_test_setup_teardown(vietnamese_of_windows, set_up, tear_down),
                cmocka_unit_test_setup_teardown(vietnamese_of_tcvn3, set_up, tear_down),
                cmocka_unit_test_setup_teardown(vietnamese_letters_arrive_composed, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_damaged_cell, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_letter_far_behind, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_converted_file_goes_on_at_its_mark, set_up, tear_down),
                cmocka_unit_test_setup_teardown(other_delimiters_are_named, set_up, tear_down),
                cmocka_unit_test_setup_teardown(rows_that_end_with_a_delimiter, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

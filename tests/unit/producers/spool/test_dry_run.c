/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dry_run.c - exports as a dry run shows them; the directory stays as it was.
 */
#include "producers/spool/dry_run.h"
#include "tests/support/spool_dir.h"

#define MAPPING                                                                                       \
        "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d %H:%M | %Y-%m-%d\nzone = Asia/Ho_Chi_Minh\n" \
        "[columns]\ndossier_id = id\nagency = unit\nchannel = via\ndue_at = due\nprocedure = what\n"  \
        "[constants]\nsource = s\n[case]\nRECEIVED = in\nRESOLVED = out\nWITHDRAWN = gone\n"          \
        "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nsubstitute = due | export\n"                   \
        "[values channel]\nONLINE = web | app\nDIRECT = desk\n[values agency]\nH58 = Parks\nother = keep\n"
#define HEADER "id,unit,via,what,in,out,gone,due,state\n"

/* The result of a dry run, whose print is *text; the caller frees. */
static enum fault shown(const struct spool_dir *p, const char *const *path, int paths, uint64_t sample,
                        char **text, struct err *e)
{
        char file[128];
        snprintf(file, sizeof(file), "%s/.print", p->path);
        fflush(stdout);
        const int before = dup(STDOUT_FILENO), to = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
        assert_true(before >= 0 && to >= 0);
        dup2(to, STDOUT_FILENO);
        const enum fault fault = dry_run(p->mapping, path, paths, sample, e);
        fflush(stdout);
        dup2(before, STDOUT_FILENO);
        close(before);
        close(to);
        *text = text_of_file(p, ".print");
        return fault;
}

static const char print_of_everything[] =
        "a.csv: rows 8, would be rejected 5, cells left out 0, times stood in for 2, events 3\n"
        "b.csv: rows 1, would be rejected 0, cells left out 0, times stood in for 0, events 1\n"
        "c.csv: would be refused: unit: the header lacks this column, which the mapping names\n"
        "3 files, 1 would be refused: rows 9, would be rejected 5, events 4\n"
        "\nevents per status                 count  earliest              latest\n"
        "  RECEIVED                            4  2022-01-02 08:00:00   2022-01-04 08:00:00\n"
        "  WITHDRAWN                           2  2022-01-08 23:59:59   2022-01-08 23:59:59  without a time "
        "1\n"
        "  RESOLVED                            1  2022-01-05 23:59:59   2022-01-05 23:59:59\n"
        "  due_at                              4  2022-01-07 23:59:59   2022-01-08 23:59:59  empty 2\n"
        "\nagency, from unit\n"
        "  aaaaaa                                              4\n"
        "  Parks                                               3  H58\n"
        "  Health                                              1\n"
        "\nprocedure, from what\n"
        "  w                                                   4\n"
        "  a                                                   3\n"
        "  (cannot be shown)                                   1  rejected 1\n"
        "\nchannel, from via\n"
        "  (empty)                                             3\n"
        "  web                                                 2  ONLINE\n"
        "  aaaa                                                1  rejected 1\n"
        "  app                                                 1  ONLINE\n"
        "  desk                                                1  DIRECT\n"
        "\nthe end, from state\n"
        "  (empty)                                             6\n"
        "  CANCEL                                              2\n"
        "\nrows that would be rejected\n"
        "             2  in: is no date in any of the mapping's formats, as 9/9/9999 9:99 aa (first: "
        "a.csv, line 6)\n"
        "             1  has 4 columns, the header has 9 (first: a.csv, line 8)\n"
        "             1  via: is not in [values channel] of the mapping (first: a.csv, line 5)\n"
        "             1  what: procedure holds a control character (first: a.csv, line 9)\n"
        "\nlisted, and read all the same\n"
        "             1  due: its date stands for the time of the end, which is empty (first: a.csv, "
        "line 3)\n"
        "             1  gone: is empty: the end counts from the export that first has the row as it "
        "is "
        "(first: a.csv, line 4)\n";

static void everything_is_shown(void **state)
{
        struct spool_dir *p = *state;
        const char *const path[] = {p->path};
        struct err e;
        char *text;
        use_mapping(p, MAPPING);
        put(p, "a.csv",
            HEADER "1,Parks,web,w,2022-01-03 08:00,2022-01-05,,2022-01-07,\n"
                   "2,Parks,app,w,2022-01-04 08:00,,,2022-01-08,CANCEL\n"
                   "3,Health,desk,w,2022-01-02 08:00,,,,CANCEL\n4,Health,mail,w,2022-01-02 08:00,,,,\n"
                   "5,Health,,w,3/1/2022 8:00 am,,,,\n6,Health,,w,4/1/2022 9:30 pm,,,,\n7,Health,,w\n"
                   "8,Health,,w\x01,2022-01-03,3022-01-05,,,\n",
            1643000000);
        put(p, "b.csv", HEADER "9,Parks,web,w,2022-01-03 08:00,,,,\n", 1643000000);
        put(p, "c.csv", "id\n1\n", 1643000000);
        put(p, "d.csv.part", HEADER, 1643000000);
        assert_int_equal(shown(p, path, 1, 0, &text, &e), FATAL);
        assert_string_equal(e.text, "files that would be refused 1, rows that would be rejected 5");
        assert_string_equal(text, print_of_everything);
        free(text);
        assert_int_equal(count_files(p, "."), 5); /* and .print */
        assert_false(there(p, ".hentra") || there(p, "done") || there(p, "rejected"));
}

static void a_sample(void **state)
{
        struct spool_dir *p = *state;
        char file[128];
        const char *const paths[] = {file, file}, *const nowhere[] = {"/nonexistent/x.csv"};
        struct err e;
        char *text;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n2,2022-01-03,\n3,x,\n", 1643000000);
        snprintf(file, sizeof(file), "%s/a.csv", p->path);
        assert_int_equal(shown(p, paths, 2, 2, &text, &e), OK);
        assert_non_null(strstr(text, "2 files, 0 would be refused: rows 4, would be rejected 0, events 4\n"));
        free(text);
        assert_int_equal(shown(p, paths, 1, 3, &text, &e), FATAL);
        free(text);
        assert_int_equal(shown(p, nowhere, 1, 0, &text, &e), USAGE);
        free(text);
}

/* There is room for so many different values; the others are counted. */
static void many_values(void **state)
{
        struct spool_dir *p = *state;
        const char *const path[] = {p->path};
        struct bytes rows = {0};
        struct err e;
        char *text;
        use_mapping(p,
                    "[file]\nrow = case\nencoding = windows-1252\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n"
                    "[columns]\ndossier_id = id\nagency = unit\n[constants]\nsource = s\n[case]\nRECEIVED = "
                    "in\n");
        bytes_add(&rows, "id,unit,in\n", 11);
        for (int i = 0; i < 3000; i++) {
                char row[64];
                const int n = snprintf(row, sizeof(row), "%d,%s%d,2022-01-03\n", i, i % 3 ? "u" : "\xe9",
                                       i % 3 ? i : 0);
                bytes_add(&rows, row, (size_t)n);
        }
        put_bytes(p, "a.csv", rows.at, rows.len, 1643000000);
        bytes_free(&rows);
        assert_int_equal(shown(p, path, 1, 0, &text, &e), OK);
        assert_non_null(strstr(text, "\n  é0                                               1000\n"));
        assert_non_null(strstr(text, "\n  u1                                                  1\n"));
        assert_non_null(strstr(text, "\n  (others)                                         1981\n"));
        free(text);
}

/* Rows whose cells went one column too far, and a status that is free text: names of people stand where words
 * are looked for. What the mapping does not list is shown by its form, unless it would be sent as it is. */
static void no_name_comes_to_the_screen(void **state)
{
        struct spool_dir *p = *state;
        const char *const path[] = {p->path};
        struct err e;
        char *text;
        use_mapping(p, "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n"
                       "[made]\nhead = unit + '-' + id\nnumber = 'N' + id\n"
                       "[columns]\ndossier_id = number\nagency = unit\nprocedure = what\nfield = head\n"
                       "received_by = by\nchannel = via\nlevel = level\n[constants]\nsource = s\n"
                       "[case]\nRECEIVED = in\nWITHDRAWN = gone\n"
                       "[end WITHDRAWN]\ncolumn = state\nis = CANCEL\nat = gone\n"
                       "[values channel]\nONLINE = web\nother = UNKNOWN\n[values received_by]\nH1 = Desk\n"
                       "other = H9\n");
        put(p, "a.csv",
            "id,unit,what,by,via,level,in,gone,state\n"
            "900001,Parks,w,Desk,web,COMMUNE,2022-01-03,,\n"
            "900002,Parks,w,Lan Mai,Nguy\xe1\xbb\x85n V\xc4\x83n A,COMMUNE,2022-01-03,,by Lan Mai\n"
            "900003,Parks,w,Desk,web,0912 345 678,2022-01-03,,\n"
            "900004,Lan Mai,w,Desk,web,COMMUNE,Lan Mai,,CANCEL\n"
            "900005,Parks,"
            "Lan Mai of a street with a name that is longer than is allowed for a procedure"
            ",Desk,web,COMMUNE,2022-01-03,,\n",
            1643000000);
        assert_int_equal(shown(p, path, 1, 0, &text, &e), FATAL);
        static const char *const absent[] = {"Lan", "Mai", "0912", "9000", "Nguy", "street", "from head"},
                                 *const present[] = {"\n  Parks  ",        "\n  w  ",
                                                     "\n  Desk  ",         "\n  web  ",
                                                     "\n  COMMUNE  ",      "\n  CANCEL  ",
                                                     "\n  aaaaaa aaa a  ", "\n  9999 999 999  ",
                                                     "\n  aa aaa aaa  ",   "\n  aaa aaa  "};
        for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
                if (strstr(text, absent[i]))
                        fail_msg("'%s' in %s", absent[i], text);
        }
        for (size_t i = 0; i < sizeof(present) / sizeof(present[0]); i++) {
                if (!strstr(text, present[i]))
                        fail_msg("no '%s' in %s", present[i], text);
        }
        free(text);
}

/* A copy of a whole export may be large, and /tmp may be memory. */
static void the_copy_lies_in_tmpdir(void **state)
{
        struct spool_dir *p = *state;
        char file[128];
        const char *const path[] = {file}, *const before = getenv("TMPDIR");
        char *kept = before ? strdup(before) : NULL, *text;
        struct err e;
        put(p, "a.csv", "id,in,out\n1,2022-01-03,\n", 1643000000);
        snprintf(file, sizeof(file), "%s/a.csv", p->path);
        assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
        const enum fault nowhere = shown(p, path, 1, 0, &text, &e);
        free(text);
        assert_int_equal(setenv("TMPDIR", p->path, 1), 0);
        struct err unused;
        const enum fault here = shown(p, path, 1, 0, &text, &unused);
        free(text);
        if (kept)
                setenv("TMPDIR", kept, 1);
        else
                unsetenv("TMPDIR");
        free(kept);
        assert_int_equal(nowhere, FATAL);
        assert_non_null(strstr(e.text, "/nonexistent/hentra-dry-run-"));
        assert_non_null(strstr(e.text, "TMPDIR"));
        assert_int_equal(here, OK);
        assert_int_equal(count_files(p, "."), 2); /* and .print */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(everything_is_shown, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_sample, set_up, tear_down),
                cmocka_unit_test_setup_teardown(many_values, set_up, tear_down),
                cmocka_unit_test_setup_teardown(no_name_comes_to_the_screen, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_copy_lies_in_tmpdir, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

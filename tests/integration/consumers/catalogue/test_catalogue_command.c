/* SPDX-License-Identifier: Apache-2.0
 *
 * test_catalogue_command.c - `hentra catalogue`: what a diff says is what an import does, what a file does not
 * name stays, and what cannot be is refused with the line, and nothing is changed.
 */
#include "tests/support/cataloguing.h"

static const char agencies[] = "code,name,level,parent,valid_from,valid_to\n"
                               "H21,Tỉnh Gia Lai,PROVINCE,,,\n"
                               "H21.100,Huyện cũ,DISTRICT,H21,,2025-07-01\n"
                               "H21.100,Xã An Phú,COMMUNE,H21,2025-07-01,\n";

static const char versions[] =
        "select string_agg(concat_ws(' ', m.code, v.name, v.level, p.code, v.province, v.valid_from, "
        "v.valid_to), '; ' order by m.code, v.valid_from) from hentra.agency_version v "
        "join hentra.agency m using (agency_id) left join hentra.agency p on p.agency_id "
        "= v.parent_id";

static void world(struct scratch *s)
{
        scratch_open(s);
        scratch_setup(s);
}

static void test_a_diff_says_what_an_import_does(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        char *said = catalogue_differs(&s, "agencies", agencies);
        assert_says(said, "add     H21\n          name Tỉnh Gia Lai\n          level PROVINCE\n");
        assert_says(said, "add     H21.100 from 2025-07-01\n          name Xã An Phú\n");
        assert_says(said, ": 3 versions to add, 0 to change, 0 to delete\n");
        free(said);
        assert_sql(s.pg, "select count(*) from hentra.agency", "0");
        catalogue_takes(&s, "agencies", agencies);
        assert_sql(s.pg, versions,
                   "H21 Tỉnh Gia Lai 1 -infinity infinity; H21.100 Huyện cũ 2 H21 -infinity 2025-07-01; "
                   "H21.100 Xã An Phú 3 H21 2025-07-01 infinity");
        said = catalogue_differs(&s, "agencies", agencies);
        assert_says(said, "3 rows of ");
        assert_says(said, ": 0 versions to add, 0 to change, 0 to delete\n");
        assert_null(strstr(said, "add "));
        free(said);
        scratch_close(&s);
}

static void test_what_a_file_does_not_name_stays(void **state)
{
        static const char one_version[] = "code,name,level,valid_from,valid_to\nH21.100,Phường,COMMUNE,,\n";
        struct scratch s;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies", agencies);
        /* Another member, and the columns that the file has not: the parent stays, one version goes. */
        /* A diff may lie in a pager for hours: no loader that adds an agency waits for it. */
        scratch_script(s.pg, "begin; select pg_advisory_xact_lock_shared(hashtext('hentra.agency_alias'))");
        char *said = catalogue_differs(&s, "agencies", one_version);
        scratch_script(s.pg, "rollback");
        assert_says(
                said,
                "change  H21.100\n          name Huyện cũ -> Phường\n          level DISTRICT -> COMMUNE\n"
                "          valid_to 2025-07-01 -> -\ndelete  H21.100 from 2025-07-01\n");
        free(said);
        catalogue_takes(&s, "agencies", one_version);
        assert_sql(s.pg, versions,
                   "H21 Tỉnh Gia Lai 1 -infinity infinity; H21.100 Phường 3 H21 -infinity infinity");
        /* An empty cell of a column that is there takes the value away. */
        catalogue_takes(&s, "agencies", "code,name,level,parent\nH21.100,Phường,COMMUNE,\n");
        assert_sql(s.pg, versions,
                   "H21 Tỉnh Gia Lai 1 -infinity infinity; H21.100 Phường 3 -infinity infinity");
        scratch_close(&s);
}

/* A column that the file lacks stays, and so do the days on which a version holds. */
static void test_what_is_over_stays_over(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies",
                        "code,name,level,valid_from,valid_to\nA,Cũ,COMMUNE,,2025-07-01\n"
                        "B,Mới,COMMUNE,2025-07-01,\nC,Một,COMMUNE,,2025-01-01\nC,Hai,COMMUNE,2025-01-01,"
                        "2026-01-01\n");
        catalogue_takes(&s, "agencies", "code,name,level\nA,Xã cũ,COMMUNE\nB,Xã mới,COMMUNE\n");
        catalogue_takes(&s, "agencies",
                        "code,name,level,valid_from\nC,Một,DISTRICT,\nC,Hai,DISTRICT,2025-01-01\n");
        assert_sql(s.pg, versions,
                   "A Xã cũ 3 -infinity 2025-07-01; B Xã mới 3 2025-07-01 infinity; C Một 2 -infinity "
                   "2025-01-01; C Hai 2 2025-01-01 2026-01-01");
        catalogue_refuses(&s, "agencies", "code,name,level\nB,b,COMMUNE\nC,c,COMMUNE\n",
                          "line 3: the warehouse has several versions of it");
        catalogue_takes(&s, "procedures", "code,name,valid_from,valid_to\n1.1,a,2024-01-01,2025-07-01\n");
        catalogue_takes(&s, "procedures", "code,name,has_fee\n1.1,b,yes\n");
        assert_sql(s.pg,
                   "select concat_ws(' ', name, has_fee, valid_from, valid_to) from hentra.procedure_version",
                   "b t 2024-01-01 2025-07-01");
        catalogue_takes(&s, "aliases",
                        "alias,agency,system,valid_from,valid_to\nX,A,OLD,2024-01-01,2025-07-01\n");
        catalogue_takes(&s, "aliases", "alias,agency,system\nX,B,OLD\n");
        assert_sql(s.pg,
                   "select concat_ws(' ', m.code, a.valid_from, a.valid_to) from hentra.agency_alias a join "
                   "hentra.agency m using (agency_id)",
                   "B 2024-01-01 2025-07-01");
        catalogue_takes(&s, "aliases",
                        "alias,agency,system,valid_from\nX,A,OLD,2024-01-01\nX,B,OLD,2026-01-01\n");
        catalogue_refuses(&s, "aliases", "alias,agency,system\nX,B,OLD\n",
                          "line 2: the warehouse has several versions of it");
        /* All of them, without a day. */
        catalogue_takes(&s, "aliases", "alias,agency,system\nX,,OLD\n");
        assert_sql(s.pg, "select count(*) from hentra.agency_alias", "0");
        scratch_close(&s);
}

/* A name that is typed wrongly makes no agency. */
static void test_a_parent_is_known(void **state)
{
        struct scratch s;
        int rc;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies", agencies);
        scratch_script(s.pg, "insert into hentra.agency (code) values ('said')");
        catalogue_refuses(&s, "agencies",
                          "code,name,level,parent\nH21.1,a,COMMUNE,H21\nH21.2,b,COMMUNE,H2l\n",
                          "line 3: its parent or successor is neither in the file nor in the warehouse");
        catalogue_refuses(&s, "agencies", "code,name,level,successor\nH21.1,a,COMMUNE,H21.l00\n",
                          "line 2: its parent or successor is neither in the file nor in the warehouse");
        const char *path = catalogue_file(&s, "code,name,level,parent\nH21.1,a,COMMUNE,H2l\n");
        char *said = catalogue_prints(&s, STDERR_FILENO, &rc, "diff", "agencies", path);
        unlink(path);
        assert_int_equal(rc, 2);
        assert_says(said, "line 2: its parent or successor is neither in the file nor in the warehouse");
        free(said);
        /* Those of the file, in any order, of the catalogue, and of events. */
        catalogue_takes(&s, "agencies",
                        "code,name,level,parent,successor\nH21.1,a,COMMUNE,H21.2,H21.100\n"
                        "H21.2,b,DISTRICT,H21,\nH21.3,c,COMMUNE,said,\n");
        assert_sql(s.pg, "select string_agg(code, ' ' order by code) from hentra.agency where inferred",
                   "said");
        scratch_close(&s);
}

static void test_procedures_have_what_the_index_asks(void **state)
{
        struct scratch s;
        (void)state;
        static const char all[] = "select concat_ws(' ', code, name, field, field_name, service, "
                                  "statutory_minutes, has_fee, fee_online, "
                                  "returns_paper, duration, duration_unit) from hentra.procedure_current "
                                  "where code = '1.004873'";
        world(&s);
        catalogue_takes(
                &s, "procedures",
                "code,name,field,field_name,service,has_fee,fee_online,returns_paper,duration,duration_unit\n"
                "1.004873,Đăng ký,G01-HT01,Hộ tịch,FULL,yes,no,yes,5,WORKING_DAY\n");
        assert_sql(s.pg, all, "1.004873 Đăng ký G01-HT01 Hộ tịch FULL t f t 5 WORKING_DAY");
        /* Five working days of eight hours; a day of the calendar has no working time of its own. */
        assert_sql(s.pg, "select hentra.procedure_statutory_minutes(1, '2025-01-01')", "2400");
        char *said = catalogue_differs(
                &s, "procedures", "code,name,has_fee,duration,duration_unit\n1.004873,Đăng ký,no,5,DAY\n");
        assert_says(said, "change  1.004873\n          has_fee yes -> no\n          duration_unit "
                          "WORKING_DAY -> DAY\n1 rows");
        free(said);
        catalogue_takes(&s, "procedures",
                        "code,name,has_fee,duration,duration_unit\n1.004873,Đăng ký,no,5,DAY\n");
        assert_sql(s.pg, all, "1.004873 Đăng ký G01-HT01 Hộ tịch FULL f f t 5 DAY");
        assert_sql(s.pg, "select hentra.procedure_statutory_minutes(1, '2025-01-01')", "");
        catalogue_refuses(&s, "procedures", "code,name,duration\n1.1,a,5\n",
                          "line 2: 'duration' and 'duration_unit' go together");
        catalogue_refuses(&s, "procedures", "code,name,has_fee\n1.1,a,maybe\n",
                          "line 2: 'has_fee' has an illegal value: no, yes are allowed");
        catalogue_refuses(&s, "procedures", "code,name,duration_unit\n1.1,a,WEEK\n",
                          "HOUR, DAY, WORKING_DAY, MONTH are allowed");
        assert_sql(s.pg, "select count(*) from hentra.procedure", "1");
        scratch_close(&s);
}

static void test_all_or_nothing(void **state)
{
        struct scratch s;
        (void)state;
        world(&s);
        catalogue_refuses(&s, "agencies", "code,name,level\nH21,a,PROVINCE\nH22,b,VILLAGE\n",
                          "line 3: 'level' has an illegal value: PROVINCE, DISTRICT, COMMUNE are allowed");
        catalogue_refuses(&s, "agencies", "code,name,level,valid_to\nA,a,COMMUNE,2025-01-01\nA,b,COMMUNE,\n",
                          "line 3: its time is empty or overlaps");
        catalogue_refuses(&s, "agencies", "code,name\nA,a\n", "the column 'level' is missing");
        catalogue_refuses(&s, "agencies", "code,name,level\nA,b, c,COMMUNE\n",
                          "line 2: the row has 4 cells, the header has 3");
        catalogue_refuses(&s, "agencies", "code,name,level,vertical\nA,a,COMMUNE\n",
                          "line 2: the row has 3 cells, the header has 4");
        catalogue_refuses(&s, "agencies", "code,name,level,name\nA,a,COMMUNE,b\n",
                          "two columns are called 'name'");
        catalogue_refuses(&s, "aliases", "alias,agency,system\nB,A,OLD\n",
                          "line 2: the agency is in no catalogue");
        catalogue_refuses(&s, "aliases", "alias,agency,system\nB,A,NEW\n",
                          "OLD, ONE_STOP, PORTAL, NAME are allowed");
        catalogue_refuses(&s, "affixes", "affix,place\nx,MIDDLE\n", "START, END are allowed");
        assert_sql(s.pg,
                   "select (select count(*) from hentra.agency) + (select count(*) from hentra.agency_alias)",
                   "0");
        assert_int_equal(scratch_run(&s, catalogue_command, "catalogue", "import", "agency", "x", NULL), 2);
        assert_int_equal(scratch_run(&s, catalogue_command, "catalogue", "diff", "agencies", NULL), 2);
        scratch_close(&s);
}

static void test_a_member_is_found_by_code_alias_and_name(void **state)
{
        static const char *const words[] = {"H21.100", "000.00.17.H21", "xã an phú",
                                            "UBND xã  An Phú - tỉnh Gia Lai", "An Phú cũ"};
        struct scratch s;
        int rc;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies", agencies);
        catalogue_takes(&s, "aliases",
                        "alias,agency,system\n000.00.17.H21,H21.100,OLD\nAn Phú cũ,H21.100,NAME\n");
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
                char *said = catalogue_prints(&s, STDOUT_FILENO, &rc, "show", "agencies", words[i]);
                assert_int_equal(rc, 0);
                assert_says(said, "H21.100\n  Huyện cũ  level DISTRICT  parent H21");
                assert_says(said, "\n  Xã An Phú  level COMMUNE  parent H21");
                free(said);
        }
        char *said = catalogue_prints(&s, STDOUT_FILENO, &rc, "show", "agencies", "H21.100", "--as-of",
                                      "2025-06-30", "--format", "json");
        assert_int_equal(rc, 0);
        assert_says(said, "\"name\":\"Huyện cũ\"");
        assert_null(strstr(said, "An Phú\""));
        free(said);
        /* Under the name of another day it is not there. */
        said = catalogue_prints(&s, STDERR_FILENO, &rc, "show", "agencies", "xã an phú", "--as-of",
                                "2025-06-30");
        assert_int_equal(rc, 2);
        assert_says(said, "'xã an phú' is not there on 2025-06-30");
        free(said);
        said = catalogue_prints(&s, STDERR_FILENO, &rc, "show", "agencies", "H22");
        assert_int_equal(rc, 2);
        assert_says(said, "nothing has the code or name 'H22'");
        free(said);
        assert_int_equal(scratch_run(&s, catalogue_command, "catalogue", "show", "agencies", "--as-of",
                                     "2025-02-30", NULL),
                         2);
        scratch_close(&s);
}

static void test_what_is_shown_can_be_imported_again(void **state)
{
        static const char *const kinds[] = {"agencies", "procedures", "aliases", "affixes"};
        struct scratch s;
        int rc;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies", agencies);
        catalogue_takes(&s, "procedures",
                        "code,name,field,field_name,returns_paper\n1.1,\"=a, b\",F,Đất,no\n1.2,c,,,\n");
        catalogue_takes(&s, "aliases",
                        "alias,agency,system,source,valid_to\nX,H21.100,PORTAL,portal,2026-01-01\n");
        scratch_script(
                s.pg, "insert into hentra.agency (code) values ('said'); insert into hentra.procedure (code) "
                      "values ('said')");
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                char *csv = catalogue_prints(&s, STDOUT_FILENO, &rc, "show", kinds[i], "--format", "csv");
                assert_int_equal(rc, 0);
                assert_null(strstr(csv, "said"));
                char *said = catalogue_differs(&s, kinds[i], csv);
                assert_says(said, ": 0 versions to add, 0 to change, 0 to delete\n");
                free(said);
                free(csv);
        }
        scratch_close(&s);
}

/* A listing of one day has not all versions, so it is none that could be imported as if it had. */
static void test_a_listing_of_a_day_is_not_the_whole(void **state)
{
        static const char *const kinds[] = {"agencies", "procedures", "aliases"};
        struct scratch s;
        int rc;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies", agencies);
        catalogue_takes(&s, "procedures",
                        "code,name,valid_from,valid_to\n1.1,a,,2025-07-01\n1.1,b,2025-07-01,\n");
        catalogue_takes(&s, "aliases",
                        "alias,agency,system,valid_from,valid_to\nX,H21,OLD,,2025-07-01\nX,H21.100,OLD,2025-"
                        "07-01,\n");
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                char *csv = catalogue_prints(&s, STDOUT_FILENO, &rc, "show", kinds[i], "--format", "csv",
                                             "--as-of", "2025-07-01");
                assert_int_equal(rc, 0);
                catalogue_refuses(&s, kinds[i], csv, "is of one day");
                free(csv);
        }
        /* Of one member it is the whole, also of an alias that led to another one before. */
        static const char *const of[] = {"H21.100", "1.1", "H21.100"};
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                char *csv =
                        catalogue_prints(&s, STDOUT_FILENO, &rc, "show", kinds[i], of[i], "--format", "csv");
                assert_int_equal(rc, 0);
                char *said = catalogue_differs(&s, kinds[i], csv);
                assert_says(said, "2 rows of ");
                assert_says(said, ": 0 versions to add, 0 to change, 0 to delete\n");
                free(said);
                free(csv);
        }
        scratch_close(&s);
}

/* A file has what the catalogue has: not what events brought, nor the versions of what a code leads to. */
static void test_a_listing_of_a_code_of_events_makes_it_no_member(void **state)
{
        static const char *const of[] = {"agencies", "X", "agencies", "H21.100", "procedures", "1.1"};
        struct scratch s;
        int rc;
        (void)state;
        world(&s);
        scratch_script(s.pg, "insert into hentra.agency (code) values ('X'), ('Y'); "
                             "insert into hentra.procedure (code) values ('1.1.000.00.00.H21'), ('9.9')");
        catalogue_takes(&s, "agencies", agencies);
        catalogue_takes(&s, "procedures", "code,name\n1.1,a\n");
        catalogue_takes(&s, "aliases", "alias,agency,system\nX,H21.100,OLD\n");
        for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i += 2) {
                char *csv =
                        catalogue_prints(&s, STDOUT_FILENO, &rc, "show", of[i], of[i + 1], "--format", "csv");
                if (rc == 0) {
                        char *said = catalogue_differs(&s, of[i], csv);
                        assert_says(said, ": 0 versions to add, 0 to change, 0 to delete\n");
                        free(said);
                }
                free(csv);
        }
        char *said = catalogue_prints(&s, STDOUT_FILENO, &rc, "show", "agencies", "X");
        assert_int_equal(rc, 0);
        assert_says(said, "counts_for H21.100");
        free(said);
        said = catalogue_prints(&s, STDERR_FILENO, &rc, "show", "agencies", "Y", "--format", "csv");
        assert_int_equal(rc, 2);
        assert_says(said,
                    "no catalogue has a version of 'Y' of its own; without --format csv what events brought");
        free(said);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_what_is_over_stays_over),
                cmocka_unit_test(test_a_listing_of_a_code_of_events_makes_it_no_member),
                cmocka_unit_test(test_a_parent_is_known),
                cmocka_unit_test(test_a_listing_of_a_day_is_not_the_whole),
                cmocka_unit_test(test_a_diff_says_what_an_import_does),
                cmocka_unit_test(test_what_a_file_does_not_name_stays),
                cmocka_unit_test(test_procedures_have_what_the_index_asks),
                cmocka_unit_test(test_all_or_nothing),
                cmocka_unit_test(test_a_member_is_found_by_code_alias_and_name),
                cmocka_unit_test(test_what_is_shown_can_be_imported_again),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

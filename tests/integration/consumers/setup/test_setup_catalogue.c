/* SPDX-License-Identifier: Apache-2.0
 *
 * test_setup_catalogue.c - catalogues of agencies and procedures, imported by `hentra setup`: all or
 * nothing, and codes in NFC.
 */
#include "generated/embedded.h"
#include "tests/support/setting_up.h"
#include <sys/wait.h>

static void write_file(const char *path, const char *text)
{
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_true(fputs(text, f) >= 0);
        assert_int_equal(fclose(f), 0);
}

static void test_catalogues(void **state)
{
        struct scratch s;
        char path[96], said[4096];
        (void)state;
        scratch_open(&s);
        snprintf(path, sizeof(path), "/tmp/%s.csv", s.name);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        scratch_script(s.pg, "insert into hentra.agency (code) values ('H58.01'), ('H58')");
        write_file(path,
                   "code,name,level,parent,valid_from,valid_to\n"
                   "H58.01,\"Huyện, cũ\",DISTRICT,H58,,2025-07-01\nH58.01,Xã mới,COMMUNE,H58,2025-07-01,\n");
        assert_int_equal(setup(&s, "--agencies", path), 0);
        assert_sql(s.pg,
                   "select string_agg(name || ' ' || level || ' ' || valid_to, '; ' order by valid_from)"
                   " from hentra.agency_version",
                   "Huyện, cũ 2 2025-07-01; Xã mới 3 infinity");
        assert_sql(s.pg, "select string_agg(code || ' ' || inferred, ', ' order by code) from hentra.agency",
                   "H58 true, H58.01 false");
        assert_int_equal(setup_says(&s, "--agencies", path, said, sizeof(said)), 0);
        assert_says(said, "changed=0");
        /* All or nothing, and the line is named. */
        write_file(path, "code,name,level\nH58,Tỉnh,PROVINCE\nH58.02,Xã,VILLAGE\n");
        assert_int_equal(setup_says(&s, "--agencies", path, said, sizeof(said)), 2);
        assert_says(said, "line 3: 'level'");
        write_file(path, "code,name,level,valid_to\nA,a,COMMUNE,2025-01-01\nA,b,COMMUNE,\n");
        assert_int_equal(setup_says(&s, "--agencies", path, said, sizeof(said)), 2);
        assert_says(said, "line 3: its time");
        assert_int_equal(setup_says(&s, "--agencies", "/tmp", said, sizeof(said)), 1);
        assert_says(said, "/tmp: line 1: Is a directory");
        assert_sql(s.pg, "select count(*) from hentra.agency", "2");
        write_file(path, "code,name,field,field_name,service\n1.001,Cấp phép,G01,Đất đai,FULL\n");
        assert_int_equal(setup(&s, "--procedures", path), 0);
        assert_sql(s.pg,
                   "select code || ' ' || name || ' ' || field || ' ' || field_name || ' ' || service"
                   " from hentra.procedure_current",
                   "1.001 Cấp phép G01 Đất đai FULL");
        unlink(path);
        scratch_close(&s);
}

/* A catalogue typed on a Mac names the codes of the events, which are in NFC; its names stay as they are. */
static void test_codes_are_composed(void **state)
{
        struct scratch s;
        char path[96];
        (void)state;
        scratch_open(&s);
        snprintf(path, sizeof(path), "/tmp/%s.csv", s.name);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        scratch_script(s.pg, "insert into hentra.agency (code) values (normalize('Phòng Tư pháp', NFC)),"
                             " (normalize('Sở', NFC)); insert into hentra.procedure (code) values ('Cấp');"
                             " insert into hentra.field (code) values ('Đất')");
        write_file(path, "code,name,level,parent,successor\n"
                         "Pho\xcc\x80ng Tu\xcc\x9b "
                         "pha\xcc\x81p,So\xcc\x9b\xcc\x89,DISTRICT,So\xcc\x9b\xcc\x89,So\xcc\x9b\xcc\x89\n");
        assert_int_equal(setup(&s, "--agencies", path), 0);
        assert_sql(s.pg, "select string_agg(code || ' ' || inferred, ', ' order by code) from hentra.agency",
                   "Phòng Tư pháp false, Sở true");
        assert_sql(s.pg, "select name = normalize('Sở', NFD) from hentra.agency_version", "true");
        write_file(path, "code,name,field\nCa\xcc\x82\xcc\x81p,x,\xc4\x90"
                         "a\xcc\x82\xcc\x81t\n");
        assert_int_equal(setup(&s, "--procedures", path), 0);
        assert_sql(s.pg, "select string_agg(code, ' ') from hentra.procedure", "Cấp");
        assert_sql(s.pg, "select string_agg(code, ' ') from hentra.field", "Đất");
        unlink(path);
        scratch_close(&s);
}

/* Setup makes views anew, and their triggers, while an import is between its locks. */
static void test_a_setup_and_an_import_follow_each_other(void **state)
{
        struct scratch s;
        struct err e;
        int status;
        (void)state;
        scratch_open(&s);
        assert_int_equal(setup(&s, NULL, NULL), 0);
        scratch_script(s.pg, "delete from hentra.script where name = 'views'");
        struct pg *import = scratch_connect(&s, s.name);
        scratch_script(import, SQL_catalogue_begin);
        assert_int_equal(pg_run(import, SQL_catalogue_lock, NULL, 0, NULL, &e), OK);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
                _exit(setup(&s, NULL, NULL));
        scratch_script(s.pg,
                       "do $$ begin while not exists (select from pg_locks where not granted and "
                       "database = (select oid from pg_database where datname = current_database())) loop "
                       "perform pg_sleep(0.01); end loop; end $$");
        if (pg_script(import, "insert into hentra.agency (code) values ('H58')", &e) != OK)
                fail_msg("%s", e.text);
        scratch_script(import, "select hentra.agency_match(null); commit");
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        assert_sql(s.pg, "select count(*) from hentra.script where name = 'views'", "1");
        pg_close(import);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_catalogues),
                cmocka_unit_test(test_codes_are_composed),
                cmocka_unit_test(test_a_setup_and_an_import_follow_each_other),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

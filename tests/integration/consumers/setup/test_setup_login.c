/* SPDX-License-Identifier: Apache-2.0
 *
 * test_setup_login.c - `hentra setup` by a login that is no superuser, on a server without the five roles.
 *
 * The roles belong to the whole server, and other tests have made them: they have other names meanwhile.
 */
#include "consumers/setup/setup.h"
#include "tests/support/capture.h"
#include "tests/support/scratch.h"

static const char put_aside[] = "do $$ declare r text; begin"
                                " for r in select rolname from pg_roles where rolname ~ "
                                "'^hentra_(owner|loader|alerter|analyst|viewer)$' loop"
                                "  execute format('alter role %I rename to %I', r, r || '_aside');"
                                " end loop; end $$";
/* Also what a test that failed has left. */
static const char put_back[] = "do $$ declare r text; begin"
                               " for r in select regexp_replace(rolname, '_aside$', '') from pg_roles where "
                               "rolname ~ '^hentra_.*_aside$' loop"
                               "  execute format('drop role if exists %I', r);"
                               "  execute format('alter role %I rename to %I', r || '_aside', r);"
                               " end loop; end $$;"
                               "drop role if exists hentra_test_login";

static struct scratch s;

static int without_roles(void **state)
{
        (void)state;
        scratch_open(&s);
        scratch_script(s.pg, put_back);
        scratch_script(s.pg, put_aside);
        return 0;
}

static int with_roles(void **state)
{
        (void)state;
        scratch_close(&s);
        struct pg *pg = scratch_connect(&s, "postgres");
        scratch_script(pg, put_back);
        pg_close(pg);
        return 0;
}

static void make_login(const char *attributes)
{
        char sql[256];
        snprintf(sql, sizeof(sql),
                 "create role hentra_test_login login password 'only-here' %s;"
                 "alter database %s owner to hentra_test_login",
                 attributes, s.name);
        scratch_script(s.pg, sql);
}

/* By the login; what it said is the caller's to free. */
static char *setup(const char *word, int expected)
{
        struct scratch its = s;
        its.keys = 0;
        for (int i = 0; i < s.keys; i++) {
                if (strncmp(s.key[i], "warehouse.user=", 15) != 0)
                        memcpy(its.key[its.keys++], s.key[i], sizeof(s.key[i]));
        }
        scratch_key(&its, "user", "hentra_test_login");
        setenv("HENTRA_WAREHOUSE_PASSWORD", "only-here", 1);
        struct capture c = capture_begin(STDERR_FILENO);
        const int rc = scratch_run(&its, setup_command, "setup", "--no-topics", word, NULL);
        char *said = capture_end(&c);
        unsetenv("HENTRA_WAREHOUSE_PASSWORD");
        if (rc != expected)
                fail_msg("exit code %d: %s", rc, said);
        return said;
}

static void sets_up(const char *attributes)
{
        make_login(attributes);
        free(setup(NULL, 0));
        char *again = setup(NULL, 0);
        assert_non_null(strstr(again, "setup.done changes=0"));
        free(again);
        assert_sql(s.pg,
                   "select string_agg(distinct pg_get_userbyid(relowner), ' ') from pg_class where "
                   "relnamespace = "
                   "'hentra'::regnamespace",
                   "hentra_owner");
        assert_sql(s.pg, "select has_table_privilege('hentra_analyst', 'hentra.form06', 'select')", "true");
}

static void by_createrole(void **state)
{
        (void)state;
        sets_up("createrole");
}

/* Such a login must name the role that it acts as. */
static void by_createrole_that_inherits_nothing(void **state)
{
        (void)state;
        sets_up("createrole noinherit");
}

/* The role was made by somebody else, and its membership came without the right to act as it. */
static void by_a_member_that_may_not_act(void **state)
{
        (void)state;
        char version[16];
        make_login("createrole");
        if (atoi(scratch_text(s.pg, "select current_setting('server_version_num')", version,
                              sizeof(version))) < 160000)
                return;
        scratch_script(s.pg, "create role hentra_owner nologin;"
                             "grant hentra_owner to hentra_test_login with set false, inherit false");
        char *said = setup(NULL, 1);
        assert_non_null(strstr(said, "grant hentra_owner to hentra_test_login"));
        free(said);
        scratch_script(s.pg, "grant hentra_owner to hentra_test_login with set true");
        free(setup(NULL, 0));
}

static void by_one_who_lacks_a_right(void **state)
{
        char sql[160];
        (void)state;
        make_login("");
        char *said = setup(NULL, 1);
        assert_non_null(strstr(said, "CREATEROLE"));
        free(said);
        assert_sql(s.pg, "select to_regnamespace('hentra')", "");
        /* The database is somebody else's. */
        snprintf(sql, sizeof(sql),
                 "alter role hentra_test_login createrole; alter database %s owner to current_user", s.name);
        scratch_script(s.pg, sql);
        said = setup(NULL, 1);
        assert_non_null(strstr(said, "grant create on database"));
        free(said);
        snprintf(sql, sizeof(sql), "grant create on database %s to hentra_test_login", s.name);
        scratch_script(s.pg, sql);
        free(setup(NULL, 0));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(by_createrole, without_roles, with_roles),
                cmocka_unit_test_setup_teardown(by_createrole_that_inherits_nothing, without_roles,
                                                with_roles),
                cmocka_unit_test_setup_teardown(by_a_member_that_may_not_act, without_roles, with_roles),
                cmocka_unit_test_setup_teardown(by_one_who_lacks_a_right, without_roles, with_roles),
        };
        if (!getenv("HENTRA_TEST_PG"))
                return 77;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

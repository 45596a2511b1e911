/* SPDX-License-Identifier: Apache-2.0
 *
 * test_lmdb.c - keys in the order of their bytes, one transaction, and a room that ends.
 */
#include "core/lib/lmdb.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct lmdb_options two_tables = {.what = "a test", .room = 1 << 20, .tables = {"one", "two"}};

static int set_up(void **state)
{
        char *path = strdup("/tmp/hentra-lmdb-XXXXXX");
        assert_non_null(mkdtemp(path));
        *state = path;
        return 0;
}

static int tear_down(void **state)
{
        char command[128];
        snprintf(command, sizeof(command), "rm -r %s", (char *)*state);
        assert_int_equal(system(command), 0);
        free(*state);
        return 0;
}

static struct lmdb *open_in(void **state)
{
        struct lmdb *db;
        struct err e;
        if (lmdb_open(&db, *state, &two_tables, &e) != OK)
                fail_msg("%s", e.text);
        return db;
}

static bool list(void *context, struct text key, struct text value)
{
        char *out = context;
        const size_t used = strlen(out);
        snprintf(out + used, 100 - used, "%.*s=%.*s ", (int)key.len, key.at, (int)value.len, value.at);
        return !text_equal(key, TEXT("stop"));
}

static void keys_and_values(void **state)
{
        struct lmdb *db = open_in(state);
        struct text value;
        struct err e;
        uint64_t n;
        char out[100] = "";
        static const char *const keys[] = {"b", "ab", "a", "stop", "abc", "z"};
        for (size_t i = 0; i < 6; i++)
                assert_int_equal(lmdb_put(db, 1, text_of(keys[i]), text_of(keys[5 - i]), &e), OK);
        assert_int_equal(lmdb_each(db, 1, TEXT(""), list, out, &e), OK);
        assert_string_equal(out, "a=stop ab=abc abc=ab b=z stop=a ");
        out[0] = 0;
        assert_int_equal(lmdb_each(db, 1, TEXT("ab"), list, out, &e), OK);
        assert_string_equal(out, "ab=abc abc=ab ");
        assert_int_equal(lmdb_count(db, 1, &n, &e), OK);
        assert_int_equal(n, 6);
        assert_int_equal(lmdb_count(db, 0, &n, &e), OK);
        assert_int_equal(n, 0);
        assert_int_equal(lmdb_get(db, 0, TEXT("a"), &value, &e), OK);
        assert_null(value.at);
        assert_int_equal(lmdb_commit(db, &e), OK);
        assert_int_equal(lmdb_delete(db, 1, TEXT("a"), &e), OK);
        assert_int_equal(lmdb_delete(db, 1, TEXT("none"), &e), OK);
        assert_int_equal(lmdb_get(db, 1, TEXT("a"), &value, &e), OK);
        assert_null(value.at);
        lmdb_roll_back(db);
        assert_int_equal(lmdb_get(db, 1, TEXT("a"), &value, &e), OK);
        assert_true(text_equal(value, TEXT("stop")));
        lmdb_close(db);
}

static void the_room_ends(void **state)
{
        struct lmdb *db = open_in(state);
        struct err e = {0};
        struct text value;
        char large[2000];
        int kept = 0;
        enum fault fault = OK;
        memset(large, 'x', sizeof(large));
        for (int i = 0; fault == OK; i++) {
                char key[16];
                snprintf(key, sizeof(key), "%08d", i);
                fault = lmdb_put(db, 0, text_of(key), (struct text){large, sizeof(large)}, &e);
                if (fault == OK && i % 20 == 0) {
                        fault = lmdb_commit(db, &e);
                        kept = fault == OK ? i : kept;
                }
        }
        assert_int_equal(fault, FATAL);
        assert_non_null(strstr(e.text, "a test in /tmp/hentra-lmdb-"));
        assert_non_null(strstr(e.text, "has no room left"));
        lmdb_roll_back(db);
        char last[16];
        snprintf(last, sizeof(last), "%08d", kept);
        assert_true(kept > 0);
        assert_int_equal(lmdb_get(db, 0, text_of(last), &value, &e), OK);
        assert_int_equal(value.len, sizeof(large));
        lmdb_close(db);
        db = open_in(state); /* the room is counted from what the file has */
        assert_int_equal(lmdb_put(db, 0, TEXT("more"), TEXT("fits"), &e), OK);
        assert_int_equal(lmdb_commit(db, &e), OK);
        lmdb_close(db);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(keys_and_values, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_room_ends, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

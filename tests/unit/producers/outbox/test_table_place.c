/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_place.c - a place is read as it was written, and one that is damaged is refused.
 */
#include "producers/outbox/table_place.h"
#include "tests/support/memory_dir.h"

static void a_place_is_read_as_it_was_written(void **state)
{
        struct err e;
        const char *folder = ((struct memory_dir *)*state)->path;
        struct table_place place, again;
        assert_int_equal(table_place_read(folder, &place, &e), OK);
        assert_int_equal(place.table, 0);
        place = (struct table_place){.table = UINT64_MAX, .mapping = 7, .day = 19000};
        assert_int_equal(table_place_write(folder, &place, &e), OK);
        assert_int_equal(table_place_read(folder, &again, &e), OK);
        assert_memory_equal(&again, &place, sizeof(place));
        snprintf(place.floor, sizeof(place.floor), "2026-11-29 10:00:00.123456+00");
        for (int i = 0; i < TABLE_MARKS_KEPT; i++) {
                place.marks[i] = (struct table_mark){
                        .at = 1764410400123456 + i, .next = INT64_MAX - i, .value = "2026-11-29 10:05:00+00"};
                assert_int_equal(table_place_write(folder, &place, &e), OK);
                assert_int_equal(table_place_read(folder, &again, &e), OK);
                assert_memory_equal(&again, &place, sizeof(place));
        }
        char path[4400];
        snprintf(path, sizeof(path), "%s/place", folder);
        FILE *f = fopen(path, "w");
        fputs("hentra table 2\n0123", f);
        fclose(f);
        assert_int_equal(table_place_read(folder, &again, &e), FATAL);
        assert_non_null(strstr(e.text, "delete it"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_place_is_read_as_it_was_written, memory_dir_set_up,
                                                memory_dir_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

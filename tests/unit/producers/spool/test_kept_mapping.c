/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kept_mapping.c - a spool keeps every mapping that it read files by, and counts them.
 */
#include "producers/spool/kept_mapping.h"
#include "tests/support/spool_dir.h"

static uint64_t generation(const struct spool_dir *p)
{
        struct spool *s = calloc(1, sizeof(*s));
        struct err e;
        if (spool_open(s, p->mapping, p->path, &spool_options, &e) != OK)
                fail_msg("%s", e.text);
        const struct journal_spool spool = *journal_of_spool(s->shared.journal);
        assert_int_equal(spool.mapping, p->mapping->hash);
        spool_close(s);
        free(s);
        return spool.generation;
}

static void a_former_mapping_is_read_again(void **state)
{
        struct spool_dir *p = *state;
        char path[128];
        struct mapping *kept;
        struct err e;
        const uint64_t first = p->mapping->hash;
        snprintf(path, sizeof(path), "%s/.hentra", p->path);
        assert_int_equal(generation(p), 0);
        use_mapping(p, "# the same\n" SPOOL_MAPPING);
        assert_int_equal(generation(p), 0);
        use_mapping(p, SPOOL_MAPPING "[constants]\nlevel = COMMUNE\n");
        assert_int_equal(generation(p), 1);
        assert_int_equal(generation(p), 1);
        if (kept_mapping_open(&kept, path, first, &e) != OK)
                fail_msg("%s", e.text);
        assert_null(kept->field[MAP_level].constant);
        assert_string_equal(kept->case_column[RECEIVED].name, "in");
        mapping_close(kept);
        assert_int_equal(kept_mapping_open(&kept, path, p->mapping->hash, &e), OK);
        assert_int_equal(kept->field[MAP_level].constant->code, COMMUNE);
        mapping_close(kept);
        use_mapping(p, SPOOL_MAPPING);
        assert_int_equal(generation(p), 2);
}

static void one_that_was_lost_or_changed_is_said(void **state)
{
        struct spool_dir *p = *state;
        char path[128], name[64];
        struct mapping *kept;
        struct err e;
        snprintf(path, sizeof(path), "%s/.hentra", p->path);
        assert_int_equal(generation(p), 0);
        snprintf(name, sizeof(name), ".hentra/mapping-%016llx.ini", (unsigned long long)p->mapping->hash);
        put(p, name, SPOOL_MAPPING "level = COMMUNE\n", 1000);
        assert_int_equal(kept_mapping_open(&kept, path, p->mapping->hash, &e), POISON);
        put(p, name, "[file]\nrow = case\n", 1000);
        assert_int_equal(kept_mapping_open(&kept, path, p->mapping->hash, &e), POISON);
        assert_null(kept);
        assert_int_equal(kept_mapping_open(&kept, path, 1, &e), POISON);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_former_mapping_is_read_again, set_up, tear_down),
                cmocka_unit_test_setup_teardown(one_that_was_lost_or_changed_is_said, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

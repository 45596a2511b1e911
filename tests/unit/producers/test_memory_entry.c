/* SPDX-License-Identifier: Apache-2.0
 *
 * test_memory_entry.c - entries are read as they were written, those of before rows were hashed too; a
 * damaged one is not.
 */
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "producers/memory_entry.h"
#include "tests/support/unit.h"
#include <string.h>

static const struct remembered known = {.hash = 1,
                                        .stated_at = 2000,
                                        .said_at = -3,
                                        .due_at = NO_TIME,
                                        .ended_at = 5,
                                        .ended_by = RESOLVED,
                                        .missed = true,
                                        .export_number = 7,
                                        .row_hash = 0xfedcba9876543210};

static void same_but_row_hash(const struct memory_entry *v)
{
        assert_int_equal(v->day, 9);
        assert_int_equal(v->r.hash, known.hash);
        assert_int_equal(v->r.stated_at, known.stated_at);
        assert_int_equal(v->r.said_at, known.said_at);
        assert_int_equal(v->r.due_at, known.due_at);
        assert_int_equal(v->r.ended_at, known.ended_at);
        assert_int_equal(v->r.ended_by, known.ended_by);
        assert_int_equal(v->r.export_number, known.export_number);
        assert_true(v->r.missed && !v->r.empty);
}

static void damaged_nowhere(struct text key, uint8_t *bytes, size_t len)
{
        struct memory_entry v;
        for (size_t i = 0; i < 8 * len; i++) {
                bytes[i / 8] ^= (uint8_t)(1 << i % 8);
                assert_false(memory_entry_read(key, (struct text){(const char *)bytes, len}, &v));
                bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        }
        for (size_t i = 0; i < len; i++)
                assert_false(memory_entry_read(key, (struct text){(const char *)bytes, i}, &v));
        assert_false(memory_entry_read(TEXT("another"), (struct text){(const char *)bytes, len}, &v));
}

static void written_and_read(void **state)
{
        (void)state;
        const struct text key = TEXT("key");
        uint8_t bytes[MEMORY_ENTRY_SIZE];
        struct memory_entry v;
        const struct text value = memory_entry_write(bytes, key, &(struct memory_entry){known, 9});
        assert_true(memory_entry_read(key, value, &v));
        same_but_row_hash(&v);
        assert_int_equal(v.r.row_hash, known.row_hash);
        damaged_nowhere(key, bytes, value.len);
}

/* Such an entry ended with its checksum behind 54 bytes. */
static void one_of_before_rows_were_hashed(void **state)
{
        (void)state;
        enum { BEFORE = 54 };
        const struct text key = TEXT("key");
        uint8_t bytes[MEMORY_ENTRY_SIZE], hashed[3 + BEFORE];
        struct memory_entry v;
        (void)memory_entry_write(bytes, key, &(struct memory_entry){known, 9});
        memcpy(hashed, key.at, key.len);
        memcpy(hashed + key.len, bytes, BEFORE);
        write_be32(bytes + BEFORE, (uint32_t)hash_bytes(hashed, sizeof(hashed)));
        assert_true(memory_entry_read(key, (struct text){(const char *)bytes, BEFORE + 4}, &v));
        same_but_row_hash(&v);
        assert_int_equal(v.r.row_hash, 0);
        damaged_nowhere(key, bytes, BEFORE + 4);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(written_and_read),
                cmocka_unit_test(one_of_before_rows_were_hashed),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_bytes.c - the growing buffer and its numbers.
 */
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

static void test_numbers_are_big_endian(void **state)
{
        (void)state;
        static const uint8_t expected[] = {0x01, 0x02, 0xf3, 0xf4, 0xf5, 0xf6, 1, 2, 3, 4, 5, 6, 7, 0x88};
        struct bytes b = {0};
        bytes_be16(&b, 0x0102);
        bytes_be32(&b, 0xf3f4f5f6);
        bytes_be64(&b, 0x0102030405060788);
        assert_int_equal(b.len, sizeof(expected));
        assert_memory_equal(b.at, expected, sizeof(expected));
        assert_int_equal(read_be16(b.at), 0x0102);
        assert_true(read_be32(b.at + 2) == 0xf3f4f5f6);
        assert_true(read_be64(b.at + 6) == 0x0102030405060788);
        bytes_free(&b);
}

static void test_it_grows_and_keeps_what_it_has(void **state)
{
        (void)state;
        struct bytes b = {0};
        bytes_add(&b, NULL, 0);
        assert_int_equal(b.len, 0);
        for (uint32_t i = 0; i < 10000; i++)
                bytes_be32(&b, i);
        uint8_t *large = need_alloc(1 << 20);
        bytes_add(&b, large, 1 << 20);
        free(large);
        assert_int_equal(b.len, 40000 + (1 << 20));
        for (uint32_t i = 0; i < 10000; i++)
                assert_int_equal(read_be32(b.at + 4 * i), i);
        size_t capacity = b.capacity;
        bytes_clear(&b);
        assert_int_equal(b.len, 0);
        assert_int_equal(b.capacity, capacity);
        bytes_free(&b);
        bytes_free(&b);
        assert_null(b.at);
}

static void test_memory_of_size_zero_is_valid(void **state)
{
        (void)state;
        char *p = need_alloc(0);
        assert_non_null(p);
        p = need_realloc(p, 0);
        assert_non_null(p);
        free(p);
        char *copy = need_strdup("hồ sơ");
        assert_string_equal(copy, "hồ sơ");
        free(copy);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_numbers_are_big_endian),
                cmocka_unit_test(test_it_grows_and_keeps_what_it_has),
                cmocka_unit_test(test_memory_of_size_zero_is_valid),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

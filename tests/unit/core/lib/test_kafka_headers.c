/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_headers.c - a block of headers read back, whole or cut anywhere.
 */
#include "tests/support/unit.h"

#include "core/lib/kafka.h"
#include <stdlib.h>
#include <string.h>

static const char block[] = "a\0\0\0\0\2xy"
                            "\0\377\377\377\377"
                            "long name\0\0\0\0\0";
enum { LEN = sizeof(block) - 1 };

static void whole(void **state)
{
        struct kafka_header *h;
        (void)state;
        assert_int_equal(kafka_headers_unpack((struct text){block, LEN}, &h, 1), 3);
        assert_string_equal(h[0].name, "a");
        assert_int_equal(h[0].len, 2);
        assert_memory_equal(h[0].value, "xy", 2);
        assert_string_equal(h[1].name, "");
        assert_null(h[1].value);
        assert_string_equal(h[2].name, "long name");
        assert_non_null(h[2].value);
        assert_int_equal(h[2].len, 0);
        h[3] = h[0]; /* there is room */
        free(h);
        assert_int_equal(kafka_headers_unpack((struct text){0}, &h, 0), 0);
        free(h);
}

/* Each length in memory of its own, so that a byte read behind it is noticed. */
static void cut(void **state)
{
        (void)state;
        for (size_t len = 0; len <= LEN; len++) {
                struct kafka_header *h;
                char *part = malloc(len + 1);
                memcpy(part, block, len);
                char *exact = realloc(part, len ? len : 1);
                const size_t n = kafka_headers_unpack((struct text){exact, len}, &h, 0);
                assert_int_equal(n, (len >= 8) + (len >= 13) + (len >= LEN));
                free(h);
                free(exact);
        }
        /* A length that goes beyond what is there. */
        struct kafka_header *h;
        assert_int_equal(kafka_headers_unpack((struct text){"a\0\177\377\377\377x", 7}, &h, 0), 0);
        free(h);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(cut)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

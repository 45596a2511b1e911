/* SPDX-License-Identifier: Apache-2.0
 *
 * test_input.c - numbers read a byte and a word at a time, against a reader that does it the slow way. Every
 * input ends at an unreadable page, so that reading one byte too far ends the test.
 */
#include "tests/support/unit.h"

#include "core/wire/input.h"
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint8_t *guard; /* the first unreadable byte */

static int make_guard(void **state)
{
        (void)state;
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        uint8_t *at = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED || mprotect(at + page, page, PROT_NONE) != 0)
                return -1;
        guard = at + page;
        return 0;
}

/* As the specification of Avro says it. */
static const char *slowly(const uint8_t *bytes, size_t len, int64_t *value, size_t *used)
{
        unsigned __int128 bits = 0;
        for (*used = 0; *used < len && *used < 10;) {
                const uint8_t byte = bytes[*used];
                bits |= (unsigned __int128)(byte & 0x7f) << (7 * *used);
                ++*used;
                if (byte & 0x80)
                        continue;
                if (bits >> 64)
                        return "has a number of more than 64 bits";
                const uint64_t half = (uint64_t)bits / 2;
                *value = bits % 2 ? -(int64_t)half - 1 : (int64_t)half;
                return NULL;
        }
        return *used < 10 ? "ends in the middle of a number" : "has a number of more than 64 bits";
}

typedef const char *taker(struct input *in, int64_t *out);
static const char *by_long(struct input *in, int64_t *out)
{
        return take_long(in, out);
}
static const char *by_small(struct input *in, int64_t *out)
{
        return take_small(in, out);
}
static const char *by_wide(struct input *in, int64_t *out)
{
        return take_wide(in, out);
}

static void same(const uint8_t *bytes, size_t len)
{
        static taker *const takers[] = {by_long, by_small, by_wide};
        static const char *const names[] = {"long", "small", "wide"};
        int64_t expected = 0, value = 0;
        size_t used;
        const uint8_t *at = guard - len;
        memcpy(guard - len, bytes, len);
        const char *wrong = slowly(at, len, &expected, &used);
        for (size_t i = 0; i < 3; i++) {
                struct input in = {at, guard};
                const char *says = takers[i](&in, &value);
                if (!says != !wrong || (says && strcmp(says, wrong) != 0))
                        fail_msg("take_%s of %zu bytes: %s, not %s", names[i], len, says ? says : "good",
                                 wrong ? wrong : "good");
                if (!says && (value != expected || in.at != at + used))
                        fail_msg("take_%s of %zu bytes: %lld in %td bytes, not %lld in %zu", names[i], len,
                                 (long long)value, in.at - at, (long long)expected, used);
        }
}

/* Numbers of one to eleven bytes, wherever it stands before the end, with random bits and with the extremes.
 */
static void numbers_of_every_length(void **state)
{
        (void)state;
        static const uint8_t ends[] = {0x00, 0x01, 0x02, 0x3f, 0x40, 0x7e, 0x7f};
        uint8_t bytes[32];
        srandom(7);
        for (size_t len = 1; len <= 11; len++) {
                for (size_t behind = 0; behind <= 12; behind++) {
                        for (int i = 0; i < 2000; i++) {
                                for (size_t k = 0; k < len + behind; k++)
                                        bytes[k] = (uint8_t)random();
                                for (size_t k = 0; k + 1 < len; k++)
                                        bytes[k] = i % 3 == 0   ? (uint8_t)(bytes[k] | 0x80)
                                                   : i % 3 == 1 ? 0x80
                                                                : 0xff;
                                bytes[len - 1] = ends[(size_t)random() % sizeof(ends)];
                                same(bytes, len + behind);
                        }
                }
        }
}

static void whatever_the_bytes_are(void **state)
{
        (void)state;
        uint8_t bytes[20];
        srandom(8);
        same(bytes, 0);
        for (int i = 0; i < 300000; i++) {
                size_t len = (size_t)random() % (sizeof(bytes) + 1);
                for (size_t k = 0; k < len; k++)
                        bytes[k] = (uint8_t)random();
                same(bytes, len);
        }
        for (unsigned i = 0; i < 1 << 16; i++) /* every number of one and two bytes */
                same((const uint8_t[]){(uint8_t)i, (uint8_t)(i >> 8), 0, 0, 0, 0, 0, 0}, 8);
}

static void numbers_of_32_bits(void **state)
{
        (void)state;
        assert_null(int_fault(INT32_MIN));
        assert_null(int_fault(INT32_MAX));
        assert_string_equal(int_fault((int64_t)INT32_MIN - 1), "has a number of more than 32 bits");
        assert_string_equal(int_fault((int64_t)INT32_MAX + 1), "has a number of more than 32 bits");
}

static void bytes_and_runs(void **state)
{
        (void)state;
        memcpy(guard - 4, "\x04hi!", 4);
        struct input in = {guard - 4, guard};
        struct text text = {0};
        const uint8_t *at;
        assert_null(take_run(&in, &text));
        assert_true(text_equal(text, TEXT("hi")));
        assert_ptr_equal(text.at, guard - 3);
        assert_int_equal(input_left(&in), 1);
        assert_string_equal(take_bytes(&in, 2, &at), "claims more bytes than there are");
        assert_string_equal(take_bytes(&in, SIZE_MAX, &at), "claims more bytes than there are");
        assert_int_equal(input_left(&in), 1); /* what is refused is not taken */
        assert_null(take_bytes(&in, 1, &at));
        assert_ptr_equal(at, guard - 1);
        assert_null(take_bytes(&in, 0, &at));
        assert_string_equal(take_bytes(&in, 1, &at), "claims more bytes than there are");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(numbers_of_every_length),
                cmocka_unit_test(whatever_the_bytes_are),
                cmocka_unit_test(numbers_of_32_bits),
                cmocka_unit_test(bytes_and_runs),
        };
        return cmocka_run_group_tests(tests, make_guard, NULL);
}

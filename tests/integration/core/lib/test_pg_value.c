/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_value.c - what goes to PostgreSQL in binary comes back as it was, and the server reads it as it was meant.
 */
#include "tests/support/connected.h"

#include <stdlib.h>
#include <string.h>

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_value", NULL);
        pg = world_connect(&world, "values");
        return 0;
}

static struct pg_result *ask(const char *sql, const struct pg_param *params, int n)
{
        struct pg_result *r;
        struct err e;
        DONE(pg_run(pg, sql, params, n, &r, &e));
        return r;
}

static void numbers(void **state)
{
        (void)state;
        const struct pg_param params[] = {pg_int4(INT32_MIN), pg_int4(2147483647), pg_int8(INT64_MIN),
                                          pg_int8(INT64_MAX), pg_int8(-1),         pg_bool(true),
                                          pg_bool(false)};
        struct pg_result *r =
                ask("select $1::int4, $2::int4, $3::int8, $4::int8, $5::int8, $6::boolean, $7::boolean,"
                    " (-7)::int2, 32767::int2, null::int8,"
                    " ($1 = -2147483648 and $3 = -9223372036854775808 and $5 = -1) as as_meant",
                    params, 7);
        const int64_t expected[] = {INT32_MIN, INT32_MAX, INT64_MIN, INT64_MAX, -1, 1, 0, -7, 32767, 0};
        for (int i = 0; i < 10; i++)
                assert_int_equal(pg_get_int(r, 0, i), expected[i]);
        assert_true(pg_is_null(r, 0, 9));
        assert_false(pg_is_null(r, 0, 8));
        assert_int_equal(pg_get_int(r, 0, 10), 1);
        assert_int_equal(pg_columns(r), 11);
        assert_int_equal(pg_rows(r), 1);
        assert_string_equal(pg_column_name(r, 10), "as_meant");
        pg_free(r);
        pg_free(NULL);
}

/* The server has instants that micros do not reach. */
static void instants_behind_all_time(void **state)
{
        (void)state;
        struct pg_result *r = ask("select 'infinity'::timestamptz, '294276-12-31 23:59:59Z'::timestamptz, "
                                  "'2022-03-09 00:00Z'::timestamptz",
                                  NULL, 0);
        assert_true(pg_get_instant(r, 0, 0) == INT64_MAX);
        assert_true(pg_get_instant(r, 0, 1) == INT64_MAX);
        assert_true(pg_get_instant(r, 0, 2) == 1646784000 * MICROS_PER_SECOND);
        pg_free(r);
}

/* Numbers stand inside the parameter: one that was copied elsewhere still holds its own. */
static void parameters_may_be_moved(void **state)
{
        (void)state;
        struct pg_param first[2] = {pg_int4(1), pg_int8(2)}, second[2] = {first[1], first[0]};
        memset(first, 0xff, sizeof(first));
        struct pg_result *r = ask("select $1::int8, $2::int4", second, 2);
        assert_int_equal(pg_get_int(r, 0, 0), 2);
        assert_int_equal(pg_get_int(r, 0, 1), 1);
        pg_free(r);
        second[0].in_place = false;
        r = ask("select $1::int8 is null, $2::int4", second, 2);
        assert_int_equal(pg_get_int(r, 0, 0), 1);
        pg_free(r);
}

static void texts_and_bytes(void **state)
{
        (void)state;
        static const uint8_t binary[] = {0, 0xff, 0xc3, 0x01, '\'', '\\'};
        const struct pg_param params[] = {
                pg_text(TEXT("Tiền Giang ''\\\"")), pg_text(TEXT("")), pg_text((struct text){0}),
                pg_bytea(binary, sizeof(binary)),   pg_bytea("", 0),   pg_bytea(NULL, 0)};
        struct pg_result *r =
                ask("select $1::text, $2::text, $3::text, $4::bytea, $5::bytea, $6::bytea,"
                    " $2 = '', $3 is null, length($4) = 6, $5 = ''::bytea, $6 is null, char_length($1)",
                    params, 6);
        const struct text said = TEXT("Tiền Giang ''\\\"");
        assert_true(text_equal(pg_get_text(r, 0, 0), said));
        assert_int_equal(pg_get_text(r, 0, 1).len, 0);
        assert_false(pg_is_null(r, 0, 1));
        assert_true(pg_is_null(r, 0, 2));
        assert_non_null(pg_get_text(r, 0, 1).at); /* empty is not missing */
        assert_null(pg_get_text(r, 0, 2).at);
        assert_int_equal(pg_get_text(r, 0, 3).len, sizeof(binary));
        assert_memory_equal(pg_get_text(r, 0, 3).at, binary, sizeof(binary));
        assert_false(pg_is_null(r, 0, 4));
        assert_true(pg_is_null(r, 0, 5));
        for (int i = 6; i < 11; i++)
                assert_int_equal(pg_get_int(r, 0, i), 1);
        assert_int_equal(pg_get_int(r, 0, 11), 15); /* characters, not bytes: the server reads UTF-8 */
        pg_free(r);
}

static void instants_and_days(void **state)
{
        (void)state;
        const micros instants[] = {MOMENT_FIRST, -1, 0, 1641265200123456, 946684800000000, MOMENT_LIMIT - 1};
        static const char *const said[] = {"1900-01-01 00:00:00+00", "1969-12-31 23:59:59.999999+00",
                                           "1970-01-01 00:00:00+00", "2022-01-04 03:00:00.123456+00",
                                           "2000-01-01 00:00:00+00", "2199-12-31 23:59:59.999999+00"};
        for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
                const struct pg_param params[] = {pg_instant(instants[i]), pg_text(text_of(said[i]))};
                struct pg_result *r = ask("select $1::timestamptz, $1 = $2::timestamptz", params, 2);
                assert_int_equal(pg_get_instant(r, 0, 0), instants[i]);
                assert_int_equal(pg_get_int(r, 0, 1), 1);
                pg_free(r);
        }
        const int32_t days[] = {day_of_civil(1900, 1, 1), -1, 0, 10957, day_of_civil(2199, 12, 31)};
        static const char *const dates[] = {"1900-01-01", "1969-12-31", "1970-01-01", "2000-01-01",
                                            "2199-12-31"};
        for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
                const struct pg_param params[] = {pg_date(days[i]), pg_text(text_of(dates[i]))};
                struct pg_result *r = ask("select $1::date, $1 = $2::date", params, 2);
                assert_int_equal(pg_get_date(r, 0, 0), days[i]);
                assert_int_equal(pg_get_int(r, 0, 1), 1);
                pg_free(r);
        }
        const struct pg_param none = pg_instant(NO_TIME);
        struct pg_result *r = ask("select $1::timestamptz", &none, 1);
        assert_true(pg_is_null(r, 0, 0));
        assert_int_equal(pg_get_instant(r, 0, 0), NO_TIME);
        pg_free(r);
}

static void assert_array_sum(const char *sql, struct pg_param param, int64_t n, int64_t sum)
{
        struct pg_result *r = ask(sql, &param, 1);
        assert_int_equal(pg_get_int(r, 0, 0), n);
        assert_int_equal(pg_get_int(r, 0, 1), sum);
        pg_free(r);
}

static void arrays(void **state)
{
        (void)state;
        enum { MANY = 100000 };
        static int32_t small[MANY];
        static int64_t large[MANY];
        static struct text texts[MANY];
        struct bytes b = {0};
        for (int i = 0; i < MANY; i++) {
                small[i] = -i;
                large[i] = (int64_t)i << 32;
                texts[i] = i % 2 ? TEXT("đ") : TEXT("");
        }
        static const char ints[] =
                "select cardinality($1::int4[]), coalesce((select sum(v) from unnest($1) v), 0)";
        static const char longs[] = "select cardinality($1::int8[]), coalesce((select sum(v) / 4294967296 "
                                    "from unnest($1) v)::int8, 0)";
        static const char words[] = "select cardinality($1::text[]), coalesce((select sum(octet_length(v)) "
                                    "from unnest($1) v), 0)";
        const int64_t whole = (int64_t)MANY * (MANY - 1) / 2;
        assert_array_sum(ints, pg_int4_array(&b, small, 0), 0, 0);
        assert_array_sum(ints, pg_int4_array(&b, small, 3), 3, -3);
        assert_array_sum(ints, pg_int4_array(&b, small, MANY), MANY, -whole);
        assert_array_sum(longs, pg_int8_array(&b, large, 0), 0, 0);
        assert_array_sum(longs, pg_int8_array(&b, large, MANY), MANY, whole);
        assert_array_sum(words, pg_text_array(&b, texts, 0), 0, 0);
        assert_array_sum(words, pg_text_array(&b, texts, 1), 1, 0);
        assert_array_sum(words, pg_text_array(&b, texts, MANY), MANY, MANY);
        bytes_free(&b);
}

static void words_of_a_history(void **state)
{
        (void)state;
        int64_t out[4] = {7, 7, 7, 7};
        struct pg_result *r = ask("select '{}'::bigint[], null::bigint[], "
                                  "'{-9223372036854775808,0,9223372036854775807}'::bigint[],"
                                  " array_agg(v) from generate_series(1::bigint, 3000) v",
                                  NULL, 0);
        assert_int_equal(pg_get_words(r, 0, 0, out, 4), 0);
        assert_int_equal(pg_get_words(r, 0, 1, out, 4), 0);
        assert_int_equal(out[0], 7);
        assert_int_equal(pg_get_words(r, 0, 2, NULL, 0), 3);
        assert_int_equal(pg_get_words(r, 0, 2, out, 2), 3); /* tells how many there are, copies two */
        assert_int_equal(out[0], INT64_MIN);
        assert_int_equal(out[1], 0);
        assert_int_equal(out[2], 7);
        assert_int_equal(pg_get_words(r, 0, 2, out, 4), 3);
        assert_int_equal(out[2], INT64_MAX);
        assert_int_equal(out[3], 7);
        int64_t *many = need_alloc(3000 * sizeof(*many));
        assert_int_equal(pg_get_words(r, 0, 3, many, 3000), 3000);
        for (int64_t i = 0; i < 3000; i++)
                assert_int_equal(many[i], i + 1);
        free(many);
        pg_free(r);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(numbers),
                cmocka_unit_test(instants_behind_all_time),
                cmocka_unit_test(parameters_may_be_moved),
                cmocka_unit_test(texts_and_bytes),
                cmocka_unit_test(instants_and_days),
                cmocka_unit_test(arrays),
                cmocka_unit_test(words_of_a_history),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}

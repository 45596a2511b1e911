/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows in each format; nulls, guarded texts, commas as decimal signs, no rows.
 */
#include "core/program/table.h"
#include "tests/support/unit.h"
#include <stdlib.h>

static char *printed;
static size_t printed_len;

static void put_rows(struct table *t, int n)
{
        t->out = open_memstream(&printed, &printed_len);
        table_begin(t);
        for (int i = 0; i < n; i++) {
                table_text(t, "name", i ? (struct text){0} : TEXT("=1+\"2\""));
                table_word(t, "word", i ? "OFF" : "ON");
                table_count(t, "count", -7 + i);
                table_rate(t, "rate", 12.34567);
                table_flag(t, "flag", i == 0);
                table_instant(t, "at", i ? NO_TIME : 0);
                table_row(t);
        }
        table_end(t);
        fclose(t->out);
}

static void prints(struct table t, int rows, const char *expected)
{
        put_rows(&t, rows);
        assert_string_equal(printed, expected);
        free(printed);
}

static void test_csv(void **state)
{
        (void)state;
        static const char *const names[] = {"name", "word", "count", "rate", "flag", "at", NULL};
        prints((struct table){.format = TABLE_CSV}, 2,
               "name,word,count,rate,flag,at\r\n"
               "\"'=1+\"\"2\"\"\",ON,-7,12.3457,true,1970-01-01T00:00:00Z\r\n"
               ",OFF,-6,12.3457,false,\r\n");
        prints((struct table){.format = TABLE_CSV, .csv = {';', true, true}}, 1,
               "\xEF\xBB\xBFname;word;count;rate;flag;at\r\n"
               "\"'=1+\"\"2\"\"\";ON;-7;12,3457;true;1970-01-01T00:00:00Z\r\n");
        prints((struct table){.format = TABLE_CSV, .csv = {.decimal_comma = true}}, 1,
               "name,word,count,rate,flag,at\r\n"
               "\"'=1+\"\"2\"\"\",ON,-7,\"12,3457\",true,1970-01-01T00:00:00Z\r\n");
        prints((struct table){.format = TABLE_CSV, .csv = {.unguarded = true}}, 1,
               "name,word,count,rate,flag,at\r\n"
               "\"=1+\"\"2\"\"\",ON,-7,12.3457,true,1970-01-01T00:00:00Z\r\n");
        prints((struct table){.format = TABLE_CSV}, 0, "");
        prints((struct table){.format = TABLE_CSV, .names = names}, 0, "name,word,count,rate,flag,at\r\n");
        prints((struct table){.format = TABLE_CSV, .names = names}, 1,
               "name,word,count,rate,flag,at\r\n"
               "\"'=1+\"\"2\"\"\",ON,-7,12.3457,true,1970-01-01T00:00:00Z\r\n");
}

static void test_json(void **state)
{
        (void)state;
        prints((struct table){.format = TABLE_JSON}, 2,
               "[\n "
               "{\"name\":\"=1+\\\"2\\\"\",\"word\":\"ON\",\"count\":-7,\"rate\":12.34567,\"flag\":true,"
               "\"at\":\"1970-01-"
               "01T00:00:00Z\"},\n"
               " {\"name\":null,\"word\":\"OFF\",\"count\":-6,\"rate\":12.34567,\"flag\":false,\"at\":null}"
               "\n]\n");
        prints((struct table){.format = TABLE_JSON}, 0, "[\n]\n");
        prints((struct table){.format = TABLE_JSON_LINES}, 0, "");
        prints((struct table){.format = TABLE_JSON_LINES}, 1,
               "{\"name\":\"=1+\\\"2\\\"\",\"word\":\"ON\",\"count\":-7,\"rate\":12.34567,\"flag\":true,"
               "\"at\":\"1970-01-"
               "01T00:00:00Z\"}\n");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_csv),
                cmocka_unit_test(test_json),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

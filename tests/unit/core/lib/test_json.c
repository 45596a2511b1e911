/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json.c - what is written is JSON whatever is put in, and reads back.
 */
#include "tests/support/unit.h"

#include "core/lib/json.h"
#include "core/wire/event_json.h"
#include "tests/support/sample.h"
#include <math.h>
#include <stdlib.h>

static void an_object_is_one_line_in_order(void **state)
{
        (void)state;
        struct json *j = json_new();
        json_put_text(j, "b", TEXT("x \"y\"\n"));
        json_put_int(j, "a", INT64_MIN);
        json_put_real(j, "r", 0.25);
        json_put_real(j, "nan", NAN);
        json_put_real(j, "two", 5.49); /* 5.4900000000000002 of its bits */
        json_put_bool(j, "yes", true);
        json_put_null(j, "no");
        json_put_text(j, "empty", (struct text){0});
        char *line = json_line(j);
        assert_string_equal(
                line,
                "{\"b\":\"x \\\"y\\\"\\n\",\"a\":-9223372036854775808,\"r\":0.25,\"nan\":null,\"two\":5.49,"
                "\"yes\":true,\"no\":null,\"empty\":\"\"}");
        free(line);
        json_free(j);
        json_free(NULL);
}

static void broken_text_is_mended(void **state)
{
        (void)state;
        struct json *j = json_new();
        json_put_text(j, "k", TEXT("tiền\xff\xe1\xbb|\xed\xa0\x80|\0|"));
        char *line = json_line(j);
        assert_string_equal(line, "{\"k\":\"tiền\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|"
                                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD|\"}");
        free(line);
        json_free(j);
}

static char *event_line(const struct event *v)
{
        char *line = NULL;
        size_t len;
        FILE *f = open_memstream(&line, &len);
        event_json_write(f, v);
        fclose(f);
        return line;
}

static void events_are_lines_with_the_names_of_the_schema(void **state)
{
        (void)state;
        char *full = event_line(&sample_full), *sparse = event_line(&sample_sparse);
        assert_string_equal(
                full,
                "{\"event_id\":\"f17e0911-0102-5304-8506-0708090a0b0c\",\"source\":\"mot-cua-tiền-giang\","
                "\"sequence\":4611686018427387904,\"dossier_id\":\"000.17.22.H58-220104-0042\","
                "\"case_kind\":\"PETITION\",\"status\":\"SUPPLEMENT_REQUESTED\",\"occurred_at\":"
                "1641265200123456,"
                "\"stated_at\":1641265260000000,\"observed_at\":1641265261999999,\"submitted_at\":"
                "1641200000000000,"
                "\"due_at\":2808766800000000,\"agency\":\"000.17.22.H58\",\"received_by\":\"000.00.22.H58\","
                "\"level\":\"COMMUNE\",\"procedure\":\"1.004873.000.00.00.H58\",\"field\":\"G15-TP06\","
                "\"channel\":\"POSTAL\",\"return_channel\":\"POSTAL\",\"service\":\"FULL\",\"payment\":"
                "\"LOCAL\","
                "\"digitised\":true,\"kind\":\"STATEMENT\",\"retracts\":false,\"occurred_day\":false,"
                "\"since\":null,\"electronic_result\":null,\"reused_data\":null,\"shared_to_store\":null,"
                "\"citizen_data\":null,\"fee\":\"UNKNOWN\",\"rating\":\"UNKNOWN\",\"about\":null,"
                "\"occurrences\":[]}\n");
        assert_non_null(strstr(sparse, "\"submitted_at\":null,\"due_at\":null,"));
        assert_non_null(strstr(sparse, "\"received_by\":null,"));
        assert_non_null(strstr(sparse, "\"return_channel\":null,"));
        assert_non_null(strstr(sparse, "\"digitised\":null,"));
        char *document = event_line(&sample_document);
        assert_non_null(strstr(
                document,
                "\"digitised\":false,\"kind\":\"DOCUMENT\",\"retracts\":false,\"occurred_day\":true,"
                "\"since\":1643290000000000,\"electronic_result\":true,\"reused_data\":false,"
                "\"shared_to_store\":true,\"citizen_data\":false,\"fee\":\"PAYABLE\",\"rating\":\"DISLIKE\","
                "\"about\":\"000.17.22.H58-211231-0007\",\"occurrences\":["
                "{\"status\":\"RECEIVED\",\"occurred_at\":1641229200000000,\"occurred_day\":true,"
                "\"agency\":\"000.00.22.H58\",\"reopens\":false},"
                "{\"status\":\"SUPPLEMENT_REQUESTED\",\"occurred_at\":null,\"occurred_day\":false,"
                "\"agency\":null,\"reopens\":false},"));
        free(document);
        free(full);
        free(sparse);
}

static void documents_are_read_by_asking(void **state)
{
        (void)state;
        struct json_node *root;
        struct err e;
        struct text t;
        int64_t n;
        bool is = false;
        assert_int_equal(json_read(&root, TEXT("{\"a\":[1,\"x\",{}],\"b\":2.5,\"c\":null,\"d\":true}"), &e),
                         OK);
        const struct json_node *a = json_member(root, "a");
        assert_true(json_is_map(root) && json_is_list(a) && json_items(a) == 3);
        assert_true(json_int_of(json_item(a, 0), &n) && n == 1);
        assert_true(json_text_of(json_item(a, 1), &t) && text_equal(t, TEXT("x")));
        assert_false(json_int_of(json_member(root, "b"), &n));
        assert_true(json_bool_of(json_member(root, "d"), &is) && is);
        assert_false(json_bool_of(json_member(root, "c"), &is) || json_bool_of(NULL, &is));
        assert_true(json_is_absent(json_member(root, "c")) && json_is_absent(json_member(root, "none")));
        assert_false(json_is_absent(json_member(root, "d")));
        assert_null(json_item(a, 3));
        assert_null(json_member(json_member(root, "none"), "none"));
        assert_int_equal(json_items(root), 0);
        json_close(root);
        assert_int_equal(json_read(&root, TEXT("{\"a\":\n1,}"), &e), POISON);
        assert_non_null(strstr(e.text, "line 2"));
        assert_int_equal(json_read(&root, TEXT("{\"a\":1,\"a\":2}"), &e), POISON);
        /* The reason says where, and nothing that stands there: it may be a name. */
        assert_int_equal(json_read(&root, TEXT("{\"ChuHoSo\":\"An\" Binh}"), &e), POISON);
        assert_null(strstr(e.text, "An"));
        assert_null(strstr(e.text, "Binh"));
        assert_int_equal(json_read(&root, TEXT("{\"An\":1,\"An\":2}"), &e), POISON);
        assert_null(strstr(e.text, "An"));
        json_close(NULL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_object_is_one_line_in_order),
                cmocka_unit_test(broken_text_is_mended),
                cmocka_unit_test(events_are_lines_with_the_names_of_the_schema),
                cmocka_unit_test(documents_are_read_by_asking),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

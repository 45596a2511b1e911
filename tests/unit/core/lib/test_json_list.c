/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json_list.c - a list of which some elements are broken; and a random one, where the good ones are
 * those that were put in.
 */
#include "core/base/bytes.h"
#include "core/lib/json_list.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct json_node *root;
static struct json_gaps gaps;
static struct err e;

static enum fault read_as(const char *key, struct text text)
{
        const struct json_list_form form = {key, "name", 8};
        json_close(root);
        json_gaps_close(&gaps);
        return json_list_read(&root, &gaps, text, &form, &e);
}

static int close_all(void **state)
{
        (void)state;
        json_close(root);
        root = NULL;
        json_gaps_close(&gaps);
        return 0;
}

static const char *name_at(const struct json_node *list, size_t i)
{
        static char out[64];
        struct text t = TEXT("-");
        (void)json_text_of(json_member(json_item(list, i), "name"), &t);
        snprintf(out, sizeof(out), "%.*s", (int)t.len, t.at);
        return out;
}

/* Each broken element stands between two good ones, as the list itself and under a key. */
static void one_broken_element(void **state)
{
        (void)state;
        static const struct {
                const char *element, *reason, *name;
        } broken[] = {
                {"{\"name\":\"b\",\"x\":1,\"x\":2}", "it has a field twice", "b"},
                {"{\"x\":{\"y\":1,\"y\":2},\"name\":\"b\"}", "it has a field twice", "b"},
                {"{\"name\":\"b\",\"name\":\"c\"}", "it has a field twice", "-"},
                {"{\"name\":\"b\",\"x\":\"\xff\"}", "it is not in UTF-8", "b"},
                {"{\"name\":\"b\xff\"}", "it is not in UTF-8", "-"},
                {"{\"name\":\"b\",\"x\":\"\\u0000\"}", "it has a NUL", "b"},
                {"{\"name\":\"b\",\"x\":1e999}", "it has a number that is too large", "b"},
                {"{\"name\":\"b\",\"x\":nothing}", "it is no JSON", "b"},
                {"{\"name\":\"b\",}", "it is no JSON", "-"},
                {"{'name':'b'}", "it is no JSON", "-"},
                {"nothing", "it is no JSON", "-"},
                {"{\"name\":\"b\",\"x\":[[[[[[[[1]]]]]]]]}", "it is nested too deep", "b"},
        };
        for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
                char text[256];
                for (int keyed = 0; keyed < 2; keyed++) {
                        snprintf(text, sizeof(text), "%s [ {\"name\":\"a\"} , %s,{\"name\":\"c]\\\"\"}]%s",
                                 keyed ? "{\"k\":[1], \"data\" :" : "", broken[i].element,
                                 keyed ? ", \"z\":2}" : " ");
                        if (read_as(keyed ? "data" : NULL, text_of(text)) != OK)
                                fail_msg("%s: %s", text, e.text);
                        const struct json_node *list = keyed ? json_member(root, "data") : root;
                        assert_int_equal(json_items(list), 3);
                        assert_int_equal(gaps.n, 1);
                        assert_null(json_gap_at(&gaps, 0));
                        assert_null(json_gap_at(&gaps, 2));
                        assert_string_equal(json_gap_at(&gaps, 1), broken[i].reason);
                        assert_string_equal(name_at(list, 0), "a");
                        assert_string_equal(name_at(list, 1), broken[i].name);
                        assert_string_equal(name_at(list, 2), "c]\"");
                }
        }
}

static void what_is_around_must_be_right(void **state)
{
        (void)state;
        static const char *const lists[] = {"",
                                            "[",
                                            "[{\"a\":1,\"a\":1}",
                                            "[{},,{\"a\":1,\"a\":1}]",
                                            "[x,]",
                                            "[x]x",
                                            "{\"a\":1,\"a\":1}",
                                            "[\"]",
                                            "[{\"]",
                                            "[x}",
                                            "[{]}",
                                            "[x y]",
                                            "[x]]",
                                            "[{\"a\"",
                                            "\xff",
                                            "[[[[[[[[[[",
                                            "[\\"};
        static const char *const keyed[] = {"{\"data\":[x],\"data\":[x]}",
                                            "{\"data\":[x],\"b\":1,\"b\":1}",
                                            "{\"data\":[x],}",
                                            "{\"data\":x}",
                                            "{\"data\" [x]}",
                                            "{\"data\":[x],\"b\":[[[[[[[[1]]]]]]]]}",
                                            "{\"data\":[x]",
                                            "{data:[x]}",
                                            "[x]"};
        for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
                if (read_as(NULL, text_of(lists[i])) != POISON)
                        fail_msg("%s was read", lists[i]);
                assert_string_equal(e.text, "JSON");
        }
        for (size_t i = 0; i < sizeof(keyed) / sizeof(keyed[0]); i++)
                if (read_as("data", text_of(keyed[i])) != POISON)
                        fail_msg("%s was read", keyed[i]);
        assert_int_equal(read_as(NULL, TEXT("7")), OK);
        assert_int_equal(read_as(NULL, TEXT("[]")), OK);
        assert_int_equal(gaps.n, 0);
}

static void raw_members(void **state)
{
        (void)state;
        struct text t;
        assert_true(json_raw_member(TEXT(" {\"a\":1, \"s\" : \"x\\\"}\",\"b\":{\"s\":2}}"), "s", &t));
        assert_true(text_equal(t, TEXT("\"x\\\"}\"")));
        assert_false(json_raw_member(TEXT("{\"s\":1,\"s\":2}"), "s", &t));
        assert_false(json_raw_member(TEXT("{\"b\":{\"s\":2}}"), "s", &t));
        assert_false(json_raw_member(TEXT("{\"s\":1"), "s", &t));
        assert_false(json_raw_member(TEXT("[\"s\",1]"), "s", &t));
        assert_false(json_raw_member((struct text){0}, "s", &t));
}

/* Lists of random good and broken elements, and bytes spoiled at random in such a list: gaps are where broken
 * ones were put, and whatever was spoiled nothing but a fault or a list comes out. */
static void random_lists(void **state)
{
        (void)state;
        static const char *const broken[] = {"{\"x\":1,\"x\":1}", "{\"x\":\"\xc3\"}", "{\"x\":tru}", "-"};
        srand(17);
        for (int round = 0; round < 2000; round++) {
                struct bytes b = {0};
                bool is_broken[12];
                const size_t n = 1 + (size_t)rand() % 12;
                for (size_t i = 0; i < n; i++) {
                        char good[64];
                        snprintf(good, sizeof(good), "{\"name\":\"[%zu,\\\\\\\"\"}", i);
                        is_broken[i] = rand() % 3 == 0;
                        const char *element = is_broken[i] ? broken[rand() % 4] : good;
                        bytes_add(&b, i ? "," : "[", 1);
                        bytes_add(&b, element, strlen(element));
                }
                bytes_add(&b, "]", 1);
                assert_int_equal(read_as(NULL, (struct text){(char *)b.at, b.len}), OK);
                assert_int_equal(json_items(root), n);
                for (size_t i = 0; i < n; i++) {
                        char name[16];
                        snprintf(name, sizeof(name), "[%zu,\\\"", i);
                        assert_int_equal(json_gap_at(&gaps, i) != NULL, is_broken[i]);
                        assert_string_equal(name_at(root, i), is_broken[i] ? "-" : name);
                }
                b.at[(size_t)rand() % b.len] = (uint8_t)rand();
                if (read_as(NULL, (struct text){(char *)b.at, b.len}) == OK)
                        assert_true(gaps.n == 0 || json_items(root) >= gaps.n);
                bytes_free(&b);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(one_broken_element),
                cmocka_unit_test(what_is_around_must_be_right),
                cmocka_unit_test(raw_members),
                cmocka_unit_test(random_lists),
        };
        return cmocka_run_group_tests(tests, NULL, close_all);
}

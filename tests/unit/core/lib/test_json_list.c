/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json_list.c - a list of which some elements are broken, or that is too large; and random ones, where
 * the good elements are those that were put in.
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
        const struct json_list_form form = {.key = key, .name = "name", .depth_most = 8};
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

/* Beyond a bound nothing is read: neither a tree, nor element after element. */
static void bounds(void **state)
{
        (void)state;
        struct json_list_form form = {.name = "name", .depth_most = 3, .values_most = 9, .elements_most = 3};
        static const struct {
                const char *text;
                enum fault fault;
                bool too_large;
        } cases[] = {
                {"[1,2,3,4,5,6,7,8]", OK, false}, /* what has no fault is not cut */
                {"[1,2,3,4,5,6,7,8,9]", POISON, true},
                {"[{},{},{},{}]", OK, false},
                {"[{},{},{},{},{}]", POISON, true},
                {"[\",,,,,,,,,,,[[[[[[[[[[\"]", OK, false},
                {"[x,1,2]", OK, false},
                {"[x,1,2,3]", POISON, true},
                {"[1,2,3,x]", POISON, true},
                {"[x,1,2", POISON, false},
                {"[x,x,x,x,x,x,x,x,x,x", POISON, true},
                {"[[[1]]]", OK, false},
                {"[[[[1]]]]", OK, false}, /* a gap */
                {"{\"a\":[[[1]]]}", POISON, true},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                json_close(root);
                json_gaps_close(&gaps);
                if (json_list_read(&root, &gaps, text_of(cases[i].text), &form, &e) != cases[i].fault ||
                    gaps.too_large != cases[i].too_large)
                        fail_msg("%s", cases[i].text);
        }
        form.values_most = form.elements_most = 0;
        json_close(root);
        json_gaps_close(&gaps);
        assert_int_equal(json_list_read(&root, &gaps, TEXT("[x,2,3,4,5,6,7,8,9,10]"), &form, &e), OK);
        assert_int_equal(json_items(root), 10);
}

static size_t values_of(const struct json_node *node, const char *const *keys)
{
        size_t n = 1;
        for (size_t i = 0; i < json_items(node); i++)
                n += values_of(json_item(node, i), keys);
        for (size_t i = 0; keys[i]; i++)
                if (json_member(node, keys[i]))
                        n += values_of(json_member(node, keys[i]), keys);
        return n;
}

static void add_random(struct bytes *b, int depth, const char *const *keys)
{
        static const char *const leaves[] = {"1", "\"a,[{\\\"\"", "null", "[]", "{}"};
        const int kind = depth > 4 ? 0 : rand() % 3;
        const size_t n = (size_t)rand() % 4;
        if (kind == 0) {
                const char *leaf = leaves[rand() % 5];
                bytes_add(b, leaf, strlen(leaf));
                return;
        }
        bytes_add(b, kind == 1 ? "[" : "{", 1);
        for (size_t i = 0; i < n; i++) {
                char key[16];
                const int len = snprintf(key, sizeof(key), "%s\"%s\":", i > 0 ? "," : "", keys[i]);
                if (kind == 1)
                        bytes_add(b, ",", i > 0);
                else
                        bytes_add(b, key, (size_t)len);
                add_random(b, depth + 1, keys);
        }
        bytes_add(b, kind == 1 ? "]" : "}", 1);
}

/* No text that can be read has more values than its size says. */
static void sizes_of_random_trees(void **state)
{
        static const char *const keys[] = {"a", "b", "c", NULL};
        (void)state;
        srand(18);
        for (int round = 0; round < 5000; round++) {
                struct bytes b = {0};
                add_random(&b, 0, keys);
                const struct text text = {(char *)b.at, b.len};
                json_close(root);
                assert_int_equal(json_read(&root, text, &e), OK);
                const size_t values = values_of(root, keys);
                const struct json_size size = json_size_of(text);
                assert_true(size.values >= values && size.values <= 2 * values);
                assert_true(!json_deeper(text, size.depth) &&
                            (size.depth == 0 || json_deeper(text, size.depth - 1)));
                bytes_free(&b);
        }
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
                cmocka_unit_test(one_broken_element),    cmocka_unit_test(what_is_around_must_be_right),
                cmocka_unit_test(raw_members),           cmocka_unit_test(bounds),
                cmocka_unit_test(sizes_of_random_trees), cmocka_unit_test(random_lists),
        };
        return cmocka_run_group_tests(tests, NULL, close_all);
}

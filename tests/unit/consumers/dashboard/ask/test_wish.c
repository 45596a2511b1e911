/* SPDX-License-Identifier: Apache-2.0
 *
 * test_wish.c - what a page sends becomes the options of a command, and nothing else of it does.
 */
#include "consumers/dashboard/ask/wish.h"
#include "tests/support/unit.h"

#include <stdio.h>
#include <string.h>

/* The line that becomes of the options, with a blank between words; "!" and the error in place of one. */
static const char *line_of(const char *body)
{
        static char text[600];
        struct line l = {.n = 0};
        struct wish w;
        struct err e;
        text[0] = 0;
        if (wish_read(&w, text_of(body), "name options ", &e) != OK ||
            wish_options(&w, "before factor ", "overdue off ", &l, &e) != OK)
                snprintf(text, sizeof(text), "!%s", e.text);
        else
                for (int i = 0; i < l.n; i++)
                        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i ? " " : "",
                                 l.word[i]);
        line_free(&l);
        wish_close(&w);
        return text;
}

static void options_become_words(void **state)
{
        (void)state;
        assert_string_equal(line_of("{}"), "");
        assert_string_equal(line_of("{\"options\": null}"), "");
        assert_string_equal(line_of("{\"options\": {\"before\": \"1d,4h\"}}"), "--before=1d,4h");
        assert_string_equal(line_of("{\"options\": {\"before\": \"--config=x\"}}"), "--before=--config=x");
        assert_string_equal(line_of("{\"options\": {\"factor\": 3}}"), "--factor=3");
        assert_string_equal(line_of("{\"options\": {\"factor\": 2.5}}"), "--factor=2.5");
        assert_string_equal(line_of("{\"options\": {\"overdue\": true}}"), "--overdue");
        assert_string_equal(line_of("{\"options\": {\"overdue\": false, \"before\": null}}"), "");
        assert_string_equal(line_of("{\"options\": {\"before\": \"\"}}"), "");
}

static void all_else_is_refused(void **state)
{
        (void)state;
        assert_string_equal(line_of("{\"options\": {\"config\": \"x\"}}"), "!config is no option of this");
        assert_string_equal(line_of("{\"options\": {\"before \": \"x\"}}"), "!before  is no option of this");
        assert_string_equal(line_of("{\"options\": {\"\": \"x\"}}"), "! is no option of this");
        assert_string_equal(line_of("{\"options\": {\"a\\u001b[2J\": \"x\"}}"),
                            "!a member is no option of this");
        assert_string_equal(line_of("{\"options\": {\"before\": true}}"),
                            "!before: a text or a number is expected");
        assert_string_equal(line_of("{\"options\": {\"before\": [1]}}"),
                            "!before: a text or a number is expected");
        assert_string_equal(line_of("{\"options\": {\"overdue\": \"true\"}}"), "!overdue: true is expected");
        assert_string_equal(line_of("{\"options\": {\"overdue\": 1}}"), "!overdue: true is expected");
        assert_string_equal(line_of("{\"options\": [1]}"), "!options: an object is expected");
        assert_string_equal(line_of("{\"other\": 1}"), "!other is no member of this");
        static const char *const none[] = {
                "", "x", "[]", "1", "{\"name\": 1, \"name\": 2}", "{\"name\": \"\\u0000\"}"};
        for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
                assert_string_equal(line_of(none[i]),
                                    "!expected is an object of JSON, with each member once");
        assert_non_null(strstr(line_of("{\"options\": {\"before\": [[[[[]]]]]}}"), "nested too deep"));
}

static void what_is_too_long_is_refused(void **state)
{
        char body[2 * LINE_WORD_MOST], *at = body;
        (void)state;
        at += sprintf(at, "{\"options\": {\"before\": \"");
        memset(at, 'x', LINE_WORD_MOST);
        memcpy(at + LINE_WORD_MOST, "\"}}", sizeof("\"}}"));
        assert_string_equal(line_of(body), "!before: this is too long");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(options_become_words),
                cmocka_unit_test(all_else_is_refused),
                cmocka_unit_test(what_is_too_long_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

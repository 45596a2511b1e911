/* SPDX-License-Identifier: Apache-2.0
 *
 * test_log.c - one event is one line that a program can take apart again.
 */
#include "tests/support/capture.h"
#include "tests/support/unit.h"

#include "core/lib/json.h"
#include "core/lib/log.h"
#include <string.h>
#include <unistd.h>

/* What the line says behind its time. */
static const char *behind_time(const char *line)
{
        assert_int_equal(line[4], '-');
        assert_int_equal(line[10], 'T');
        const char *z = strchr(line, 'Z');
        assert_non_null(z);
        return z + 2;
}

static void plain_lines_quote_what_needs_it(void **state)
{
        (void)state;
        struct capture c = capture_begin(STDERR_FILENO);
        log_info("load.committed", KI("rows", -5), KR("rate", 12.5), KT("topic", "a-b.c"), KT("none", NULL));
        log_warn("x", KT("error", "a \"b\" = \\ c\nd\x7f"), KT("name", "tiền"));
        char *text = capture_end(&c);
        char *second = strchr(text, '\n') + 1;
        second[-1] = '\0';
        assert_string_equal(behind_time(text), "info load.committed rows=-5 rate=12.5 topic=a-b.c none=\"\"");
        assert_string_equal(behind_time(second),
                            "warn x error=\"a \\\"b\\\" = \\\\ c\\u000ad\\u007f\" name=tiền\n");
        free(text);
}

static void json_lines_are_objects(void **state)
{
        (void)state;
        log_configure(LOG_WARN, true);
        struct capture c = capture_begin(STDERR_FILENO);
        log_info("not.shown", KI("n", 1));
        log_error("e", KI("n", 9007199254740993), KR("r", 0.5), KT("t", "a\n\xff"), KT("none", NULL));
        char *text = capture_end(&c);
        log_configure(LOG_INFO, false);
        struct json_node *root;
        struct err e;
        struct text t;
        int64_t n;
        assert_int_equal(json_read(&root, text_of(text), &e), OK);
        assert_int_equal(strchr(text, '\n') - text, strlen(text) - 1);
        assert_true(json_text_of(json_member(root, "level"), &t) && text_equal(t, TEXT("error")));
        assert_true(json_text_of(json_member(root, "event"), &t) && text_equal(t, TEXT("e")));
        assert_true(json_int_of(json_member(root, "n"), &n) && n == 9007199254740993);
        assert_true(json_text_of(json_member(root, "t"), &t) && text_equal(t, TEXT("a\n\xEF\xBF\xBD")));
        assert_non_null(json_member(root, "none"));
        json_close(root);
        free(text);
}

static void the_least_level_holds(void **state)
{
        (void)state;
        log_configure(LOG_ERROR, false);
        struct capture c = capture_begin(STDERR_FILENO);
        log_debug("a", KI("n", 1));
        log_warn("b", KI("n", 1));
        log_configure(LOG_DEBUG, false);
        log_debug("c", KI("n", 1));
        char *text = capture_end(&c);
        log_configure(LOG_INFO, false);
        assert_string_equal(behind_time(text), "debug c n=1\n");
        free(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plain_lines_quote_what_needs_it),
                cmocka_unit_test(json_lines_are_objects),
                cmocka_unit_test(the_least_level_holds),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

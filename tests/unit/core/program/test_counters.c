/* SPDX-License-Identifier: Apache-2.0
 *
 * One registry: what was added is printed, names keep the conventions, and none comes twice.
 */
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "tests/support/capture.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

static struct counter counters[] = {
        {"hentra_test_events_total", "Events seen.", COUNTER, 0},
        {"hentra_test_lag_seconds", "How far behind.", GAUGE, 0},
};

static void test_printed(void **state)
{
        (void)state;
        counters_register(counters, 2);
        counters_register(counters, 2); /* again: fine */
        counters[0].value += 40;
        counters[0].value += 2;
        counters[1].value = 0.25;
        log_configure(LOG_DEBUG, false);
        struct capture c = capture_begin(2);
        counters_log();
        char *text = capture_end(&c);
        assert_non_null(strstr(text, "name=hentra_test_events_total value=42"));
        assert_non_null(strstr(text, "name=hentra_test_lag_seconds value=0.25"));
        const char *second = strstr(text, "hentra_test_events_total");
        assert_null(strstr(second + 1, "hentra_test_events_total"));
        free(text);
}

/* The signal that ended a child which registered this. */
static int ends_with(struct counter c)
{
        static struct counter refused[1];
        int status;
        const pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                fclose(stderr);
                refused[0] = c;
                counters_register(refused, 1);
                _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void test_names(void **state)
{
        (void)state;
        counters_register(counters, 2);
        assert_int_equal(ends_with((struct counter){"hentra_other_total", "", COUNTER, 0}), 0);
        assert_int_equal(ends_with((struct counter){"hentra_other_bytes", "", GAUGE, 0}), 0);
        assert_int_equal(ends_with((struct counter){"hentra_other", "", COUNTER, 0}), SIGABRT);
        assert_int_equal(ends_with((struct counter){"hentra_other_total", "", GAUGE, 0}), SIGABRT);
        assert_int_equal(ends_with((struct counter){"other_total", "", COUNTER, 0}), SIGABRT);
        assert_int_equal(ends_with((struct counter){"hentra_Other_total", "", COUNTER, 0}), SIGABRT);
        assert_int_equal(ends_with((struct counter){"hentra_test_events_total", "", COUNTER, 0}), SIGABRT);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_printed),
                cmocka_unit_test(test_names),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_refusals.c - a flood of refusals is a few lines, and their numbers sum to the flood.
 */
#include "core/lib/httpd.h"
#include "producers/gateway/refusals.h"
#include "tests/support/capture.h"
#include <string.h>

static struct refusals refusals;

static void refuse(const char *client, int host, enum answer_code code, micros now)
{
        uint8_t address[16];
        char text[32];
        snprintf(text, sizeof(text), "192.0.2.%d", host);
        assert_true(httpd_parse_address(text, address));
        refusal_note(&refusals, client, address, code, NULL, now);
}

/* The lines with a text in them, and the sum of their times. */
static size_t lines_of(const char *log, const char *part, size_t *times)
{
        size_t n = 0;
        char *copy = strdup(log), *rest;
        *times = 0;
        for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
                if (!strstr(line, part))
                        continue;
                n++;
                *times += strtoul(strstr(line, "times=") + 6, NULL, 10);
        }
        free(copy);
        return n;
}

static int empty(void **state)
{
        (void)state;
        memset(&refusals, 0, sizeof(refusals));
        return 0;
}

static void once_and_then_a_number(void **state)
{
        (void)state;
        static const char td[] = "td";
        size_t times;
        struct capture c = capture_begin(STDERR_FILENO);
        for (int i = 0; i < 1000; i++) {
                refuse(td, i % 250, ANSWER_NO_CALL, 1 + i); /* a client is one, wherever it comes from */
                refuse(NULL, 7, ANSWER_NO_CALL, 1 + i);
                refuse(NULL, 7, ANSWER_NOT_ALLOWED, 1 + i);
                refusals_look(&refusals, 1 + i);
        }
        char *log = capture_end(&c);
        assert_int_equal(lines_of(log, "gateway.refused", &times), 3);
        assert_int_equal(times, 3);
        free(log);
        c = capture_begin(STDERR_FILENO);
        refusals_look(&refusals, 60 * MICROS_PER_SECOND); /* not yet */
        refusals_look(&refusals, 61 * MICROS_PER_SECOND);
        log = capture_end(&c);
        assert_int_equal(lines_of(log, "client=td address=192.0.2.249 code=2 status=400", &times), 1);
        assert_int_equal(times, 999);
        assert_int_equal(lines_of(log, "gateway.refused", &times), 3);
        assert_int_equal(times, 3 * 999);
        free(log);
}

/* More callers than there are places: those behind them are one line, and all are counted. */
static void more_than_there_are_places(void **state)
{
        (void)state;
        size_t first, second;
        struct capture c = capture_begin(STDERR_FILENO);
        for (int round = 0; round < 3; round++)
                for (int host = 0; host < 200; host++)
                        refuse(NULL, host, ANSWER_NOT_ALLOWED, 1);
        char *log = capture_end(&c);
        assert_int_equal(lines_of(log, "gateway.refused", &first), REFUSALS_NOTED + 1);
        free(log);
        c = capture_begin(STDERR_FILENO);
        refusals_look(&refusals, 61 * MICROS_PER_SECOND);
        log = capture_end(&c);
        assert_int_equal(lines_of(log, "gateway.refused", &second), REFUSALS_NOTED + 1);
        assert_int_equal(first + second, 600);
        free(log);
        /* A caller that was quiet for a minute has given its place back. */
        refusals_look(&refusals, 200 * MICROS_PER_SECOND);
        c = capture_begin(STDERR_FILENO);
        refuse(NULL, 250, ANSWER_NOT_ALLOWED, 200 * MICROS_PER_SECOND);
        log = capture_end(&c);
        assert_int_equal(lines_of(log, "address=192.0.2.250", &first), 1);
        free(log);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(once_and_then_a_number, empty),
                cmocka_unit_test_setup(more_than_there_are_places, empty),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_log_line.c - what librdkafka 2.0.2 and 2.16.0 say when a broker goes away or a listener is another one, as
 * hentra passes it on.
 */
#include "tests/support/capture.h"
#include "tests/support/unit.h"

#include "core/base/moment.h"
#include "core/lib/kafka_log.h"
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static time_t ahead; /* of the steady clock */

/* The program's clock, in place of the C library's. */
int clock_gettime(clockid_t id, struct timespec *t)
{
        const int rc = (int)syscall(SYS_clock_gettime, id, t);
        t->tv_sec += id == CLOCK_MONOTONIC ? ahead : 0;
        return rc;
}

#define REFUSED "Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT"

/* Two clients, three connections, and each error said by the thread and by the client. */
static void a_broker_goes_away(void)
{
        kafka_log_line(3, "FAIL", "[thrd:127.0.0.1:9092/bootstrap]: 127.0.0.1:9092/1: " REFUSED ")");
        kafka_log_line(3, "ERROR", "[thrd:app]: hentra#consumer-2: 127.0.0.1:9092/1: " REFUSED ")");
        kafka_log_line(3, "FAIL",
                       "[thrd:GroupCoordinator]: GroupCoordinator: 127.0.0.1:9092: " REFUSED
                       ", 16 identical error(s) suppressed)");
        kafka_log_line(3, "ERROR", "[thrd:app]: other#producer-17: 127.0.0.1:9092/bootstrap: " REFUSED ")");
        kafka_log_line(3, "ERROR", "[thrd:127.0.0.1:9092/bootstrap]: 1/1 brokers are down");
        kafka_log_line(3, "ERROR", "[thrd:127.0.0.1:9092/bootstrap]: 0/2 brokers are down");
}

static size_t lines_of(const char *text)
{
        size_t n = 0;
        for (; (text = strchr(text, '\n')); text++)
                n++;
        return n;
}

static char *said(void (*scenario)(void))
{
        struct capture c = capture_begin(STDERR_FILENO);
        scenario();
        return capture_end(&c);
}

static void one_line_an_incident(void **state)
{
        (void)state;
        char *text = said(a_broker_goes_away);
        if (lines_of(text) != 2 ||
            !strstr(text, "\"127.0.0.1:9092/1: Connect to ipv4#127.0.0.1:9092 failed: Connection refused\""))
                fail_msg("said: %s", text);
        free(text);
        text = said(a_broker_goes_away);
        assert_string_equal(text, "");
        free(text);
        ahead += 61;
        text = said(a_broker_goes_away);
        if (lines_of(text) != 2 || !strstr(text, "times=8") || !strstr(text, "times=4"))
                fail_msg("said: %s", text);
        free(text);
}

static void hints(void)
{
        kafka_log_line(
                3, "FAIL",
                "[thrd:127.0.0.1:5432/bootstrap]: 127.0.0.1:5432/bootstrap: Receive failed: Invalid response "
                "size 1157627904 (0..100000000): increase receive.message.max.bytes (after 1ms in state "
                "APIVERSION_QUERY)");
        kafka_log_line(
                3, "FAIL",
                "[thrd:127.0.0.1:1/bootstrap]: 127.0.0.1:1/bootstrap: Disconnected: verify that "
                "security.protocol is correctly configured, broker might require SASL authentication (after "
                "2ms in state UP)");
        kafka_log_line(4, "CONFWARN", "[thrd:app]: Configuration property group.id is a consumer property");
}

static void no_advice_that_misleads(void **state)
{
        (void)state;
        char *text = said(hints);
        assert_int_equal(lines_of(text), 2);
        assert_null(strstr(text, "receive.message.max.bytes"));
        assert_null(strstr(text, "SASL"));
        assert_non_null(strstr(text, "(0..100000000): no Kafka listener, or kafka.security.protocol"));
        assert_non_null(strstr(text, "Disconnected: the broker starts or stops, or kafka.security.protocol"));
        free(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(one_line_an_incident),
                cmocka_unit_test(no_advice_that_misleads),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

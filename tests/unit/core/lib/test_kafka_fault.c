/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_fault.c - which of Kafka's errors are waited out, and which end the program. By number: some are newer than the library
 * that is built with.
 */
#include "tests/support/unit.h"

#include "core/lib/kafka.h"

static void assert_all(enum fault fault, const int *codes, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (kafka_fault(codes[i]) != fault)
                        fail_msg("code %d is sorted as %d, not %d", codes[i], kafka_fault(codes[i]), fault);
        }
}
#define ALL(fault, ...) \
        assert_all(fault, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void test_what_the_library_adds_later_passes(void **state)
{
        (void)state;
        /* A broker that goes away (2.8), a log that was cut (2.1), and numbers that nobody has given out yet. */
        ALL(RETRY, -137, -139, -138, -136, -120, -101);
}

static void test_brokers_that_come_and_go(void **state)
{
        (void)state;
        /* Transport, all down, timed out, unknown broker, wait for the coordinator, assignment lost. */
        ALL(RETRY, -195, -187, -185, -146, -180, -142);
        /* Not the leader, coordinator elsewhere, too few replicas in sync, before and after appending; rebalancing; a member
         * that the newer group protocol fenced. */
        ALL(RETRY, 5, 6, 15, 16, 19, 20, 27, 110, 113);
}

static void test_what_no_waiting_mends(void **state)
{
        (void)state;
        /* Invalid argument, files, authentication, not implemented, fatal, fenced; by a broker: no right to topic or group, an
         * instance that another member has, an assignor nobody knows. */
        ALL(FATAL, -186, -189, -169, -170, -150, -144, 29, 30, 111, 112);
        /* A broker's error without a name, and those that will be. */
        ALL(FATAL, -1, 3, 999);
}

/* Texts of librdkafka 2.0.2 and 2.16. */
static void test_a_login_that_was_not_tried_passes(void **state)
{
        (void)state;
        assert_int_equal(
                kafka_fault_of(-169, "SASL authentication error: Authentication failed: Invalid username or "
                                     "password (after 5ms in state AUTH_REQ)"),
                FATAL);
        assert_int_equal(
                kafka_fault_of(-169,
                               "SASL PLAIN mechanism handshake failed: Local: Broker transport failure: "
                               "broker's supported mechanisms: "),
                RETRY);
        assert_int_equal(kafka_fault_of(-169, "Failed to acquire SASL OAUTHBEARER token: Failed to connect"),
                         RETRY);
        assert_int_equal(kafka_fault_of(29, "Broker transport failure"), FATAL);
        assert_int_equal(kafka_fault_of(-195, "Disconnected"), RETRY);
}

static void test_what_is_never_taken_is_poison(void **state)
{
        (void)state;
        ALL(POISON, 10, 87);
        ALL(OK, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_what_the_library_adds_later_passes),
                cmocka_unit_test(test_brokers_that_come_and_go),
                cmocka_unit_test(test_what_no_waiting_mends),
                cmocka_unit_test(test_a_login_that_was_not_tried_passes),
                cmocka_unit_test(test_what_is_never_taken_is_poison),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_group.c - ways to share partitions that this librdkafka does not do right are refused before anything starts.
 */
#include "tests/support/unit.h"

#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/program/keys.h"
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

static void ignore_assigned(void *context, const int32_t *partitions, size_t n)
{
        (void)context, (void)partitions, (void)n;
}

static void ignore_revoked(void *context, const int32_t *partitions, size_t n, bool lost)
{
        (void)context, (void)partitions, (void)n, (void)lost;
}

/* Opens a member of a group, whose broker answers never, with one more setting. */
static enum fault open_with(const char *setting, struct err *e)
{
        const char *const set[] = {"kafka.bootstrap.servers=127.0.0.1:1", setting, NULL};
        const struct kafka_rebalance rebalance = {ignore_assigned, ignore_revoked, NULL};
        struct kafka_consumer *c;
        struct conf *conf;
        assert_int_equal(conf_open(&conf, &settings, "/dev/null", set, e), OK);
        const enum fault fault = kafka_consumer_open(&c, conf, "group", "topic", &rebalance, e);
        if (fault == OK)
                kafka_consumer_close(c);
        conf_close(conf);
        return fault;
}

static void assert_from(int version, const char *name, const char *setting)
{
        struct err e = {0};
        char part[80];
        if (rd_kafka_version() >= version) {
                if (open_with(setting, &e) != OK)
                        fail_msg("%s", e.text);
                return;
        }
        assert_int_equal(open_with(setting, &e), USAGE);
        snprintf(part, sizeof(part), "needs librdkafka %s or newer, and this is ", name);
        if (!strstr(e.text, setting) || !strstr(e.text, part))
                fail_msg("\"%s\" does not say \"%s %s\"", e.text, setting, part);
}

static void test_cooperative_sticky(void **state)
{
        (void)state;
        assert_from(0x020a0000, "2.10", "kafka.partition.assignment.strategy=cooperative-sticky");
}

static void test_the_newer_protocol(void **state)
{
        (void)state;
        assert_from(0x020c0000, "2.12", "kafka.group.protocol=consumer");
}

static void test_what_always_works(void **state)
{
        struct err e = {0};
        (void)state;
        if (open_with("kafka.partition.assignment.strategy=roundrobin", &e) != OK)
                fail_msg("%s", e.text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cooperative_sticky),
                cmocka_unit_test(test_the_newer_protocol),
                cmocka_unit_test(test_what_always_works),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

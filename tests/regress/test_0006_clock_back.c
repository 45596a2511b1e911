/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0006_clock_back.c - waits were reckoned by the wall clock: when somebody set it back by an hour, `--wait 60` waited for
 * an hour. What has to do with how long something takes goes by the steady clock.
 */
#include "tests/support/peek.h"
#include "tests/support/unit.h"

#include "consumers/warehouse/warehouse.h"
#include "core/base/moment.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/keys.h"
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_S = 1, SET_BACK_AFTER_MS = 200, PATIENCE_S = 30 };

static micros armed; /* steady time; 0: the clock is right */

static micros steady(void)
{
        struct timespec now;
        syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
        return now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000;
}

/* The program's clock, in place of the C library's. */
int clock_gettime(clockid_t id, struct timespec *t)
{
        const int rc = (int)syscall(SYS_clock_gettime, id, t);
        if (id == CLOCK_REALTIME && armed && steady() > armed + SET_BACK_AFTER_MS * 1000LL)
                t->tv_sec -= 3600;
        return rc;
}

static struct conf *conf;

static int nobody_there(void **state)
{
        (void)state;
        struct err e;
        setenv("HENTRA_CONFIG", "/dev/null", 1);
        setenv("HENTRA_WAREHOUSE_HOST", "127.0.0.1", 1);
        setenv("HENTRA_WAREHOUSE_PORT", "1", 1);
        setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", 1);
        return conf_open(&conf, &settings, NULL, NULL, &e) == OK ? 0 : -1;
}

static int end(void **state)
{
        (void)state;
        conf_close(conf);
        return 0;
}

static void begin(void)
{
        alarm(PATIENCE_S); /* an hour is not waited for */
        armed = steady();
}

static void the_warehouse_is_waited_for(void **state)
{
        (void)state;
        struct pg *pg;
        struct err e;
        begin();
        assert_int_equal(warehouse_connect(&pg, conf, "test", WAIT_S, &e), RETRY);
}

static void the_broker_is_waited_for(void **state)
{
        (void)state;
        struct err e;
        int partitions;
        begin();
        assert_int_equal(kafka_topic_partitions(conf, "none", WAIT_S, &partitions, &e), RETRY);
}

static void a_message_is_waited_for(void **state)
{
        (void)state;
        struct kafka_message m;
        struct err e;
        bool found;
        begin();
        assert_int_equal(peek(conf, "none", 0, 0, WAIT_S * 1000, &m, &found, &e), RETRY);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_warehouse_is_waited_for),
                cmocka_unit_test(the_broker_is_waited_for),
                cmocka_unit_test(a_message_is_waited_for),
        };
        return cmocka_run_group_tests(tests, nobody_there, end);
}

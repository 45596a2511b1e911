/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_connect.c - which servers are waited for when one connects, and which never will be right.
 */
#include "consumers/warehouse/warehouse.h"
#include "core/program/keys.h"
#include "tests/support/connected.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_connect", NULL);
        pg = world_connect(&world, "test one");
        return 0;
}

static void what_will_not_change_is_not_waited_for(void **state)
{
        (void)state;
        static const char *const wrong[] = {"HENTRA_WAREHOUSE_PASSWORD", "HENTRA_WAREHOUSE_DBNAME",
                                            "HENTRA_WAREHOUSE_USER"};
        for (size_t i = 0; i < 3; i++) {
                struct err e;
                struct conf *conf;
                struct pg *unused;
                setenv(wrong[i], "not-this-one", 1);
                DONE(conf_open(&conf, &settings, world.file, NULL, &e));
                const micros begin = moment_now();
                assert_int_equal(warehouse_connect(&unused, conf, "refused", 60, &e), FATAL);
                assert_true(moment_now() - begin < 5 * TEST_PATIENCE * MICROS_PER_SECOND);
                if (i == 0)
                        assert_null(strstr(e.text, "not-this-one")); /* a password is never shown */
                unsetenv(wrong[i]);
                conf_close(conf);
        }
}

/* A port that nobody listens on, and stays ours meanwhile. */
static int silent_port(int *fd)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        *fd = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(*fd >= 0 && bind(*fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
                    getsockname(*fd, (struct sockaddr *)&at, &len) == 0);
        return ntohs(at.sin_port);
}

static void nobody_there(void **state)
{
        (void)state;
        int fd;
        char port[16], address[64];
        struct conf *conf;
        struct pg *unused;
        struct err e;
        snprintf(port, sizeof(port), "%d", silent_port(&fd));
        snprintf(address, sizeof(address), "127.0.0.1:%s/test_pg_connect", port);
        setenv("HENTRA_WAREHOUSE_PORT", port, 1);
        DONE(conf_open(&conf, &settings, world.file, NULL, &e));
        unsetenv("HENTRA_WAREHOUSE_PORT");
        micros begin = moment_now();
        assert_int_equal(warehouse_connect(&unused, conf, "nobody", 0, &e), RETRY);
        assert_true(moment_now() - begin < MICROS_PER_SECOND);
        assert_non_null(strstr(e.text, address));
        assert_null(unused);
        begin = moment_now();
        assert_int_equal(warehouse_connect(&unused, conf, "nobody", 1, &e), RETRY);
        assert_true(moment_now() - begin >= MICROS_PER_SECOND);
        assert_true(moment_now() - begin < 3 * MICROS_PER_SECOND);
        close(fd);
        conf_close(conf);
}

/* Of two servers both are standbys for a moment: the old primary is gone, the new one not promoted yet. */
static void only_standbys_are_waited_for(void **state)
{
        (void)state;
        static const char *const wanted[] = {"read-write", "primary"};
        char sql[128];
        struct conf *conf;
        struct pg *opened;
        struct err e;
        snprintf(sql, sizeof(sql), "alter database %s set default_transaction_read_only = on",
                 world.database);
        sql_run(pg, sql);
        for (size_t i = 0; i < 2; i++) {
                setenv("HENTRA_WAREHOUSE_TARGET_SESSION_ATTRS", wanted[i], 1);
                DONE(conf_open(&conf, &settings, world.file, NULL, &e));
                const enum fault fault = warehouse_connect(&opened, conf, "failed over", 0, &e);
                assert_int_equal(fault, i == 0 ? RETRY : OK); /* a primary may be set to read only */
                pg_close(opened);
                conf_close(conf);
        }
        unsetenv("HENTRA_WAREHOUSE_TARGET_SESSION_ATTRS");
        snprintf(sql, sizeof(sql), "alter database %s reset default_transaction_read_only", world.database);
        sql_run(pg, "set default_transaction_read_only = off");
        sql_run(pg, sql);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_will_not_change_is_not_waited_for),
                cmocka_unit_test(nobody_there),
                cmocka_unit_test(only_standbys_are_waited_for),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}

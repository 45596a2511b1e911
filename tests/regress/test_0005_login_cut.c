/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0005_login_cut.c - a line that breaks between the password and the server's answer was taken for a refusal, and ended
 * the loader; so was a server that has no connection or no disk left. Only who was refused gives up.
 */
#include "tests/support/unit.h"

#include "consumers/warehouse/warehouse.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include "core/program/keys.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that asks one client for its password, reads it, and says `last` (NULL: nothing), and is gone. */
struct server {
        int listener;
        const char *last;
        bool reset;
};

static void take(int fd, void *at, size_t n)
{
        assert_int_equal(recv(fd, at, n, MSG_WAITALL), n);
}

static void *serve(void *context)
{
        const struct server *s = context;
        const int fd = accept(s->listener, NULL, NULL);
        const unsigned char ask[9] = {'R', 0, 0, 0, 8, 0, 0, 0, 3}; /* in clear text */
        unsigned char said[512];
        take(fd, said, 4);
        take(fd, said, (size_t)(said[2] << 8 | said[3]) - 4);
        send(fd, ask, sizeof(ask), MSG_NOSIGNAL);
        take(fd, said, 5);
        take(fd, said, (size_t)said[4] - 4);
        if (s->last) {
                unsigned char no[256] = {'E'};
                /* Severity, state, message; every one ends with a zero. */
                const int n =
                        snprintf((char *)no + 5, sizeof(no) - 5, "SFATAL%cC53300%cM%s%c", 0, 0, s->last, 0);
                no[4] = (unsigned char)(n + 5);
                send(fd, no, (size_t)n + 6, MSG_NOSIGNAL);
        }
        if (s->reset)
                setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        close(fd);
        return NULL;
}

static enum fault met(const char *last, bool reset, struct err *e)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        struct server s = {.listener = socket(AF_INET, SOCK_STREAM, 0), .last = last, .reset = reset};
        char port[40];
        pthread_t thread;
        struct conf *conf;
        struct pg *pg;
        assert_true(bind(s.listener, (struct sockaddr *)&at, sizeof(at)) == 0 && listen(s.listener, 1) == 0 &&
                    getsockname(s.listener, (struct sockaddr *)&at, &len) == 0);
        snprintf(port, sizeof(port), "%d", ntohs(at.sin_port));
        setenv("HENTRA_WAREHOUSE_PORT", port, 1);
        assert_int_equal(conf_open(&conf, &settings, NULL, NULL, e), OK);
        assert_int_equal(pthread_create(&thread, NULL, serve, &s), 0);
        const enum fault fault = warehouse_connect(&pg, conf, "test", 0, e);
        pg_close(pg);
        pthread_join(thread, NULL);
        close(s.listener);
        conf_close(conf);
        return fault;
}

static int name_server(void **state)
{
        (void)state;
        setenv("HENTRA_CONFIG", "/dev/null", 1);
        setenv("HENTRA_WAREHOUSE_HOST", "127.0.0.1", 1);
        setenv("HENTRA_WAREHOUSE_USER", "somebody", 1);
        setenv("HENTRA_WAREHOUSE_DBNAME", "somewhere", 1);
        setenv("HENTRA_WAREHOUSE_PASSWORD", "secret", 1);
        setenv("HENTRA_WAREHOUSE_SSLMODE", "disable", 1);
        setenv("HENTRA_WAREHOUSE_GSSENCMODE", "disable", 1);
        return 0;
}

static void a_line_that_breaks(void **state)
{
        (void)state;
        struct err e;
        if (met(NULL, true, &e) != RETRY || met(NULL, false, &e) != RETRY)
                fail_msg("taken for a refusal: %s", e.text);
}

static void a_server_that_has_none_left(void **state)
{
        (void)state;
        static const char *const passing[] = {
                "remaining connection slots are reserved for non-replication superuser connections",
                "sorry, too many clients already",
                "could not write init file: No space left on device",
        };
        for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
                struct err e;
                if (met(passing[i], false, &e) != RETRY)
                        fail_msg("taken for a refusal: %s", e.text);
        }
}

static void a_server_that_refuses(void **state)
{
        (void)state;
        struct err e;
        assert_int_equal(met("password authentication failed for user \"somebody\"", false, &e), FATAL);
        assert_non_null(strstr(e.text, "password authentication failed"));
        /* In the server's own language it is no less a refusal. */
        assert_int_equal(met("xác thực bằng mật khẩu thất bại", false, &e), FATAL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_line_that_breaks),
                cmocka_unit_test(a_server_that_has_none_left),
                cmocka_unit_test(a_server_that_refuses),
        };
        return cmocka_run_group_tests(tests, name_server, NULL);
}

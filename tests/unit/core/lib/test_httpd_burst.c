/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd_burst.c - many connections of one address at once, as of a province behind one NAT. Server and
 * clients take turns in one thread.
 */
#include "core/base/moment.h"
#include "core/lib/httpd.h"
#include "tests/support/unit.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EACH = 24, ALL = EACH + EACH / 3, BURST = 20 };

static struct httpd *server;
static int idle[EACH], fd[BURST];

static void on_request(void *context, struct httpd_request *r, int refused)
{
        (void)context;
        assert_int_equal(refused, 0);
        httpd_answer(r, 200, 0, TEXT("{}"));
}

static int open_server(void **state)
{
        const struct httpd_options o = {.host = "127.0.0.1",
                                        .body_most = 1000,
                                        .bodies_most = 64000,
                                        .request_ms = 20000,
                                        .connections = ALL,
                                        .connections_each = EACH};
        struct err e;
        (void)state;
        return httpd_open(&server, &o, on_request, NULL, &e) == OK ? 0 : -1;
}

static int close_server(void **state)
{
        (void)state;
        httpd_close(server);
        return 0;
}

static void serve(int most_ms)
{
        const int ms = httpd_wait_ms(server);
        struct pollfd one = {.fd = httpd_fd(server), .events = POLLIN};
        poll(&one, 1, ms < 0 || ms > most_ms ? most_ms : ms);
        httpd_run(server);
}

static int connected(void)
{
        const struct sockaddr_in at = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)httpd_port(server)),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(connect(one, (const void *)&at, sizeof(at)), 0);
        return one;
}

/* The server has answered before it closed the connection. */
static bool is_answered(int one)
{
        static const char good[] = "HTTP/1.1 200";
        char answer[1024] = "";
        ssize_t n;
        const micros until = steady_now() + 20 * MICROS_PER_SECOND;
        while ((n = recv(one, answer, sizeof(answer) - 1, MSG_DONTWAIT | MSG_PEEK)) < (ssize_t)sizeof(good)) {
                if (n == 0 || (n < 0 && errno != EAGAIN))
                        return false;
                assert_true(steady_now() < until);
                serve(5);
        }
        return !strncmp(answer, good, sizeof(good) - 1);
}

static void begin_burst(const char *request)
{
        for (int i = 0; i < BURST; i++) {
                fd[i] = connected();
                assert_int_equal(send(fd[i], request, strlen(request), MSG_NOSIGNAL), strlen(request));
        }
}

static int end_burst(void)
{
        int answered = 0;
        for (int i = 0; i < BURST; i++) {
                answered += is_answered(fd[i]);
                close(fd[i]);
        }
        return answered;
}

#define HEAD "POST /a HTTP/1.1\r\nHost: x\r\n"

/* The address has all of its places, and most of them are idle, some behind a request: the burst is answered. */
static void idle_connections_give_way(void **state)
{
        (void)state;
        for (int i = 0; i < EACH; i++) {
                idle[i] = connected();
                if (i % 2) {
                        assert_true(send(idle[i], HEAD "Content-Length: 0\r\n\r\n",
                                         sizeof(HEAD "Content-Length: 0\r\n\r\n") - 1, MSG_NOSIGNAL) > 0);
                        assert_true(is_answered(idle[i]));
                }
                serve(5);
        }
        begin_burst(HEAD "Connection: close\r\nContent-Length: 2\r\n\r\n[]");
        assert_int_equal(end_burst(), BURST);
        for (int i = 0; i < EACH; i++)
                close(idle[i]);
        serve(5);
}

/* All of them are busy: the address gets no more, and another one is served. */
static void busy_connections_stay(void **state)
{
        (void)state;
        for (int i = 0; i < EACH; i++) {
                idle[i] = connected();
                assert_true(send(idle[i], HEAD, sizeof(HEAD) - 1, MSG_NOSIGNAL) > 0);
                serve(5);
        }
        begin_burst(HEAD "Connection: close\r\nContent-Length: 2\r\n\r\n[]");
        assert_int_equal(end_burst(), 0);
        const struct sockaddr_in other = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000102)},
                                 at = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)httpd_port(server)),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(bind(one, (const void *)&other, sizeof(other)), 0);
        assert_int_equal(connect(one, (const void *)&at, sizeof(at)), 0);
        assert_true(send(one, HEAD "Content-Length: 0\r\n\r\n", sizeof(HEAD "Content-Length: 0\r\n\r\n") - 1,
                         MSG_NOSIGNAL) > 0);
        assert_true(is_answered(one));
        close(one);
        for (int i = 0; i < EACH; i++)
                close(idle[i]);
        serve(5);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(idle_connections_give_way),
                cmocka_unit_test(busy_connections_stay),
        };
        return cmocka_run_group_tests(tests, open_server, close_server);
}

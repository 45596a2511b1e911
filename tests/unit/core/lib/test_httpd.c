/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd.c - requests as strangers send them: in pieces, too large, with wrong lengths, or none at all. Server and
 * client take turns in one thread.
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/httpd.h"
#include "tests/support/unit.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MOST = 1000, REQUEST_MS = 300 * TEST_PATIENCE };

static struct httpd *server;
static struct httpd_request *waiting; /* of a path that is answered later */
static char heard[4096];              /* the last request: "POST /path body" or "refused 413" */

static void on_request(void *context, struct httpd_request *r, int refused)
{
        (void)context;
        const struct text body = httpd_body(r);
        snprintf(heard, sizeof(heard), "%s %s %.*s", httpd_method(r), httpd_path(r), (int)body.len,
                 body.at ? body.at : "");
        if (refused != 0) {
                snprintf(heard, sizeof(heard), "refused %d", refused);
                assert_int_equal(body.len, 0);
                httpd_answer(r, refused, 7, TEXT("{\"no\":1}"));
        } else if (!strcmp(httpd_path(r), "/later")) {
                waiting = r;
        } else if (!strcmp(httpd_path(r), "/large")) {
                static char large[16 << 20];
                httpd_answer(r, 200, 0, (struct text){large, sizeof(large)});
        } else {
                httpd_answer(r, 200, 0, TEXT("{\"yes\":1}"));
        }
}

static int open_server(void **state)
{
        const struct httpd_options o = {.host = "127.0.0.1",
                                        .body_most = BODY_MOST,
                                        .bodies_most = 2 * BODY_MOST,
                                        .request_ms = REQUEST_MS,
                                        .connections = 8};
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
        struct pollfd fd = {.fd = httpd_fd(server), .events = POLLIN};
        poll(&fd, 1, ms < 0 || ms > most_ms ? most_ms : ms);
        httpd_run(server);
}

static int connected(void)
{
        const struct sockaddr_in at = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)httpd_port(server)),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(connect(fd, (const void *)&at, sizeof(at)), 0);
        return fd;
}

/* What the server sent until it closed; the caller frees. */
static char *rest_of(int fd)
{
        struct bytes all = {0};
        char piece[1024];
        ssize_t n;
        const micros until = steady_now() + 20 * MICROS_PER_SECOND;
        while ((n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT)) != 0) {
                assert_true(steady_now() < until);
                if (n > 0)
                        bytes_add(&all, piece, (size_t)n);
                else if (errno != EAGAIN)
                        break;
                else
                        serve(5);
        }
        close(fd);
        bytes_add(&all, "", 1);
        return (char *)all.at;
}

static void send_all(int fd, const char *data, size_t len)
{
        for (ssize_t n; len > 0; data += n, len -= (size_t)n) {
                n = send(fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
                if (n < 0 && errno != EAGAIN)
                        return;
                n = n < 0 ? 0 : n;
                serve(0);
        }
}

static char *exchange_bytes(const char *data, size_t len)
{
        const int fd = connected();
        *heard = '\0';
        send_all(fd, data, len);
        return rest_of(fd);
}

static void exchange(const char *request, const char *expected, const char *understood)
{
        char *answer = exchange_bytes(request, strlen(request));
        if (strncmp(answer, expected, strlen(expected)) != 0)
                fail_msg("%s", answer);
        assert_string_equal(heard, understood);
        free(answer);
}

#define HEAD "POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

static void whole_requests(void **state)
{
        (void)state;
        exchange(HEAD "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 200", "POST /a []");
        exchange(HEAD "Content-Length: 0\r\n\r\n", "HTTP/1.1 200", "POST /a ");
        exchange(HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n", "HTTP/1.1 200",
                 "POST /a []");
        exchange("GET /a%20b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200", "GET /a b ");
        char *answer = exchange_bytes(HEAD "Content-Length: 3\r\n\r\n[\0]",
                                      sizeof(HEAD "Content-Length: 3\r\n\r\n[\0]") - 1);
        assert_non_null(strstr(answer, "Content-Type: application/json; charset=utf-8\r\n"));
        free(answer);
}

static void wrong_lengths(void **state)
{
        (void)state;
        /* Closed in time, with an answer of the library or without, and nothing was understood. */
        exchange(HEAD "Content-Length: 10\r\n\r\n[]", "", "");
        exchange(HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n", "", "");
        exchange(HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\n[]x\r\n0\r\n\r\n", "", "");
        exchange(HEAD "Content-Length: -1\r\n\r\n[]", "", "");
        exchange("\r\n\r\n", "", "");
        exchange("nonsense\r\n\r\n", "", "");
        exchange("", "", "");
}

static void large_bodies(void **state)
{
        (void)state;
        char request[3000] = HEAD "Content-Length: 1001\r\n\r\n";
        memset(request + strlen(request), 'x', 1001);
        exchange(request, "HTTP/1.1 413", "refused 413");
        exchange(HEAD "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413", "refused 413");
        char chunks[4000] = HEAD "Transfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 3; i++) {
                strcat(chunks, "1f4\r\n");
                memset(chunks + strlen(chunks), 'x', 500);
                strcat(chunks, "\r\n");
        }
        strcat(chunks, "0\r\n\r\n");
        exchange(chunks, "HTTP/1.1 413", "refused 413");
        exchange(HEAD "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 200", "POST /a []");
}

/* All bodies together: two wait, a third finds no room. */
static void bodies_together(void **state)
{
        (void)state;
        char part[1200] = HEAD "Content-Length: 1000\r\n\r\n";
        memset(part + strlen(part), 'x', 999);
        const int one = connected(), other = connected();
        send_all(one, part, strlen(part));
        send_all(other, part, strlen(part));
        serve(5);
        serve(5);
        exchange(HEAD "Content-Length: 5\r\n\r\n[   ]", "HTTP/1.1 503", "refused 503");
        send_all(one, "x", 1);
        send_all(other, "x", 1);
        free(rest_of(one));
        free(rest_of(other));
        exchange(HEAD "Content-Length: 5\r\n\r\n[   ]", "HTTP/1.1 200", "POST /a [   ]");
}

static void an_answer_later(void **state)
{
        (void)state;
        static const char request[] =
                "POST /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n[]";
        const int fd = connected();
        waiting = NULL;
        send_all(fd, request, sizeof(request) - 1);
        while (!waiting)
                serve(5);
        exchange(HEAD "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 200", "POST /a []");
        httpd_answer(waiting, 503, 9, TEXT("{}"));
        char *answer = rest_of(fd);
        assert_non_null(strstr(answer, "\r\nRetry-After: 9\r\n"));
        free(answer);
}

static int descriptors(void)
{
        int n = 0;
        DIR *d = opendir("/proc/self/fd");
        assert_non_null(d);
        while (readdir(d))
                n++;
        closedir(d);
        return n;
}

/* A good request with some bytes changed, left out or doubled: answered or closed, and nothing is left open. */
static void damaged_requests(void **state)
{
        enum { MANY = 30 };
        (void)state;
        static const char good[] =
                HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n[{}, \r\n3\r\n7] \r\n0\r\n\r\n";
        const int before = descriptors();
        srand(16);
        for (int i = 0; i < MANY; i++) {
                char bad[sizeof(good)];
                size_t len = sizeof(good) - 1;
                memcpy(bad, good, sizeof(good));
                for (int k = rand() % 3; k >= 0; k--)
                        bad[(size_t)rand() % len] = (char)rand();
                if (rand() % 4 == 0)
                        len = (size_t)rand() % len;
                const int fd = connected();
                send_all(fd, bad, len);
                shutdown(fd, SHUT_WR);
                free(rest_of(fd));
        }
        serve(0);
        assert_int_equal(descriptors(), before);
        exchange(HEAD "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 200", "POST /a []");
}

/* More than the kernel takes of it: the connection ends although the client never reads. */
static void an_answer_that_nobody_reads(void **state)
{
        (void)state;
        static const char request[] = "POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]";
        const int before = descriptors();
        const int fd = connected();
        *heard = '\0';
        send_all(fd, request, sizeof(request) - 1);
        while (!*heard)
                serve(5);
        const micros until = steady_now() + 20 * REQUEST_MS * 1000;
        while (descriptors() > before + 1) {
                assert_true(steady_now() < until);
                serve(5);
        }
        close(fd);
        exchange(HEAD "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 200", "POST /a []");
}

static void addresses_to_listen_at(void **state)
{
        (void)state;
        char host[HTTPD_HOST_MOST];
        int port;
        assert_true(httpd_read_address("127.0.0.1:8090", host, &port));
        assert_string_equal(host, "127.0.0.1");
        assert_int_equal(port, 8090);
        assert_true(httpd_read_address("[::1]:0", host, &port));
        assert_string_equal(host, "::1");
        static const char *const wrong[] = {"",
                                            ":",
                                            "8090",
                                            "127.0.0.1",
                                            "127.0.0.1:",
                                            "::1:80",
                                            "localhost:80",
                                            "127.0.0.1:65536",
                                            "[127.0.0.1]:80",
                                            "127.0.0.1:8x",
                                            "127.0.0.1:-1"};
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                if (httpd_read_address(wrong[i], host, &port))
                        fail_msg("%s is an address", wrong[i]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(whole_requests),
                cmocka_unit_test(wrong_lengths),
                cmocka_unit_test(large_bodies),
                cmocka_unit_test(bodies_together),
                cmocka_unit_test(an_answer_later),
                cmocka_unit_test(damaged_requests),
                cmocka_unit_test(an_answer_that_nobody_reads),
                cmocka_unit_test(addresses_to_listen_at),
        };
        return cmocka_run_group_tests(tests, open_server, close_server);
}

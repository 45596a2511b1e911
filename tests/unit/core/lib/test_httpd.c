/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd.c - requests as strangers send them: in pieces, too large, with wrong lengths, or none at all.
 * Server and client take turns in one thread.
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

/* By a line of the head: "Who: client", who is known; "Who: nobody", whose body is not kept. */
static void on_head(void *context, struct httpd_request *r, struct httpd_admission *a)
{
        static char client[] = "client";
        const char *who = httpd_header(r, "Who");
        (void)context;
        a->known = who && !strcmp(who, client);
        a->owner = a->known ? client : NULL;
        a->unread = who && !strcmp(who, "nobody");
        if (!strcmp(httpd_path(r), "/short"))
                a->body_most = 10;
}

static int open_server(void **state)
{
        const struct httpd_options o = {.host = "127.0.0.1",
                                        .body_most = BODY_MOST,
                                        .bodies_most = 2 * BODY_MOST,
                                        .request_ms = REQUEST_MS,
                                        .admit = on_head,
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

#define CLIENT_HEAD HEAD "Who: client\r\n"

/* One stranger's body waits: no other of its address finds room, and who is known does. */
static void bodies_together(void **state)
{
        (void)state;
        char part[1200] = HEAD "Content-Length: 1000\r\n\r\n";
        memset(part + strlen(part), 'x', 999);
        const int one = connected();
        send_all(one, part, strlen(part));
        serve(5);
        exchange(HEAD "Content-Length: 5\r\n\r\n[   ]", "HTTP/1.1 503", "refused 503");
        exchange(CLIENT_HEAD "Content-Length: 5\r\n\r\n[   ]", "HTTP/1.1 200", "POST /a [   ]");
        send_all(one, "x", 1);
        free(rest_of(one));
        exchange(HEAD "Content-Length: 5\r\n\r\n[   ]", "HTTP/1.1 200", "POST /a [   ]");
}

static void what_the_head_decides(void **state)
{
        (void)state;
        exchange(HEAD "Who: nobody\r\nContent-Length: 5\r\n\r\n[   ]", "HTTP/1.1 200", "POST /a ");
        exchange("POST /short HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 11\r\n\r\n[        "
                 " ]",
                 "HTTP/1.1 413", "refused 413");
}

static void wait_until(micros until)
{
        while (steady_now() < until)
                serve(5);
}

/* A connection that was idle for most of its time has all of it for its next request. */
static void a_request_after_a_pause(void **state)
{
        (void)state;
        static const char first[] = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]";
        const int fd = connected();
        const micros began = steady_now(), part = REQUEST_MS * 1000 * 2 / 3;
        *heard = '\0';
        send_all(fd, first, sizeof(first) - 1);
        while (!*heard)
                serve(5);
        wait_until(began + part);
        send_all(fd, CLIENT_HEAD "Content-Length: 4\r\n\r\n[",
                 sizeof(CLIENT_HEAD "Content-Length: 4\r\n\r\n[") - 1);
        wait_until(began + 2 * part);
        send_all(fd, " 7]", 3);
        free(rest_of(fd));
        assert_string_equal(heard, "POST /a [ 7]");
}

/* Silent connections take all places: the next one is served, since one of them makes room. */
static void silent_connections(void **state)
{
        (void)state;
        int silent[40];
        for (int i = 0; i < 40; i++) {
                silent[i] = connected();
                serve(0);
        }
        const micros began = steady_now();
        exchange(HEAD "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 200", "POST /a []");
        assert_true(steady_now() - began < REQUEST_MS * 1000);
        for (int i = 0; i < 40; i++)
                close(silent[i]);
        serve(0);
}

/* These the library refuses by itself, with HTML; each is counted. */
static void what_is_no_http(void **state)
{
        (void)state;
        static const char *const requests[][2] = {
                {HEAD "no colon\r\n\r\n", "HTTP/1.1 400"},
                {HEAD "Content-Length: x\r\n\r\n", "HTTP/1.1 400"},
                {HEAD "Content-Length: 99999999999999999999999\r\n\r\n", "HTTP/1.1 413"},
                {HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400"},
                {"POST /a HTTP/2.0\r\nHost: x\r\n\r\n", "HTTP/1.1 505"},
        };
        const uint64_t before = httpd_unreadable(server);
        for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
                exchange(requests[i][0], requests[i][1], "");
        assert_int_equal(httpd_unreadable(server), before + sizeof(requests) / sizeof(requests[0]));
}

/* What a proxy may read in another way than the library. */
static void two_lengths(void **state)
{
        (void)state;
        exchange(HEAD "Content-Length: 2\r\nContent-Length: 3\r\n\r\n[] ", "HTTP/1.1 400", "refused 400");
        exchange(HEAD "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
                 "HTTP/1.1 400", "refused 400");
        exchange(HEAD "Transfer-Encoding: gzip\r\n\r\n[]", "HTTP/1.1 400", "refused 400");
        exchange(HEAD "Transfer-Encoding: Chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", "HTTP/1.1 200", "POST /a []");
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

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(whole_requests),        cmocka_unit_test(wrong_lengths),
                cmocka_unit_test(large_bodies),          cmocka_unit_test(bodies_together),
                cmocka_unit_test(what_the_head_decides), cmocka_unit_test(a_request_after_a_pause),
                cmocka_unit_test(silent_connections),    cmocka_unit_test(what_is_no_http),
                cmocka_unit_test(two_lengths),           cmocka_unit_test(an_answer_later),
                cmocka_unit_test(damaged_requests),      cmocka_unit_test(an_answer_that_nobody_reads),
        };
        return cmocka_run_group_tests(tests, open_server, close_server);
}

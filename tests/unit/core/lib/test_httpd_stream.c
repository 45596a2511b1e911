/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd_stream.c - answers that go on. Server and clients take turns in one thread.
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/httpd.h"
#include "tests/support/unit.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 4000, PATIENCE_MS = 400, CLIENTS = 8 };

static struct httpd *server;
static struct httpd_stream *stream;
static int over, opened;

static void on_over(void *context, struct httpd_stream *s)
{
        assert_ptr_equal(context, &over);
        assert_ptr_equal(s, stream);
        stream = NULL;
        over++;
}

static void on_request(void *context, struct httpd_request *r, int refused)
{
        static const struct httpd_field fields[] = {{"Cache-Control", "no-store"}};
        (void)context;
        assert_int_equal(refused, 0);
        if (strcmp(httpd_path(r), "/live") != 0) {
                httpd_answer(r, 200, 0, TEXT("{}"));
                return;
        }
        stream = httpd_stream_open(
                r,
                &(struct httpd_reply){
                        .status = 200, .type = "text/event-stream", .field = fields, .fields = 1},
                MOST, on_over, &over);
        opened++;
}

static int open_server(void **state)
{
        const struct httpd_options o = {.host = "127.0.0.1",
                                        .body_most = 1000,
                                        .bodies_most = 64000,
                                        .request_ms = PATIENCE_MS,
                                        .connections = CLIENTS};
        struct err e;
        (void)state;
        over = opened = 0;
        stream = NULL;
        return httpd_open(&server, &o, on_request, NULL, &e) == OK ? 0 : -1;
}

static int close_server(void **state)
{
        (void)state;
        httpd_close(server);
        server = NULL;
        return 0;
}

static void serve(int most_ms)
{
        const int ms = httpd_wait_ms(server);
        struct pollfd one = {.fd = httpd_fd(server), .events = POLLIN};
        poll(&one, 1, ms < 0 || ms > most_ms ? most_ms : ms);
        httpd_run(server);
}

/* `room`: of what the system takes for a client that reads nothing; 0: as it likes. */
static int listening(int room)
{
        static const char request[] = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";
        const struct sockaddr_in at = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)httpd_port(server)),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), before = opened;
        if (room)
                setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
        assert_int_equal(connect(fd, (const void *)&at, sizeof(at)), 0);
        assert_int_equal(send(fd, request, sizeof(request) - 1, 0), sizeof(request) - 1);
        while (opened == before)
                serve(10);
        return fd;
}

/* What came until `part` was in it, or the connection ended; the caller frees. */
static char *read_until(int fd, const char *part)
{
        const micros until = steady_now() + 20 * MICROS_PER_SECOND;
        struct bytes all = {0};
        char piece[2048];
        bytes_add(&all, "", 1);
        while (!strstr((const char *)all.at, part)) {
                const ssize_t n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT);
                assert_true(steady_now() < until);
                if (n == 0)
                        break;
                if (n > 0) {
                        all.len--;
                        bytes_add(&all, piece, (size_t)n);
                        bytes_add(&all, "", 1);
                        continue;
                }
                assert_int_equal(errno, EAGAIN);
                serve(5);
        }
        return (char *)all.at;
}

static void what_is_sent_arrives_and_the_stream_goes_on(void **state)
{
        (void)state;
        const int fd = listening(0);
        httpd_stream_send(stream, TEXT("data: one\n\n"));
        char *first = read_until(fd, "data: one\n\n");
        assert_non_null(strstr(first, "HTTP/1.1 200 "));
        assert_non_null(strstr(first, "Content-Type: text/event-stream\r\n"));
        assert_non_null(strstr(first, "Cache-Control: no-store\r\n"));
        /* Longer than the patience of a connection without a stream. */
        const micros later = steady_now() + 3 * PATIENCE_MS * 1000;
        while (steady_now() < later)
                serve(50);
        assert_int_equal(over, 0);
        httpd_stream_send(stream, TEXT("data: two\n\n"));
        char *second = read_until(fd, "data: two\n\n");
        assert_non_null(strstr(second, "data: two"));
        free(first);
        free(second);
        close(fd);
}

static void an_end_is_told_after_what_was_sent(void **state)
{
        (void)state;
        const int fd = listening(0);
        httpd_stream_send(stream, TEXT("data: last\n\n"));
        httpd_stream_close(stream);
        assert_int_equal(over, 0);
        char *all = read_until(fd, "\r\n0\r\n\r\n");
        assert_non_null(strstr(all, "data: last\n\n"));
        assert_int_equal(over, 1);
        assert_null(stream);
        free(all);
        close(fd);
}

static void a_client_that_left_is_noticed_when_something_is_sent(void **state)
{
        (void)state;
        close(listening(0));
        const micros until = steady_now() + 20 * MICROS_PER_SECOND;
        while (!over && steady_now() < until) {
                httpd_stream_send(stream, TEXT(":\n\n"));
                serve(5);
        }
        assert_int_equal(over, 1);
}

/* Others are served meanwhile. */
static void a_client_that_never_reads_is_dropped(void **state)
{
        static char block[MOST / 2];
        size_t sent = 0;
        (void)state;
        memset(block, 'x', sizeof(block));
        const int fd = listening(2048);
        const micros until = steady_now() + 20 * MICROS_PER_SECOND;
        while (!over && steady_now() < until) {
                httpd_stream_send(stream, (struct text){block, sizeof(block)});
                sent += sizeof(block);
                serve(0);
        }
        assert_int_equal(over, 1);
        assert_true(sent < 4 << 20);
        close(fd);
}

/* Too little waits to reach the bound: time does. */
static void a_client_that_stops_reading_is_dropped_in_time(void **state)
{
        static char block[MOST / 2];
        (void)state;
        memset(block, 'x', sizeof(block));
        const int fd = listening(2048);
        const micros begin = steady_now(), until = begin + 20 * MICROS_PER_SECOND;
        /* As much as goes, and not more. */
        for (int i = 0; i < 40 && !over; i++) {
                httpd_stream_send(stream, (struct text){block, sizeof(block) / 8});
                for (int turn = 0; turn < 5 && !over; turn++)
                        serve(1);
        }
        while (!over && steady_now() < until) {
                if (steady_now() > begin + 3 * PATIENCE_MS * 1000)
                        httpd_stream_send(stream, (struct text){block, sizeof(block)});
                serve(20);
        }
        assert_int_equal(over, 1);
        close(fd);
}

static void a_server_that_closes_ends_its_streams(void **state)
{
        (void)state;
        const int fd = listening(0);
        char piece[1024];
        httpd_stream_send(stream, TEXT("data: one\n\n"));
        httpd_close(server);
        server = NULL;
        assert_int_equal(over, 1);
        while (recv(fd, piece, sizeof(piece), 0) > 0) {
        }
        close(fd);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_is_sent_arrives_and_the_stream_goes_on, open_server,
                                                close_server),
                cmocka_unit_test_setup_teardown(an_end_is_told_after_what_was_sent, open_server,
                                                close_server),
                cmocka_unit_test_setup_teardown(a_client_that_left_is_noticed_when_something_is_sent,
                                                open_server, close_server),
                cmocka_unit_test_setup_teardown(a_client_that_never_reads_is_dropped, open_server,
                                                close_server),
                cmocka_unit_test_setup_teardown(a_client_that_stops_reading_is_dropped_in_time, open_server,
                                                close_server),
                cmocka_unit_test_setup_teardown(a_server_that_closes_ends_its_streams, open_server,
                                                close_server),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

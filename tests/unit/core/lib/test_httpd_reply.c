/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd_reply.c - answers of any type, and a server at a unix socket. Server and client take turns in
 * one thread.
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/httpd.h"
#include "tests/support/unit.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[] = "/tmp/httpd_reply.XXXXXX", path[64];
static uint8_t caller[16];

static void on_request(void *context, struct httpd_request *r, int refused)
{
        static const struct httpd_field fields[] = {{"ETag", "\"1\""}, {"Cache-Control", "no-store"}};
        (void)context;
        assert_int_equal(refused, 0);
        httpd_address(r, caller);
        if (!strcmp(httpd_path(r), "/same"))
                httpd_reply(r, &(struct httpd_reply){.status = 304, .field = fields, .fields = 1});
        else
                httpd_reply(r, &(struct httpd_reply){.status = 200,
                                                     .type = "text/html; charset=utf-8",
                                                     .field = fields,
                                                     .fields = 2,
                                                     .body = TEXT("<p>"),
                                                     .lasting = true});
}

static struct httpd *opened(void)
{
        const struct httpd_options o = {
                .socket = path, .body_most = 100, .bodies_most = 100, .request_ms = 5000, .connections = 8};
        struct httpd *server;
        struct err e;
        assert_int_equal(httpd_open(&server, &o, on_request, NULL, &e), OK);
        return server;
}

static int connected(void)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
        assert_int_equal(connect(fd, (const void *)&at, sizeof(at)), 0);
        return fd;
}

/* What is answered to a request; the caller frees. */
static char *answer_to(struct httpd *server, const char *request)
{
        const int fd = connected();
        const micros until = steady_now() + 20 * MICROS_PER_SECOND;
        struct bytes all = {0};
        char piece[1024];
        ssize_t n;
        assert_int_equal(send(fd, request, strlen(request), 0), strlen(request));
        while ((n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT)) != 0) {
                assert_true(steady_now() < until);
                if (n > 0) {
                        bytes_add(&all, piece, (size_t)n);
                        continue;
                }
                assert_int_equal(errno, EAGAIN);
                poll(&(struct pollfd){.fd = httpd_fd(server), .events = POLLIN}, 1, 5);
                httpd_run(server);
        }
        close(fd);
        bytes_add(&all, "", 1);
        return (char *)all.at;
}

static void answers_have_a_type_and_a_head_of_their_own(void **state)
{
        struct httpd *server = opened();
        (void)state;
        memset(caller, 1, sizeof(caller));
        char *page = answer_to(server, "GET /page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert_non_null(strstr(page, "Content-Type: text/html; charset=utf-8\r\n"));
        assert_non_null(strstr(page, "ETag: \"1\"\r\n"));
        assert_non_null(strstr(page, "Cache-Control: no-store\r\n"));
        assert_non_null(strstr(page, "\r\n\r\n<p>"));
        for (int i = 0; i < 16; i++)
                assert_int_equal(caller[i], 0);
        char *same = answer_to(server, "GET /same HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert_non_null(strstr(same, "HTTP/1.1 304 "));
        assert_null(strstr(same, "Content-Type"));
        free(page);
        free(same);
        httpd_close(server);
        assert_int_equal(access(path, F_OK), -1);
}

static void a_socket_belongs_to_one_server(void **state)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        struct httpd *server, *second;
        struct stat s;
        struct err e;
        (void)state;
        /* One that a killed server left. */
        snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
        const int left = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(bind(left, (const void *)&at, sizeof(at)), 0);
        close(left);
        server = opened();
        assert_int_equal(stat(path, &s), 0);
        assert_int_equal(s.st_mode & 0777, 0660);
        const struct httpd_options o = {.socket = path, .request_ms = 5000, .connections = 8};
        assert_int_equal(httpd_open(&second, &o, on_request, NULL, &e), FATAL);
        httpd_close(second);
        assert_int_equal(access(path, F_OK), 0);
        httpd_close(server);
        /* What is no socket is nobody's to remove. */
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fclose(f);
        assert_int_equal(httpd_open(&second, &o, on_request, NULL, &e), FATAL);
        httpd_close(second);
        assert_int_equal(unlink(path), 0);
}

static int make_folder(void **state)
{
        (void)state;
        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof(path), "%s/socket", folder);
        return 0;
}

static int remove_folder(void **state)
{
        (void)state;
        return rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(answers_have_a_type_and_a_head_of_their_own),
                cmocka_unit_test(a_socket_belongs_to_one_server),
        };
        return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

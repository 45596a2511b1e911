/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_hostile.c - strangers that send slowly, too much, too deep, in two readings, or nothing over
 * thousands of connections. Each is refused or cut off; meanwhile a client that is known is served, and at
 * the end neither memory nor descriptors have grown.
 */
#include "core/base/moment.h"
#include "core/lib/crypto.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static struct world world;
static struct child gateway;
static int port;
static char clients_file[] = "/tmp/hentra-clients-XXXXXX";

static int open_world(void **state)
{
        uint8_t hash[32];
        char key[65], more[512];
        const char *at;
        (void)state;
        sha256_text(TEXT("good"), hash);
        hex_format(hash, 32, key);
        const int fd = mkstemp(clients_file);
        dprintf(fd, "[client good]\nkey = %s\nagency = H15\n", key);
        close(fd);
        snprintf(more, sizeof(more),
                 "gateway.listen=127.0.0.1:0\ngateway.clients=%s\ngateway.request_timeout=%ds\n"
                 "gateway.connections=64\ngateway.body=1M\ngateway.bodies=8M\n",
                 clients_file, 2 * TEST_PATIENCE);
        world_open(&world, "gateway_hostile", more);
        world_topic(&world, 1);
        child_start(&gateway, &world, "gateway", NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        world_close(&world);
        unlink(clients_file);
        return code;
}

/* ---- the process ---- */

static int descriptors(void)
{
        char path[64];
        int n = 0;
        snprintf(path, sizeof(path), "/proc/%d/fd", (int)gateway.pid);
        DIR *d = opendir(path);
        assert_non_null(d);
        while (readdir(d))
                n++;
        closedir(d);
        return n;
}

static long memory_kb(void)
{
        char path[64], line[256];
        long kb = 0;
        snprintf(path, sizeof(path), "/proc/%d/status", (int)gateway.pid);
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        while (fgets(line, sizeof(line), f))
                sscanf(line, "VmRSS: %ld", &kb);
        fclose(f);
        return kb;
}

/* ---- the good client ---- */

enum { CALLS_MOST = 4096 };
static micros took[CALLS_MOST];
static size_t calls;

static void good_call(void)
{
        const micros began = steady_now();
        struct asked a =
                ask(port, "/td/good/create", "", "[{\"MaHoSo\":\"H15-261008-0001\",\"TrangThaiHoSo\":2}]");
        if (a.status != 200 || !strstr(a.body, "thành công"))
                fail_msg("the good client was answered %d: %s", a.status, a.body);
        asked_end(&a);
        if (calls < CALLS_MOST)
                took[calls++] = steady_now() - began;
}

static int by_time(const void *a, const void *b)
{
        const micros x = *(const micros *)a, y = *(const micros *)b;
        return (x > y) - (x < y);
}

static void tell(const char *meanwhile)
{
        qsort(took, calls, sizeof(took[0]), by_time);
        const micros worst = took[(calls - 1) * 99 / 100];
        print_message("%s: %zu calls of the good client, p99 %.1f ms\n", meanwhile, calls,
                      (double)worst / 1000);
        assert_true(worst < 1000000LL * TEST_PATIENCE);
        calls = 0;
}

/* ---- strangers ---- */

/* From an address of its own, 127.0.1.LAST. */
static int connect_from(int last)
{
        const struct sockaddr_in from = {.sin_family = AF_INET,
                                         .sin_addr.s_addr = htonl(0x7f000100U + (unsigned)last)},
                                 to = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)port),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const struct timeval patience = {.tv_sec = PATIENCE_S};
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_true(fd >= 0 && bind(fd, (const void *)&from, sizeof(from)) == 0);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
        assert_int_equal(connect(fd, (const void *)&to, sizeof(to)), 0);
        return fd;
}

/* The server has closed it, or answered and closed. */
static bool is_over(int fd)
{
        char piece[4096];
        ssize_t n;
        while ((n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT)) > 0)
                ;
        return n == 0 || errno != EAGAIN;
}

#define HEAD "POST /td/good/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

static void answered(const char *request, int status, const char *code)
{
        const int fd = connect_from(1);
        ask_send(fd, request);
        shutdown(fd, SHUT_WR);
        struct asked a = ask_read(fd);
        if (a.status != status || !strstr(a.body, code))
                fail_msg("%d %s to %.100s", a.status, a.body, request);
        asked_end(&a);
}

static void posted(const char *body, int status, const char *code)
{
        char request[512];
        snprintf(request, sizeof(request), HEAD "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
        answered(request, status, code);
}

/* ---- attacks ---- */

/* Chunks of a wrong length, and one that is cut off: the library's own answer, or none. Some wait for their time. */
static const char *const cut[] = {HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n[]\r\n0\r\n\r\n",
                                  HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\n[]\r\n0\r\n\r\n",
                                  HEAD "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff0\r\n[]",
                                  HEAD "Transfer-Encoding: chunked\r\n\r\n-1\r\n[]\r\n0\r\n\r\n",
                                  HEAD "Content-Length: 200\r\n\r\n[]",
                                  HEAD};
enum { CUTS = sizeof(cut) / sizeof(cut[0]) };
static int cut_fd[CUTS];

static void send_cut_ones(void)
{
        for (int i = 0; i < CUTS; i++) {
                cut_fd[i] = connect_from(9);
                ask_send(cut_fd[i], cut[i]);
                shutdown(cut_fd[i], SHUT_WR);
        }
}

static void read_cut_ones(void)
{
        for (int i = 0; i < CUTS; i++) {
                struct asked a = ask_read(cut_fd[i]);
                if (a.status != 0 && a.status != 400 && a.status != 413)
                        fail_msg("%d to %s", a.status, cut[i]);
                asked_end(&a);
        }
}

/* A byte each time that the good client was served: heads without an end, bodies of a known one and of a
 * stranger. */
static void slow_ones(void)
{
        enum { SLOW = 40 };
        static const char *const begins[] = {
                "", "POST /oc HT", "POST /oc HTTP/1.1\r\nHost: x\r\nX: ",
                "POST /oc HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n[",
                HEAD "Transfer-Encoding: chunked\r\n\r\n80000\r\n["};
        int fd[SLOW], open = SLOW;
        bool over[SLOW] = {false};
        for (int i = 0; i < SLOW; i++) {
                fd[i] = connect_from(1 + i % 4);
                ask_send(fd[i], begins[i % 5]);
        }
        const micros until = steady_now() + PATIENCE_S * MICROS_PER_SECOND;
        while (open > 0) {
                good_call();
                assert_true(steady_now() < until);
                for (int i = 0; i < SLOW; i++) {
                        if (over[i])
                                continue;
                        (void)send(fd[i], "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
                        over[i] = is_over(fd[i]);
                        open -= over[i];
                }
        }
        for (int i = 0; i < SLOW; i++)
                close(fd[i]);
}

/* 100 MB, with a length and in chunks, of a known client and of strangers. */
static void large_ones(void)
{
        enum { PIECE = 1 << 20, PIECES = 100 };
        static const char *const heads[] = {
                HEAD "Content-Length: 104857600\r\n\r\n", HEAD "Transfer-Encoding: chunked\r\n\r\n",
                "POST /oc HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /td/bad/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                "104857600\r\n\r\n"};
        char *piece = memset(calloc(PIECE + 1, 1), '[', PIECE);
        for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
                const bool chunked = strstr(heads[i], "chunked") != NULL;
                const int fd = connect_from(1);
                ask_send(fd, heads[i]);
                for (int k = 0; k < PIECES; k++) {
                        if (chunked)
                                ask_send(fd, "100000\r\n");
                        ask_send(fd, piece);
                        if (chunked)
                                ask_send(fd, "\r\n");
                        if (k % 25 == 0)
                                good_call();
                }
                if (chunked)
                        ask_send(fd, "0\r\n\r\n");
                struct asked a = ask_read(fd);
                if (a.status != (i == 3 ? 401 : 413))
                        fail_msg("%d %s to %s", a.status, a.body, heads[i]);
                asked_end(&a);
        }
        free(piece);
        answered(HEAD "Expect: 100-continue\r\nContent-Length: 104857600\r\n\r\n", 413, "\"4\"");
}

static void silent_ones(void)
{
        enum { SILENT = 2000 };
        int *fd = calloc(SILENT, sizeof(*fd));
        for (int i = 0; i < SILENT; i++) {
                fd[i] = connect_from(1 + i % 200);
                if (i % 100 == 0)
                        good_call();
        }
        for (int i = 0; i < SILENT; i++)
                close(fd[i]);
        free(fd);
        good_call();
}

static void body_of(char open, int times, int status)
{
        char *request = calloc((size_t)times * 6 + 256, 1), *at;
        at = request + sprintf(request, HEAD "Content-Length: %d\r\n\r\n", open == '[' ? times : times * 5);
        for (int i = 0; i < times; i++)
                at += sprintf(at, "%s", open == '[' ? "[" : "{\"a\":");
        answered(request, status, status == 413 ? "\"4\"" : "\"2\"");
        free(request);
}

static void strange_forms(void)
{
        body_of('[', 200000, 413);
        body_of('{', 200000, 413);
        body_of('[', 30, 400);
        answered(HEAD "Content-Length: 2\r\nContent-Length: 2\r\n\r\n[]", 400, "\"2\"");
        posted("[{\"MaHoSo\":\"\xff\"}]", 200, "not in UTF-8");
        posted("[\xff]", 200, "not in UTF-8");
        posted("[{\"MaHoSo\":\"a\\u0000b\"}]", 200, "it has a NUL");
        posted("[{\"MaHoSo\":\"a\",\"MaHoSo\":\"b\"}]", 200, "a field twice");
        posted("{\"MaHoSo\":\"a\",\"MaHoSo\":\"b\"}", 400, "\"2\"");
}

#define KEPT  "POST /td/good/create HTTP/1.1\r\nHost: x\r\n"
#define PIPED "Content-Length: 38\r\n\r\n[{\"MaHoSo\":\"p-1\",\"TrangThaiHoSo\":\"2\"}]"

/* Several requests at once on one connection, closed for sending behind them: all are answered. */
static void pipelined_and_half_closed(void)
{
        int n = 0;
        const int fd = connect_from(1);
        ask_send(fd, KEPT PIPED KEPT PIPED HEAD PIPED);
        shutdown(fd, SHUT_WR);
        struct asked a = ask_read(fd);
        for (const char *at = a.body; (at = strstr(at, "thành công")) != NULL; at++)
                n++;
        if (n != 3)
                fail_msg("%d answers: %s", n, a.body);
        asked_end(&a);
}

static void one_round(void)
{
        send_cut_ones();
        slow_ones();
        read_cut_ones();
        tell("slow senders");
        large_ones();
        tell("bodies of 100 MB");
        silent_ones();
        tell("2,000 silent connections");
        strange_forms();
        pipelined_and_half_closed();
}

/* The first round warms up: what the allocator keeps it keeps once. */
static void no_growth(void **state)
{
        (void)state;
        good_call();
        const int before = descriptors();
        one_round();
        const long first = memory_kb();
        one_round();
        const long second = memory_kb();
        print_message("memory: %ld kB after a round, %ld kB after two\n", first, second);
        EVENTUALLY(descriptors() <= before);
        if (MEMORY_IS_TOLD)
                assert_true(second < first + 8192);
        /* The log did not grow with the refusals, and holds nothing of them. */
        assert_true(strlen(child_err(&gateway)) < 20000);
        assert_null(strstr(child_err(&gateway), "MaHoSo"));
}

/* All room that strangers may have is taken by slow bodies of many addresses: a client with a key is served,
 * also when its body is a long one. */
static void strangers_hold_their_share(void **state)
{
        enum { HOLDERS = 36, BODY = 256 << 10, LONG = 100 << 10 };
        int fd[HOLDERS];
        char head[128];
        (void)state;
        char *part = memset(calloc(BODY, 1), ' ', BODY - 1);
        snprintf(head, sizeof(head), "POST /oc HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", BODY);
        for (int i = 0; i < HOLDERS; i++) {
                fd[i] = connect_from(100 + i);
                ask_send(fd[i], head);
                ask_send(fd[i], part);
                answered("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "\"8\"");
        }
        part[LONG] = '\0';
        memcpy(part, "[{\"MaHoSo\":\"a\",\"TrangThaiHoSo\":2}", 33);
        part[LONG - 1] = ']';
        struct asked a = ask(port, "/td/good/create", "", part);
        assert_int_equal(a.status, 200);
        asked_end(&a);
        for (int i = 0; i < HOLDERS; i++)
                close(fd[i]);
        free(part);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(strangers_hold_their_share),
                cmocka_unit_test(no_growth),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * pages.c - people at a dashboard: live pages that listen, one of them without ever reading, and questions by the clock.
 *   bench_pages PORT SECONDS PAGES RATE FILE ROLE PASSWORD ROLE PASSWORD
 * Every fifth page, and every second question, is of the second role. FILE has a path a line; they are asked in turn, RATE a
 * second, over connections that are kept. Each is timed from the moment at which it was due, so that a dashboard that stops
 * is not spared.
 * Standard output: a line for each question, "PATH STATUS MICROSECONDS", 0 where the connection ended; then "live PAGES
 * EVENTS": pages that are open at the end, without the one that never reads, and alerts that came to all of them; and
 * "unanswered N".
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROLES = 2, PATHS_MOST = 256, LINE_MOST = 512, PIECE = 1 << 16, PATIENCE_S = 20, DEAF_ROOM = 4096 };

struct client {
        int fd;
        bool live, busy;
        int role;
        const char *path;
        micros due;
        struct bytes in;
        struct client *next; /* of those that wait for a question */
};

static struct {
        int port, epoll;
        char cookie[ROLES][160];
        char *path[PATHS_MOST];
        int paths;
        struct client *idle[ROLES];
        uint64_t asked, answered, pages, events;
        const char *kind; /* of the questions, in front of each line */
} b;

static void need(bool good, const char *what)
{
        if (good)
                return;
        fprintf(stderr, "bench_pages: %s: %s\n", what, strerror(errno));
        exit(1);
}

static int connected(int room)
{
        const struct sockaddr_in to = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)b.port),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (room)
                setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
        need(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0, "connect");
        return fd;
}

static void send_all(int fd, const char *text)
{
        for (size_t left = strlen(text); left > 0;) {
                const ssize_t n = send(fd, text, left, MSG_NOSIGNAL);
                need(n > 0 || errno == EAGAIN, "send");
                text += n > 0 ? n : 0;
                left -= n > 0 ? (size_t)n : 0;
        }
}

static void log_in(int role, const char *name, const char *password)
{
        char body[300], line[700], answer[4096];
        const int fd = connected(0);
        size_t len = 0;
        ssize_t n;
        snprintf(body, sizeof(body), "{\"role\":\"%s\",\"password\":\"%s\"}", name, password);
        snprintf(line, sizeof(line),
                 "POST /api/login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: "
                 "application/json\r\n"
                 "Content-Length: %zu\r\n\r\n%s",
                 strlen(body), body);
        send_all(fd, line);
        while (len < sizeof(answer) - 1 && (n = recv(fd, answer + len, sizeof(answer) - 1 - len, 0)) > 0)
                len += (size_t)n;
        answer[len] = 0;
        const char *cookie = strstr(answer, "Set-Cookie: ");
        if (!cookie || sscanf(cookie, "Set-Cookie: %150[^;]", b.cookie[role]) != 1) {
                fprintf(stderr, "bench_pages: no login as %s: %.300s\n", name, answer);
                exit(1);
        }
        close(fd);
}

static struct client *open_client(int room)
{
        struct client *c = need_alloc(sizeof(*c));
        *c = (struct client){.fd = connected(room)};
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        return c;
}

static void listen_to(struct client *c)
{
        struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = c};
        need(epoll_ctl(b.epoll, EPOLL_CTL_ADD, c->fd, &e) == 0, "epoll");
}

static void open_page(int number, bool deaf)
{
        char line[400];
        struct client *c = open_client(deaf ? DEAF_ROOM : 0);
        c->live = true;
        snprintf(line, sizeof(line), "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\n\r\n",
                 b.cookie[number % 5 == 4]);
        send_all(c->fd, line);
        if (deaf)
                return;
        listen_to(c);
        b.pages++;
}

/* ---- questions ---- */

static void ask(micros due)
{
        char line[LINE_MOST * 2];
        const int role = (int)(b.asked % ROLES);
        struct client *c = b.idle[role];
        if (c) {
                b.idle[role] = c->next;
        } else {
                c = open_client(0);
                c->role = role;
                listen_to(c);
        }
        c->path = b.path[b.asked / ROLES % (uint64_t)b.paths];
        c->due = due;
        c->busy = true;
        snprintf(line, sizeof(line), "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\n\r\n", c->path,
                 b.cookie[role]);
        send_all(c->fd, line);
        b.asked++;
}

static void is_answered(struct client *c, int status)
{
        printf("%s%s %d %lld\n", b.kind, c->path, status, (long long)(steady_now() - c->due));
        b.answered++;
        c->busy = false;
}

/* Whether the answer is there whole; all of the dashboard's have a length. */
static bool read_answer(struct client *c, int *status)
{
        bytes_add(&c->in, "", 1);
        c->in.len--;
        const char *text = (const char *)c->in.at, *end = strstr(text, "\r\n\r\n"),
                   *length = strstr(text, "Content-Length: ");
        if (!end || !length || length > end)
                return false;
        if (c->in.len < (size_t)(end + 4 - text) + strtoull(length + 16, NULL, 10))
                return false;
        *status = atoi(text + strlen("HTTP/1.1 "));
        bytes_clear(&c->in);
        return true;
}

static uint64_t events_in(const char *at, size_t len)
{
        uint64_t n = 0;
        for (const char *end = at + len; (at = memmem(at, (size_t)(end - at), "event: alert", 12)); at += 12)
                n++;
        return n;
}

static void hear(struct client *c)
{
        static char piece[PIECE];
        ssize_t n;
        int status;
        while ((n = recv(c->fd, piece, sizeof(piece), 0)) > 0) {
                if (c->live)
                        b.events += events_in(piece, (size_t)n);
                else
                        bytes_add(&c->in, piece, (size_t)n);
        }
        if (c->busy && read_answer(c, &status)) {
                is_answered(c, status);
                c->next = b.idle[c->role];
                b.idle[c->role] = c;
        }
        if (n < 0 && errno == EAGAIN)
                return;
        epoll_ctl(b.epoll, EPOLL_CTL_DEL, c->fd, NULL);
        close(c->fd);
        for (struct client **at = &b.idle[c->role]; *at; at = &(*at)->next)
                if (*at == c) {
                        *at = c->next;
                        break;
                }
        if (c->live)
                b.pages--;
        else if (c->busy)
                is_answered(c, 0);
}

/* ---- the clock ---- */

static void serve(int wait_ms)
{
        struct epoll_event e[256];
        const int n = epoll_wait(b.epoll, e, 256, wait_ms);
        for (int i = 0; i < n; i++)
                hear(e[i].data.ptr);
}

static void read_paths(const char *file)
{
        char line[LINE_MOST];
        FILE *in = fopen(file, "r");
        need(in != NULL, file);
        while (b.paths < PATHS_MOST && fgets(line, sizeof(line), in)) {
                line[strcspn(line, "\n")] = 0;
                b.path[b.paths++] = need_strdup(line);
        }
        fclose(in);
        need(b.paths > 0, "no paths");
}

static void serve_for(micros span)
{
        for (const micros until = steady_now() + span; steady_now() < until;)
                serve(50);
}

static void ask_by_the_clock(int seconds, int rate)
{
        const micros begin = steady_now();
        const uint64_t all = (uint64_t)seconds * (uint64_t)rate;
        const micros end = begin + (seconds + PATIENCE_S) * MICROS_PER_SECOND;
        while (b.answered < all && steady_now() < end) {
                micros due = begin + (micros)b.asked * MICROS_PER_SECOND / rate;
                while (b.asked < all && due <= steady_now()) {
                        ask(due);
                        due = begin + (micros)b.asked * MICROS_PER_SECOND / rate;
                }
                const micros left = b.asked < all ? due - steady_now() : 50000;
                serve(left > 0 ? (int)(left / 1000) : 0);
        }
}

static bool is_new(int path)
{
        for (int i = 0; i < path; i++)
                if (!strcmp(b.path[i], b.path[path]))
                        return false;
        return true;
}

/* Each question once, one after the other, when no answer is kept. */
static void ask_each(void)
{
        const micros end = steady_now() + 10LL * PATIENCE_S * MICROS_PER_SECOND;
        b.kind = "first ";
        for (int i = 0; i < b.paths * ROLES; i++) {
                if (!is_new(i / ROLES)) {
                        b.asked++, b.answered++;
                        continue;
                }
                ask(steady_now());
                while (b.answered < b.asked && steady_now() < end)
                        serve(50);
        }
        b.asked = b.answered = 0;
        b.kind = "";
}

int main(int argc, char **argv)
{
        struct rlimit files = {8192, 8192};
        if (argc != 10) {
                fprintf(stderr,
                        "usage: bench_pages PORT SECONDS PAGES RATE FILE ROLE PASSWORD ROLE PASSWORD\n");
                return 2;
        }
        const int seconds = atoi(argv[2]), pages = atoi(argv[3]), rate = atoi(argv[4]);
        b.port = atoi(argv[1]);
        b.kind = "";
        b.epoll = epoll_create1(EPOLL_CLOEXEC);
        need(b.epoll >= 0 && rate > 0 && seconds > 0, "numbers");
        (void)setrlimit(RLIMIT_NOFILE, &files);
        read_paths(argv[5]);
        for (int role = 0; role < ROLES; role++)
                log_in(role, argv[6 + 2 * role], argv[7 + 2 * role]);
        open_page(0, true);
        for (int i = 0; i < pages; i++)
                open_page(i, false);
        serve_for(MICROS_PER_SECOND);
        ask_each();
        ask_by_the_clock(seconds, rate);
        serve_for(MICROS_PER_SECOND);
        printf("live %llu %llu\n", (unsigned long long)b.pages, (unsigned long long)b.events);
        printf("unanswered %llu\n", (unsigned long long)(b.asked - b.answered));
        return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * asking.c - see asking.h.
 */
#include "tests/support/asking.h"

#include "core/base/bytes.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int ask_connect(int port)
{
        const struct sockaddr_in at = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)port),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const struct timeval patience = {.tv_sec = PATIENCE_S};
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_true(fd >= 0);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
        if (connect(fd, (const void *)&at, sizeof(at)) != 0)
                fail_msg("nobody listens at port %d", port);
        return fd;
}

void ask_send(int fd, const char *text)
{
        for (size_t len = strlen(text); len > 0;) {
                const ssize_t n = send(fd, text, len, MSG_NOSIGNAL);
                if (n <= 0)
                        return; /* what was answered is still to be read */
                text += n;
                len -= (size_t)n;
        }
}

struct asked ask_read(int fd)
{
        struct bytes all = {0};
        struct asked a = {0};
        char piece[4096];
        ssize_t n;
        while ((n = recv(fd, piece, sizeof(piece), 0)) > 0)
                bytes_add(&all, piece, (size_t)n);
        close(fd);
        bytes_add(&all, "", 1);
        a.head = (char *)all.at;
        a.body = a.head;
        char *end = strstr(a.head, "\r\n\r\n");
        if (!end || sscanf(a.head, "HTTP/1.1 %d", &a.status) != 1)
                return a;
        end[2] = '\0';
        a.body = end + 4;
        return a;
}

struct asked ask(int port, const char *path, const char *head, const char *body)
{
        char line[1024];
        const int fd = ask_connect(port);
        snprintf(line, sizeof(line),
                 "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n", path,
                 head, strlen(body));
        ask_send(fd, line);
        ask_send(fd, body);
        return ask_read(fd);
}

void asked_end(struct asked *a)
{
        free(a->head);
        *a = (struct asked){0};
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * supervisor.c - one datagram for each message.
 *
 * Rule: a manager that hangs holds up nobody: a message that cannot be taken within a second is lost.
 */
#include "core/base/supervisor.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
        pid_t pid; /* 0: nobody listens */
        struct sockaddr_un at;
        socklen_t len;
} manager;

/* '@' stands for the zero byte in front of an abstract name. */
void supervisor_find(void)
{
        const char *path = getenv("NOTIFY_SOCKET");
        const size_t len = path ? strlen(path) : 0;
        manager.pid = 0;
        if (len < 2 || len >= sizeof(manager.at.sun_path) || (*path != '/' && *path != '@'))
                return;
        manager.at = (struct sockaddr_un){.sun_family = AF_UNIX};
        memcpy(manager.at.sun_path, path, len);
        if (*path == '@')
                manager.at.sun_path[0] = '\0';
        manager.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
        manager.pid = getpid();
}

void supervisor_tell(const char *text)
{
        const struct timeval second = {.tv_sec = 1};
        if (manager.pid == 0 || manager.pid != getpid())
                return;
        const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof(second));
        (void)!sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const void *)&manager.at, manager.len);
        close(fd);
}

micros supervisor_patience(void)
{
        const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
        if (!usec || (pid && atoll(pid) != getpid()))
                return 0;
        const long long n = atoll(usec);
        return n > 0 ? n : 0;
}

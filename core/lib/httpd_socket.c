/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_socket.c - see httpd_socket.h.
 */
#include "core/lib/httpd_socket.h"

#include "core/base/bytes.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum fault httpd_read_pem(const char *path, char **out, struct err *e)
{
        static const size_t most = 1 << 20;
        const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        *out = NULL;
        if (!path)
                return OK;
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        *out = need_alloc(most);
        const ssize_t n = read(fd, *out, most - 1);
        const int wrong = errno;
        close(fd);
        errno = wrong;
        return n < 0 ? fail_errno(e, USAGE, "%s", path) : OK;
}

enum fault httpd_read_authority(const char *path, char **out, struct err *e)
{
        if (httpd_read_pem(path, out, e) != OK)
                return e->kind;
        return !*out || tls_has_certificates(text_of(*out))
                       ? OK
                       : fail(e, USAGE, "%s: this is no certificate of an authority in PEM", path);
}

enum fault httpd_check_files(const struct httpd_options *o, struct err *e)
{
        char *certificate = NULL, *key = NULL, *authority = NULL;
        const bool good = httpd_read_pem(o->certificate, &certificate, e) == OK &&
                          httpd_read_pem(o->key, &key, e) == OK &&
                          httpd_read_authority(o->authority, &authority, e) == OK;
        free(certificate);
        free(key);
        free(authority);
        return good ? OK : e->kind;
}

/* A socket that a killed program left behind is taken over; one at which somebody listens is not. */
static bool is_abandoned(const struct sockaddr_un *at)
{
        struct stat s;
        const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool refused =
                fd >= 0 && connect(fd, (const void *)at, sizeof(*at)) < 0 && errno == ECONNREFUSED;
        if (fd >= 0)
                close(fd);
        return refused && lstat(at->sun_path, &s) == 0 && S_ISSOCK(s.st_mode);
}

static int listen_at_path(const char *path, struct err *e)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        if (strlen(path) >= sizeof(at.sun_path)) {
                (void)fail(e, USAGE, "%s: the path of a socket has less than %zu bytes", path,
                           sizeof(at.sun_path));
                return -1;
        }
        memcpy(at.sun_path, path, strlen(path));
        if (is_abandoned(&at))
                unlink(path);
        const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const mode_t mask = umask(0117);
        const bool bound = fd >= 0 && bind(fd, (const void *)&at, sizeof(at)) == 0;
        umask(mask);
        if (bound && listen(fd, SOMAXCONN) == 0)
                return fd;
        (void)fail_errno(e, FATAL, "cannot listen at %s", path);
        if (fd >= 0)
                close(fd);
        return -1;
}

int httpd_listen(const struct httpd_options *o, struct err *e)
{
        if (o->socket)
                return listen_at_path(o->socket, e);
        uint8_t bytes[16];
        struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)o->port)};
        struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o->port)};
        const bool is_six = inet_pton(AF_INET6, o->host, bytes) == 1;
        memcpy(&six.sin6_addr, bytes, 16);
        (void)inet_pton(AF_INET, o->host, &four.sin_addr);
        const struct sockaddr *at = is_six ? (const void *)&six : (const void *)&four;
        const int yes = 1, fd = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
            bind(fd, at, is_six ? sizeof(six) : sizeof(four)) == 0 && listen(fd, SOMAXCONN) == 0)
                return fd;
        (void)fail_errno(e, FATAL, "cannot listen at %s, port %d", o->host, o->port);
        if (fd >= 0)
                close(fd);
        return -1;
}

int httpd_socket_port(int fd)
{
        struct sockaddr_storage at = {0};
        socklen_t len = sizeof(at);
        getsockname(fd, (void *)&at, &len);
        if (at.ss_family == AF_UNIX)
                return 0;
        return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&at)->sin6_port
                                              : ((struct sockaddr_in *)(void *)&at)->sin_port);
}

void httpd_socket_address(const struct sockaddr *from, uint8_t out[static 16])
{
        memset(out, 0, 16);
        if (from->sa_family == AF_INET6) {
                memcpy(out, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
        } else if (from->sa_family == AF_INET) {
                memset(out + 10, 0xff, 2);
                memcpy(out + 12, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
        }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * listening.c - see listening.h.
 */
#include "consumers/dashboard/listening.h"

#include <string.h>

enum { BODY_MOST = 1 << 20, BODIES_MOST = 16 << 20 };

static enum fault read_address(struct listening *l, const char *listen, bool *loopback, struct err *e)
{
        static const char unix_socket[] = "unix:";
        uint8_t address[16];
        if (!strncmp(listen, unix_socket, sizeof(unix_socket) - 1)) {
                l->options.socket = listen + sizeof(unix_socket) - 1;
                return *l->options.socket == '/'
                               ? OK
                               : fail(e, USAGE, "dashboard.listen: expected is unix:/PATH, from the root");
        }
        if (!httpd_read_address(listen, l->host, &l->options.port) || !httpd_parse_address(l->host, address))
                return fail(e, USAGE,
                            "dashboard.listen: expected is ADDRESS:PORT, as 127.0.0.1:8095 or [::1]:8095, or "
                            "unix:/PATH");
        l->options.host = l->host;
        *loopback = httpd_is_loopback(address);
        return OK;
}

/* Whatever goes over a network without TLS can be read there: passwords, and the cookies of sessions. */
static enum fault check(const struct listening *l, bool loopback, struct err *e)
{
        const struct httpd_options *o = &l->options;
        if (!o->certificate != !o->key)
                return fail(e, USAGE, "dashboard.tls.certificate and dashboard.tls.key go together");
        if (!o->socket && !loopback && !o->certificate)
                return fail(e, USAGE,
                            "dashboard.listen: beyond this machine it needs TLS: set "
                            "dashboard.tls.certificate and "
                            "dashboard.tls.key, or listen at unix:/PATH behind a proxy");
        if (o->socket && o->certificate)
                return fail(e, USAGE, "dashboard.tls.*: the proxy in front of a unix socket has TLS");
        if (l->proxy_header && !o->socket)
                return fail(
                        e, USAGE,
                        "dashboard.proxy_header goes with a unix socket alone: anybody else could send that "
                        "header, too");
        if (l->open_as && !loopback)
                return fail(e, USAGE, "dashboard.open_as goes with a loopback address alone");
        return httpd_check_files(o, e);
}

enum fault listening_read(struct listening *l, const struct conf *conf, const char *listen, struct err *e)
{
        const int64_t connections = conf_count(conf, "dashboard.connections");
        bool loopback = false;
        *l = (struct listening){.proxy_header = conf_text(conf, "dashboard.proxy_header"),
                                .open_as = conf_text(conf, "dashboard.open_as"),
                                .live_most = (unsigned)(connections - connections / 8)};
        l->options = (struct httpd_options){.body_most = BODY_MOST,
                                            .bodies_most = BODIES_MOST,
                                            .request_ms = conf_ms(conf, "dashboard.request_timeout"),
                                            .connections = (unsigned)connections,
                                            .certificate = conf_text(conf, "dashboard.tls.certificate"),
                                            .key = conf_text(conf, "dashboard.tls.key")};
        if (read_address(l, listen ? listen : conf_text(conf, "dashboard.listen"), &loopback, e) != OK)
                return e->kind;
        /* From this machine, or by the proxy, all come from one address. */
        if (!loopback && !l->options.socket)
                l->options.connections_each = (unsigned)(connections / 4);
        return check(l, loopback, e);
}

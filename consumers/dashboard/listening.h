/* SPDX-License-Identifier: Apache-2.0
 *
 * listening.h - where the dashboard listens, and what has to be there before it may listen there.
 */
#ifndef HENTRA_DASHBOARD_LISTENING_H
#define HENTRA_DASHBOARD_LISTENING_H

#include "core/lib/conf.h"
#include "core/lib/httpd.h"

struct listening {
        char host[HTTPD_HOST_MOST];
        struct httpd_options options; /* leans on `host` and the configuration */
        const char *proxy_header, *open_as;
        unsigned live_most;
};

/* USAGE: an address that is none; one beyond this machine without TLS; what does not go together. `listen`
 * NULL: by dashboard.listen. */
MUST enum fault listening_read(struct listening *l, const struct conf *conf, const char *listen,
                               struct err *e);

#endif

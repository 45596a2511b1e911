/* SPDX-License-Identifier: Apache-2.0
 *
 * desk.h - requests of the dashboard: who asks, what may be asked, and who answers.
 *
 * Who: by the session's cookie; else, behind a unix socket, by the header of a trusted proxy
 * (dashboard.proxy_header); else everybody as one role (dashboard.open_as), at a loopback address alone.
 * What changes something carries the session's token in X-CSRF-Token.
 */
#ifndef HENTRA_DASHBOARD_DESK_H
#define HENTRA_DASHBOARD_DESK_H

#include "consumers/dashboard/attempts.h"
#include "consumers/dashboard/live.h"
#include "consumers/dashboard/replies.h"
#include "consumers/dashboard/visits.h"
#include "core/lib/httpd.h"

struct desk {
        const char *proxy_header, *open_as; /* NULL: none */
        bool tls, simulated, stopping;
        uint8_t secret[32]; /* of the tokens */
        struct visits sessions;
        struct attempts attempts;
        struct replies replies;
        struct live live;
        struct pool *pool; /* borrowed */
};

/* Before its body: how much of it is read, and on whose account (httpd_room.h). */
void desk_on_head(void *desk, struct httpd_request *r, struct httpd_admission *a);
void desk_on_request(void *desk, struct httpd_request *r, int refused);

#endif

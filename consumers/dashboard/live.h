/* SPDX-License-Identifier: Apache-2.0
 *
 * live.h - the pages that are told what happens, by server-sent events.
 *
 * A notification says that there is something new, and nothing of it. For each role that has pages open,
 * what is new is then asked under that role, once, and sent to its pages. So a page is told what its role
 * may see, and no more. Each event has its number as `id:`: a page that was cut off goes on behind the last
 * one it has.
 */
#ifndef HENTRA_DASHBOARD_LIVE_H
#define HENTRA_DASHBOARD_LIVE_H

#include "consumers/dashboard/visits.h"
#include "consumers/dashboard/workers/pool.h"
#include "core/lib/httpd.h"

struct live_role;
struct live_page;
struct live {
        struct pool *pool;             /* borrowed */
        const struct visits *sessions; /* borrowed */
        struct live_role *roles;
        struct live_page *pages;
        unsigned page_n, pages_most;
        micros fresh;               /* so long others are given an answer again */
        micros beat, told, changed; /* steady: when all were sent a sign last, and were told of a change; a
                                     * change that nobody was told of, 0: none */
        micros again;               /* steady: when to tell of a change once more; 0: not */
        bool closing;
};

/* `session` 0: it has none that could end. Answers the request by a stream, or with 503. */
void live_open(struct live *l, struct httpd_request *r, const char *role, bool person, uint64_t session);
void live_news(struct live *l, enum news news);
/* Signs of life, and the end of pages whose session is over. */
void live_turn(struct live *l, micros now);
int live_wait_ms(const struct live *l, micros now); /* -1: nothing to do */
/* Before the server and the pool are closed. */
void live_close(struct live *l);
void live_free(struct live *l); /* after both */

#endif

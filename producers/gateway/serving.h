/* SPDX-License-Identifier: Apache-2.0
 *
 * serving.h - each request: who sends it, what it may, what it is; then its dossiers are posted, or it is
 * refused.
 *
 * Rule: what costs least is asked first. A key, token, certificate or address is known by the head, before
 * any of the body is kept; a body whose caller is none of these is read only if it may hold a login or a
 * session, and while its address has refusals left (strangers.h).
 * Rule: bodies, values and secrets are never logged; of a refusal the log has the client or its address, and
 * the code.
 */
#ifndef HENTRA_GATEWAY_SERVING_H
#define HENTRA_GATEWAY_SERVING_H

#include "core/lib/conf.h"
#include "core/lib/httpd.h"
#include "producers/gateway/clients.h"
#include "producers/gateway/postings.h"
#include "producers/gateway/refusals.h"
#include "producers/gateway/sessions.h"
#include "producers/gateway/strangers.h"

struct serving {
        struct clients clients; /* opened by the caller */
        struct sessions sessions;
        struct strangers strangers;
        struct refusals refusals;
        struct postings *postings; /* borrowed */
        int64_t rate, session_ms;
        struct call_limits limits;
        bool stopping; /* all is refused */
};

/* Reads its limits; all else of *s is zero. */
void serving_open(struct serving *s, const struct conf *conf);
void serving_close(struct serving *s); /* and its clients; twice is fine */

/* For httpd.h, with a struct serving. The head says whose share of memory the body takes, and whether it need
 * be kept at all. */
void serving_on_head(void *context, struct httpd_request *r, struct httpd_admission *a);
void serving_on_request(void *context, struct httpd_request *r, int refused);

#endif

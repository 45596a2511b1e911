/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver.h - a receiver of alerts, by HTTP or by e-mail, as options define it and as the warehouse has it.
 */
#ifndef HENTRA_MANAGE_RECEIVER_H
#define HENTRA_MANAGE_RECEIVER_H

#include "core/base/args.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum { EACH_ALERT = -1, ANY_RECIPIENT = 0 };

struct receiver {
        int32_t webhook_id; /* 0: not in the warehouse */
        bool mail;
        char *url;             /* heap: http…, https…, or mailto:…; NULL: none yet */
        int32_t digest_minute; /* of the local day; EACH_ALERT: no digest */
        int32_t agency_id;     /* ANY_RECIPIENT: of all */
        bool enabled;
        bool unseen; /* its options are on no command line, which others on the machine see */
};

void receiver_begin(struct receiver *v, bool mail); /* enabled, each alert of any agency */
void receiver_free(struct receiver *v);             /* twice is fine */

/* Lays the options over *v: agency, digest, and of a webhook url or url-file, of a mailbox to. USAGE: a value
 * that is not allowed (no error has the address), no such agency, a URL that may hold a secret as an option,
 * or none at all. */
MUST enum fault receiver_apply(struct receiver *v, const struct args *a, struct pg *pg, struct err *e);

/* USAGE: there is no such receiver of this kind (the error has the nearest). */
MUST enum fault receiver_read(struct receiver *v, struct pg *pg, const char *name, struct err *e);
/* Adds it under this name, or changes it where it has a number. USAGE: the table refuses it. */
MUST enum fault receiver_write(const struct receiver *v, struct pg *pg, const char *name, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * post.h - puts the message of a delivery on its way: a request to a webhook, or a letter to a mailbox.
 */
#ifndef HENTRA_TELL_POST_H
#define HENTRA_TELL_POST_H

#include "consumers/alert/tell/delivery.h"
#include "consumers/alert/tell/mail.h"
#include "core/lib/conf.h"
#include "core/lib/http.h"

struct poster {             /* borrowed from the configuration */
        const char *secret; /* NULL: nothing is signed */
        int timeout_ms;
        bool unsigned_logged;
        struct mail mail;
};
/* USAGE: alert.mail.* is not what it may be. */
MUST enum fault poster_open(struct poster *p, const struct conf *conf, struct err *e);

/* Sends it; the answer comes with this number. False: there is no server of letters, and no answer comes. */
bool poster_send(struct poster *p, struct http *http, const struct delivery *d, uint64_t number);

#endif

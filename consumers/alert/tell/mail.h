/* SPDX-License-Identifier: Apache-2.0
 *
 * mail.h - the server of letters that the configuration names (alert.mail.*), and sending to it.
 */
#ifndef HENTRA_TELL_MAIL_H
#define HENTRA_TELL_MAIL_H

#include "consumers/alert/tell/letter.h"
#include "core/lib/conf.h"
#include "core/lib/http.h"

struct mail {               /* borrowed from the configuration */
        const char *server; /* NULL: none is named */
        const char *from, *user, *password, *ca;
        enum http_letter_tls tls;
        int timeout_ms;
};
/* USAGE: alert.mail.server is not smtp://… or smtps://…, or alert.mail.from is missing, or no address. */
MUST enum fault mail_read_conf(struct mail *m, const struct conf *conf, struct err *e);

/* The address of a receiver: what is behind mailto:. NULL: it is none. */
const char *mailbox_of(const char *url);
/* A mailbox whose address needs no quotes: name@example.vn, in ASCII. */
bool mailbox_legal(const char *address);

/* Makes a letter for http_send_letter(), which borrows from all of it. */
struct http_letter mail_letter(const struct mail *m, const struct letter *l, const struct letter_head *head,
                               const char *to);

#endif

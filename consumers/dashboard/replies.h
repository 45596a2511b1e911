/* SPDX-License-Identifier: Apache-2.0
 *
 * replies.h - who waits for which answer, and answers that may be given again for a short while.
 *
 * A question that is shared (routes.h) is asked once: who asks the same, under the same role, while it is
 * being answered, waits with the first; and for dashboard.fresh after it gets the same answer, reports for
 * dashboard.fresh_reports. Those, and what is open today, are given once more as long while they are asked
 * anew behind it. So a thousand pages that look again at the same moment cost as much as one. Another role is
 * another question.
 */
#ifndef HENTRA_DASHBOARD_REPLIES_H
#define HENTRA_DASHBOARD_REPLIES_H

#include "consumers/dashboard/workers/pool.h"
#include "core/base/moment.h"
#include "core/lib/httpd.h"

enum { ANSWERS_KEPT = 256, ANSWER_KEPT_MOST = 1 << 20 /* bytes of an answer that is kept */ };

struct asked;
struct replies {
        struct pool *pool; /* borrowed */
        micros fresh, fresh_reports;
        struct asked *first;
        unsigned n;
};

/* Answers that were asked before now are given to nobody who asks from now on: something was changed. */
void replies_forget(struct replies *a);
void replies_close(struct replies *a); /* after the pool */

/* The form in which an answer goes out. Texts are borrowed until it has. */
struct reply_form {
        const char *type;
        char disposition[128]; /* empty: none */
};

/* Answers the request, now or later. */
void reply_ask(struct replies *a, struct httpd_request *r, const struct job *j, bool shared,
               const struct reply_form *form, micros now);

/* An answer of the interface, which browsers neither keep nor misread. `extra` may be NULL. */
void reply_send(struct httpd_request *r, int status, const char *type, struct text body,
                const struct httpd_field *extra, size_t extras);
void reply_error(struct httpd_request *r, int status, int retry_s, const char *code, const char *text);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * answer.h - what a client is answered: {"error_code":"0","message":"… thành công","result":[]}. Pure.
 *
 * Clients read these bytes in ways that bind us: error_code is a text, message is never null, the text is
 * UTF-8 in composed form and not escaped, since one of them looks for "thành công" in the raw body. So no
 * refusal holds these words, nor "đã tồn tại", by which another one goes on to send an update, as after the
 * codes 3 and -3: both come only where a dossier that is known is not to be created (gateway.known).
 */
#ifndef HENTRA_GATEWAY_ANSWER_H
#define HENTRA_GATEWAY_ANSWER_H

#include "core/base/text.h"
#include "core/lib/json.h"
#include "producers/gateway/call.h"
#include <stddef.h>

enum answer_code {
        ANSWER_DONE = 0,
        ANSWER_REJECTED = 1,    /* some dossiers were not taken: `result` lists them */
        ANSWER_NO_CALL = 2,     /* the body is no JSON, or no call */
        ANSWER_KNOWN = 3,       /* the dossiers in `result` exist already, and were not to be created */
        ANSWER_TOO_LARGE = 4,   /* a body, or too many dossiers, or nested too deep */
        ANSWER_NOT_ALLOWED = 5, /* an unknown client, an ended session, an agency that is not its own */
        ANSWER_TOO_FAST = 6,
        ANSWER_LATER = 7,   /* the store is full, or there is no room */
        ANSWER_NO_PATH = 8, /* no such path or method */
        ANSWER_UNKNOWN = 9, /* TraCuuHoSo: none is known */
        ANSWER_CODES
};

/* The status of HTTP that goes with a code; of ANSWER_REJECTED, where some dossiers were taken. */
int answer_status(enum answer_code code);
int answer_retry_s(enum answer_code code); /* Retry-After; 0: none */

/* A refusal. `detail` (NULL: none) is added to the message. The caller frees. */
char *answer_refusal(enum answer_code code, const char *detail);
char *answer_login(const char *session);

/* A call with dossiers: those that were not taken, one by one, then the text. */
struct answer {
        struct json *json;
        size_t rejected, known;
};
void answer_begin(struct answer *a);
/* `reason` is an error of portal.h; dossier_id empty: not known; one that is not plain ASCII is
 * left out. */
void answer_reject(struct answer *a, size_t place, struct text dossier_id, const char *reason);
void answer_known(struct answer *a, size_t place, struct text dossier_id);
void answer_found(struct answer *a, size_t place, struct text dossier_id); /* of a look-up */
/* Frees *a; the caller frees the text. */
char *answer_end(struct answer *a, enum call_kind kind);
void answer_drop(struct answer *a);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * letter.h - an alert or a digest as a letter: a subject, the same text plain and as HTML, Vietnamese first
 * with English below it, and the lines of its head. Pure.
 *
 * Rule: what stands in the head is made of checked addresses, numbers, and encoded words (RFC 2047), which
 * have no character but letters, digits and a few signs.
 * So: no name, code or text can begin a line of the head, whatever is in it.
 */
#ifndef HENTRA_TELL_LETTER_H
#define HENTRA_TELL_LETTER_H

#include "consumers/alert/tell/webhook_body.h"
#include "core/base/calendar.h"
#include "core/wire/alert_codec.h"
#include <time.h>

struct letter { /* zero is none; texts on the heap */
        char *subject, *plain, *html;
};
void letter_free(struct letter *l); /* twice is fine */

/* `m` without its texts. */
void letter_of_alert(struct letter *l, const struct alert_message *m, const struct zone *zone,
                     const struct calendar *calendar);
void letter_of_digest(struct letter *l, const struct digest *d, const struct zone *zone);
/* A letter for a test of a receiver. */
void letter_of_test(struct letter *l, const char *name);

/* "Subject: …" with the subject in encoded words, folded; on the heap. Control characters become blanks. */
char *letter_subject_line(const char *subject);

/* The head: Date, From, To, Subject, Message-ID, Auto-Submitted, X-Hentra-Delivery. `id`: of the message, the
 * same for every attempt; `from` and `to`: addresses that were checked. */
enum { LETTER_LINES = 9, LETTER_LINE_MOST = 700 };
struct letter_head {
        char line[LETTER_LINES][LETTER_LINE_MOST];
        char *subject; /* heap */
        const char *list[LETTER_LINES + 1];
};
void letter_head_make(struct letter_head *h, const struct letter *l, const char *from, const char *to,
                      const char *id, int32_t webhook_id, time_t now);
void letter_head_free(struct letter_head *h);

#endif

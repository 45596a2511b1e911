/* SPDX-License-Identifier: Apache-2.0
 *
 * letter_head.c - the lines in front of a letter (RFC 5322), and words in them beyond ASCII (RFC 2047).
 */
#include "consumers/alert/tell/letter.h"

#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line with an encoded word has 76 characters at most: of the first one "Subject: =?utf-8?B?…?=" leaves 55,
 * of which base64 of 39 bytes takes 52. */
enum { WORD_BYTES = 39, BASE64_MOST = 4 * ((WORD_BYTES + 2) / 3) + 1 };

/* Length of the next piece, which does not end within a character. */
static size_t piece_of(const char *s, size_t len)
{
        size_t n = len < WORD_BYTES ? len : WORD_BYTES;
        while (n > 1 && n < len && ((unsigned char)s[n] & 0xc0) == 0x80)
                n--;
        return n;
}

/* Every subject is encoded, also one in ASCII: there is one way to write it, and none to break it. */
char *letter_subject_line(const char *subject)
{
        struct bytes line = {0};
        char *clean = need_strdup(subject), word[BASE64_MOST];
        for (char *p = clean; *p; p++) {
                if ((unsigned char)*p < ' ' || *p == 0x7f)
                        *p = ' ';
        }
        bytes_add(&line, "Subject:", strlen("Subject:"));
        const size_t len = strlen(clean);
        for (size_t at = 0, n; at < len; at += n) {
                n = piece_of(clean + at, len - at);
                base64_format(clean + at, n, word);
                if (at > 0)
                        bytes_add(&line, "\r\n", 2);
                bytes_add(&line, " =?utf-8?B?", strlen(" =?utf-8?B?"));
                bytes_add(&line, word, strlen(word));
                bytes_add(&line, "?=", 2);
        }
        bytes_add(&line, "", 1);
        free(clean);
        return (char *)line.at;
}

static const char *domain_of(const char *address)
{
        const char *at = strrchr(address, '@');
        return at ? at + 1 : "localhost";
}

/* Not by strftime(), whose names of days and months are those of a locale. */
static void put_date(char out[static LETTER_LINE_MOST], time_t now)
{
        static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
                                 *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        struct tm tm;
        gmtime_r(&now, &tm);
        snprintf(out, LETTER_LINE_MOST, "Date: %s, %d %s %04d %02d:%02d:%02d +0000", days[tm.tm_wday],
                 tm.tm_mday, months[tm.tm_mon], 1900 + tm.tm_year, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void letter_head_make(struct letter_head *h, const struct letter *l, const char *from, const char *to,
                      const char *id, int32_t webhook_id, time_t now)
{
        size_t n = 0;
        *h = (struct letter_head){.subject = letter_subject_line(l->subject)};
        put_date(h->line[n], now);
        h->list[n] = h->line[n];
        snprintf(h->line[++n], LETTER_LINE_MOST, "From: hentra <%s>", from);
        h->list[n] = h->line[n];
        snprintf(h->line[++n], LETTER_LINE_MOST, "To: <%s>", to);
        h->list[n] = h->line[n];
        snprintf(h->line[++n], LETTER_LINE_MOST, "Message-ID: <%s.%" PRId32 "@%s>", id, webhook_id,
                 domain_of(from));
        h->list[n] = h->line[n];
        snprintf(h->line[++n], LETTER_LINE_MOST, "X-Hentra-Delivery: %s", id);
        h->list[n] = h->line[n];
        h->list[++n] = "Auto-Submitted: auto-generated"; /* RFC 3834: nobody answers it by a machine */
        h->list[++n] = h->subject;
        h->list[++n] = NULL;
}

void letter_head_free(struct letter_head *h)
{
        free(h->subject);
        h->subject = NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * office_hours.c - office hours as text: "07:00-11:30,13:30-17:00".
 */
#include "core/base/calendar.h"

#include <stdio.h>
#include <string.h>

static const char allowed[] =
        "allowed are up to 8 spans HH:MM-HH:MM between 00:00 and 24:00, each after the one before "
        "and apart from it, as in 07:00-11:30,13:30-17:00";

/* In minutes; the end of the day is a time as well. */
static bool read_clock(struct text text, int32_t *minutes)
{
        struct civil c = {0};
        bool has_offset;
        int offset;
        *minutes = 24 * 60;
        if (text_equal(text, TEXT("24:00")))
                return true;
        if (civil_parse(text, "%H:%M", &c, &has_offset, &offset))
                return false;
        *minutes = c.hour * 60 + c.minute;
        return true;
}

/* NULL, or what is wrong. */
static const char *add_span(struct office_hours *h, struct text span)
{
        enum { CLOCK = 5 }; /* "HH:MM" */
        int32_t opens, closes;
        if (span.len != 2 * CLOCK + 1 || span.at[CLOCK] != '-' ||
            !read_clock((struct text){span.at, CLOCK}, &opens) ||
            !read_clock((struct text){span.at + CLOCK + 1, CLOCK}, &closes))
                return "is no span of a day";
        if (opens >= closes)
                return "closes before it has opened";
        if (h->n == OFFICE_SPANS_MOST)
                return "is one span too many";
        if (h->n > 0 && opens <= h->span[h->n - 1].closes)
                return "opens before the span before it has closed, or with its close";
        h->span[h->n].opens = opens;
        h->span[h->n++].closes = closes;
        return NULL;
}

enum fault office_hours_parse(struct text text, struct office_hours *out, struct err *e)
{
        enum { SHOWN_MOST = 40 };
        *out = (struct office_hours){0};
        for (struct text rest = text;;) {
                const char *comma = rest.len ? memchr(rest.at, ',', rest.len) : NULL;
                const struct text span = {rest.at, comma ? (size_t)(comma - rest.at) : rest.len};
                const char *wrong = add_span(out, span);
                if (wrong)
                        return fail(e, USAGE, "office hours: '%.*s' %s; %s",
                                    (int)(span.len < SHOWN_MOST ? span.len : SHOWN_MOST),
                                    span.at ? span.at : "", wrong, allowed);
                if (!comma)
                        return OK;
                rest = (struct text){comma + 1, rest.len - span.len - 1};
        }
}

char *office_hours_format(const struct office_hours *h, char out[static 128])
{
        size_t len = 0;
        out[0] = 0;
        for (int i = 0; i < h->n; i++)
                len += (size_t)snprintf(out + len, 128 - len, "%s%02d:%02d-%02d:%02d", i ? "," : "",
                                        h->span[i].opens / 60, h->span[i].opens % 60, h->span[i].closes / 60,
                                        h->span[i].closes % 60);
        return out;
}

micros office_hours_length(const struct office_hours *h)
{
        micros length = 0;
        for (int i = 0; i < h->n; i++)
                length += (h->span[i].closes - h->span[i].opens) * MICROS_PER_MINUTE;
        return length;
}

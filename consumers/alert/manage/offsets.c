/* SPDX-License-Identifier: Apache-2.0
 *
 * offsets.c - see offsets.h.
 */
#include "consumers/alert/manage/offsets.h"

#include <stdlib.h>

enum { MINUTES_MOST = 1000000, MINUTES_PER_HOUR = 60 }; /* alert_rule_offsets_are_within_1000000 */

static enum fault refuse(struct text word, const char *what, struct err *e)
{
        return fail(e, USAGE,
                    "\"%.*s\" %s: allowed is working time as 1d, 4h, 90m or 1d4h, several parted by commas",
                    word.len < 40 ? (int)word.len : 40, word.len ? word.at : "", what);
}

static int64_t unit_minutes(char unit, const struct calendar *calendar)
{
        return unit == 'd'   ? calendar_day_length(calendar) / MICROS_PER_MINUTE
               : unit == 'h' ? MINUTES_PER_HOUR
               : unit == 'm' ? 1
                             : 0;
}

/* One of them: "1d4h". */
static enum fault parse_one(struct text word, const struct calendar *calendar, int64_t *minutes,
                            struct err *e)
{
        size_t i = 0;
        *minutes = 0;
        while (i < word.len) {
                int64_t n = 0;
                const size_t begin = i;
                for (; i < word.len && word.at[i] >= '0' && word.at[i] <= '9' && n <= MINUTES_MOST; i++)
                        n = n * 10 + (word.at[i] - '0');
                const int64_t unit = i < word.len ? unit_minutes(word.at[i], calendar) : 0;
                if (i == begin || unit == 0)
                        return refuse(word, "is no duration", e);
                i++;
                *minutes += n * unit;
                if (*minutes > MINUTES_MOST)
                        return refuse(word, "is longer than a rule may look", e);
        }
        return *minutes ? OK : refuse(word, "is no duration", e);
}

static int ascending(const void *x, const void *y)
{
        const int32_t *a = x, *b = y;
        return (*a > *b) - (*a < *b);
}

enum fault offsets_parse(struct text text, const struct calendar *calendar, int sign, struct offsets *out,
                         struct err *e)
{
        *out = (struct offsets){0};
        for (size_t at = 0; at <= text.len;) {
                size_t end = at;
                int64_t minutes;
                while (end < text.len && text.at[end] != ',')
                        end++;
                const struct text word = text_trim((struct text){text.at + at, end - at});
                if (out->n == ALERT_RULE_STEPS_MOST)
                        return fail(e, USAGE, "more than %d steps", ALERT_RULE_STEPS_MOST);
                if (parse_one(word, calendar, &minutes, e) != OK)
                        return e->kind;
                out->minutes[out->n++] = (int32_t)(sign * minutes);
                at = end + 1;
        }
        qsort(out->minutes, (size_t)out->n, sizeof(*out->minutes), ascending);
        for (int i = 1; i < out->n; i++) {
                if (out->minutes[i] == out->minutes[i - 1])
                        return refuse(text, "has a step twice", e);
        }
        return OK;
}

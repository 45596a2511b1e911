/* SPDX-License-Identifier: Apache-2.0
 *
 * week.c - see week.h.
 */
#include "consumers/calendar/week.h"

#include <stdio.h>
#include <string.h>

enum { WEEKDAYS = 7, WORD = 3 };
static const char *const words[WEEKDAYS] = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};

static int weekday_of(struct text word)
{
        int i = 0;
        while (i < WEEKDAYS && !text_equal(word, text_of(words[i])))
                i++;
        return i;
}

/* One weekday, or from one to another. */
static bool add_part(struct text part, uint8_t *weekdays)
{
        const bool range = part.len == 2 * WORD + 1 && part.at[WORD] == '-';
        if (part.len != WORD && !range)
                return false;
        const int from = weekday_of((struct text){part.at, WORD});
        const int to = range ? weekday_of((struct text){part.at + WORD + 1, WORD}) : from;
        if (from == WEEKDAYS || to == WEEKDAYS || from > to)
                return false;
        for (int i = from; i <= to; i++)
                *weekdays |= (uint8_t)(1U << i);
        return true;
}

bool weekdays_parse(struct text text, uint8_t *weekdays)
{
        *weekdays = 0;
        while (text.len > 0) {
                const char *comma = memchr(text.at, ',', text.len);
                const size_t len = comma ? (size_t)(comma - text.at) : text.len;
                if (!add_part((struct text){text.at, len}, weekdays) || (comma && len + 1 == text.len))
                        return false;
                text = comma ? (struct text){comma + 1, text.len - len - 1} : (struct text){text.at, 0};
        }
        return *weekdays != 0;
}

char *weekdays_format(uint8_t weekdays, char out[static WEEKDAYS_TEXT_MOST])
{
        char *at = out;
        *at = 0;
        for (int i = 0; i < WEEKDAYS; i++) {
                int last = i;
                if (!(weekdays >> i & 1))
                        continue;
                while (last + 1 < WEEKDAYS && weekdays >> (last + 1) & 1)
                        last++;
                at += sprintf(at, at == out ? "%s" : ",%s", words[i]);
                if (last > i)
                        at += sprintf(at, last == i + 1 ? ",%s" : "-%s", words[last]);
                i = last;
        }
        return out;
}

bool cut_parse(struct text text, int16_t *cut)
{
        struct civil c = {0};
        bool has_offset;
        int offset;
        *cut = NO_CUT;
        if (text.len == 0)
                return true;
        if (civil_parse(text, "%H:%M", &c, &has_offset, &offset))
                return false;
        *cut = (int16_t)(c.hour * 60 + c.minute);
        return true;
}

char *cut_format(int16_t cut, char out[static CUT_TEXT_MOST])
{
        *out = 0;
        if (cut != NO_CUT)
                snprintf(out, CUT_TEXT_MOST, "%02d:%02d", cut / 60 % 100, cut % 60);
        return out;
}

bool week_meets(const struct calendar_week *a, const struct calendar_week *b)
{
        return (a->weekdays & b->weekdays) && a->from < b->behind && b->from < a->behind;
}

bool office_hours_equal(const struct office_hours *a, const struct office_hours *b)
{
        char x[128], y[128];
        return strcmp(office_hours_format(a, x), office_hours_format(b, y)) == 0;
}

bool week_equal(const struct calendar_week *a, const struct calendar_week *b)
{
        return a->from == b->from && a->behind == b->behind && a->weekdays == b->weekdays &&
               a->closed == b->closed && a->cut == b->cut && a->cut_short == b->cut_short &&
               office_hours_equal(&a->hours, &b->hours) && text_equal(a->name, b->name);
}

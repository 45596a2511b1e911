/* SPDX-License-Identifier: Apache-2.0
 *
 * civil.c - dates of the proleptic Gregorian calendar, and reading them by a format.
 *
 * Years are counted from the first of March, so that the leap day is the last of its year and the lengths of
 * the months before it follow one linear formula. Day 0 of that count is 0000-03-01.
 */
#include "core/base/moment.h"
#include <stdint.h>
#include <string.h>

/* Days from 0000-03-01 to 1970-01-01, in a cycle of 400 years, and in its shorter parts. */
enum { EPOCH = 719468, DAYS_400 = 146097, DAYS_100 = 36524, DAYS_4 = 1461 };

/* Days from the first of March to the first of the month that is `m` months later. */
static int days_before_month(int m)
{
        return (153 * m + 2) / 5;
}

int32_t day_of_civil(int year, int month, int day)
{
        int64_t y = month > 2 ? year : (int64_t)year - 1;
        int m = month > 2 ? month - 3 : month + 9;
        int64_t leap_days = floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
        return (int32_t)(365 * y + leap_days + days_before_month(m) + day - 1 - EPOCH);
}

void civil_of_day(int32_t day, int *year, int *month, int *day_of_month)
{
        int64_t since = (int64_t)day + EPOCH;
        int64_t cycle = floor_div(since, DAYS_400);
        int rest = (int)(since - cycle * DAYS_400);
        int centuries = rest / DAYS_100 < 4 ? rest / DAYS_100 : 3; /* the fourth has a day more */
        rest -= centuries * DAYS_100;
        int fours = rest / DAYS_4;
        rest -= fours * DAYS_4;
        int years = rest / 365 < 4 ? rest / 365 : 3; /* so has the last of four years */
        rest -= years * 365;
        int m = (5 * rest + 2) / 153;
        *day_of_month = rest - days_before_month(m) + 1;
        *month = m < 10 ? m + 3 : m - 9;
        *year = (int)(cycle * 400 + centuries * 100 + fours * 4 + years) + (*month <= 2);
}

static int days_of_month(int year, int month)
{
        static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return days[month - 1] + (month == 2 && leap);
}

static bool within(int value, int least, int most)
{
        return value >= least && value <= most;
}

bool civil_legal(const struct civil *c)
{
        return within(c->month, 1, 12) && within(c->day, 1, days_of_month(c->year, c->month)) &&
               within(c->hour, 0, 23) && within(c->minute, 0, 59) && within(c->second, 0, 59) &&
               within(c->micro, 0, 999999);
}

#define FORMAT_PARTS "a format of %Y %m %d %H %M %S %f %z %b %B %I %p %% %-m %-d %-H %-I and plain characters"

/* Takes exactly n digits off the front of *t. */
static bool take_digits(struct text *t, int n, int *out)
{
        if (t->len < (size_t)n)
                return false;
        int value = 0;
        bool wrong = false;
        for (int i = 0; i < n; i++) {
                const unsigned digit = (unsigned)t->at[i] - '0';
                wrong |= digit > 9;
                value = value * 10 + (int)digit;
        }
        if (wrong)
                return false;
        *t = (struct text){t->at + n, t->len - n};
        *out = value;
        return true;
}

static bool take_byte(struct text *t, char c)
{
        if (t->len == 0 || t->at[0] != c)
                return false;
        *t = (struct text){t->at + 1, t->len - 1};
        return true;
}

/* A dot and one to six digits, or nothing. */
static const char *take_fraction(struct text *t, int *micro)
{
        static const int scale[] = {0, 100000, 10000, 1000, 100, 10, 1}; /* by the number of digits */
        size_t n = 0;
        int value = 0;
        if (!take_byte(t, '.'))
                return NULL;
        while (n < 6 && n < t->len && t->at[n] >= '0' && t->at[n] <= '9')
                value = value * 10 + (t->at[n++] - '0');
        *t = (struct text){t->at + n, t->len - n};
        *micro += value * scale[n];
        return n > 0 ? NULL : "one to six digits behind the dot (%f)";
}

static const char *take_offset(struct text *t, int *offset_seconds)
{
        static const char expected[] = "an offset: Z, +HH, +HHMM or +HH:MM (%z)";
        int hours, minutes = 0, sign = 1;
        *offset_seconds = 0;
        if (take_byte(t, 'Z'))
                return NULL;
        if (take_byte(t, '-'))
                sign = -1;
        else if (!take_byte(t, '+'))
                return expected;
        if (!take_digits(t, 2, &hours))
                return expected;
        if (take_byte(t, ':')) {
                if (!take_digits(t, 2, &minutes))
                        return expected;
        } else {
                (void)take_digits(t, 2, &minutes); /* without minutes the digits simply end here */
        }
        if (hours > 23 || minutes > 59)
                return expected;
        *offset_seconds = sign * (hours * 3600 + minutes * 60);
        return NULL;
}

/* A text that is read part by part. */
struct civil_reading {
        struct text text; /* not yet read */
        struct civil *out;
        bool *has_offset;
        int *offset_seconds;
        bool twelve_hours, afternoon;
};

/* One or two digits as a number is written by itself: zero is the only one that begins with one. */
static bool take_short(struct text *t, int least, int *out)
{
        if (t->len == 0 || t->at[0] < '0' + (least > 0) || t->at[0] > '9')
                return false;
        const bool two = t->len > 1 && t->at[1] >= '0' && t->at[1] <= '9';
        return (!two || t->at[0] != '0') && take_digits(t, two ? 2 : 1, out);
}

/* The word in any case of ASCII letters; `word` is in lower case. */
static bool take_word(struct text *t, const char *word, size_t len)
{
        if (t->len < len)
                return false;
        for (size_t i = 0; i < len; i++) {
                if ((t->at[i] | 0x20) != word[i])
                        return false;
        }
        *t = (struct text){t->at + len, t->len - len};
        return true;
}

static bool take_month_name(struct text *t, size_t most, int *out)
{
        static const char *const names[] = {"january",   "february", "march",    "april",
                                            "may",       "june",     "july",     "august",
                                            "september", "october",  "november", "december"};
        for (*out = 1; *out <= 12; ++*out) {
                const char *name = names[*out - 1];
                const size_t len = strlen(name);
                if (take_word(t, name, len < most ? len : most))
                        return true;
        }
        return false;
}

static const char *take_half(struct civil_reading *r)
{
        r->afternoon = take_word(&r->text, "pm", 2);
        return r->afternoon || take_word(&r->text, "am", 2) ? NULL : "AM or PM (%p)";
}

/* A conversion behind "%-". */
static const char *take_short_part(struct civil_reading *r, char part)
{
        struct civil *out = r->out;
        switch (part) {
        case 'm':
                return take_short(&r->text, 1, &out->month) ? NULL : "a month without a leading zero (%-m)";
        case 'd':
                return take_short(&r->text, 1, &out->day) ? NULL : "a day without a leading zero (%-d)";
        case 'H':
                return take_short(&r->text, 0, &out->hour) ? NULL : "an hour without a leading zero (%-H)";
        case 'I':
                r->twelve_hours = true;
                return take_short(&r->text, 1, &out->hour) ? NULL : "an hour from 1 to 12 (%-I)";
        default:
                return FORMAT_PARTS;
        }
}

/* One conversion of the format; *f moves to its last character. */
static const char *take_part(struct civil_reading *r, const char **f)
{
        struct text *t = &r->text;
        struct civil *out = r->out;
        switch (*++*f) {
        case 'Y':
                return take_digits(t, 4, &out->year) ? NULL : "a year of four digits (%Y)";
        case 'm':
                return take_digits(t, 2, &out->month) ? NULL : "a month of two digits (%m)";
        case 'd':
                return take_digits(t, 2, &out->day) ? NULL : "a day of two digits (%d)";
        case 'H':
                return take_digits(t, 2, &out->hour) ? NULL : "an hour of two digits (%H)";
        case 'M':
                return take_digits(t, 2, &out->minute) ? NULL : "a minute of two digits (%M)";
        case 'S':
                return take_digits(t, 2, &out->second) ? NULL : "a second of two digits (%S)";
        case 'f':
                return take_fraction(t, &out->micro);
        case 'z':
                *r->has_offset = true;
                return take_offset(t, r->offset_seconds);
        case '-':
                return (*f)[1] ? take_short_part(r, *++*f) : FORMAT_PARTS;
        case 'b':
                return take_month_name(t, 3, &out->month) ? NULL : "a month as Jan, Feb, … Dec (%b)";
        case 'B':
                return take_month_name(t, SIZE_MAX, &out->month) ? NULL
                                                                 : "a month as January, February, … (%B)";
        case 'I':
                r->twelve_hours = true;
                return take_digits(t, 2, &out->hour) ? NULL : "an hour of two digits (%I)";
        case 'p':
                return take_half(r);
        case '%':
                return take_byte(t, '%') ? NULL : "a percent sign";
        default:
                return FORMAT_PARTS;
        }
}

/* Hours of a clock with two halves of a day; one that it does not have becomes one that no day has. */
static void count_hours(struct civil_reading *r)
{
        if (!within(r->out->hour, 1, 12))
                r->out->hour = -1;
        else
                r->out->hour = r->out->hour % 12 + (r->afternoon ? 12 : 0);
}

const char *civil_parse(struct text text, const char *format, struct civil *out, bool *has_offset,
                        int *offset_seconds)
{
        struct civil_reading r = {
                .text = text, .out = out, .has_offset = has_offset, .offset_seconds = offset_seconds};
        *out = (struct civil){.year = 1970, .month = 1, .day = 1};
        *has_offset = false;
        *offset_seconds = 0;
        for (const char *f = format; *f; f++) {
                if (*f != '%') {
                        if (!take_byte(&r.text, *f))
                                return "the characters that the format has between its parts";
                        continue;
                }
                const char *expected = take_part(&r, &f);
                if (expected)
                        return expected;
        }
        if (r.text.len > 0)
                return "nothing behind the last part of the format";
        if (r.twelve_hours)
                count_hours(&r);
        return civil_legal(out) ? NULL : "a date and time of day that exist";
}

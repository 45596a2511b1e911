/* SPDX-License-Identifier: Apache-2.0
 *
 * decimal.c - products are computed in 128 bits: a count times 100 times 10,000 may pass 64.
 */
#include "consumers/report/audit/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int64_t power(int digits)
{
        int64_t p = 1;
        while (digits-- > 0)
                p *= 10;
        return p;
}

bool decimal_parse(struct text t, bool comma, struct decimal *out)
{
        *out = (struct decimal){0};
        bool point = false, digit = false;
        for (size_t i = 0; i < t.len; i++) {
                const char c = t.at[i];
                if (digit && !point && (c == '.' || (comma && c == ','))) {
                        point = true;
                        continue;
                }
                if (c < '0' || c > '9' || out->units >= DECIMAL_UNITS_MOST / 10 ||
                    (point && out->digits == DECIMAL_DIGITS_MOST))
                        return false;
                out->units = out->units * 10 + (c - '0');
                out->digits += point;
                digit = true;
        }
        return digit && (!point || out->digits > 0);
}

struct decimal decimal_of(int64_t n)
{
        return (struct decimal){n, 0};
}

int64_t decimal_units(struct decimal d, int digits)
{
        return d.units * power(digits - d.digits);
}

int decimal_compare(struct decimal a, struct decimal b)
{
        const int digits = a.digits > b.digits ? a.digits : b.digits;
        const __int128 x = (__int128)a.units * power(digits - a.digits),
                       y = (__int128)b.units * power(digits - b.digits);
        return (x > y) - (x < y);
}

/* 100 * n / d in units of the last digit, and whether half of a unit or more was left over. */
static int64_t divide(struct decimal n, struct decimal d, int digits, bool *half, bool *rest)
{
        const __int128 top = (__int128)n.units * 100 * power(digits) * power(d.digits),
                       bottom = (__int128)d.units * power(n.digits);
        const __int128 units = top / bottom, left = top % bottom;
        *half = 2 * left >= bottom;
        *rest = left != 0;
        return units > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)units;
}

struct decimal decimal_share_cut(struct decimal n, struct decimal d, int digits)
{
        bool half, rest;
        return (struct decimal){divide(n, d, digits, &half, &rest), digits};
}

struct decimal decimal_share(struct decimal n, struct decimal d, int digits)
{
        bool half, rest;
        const int64_t units = divide(n, d, digits, &half, &rest);
        return (struct decimal){units + half, digits};
}

enum share_fit decimal_share_fit(struct decimal printed, struct decimal n, struct decimal d)
{
        bool half, rest;
        const int64_t units = divide(n, d, printed.digits, &half, &rest);
        if (printed.units == units + half)
                return SHARE_FITS;
        if (printed.units == units)
                return SHARE_CUT;
        return rest && printed.units == units + 1 ? SHARE_RAISED : SHARE_DIFFERS;
}

char *decimal_format(struct decimal d, char group, char point, char out[static DECIMAL_TEXT])
{
        char digits[24];
        int o = 0;
        const int64_t scale = power(d.digits), whole = d.units / scale;
        const int len = snprintf(digits, sizeof(digits), "%" PRId64, whole);
        for (int i = 0; i < len; i++) {
                if (group && i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
                        out[o++] = group;
                out[o++] = digits[i];
        }
        out[o] = 0;
        if (d.digits > 0)
                snprintf(out + o, (size_t)(DECIMAL_TEXT - o), "%c%0*" PRId64, point, d.digits,
                         d.units < 0 ? -(d.units % scale) : d.units % scale);
        return out;
}

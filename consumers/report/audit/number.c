/* SPDX-License-Identifier: Apache-2.0
 *
 * number.c - digits in parts, with a sign between each two.
 */
#include "consumers/report/audit/number.h"

#include <ctype.h>
#include <string.h>

enum { PARTS_MOST = 8, DIGITS_MOST = 24 };

struct part {
        char digit[DIGITS_MOST];
        size_t len;
        char sign; /* before it: '.', ',' or ' '; 0 of the first one */
};
struct parts {
        struct part at[PARTS_MOST];
        size_t n;
};

/* Bytes of the space at the begin of the text, also one that no line is broken at; 0: none. */
static size_t space_at(struct text t)
{
        static const char *const spaces[] = {" ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89"};
        for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
                const size_t len = strlen(spaces[i]);
                if (t.len >= len && !memcmp(t.at, spaces[i], len))
                        return len;
        }
        return 0;
}

static bool split(struct text t, struct parts *out)
{
        *out = (struct parts){.n = 1};
        for (size_t i = 0; i < t.len;) {
                struct part *part = &out->at[out->n - 1];
                const size_t space = space_at((struct text){t.at + i, t.len - i});
                if (isdigit((unsigned char)t.at[i])) {
                        if (part->len == DIGITS_MOST)
                                return false;
                        part->digit[part->len++] = t.at[i++];
                        continue;
                }
                if ((!space && t.at[i] != '.' && t.at[i] != ',') || part->len == 0 || out->n == PARTS_MOST)
                        return false;
                out->at[out->n++].sign = space ? ' ' : t.at[i];
                i += space ? space : 1;
        }
        return out->at[out->n - 1].len > 0;
}

static bool is_zeros(const struct part *part)
{
        return strspn(part->digit, "0") >= part->len;
}

/* The first `n` parts are groups of three with one sign between them. */
static bool are_groups(const struct parts *p, size_t n)
{
        if (p->at[0].len > 3 || (n > 1 && p->at[0].digit[0] == '0'))
                return false;
        for (size_t i = 1; i < n; i++) {
                if (p->at[i].len != 3 || p->at[i].sign != p->at[1].sign)
                        return false;
        }
        return true;
}

/* The digits of the first `n` parts, and of a fraction behind them, if there is one. */
static bool join(const struct parts *p, size_t n, const struct part *fraction, struct decimal *out)
{
        char digits[PARTS_MOST * DIGITS_MOST + DIGITS_MOST + 1];
        size_t len = 0;
        for (size_t i = 0; i < n; i++) {
                memcpy(digits + len, p->at[i].digit, p->at[i].len);
                len += p->at[i].len;
        }
        if (fraction) {
                digits[len++] = '.';
                memcpy(digits + len, fraction->digit, fraction->len);
                len += fraction->len;
        }
        return decimal_parse((struct text){digits, len}, false, out);
}

static const char *read_count(const struct parts *p, struct decimal *out)
{
        static const char allowed[] = "a whole number such as 838838 or 838.838 is";
        const struct part *last = &p->at[p->n - 1];
        const bool one_sign = p->n == 2 && last->sign != ' ';
        if (one_sign && are_groups(p, 2) && is_zeros(last))
                return "a number without signs for thousands, for 12.000 may be 12 or 12000, is";
        size_t n = p->n;
        if (p->n > 1 && last->sign != ' ' && is_zeros(last) &&
            (one_sign ? !are_groups(p, 2) : last->sign != p->at[1].sign))
                n--;
        return (n == 1 || are_groups(p, n)) && join(p, n, NULL, out) ? NULL : allowed;
}

static const char *read_share(const struct parts *p, struct decimal *out)
{
        const bool good = p->n <= 2 && p->at[p->n - 1].sign != ' ';
        return good && join(p, 1, p->n == 2 ? &p->at[1] : NULL, out)
                       ? NULL
                       : "a number such as 98.32 or 98,32, with at most 4 digits behind the point, is";
}

static const char *read_plain(const struct parts *p, struct decimal *out)
{
        if (p->n == 2 && p->at[1].sign != ' ' && are_groups(p, 2))
                return "a number that is the same with and without thousands (1234, 1.23), or a unit, is";
        return p->n <= 2 && (p->n == 1 || p->at[1].sign == '.') &&
                               join(p, 1, p->n == 2 ? &p->at[1] : NULL, out)
                       ? NULL
                       : "a number such as 838838 or 98.32, below 10^13 and with at most 4 digits behind the "
                         "point, is";
}

enum number_kind number_kind_of_unit(const char *unit)
{
        static const char *const counts[] = {"dossier", "task",     "petition", "procedure",
                                             "service", "decision", "rank",     "count"};
        static const char *const shares[] = {"percent", "%", "point"};
        for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
                if (!strcmp(unit, counts[i]))
                        return NUMBER_COUNT;
        }
        for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
                if (!strcmp(unit, shares[i]))
                        return NUMBER_SHARE;
        }
        return NUMBER_PLAIN;
}

const char *number_read(struct text t, enum number_kind kind, struct decimal *out)
{
        struct parts parts;
        *out = (struct decimal){0};
        if (kind != NUMBER_COUNT && t.len > 0 && t.at[t.len - 1] == '%') {
                kind = NUMBER_SHARE;
                t.len--;
                for (size_t i = 1; i <= 3 && i <= t.len; i++) {
                        if (space_at((struct text){t.at + t.len - i, i}) == i) {
                                t.len -= i;
                                break;
                        }
                }
        }
        if (!split(t, &parts))
                parts = (struct parts){.n = PARTS_MOST}; /* no form of number */
        return kind == NUMBER_COUNT   ? read_count(&parts, out)
               : kind == NUMBER_SHARE ? read_share(&parts, out)
                                      : read_plain(&parts, out);
}

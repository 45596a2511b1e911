/* SPDX-License-Identifier: Apache-2.0
 *
 * decimal.h - printed figures, exactly: a whole number and how many of its digits stand behind the point.
 *
 * Rule: no binary fractions. A figure that is printed with two digits is compared with two digits.
 */
#ifndef HENTRA_REPORT_AUDIT_DECIMAL_H
#define HENTRA_REPORT_AUDIT_DECIMAL_H

#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

struct decimal { /* 98.32 is {9832, 2}; zero is 0 */
        int64_t units;
        int digits;
};
enum { DECIMAL_DIGITS_MOST = 4 };
#define DECIMAL_UNITS_MOST 10000000000000LL /* so that sums fit with four digits more */

/* False: not a number from 0 with at most so many digits before and behind the point. With `comma` a comma
 * may stand for the point. */
bool decimal_parse(struct text t, bool comma, struct decimal *out);

struct decimal decimal_of(int64_t n);
/* The same value with more digits; `digits` is at most DECIMAL_DIGITS_MOST and no fewer than it has. */
int64_t decimal_units(struct decimal d, int digits);
int decimal_compare(struct decimal a, struct decimal b);

/* 100 * n / d with so many digits, cut; and half up. d is above 0, n not below 0. */
struct decimal decimal_share_cut(struct decimal n, struct decimal d, int digits);
struct decimal decimal_share(struct decimal n, struct decimal d, int digits);

/* A printed share and the one that its counts give. */
enum share_fit {
        SHARE_FITS,
        SHARE_CUT,    /* digits were left off where rounding adds one */
        SHARE_RAISED, /* rounded up where rounding leaves off */
        SHARE_DIFFERS
};
enum share_fit decimal_share_fit(struct decimal printed, struct decimal n, struct decimal d);

/* 838838 -> "838838"; with a sign for groups of three "838,838"; `point` stands before the digits. */
enum { DECIMAL_TEXT = 40 };
char *decimal_format(struct decimal d, char group, char point, char out[static DECIMAL_TEXT]);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * amount.h - the values of rules: sums of figures, and the shares that are printed of them.
 */
#ifndef HENTRA_REPORT_AUDIT_AMOUNT_H
#define HENTRA_REPORT_AUDIT_AMOUNT_H

#include "consumers/report/audit/finding.h"

/* The values of a sum in a scope. */
struct amount {
        struct figure *figure; /* NULL: a constant */
        struct scope scope;    /* of the figure */
        struct decimal value;
        bool optional;
};
/* Writes at most TERMS_MOST amounts; false: a figure that is needed is missing. With `mended` wrong figures
 * have the values that they should have. */
bool amounts_of(const struct scope *s, const struct terms *terms, bool mended, struct amount *out, int *n);
struct decimal amounts_sum(const struct amount *amount, int n);

/* Some figure of `apart` is not printed. */
bool apart_is_open(const struct scope *s, const struct terms *apart);

bool rule_is_for(const struct audit *a, const struct audit_rule *rule, const struct scope *s);

/* The printed forms of a share: the rate itself, and the one behind its count. */
struct printed_share {
        struct decimal value;
        const struct figure *figure;
        bool is_rate;
};
int shares_printed(const struct scope *s, const struct audit_rule *rule, struct printed_share out[static 2]);
/* The printed shares of the rules of these codes make 100, within their last digits. */
bool shares_are_whole(const struct audit *a, const struct scope *s, const struct terms *codes);

#endif

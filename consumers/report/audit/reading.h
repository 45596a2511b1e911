/* SPDX-License-Identifier: Apache-2.0
 *
 * reading.h - what a printed share may be a share of.
 *
 * Reports differ in the counts and bases of one and the same rate, so a rule names several pairs, and the
 * share must fit one of them. A pair may be of counts that are not printed: then a share that fits nothing
 * is no contradiction.
 */
#ifndef HENTRA_REPORT_AUDIT_READING_H
#define HENTRA_REPORT_AUDIT_READING_H

#include "consumers/report/audit/equation.h"

struct reading {
        enum share_fit fit;
        struct decimal numerator, base;
        struct amount of[TERMS_MOST], bases[TERMS_MOST];
        int of_n, bases_n;
        int64_t distance;
        bool only; /* no other pair would be another share */
};

/* The pair that the printed share fits, else the one that it comes nearest to. False: counts are missing,
 * or nothing is there to be shared. With `mended` wrong figures have the values that they should have. */
bool reading_find(const struct scope *s, const struct audit_rule *rule, const struct printed_share *printed,
                  bool mended, struct reading *best);

/* Counts that are not printed may be meant, and with them the share may be right: a smaller base
 * (received, beside resolved), a larger one (with those carried over), a larger count (with those in
 * process and in time). */
bool reading_is_open(const struct audit *a, const struct scope *s, const struct audit_rule *rule,
                     const struct printed_share *printed, bool mended);

/* A right share is told with at least so many digits. */
enum { SHARE_DIGITS = 2 };
/* No such counts would give another share than those that are printed, with the digits that are told. */
bool reading_is_known(const struct audit *a, const struct scope *s, const struct audit_rule *rule,
                      const struct printed_share *printed);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * equation.h - a sum with its amounts, and the amount that is wrong in it.
 */
#ifndef HENTRA_REPORT_AUDIT_EQUATION_H
#define HENTRA_REPORT_AUDIT_EQUATION_H

#include "consumers/report/audit/amount.h"

struct equation {
        struct amount whole[TERMS_MOST], part[TERMS_MOST];
        int wholes, parts;
        int digits;
        int64_t difference; /* whole - parts, in units of the last digit */
        bool holds;
        bool open; /* does not hold, but would with figures that are not printed */
};

/* Every alternative of the rule, with every choice of its optional parts, one by one: *walk is zero before
 * the first one. False: there is none any more. */
struct equation_walk {
        int w, p;
        unsigned chosen;
};
bool equation_next(const struct scope *s, const struct audit_rule *rule, bool mended,
                   struct equation_walk *walk, struct equation *out);
/* The alternatives and choices of a rule: the best of those whose figures are there. False: figures are
 * missing. */
bool equation_find(const struct scope *s, const struct audit_rule *rule, bool mended, struct equation *best);
/* Sets digits, difference and holds. */
void equation_settle(struct equation *q);

/* A sum alone tells that a figure is wrong, not which. Printed shares are second witnesses: the one count
 * whose printed share fits the value that the sum asks for, and nothing that is printed, is wrong; *right is
 * that value. *said is above 0 where shares would fit some count as it should be. NULL: there is none, or
 * more than one. */
const struct amount *equation_wrong(const struct audit *a, const struct equation *q, struct decimal *right,
                                    int *said);
/* The same over all alternatives and choices of a rule: the wrong amount lies in *q, which is the one that
 * tells it. NULL: none does, or two tell different figures. */
const struct amount *equation_wrong_of(const struct audit *a, const struct scope *s,
                                       const struct audit_rule *rule, struct equation *q,
                                       struct decimal *right);

/* The share that is printed of this count, if `value` fits it; and the base that it is of. */
bool share_of(const struct audit *a, const struct amount *amount, struct decimal value,
              struct printed_share *printed, struct decimal *base);
/* The same count under another name among the parts, from place `from` on: likely copied. NULL: none; small
 * counts repeat by chance. */
const struct figure *repeated(const struct equation *q, const struct amount *amount, int from);

/* Findings: with the wrong amount, and without knowing which it is. `sure`: it should be `right`, for
 * nothing is left out of the sum. */
void explain_wrong(struct audit *a, const struct audit_rule *rule, const struct equation *q,
                   const struct amount *wrong, struct decimal right, bool sure);
void explain_sum(struct audit *a, const struct audit_rule *rule, const struct equation *q);
/* The first figure of the whole, else of the parts; NULL: all are constants. */
const struct figure *equation_figure(const struct equation *q);
/* The lines of all amounts. */
void equation_lines(struct finding *f, const struct equation *q);

#endif

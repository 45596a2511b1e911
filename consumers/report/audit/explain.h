/* SPDX-License-Identifier: Apache-2.0
 *
 * explain.h - the sentence of a finding, in one of two languages.
 */
#ifndef HENTRA_REPORT_AUDIT_EXPLAIN_H
#define HENTRA_REPORT_AUDIT_EXPLAIN_H

#include "consumers/report/audit/amount.h"

/* "838,838 - 824,750 - 2,693", "2,591 + 47,318": the amounts with a sign between them. With `levels` the
 * level of each stands behind it. */
void say_amounts(struct audit *a, struct finding *f, const struct amount *amount, int n, const char *sign,
                 bool levels);

/* "; right only if there are 50 carried over, which is not printed": the titles of those that are not.
 * `by` is how many; NULL: nobody knows. */
void say_apart(struct audit *a, struct finding *f, const struct scope *s, const struct terms *apart,
               const struct decimal *by);

/* A number in the language of the audit. */
char *say_number(enum language language, struct decimal d, char out[static DECIMAL_TEXT]);

#endif

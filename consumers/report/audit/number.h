/* SPDX-License-Identifier: Apache-2.0
 *
 * number.h - numbers as offices write them: 838838, 838.838, 1 234 567, 97,5 %.
 *
 * Rule: read rightly or refused, never guessed. What a sign stands for follows from what the figure is: a
 * count has no fraction, so 838.838 dossiers are 838838; a share has no thousands, so 97,5 % is 97.5.
 */
#ifndef HENTRA_REPORT_AUDIT_NUMBER_H
#define HENTRA_REPORT_AUDIT_NUMBER_H

#include "consumers/report/audit/decimal.h"

/* A count is whole; points, commas or spaces may part groups of three, and zeros stand behind a point or
 * comma. A share (percent, points) has a point or a comma before the fraction, and maybe a % behind. A
 * plain number may be either: a point before the fraction, and no sign that may be of thousands. */
enum number_kind { NUMBER_COUNT, NUMBER_SHARE, NUMBER_PLAIN };
/* The kind that figures of a unit are: "dossier" is a count, "percent" and "%" are shares, "" is plain. */
enum number_kind number_kind_of_unit(const char *unit);

/* NULL: read; else what is allowed: "a whole number such as 838838 is". */
const char *number_read(struct text t, enum number_kind kind, struct decimal *out);

#endif

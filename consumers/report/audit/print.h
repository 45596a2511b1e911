/* SPDX-License-Identifier: Apache-2.0
 *
 * print.h - findings, for people and for programs.
 *
 * In JSON figures are texts, as printed ("98.32"), so that none is rounded on its way.
 */
#ifndef HENTRA_REPORT_AUDIT_PRINT_H
#define HENTRA_REPORT_AUDIT_PRINT_H

#include "consumers/report/audit/facts.h"
#include "consumers/report/audit/finding.h"
#include "core/program/table.h"

/* `facts` NULL: the warehouse was not asked. After a failed write ferror(out) is true. */
void print_audit_text(const struct audit *a, const char *path, const struct facts *facts, FILE *out);
void print_audit_records(const struct audit *a, const struct facts *facts, struct table *t);
/* The rules, one a line. */
void print_rules(const struct audit_rules *r, enum language language, FILE *out);

#endif

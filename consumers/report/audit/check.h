/* SPDX-License-Identifier: Apache-2.0
 *
 * check.h - figures held against the rules: the findings, each with a sentence that explains it.
 *
 * Rule: a finding says the printed figure, the right one where it follows, and how. A wrong count that the
 * other figures tell (its printed share, the balance) is one finding, however many identities it breaks.
 */
#ifndef HENTRA_REPORT_AUDIT_CHECK_H
#define HENTRA_REPORT_AUDIT_CHECK_H

#include "consumers/report/audit/finding.h"

/* USAGE: a rule names a version of index 766 that there is not. */
MUST enum fault audit_run(struct audit *a, struct err *e);

void check_sum(struct audit *a, const struct audit_rule *rule, struct scope *s, bool mend_only);
void check_levels(struct audit *a, const struct audit_rule *rule, struct scope *s, bool mend_only);
void check_share(struct audit *a, const struct audit_rule *rule, struct scope *s);
void check_part(struct audit *a, const struct audit_rule *rule, struct scope *s);
void check_equal(struct audit *a, const struct audit_rule *rule, struct scope *s);
void check_repeat(struct audit *a, const struct audit_rule *rule, struct scope *s);
void check_twice(struct audit *a, const struct audit_rule *rule, struct scope *s);
void check_everywhere(struct audit *a, const struct audit_rule *rule);
void check_across(struct audit *a, const struct audit_rule *rule); /* grows, changed */
MUST enum fault check_index(struct audit *a, struct err *e);       /* score, group, total */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_key.h - a line of a rule, read: its key and the sums, days, words behind it.
 */
#ifndef HENTRA_REPORT_AUDIT_RULE_KEY_H
#define HENTRA_REPORT_AUDIT_RULE_KEY_H

#include "consumers/report/audit/rules.h"
#include "core/lib/ini.h"

/* A copy, owned by the rules. */
const char *rule_keep(struct audit_rules *r, struct text t);
/* Splits off the first part in front of `separator`, trimmed. */
struct text rule_take(struct text *rest, char separator);

/* NULL: read; else what is allowed: "a day such as 2025-06-30 is". */
const char *rule_read_key(struct audit_rules *r, struct audit_rule *rule, const struct ini_pair *p);
/* The keys that a whole rule lacks; NULL: none. */
const char *rule_lacks(const struct audit_rule *rule);

#endif

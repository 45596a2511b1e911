/* SPDX-License-Identifier: Apache-2.0
 *
 * check.h - figures held against the rules: the findings, each with a sentence that explains it.
 *
 * Rule: a finding says the printed figure, the right one where it follows, and how. A wrong count that the
 * other figures tell (its printed share, the balance) is one finding, however many identities it breaks.
 */
#ifndef HENTRA_REPORT_AUDIT_CHECK_H
#define HENTRA_REPORT_AUDIT_CHECK_H

#include "consumers/report/audit/rules.h"
#include "core/base/bytes.h"

enum { LINES_MOST = 24 };
struct finding { /* borrows from the rules and the figures */
        const struct audit_rule *rule;
        enum severity severity;
        const struct figure *figure; /* the wrong one, or the whole of the parts */
        struct decimal printed, right;
        bool has_right;
        bool in_percent;                       /* printed and right are shares */
        struct decimal numerator, denominator; /* of the right share; denominator 0: none */
        uint64_t line[LINES_MOST];             /* of the file, ascending */
        size_t lines;
        bool lines_left_off; /* there are more */
        struct bytes sentence;
};

struct audit { /* zero, but for the first three, before audit_run() */
        const struct audit_rules *rules;
        struct figures *figures;
        enum language language;
        struct finding *finding; /* by source, place, period; then in the order of the file */
        size_t n, capacity;
        int64_t held;               /* comparisons that found nothing */
        int64_t of[SEVERITY_COUNT]; /* findings */
};
/* USAGE: a rule names a version of index 766 that there is not. */
MUST enum fault audit_run(struct audit *a, struct err *e);
void audit_close(struct audit *a);

/* ---- shared by the checks ---- */

struct finding *finding_add(struct audit *a, const struct audit_rule *rule, enum severity severity,
                            const struct figure *figure);
void finding_line(struct finding *f, uint64_t line);
/* The finding that tells what `figure` should be; NULL: none. */
struct finding *finding_of_mended(struct audit *a, const struct figure *figure);

/* Adds to a sentence: %s text, %n a decimal in the language of the audit, %f a figure's value, %t the title
 * of a figure; any other % is one. Both sentences take the same values in the same order. */
void say(struct audit *a, struct finding *f, const char *vietnamese, const char *english, ...);

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

bool rule_is_for(const struct audit *a, const struct audit_rule *rule, const struct scope *s);

/* The printed forms of a share: the rate itself, and the one behind its count. */
struct printed_share {
        struct decimal value;
        const struct figure *figure;
};
int shares_printed(const struct scope *s, const struct audit_rule *rule, struct printed_share out[static 2]);

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

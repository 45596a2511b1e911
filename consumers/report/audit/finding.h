/* SPDX-License-Identifier: Apache-2.0
 *
 * finding.h - an audit and its findings, each with a sentence that explains it.
 */
#ifndef HENTRA_REPORT_AUDIT_FINDING_H
#define HENTRA_REPORT_AUDIT_FINDING_H

#include "consumers/report/audit/rules.h"
#include "core/base/bytes.h"

enum { LINES_MOST = 24, FINDINGS_MOST = 10000 };
struct finding { /* borrows from the rules and the figures */
        const struct audit_rule *rule;
        enum severity severity;
        const struct figure *figure; /* the wrong one, or the whole of the parts */
        struct decimal printed;
        struct decimal right; /* where the figures tell which of them is wrong */
        bool has_right;
        struct decimal others; /* what the figures beside it come to; one of the two sides is wrong */
        bool has_others;
        bool in_percent;                       /* printed, right and others are shares */
        struct decimal numerator, denominator; /* of that share; denominator 0: none */
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
        struct finding beyond; /* the last one that had no room: more than FINDINGS_MOST are only counted */
        int64_t held;          /* comparisons that found nothing */
        int64_t of[SEVERITY_COUNT]; /* findings */
};
void audit_close(struct audit *a);

struct finding *finding_add(struct audit *a, const struct audit_rule *rule, enum severity severity,
                            const struct figure *figure);
/* The other figures come to this; `right`: they tell, too, that the printed one is wrong. */
void finding_against(struct finding *f, struct decimal others, bool right);
void finding_line(struct finding *f, uint64_t line);
/* The finding that tells what `figure` should be; NULL: none. */
struct finding *finding_of_mended(struct audit *a, const struct figure *figure);

/* Adds to a sentence: %s text, %n a decimal in the language of the audit, %f a figure's value, %t the title
 * of a figure; any other % is one. Both sentences take the same values in the same order. */
void say(struct audit *a, struct finding *f, const char *vietnamese, const char *english, ...);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.h - the identities that printed figures must obey, as data: one file is built in (rules/audit.ini,
 * whose head says how a rule is written), a user may give another one.
 */
#ifndef HENTRA_REPORT_AUDIT_RULES_H
#define HENTRA_REPORT_AUDIT_RULES_H

#include "consumers/report/audit/figure.h"
#include "consumers/report/form.h"

enum severity { CONTRADICTION, ROUNDING, SMELL, SEVERITY_COUNT };
extern const char *const severity_names[SEVERITY_COUNT];

enum rule_kind {
        RULE_SUM,        /* whole = parts */
        RULE_SHARE,      /* rate = 100 * of / base, rounded half up */
        RULE_PART,       /* parts <= whole */
        RULE_EQUAL,      /* every item is the same figure */
        RULE_LEVELS,     /* the level `whole` = the levels `parts`, of each figure of the units */
        RULE_REPEAT,     /* two of the items are the same count, from `least` on */
        RULE_TWICE,      /* one figure is printed twice, and differs */
        RULE_GROWS,      /* a longer period from the same day has no less of the items */
        RULE_CHANGED,    /* a period that was over is printed with another figure later */
        RULE_EVERYWHERE, /* whole = parts at every place, at `least` of them */
        RULE_SCORE,      /* index: points of an item = those of numerator and denominator */
        RULE_GROUP,      /* index: points of a group = the sum of its rounded items */
        RULE_TOTAL,      /* index: the total = the sum of the groups */
        RULE_KIND_COUNT
};
extern const char *const rule_kind_names[RULE_KIND_COUNT];

enum { TERMS_MOST = 10, CHOICES_MOST = 10 };
/* "resolved", "refused?" (may be left out), "-carried_over" (is taken off), "100", "*.numerator" (every
 * figure that ends so). */
struct term {
        const char *name; /* NULL: a constant */
        bool optional, minus;
        struct decimal value; /* of the constant */
};
struct terms { /* a sum */
        struct term at[TERMS_MOST];
        int n;
};
struct choice { /* sums, any of which may be meant */
        struct terms at[CHOICES_MOST];
        int n;
};

struct audit_rule { /* texts are owned by the rules */
        const char *code;
        enum rule_kind kind;
        enum figure_form form;
        enum severity severity;
        struct choice whole, parts; /* of RULE_SHARE: base and of */
        const char *rate;
        /* Figures that the whole, or the parts, of a sum may hold and that need not be printed. */
        struct terms whole_apart, parts_apart;
        /* Shares, as the head of rules/audit.ini has it: counts with bases of their own; sums that are the
         * base when none is printed; what tells the smallest and the largest base that may be meant; a
         * part of the count that need not be printed, and the most with it; rules whose shares make 100 of
         * one base. */
        struct choice reading_of, reading_base, total, lower, upper;
        struct terms lower_least, lower_also, lower_apart, balanced, open, open_most, together;
        const char *units[TERMS_MOST]; /* of RULE_LEVELS: the units whose figures add up */
        int units_n;
        struct decimal least;
        int32_t from, until; /* holds for periods that end on these days and between, both inclusive */
        const char *words[LANGUAGE_COUNT];
        const char *source;
        const char *version; /* of index 766, for its arithmetic */
        int line;            /* of the file */
};

struct title {
        const char *name, *words[LANGUAGE_COUNT];
};

/* The measure of form 06 that an indicator is in the warehouse. */
enum { MEANINGS_MOST = 4 };
struct measured {
        const char *name;   /* of the indicator */
        const char *beside; /* holds only where this one is printed, too; NULL: everywhere */
        const char *kind;   /* DOSSIER, PETITION, TASK */
        struct {
                const char *column, *base; /* base: of a share, else NULL */
        } meaning[MEANINGS_MOST];
        int meanings;
};

struct audit_rules { /* zero is empty */
        const char *version;
        struct audit_rule *at;
        size_t n, capacity;
        struct title *title;
        size_t titles, titles_capacity;
        struct measured *measured;
        size_t measures, measures_capacity;
        const char *pattern[PATTERNS_MOST]; /* of printed shares in words */
        size_t patterns;
        char **text; /* owned */
        size_t texts, texts_capacity;
};

/* Reads a file, or the built-in rules when `path` is NULL. USAGE names file, line and what is allowed. */
MUST enum fault rules_read(struct audit_rules *r, const char *path, struct err *e);
MUST enum fault rules_read_text(struct audit_rules *r, const char *name, struct text text, struct err *e);
void rules_close(struct audit_rules *r);

/* The measure of one of these figures; one that asks for another indicator beside it, for the same source,
 * place, level and period, goes before one that asks for none. NULL: the warehouse does not measure it. */
const struct measured *rules_measured(const struct audit_rules *r, const struct figures *figures,
                                      const struct figure *figure);

/* The indicator in words, else its name. */
const char *rules_title(const struct audit_rules *r, const char *name, enum language language);

#endif

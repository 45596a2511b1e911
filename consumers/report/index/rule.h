/* SPDX-License-Identifier: Apache-2.0
 *
 * rule.h - the rules of index 766 (decision QD 766/QD-TTg): its items, as data of a version.
 *
 * They come from one table, rules.csv beside this file, which is part of the program; a file of the same
 * form may take its place. A row is an item of one version, or of several that agree on it. Two versions are
 * built in, because the sources contradict each other: `portal-2026` are the rules by which the national
 * portal's published figures can be recomputed, `document` those of the description that provinces work by.
 *
 * Columns, all required in the first row, in any order:
 *   versions       one or more names, separated by spaces
 *   item           the portal's code; once in a version
 *   number         in the description (2.1); may be empty
 *   group          CKMB transparency, TDGQ progress, CLGQ online services, TTTT online payment,
 *                  MDSH digitisation, MDHL satisfaction
 *   points         most points, at most two decimals; 0: shown only
 *   target         percent that gives all points; empty: 100
 *   form           share: a percent of the denominator; mean: a mean in days of a numerator in seconds
 *   population     R, N, PETITIONS, NOW, DECISIONS, PERIOD (measure.h)
 *   numerator, denominator   of measure.h; empty: nothing in the warehouse tells it
 *   none           what 0/0 gives: null (nothing; adds 0), zero (0 points), full (all points), apart (the
 *                  points leave what can be reached)
 *   inherited      yes: a unit of a province has the province's figures
 *   communes       counted: as other units; full: they have all points, zero: no points, whatever is counted
 *   set            yes: `hentra index set` may give the figures
 *   limits         of the item that judges petitions: working days to process, to refuse, to ask for more
 *                  information, to publish the answer: "15 2 5 2"; empty: none. One item of a version has it,
 *                  and must where an item counts petitions_in_time or petitions_satisfied
 *   factor         item whose percent this one's percent is multiplied by; empty: none
 *   name_vi, name_en, numerator_vi, numerator_en, denominator_vi, denominator_en   words for people
 *   source         where the rule comes from
 */
#ifndef HENTRA_REPORT_INDEX_RULE_H
#define HENTRA_REPORT_INDEX_RULE_H

#include "consumers/report/index/measure.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum index_group { CKMB, TDGQ, CLGQ, TTTT, MDSH, MDHL, INDEX_GROUPS };
extern const char *const index_group_names[INDEX_GROUPS];
extern const char *const index_group_titles[INDEX_GROUPS][2]; /* Vietnamese, English */

enum index_form { INDEX_SHARE, INDEX_MEAN, INDEX_FORMS };
enum index_communes { COMMUNES_COUNTED, COMMUNES_FULL, COMMUNES_ZERO, INDEX_COMMUNES };
enum index_none { NONE_NULL, NONE_ZERO, NONE_FULL, NONE_APART, INDEX_NONES };
enum index_population {
        POPULATION_R,
        POPULATION_N,
        POPULATION_PETITIONS,
        POPULATION_NOW,
        POPULATION_DECISIONS,
        POPULATION_PERIOD,
        INDEX_POPULATIONS
};
extern const char *const index_population_names[INDEX_POPULATIONS];

enum { INDEX_ITEMS_MOST = 64, INDEX_VERSIONS_MOST = 8 };

struct index_item {
        const char *code, *number, *source; /* as all words: the rules own them */
        const char *name[2], *numerator_words[2], *denominator_words[2]; /* Vietnamese, English */
        enum index_group group;
        int64_t points; /* hundredths; 0: shown only */
        int64_t target; /* hundredths of a percent */
        enum index_form form;
        enum index_population population;
        int numerator, denominator; /* enum index_measure, or IM_NONE */
        enum index_none none;
        enum index_communes communes;
        bool inherited, may_be_set;
        int factor; /* place among the items; -1: none */
};

/* Working days that a petition may take. */
struct index_limits {
        int process_days, refuse_days, ask_days, publish_days;
};

/* One version. Zero is empty. */
struct index_rules {
        char *version; /* owned */
        struct index_limits limits;
        int n;
        struct index_item item[INDEX_ITEMS_MOST]; /* in the order of the table */
        char *word[INDEX_ITEMS_MOST * 9];         /* what the items point to */
        int words_n;
};

/* A version of the built-in table; `path` not NULL: of that file. USAGE: the file cannot be read, or a row
 * is none (the message names file, line and what is allowed); a built-in version has other rules there; or
 * there is no such version (names those there are). The caller frees `rules`, also after a fault. */
MUST enum fault index_rules_read(struct index_rules *rules, const char *path, const char *version,
                                 struct err *e);
void index_rules_free(struct index_rules *rules); /* twice is fine */

/* Names of the versions in the order of the table, which the caller frees one by one. */
MUST enum fault index_versions_read(const char *path, char *names[INDEX_VERSIONS_MOST], int *n,
                                    struct err *e);

/* Place of an item among the items; -1: it is none of this version. */
int index_item_find(const struct index_rules *rules, struct text code);

/* Code of an item that one of them alone has, or that they count by other rules, whatever its words; NULL:
 * none, they are the same. */
const char *index_rules_differ(const struct index_rules *a, const struct index_rules *b);
static inline bool index_limits_same(const struct index_limits *a, const struct index_limits *b)
{
        return a->process_days == b->process_days && a->refuse_days == b->refuse_days &&
               a->ask_days == b->ask_days && a->publish_days == b->publish_days;
}

/* Most points of a group, in hundredths. */
int64_t index_group_points(const struct index_rules *rules, enum index_group group);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_read.h - a row of the table of rules to an item; private to rule.c and rule_read.c.
 */
#ifndef HENTRA_REPORT_INDEX_RULE_READ_H
#define HENTRA_REPORT_INDEX_RULE_READ_H

#include "consumers/report/index/rule.h"
#include "core/lib/csv.h"

/* The columns of the table; the words that an item keeps lie from RC_ITEM to RC_SOURCE. */
#define RULE_COLUMNS(X)                   \
        X(VERSIONS, versions)             \
        X(GROUP, group)                   \
        X(POINTS, points)                 \
        X(TARGET, target)                 \
        X(FORM, form)                     \
        X(POPULATION, population)         \
        X(NUMERATOR, numerator)           \
        X(DENOMINATOR, denominator)       \
        X(NONE, none)                     \
        X(INHERITED, inherited)           \
        X(COMMUNES, communes)             \
        X(SET, set)                       \
        X(FACTOR, factor)                 \
        X(LIMITS, limits)                 \
        X(ITEM, item)                     \
        X(NUMBER, number)                 \
        X(NAME_VI, name_vi)               \
        X(NAME_EN, name_en)               \
        X(NUMERATOR_VI, numerator_vi)     \
        X(NUMERATOR_EN, numerator_en)     \
        X(DENOMINATOR_VI, denominator_vi) \
        X(DENOMINATOR_EN, denominator_en) \
        X(SOURCE, source)
#define RULE_COLUMN(name, word) RC_##name,
enum rule_column { RULE_COLUMNS(RULE_COLUMN) RULE_COLUMN_COUNT };
#undef RULE_COLUMN

struct rule_table {
        const char *path; /* for messages */
        int at[RULE_COLUMN_COUNT];
};

/* The first row: which field holds which column. USAGE as below. */
MUST enum fault rule_header(struct rule_table *t, const struct csv_row *row, struct err *e);
struct text rule_cell(const struct rule_table *t, const struct csv_row *row, enum rule_column column);
/* Adds an item; its factor is left to the caller, since it may stand in a later row. USAGE: names file, line,
 * column and what is allowed. */
MUST enum fault rule_add(struct index_rules *rules, const struct rule_table *t, const struct csv_row *row,
                         struct err *e);

#endif

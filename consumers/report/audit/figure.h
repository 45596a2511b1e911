/* SPDX-License-Identifier: Apache-2.0
 *
 * figure.h - the figures of a file, in memory, in the order in which they are audited.
 *
 * The first row names the columns, in any order; by their names the file is of one of two forms:
 *
 *   published  source,place,level,period_from,period_to,indicator,value,unit,note[,printed_share]
 *              a row a figure: an indicator and its value. The share that a report prints behind a count
 *              stands in printed_share, or in words in note ("printed 98.32 %"; the patterns are data, see
 *              rules.h); nothing else of note is read. source, level, unit, note may be missing or empty; a
 *              missing level is ALL.
 *   index      unit,unit_kind,period,read_on,item,numerator,denominator,score
 *              a row an item of index 766: each cell that is not empty is a figure ITEM.numerator,
 *              ITEM.denominator, ITEM.score of place unit, level unit_kind, source read_on. A period is a
 *              year, a quarter (2026-Q1) or a month.
 *
 * Columns of other names are passed over. Numbers are as number.h reads them. Days are 2022-12-31.
 */
#ifndef HENTRA_REPORT_AUDIT_FIGURE_H
#define HENTRA_REPORT_AUDIT_FIGURE_H

#include "consumers/report/audit/decimal.h"
#include "consumers/report/audit/kept.h"
#include "core/base/err.h"
#include <stddef.h>
#include <stdint.h>

enum figure_form { FORM_PUBLISHED, FORM_INDEX, FIGURE_FORM_COUNT };
extern const char *const figure_form_names[FIGURE_FORM_COUNT];

enum { FIGURE_NAME_MOST = 96, FIGURES_MOST = 200000, PATTERNS_MOST = 8 };

struct figure { /* texts are borrowed from the figures */
        const char *source, *place, *level, *period;
        int32_t from, to; /* local days, both inclusive */
        const char *name; /* of the indicator */
        const char *unit;
        struct decimal value, share; /* share: printed behind the count, in percent */
        bool has_share;
        bool mended; /* `right` is known: the figure is wrong, and the others tell what it is */
        struct decimal right;
        size_t finding; /* number of the one that tells so, from 1; 0: none */
        uint64_t line;
};

struct figures { /* zero is empty */
        struct figure *at;
        size_t n, capacity;
        enum figure_form form;
        struct kept kept;
};

/* Reads all of the file, in memory of a few times its size, and sorts by source, place, period, level, name,
 * line. USAGE names file, line and what is allowed. Patterns are those of a printed share in words, such as
 * "printed {} %". */
MUST enum fault figures_read(struct figures *f, const char *path, const char *const patterns[], size_t n,
                             struct err *e);
void figures_close(struct figures *f);

/* A figure printed in a share: of an amount that is rounded the last digit is uncertain by half. */
bool figure_is_rounded(const struct figure *f);

/* Figures of one source, place, period and level: `n` from `at` on. Of one source, place and period, all
 * levels: `family_n` from `family` on. */
struct scope {
        struct figure *at, *family;
        size_t n, family_n;
};
/* The next scope behind *s; the first one for a zero *s. False: there is none. */
bool scope_next(struct figures *f, struct scope *s);
struct figure *scope_find(const struct scope *s, const char *name); /* NULL: none */
/* Figures of another level of the family; n is 0: none. */
struct scope scope_of_level(const struct scope *s, const char *level);

#endif

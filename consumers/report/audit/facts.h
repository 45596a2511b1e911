/* SPDX-License-Identifier: Apache-2.0
 *
 * facts.h - printed figures beside those of the warehouse, where it has the place and the period.
 *
 * The section [warehouse] of the rules names the measure that an indicator is: its kind of case and the
 * column of form 06, or of another report ("digital:received"), or two columns for a share. More than one
 * may be meant; the first one is compared, and a printed figure that is another one of them is explained by
 * it.
 */
#ifndef HENTRA_REPORT_AUDIT_FACTS_H
#define HENTRA_REPORT_AUDIT_FACTS_H

#include "consumers/report/audit/finding.h"
#include "core/base/event.h"
#include "core/program/clock.h"
#include <stdio.h>

enum fact_verdict {
        FACT_AGREES,
        FACT_DIFFERS,
        FACT_UNKNOWN /* the warehouse has nothing of that period or place */
};
struct fact {
        const struct figure *figure;
        enum fact_verdict verdict;
        enum case_kind kind;
        const char *population; /* of the report that it is of; NULL: nothing was compared */
        bool is_share;
        struct decimal value, n, d; /* of a share: value has two digits or more */
        struct bytes words;         /* why it differs, as far as that is known */
};
struct facts { /* zero is empty */
        struct fact *at;
        size_t n, capacity;
        int64_t differing;
        char population[256], rule[64];
};

struct facts_wish {
        const char *place; /* as it stands in the file; NULL: the only one */
        const char *code;  /* of an agency, with all below it, or of a province; NULL: all of the warehouse */
        bool with_vertical;
        int wait_s;
};

/* Only reads; each period is read in one snapshot. USAGE: no agency of the warehouse has that code, or no
 * figure of the file that place, or the file has several and none is named. */
MUST enum fault facts_read(struct facts *f, const struct audit *a, const struct facts_wish *wish,
                           const struct conf *conf, struct err *e);
void facts_close(struct facts *f);

const char *fact_word(const struct fact *f); /* "agrees", "differs", "unknown" */
void facts_print(const struct audit *a, const struct facts *f, FILE *out);

#endif

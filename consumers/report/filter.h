/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.h - the part of a list that is asked for: of a field, a procedure, a state, a mark, or of return
 * dates. It leaves rows out and changes none.
 */
#ifndef HENTRA_REPORT_FILTER_H
#define HENTRA_REPORT_FILTER_H

#include "core/base/args.h"
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

struct filter {
        const char *field, *procedure, *state, *mark; /* borrowed; NULL: any */
        bool longest_first;                           /* the longest late, else by agency */
        int64_t min_days;                             /* working days late at least; 0: any */
        const char *due_from, *due_to;                /* borrowed; NULL: any */
        micros due_at_from, due_at_to; /* instants, NO_TIME: any; the second is the first that is too late */
        /* integer[], null: any: procedures, 0 for none, that belong to field and procedure. */
        struct pg_param procedures;
        struct bytes buffer; /* of them */
};

/* The options --field, --procedure, --state, --order, --min-days, --mark, --due-from and --due-to. Which
 * states a report has is checked by options_check(). */
MUST enum fault filter_read(struct filter *f, const struct args *a, struct err *e);
/* Looks up what was named, by the catalogue of a local day. USAGE: there is no such thing. */
MUST enum fault filter_find(struct filter *f, const struct zone *zone, int32_t day, struct pg *pg,
                            struct err *e);
void filter_close(struct filter *f);

bool filter_is_any(const struct filter *f); /* it leaves nothing out */
/* "field DD, state OVERDUE", as the options have it: for heads. */
char *filter_words(const struct filter *f, char *out, size_t size);

/* A parameter of queries, null: any: late so many working minutes at least, integer. */
struct pg_param filter_minutes(const struct filter *f);

#endif

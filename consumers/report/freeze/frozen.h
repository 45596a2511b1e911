/* SPDX-License-Identifier: Apache-2.0
 *
 * frozen.h - a report that was frozen: read back as a report whose rows come from the table, so that every
 * printer prints it as it was, and nothing is counted again.
 *
 * Kept is the question, the period, the rules, what was known (known_at) and when (counted_at), the rows, and
 * a SHA-256 of all of it. Nothing of it is ever changed: the tables refuse, and a hash that does not fit is
 * FATAL.
 */
#ifndef HENTRA_REPORT_FREEZE_FROZEN_H
#define HENTRA_REPORT_FREEZE_FROZEN_H

#include "consumers/report/reports.h"
#include "consumers/report/sheet.h"
#include "core/lib/json.h"

struct frozen {
        struct report report;          /* first in here: its rows are those of the table */
        const struct report *original; /* which would count them now */
        struct warehouse warehouse;    /* the caller's, by the rules of then: */
        struct rule rule;
        bool rule_known;      /* false: it was replaced since, and only its number and name are left */
        struct question q;    /* range.known_at: only if it was asked for */
        struct sheet printed; /* as it was printed: look, pages, language, unit */
        struct population population;
        const char *name; /* borrowed */
        micros known_at, counted_at, frozen_at;
        bool as_known;       /* --known-at was given */
        bool same_catalogue; /* catalogues, calendar and given figures are those of then */
        char sha256[65];

        /* Its own. */
        struct pg_result *head;
        struct json_node *question;
};

/* The fault of a query of frozen reports: USAGE where the role may not read them. */
enum fault frozen_refused(const struct pg *pg, struct err *e);

/* USAGE: there is none of that name. FATAL: it was changed, or frozen by a version with other columns. Must
 * not be moved; the caller closes it, also after a fault. */
MUST enum fault frozen_open(struct frozen *f, const char *name, const struct warehouse *w, struct pg *pg,
                            struct err *e);
void frozen_close(struct frozen *f); /* zero and twice are fine */

/* Names of the columns that are kept: all but rates. COLUMNS_MOST suffice; borrowed; returns how many. */
int frozen_columns(const struct form *form, struct text *out);
/* The instant up to which a range counts, also when none was asked for. */
micros frozen_as_of(const struct range *r, const struct zone *zone);

/* All that are frozen: as text, CSV or JSON. USAGE: another format. */
MUST enum fault frozen_list(const struct sheet *s, const struct zone *zone, struct pg *pg, struct err *e);

#endif

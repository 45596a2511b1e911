/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_try.h - how many alerts a rule would have raised in a past time.
 *
 * Every dossier is walked through what was known of it, one span after another, each with a return date, an
 * agency, and whether its clock ran. Within a span the steps of the rule fire at the instants of window.h,
 * so what is counted is what looks of an alerter raise that is never behind and began at `from`: also what
 * is raised again after a pause, for another return date, or at the agency to which a dossier was
 * transferred. By the working calendar and catalogue of today.
 */
#ifndef HENTRA_MANAGE_RULE_TRY_H
#define HENTRA_MANAGE_RULE_TRY_H

#include "consumers/alert/manage/rule_definition.h"
#include "consumers/alert/show/listing.h"
#include "consumers/warehouse/warehouse.h"

struct rule_trial {
        const struct rule_definition *rule;
        micros from, to; /* alerts raised in [from, to) */
        bool happened;   /* by when things happened; else by when they were first seen */
};

struct rule_tried {
        int64_t alerts;     /* that would have been raised */
        int64_t seen_later; /* dossiers of that time of which nothing was known then */
};

/* Prints counts by local day, agency and recipient, as text also the sums. *tried may be NULL. USAGE: the
 * rule is not about return dates (chances, sources). */
MUST enum fault rule_try(const struct rule_trial *t, struct pg *pg, const struct warehouse *w,
                         const struct calendar *calendar, enum list_format format, struct rule_tried *tried,
                         struct err *e);

#endif

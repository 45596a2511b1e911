/* SPDX-License-Identifier: Apache-2.0
 *
 * known.h - a dossier as a range asks for it: by all that is known now, by what was known at an instant, or
 * in between: as it was known then, but for corrections of some causes. So the difference between then and
 * now is told cause by cause, and the parts add up, whatever a report makes of its dossiers.
 */
#ifndef HENTRA_REPORT_KNOWN_H
#define HENTRA_REPORT_KNOWN_H

#include "consumers/dossier/standing.h"
#include "consumers/dossier/timeline.h"
#include "consumers/report/range.h"

/* Why a dossier is known otherwise now: the first that holds. */
enum cause {
        CAUSE_TAKEN_BACK,    /* a statement was retracted since */
        CAUSE_BACKDATED,     /* it has the mark BACKDATED now, and had not */
        CAUSE_DUE_REWRITTEN, /* it had a due date, and has another one now, or none */
        CAUSE_LATE_EVENT,    /* something else was heard of it since, or it was not known at all */
        CAUSES
};
extern const char *const cause_names[CAUSES]; /* TAKEN_BACK … */

struct corrections {
        micros held_until; /* when the report was made: what was retracted later was held then */
        unsigned counted; /* bits 1 << enum cause: dossiers that changed so are taken as they are known now */
        bool given_now;   /* figures that people gave, and flags that are left out, are those of now */
};

/* Known at: for what people gave, and for flags that are left out. */
static inline micros known_given_at(const struct range *r)
{
        return r->corrections && r->corrections->given_now ? END_OF_TIME : r->known_at;
}

struct known {
        struct history h;
        struct timeline t;
};

/* Replaces *h and *t, which are by all that is known now, by what the range asks for, in *k. */
void known_look(struct known *k, const struct range *r, const struct rule *rule, const struct zone *zone,
                const struct history **h, const struct timeline **t);
/* The cause why a dossier is known otherwise than at r->known_at; CAUSES: it is not. Needs r->corrections;
 * fills *k with what was known. */
enum cause known_cause(struct known *k, const struct range *r, const struct rule *rule,
                       const struct zone *zone, const struct history *h, const struct timeline *t);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * constant.h - flags that a source sends with every dossier alike: they say nothing, and are left out.
 *
 * Rule: of at least 1,000 dossiers that the warehouse heard first by a source, all its events that said the
 * flag said one value (view source_health), and of its dossiers that ended it said the flag of 99 of 100.
 * A source that says it of some dossiers, and leaves it out of others, tells them apart by that.
 *
 * The fee is never one of them: it is an amount that was stated, and one-stop systems leave lines of zero
 * out, so that one value is all that they ever say.
 *
 * Source: one-stop systems in use send a verified account, a used data base or digitised papers with every
 * dossier, or with none.
 */
#ifndef HENTRA_REPORT_INDEX_CONSTANT_H
#define HENTRA_REPORT_INDEX_CONSTANT_H

#include "consumers/dossier/facts.h"
#include "core/lib/pg.h"

struct index_constant {
        char *source, *flag, *value; /* owned */
        uint32_t source_id;
        enum fact_flag fact;
        bool left_out;    /* else it was not said of enough dossiers */
        int64_t dossiers; /* of R: what this source said of the flag was left out */
};

/* Zero is empty. At first all that had one value only are left out. */
struct index_constants {
        struct index_constant *of;
        int n;
        uint8_t *flags; /* by number of a source: bits of enum fact_flag that are left out now */
        size_t sources;
        int64_t *spoke;                   /* by number of a source: ended dossiers that it said anything of */
        int64_t (*said)[FACT_FLAG_COUNT]; /* and of them those of which it said the flag */
};

MUST enum fault index_constants_read(struct index_constants *c, struct pg *pg, micros known_at,
                                     struct err *e);
void index_constants_add(struct index_constants *c, uint32_t source_id, struct text source, struct text flag,
                         struct text value);
void index_constants_free(struct index_constants *c);

/* A dossier that ended. */
void index_constants_see(struct index_constants *c, const struct history *h);
/* A dossier of R, of which what its sources said of some flags was left out: bits of enum fact_flag. */
void index_constants_leave_out(struct index_constants *c, const struct history *h, unsigned facts);
/* Forgets how many there were. */
void index_constants_recount(struct index_constants *c);
/* Decides by all that was seen, which is forgotten. True: others are left out now than were before, so who
 * counted without them has to count again. */
bool index_constants_decide(struct index_constants *c);

#endif

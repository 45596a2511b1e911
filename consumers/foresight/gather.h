/* SPDX-License-Identifier: Apache-2.0
 *
 * gather.h - lifetimes of the dossiers of the warehouse, as of an instant. Of an end without a time the day
 * counts, as it does where lateness is judged: on the day of its return date a dossier ended by that date at
 * the latest, on another day at its close.
 *
 * Observed are the `days` before it: each dossier that was open in them. What happened later is not looked
 * at, so a dossier that ended later is censored. What was stated later about earlier times is: a warehouse
 * knows of the past what it knows now. What is open at that instant is told of as well, each dossier once.
 */
#ifndef HENTRA_FORESIGHT_GATHER_H
#define HENTRA_FORESIGHT_GATHER_H

#include "consumers/dossier/ran.h"
#include "consumers/foresight/model.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/calendar.h"
#include "core/lib/pg.h"

/* By which group a procedure counts: suffixes of one code are one procedure, and its field is the
 * catalogue's, or claimed by events. */
struct grouped {
        uint32_t procedure, group, field;
};

/* An agency whose code or name leads to another one of the catalogue counts as that one. */
struct spoken {
        uint32_t agency, member;
};

struct gathering {
        struct pg *pg; /* borrowed, as the next two */
        const struct warehouse *warehouse;
        const struct calendar *calendar;
        micros as_of, since;

        struct observed *observed;
        size_t n, room;
        int64_t dossiers, ended; /* observed: a dossier may have several parts, of one group each */
        struct grouped *grouped; /* by procedure */
        size_t grouped_n;
        struct spoken *spoken; /* by agency; those only that lead to another one */
        size_t spoken_n;
};

/* A dossier that is open at the instant. */
struct open_dossier {
        struct text id;
        const struct timeline *t;
        struct ran ran;
        struct group_key key; /* grain OF_AGENCY */
};
struct open_visit { /* NULL in place of visit: nobody asks */
        enum fault (*visit)(void *context, const struct open_dossier *d, struct err *e);
        void *context;
};

/* The first five members are given. */
MUST enum fault gather(struct gathering *g, const struct open_visit *v, struct err *e);
void gather_free(struct gathering *g);

/* The term of a dossier in whole working days of the general calendar *c, half a day up, by the working time
 * of an agency; NO_TERM. `off`: working time of its pauses that are over. */
int32_t term_of(const struct timeline *t, const struct calendar *c, uint32_t agency, micros off);

/* Whole minutes, rounded down, as hentra.whole_minutes() has them. */
int32_t minutes_of(micros worked);

/* Minutes that a dossier has run at an instant, and those that its return date allows it in all (due_at is a
 * time): both from its reception, as lifetimes are, and each rounded down once. A dossier that waits is taken
 * up at that instant. In the working time of the agency that has it. hentra.dossier_risk() has the same. */
struct spent {
        int32_t elapsed, allowed;
};
struct spent spent_at(const struct calendar *c, const struct timeline *t, const struct ran *ran, micros at);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * life.h - the occurrences of a dossier in order, with those that mark its reception and its end.
 *
 * Internal to the dossier: timeline_derive() builds it on its stack, and the timeline is read off it.
 */
#ifndef HENTRA_DOSSIER_LIFE_H
#define HENTRA_DOSSIER_LIFE_H

#include "consumers/dossier/timeline.h"

/* A set of statuses. */
#define S(status) (1u << (status))

struct occurrence {
        micros at;
        const struct statement *said; /* its statement said last */
        const struct statement
                *agency_said; /* its statement said last that names an agency; NULL: none does */
        micros seen_at;       /* the latest time at which it was said or seen */
        int64_t sequence;     /* of its first statement */
        uint32_t agency;      /* 0: none named */
        uint8_t status;
        bool in_log;   /* said by a log at least once; else by snapshots only */
        bool is_ahead; /* after all that is known of it, by more than a day */
        bool is_void;
};

enum { NONE = -1 };

struct life {
        int n;
        int claims[STATUS_COUNT]; /* how many occurrences, what logs repeat counted once */
        int stands[STATUS_COUNT]; /* the one that stands; NONE: there is none that is not ahead */
        int reception;            /* NONE: never received */
        int reception_claims;     /* 0: inferred, or never received */
        int end;                  /* NONE: open. Also set for a dossier that was never received */
        bool order_unknown;       /* a pause or stop and its end at one instant, without an order */
        struct occurrence of[HISTORY_MOST];
};

bool occurrence_is(const struct occurrence *o, unsigned statuses);

void life_of(const struct history *h, const struct rule *rule, struct life *life);

/* The parts of timeline_derive(); each fills its fields of a timeline whose other fields are decided. */
void claims_decide(const struct history *h, const struct life *life, struct timeline *out);
void steps_list(const struct life *life, struct timeline *out);
uint32_t marks_of(const struct history *h, const struct life *life, const struct timeline *t);

#endif

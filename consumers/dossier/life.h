/* SPDX-License-Identifier: Apache-2.0
 *
 * life.h - the occurrences of a dossier in order, with those that mark its reception and its ends.
 *
 * Internal to the dossier: timeline_derive() builds it on its stack, and the timeline is read off it.
 */
#ifndef HENTRA_DOSSIER_LIFE_H
#define HENTRA_DOSSIER_LIFE_H

#include "consumers/dossier/standing.h"
#include "consumers/dossier/timeline.h"

struct occurrence {
        micros at;
        const struct statement *said;        /* its claim said last */
        const struct statement *agency_said; /* its claim said last that names an agency; NULL: none does */
        micros seen_at;                      /* the latest time at which it was said or seen */
        int64_t sequence;                    /* of its first claim */
        uint32_t agency;                     /* of agency_said; without, that of an occurrence nearby */
        uint8_t status;
        bool in_log;   /* said by a log at least once; else by snapshots only */
        bool of_steps; /* no more than steps claim it: it decides nothing */
        bool reopens;  /* some claim says so */
        bool begins;   /* it reopens, after an end: a segment begins here */
        bool is_ahead; /* after all that is known of it, by more than a day */
        bool is_void;
};

enum { NONE = -1 };

struct life {
        const struct rule *rule;
        int n;
        int claims[STATUS_COUNT]; /* how many occurrences, what logs repeat counted once; of ends: in the */
        int stands[STATUS_COUNT]; /* last segment. The one that stands; NONE: there is none not ahead */
        int reception;            /* NONE: never received */
        int reception_claims;     /* 0: inferred, or never received */
        bool order_unknown;       /* a pause or stop and its end at one instant, without an order */
        int last_from;            /* where the last segment begins; 0: nobody reopened it */
        struct occurrence of[CLAIMS_MOST];
};

/* Between two reopenings, the first of which belongs to it. */
struct segment {
        int from, to;    /* of[from] … of[to - 1] */
        int end;         /* NONE: open. Also set for a dossier that was never received */
        int handed_over; /* NONE: not yet */
};

static inline bool occurrence_is(const struct occurrence *o, unsigned statuses)
{
        return (statuses & S(o->status)) != 0 && !o->is_void;
}

/* The first part of life_of(): the list `of`, in order. */
void occurrences_list(const struct standing *s, struct life *life);
void life_of(const struct standing *s, const struct rule *rule, struct life *life);

/* The segment that begins at `from`: 0, or the `to` of the one before. */
struct segment life_segment(const struct life *life, int from);
struct segment life_last_segment(const struct life *life);

/* The parts of timeline_derive(); each fills its fields of a timeline whose other fields are decided. */
void claims_decide(const struct standing *s, const struct life *life, struct timeline *out);
void steps_list(const struct life *life, struct timeline *out);
/* Marks and the instants of backdating. */
void marks_decide(const struct standing *s, const struct life *life, const struct zone *zone,
                  struct timeline *out);

/* Parts of marks_decide(). The first fills last_seen_open and end_first_seen too. */
bool backdated_decide(const struct history *h, const struct zone *zone, struct timeline *t);
uint32_t marks_of_superseded(const struct standing *s, const struct zone *zone);

#endif

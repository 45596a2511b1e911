/* SPDX-License-Identifier: Apache-2.0
 *
 * revision.h - a story told in documents by a source that takes back what it said.
 *
 * A revision is one message: the document as the source has it at that time. Of a dossier's revisions the
 * last one tells the story as it was, so that the profile's totals come out although every kind of taking
 * back went before it.
 *
 * A pure function, as the story is (story.h).
 */
#ifndef HENTRA_SIMULATE_REVISION_H
#define HENTRA_SIMULATE_REVISION_H

#include "producers/simulate/story.h"

/* Ways of taking back. A dossier has one. */
enum taking_back {
        BACK_END_SET_BACK, /* an end that was not, which the next document lacks; the true end comes later */
        BACK_REOPENED,     /* an end that was not, opened again; the true end comes later */
        BACK_CORRECTED,    /* a wrong attribute, then the right one */
        BACK_RETRACTED,    /* the same, taken back by name and said rightly a microsecond later */
        BACK_SAID_AGAIN,   /* the right document, a wrong one, the right one again */
        BACK_DAY_END,      /* the end, and a hand-over of that day, are known by the day only */
        BACK_WITHDRAWN,    /* for a time the source holds nothing of the dossier */
        BACK_CONTRADICTED, /* a second source says otherwise; every night both repeat what they say */
        BACK_COUNT
};
extern const char *const taking_back_names[BACK_COUNT]; /* "end_set_back", … */

struct revision {
        micros stated_at, observed_at;
        micros since;   /* the source changed to this document then; NO_TIME: its first one, or repeated */
        uint8_t told;   /* so many events of the story */
        bool archive;   /* said by the second source: the reception, and nothing else */
        bool retracts;  /* takes back this document */
        bool empty;     /* has no occurrences */
        bool wrong;     /* with the wrong attributes below */
        bool false_end; /* with the end that was not */
        bool reopened;  /* and its reopening */
};

/* Nights on which two sources repeat what they say. */
enum { REVISION_NIGHTS_MOST = 30, REVISIONS_MOST = STORY_EVENTS_MOST + 3 + 2 * REVISION_NIGHTS_MOST };

struct revisions {
        enum taking_back kind;
        int false_end_behind;             /* an event of the story */
        micros false_end_at, reopened_at; /* of the two kinds that have them */
        bool wrong_due;
        micros due_moved;     /* working time that the wrong due date is off by */
        enum channel channel; /* the wrong ones; the right ones where they are not wrong */
        int procedure;
        int n;
        struct revision revision[REVISIONS_MOST]; /* in order of observed_at, and of stated_at */
};

/* An occurrence of a revision; `agency` is a position in province->agency. */
struct happening {
        enum status status;
        int agency;
        micros occurred_at;
        bool occurred_day, reopens;
};

/* True when dossier `number` is one of the `chosen` that take back: *out is then how. `story`: of that
 * number. */
bool revisions_draw(const struct stage *stage, int64_t number, int64_t chosen, const struct story *story,
                    struct revisions *out);

/* The occurrences of a revision, and its due date (NO_TIME: none). */
int revision_happenings(const struct stage *stage, const struct story *story, const struct revisions *all,
                        const struct revision *r, struct happening out[static OCCURRENCES_MOST]);
micros revision_due(const struct stage *stage, const struct story *story, const struct revisions *all,
                    const struct revision *r);

#endif

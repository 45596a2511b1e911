/* SPDX-License-Identifier: Apache-2.0
 *
 * question.h - what a report is asked: its days, its groups, whose dossiers.
 */
#ifndef HENTRA_REPORT_QUESTION_H
#define HENTRA_REPORT_QUESTION_H

#include "consumers/report/range.h"
#include "core/base/event.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum group { BY_LEVEL, BY_AGENCY, BY_FIELD, BY_PROCEDURE, BY_CHANNEL, GROUP_COUNT };
extern const char *const group_names[GROUP_COUNT];
enum { GROUPS_MOST = 2 };

struct question {
        struct range range;
        enum group groups[GROUPS_MOST]; /* the second within the first */
        int groups_n;
        enum case_kind case_kind;
        bool with_vertical;  /* counts the agencies of ministries too (agency.vertical) */
        bool by_instant;     /* late by the instant, else by the local day */
        bool tells_channels; /* one from another, not only those online from the others */
        /* Counts this agency alone; 0: all. `agency` is its code, borrowed; NULL: all. */
        int32_t agency_id;
        const char *agency;
        micros now; /* by the program's clock; what is open is judged at it */
};

bool question_groups_by(const struct question *q, enum group group);
/* The groups as text[], in the caller's buffer. */
struct pg_param question_groups(const struct question *q, struct bytes *buffer);
/* Looks the agency up. USAGE: nobody names it, only events do, or no catalogue has it in the range. */
MUST enum fault question_agency(struct question *q, struct pg *pg, struct err *e);

#endif

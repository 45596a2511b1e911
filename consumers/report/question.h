/* SPDX-License-Identifier: Apache-2.0
 *
 * question.h - what a report is asked: its days, its groups, whose dossiers.
 */
#ifndef HENTRA_REPORT_QUESTION_H
#define HENTRA_REPORT_QUESTION_H

#include "consumers/report/filter.h"
#include "consumers/report/range.h"
#include "core/base/event.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum group { BY_LEVEL, BY_AGENCY, BY_FIELD, BY_PROCEDURE, BY_CHANNEL, BY_PROVINCE, GROUP_COUNT };
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
        bool restated;       /* agencies are those of restated_to, else as they were on the day of a flow */
        int32_t restated_to;
        /* Counts this agency alone; 0: all. `agency` is what was asked for, borrowed, and from
         * question_agency() on the code of the catalogue that it leads to; NULL: all. */
        int32_t agency_id;
        const char *agency;
        char agency_code[256];
        struct filter filter; /* of a list */
        int32_t due_days;     /* working days from which on a return date off the calendar is marked */
        micros now;           /* by the program's clock; what is open is judged at it */
        /* Rules of index 766, borrowed; NULL: all versions, the built-in ones. */
        const char *rules_version, *rules_file;
        bool by_unit; /* departments, districts and communes, too */
        int names_in; /* enum language of the names that its rules carry */
};

bool question_groups_by(const struct question *q, enum group group);
/* The day of the agencies; null: that of each flow. */
struct pg_param question_restated(const struct question *q);
/* The groups as text[], in the caller's buffer. */
struct pg_param question_groups(const struct question *q, struct bytes *buffer);
/* Looks the agency up: by its code, a code or name that an alias leads to it, or its name. USAGE: nobody
 * names it, only events do, no catalogue has it in the range, it leads to several on the days of the range;
 * or restated, who took over is to be named instead. */
MUST enum fault question_agency(struct question *q, struct pg *pg, struct err *e);

#endif

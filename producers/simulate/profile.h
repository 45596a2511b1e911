/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.h - the figures of a simulated province, read from producers/simulate/profiles/NAME.ini (built in)
 * or from a file of the same form.
 *
 * The counts are exact promises: with any seed the simulated dossiers sum to them. A profile whose parts do
 * not sum is refused, and the parts of a profile that was made smaller sum again.
 */
#ifndef HENTRA_SIMULATE_PROFILE_H
#define HENTRA_SIMULATE_PROFILE_H

#include "core/base/calendar.h"
#include "core/base/err.h"
#include "core/base/event.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

/* The state of a dossier at the end of the period. Open = received and not ended. */
enum outcome {
        OUTCOME_EARLY,        /* resolved on a day before the due day */
        OUTCOME_ON_TIME,      /* resolved on the due day, before the hour that was due */
        OUTCOME_AFTER_HOUR,   /* resolved on the due day, after that hour */
        OUTCOME_LATE,         /* resolved on a day after the due day */
        OUTCOME_OPEN,         /* open and running, due after the period */
        OUTCOME_OPEN_PAUSED,  /* open, waiting for a supplement or a payment */
        OUTCOME_OPEN_OVERDUE, /* open and running, due before the last day of the period */
        OUTCOME_COUNT
};

enum {
        NAME_ROOM = 128,
        CODE_ROOM = 16,
        FIELDS_MOST = 32,
        TERMS_MOST = 16,
        TERM_DAYS_MOST = 60,
        DEPARTMENTS_MOST = 64,
        DISTRICTS_MOST = 64,
        COMMUNES_MOST = 99, /* of one district: two digits of the code */
        OFF_MOST = 256,
        SPANS_MOST = 4,
        DOSSIERS_MOST = 20000000,
        PROCEDURES_MOST = 20000, /* of all levels together */
        SHARE_MOST = 1000000,    /* of a department, a district, a term */
};

struct profile_level {
        int64_t received, online;
        int64_t procedures, procedures_used; /* of the province level: the sums of its departments */
        int fields, terms;
        char field[FIELDS_MOST][CODE_ROOM]; /* of the province level: none, they are its departments' */
        struct {
                int64_t days, share; /* working days from reception to due date; share of the procedures */
        } term[TERMS_MOST];
};

struct profile_department {
        char number[4];
        int64_t share, procedures, procedures_used;
        char field[CODE_ROOM]; /* the prefix; two digits follow */
        int64_t fields;
        char name[NAME_ROOM];
};

struct profile_district {
        char number[4];
        int64_t share, communes;
        char name[NAME_ROOM];
};

struct profile {
        char name[NAME_ROOM], province[CODE_ROOM], source[NAME_ROOM], zone[NAME_ROOM];
        enum case_kind kind; /* of all its cases: dossiers unless it says otherwise */
        int32_t from, to;    /* local days; `to` is the first day after */
        int64_t received, resolved_early, resolved_on_time, resolved_after_hour, resolved_late;
        int64_t open_in_time, open_paused, open_overdue;
        int64_t online, procedures, procedures_used;
        struct profile_level level[LEVEL_COUNT]; /* by enum level; 0 is not used */
        int departments, districts, offs, make_ups;
        struct profile_department department[DEPARTMENTS_MOST];
        struct profile_district district[DISTRICTS_MOST];
        int32_t off[OFF_MOST], make_up[OFF_MOST]; /* weekdays off; Saturdays and Sundays worked */
        struct office_hours hours;                /* at most SPANS_MOST spans */
        /* parts of a million */
        uint32_t full_service, any_hour, paid_online, postal, supplement, payment_request, transfer, straight,
                returned, returned_by_post, digitised, entered_later;
};

/* Adds up the departments. USAGE when the parts do not sum, or the period or the office hours are too short;
 * `name` stands for the profile in errors. */
MUST enum fault profile_check(struct profile *p, const char *name, struct err *e);

/* "0", "5" or "0.25" percent as parts of a million. False: no number, below 0, above 100, or more than four
 * decimals. */
bool profile_percent(const char *text, uint32_t *ppm);

/* Only this month, which must lie in the period; the counts shrink in proportion to working days. */
MUST enum fault profile_month(struct profile *p, int year, int month, struct err *e);

/* As many dossiers as `dossiers`; every count in proportion. The catalogue of agencies and procedures stays.
 */
void profile_scale(struct profile *p, int64_t dossiers);

/* Dossiers by outcome: the leaves that the totals are made of. */
void profile_outcomes(const struct profile *p, int64_t of[static OUTCOME_COUNT]);

/* Monday to Friday but the days off, and the make-up days. */
bool profile_works_on(const struct profile *p, int32_t day);

#endif

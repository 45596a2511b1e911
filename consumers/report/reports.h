/* SPDX-License-Identifier: Apache-2.0
 *
 * reports.h - all reports: a report is a row of this table.
 *
 * A new report is one file of forms/ with `const struct report report_NAME` in it, its query in
 * sql/queries/report/, and X(NAME) in the list below. Nothing else knows its name: options, help, --list, and
 * every printer follow the table.
 */
#ifndef HENTRA_REPORT_REPORTS_H
#define HENTRA_REPORT_REPORTS_H

#include "consumers/report/answer.h"
#include "consumers/report/form.h"

/* Options that go with a report, beside the days of its range; any other is refused. */
enum report_takes {
        TAKES_BY = 1 << 0,        /* --by: its rows are groups of the question */
        TAKES_KIND = 1 << 1,      /* --kind */
        TAKES_CLASS = 1 << 2,     /* --class */
        TAKES_AS_OF = 1 << 3,     /* --as-of and --known-at */
        TAKES_VERTICAL = 1 << 4,  /* --with-vertical */
        TAKES_AGENCY = 1 << 5,    /* --agency */
        TAKES_OFFICIAL = 1 << 6,  /* --form official, --pages */
        TAKES_INDEX = 1 << 7,     /* --by unit, --version, --rules */
        TAKES_RESTATED = 1 << 8,  /* --restated */
        TAKES_PROCEDURE = 1 << 9, /* --field, --procedure */
        TAKES_LATE = 1 << 10,     /* --state, --min-days, --order */
        TAKES_MARK = 1 << 11,     /* --mark */
        TAKES_DUE = 1 << 12,      /* --due-from, --due-to, --state */
};

enum { MORE_MOST = 4 };
struct report {
        const char *name;                  /* on the command line: lower case and hyphens */
        const char *title[LANGUAGE_COUNT]; /* above the rows */
        const char *about;                 /* a line for --list and --help */
        const char *
                population[LANGUAGE_COUNT]; /* counted by its rates' denominators: "received in the period" */
        unsigned takes;                     /* enum report_takes */
        enum case_kind case_kind;           /* of a report that does not take --kind */
        unsigned groups;                    /* bits of enum group that --by may name; 0: any */
        const char *by;                     /* groups where --by is not given; NULL: level */
        bool tells_channels;                /* question.tells_channels */
        const char *key;                    /* of a list: columns that name a row; NULL: its first one */
        bool by_instant;                    /* always late by the instant, whatever --class */
        int rule_version;                   /* that dossiers are counted by; 0: the warehouse's */
        const struct form *form;
        /* A query with the question as parameters: $1 first day, $2 last day, $3 case kind integer, $4 with
         * vertical agencies boolean, $5 agency integer (0: all), $6 late by instant boolean, $7 now
         * timestamptz, $8 working days integer (question.due_days); the last ones may be left unused. And
         * the table that it reads. NULL: `rows`. */
        const char *query, *source;
        /* Makes the parameters of the query from $8 on; gives their number. NULL: those above. */
        int (*more)(const struct question *q, struct pg_param out[MORE_MOST]);
        /* Answers all rows in order, by answer_query() or answer_row(), inside the snapshot. May set
         * a->population before the first of them. */
        enum fault (*rows)(struct answer *a, struct err *e);
};

/* In the order of --list. */
#define REPORTS(X)       \
        X(form06)        \
        X(online_rate)   \
        X(ranking)       \
        X(late)          \
        X(quality)       \
        X(marks)         \
        X(petitions)     \
        X(tasks)         \
        X(digital)       \
        X(procedures)    \
        X(handled)       \
        X(handling_time) \
        X(index766)      \
        X(satisfaction)  \
        X(foresight)

#define REPORT_DECLARE(name) extern const struct report report_##name;
REPORTS(REPORT_DECLARE)
#undef REPORT_DECLARE

/* The rules of dossiers that a report counts by. */
const struct rule *report_rule(const struct report *r, const struct warehouse *w);

/* Ends with NULL. */
extern const struct report *const reports[];
/* USAGE: there is no report of that name; names the nearest. */
MUST enum fault report_find(struct text name, const struct report **out, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * answer.h - a question to a report, answered: typed rows, with what makes them repeatable: period,
 * population, rule version, known-at. No printer is in here: all that prints, keeps or checks a report asks
 * alike.
 *
 * Every answer is read in one snapshot (repeatable read, read only), so that its rows agree with each other
 * and with its head. Works on a standby too: nothing is written.
 *
 * For who asks:
 *   struct answer a = {.report = r, .q = &question, .warehouse = w};
 *   answer_ask(&a, pg, e)             all rows, in a.row[0 … a.rows-1]; answer_free(&a) afterwards
 *   answer_stream(&a, pg, &sink, e)   the same, row by row; nothing is kept
 *
 * For who makes rows: a report has a query, which gets the question as its parameters (reports.h), or a
 * function `rows` in forms/, which runs inside the snapshot, and either hands a query to answer_query(), or
 * makes rows itself and gives each to answer_row().
 */
#ifndef HENTRA_REPORT_ANSWER_H
#define HENTRA_REPORT_ANSWER_H

#include "consumers/report/form.h"
#include "consumers/report/question.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stdint.h>

struct report;
struct answer;

struct cell {
        bool known; /* false: null; of a rate: the denominator is 0 or null */
        union {
                struct {
                        /* n: a count, hundredths, minutes, a day (since 1970), an instant (micros); of a rate
                         * the numerator, and `of` its denominator. */
                        int64_t n, of;
                };
                struct text text; /* code, text, word, identity */
        };
};

enum row_mark { ROW_PLAIN, ROW_FAINT, ROW_SUM }; /* of a list, for pages */

struct answer_row {
        int depth; /* of groups: 0 the total, 1 a group, 2 a group within it. Of a list: 0 */
        struct answer_group {
                struct text key, name; /* name.at is NULL: no catalogue names it */
                bool inferred;         /* from events only */
        } group[GROUPS_MOST];
        struct cell *cell; /* as the columns of the form */
        enum row_mark mark;
};

/* The sources and agencies behind the figures: for the notes of a report. */
struct population {
        const char *source;        /* name of one of the sources of feed.h, or of the table that was read */
        bool counts_vertical;      /* vertical_received was counted */
        int64_t vertical_received; /* dossiers received by vertical agencies in the range */
        bool vertical;             /* vertical agencies have any flow at all */
        int64_t inferred;          /* agencies that no catalogue names */
        bool stand_ins;            /* in the flows one agency stands for others */
        bool marked;               /* dossiers may bear marks that form 06 counts */
};

struct answer_sink {
        void *context;
        /* The head is complete (answer->population). Once, before the first row, also when there is none. */
        enum fault (*begin)(void *context, const struct answer *a, struct err *e);
        /* Texts are borrowed until it returns. A fault ends the answer. */
        enum fault (*row)(void *context, const struct answer *a, const struct answer_row *row, struct err *e);
};

enum { SEEN_BY_MOST = 512 };
struct answer {
        /* The caller's; borrowed. */
        const struct report *report;
        const struct question *q;
        const struct warehouse *warehouse;
        bool in_snapshot; /* answer_snapshot() was called: several answers of one snapshot */

        /* The answer's. */
        struct population population;
        struct answer_row *row; /* NULL when it is streamed */
        int rows;
        int64_t answered; /* rows, kept or not */
        /* Role that asks, and its agencies, as "ROLE: 000.00.01.H58, …"; empty: it sees everything. */
        char seen_by[SEEN_BY_MOST];

        /* Its own. */
        struct pg *pg;
        const struct answer_sink *sink;
        bool begun;
        int rows_room;
        struct answer_block *texts; /* memory of the rows that are kept */
};

/* Begins the snapshot before an answer is asked, for who reads the question in it, too: the warehouse's zone
 * and rules, the days of a period, the agency. The caller ends it, by "commit" or with the session; after a
 * fault the session is of no more use. */
MUST enum fault answer_snapshot(struct pg *pg, struct err *e);
MUST enum fault answer_ask(struct answer *a, struct pg *pg, struct err *e);
MUST enum fault answer_stream(struct answer *a, struct pg *pg, const struct answer_sink *sink, struct err *e);
void answer_free(struct answer *a); /* twice is fine */

/* The percent of a cell of kind COLUMN_RATE; false: there is none. As programs take it, and as people read
 * it: in whole hundredths, half up, as index_percent() rounds. */
bool cell_percent(const struct cell *c, double *percent);
bool cell_percent_rounded(const struct cell *c, int64_t *hundredths);

/* ---- for the function `rows` of a report ---- */

/* Runs the query and answers each of its rows. It has a column for each of the form but the rates, by name;
 * of groups also depth, key1, name1, inferred1, key2, name2, inferred2. A list is read row by row, so it may
 * have millions. */
MUST enum fault answer_query(struct answer *a, const char *sql, const struct pg_param *params, int n,
                             struct err *e);
/* Answers one row. Texts are copied if the answer is kept. Rates (n, of) are filled in from the cells of
 * their numerator and denominator. */
MUST enum fault answer_row(struct answer *a, const struct answer_row *row, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * table_query.h - the queries by which a table, a view or a query of the source is read: pages in the order
 * of a change column and a key. Names come from whoever runs the program, and are read with his own rights.
 *
 * Rule: a column that the mapping does not name is not read.
 * So: personal data beside it never leaves the server.
 */
#ifndef HENTRA_OUTBOX_TABLE_QUERY_H
#define HENTRA_OUTBOX_TABLE_QUERY_H

#include "core/base/bytes.h"
#include "core/lib/pg.h"
#include "producers/format/mapping.h"

enum { TABLE_PAGE = 10000 };

/* Columns of table_query_count(). */
enum { TABLE_UNREADABLE, TABLE_DATED_AHEAD };

/* Columns of a page. */
enum { TABLE_CHANGED, TABLE_KEY, TABLE_AHEAD, TABLE_CELLS };

struct table_origin {        /* borrowed */
        const char *from;    /* a table or view as SQL names it, or a query in brackets */
        const char *changed; /* its column */
        const char *key;     /* its column: two rows of one change value differ in it */
        const char *zone;    /* of times that name none */
};

struct table_query {
        struct table_origin origin;
        struct text *name; /* the mapping's columns, those from TABLE_CELLS on; borrowed from it */
        size_t names;
        bool of_times; /* the change column is a time, and no number */
        bool local;    /* a time that names no zone */
        struct bytes sql;
};

/* Asks the server for the change column's type, and warns where no index leads to it (`outbox.no_index`).
 * The mapping is borrowed. FATAL: no such column or table, or a change column that is neither a time nor a
 * number. Close it in any case. */
MUST enum fault table_query_open(struct table_query *q, const struct table_origin *origin,
                                 const struct mapping *mapping, struct pg *pg, struct err *e);
void table_query_close(struct table_query *q); /* twice is fine */

/* Reads the first page from a change value on; "": from the first. */
MUST enum fault table_query_first(struct table_query *q, struct pg *pg, const char *floor,
                                  struct pg_result **rows, struct err *e);
/* Reads the page behind a row. */
MUST enum fault table_query_next(struct table_query *q, struct pg *pg, struct text changed, struct text key,
                                 struct pg_result **rows, struct err *e);
/* The highest change value that does not lie ahead, of a time so long before it; "": there is none. */
MUST enum fault table_query_highest(struct table_query *q, struct pg *pg, micros before, char *value,
                                    size_t size, struct err *e);
/* Counts rows that have no change value or no key, which are never read, and those whose value lies ahead. */
MUST enum fault table_query_count(struct table_query *q, struct pg *pg, int64_t *unreadable, int64_t *ahead,
                                  struct err *e);

#endif

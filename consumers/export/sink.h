/* SPDX-License-Identifier: Apache-2.0
 *
 * sink.h - rows of a query into a file, as CSV or as an Avro container file: the columns, their order and
 * types are those of the query.
 *
 *   type in the database      CSV                              Avro (each in a union with null)
 *   text                      as it is                         string
 *   bigint, integer, smallint digits                           long
 *   boolean                   true, false                      boolean
 *   timestamptz               2022-03-21T08:00:00.000000Z      long, timestamp-micros
 *   date                      2022-03-21                       int, date
 *   null                      an empty cell                    null
 */
#ifndef HENTRA_EXPORT_SINK_H
#define HENTRA_EXPORT_SINK_H

#include "core/lib/pg.h"
#include "core/program/table.h"
#include "core/wire/container.h"
#include <stdio.h>

enum export_format { EXPORT_CSV, EXPORT_AVRO, EXPORT_FORMAT_COUNT };
extern const char *const export_format_names[EXPORT_FORMAT_COUNT];

struct sink {
        enum export_format format;
        FILE *out; /* borrowed; errors show in ferror(out) */
        int64_t rows;

        /* its own: */
        const struct pg_result *columns;
        const char **names;
        struct table table;
        struct container container;
};

/* `columns` is a result of the query, of any number of rows, borrowed until the end; `about` one of
 * export_about.sql, with the docs of Avro's fields. FATAL: the query has a type that is not listed above. */
MUST enum fault sink_begin(struct sink *s, enum export_format format, FILE *out, const char *name,
                           const struct pg_result *columns, const struct pg_result *about, struct err *e);
void sink_row(struct sink *s, const struct pg_result *row); /* the first of the result */
void sink_end(struct sink *s);                              /* also after a fault of sink_begin() */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * subscriber.c - tables as the publisher's catalogue describes them, so that both always have the same
 * columns.
 */
#include "consumers/export/subscriber.h"

#include "generated/embedded.h"
#include <string.h>

static const char head[] = "-- Tables of a subscriber of hentra, as `hentra export --schema` printed them: "
                           "run it in a database of its\n"
                           "-- own, with psql --single-transaction -v ON_ERROR_STOP=1. Run again, it adds "
                           "the columns of a newer\n"
                           "-- publisher.\n"
                           "create schema if not exists hentra;\n";

static const char create[] = "create function ";

/* Functions that are there are replaced. */
static void print_again(FILE *out, const char *sql)
{
        for (const char *next; (next = strstr(sql, create)); sql = next + strlen(create))
                fprintf(out, "%.*screate or replace function ", (int)(next - sql), sql);
        fputs(sql, out);
}

static enum fault print_line(void *out, const struct pg_result *row, struct err *e)
{
        (void)e;
        const struct text line = pg_get_text(row, 0, COL_export_schema_line);
        fprintf(out, "%.*s\n", (int)line.len, line.at);
        return OK;
}

enum fault subscriber_print(struct pg *pg, FILE *out, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_export_published, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool published = pg_get_int(r, 0, COL_export_published_published);
        pg_free(r);
        if (!published)
                return fail(e, USAGE, "nothing is published at %s: run `hentra setup --publish` first",
                            pg_address(pg));
        fputs(head, out);
        if (pg_stream(pg, SQL_export_schema, NULL, 0, print_line, out, e) != OK)
                return e->kind;
        for (const struct embedded_file *f = embedded_views; f->name; f++) {
                if (strcmp(f->name, "10_codes") == 0)
                        print_again(out, f->text);
        }
        return OK;
}

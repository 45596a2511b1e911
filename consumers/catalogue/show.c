/* SPDX-License-Identifier: Apache-2.0
 *
 * show.c - rows of the catalogue as text for people, as CSV that can be imported again, or as a JSON array.
 *
 * Rule: the columns of a file of the catalogue come first, under their names; text and JSON have those that
 * follow as well. CSV has own versions alone: read again, those of the agency that a code leads to would
 * become its own, and split it off.
 */
#include "consumers/catalogue/show.h"

#include "core/program/table.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

struct showing {
        const struct catalogue_kind *kind;
        const struct catalogue_question *q;
        struct table table;
        bool of_a_day;    /* a file that lacks other versions, and says so */
        char member[256]; /* of the row before, in text */
};

/* True for a column that a file of the catalogue has. */
static bool importable(const struct catalogue_kind *kind, const char *name)
{
        for (const struct catalogue_column *c = kind->column; c->name; c++) {
                if (!strcmp(c->name, name))
                        return true;
        }
        return false;
}

/* The first column names the member; a line for each version follows, with what it says. */
static void print_text(struct showing *s, const struct pg_result *row)
{
        char member[sizeof(s->member)];
        const struct text code = pg_get_text(row, 0, COL_catalogue_agency_show_code);
        snprintf(member, sizeof(member), "%.*s", (int)code.len, code.at);
        if (strcmp(member, s->member) != 0)
                printf("%s\n", member);
        memcpy(s->member, member, sizeof(member));
        for (int column = COL_catalogue_agency_show_code + 1; column < pg_columns(row); column++) {
                const struct text value = pg_get_text(row, 0, column);
                const char *name = pg_column_name(row, column);
                if (column == COL_catalogue_agency_show_code + 1)
                        printf("  %.*s", value.len ? (int)value.len : 1, value.len ? value.at : "-");
                else if (value.len)
                        printf("  %s %.*s", name, (int)value.len, value.at);
        }
        putchar('\n');
}

static enum fault show_row(void *context, const struct pg_result *row, struct err *e)
{
        struct showing *s = context;
        (void)e;
        if (s->q->format == CATALOGUE_TEXT) {
                print_text(s, row);
                s->table.rows++;
                return OK;
        }
        if (s->table.rows == 0)
                table_begin(&s->table);
        for (int column = 0; column < pg_columns(row); column++) {
                const char *name = pg_column_name(row, column);
                if (s->q->format == CATALOGUE_JSON || importable(s->kind, name))
                        table_text(&s->table, name, pg_get_text(row, 0, column));
        }
        if (s->of_a_day)
                table_text(&s->table, CATALOGUE_AS_OF, text_of(s->q->as_of));
        table_row(&s->table);
        return OK;
}

static enum fault nothing_there(const struct catalogue_question *q, struct err *e)
{
        if (!q->member)
                return OK;
        if (q->format == CATALOGUE_CSV && q->which != CATALOGUE_AFFIXES)
                return fail(
                        e, USAGE,
                        "%s: no catalogue has a version of '%s' of its own%s%s; without --format csv what "
                        "events brought, and what it leads to, is shown, too",
                        catalogue_names[q->which], q->member, q->as_of ? " on " : "",
                        q->as_of ? q->as_of : "");
        if (!q->as_of)
                return fail(e, USAGE, "%s: nothing has the code or name '%s', and no alias leads there",
                            catalogue_names[q->which], q->member);
        return fail(e, USAGE,
                    "%s: '%s' is not there on %s; without --as-of the days are shown on which it is",
                    catalogue_names[q->which], q->member, q->as_of);
}

enum fault catalogue_show(struct pg *pg, const struct catalogue_question *q, struct err *e)
{
        const struct catalogue_kind *kind = catalogue_kind(q->which);
        const char *names[CATALOGUE_COLUMNS_MOST + 2] = {NULL};
        const bool of_a_day = q->as_of && q->format == CATALOGUE_CSV && q->which != CATALOGUE_AFFIXES;
        int n = 0;
        for (; kind->column[n].name; n++)
                names[n] = kind->column[n].name;
        if (of_a_day)
                names[n] = CATALOGUE_AS_OF;
        struct showing s = {.kind = kind,
                            .q = q,
                            .of_a_day = of_a_day,
                            .table = {.format = q->format == CATALOGUE_JSON ? TABLE_JSON : TABLE_CSV,
                                      .out = stdout,
                                      .csv = {.unguarded = true}, /* hentra reads it again */
                                      .names = names}};
        const struct pg_param params[] = {pg_text(text_of(q->member)),
                                          q->as_of ? pg_date(q->day) : (struct pg_param){.type = PG_DATE},
                                          pg_bool(q->format != CATALOGUE_CSV)};
        enum fault fault = pg_stream(pg, kind->show, params, 3, show_row, &s, e);
        if (fault == OK && s.table.rows == 0)
                fault = nothing_there(q, e);
        if (fault == OK && q->format != CATALOGUE_TEXT) {
                if (s.table.rows == 0)
                        table_begin(&s.table);
                table_end(&s.table);
        }
        return fault;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * changes.c - the import is run without its end, and each change printed on the way.
 */
#include "consumers/catalogue/changes.h"

#include "core/base/bytes.h"
#include "core/program/table.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ADDED, CHANGED, DELETED, WHAT_COUNT };

struct printing {
        enum catalogue_format format;
        struct table table;
        struct bytes head, last; /* of the version at hand, and of the one before */
        int64_t versions[WHAT_COUNT];
};

static int what_of(const struct catalogue_change *c)
{
        return *c->what.at == 'A' ? ADDED : *c->what.at == 'C' ? CHANGED : DELETED;
}

/* A head for each version: cells of one follow each other. */
static void print_head(struct printing *p, const struct catalogue_change *c)
{
        static const char *const words[WHAT_COUNT] = {"add", "change", "delete"};
        bytes_clear(&p->head);
        bytes_add(&p->head, c->what.at, c->what.len);
        bytes_add(&p->head, c->code.at, c->code.len);
        if (c->since.len)
                bytes_add(&p->head, c->since.at, c->since.len);
        if (p->head.len == p->last.len && !memcmp(p->head.at, p->last.at, p->head.len))
                return;
        p->versions[what_of(c)]++;
        bytes_clear(&p->last);
        bytes_add(&p->last, p->head.at, p->head.len);
        if (p->format == CATALOGUE_TEXT)
                printf("%-6s  %.*s%s%.*s\n", words[what_of(c)], (int)c->code.len, c->code.at,
                       c->since.len ? " from " : "", (int)c->since.len, c->since.len ? c->since.at : "");
}

static void print_change(void *context, const struct catalogue_change *c)
{
        struct printing *p = context;
        print_head(p, c);
        if (p->format != CATALOGUE_TEXT) {
                if (p->table.rows == 0)
                        table_begin(&p->table);
                table_text(&p->table, "what", c->what);
                table_text(&p->table, "code", c->code);
                table_text(&p->table, "since", c->since);
                table_text(&p->table, "column", c->column);
                table_text(&p->table, "before", c->before);
                table_text(&p->table, "after", c->after);
                table_row(&p->table);
                return;
        }
        printf("          %.*s", (int)c->column.len, c->column.at);
        if (c->before.at)
                printf(" %.*s ->", (int)c->before.len, c->before.at);
        printf(" %.*s\n", c->after.at ? (int)c->after.len : 1, c->after.at ? c->after.at : "-");
}

enum fault changes_print(struct pg *pg, const struct catalogue_wish *wish, enum catalogue_format format,
                         struct err *e)
{
        static const char *const names[] = {"what", "code", "since", "column", "before", "after", NULL};
        struct printing p = {.format = format,
                             .table = {.format = format == CATALOGUE_JSON ? TABLE_JSON : TABLE_CSV,
                                       .out = stdout,
                                       .names = names}};
        struct catalogue_wish dry = *wish;
        struct catalogue_outcome outcome;
        dry.dry_run = true;
        dry.on_change = print_change;
        dry.context = &p;
        const enum fault fault = catalogue_import(pg, &dry, &outcome, e);
        if (fault == OK && format == CATALOGUE_TEXT)
                printf("%" PRId64 " rows of %s: %" PRId64 " versions to add, %" PRId64 " to change, %" PRId64
                       " to delete\n",
                       outcome.rows, wish->path, p.versions[ADDED], p.versions[CHANGED], p.versions[DELETED]);
        if (fault == OK && format != CATALOGUE_TEXT) {
                if (p.table.rows == 0)
                        table_begin(&p.table);
                table_end(&p.table);
        }
        bytes_free(&p.head);
        bytes_free(&p.last);
        return fault;
}

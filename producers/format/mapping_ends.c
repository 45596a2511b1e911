/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_ends.c - see mapping_ends.h.
 */
#include "producers/format/mapping_ends.h"
#include "core/base/bytes.h"
#include "producers/format/document.h"
#include "producers/format/mapping_words.h"
#include <string.h>

/* Stands in the list of substitutes for the time of the export. */
static const char export_word[] = "export";

/* ---- pairs ---- */

static enum fault status_of(const struct ini_pair *pair, const char *name, struct map_end **end,
                            struct mapping *m, struct err *e)
{
        for (int i = 0; i < STATUS_COUNT; i++) {
                *end = &m->end[i];
                if (document_ends((enum status)i) && !strcmp(status_names[i], name))
                        return OK;
        }
        return ini_fail(e, pair, "[end %s]: '%s' is no end; allowed: REFUSED, WITHDRAWN, RESOLVED, RETURNED",
                        name, name);
}

enum fault mapping_end_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        struct map_end *end;
        if (status_of(pair, pair->section + strlen("end "), &end, m, e) != OK)
                return e->kind;
        const struct {
                const char *key;
                struct map_list *list;
        } lists[] = {{"is", &end->words}, {"at", &end->at}, {"substitute", &end->substitute}};
        end->line = end->line ? end->line : pair->line;
        for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
                if (strcmp(pair->key, lists[i].key) != 0)
                        continue;
                if (lists[i].list->n > 0)
                        return ini_fail(e, pair, "'%s' is given twice", pair->key);
                return pair_list(pair, '|', lists[i].list, e);
        }
        if (!strcmp(pair->key, "column"))
                return pair_column(&end->column, pair, e);
        return pair_unknown_key(pair, "column, is, at, substitute", e);
}

/* ---- agreement ---- */

/* A column has the formats of the field or status that it is mapped to. */
static struct dates *dates_of(const struct mapping *m, const char *name)
{
        for (int i = 0; i < MAP_FIELDS; i++) {
                const struct map_column *c = &m->field[i].column;
                if (c->dates && c->name && !strcmp(c->name, name))
                        return c->dates;
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
                const struct map_column *c = &m->case_column[i];
                if (c->dates && c->name && !strcmp(c->name, name))
                        return c->dates;
        }
        return NULL;
}

static enum fault add_time(const struct mapping *m, struct map_end *end, char *name, const char *path,
                           struct err *e)
{
        if (end->times == END_COLUMNS_MOST)
                return fail(e, USAGE, "%s:%d: at most %d columns for the time of an end", path, end->line,
                            END_COLUMNS_MOST);
        end->time[end->times++] =
                (struct map_column){.name = name, .line = end->line, .dates = dates_of(m, name)};
        return OK;
}

/* A result that is taken to be ready on the day it was promised for is in time by definition. */
static enum fault check_substitute(const struct mapping *m, const struct map_end *end, enum status status,
                                   const char *column, const char *path, struct err *e)
{
        const char *due = m->field[MAP_due_at].column.name;
        if ((status != RESOLVED && status != RETURNED) || !due || !mapping_columns_meet(m, column, due))
                return OK;
        return fail(
                e, USAGE,
                "%s:%d: [end %s]: the promised day cannot stand for its time: every case would be in time",
                path, end->line, status_names[status]);
}

static enum fault add_times(const struct mapping *m, struct map_end *end, enum status status,
                            const char *path, struct err *e)
{
        if (end->at.n == 0 && m->case_column[status].name &&
            add_time(m, end, m->case_column[status].name, path, e) != OK)
                return e->kind;
        for (size_t i = 0; i < end->at.n; i++) {
                if (add_time(m, end, end->at.item[i], path, e) != OK)
                        return e->kind;
        }
        end->own_times = end->times;
        for (size_t i = 0; i < end->substitute.n; i++) {
                if (end->at_export)
                        return fail(e, USAGE, "%s:%d: substitute: nothing can follow '%s'", path, end->line,
                                    export_word);
                end->at_export = !strcmp(end->substitute.item[i], export_word);
                if (!end->at_export &&
                    (check_substitute(m, end, status, end->substitute.item[i], path, e) != OK ||
                     add_time(m, end, end->substitute.item[i], path, e) != OK))
                        return e->kind;
        }
        return OK;
}

static enum fault complete_end(const struct mapping *m, struct map_end *end, enum status status,
                               const char *path, struct err *e)
{
        const char *name = status_names[status];
        if (m->row != MAP_ROW_CASE)
                return fail(e, USAGE, "%s:%d: [end %s] belongs to row = case: elsewhere a row has a status",
                            path, end->line, name);
        if (!end->column.name || end->words.n == 0)
                return fail(e, USAGE, "%s:%d: [end %s] needs %s", path, end->line, name,
                            end->column.name ? "is: the cells that mean this end"
                                             : "column: the one that has the status");
        if (add_times(m, end, status, path, e) != OK)
                return e->kind;
        if (end->own_times == 0)
                return fail(e, USAGE, "%s:%d: [end %s] needs at (the columns with its time), or %s in [case]",
                            path, end->line, name, name);
        return OK;
}

/* The status column is one for all ends, and a word means one of them. */
static enum fault check_pair(const struct map_end *a, const struct map_end *b, const char *path,
                             struct err *e)
{
        if (strcmp(a->column.name, b->column.name) != 0)
                return fail(e, USAGE, "%s:%d: the sections [end ...] need the same column", path, b->line);
        for (size_t i = 0; i < b->words.n; i++) {
                if (map_list_has(&a->words, text_of(b->words.item[i])))
                        return fail(e, USAGE, "%s:%d: the cell '%s' is listed twice", path, b->line,
                                    b->words.item[i]);
        }
        return OK;
}

enum fault mapping_ends_complete(struct mapping *m, const char *path, struct err *e)
{
        for (int i = 0; i < STATUS_COUNT; i++) {
                struct map_end *end = &m->end[i];
                if (end->line == 0)
                        continue;
                if (complete_end(m, end, (enum status)i, path, e) != OK)
                        return e->kind;
                for (int k = 0; k < i; k++) {
                        if (m->end[k].line && check_pair(&m->end[k], end, path, e) != OK)
                                return e->kind;
                }
                m->ends = &end->column;
        }
        return OK;
}

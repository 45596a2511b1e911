/* SPDX-License-Identifier: Apache-2.0
 *
 * answer.c - one snapshot, the rows of the report in it, and rows that are kept.
 *
 * Rule: a rate is made of the cells of its numerator and denominator, in one place; no query computes one.
 */
#include "consumers/report/answer.h"

#include "consumers/report/index/score.h"
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The planner expects as many groups as rows: it would sort all rows, and would not use parallel workers,
 * since each row that a worker hands over has a cost. */
static const char snapshot[] =
        "begin isolation level repeatable read read only; set local work_mem = '64MB'; "
        "set local jit = off; set local enable_sort = off; "
        "set local parallel_tuple_cost = 0";

bool cell_percent(const struct cell *c, double *percent)
{
        if (!c->known)
                return false;
        *percent = 100.0 * (double)c->n / (double)c->of;
        return true;
}

bool cell_percent_rounded(const struct cell *c, int64_t *hundredths)
{
        if (!c->known)
                return false;
        const bool negative = (c->n < 0) != (c->of < 0);
        const int64_t size = index_percent(c->n < 0 ? -c->n : c->n, c->of < 0 ? -c->of : c->of);
        *hundredths = negative ? -size : size;
        return true;
}

/* ---- memory of rows that are kept ---- */

struct answer_block {
        struct answer_block *next;
        size_t used;
        char at[(64 << 10) - 2 * sizeof(void *)];
};

static struct text keep(struct answer *a, struct text t)
{
        if (!t.at || t.len == 0)
                return t.at ? (struct text){"", 0} : t;
        struct answer_block *b = a->texts;
        if (!b || sizeof(b->at) - b->used < t.len) {
                const size_t more = t.len > sizeof(b->at) ? t.len - sizeof(b->at) : 0;
                struct answer_block *fresh = need_alloc(sizeof(*fresh) + more);
                fresh->next = b;
                a->texts = b = fresh;
        }
        char *at = b->at + b->used;
        memcpy(at, t.at, t.len);
        /* One that is longer than a block fills its own. */
        b->used = b->used + t.len < sizeof(b->at) ? b->used + t.len : sizeof(b->at);
        return (struct text){at, t.len};
}

static bool is_text(enum column_kind kind)
{
        return kind == COLUMN_CODE || kind == COLUMN_TEXT || kind == COLUMN_WORD || kind == COLUMN_IDENTITY;
}

static void keep_row(struct answer *a, const struct answer_row *row)
{
        const struct form_column *columns = a->report->form->columns;
        const int n = form_columns(a->report->form);
        if (a->rows == a->rows_room) {
                a->rows_room = a->rows_room ? 2 * a->rows_room : 64;
                a->row = need_realloc(a->row, (size_t)a->rows_room * sizeof(*a->row));
        }
        struct answer_row *kept = &a->row[a->rows++];
        *kept = *row;
        for (int g = 0; g < GROUPS_MOST; g++) {
                kept->group[g].key = keep(a, row->group[g].key);
                kept->group[g].name = keep(a, row->group[g].name);
        }
        kept->cell = need_alloc((size_t)n * sizeof(*kept->cell));
        for (int i = 0; i < n; i++) {
                kept->cell[i] = row->cell[i];
                if (is_text(columns[i].kind) && row->cell[i].known)
                        kept->cell[i].text = keep(a, row->cell[i].text);
        }
}

void answer_free(struct answer *a)
{
        for (int i = 0; i < a->rows; i++)
                free(a->row[i].cell);
        free(a->row);
        while (a->texts) {
                struct answer_block *b = a->texts;
                a->texts = b->next;
                free(b);
        }
        a->row = NULL;
        a->rows = a->rows_room = 0;
}

/* ---- rows ---- */

static enum fault begin(struct answer *a, struct err *e)
{
        if (a->begun)
                return OK;
        a->begun = true;
        return a->sink && a->sink->begin ? a->sink->begin(a->sink->context, a, e) : OK;
}

enum fault answer_row(struct answer *a, const struct answer_row *row, struct err *e)
{
        const struct form *form = a->report->form;
        if (begin(a, e) != OK)
                return e->kind;
        a->answered++;
        for (int i = 0; form->columns[i].name; i++) {
                if (form->columns[i].kind != COLUMN_RATE)
                        continue;
                const struct cell *n = &row->cell[form_find(form, form->columns[i].numerator)];
                const struct cell *of = &row->cell[form_find(form, form->columns[i].denominator)];
                row->cell[i] = (struct cell){.known = n->known && of->known && of->n != 0,
                                             .n = n->known ? n->n : 0,
                                             .of = of->known ? of->n : 0};
        }
        if (a->sink)
                return a->sink->row(a->sink->context, a, row, e);
        keep_row(a, row);
        return OK;
}

/* Places of the columns in the result; -1: a rate, which is no column of it. */
struct reading {
        struct answer *a;
        bool found, grouped;
        int depth, key[GROUPS_MOST], name[GROUPS_MOST], inferred[GROUPS_MOST];
        int column[COLUMNS_MOST];
        struct cell cell[COLUMNS_MOST];
};

static int find(const struct pg_result *r, const char *name)
{
        for (int i = 0; i < pg_columns(r); i++) {
                if (!strcmp(pg_column_name(r, i), name))
                        return i;
        }
        abort(); /* the form and its query differ: a bug */
}

static void find_columns(struct reading *d, const struct pg_result *r)
{
        const struct form_column *columns = d->a->report->form->columns;
        static const char *const keys[] = {"key1", "key2"}, *const names[] = {"name1", "name2"},
                                 *const inferred[] = {"inferred1", "inferred2"};
        d->found = true;
        d->grouped = d->a->report->takes & TAKES_BY;
        if (d->grouped)
                d->depth = find(r, "depth");
        for (int g = 0; d->grouped && g < GROUPS_MOST; g++) {
                d->key[g] = find(r, keys[g]);
                d->name[g] = find(r, names[g]);
                d->inferred[g] = find(r, inferred[g]);
        }
        for (int i = 0; columns[i].name; i++)
                d->column[i] = columns[i].kind == COLUMN_RATE ? -1 : find(r, columns[i].name);
}

static void read_cell(struct cell *c, enum column_kind kind, const struct pg_result *r, int row, int column)
{
        *c = (struct cell){.known = !pg_is_null(r, row, column)};
        if (!c->known)
                return;
        if (is_text(kind))
                c->text = pg_get_text(r, row, column);
        else if (kind == COLUMN_DAY)
                c->n = pg_get_date(r, row, column);
        else if (kind == COLUMN_INSTANT)
                c->n = pg_get_instant(r, row, column);
        else
                c->n = pg_get_int(r, row, column);
}

static enum fault read_row(struct reading *d, const struct pg_result *r, int at, struct err *e)
{
        struct answer_row row = {.cell = d->cell};
        if (!d->found)
                find_columns(d, r);
        for (int i = 0; d->a->report->form->columns[i].name; i++) {
                if (d->column[i] >= 0)
                        read_cell(&d->cell[i], d->a->report->form->columns[i].kind, r, at, d->column[i]);
        }
        if (d->grouped)
                row.depth = (int)pg_get_int(r, at, d->depth);
        for (int g = 0; d->grouped && g < GROUPS_MOST; g++)
                row.group[g] =
                        (struct answer_group){pg_get_text(r, at, d->key[g]), pg_get_text(r, at, d->name[g]),
                                              pg_get_int(r, at, d->inferred[g]) != 0};
        return answer_row(d->a, &row, e);
}

static enum fault visit_row(void *context, const struct pg_result *row, struct err *e)
{
        return read_row(context, row, 0, e);
}

enum fault answer_query(struct answer *a, const char *sql, const struct pg_param *params, int n,
                        struct err *e)
{
        struct reading *d = need_alloc(sizeof(*d));
        struct pg_result *rows = NULL;
        d->a = a;
        enum fault fault;
        if (a->report->takes & TAKES_BY) {
                fault = pg_run_kept(a->pg, sql, params, n, &rows, e);
                for (int i = 0; fault == OK && i < pg_rows(rows); i++)
                        fault = read_row(d, rows, i, e);
                pg_free(rows);
        } else {
                fault = pg_stream(a->pg, sql, params, n, visit_row, d, e);
        }
        free(d);
        return fault;
}

/* A report that is a query. */
static enum fault ask_query(struct answer *a, struct err *e)
{
        enum { ASKED = 7 };
        const struct question *q = a->q;
        struct pg_param params[ASKED + MORE_MOST] = {
                pg_date(q->range.first),   pg_date(q->range.last), pg_int4((int32_t)q->case_kind),
                pg_bool(q->with_vertical), pg_int4(q->agency_id),  pg_bool(q->by_instant),
                pg_instant(q->now),        pg_int4(q->due_days)};
        const int n = a->report->more ? ASKED + a->report->more(q, params + ASKED) : ASKED + 1;
        a->population.source = a->report->source;
        /* They read all dossiers of a range. Where nobody has counted the tables yet, just after a load, the
         * planner expects one, and would go through all procedures for each of the many that come. */
        if (pg_script(a->pg, "set local enable_nestloop = off", e) != OK)
                return e->kind;
        return answer_query(a, a->report->query, params, n, e);
}

/* ---- the snapshot ---- */

enum fault answer_snapshot(struct pg *pg, struct err *e)
{
        return pg_script(pg, snapshot, e);
}

/* A sum of what a role sees is none of the warehouse, so every head names the role. */
static enum fault read_seen_by(struct answer *a, struct err *e)
{
        struct pg_result *r;
        if (pg_run_kept(a->pg, SQL_report_seen_by, NULL, 0, &r, e) != OK)
                return e->kind;
        const struct text role = pg_get_text(r, 0, COL_report_seen_by_role),
                          agencies = pg_get_text(r, 0, COL_report_seen_by_agencies);
        a->seen_by[0] = 0;
        if (agencies.at)
                snprintf(a->seen_by, sizeof(a->seen_by), "%.*s: %.*s", (int)role.len, role.at,
                         (int)agencies.len, agencies.at);
        pg_free(r);
        return OK;
}

/* Why a role that sees some agencies has no answer; what it may ask in its place. */
static const char *why_not(const struct answer *a)
{
        const struct question *q = a->q;
        if (a->report->takes & TAKES_INDEX)
                return "points are counted from whole histories, of which only what was said since a dossier "
                       "came to one of these agencies may be read, and from figures that are given for units";
        if (a->report->takes & TAKES_AS_OF &&
            (q->range.as_of != END_OF_TIME || q->range.known_at != END_OF_TIME))
                return "figures as of an instant are counted from whole histories, of which only what was "
                       "said "
                       "since a dossier came to one of these agencies may be read. A range with --to counts "
                       "what had happened by the end of that day";
        if (a->report->takes & TAKES_BY)
                return "by field or procedure, sums are kept by half month, and any other range is counted "
                       "from whole histories, of which only what was said since a dossier came to one of "
                       "these "
                       "agencies may be read. Ask for half months that are over, or without fields and "
                       "procedures";
        return "it is counted from whole histories, of which only what was said since a dossier came to one "
               "of "
               "these agencies may be read";
}

/* Tables that a role may not read at all are not kept by agency, or show several at once. */
static enum fault explain_refusal(const struct answer *a, enum fault fault, struct err *e)
{
        if (fault == OK || !*a->seen_by || strcmp(pg_sqlstate(a->pg), "42501") != 0)
                return fault;
        return fail(e, USAGE,
                    "%s sees some agencies only, and has no answer to this question: %s. A member of "
                    "hentra_analyst may ask (docs/access.md)",
                    a->seen_by, why_not(a));
}

enum fault answer_stream(struct answer *a, struct pg *pg, const struct answer_sink *sink, struct err *e)
{
        a->pg = pg;
        a->sink = sink;
        a->begun = false;
        enum fault fault = a->in_snapshot ? OK : answer_snapshot(pg, e);
        if (fault == OK)
                fault = read_seen_by(a, e);
        if (fault == OK)
                fault = explain_refusal(a, a->report->query ? ask_query(a, e) : a->report->rows(a, e), e);
        if (fault == OK)
                fault = begin(a, e);
        if (fault == OK && !a->in_snapshot)
                fault = pg_script(pg, "commit", e);
        return fault;
}

enum fault answer_ask(struct answer *a, struct pg *pg, struct err *e)
{
        return answer_stream(a, pg, NULL, e);
}

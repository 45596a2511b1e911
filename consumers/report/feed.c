/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.c - three sources, one list, which the server is given back as a value: a standby can make no temporary table.
 *
 * Rule: a flow before the range takes the catalogue of its first day, because what is carried over is a fact of
 * that day; a flow in it takes the catalogue of its own day. What is open when an agency changes its level
 * in the range moves with it (report_move.sql), so every group's stock stays whole.
 * What nobody asked to see apart is summed at once: agencies of one level, procedures of one field (20_catalogue.sql).
 */
#include "consumers/report/feed.h"

#include "consumers/warehouse/dossier_stream.h"
#include "consumers/warehouse/flow_sum.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>

const char *const group_names[GROUP_COUNT] = {"level", "agency", "field", "procedure", "channel"};

/* The columns of the type gathered_flow: its key, then of each measure, less another one for a stock. */
static const struct {
        enum measure in;
        int out; /* -1: none */
} columns[] = {
        {M_received, -1},
        {M_refused, -1},
        {M_withdrawn, -1},
        {M_stopped, -1},
        {M_reopened, -1},
        {M_transferred_in, -1},
        {M_transferred_out, -1},
        {M_resolved_early, -1},
        {M_resolved_on_time, -1},
        {M_resolved_late, -1},
        {M_resolved_no_due, -1},
        {M_resolved_late_instant, -1},
        {M_paused, M_resumed},
        {M_no_due_in, M_no_due_out},
        {M_overdue_day_in, M_overdue_day_out},
        {M_overdue_instant_in, M_overdue_instant_out},
};
enum { KEY_COLUMNS = 5, COLUMN_COUNT = KEY_COLUMNS + sizeof(columns) / sizeof(columns[0]) };

static const uint32_t types[] = {PG_BOOL, PG_DATE, PG_INT4, PG_INT4, PG_INT2, PG_INT8, PG_INT8,
                                 PG_INT8, PG_INT8, PG_INT8, PG_INT8, PG_INT8, PG_INT8, PG_INT8,
                                 PG_INT8, PG_INT8, PG_INT8, PG_INT8, PG_INT8, PG_INT8, PG_INT8};
_Static_assert(sizeof(types) / sizeof(types[0]) == COLUMN_COUNT, "a type for each column");

struct streaming {
        const struct warehouse *w;
        const struct question *q;
        int32_t *days; /* on which a catalogue version begins or ends; the first is the range's first */
        int days_n;
        struct flow_sum sum;
        struct flow_key key; /* of the dossier at hand */
};

/* The day whose catalogue counts for a flow; the day before the range for what lies before it. */
static int32_t catalogue_day(const struct streaming *s, int32_t day)
{
        int i = s->days_n - 1;
        while (i >= 0 && s->days[i] > day)
                i--;
        return i >= 0 ? s->days[i] : s->q->range.first - 1;
}

static void take_flow(void *context, const struct flow *f)
{
        struct streaming *s = context;
        if (f->day > s->q->range.last || f->at > s->q->range.as_of)
                return;
        s->key.day = catalogue_day(s, f->day);
        s->key.agency = f->agency;
        flow_sum_add(&s->sum, &s->key, f->measure, f->amount);
}

static enum fault take_dossier(void *context, const struct pg_result *row, const struct history *h,
                               const struct timeline *t, struct err *e)
{
        struct streaming *s = context;
        (void)row, (void)h, (void)e;
        if (t->case_kind != s->q->case_kind)
                return OK;
        s->key = (struct flow_key){.procedure = t->procedure, .channel = (uint8_t)t->channel};
        contribution_flows(t, s->w->zone, take_flow, s);
        return OK;
}

/* ---- the list ---- */

void flows_free(struct flows *f)
{
        bytes_free(&f->row);
        bytes_free(&f->records);
        bytes_free(&f->array);
}

struct pg_param flows_param(struct flows *f)
{
        record_array(&f->array, f->type, f->n);
        bytes_add(&f->array, f->records.at, f->records.len);
        return pg_record_array(&f->array);
}

static enum fault flows_open(struct flows *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        *f = (struct flows){0};
        if (pg_run(pg, SQL_report_gathered_type, NULL, 0, &r, e) != OK)
                return e->kind;
        f->type = (uint32_t)pg_get_int(r, 0, 0);
        pg_free(r);
        return OK;
}

static void row_begin(struct flows *f)
{
        bytes_clear(&f->row);
        copy_row(&f->row, COLUMN_COUNT);
}

static void row_end(struct flows *f)
{
        record_add(&f->records, &f->row, types);
        f->n++;
}

static void add_sum(struct flows *f, const struct flow_row *row, int32_t first)
{
        row_begin(f);
        copy_bool(&f->row, row->key.day < first);
        copy_date(&f->row, row->key.day < first ? first : row->key.day);
        copy_int4(&f->row, (int32_t)row->key.agency);
        copy_int4(&f->row, (int32_t)row->key.procedure);
        copy_int2(&f->row, row->key.channel);
        for (int c = 0; c < COLUMN_COUNT - KEY_COLUMNS; c++) {
                const int64_t out = columns[c].out < 0 ? 0 : flow_amount(row, columns[c].out);
                copy_int8(&f->row, flow_amount(row, columns[c].in) - out);
        }
        row_end(f);
}

static void add_rows(struct flows *f, const struct pg_result *rows)
{
        for (int r = 0; r < pg_rows(rows); r++) {
                row_begin(f);
                copy_bool(&f->row, pg_get_int(rows, r, 0));
                copy_date(&f->row, pg_get_date(rows, r, 1));
                copy_int4(&f->row, (int32_t)pg_get_int(rows, r, 2));
                copy_int4(&f->row, (int32_t)pg_get_int(rows, r, 3));
                copy_int2(&f->row, (int16_t)pg_get_int(rows, r, 4));
                for (int c = KEY_COLUMNS; c < COLUMN_COUNT; c++)
                        copy_int8(&f->row, pg_get_int(rows, r, c));
                row_end(f);
        }
}

static enum fault add_answer(struct flows *f, struct pg *pg, const char *sql, const struct pg_param *params,
                             int n, struct err *e)
{
        struct pg_result *rows;
        if (pg_run(pg, sql, params, n, &rows, e) != OK)
                return e->kind;
        add_rows(f, rows);
        pg_free(rows);
        return OK;
}

/* ---- the sources ---- */

struct pg_param groups_param(const struct question *q, struct bytes *buffer)
{
        struct text names[GROUPS_MOST];
        for (int i = 0; i < q->groups_n; i++)
                names[i] = text_of(group_names[q->groups[i]]);
        return pg_text_array(buffer, names, (size_t)q->groups_n);
}

static enum fault read_days(struct pg *pg, struct streaming *s, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_date(s->q->range.first), pg_date(s->q->range.last)};
        if (pg_run(pg, SQL_report_days, params, 2, &r, e) != OK)
                return e->kind;
        s->days_n = pg_rows(r);
        s->days = need_alloc((size_t)s->days_n * sizeof(*s->days));
        for (int i = 0; i < s->days_n; i++)
                s->days[i] = pg_get_date(r, i, 0);
        pg_free(r);
        return OK;
}

static enum fault feed_stream(struct pg *pg, struct streaming *s, struct flows *f, struct err *e)
{
        const enum fault fault = dossier_stream(pg, s->w, &(struct dossier_visit){take_dossier, s}, e);
        if (fault == OK) {
                flow_sum_finish(&s->sum);
                for (size_t i = 0; i < s->sum.n; i++)
                        add_sum(f, &s->sum.rows[i], s->q->range.first);
        }
        flow_sum_free(&s->sum);
        return fault;
}

/* Neither the range nor a catalogue tells a day from the one before within a half month. */
static bool in_half_months(const struct streaming *s)
{
        bool whole = range_in_half_months(&s->q->range);
        for (int i = 0; i < s->days_n; i++)
                whole &= half_month_of(s->days[i]) == s->days[i];
        return whole;
}

static bool is_grouped_by(const struct question *q, enum group group)
{
        for (int i = 0; i < q->groups_n; i++) {
                if (q->groups[i] == group)
                        return true;
        }
        return false;
}

/* The sums come here and go back: beside what is made of them, the server would not spread them over processes. */
static enum fault feed_sums(struct pg *pg, const char *sql, int params_n, const struct question *q,
                            struct flows *f, struct err *e)
{
        const struct pg_param params[] = {
                pg_date(q->range.first), pg_date(q->range.last), pg_int4((int32_t)q->case_kind),
                pg_bool(is_grouped_by(q, BY_AGENCY)), pg_bool(is_grouped_by(q, BY_PROCEDURE))};
        return add_answer(f, pg, sql, params, params_n, e);
}

static enum fault feed_flows(struct pg *pg, struct streaming *s, struct population *p, struct flows *f,
                             struct err *e)
{
        const struct question *q = s->q;
        const bool by_procedure = is_grouped_by(q, BY_FIELD) || is_grouped_by(q, BY_PROCEDURE);
        if (q->range.as_of == END_OF_TIME && !by_procedure) {
                p->source = "flow_day";
                return feed_sums(pg, SQL_report_feed_day, 4, q, f, e);
        }
        if (q->range.as_of == END_OF_TIME && in_half_months(s)) {
                p->source = "flow_half_month";
                return feed_sums(pg, SQL_report_feed_half_month, 5, q, f, e);
        }
        p->source = "dossiers";
        log_info("report.streaming",
                 KT("why", by_procedure && q->range.as_of == END_OF_TIME
                                   ? "by field or procedure, and the range, or what a change in the "
                                     "catalogue makes of it, is not made of half months"
                                   : "as of an instant"));
        return feed_stream(pg, s, f, e);
}

static enum fault read_population(struct pg *pg, struct population *p, struct flows *f, struct err *e)
{
        struct pg_result *r;
        const struct pg_param param = flows_param(f);
        if (pg_run(pg, SQL_report_population, &param, 1, &r, e) != OK)
                return e->kind;
        p->vertical_received = pg_get_int(r, 0, 0);
        p->vertical = pg_get_int(r, 0, 1);
        p->inferred = pg_get_int(r, 0, 2);
        pg_free(r);
        return OK;
}

static enum fault add_moves(struct pg *pg, const struct question *q, struct flows *f, struct err *e)
{
        struct bytes groups = {0};
        const struct pg_param params[] = {groups_param(q, &groups), pg_bool(q->with_vertical),
                                          pg_date(q->range.first), pg_date(q->range.last), flows_param(f)};
        const enum fault fault = add_answer(f, pg, SQL_report_move, params, 5, e);
        bytes_free(&groups);
        return fault;
}

enum fault feed(struct pg *pg, const struct warehouse *w, const struct question *q, struct population *p,
                struct flows *f, struct err *e)
{
        struct streaming s = {.w = w, .q = q};
        *p = (struct population){0};
        if (flows_open(f, pg, e) != OK || read_days(pg, &s, e) != OK)
                return e->kind;
        enum fault fault = feed_flows(pg, &s, p, f, e);
        if (fault == OK && s.days_n > 1)
                fault = add_moves(pg, q, f, e);
        free(s.days);
        /* With what moved: an agency may have become a ministry's, and nothing else have happened there. */
        return fault == OK ? read_population(pg, p, f, e) : fault;
}

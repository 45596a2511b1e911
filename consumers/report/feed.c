/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.c - several sources, one list. The server gets the list back as a parameter: a standby cannot make a
 * temporary table.
 *
 * Rule: a flow before the range takes the catalogue of the range's first day, because the stock that is
 * carried over is a fact of that day; a flow in the range takes the catalogue of its own day. When an
 * agency changes its level in the range, its open dossiers move with it (report_move.sql), so the stock of
 * each group stays whole. Agencies or procedures that the question does not show one by one are summed by
 * the source: those of one level, those of one field (sql/views/20_catalogue.sql).
 */
#include "consumers/report/feed.h"

#include "consumers/report/known.h"
#include "consumers/warehouse/dossier_stream.h"
#include "consumers/warehouse/flow_sum.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* X(column, measure to add, measure to subtract or NO_MEASURE): the columns behind the key of the type
 * gathered_flow, in its order, and of the queries whose rows have this type. */
enum { NO_MEASURE = -1 };
#define GATHERED(X)                                                   \
        X(received, M_received, NO_MEASURE)                           \
        X(refused, M_refused, NO_MEASURE)                             \
        X(withdrawn, M_withdrawn, NO_MEASURE)                         \
        X(stopped, M_stopped, NO_MEASURE)                             \
        X(reopened, M_reopened, NO_MEASURE)                           \
        X(transferred_in, M_transferred_in, NO_MEASURE)               \
        X(transferred_out, M_transferred_out, NO_MEASURE)             \
        X(resolved_early, M_resolved_early, NO_MEASURE)               \
        X(resolved_on_time, M_resolved_on_time, NO_MEASURE)           \
        X(resolved_late, M_resolved_late, NO_MEASURE)                 \
        X(resolved_no_due, M_resolved_no_due, NO_MEASURE)             \
        X(resolved_late_instant, M_resolved_late_instant, NO_MEASURE) \
        X(paused, M_paused, M_resumed)                                \
        X(no_due, M_no_due_in, M_no_due_out)                          \
        X(overdue_day, M_overdue_day_in, M_overdue_day_out)           \
        X(overdue_instant, M_overdue_instant_in, M_overdue_instant_out)

#define COLUMN(name, in, out) {in, out, COL_report_feed_day_##name},
static const struct {
        int in, out;
        int column; /* of the queries */
} columns[] = {GATHERED(COLUMN)};

#define TYPE(name, in, out) PG_INT8,
static const uint32_t types[] = {PG_BOOL, PG_DATE, PG_INT4, PG_INT4, PG_INT2, GATHERED(TYPE)};

enum {
        GATHERED_COLUMNS = sizeof(columns) / sizeof(columns[0]),
        FLOW_COLUMNS = sizeof(types) / sizeof(types[0])
};

_Static_assert(FLOW_COLUMNS == (int)COLS_report_feed_day, "a type for each column");

/* The queries have the same columns, so that rows are read by the names of the first. */
#define SAME(name)                                                                                    \
        _Static_assert((int)COL_report_feed_day_##name == (int)COL_report_feed_half_month_##name &&   \
                               (int)COL_report_feed_day_##name == (int)COL_report_feed_sums_##name && \
                               (int)COL_report_feed_day_##name == (int)COL_report_move_##name &&      \
                               (int)COL_report_feed_day_##name == (int)COL_report_marked_##name,      \
                       #name)
#define SAME_GATHERED(name, in, out) SAME(name);
SAME(before);
SAME(day);
SAME(agency_id);
SAME(procedure_id);
SAME(channel);
GATHERED(SAME_GATHERED)

struct streaming {
        const struct warehouse *w;
        const struct question *q;
        int32_t *days; /* on which a catalogue version begins or ends; the first is the range's first */
        int days_n;
        bool kept; /* what is kept by level and field holds most half months */
        struct flow_sum sum;
        struct flow_key key; /* of the dossier at hand */
        struct known known;  /* of it, at range.known_at */
};

/* Day whose catalogue a flow takes; for a flow before the range, the day before it. */
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

static enum fault take_dossier(void *context, const struct dossier_stored *stored, const struct history *h,
                               const struct timeline *t, struct err *e)
{
        struct streaming *s = context;
        (void)stored, (void)e;
        known_look(&s->known, &s->q->range, s->w->rule, s->w->zone, &h, &t);
        if (t->case_kind != s->q->case_kind)
                return OK;
        s->key = (struct flow_key){.procedure = t->procedure, .channel = (uint8_t)t->channel};
        contribution_flows(t, s->w->zone, take_flow, s);
        return OK;
}

/* ---- the list ---- */

void flows_free(struct flows *f)
{
        free(f->only);
        f->only = NULL;
        bytes_free(&f->row);
        bytes_free(&f->records);
        bytes_free(&f->array);
}

struct pg_param flows_param(struct flows *f)
{
        pg_records_begin(&f->array, f->type, f->n);
        bytes_add(&f->array, f->records.at, f->records.len);
        return pg_records_param(&f->array);
}

static enum fault flows_open(struct flows *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        *f = (struct flows){0};
        if (pg_run_kept(pg, SQL_report_gathered_type, NULL, 0, &r, e) != OK)
                return e->kind;
        f->type = (uint32_t)pg_get_int(r, 0, COL_report_gathered_type_type_oid);
        pg_free(r);
        return OK;
}

static int by_number(const void *a, const void *b)
{
        const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
        return (x > y) - (x < y);
}

/* The query of the report asks closer, by the day of each flow. */
static bool is_asked_for(const struct flows *f, int64_t agency)
{
        const int32_t key = (int32_t)agency;
        return !f->only || bsearch(&key, f->only, f->only_n, sizeof(key), by_number);
}

static enum fault read_only(struct pg *pg, const struct question *q, struct flows *f, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_int4(q->agency_id), question_restated(q)};
        if (!q->agency_id)
                return OK;
        if (pg_run_kept(pg, SQL_report_agency_said, params, 2, &r, e) != OK)
                return e->kind;
        f->only_n = (size_t)pg_rows(r);
        f->only = need_alloc((f->only_n + 1) * sizeof(*f->only));
        for (size_t i = 0; i < f->only_n; i++)
                f->only[i] = (int32_t)pg_get_int(r, (int)i, COL_report_agency_said_agency_id);
        pg_free(r);
        return OK;
}

static void row_begin(struct flows *f)
{
        bytes_clear(&f->row);
        pg_row_begin(&f->row, FLOW_COLUMNS);
}

static void row_end(struct flows *f)
{
        pg_records_add(&f->records, &f->row, types);
        f->n++;
}

static void add_sum(struct flows *f, const struct flow_row *row, int32_t first)
{
        row_begin(f);
        pg_row_bool(&f->row, row->key.day < first);
        pg_row_date(&f->row, row->key.day < first ? first : row->key.day);
        pg_row_int4(&f->row, (int32_t)row->key.agency);
        pg_row_int4(&f->row, (int32_t)row->key.procedure);
        pg_row_int2(&f->row, row->key.channel);
        for (int c = 0; c < GATHERED_COLUMNS; c++) {
                const int64_t out = columns[c].out == NO_MEASURE ? 0 : flow_amount(row, columns[c].out);
                pg_row_int8(&f->row, flow_amount(row, columns[c].in) - out);
        }
        row_end(f);
}

static void add_rows(struct flows *f, const struct pg_result *rows)
{
        for (int r = 0; r < pg_rows(rows); r++) {
                if (!is_asked_for(f, pg_get_int(rows, r, COL_report_feed_day_agency_id)))
                        continue;
                row_begin(f);
                if (pg_is_null(rows, r, COL_report_feed_day_before))
                        pg_row_null(&f->row);
                else
                        pg_row_bool(&f->row, pg_get_int(rows, r, COL_report_feed_day_before));
                pg_row_date(&f->row, pg_get_date(rows, r, COL_report_feed_day_day));
                pg_row_int4(&f->row, (int32_t)pg_get_int(rows, r, COL_report_feed_day_agency_id));
                pg_row_int4(&f->row, (int32_t)pg_get_int(rows, r, COL_report_feed_day_procedure_id));
                pg_row_int2(&f->row, (int16_t)pg_get_int(rows, r, COL_report_feed_day_channel));
                for (int c = 0; c < GATHERED_COLUMNS; c++)
                        pg_row_int8(&f->row, pg_get_int(rows, r, columns[c].column));
                row_end(f);
        }
}

static enum fault add_answer(struct flows *f, struct pg *pg, const char *sql, const struct pg_param *params,
                             int n, struct err *e)
{
        struct pg_result *rows;
        if (pg_run_kept(pg, sql, params, n, &rows, e) != OK)
                return e->kind;
        add_rows(f, rows);
        pg_free(rows);
        return OK;
}

/* ---- the sources ---- */

static enum fault read_days(struct pg *pg, struct streaming *s, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_date(s->q->range.first), pg_date(s->q->range.last)};
        if (pg_run_kept(pg, SQL_report_days, params, 2, &r, e) != OK)
                return e->kind;
        s->days_n = pg_rows(r);
        s->days = need_alloc((size_t)s->days_n * sizeof(*s->days));
        for (int i = 0; i < s->days_n; i++)
                s->days[i] = pg_get_date(r, i, COL_report_days_day);
        s->kept = s->days_n > 0 && pg_get_int(r, 0, COL_report_days_kept);
        pg_free(r);
        return OK;
}

static enum fault feed_stream(struct pg *pg, struct streaming *s, struct flows *f, struct err *e)
{
        const enum fault fault = dossier_stream_brief(pg, s->w, &(struct dossier_visit){take_dossier, s}, e);
        if (fault == OK) {
                flow_sum_finish(&s->sum);
                for (size_t i = 0; i < s->sum.n; i++) {
                        if (is_asked_for(f, s->sum.rows[i].key.agency))
                                add_sum(f, &s->sum.rows[i], s->q->range.first);
                }
        }
        flow_sum_free(&s->sum);
        return fault;
}

/* True: the range consists of half months, and catalogues change between them only. */
static bool in_half_months(const struct streaming *s)
{
        bool whole = range_in_half_months(&s->q->range);
        for (int i = 0; i < s->days_n; i++)
                whole &= half_month_of(s->days[i]) == s->days[i];
        return whole;
}

static bool by_level_and_field(const struct question *q)
{
        bool both = true;
        for (int i = 0; i < q->groups_n; i++)
                both &= q->groups[i] == BY_LEVEL || q->groups[i] == BY_FIELD;
        return both;
}

/* Agencies as such, not only their levels, make the rows. */
static bool tells_agencies(const struct question *q)
{
        return q->restated || q->agency_id || question_groups_by(q, BY_AGENCY) ||
               question_groups_by(q, BY_PROVINCE);
}

/* The sums are read here and sent back: in one query with the report, the server would not compute them
 * in parallel. */
static enum fault feed_sums(struct pg *pg, const char *sql, int params_n, const struct question *q,
                            struct flows *f, struct err *e)
{
        const struct pg_param params[] = {pg_date(q->range.first), pg_date(q->range.last),
                                          pg_int4((int32_t)q->case_kind), pg_bool(tells_agencies(q)),
                                          pg_bool(question_groups_by(q, BY_PROCEDURE))};
        return add_answer(f, pg, sql, params, params_n, e);
}

static enum fault feed_flows(struct pg *pg, struct streaming *s, struct population *p, struct flows *f,
                             struct err *e)
{
        const struct question *q = s->q;
        const bool by_procedure = question_groups_by(q, BY_FIELD) || question_groups_by(q, BY_PROCEDURE);
        if (q->range.as_of == END_OF_TIME && s->kept && !q->tells_channels && !tells_agencies(q) &&
            by_level_and_field(q) && in_half_months(s)) {
                p->source = "flow_form06_field";
                p->stand_ins = true;
                return feed_sums(pg, SQL_report_feed_sums, 3, q, f, e);
        }
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
                 KT("reason", by_procedure && q->range.as_of == END_OF_TIME
                                      ? "by field or procedure, and the range, or what a change in the "
                                        "catalogue makes of it, is not made of half months"
                                      : "as of an instant"));
        return feed_stream(pg, s, f, e);
}

static enum fault read_population(struct pg *pg, const struct question *q, struct population *p,
                                  struct flows *f, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {flows_param(f),         pg_bool(p->stand_ins),
                                          pg_date(q->range.last), pg_int4((int32_t)q->case_kind),
                                          question_restated(q),   pg_int4(q->agency_id)};
        if (pg_run_kept(pg, SQL_report_population, params, 6, &r, e) != OK)
                return e->kind;
        p->vertical_received = pg_get_int(r, 0, COL_report_population_vertical_received);
        p->vertical = pg_get_int(r, 0, COL_report_population_vertical);
        p->inferred = pg_get_int(r, 0, COL_report_population_inferred);
        p->marked = pg_get_int(r, 0, COL_report_population_marked);
        pg_free(r);
        return OK;
}

static enum fault add_moves(struct pg *pg, const struct question *q, struct flows *f, struct err *e)
{
        struct bytes groups = {0};
        struct text names[GROUPS_MOST + 1];
        int n = 0;
        for (; n < q->groups_n; n++)
                names[n] = text_of(group_names[q->groups[n]]);
        /* One agency alone is left and entered, too. */
        if (q->agency_id)
                names[n++] = text_of(group_names[BY_AGENCY]);
        const struct pg_param params[] = {pg_text_array(&groups, names, (size_t)n),
                                          pg_bool(q->with_vertical),
                                          pg_date(q->range.first),
                                          pg_date(q->range.last),
                                          flows_param(f),
                                          question_restated(q)};
        const enum fault fault = add_answer(f, pg, SQL_report_move, params, 6, e);
        bytes_free(&groups);
        return fault;
}

enum fault flows_add_marked(struct pg *pg, const struct question *q, struct flows *f, struct err *e)
{
        const struct pg_param params[] = {pg_date(q->range.first), pg_date(q->range.last),
                                          pg_int4((int32_t)q->case_kind), pg_instant(q->range.as_of)};
        return add_answer(f, pg, SQL_report_marked, params, 4, e);
}

enum fault flows_gather(struct pg *pg, const struct warehouse *w, const struct question *q,
                        struct population *p, struct flows *f, struct err *e)
{
        struct streaming s = {.w = w, .q = q};
        *p = (struct population){.counts_vertical = true};
        if (flows_open(f, pg, e) != OK)
                return e->kind;
        if (read_only(pg, q, f, e) != OK || read_days(pg, &s, e) != OK)
                return e->kind;
        enum fault fault = feed_flows(pg, &s, p, f, e);
        if (fault == OK && s.days_n > 1)
                fault = add_moves(pg, q, f, e);
        free(s.days);
        /* Moves included: they may be all that happened at an agency that became a ministry's. */
        return fault == OK ? read_population(pg, q, p, f, e) : fault;
}

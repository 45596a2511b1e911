/* SPDX-License-Identifier: Apache-2.0
 *
 * table_query.c - see table_query.h.
 *
 * Values go back to the server as literals without a type, so that it reads them as their column's own, and
 * an index serves the comparison.
 */
#include "producers/outbox/table_query.h"
#include "core/lib/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- SQL ---- */

static void add(struct table_query *q, const char *sql)
{
        bytes_add(&q->sql, sql, strlen(sql));
}

static void add_quoted(struct table_query *q, struct text t, char quote)
{
        bytes_add(&q->sql, &quote, 1);
        for (size_t i = 0; i < t.len; i++) {
                bytes_add(&q->sql, &t.at[i], 1);
                if (t.at[i] == quote)
                        bytes_add(&q->sql, &quote, 1);
        }
        bytes_add(&q->sql, &quote, 1);
}

static void add_column(struct table_query *q, struct text name)
{
        add(q, "t.");
        add_quoted(q, name, '"');
}

/* True for a time that lies ahead: the clock of whoever wrote it is fast, so all others write below it. */
static void add_ahead(struct table_query *q)
{
        if (!q->of_times) {
                add(q, "false");
                return;
        }
        add_column(q, text_of(q->origin.changed));
        add(q, " > now()");
        if (q->local) {
                add(q, " at time zone ");
                add_quoted(q, text_of(q->origin.zone), '\'');
        }
}

static const char *ended(struct table_query *q)
{
        bytes_add(&q->sql, "", 1);
        return (const char *)q->sql.at;
}

/* Begins a query with what stands before its `from`. */
static void begin(struct table_query *q, const char *sql)
{
        bytes_clear(&q->sql);
        add(q, sql);
}

static void add_from(struct table_query *q)
{
        add(q, " from ");
        add(q, q->origin.from);
        add(q, " t ");
}

/* Times as ISO 8601 has them, whatever the server's settings. */
static void begin_page(struct table_query *q)
{
        const struct text changed = text_of(q->origin.changed), key = text_of(q->origin.key);
        begin(q, "select ");
        add_column(q, changed);
        add(q, "::text, ");
        add_column(q, key);
        add(q, "::text, ");
        add_ahead(q);
        for (size_t i = 0; i < q->names; i++) {
                add(q, ", to_jsonb(");
                add_column(q, q->name[i]);
                add(q, ") #>> '{}'");
        }
        add_from(q);
        add(q, "where ");
        add_column(q, key);
        add(q, " is not null and ");
}

static void end_page(struct table_query *q)
{
        char limit[32];
        add(q, " order by ");
        add_column(q, text_of(q->origin.changed));
        add(q, ", ");
        add_column(q, text_of(q->origin.key));
        snprintf(limit, sizeof(limit), " limit %d", TABLE_PAGE);
        add(q, limit);
}

/* A value that the table's own expressions refuse (a division by zero in a view) is no row that can be set
 * aside. */
static enum fault run(struct table_query *q, struct pg *pg, struct pg_result **rows, struct err *e)
{
        const enum fault fault = pg_run(pg, ended(q), NULL, 0, rows, e);
        return fault == POISON ? (e->kind = FATAL) : fault;
}

/* ---- columns ---- */

static void add_name(struct table_query *q, const struct mapping *m, const char *name)
{
        bool known = !name;
        for (size_t i = 0; i < m->mades && !known; i++)
                known = !strcmp(m->made[i].name, name);
        for (size_t i = 0; i < q->names && !known; i++)
                known = text_equal(q->name[i], text_of(name));
        if (known)
                return;
        q->name = need_realloc(q->name, (q->names + 1) * sizeof(*q->name));
        q->name[q->names++] = text_of(name);
}

static void add_names(struct table_query *q, const struct mapping *m)
{
        for (int i = 0; i < MAP_FIELDS; i++)
                add_name(q, m, m->field[i].column.name);
        for (int i = 0; i < STATUS_COUNT; i++) {
                add_name(q, m, m->case_column[i].name);
                for (size_t k = 0; k < m->end[i].times; k++)
                        add_name(q, m, m->end[i].time[k].name);
        }
        add_name(q, m, m->ends ? m->ends->name : NULL);
        for (size_t i = 0; i < m->mades; i++) {
                for (size_t k = 0; k < m->made[i].n; k++)
                        add_name(q, m, m->made[i].piece[k].column.name);
        }
}

static enum fault ask_type(struct table_query *q, struct pg *pg, struct err *e)
{
        static const char *const times[] = {"timestamp with time zone", "timestamp without time zone",
                                            "date"},
                                 *const numbers[] = {"smallint", "integer", "bigint", "numeric", "xid8"};
        struct pg_result *r;
        bool number = false;
        begin(q, "select pg_typeof((select ");
        add_column(q, text_of(q->origin.changed));
        add_from(q);
        add(q, "limit 1))::text");
        if (run(q, pg, &r, e) != OK)
                return e->kind;
        const struct text type = pg_get_text(r, 0, TABLE_CHANGED);
        for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
                q->of_times |= text_equal(type, text_of(times[i]));
        q->local = q->of_times && !text_equal(type, text_of(times[0]));
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
                number |= text_equal(type, text_of(numbers[i]));
        if (!q->of_times && !number)
                (void)!fail(e, FATAL,
                            "the change column %s is a %.*s: a time or a whole number that rises is needed",
                            q->origin.changed, (int)type.len, type.at);
        pg_free(r);
        return q->of_times || number ? OK : e->kind;
}

/* The largest number of rows that a line of a plan expects. */
static int64_t rows_planned(struct text line)
{
        static const char rows[] = "rows=";
        for (size_t i = 0; i + sizeof(rows) - 1 < line.len; i++) {
                if (!memcmp(line.at + i, rows, sizeof(rows) - 1))
                        return strtoll(line.at + i + sizeof(rows) - 1, NULL, 10);
        }
        return 0;
}

/* Without an index every look reads and sorts all rows. */
static enum fault warn_without_index(struct table_query *q, struct pg *pg, struct err *e)
{
        enum { SMALL = 10000 };
        static const char sorts[] = "Sort Key";
        struct pg_result *r;
        bool sorted = false;
        int64_t rows = 0;
        begin(q, "explain select ");
        add_column(q, text_of(q->origin.changed));
        add_from(q);
        add(q, "order by ");
        add_column(q, text_of(q->origin.changed));
        add(q, " desc limit 1");
        if (run(q, pg, &r, e) != OK)
                return e->kind;
        for (int i = 0; i < pg_rows(r); i++) {
                const struct text line = text_trim(pg_get_text(r, i, TABLE_CHANGED));
                sorted |= line.len > strlen(sorts) && !memcmp(line.at, sorts, strlen(sorts));
                const int64_t planned = rows_planned(line);
                rows = planned > rows ? planned : rows;
        }
        pg_free(r);
        if (sorted && rows > SMALL)
                log_warn("outbox.no_index", KT("column", q->origin.changed), KI("rows", rows),
                         KT("hint",
                            "no index leads to the change column: every look reads and sorts all rows"));
        return OK;
}

enum fault table_query_open(struct table_query *q, const struct table_origin *origin,
                            const struct mapping *mapping, struct pg *pg, struct err *e)
{
        *q = (struct table_query){.origin = *origin};
        add_names(q, mapping);
        return ask_type(q, pg, e) == OK ? warn_without_index(q, pg, e) : e->kind;
}

void table_query_close(struct table_query *q)
{
        free(q->name);
        bytes_free(&q->sql);
        *q = (struct table_query){0};
}

/* ---- pages ---- */

enum fault table_query_first(struct table_query *q, struct pg *pg, const char *floor, struct pg_result **rows,
                             struct err *e)
{
        begin_page(q);
        add_column(q, text_of(q->origin.changed));
        add(q, *floor ? " >= " : " is not null");
        if (*floor)
                add_quoted(q, text_of(floor), '\'');
        end_page(q);
        return run(q, pg, rows, e);
}

enum fault table_query_next(struct table_query *q, struct pg *pg, struct text changed, struct text key,
                            struct pg_result **rows, struct err *e)
{
        begin_page(q);
        add(q, "(");
        add_column(q, text_of(q->origin.changed));
        add(q, ", ");
        add_column(q, text_of(q->origin.key));
        add(q, ") > (");
        add_quoted(q, changed, '\'');
        add(q, ", ");
        add_quoted(q, key, '\'');
        add(q, ")");
        end_page(q);
        return run(q, pg, rows, e);
}

/* A date less an interval is a time, which the server reads as a date again. */
enum fault table_query_highest(struct table_query *q, struct pg *pg, micros before, char *value, size_t size,
                               struct err *e)
{
        char less[64];
        struct pg_result *r;
        begin(q, "select (max(");
        add_column(q, text_of(q->origin.changed));
        snprintf(less, sizeof(less), ") - interval '%lld microseconds')::text", (long long)before);
        add(q, q->of_times ? less : "))::text");
        add_from(q);
        add(q, "where (");
        add_ahead(q);
        add(q, ") is not true");
        if (run(q, pg, &r, e) != OK)
                return e->kind;
        const struct text highest = pg_get_text(r, 0, TABLE_CHANGED);
        snprintf(value, size, "%.*s", (int)highest.len, highest.at ? highest.at : "");
        pg_free(r);
        return OK;
}

enum fault table_query_count(struct table_query *q, struct pg *pg, int64_t *unreadable, int64_t *ahead,
                             struct err *e)
{
        struct pg_result *r;
        begin(q, "select count(*) filter (where ");
        add_column(q, text_of(q->origin.changed));
        add(q, " is null or ");
        add_column(q, text_of(q->origin.key));
        add(q, " is null), count(*) filter (where ");
        add_ahead(q);
        add(q, ")");
        add_from(q);
        if (run(q, pg, &r, e) != OK)
                return e->kind;
        *unreadable = pg_get_int(r, 0, TABLE_UNREADABLE);
        *ahead = pg_get_int(r, 0, TABLE_DATED_AHEAD);
        pg_free(r);
        return OK;
}

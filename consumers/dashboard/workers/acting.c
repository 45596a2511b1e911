/* SPDX-License-Identifier: Apache-2.0
 *
 * acting.c - see acting.h.
 */
#include "consumers/dashboard/workers/acting.h"

#include "consumers/report/answer.h"
#include "consumers/warehouse/calendars.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

enum { READ_AGAIN_S = 60 /* the warehouse's settings and calendars */, CONNECT_S = 0 };

void acting_disconnect(struct acting *a)
{
        calendar_close(a->calendar);
        a->calendar = NULL;
        warehouse_close(&a->warehouse);
        pg_close(a->pg);
        a->pg = NULL;
        a->read_at = 0;
}

enum fault acting_connect(struct acting *a, struct err *e)
{
        if (a->pg && pg_check(a->pg, e) != OK)
                acting_disconnect(a);
        if (a->pg)
                return OK;
        if (warehouse_connect(&a->pg, a->conf, "hentra dashboard", CONNECT_S, e) != OK)
                return e->kind;
        /* The same few queries again and again, of which most take longer to plan than to run. */
        pg_keep_plans(a->pg);
        /* A worker that was killed asks nothing any more. */
        if (pg_script(a->pg, "set client_connection_check_interval = '2s'", e) == OK)
                return OK;
        acting_disconnect(a);
        return e->kind;
}

enum fault acting_read_settings(struct acting *a, struct err *e)
{
        const micros now = steady_now();
        if (a->read_at && now < a->read_at + READ_AGAIN_S * MICROS_PER_SECOND)
                return OK;
        calendar_close(a->calendar);
        a->calendar = NULL;
        warehouse_close(&a->warehouse);
        if (warehouse_open(&a->warehouse, a->pg, e) != OK ||
            calendar_read(&a->calendar, a->pg, a->warehouse.zone, NULL, e) != OK)
                return e->kind;
        a->read_at = now;
        return OK;
}

/* As a name of SQL, whatever it holds. */
static void quote_name(const char *name, char *out, size_t size)
{
        size_t n = 0;
        out[n++] = '"';
        for (; *name && n + 3 < size; name++) {
                if (*name == '"')
                        out[n++] = '"';
                out[n++] = *name;
        }
        out[n++] = '"';
        out[n] = 0;
}

/* A snapshot, unless it is to change something. Two who acknowledge at once wait for each other, and the
 * second sees what the first did; who sets a rule is told when it is another one by now. */
static enum fault begin(struct acting *a, enum ask ask, struct err *e)
{
        if (!ask_changes(ask))
                return answer_snapshot(a->pg, e);
        return pg_script(a->pg,
                         ask == ASK_RULE || ask == ASK_RECEIVER ? "begin isolation level repeatable read"
                                                                : "begin",
                         e);
}

/* These servers may keep the rows of the role for which they planned a query that reads tables with row-level
 * security through a view (CVE-2024-10976); later ones plan anew by themselves. */
static bool plans_mix_roles(int version)
{
        return version < 150009 || (version >= 160000 && version < 160005) || version == 170000;
}

static int64_t time_ms(const struct acting *a, const struct job *j)
{
        return conf_ms(a->conf, ask_is_errand(j->ask) ? "dashboard.errand_timeout" : "dashboard.timeout");
}

void acting_set_time(struct acting *a, const struct job *j)
{
        a->until = steady_now() + time_ms(a, j) * 1000;
}

enum fault acting_begin(struct acting *a, const struct job *j, struct err *e)
{
        char role[160], script[320];
        struct pg_result *r;
        /* Quoted, too, it is a word of SQL: whoever may be anybody, who the dashboard itself is. */
        if (!strcmp(j->role, "none"))
                return fail(e, FATAL, "there is no role of this name");
        quote_name(j->role, role, sizeof(role));
        /* The server ends a query by itself, too, should nobody be left who would cancel it. */
        snprintf(script, sizeof(script), "set local statement_timeout = %lld; set local role %s",
                 (long long)time_ms(a, j), role);
        pg_end_at(a->pg, a->until);
        if (strcmp(a->role, j->role) != 0 && plans_mix_roles(pg_server_version(a->pg)) &&
            pg_script(a->pg, "discard plans", e) != OK)
                return e->kind;
        snprintf(a->role, sizeof(a->role), "%s", j->role);
        if (begin(a, j->ask, e) != OK || pg_script(a->pg, script, e) != OK)
                return e->kind;
        if (!j->person)
                return OK;
        if (pg_run_prepared(a->pg, SQL_dashboard_person, NULL, 0, &r, e) != OK)
                return e->kind;
        const int rows = pg_rows(r);
        pg_free(r);
        return rows ? OK : fail(e, FATAL, "this role may not log in any more");
}

enum fault acting_commit(struct acting *a, struct err *e)
{
        pg_end_at(a->pg, 0);
        return pg_script(a->pg, "commit", e);
}

void acting_end(struct acting *a)
{
        struct err ignored;
        if (a->pg)
                pg_end_at(a->pg, 0);
        if (a->pg && (pg_broken(a->pg) || pg_script(a->pg, "rollback", &ignored) != OK))
                acting_disconnect(a);
}

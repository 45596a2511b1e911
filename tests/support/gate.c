/* SPDX-License-Identifier: Apache-2.0
 *
 * gate.c - see gate.h.
 */
#include "tests/support/gate.h"

#include <stdio.h>

void gate_install(struct pg *pg, const char *application)
{
        char sql[700];
        snprintf(sql, sizeof sql,
                 "create sequence public.attempt; grant usage on sequence public.attempt to public;"
                 "create function public.wait_at_gate() returns trigger language plpgsql as $$"
                 " begin perform pg_advisory_xact_lock_shared(nextval('public.attempt')); return new; end $$;"
                 "create trigger gate before update on hentra.position for each row"
                 " when (new.next_offset > old.next_offset and current_setting('application_name') = '%s')"
                 " execute function public.wait_at_gate()",
                 application);
        sql_run(pg, sql);
}

void gate_close(struct pg *pg, int n)
{
        char sql[160];
        snprintf(sql, sizeof sql,
                 "select pg_advisory_unlock_all(); select setval('public.attempt', 1, false);"
                 "select pg_advisory_lock(g) from generate_series(1, %d) g",
                 n);
        sql_run(pg, sql);
}

void gate_open(struct pg *pg, int n)
{
        char sql[64];
        snprintf(sql, sizeof sql, "select pg_advisory_unlock(%d)", n);
        sql_run(pg, sql);
}

bool gate_waits(struct pg *pg, int n)
{
        char sql[300];
        snprintf(sql, sizeof sql,
                 "select count(*) from pg_locks where locktype = 'advisory' and objid = %d and not granted "
                 "and "
                 "database = (select oid from pg_database where datname = current_database())",
                 n);
        return sql_number(pg, sql) == 1;
}

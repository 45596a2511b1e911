/* SPDX-License-Identifier: Apache-2.0
 *
 * test_form06_keep_blocks.c - a loader leaves no new block that the indexes of a day know nothing of; it does not
 * wait for whoever is at the table, and has no right beyond that.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include <stdlib.h>

static struct world world;

/* Rows as a loader writes them, without one that would look at them afterwards. */
static const char many[] =
        "insert into hentra.dossier (dossier_id, first_observed_at, received_at, marks, agency_id, "
        "procedure_id, status, case_kind, channel, service, day_class, instant_class, history) select 'M-' "
        "|| n, "
        "now(), now(), 0, 0, 0, 2, 0, 1, 0, 0, 0, '' from generate_series(1, 12000) n";
/* Ranges of all such indexes, by what setup made of them, but for the first, which they have known since they
 * were made. */
static const char ranges[] =
        "select sum(ceil(pg_relation_size('hentra.dossier') / 8192.0 / case when indexdef ~ "
        "'pages_per_range=''?2\\M' then 2 else 16 end) - 1)::integer from pg_indexes where schemaname = "
        "'hentra' and indexdef ~ 'USING brin'";

static int open_world(void **state)
{
        struct child c;
        (void)state;
        children_end();
        world_open(&world, "form06_keep_blocks", "topic.partitions=1\n");
        assert_exit(0, &c, &world, "setup");
        child_close(&c);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

static void a_loader_leaves_none(void **state)
{
        struct feed f;
        struct child c;
        (void)state;
        struct pg *pg = world_connect(&world, "blocks"), *other = world_connect(&world, "vacuum");
        sql_run(pg,
                "alter table hentra.dossier set (autovacuum_enabled = off)"); /* which looks at them, too */
        sql_run(pg, many);
        char *expected = sql_text(pg, ranges);
        assert_true(atoi(expected) > 20);
        /* Somebody is at the table: nobody waits. */
        sql_run(other, "begin; lock table hentra.dossier in share update exclusive mode");
        assert_sql(pg, "0", "select hentra.dossier_blocks_keep()");
        sql_run(other, "rollback");
        sql_run(pg, "begin");
        assert_sql(pg, expected, "select hentra.dossier_blocks_keep()");
        assert_sql(pg, "0", "select hentra.dossier_blocks_keep()");
        sql_run(pg, "rollback");
        free(expected);
        /* And again, for the loader. */
        sql_run(pg, "truncate hentra.dossier");
        sql_run(pg, many);
        feed_open(&f, &world);
        const struct event v = event_on(3, "H58-1", RECEIVED);
        feed_event(&f, 0, &v);
        feed_close(&f);
        assert_exit(0, &c, &world, "load", "--until-end");
        child_close(&c);
        assert_sql(pg, "0", "select hentra.dossier_blocks_keep()");
        pg_close(other);
        pg_close(pg);
}

static void no_other_role_may(void **state)
{
        (void)state;
        struct pg *pg = world_connect(&world, "blocks");
        assert_sql(pg, "hentra_loader",
                   "select string_agg(rolname, ' ') from pg_roles where rolname like 'hentra\\_%' and "
                   "rolname in ('hentra_loader', 'hentra_alerter', 'hentra_analyst', 'hentra_viewer') and "
                   "has_function_privilege(rolname, 'hentra.dossier_blocks_keep()', 'execute')");
        sql_run(pg, "begin; set local role hentra_loader");
        assert_sql(pg, "0", "select hentra.dossier_blocks_keep()");
        sql_run(pg, "rollback");
        pg_close(pg);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(a_loader_leaves_none),
                                           cmocka_unit_test(no_other_role_may)};
        return world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM)
                       ? SKIPPED
                       : cmocka_run_group_tests(tests, open_world, close_world);
}

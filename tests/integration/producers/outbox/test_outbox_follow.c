/* SPDX-License-Identifier: Apache-2.0
 *
 * test_outbox_follow.c - tables of a source that write its outbox by themselves (hentra_outbox.follow).
 */
#include "generated/embedded.h"
#include "tests/support/world.h"
#include <stdlib.h>

static struct world world;
static struct pg *pg;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "outbox_follow", NULL);
        pg = world_connect(&world, "source");
        sql_run(pg, SQL_outbox_install);
        sql_run(pg, SQL_outbox_follow);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

static int forget(void **state)
{
        (void)state;
        sql_run(pg, "delete from hentra_outbox.outbox; delete from hentra_outbox.rejected");
        return 0;
}

static void columns_may_have_any_name(void **state)
{
        (void)state;
        sql_run(pg, "create table named (said text, before text, state text, failed text, unknown text, one "
                    "text, "
                    "changing text, changed text, old text, new text, tg_op text);"
                    "select hentra_outbox.follow('named', jsonb_build_object('dossier_id', 'said', 'agency', "
                    "'before', 'status', 'state', 'occurred_at', '$$2022-01-31$$::date', 'level', 'failed', "
                    "'procedure', 'unknown', 'field', 'one', 'channel', 'changing', 'fee', 'changed', "
                    "'service', 'old', 'payment', 'new', 'rating', 'tg_op'));"
                    "insert into named values ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K')");
        assert_sql(pg, "0", "select count(*) from hentra_outbox.rejected");
        assert_sql(
                pg, "A|B|C|D|E|F|G|H|I|J|K",
                "select dossier_id, agency, status, level, procedure, field, channel, fee, service, payment, "
                "rating from hentra_outbox.outbox");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(columns_may_have_any_name, forget),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

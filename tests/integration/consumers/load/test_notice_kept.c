/* SPDX-License-Identifier: Apache-2.0
 *
 * test_notice_kept.c - notices name dossiers, so they go once alerters have read them, also while nothing is loaded.
 */
#include "consumers/load/notice.h"
#include "tests/support/world.h"
#include <stdlib.h>

static void old_notices_go_while_nothing_is_told(void **state)
{
        struct world world;
        struct notices n = {0};
        struct err e;
        (void)state;
        world_open(&world, "notice_kept", NULL);
        world_setup(&world, RULE_FORM06);
        struct pg *pg = world_connect(&world, "notices");
        sql_run(pg, "insert into hentra.notice (dossiers, told_at) values ('D-1', now() - interval '2 "
                    "minutes'), ('D-2', now())");
        DONE(notices_send(&n, pg, false, &e));
        assert_sql(pg, "D-2", "select dossiers from hentra.notice");
        /* Not at every turn of a loader that is quiet. */
        sql_run(pg, "update hentra.notice set told_at = now() - interval '2 minutes'");
        DONE(notices_send(&n, pg, false, &e));
        assert_sql(pg, "D-2", "select dossiers from hentra.notice");
        n.forget_after = 0;
        DONE(notices_send(&n, pg, false, &e));
        assert_sql(pg, "", "select dossiers from hentra.notice");
        notices_free(&n);
        pg_close(pg);
        world_close(&world);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(old_notices_go_while_nothing_is_told)};
        return world_lacks(SERVER_PG) ? SKIPPED : cmocka_run_group_tests(tests, NULL, NULL);
}

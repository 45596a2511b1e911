/* SPDX-License-Identifier: Apache-2.0
 *
 * test_outbox_bound.c - up to which id the outbox is final, while transactions of every kind are open.
 */
#include "core/program/keys.h"
#include "generated/embedded.h"
#include "producers/outbox/outbox_bound.h"
#include "tests/support/child.h"
#include <stdio.h>
#include <stdlib.h>

#define INSERT "insert into hentra_outbox.outbox (dossier_id) values ('A')"

static struct world world;
static struct pg *look, *one, *two, *other; /* other: in another database of the server */

static int open_world(void **state)
{
        (void)state;
        struct err e;
        const char *elsewhere[] = {"outbox.dbname=postgres", NULL};
        const struct pg_session session = {.prefix = "outbox.", .application = "elsewhere"};
        struct conf *conf;
        world_open(&world, "outbox_bound", NULL);
        look = world_connect(&world, "look");
        one = world_connect(&world, "one");
        two = world_connect(&world, "two");
        sql_run(look, SQL_outbox_install);
        sql_run(look, SQL_outbox_follow);
        DONE(conf_open(&conf, &settings, world.file, elsewhere, &e));
        DONE(pg_open(&other, conf, &session, 0, &e));
        conf_close(conf);
        return 0;
}

/* A database with prepared transactions cannot be dropped: a test that failed would fail for ever. */
static int close_world(void **state)
{
        (void)state;
        char *left = sql_text(look, "select gid from pg_prepared_xacts where database = current_database()");
        for (char *gid = strtok(left, " "); gid; gid = strtok(NULL, " ")) {
                char sql[300];
                snprintf(sql, sizeof(sql), "rollback prepared '%s'", gid);
                sql_run(look, sql);
        }
        free(left);
        pg_close(look);
        pg_close(one);
        pg_close(two);
        pg_close(other);
        world_close(&world);
        return 0;
}

static int64_t last_id(void)
{
        return sql_number(look, "select last_value from hentra_outbox.outbox_id_seq");
}

static bool final_at(struct outbox_bound *b, int64_t id)
{
        struct err e;
        DONE(outbox_bound_look(b, look, &e));
        return b->final >= id;
}

static void nobody_is_waited_for(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        sql_run(one, INSERT);
        assert_true(final_at(&b, last_id()));
        outbox_bound_close(&b);
}

static void those_that_cannot_have_a_row_are_not_waited_for(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        sql_run(other, "begin; select pg_current_xact_id()");
        sql_run(one, "begin; create table if not exists work (id int); insert into work values (1)");
        sql_run(two, INSERT);
        assert_true(final_at(&b, last_id()));
        /* Nor is one that begins to write later: its id comes behind. */
        sql_run(two, "begin; " INSERT);
        sql_run(one, INSERT);
        const int64_t id = last_id();
        assert_false(final_at(&b, id));
        assert_int_equal(b.awaited.n, 2);
        sql_run(other, "rollback");
        sql_run(two, "commit; begin; " INSERT);
        assert_false(final_at(&b, id));
        assert_int_equal(b.awaited.n, 1);
        sql_run(one, "rollback");
        assert_true(final_at(&b, id));
        assert_false(final_at(&b, id + 1));
        sql_run(two, "commit");
        assert_true(final_at(&b, id + 1));
        outbox_bound_close(&b);
}

static void one_that_is_prepared_meanwhile_is_still_waited_for(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        sql_run(one, "begin; " INSERT);
        const int64_t id = last_id();
        assert_false(final_at(&b, id));
        sql_run(one, "prepare transaction 'first'");
        assert_false(final_at(&b, id));
        assert_false(final_at(&b, id));
        sql_run(two, "begin; " INSERT);
        sql_run(two, "prepare transaction 'second'");
        assert_false(final_at(&b, id));
        sql_run(one, "commit prepared 'first'");
        assert_true(final_at(&b, id));
        assert_false(final_at(&b, id + 1));
        sql_run(one, "rollback prepared 'second'");
        assert_true(final_at(&b, id + 1));
        outbox_bound_close(&b);
}

/* Where every transaction is prepared there is always a new one: none of them is waited for but those that were there. */
static void later_prepared_ones_hold_nothing(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        sql_run(one, "begin; " INSERT);
        sql_run(one, "prepare transaction 'first'");
        sql_run(two, "begin; " INSERT);
        const int64_t id = last_id();
        assert_false(final_at(&b, id));
        sql_run(one, "commit prepared 'first'");
        sql_run(one, "begin; " INSERT);
        sql_run(one, "prepare transaction 'second'");
        assert_false(final_at(&b, id));
        sql_run(two, "commit");
        assert_true(final_at(&b, id));
        sql_run(one, "rollback prepared 'second'");
        outbox_bound_close(&b);
}

static void a_subtransaction_that_was_rolled_back_holds_nothing(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        sql_run(one, "begin; savepoint s; " INSERT);
        const int64_t id = last_id();
        assert_false(final_at(&b, id));
        sql_run(one, "rollback to s");
        assert_true(final_at(&b, id));
        sql_run(one, "rollback");
        outbox_bound_close(&b);
}

static void a_sequence_that_gives_several_ids_at_once_is_refused(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        struct err e;
        sql_run(look, "alter sequence hentra_outbox.outbox_id_seq cache 10");
        assert_int_equal(outbox_bound_look(&b, look, &e), FATAL);
        assert_says(e.text, "cache 1");
        sql_run(look, "alter sequence hentra_outbox.outbox_id_seq cache 1");
        outbox_bound_close(&b);
}

/* Ids that were given out already come again (truncate … restart identity, setval, an older state restored). */
static void a_sequence_that_was_set_back_is_refused(void **state)
{
        (void)state;
        struct outbox_bound b = {0};
        struct err e;
        const int64_t id = last_id();
        assert_true(final_at(&b, id));
        sql_run(look, "select setval('hentra_outbox.outbox_id_seq', 1)");
        assert_int_equal(outbox_bound_look(&b, look, &e), FATAL);
        outbox_bound_close(&b);
        sql_run(look, "truncate hentra_outbox.outbox restart identity;"
                      "update hentra_outbox.position set id = 10, cleared = 10");
        assert_int_equal(outbox_bound_look(&b, look, &e), FATAL);
        assert_says(e.text, "stands at 0");
        assert_says(e.text, "position 10");
        assert_says(e.text, "set id = 0, cleared = 0");
        sql_run(one, INSERT);
        assert_sql(look, "1", "select passed from hentra_outbox.health");
        sql_run(look, "update hentra_outbox.position set id = 0, cleared = 0");
        assert_true(final_at(&b, 1));
        assert_sql(look, "1|0", "select waiting, passed from hentra_outbox.health");
        outbox_bound_close(&b);
        /* Set to the next id by hand: that is the same place. */
        sql_run(look, "update hentra_outbox.position set id = 10, cleared = 10;"
                      "alter table hentra_outbox.outbox alter id restart with 11");
        assert_false(final_at(&b, 1));
        sql_run(one, INSERT);
        assert_true(final_at(&b, 11));
        outbox_bound_close(&b);
        sql_run(look, "update hentra_outbox.position set id = 0, cleared = 0");
}

static int notified(struct pg *pg)
{
        struct pg_notification n;
        struct err e;
        bool any;
        int count = 0;
        do {
                DONE(pg_next_notification(pg, &n, &any, &e));
                count += any;
        } while (any);
        return count;
}

/* Where transactions can be prepared a NOTIFY would keep them from it; elsewhere, or if it is wanted, a row wakes at once. */
static void a_row_notifies_where_it_may(void **state)
{
        (void)state;
        struct err e;
        DONE(pg_listen(look, "hentra_outbox", &e));
        sql_run(one, INSERT);
        sql_run(look, "select 1");
        assert_int_equal(notified(look), 0);
        sql_run(one, "update hentra_outbox.position set wake = true");
        sql_run(one, INSERT);
        EVENTUALLY(notified(look) == 1);
        sql_run(one, "update hentra_outbox.position set wake = null");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(nobody_is_waited_for),
                cmocka_unit_test(those_that_cannot_have_a_row_are_not_waited_for),
                cmocka_unit_test(one_that_is_prepared_meanwhile_is_still_waited_for),
                cmocka_unit_test(later_prepared_ones_hold_nothing),
                cmocka_unit_test(a_subtransaction_that_was_rolled_back_holds_nothing),
                cmocka_unit_test(a_sequence_that_gives_several_ids_at_once_is_refused),
                cmocka_unit_test(a_sequence_that_was_set_back_is_refused),
                cmocka_unit_test(a_row_notifies_where_it_may),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

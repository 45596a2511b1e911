/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0001_hostile_topic.c - whoever may write to the topic can neither stop the loader with one message, nor make it
 * write what was not said.
 */
#include "tests/support/feed.h"
#include "tests/support/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;
static struct feed feed;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "hostile_topic", "load.poison_most=20\n");
        world_setup(&world, RULE_FORM06);
        world_topic(&world, 1);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        feed_open(&feed, &world);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        feed_close(&feed);
        pg_close(pg);
        world_close(&world);
        return 0;
}

static void say(const char *id, const char *source)
{
        struct event v = event_on(3, id, RECEIVED);
        v.source = text_of(source);
        feed_event(&feed, 0, &v);
}

static void load(void)
{
        struct err e;
        DONE(kafka_flush(feed.producer, 30000, &e));
        assert_program(0, "", "$HENTRA load --until-end");
}

/* Of 65,535 sources the last two numbers are left: the third new source (by its code) is set aside, before and after a restart, and
 * known ones go on. */
static void more_sources_than_a_statement_can_hold(void **state)
{
        (void)state;
        sql_run(pg,
                "insert into hentra.source (source_id, code) overriding system value values (65533, 'x')");
        sql_run(pg, "alter table hentra.source alter column source_id restart with 65534");
        say("S-1", "system 1"), say("S-2", "system 2"), say("S-3", "system 3"), say("S-4", "system 4"),
                say("S-5", "system 1");
        load();
        say("S-6", "system 3"), say("S-7", "system 2");
        load();
        assert_sql(pg, "S-1|system 1 S-2|system 2 S-5|system 1 S-7|system 2",
                   "select dossier_id, source from hentra.dossier_statement order by 1");
        assert_int_equal(sql_number(pg, "select max(source_id) from hentra.source"), 65535);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine where reason like "
                                        "'its source is new%65535%'"),
                         3);
}

/* A warehouse that an older hentra gave more members than can be told apart. */
static void a_member_beyond_the_limit(void **state)
{
        (void)state;
        sql_run(pg, "insert into hentra.source (source_id, code) overriding system value values (65536 + 7, "
                    "'beyond')");
        say("B-1", "beyond");
        load();
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where dossier_id = 'B-1'"), 0);
        sql_run(pg, "delete from hentra.source where code = 'beyond'");
}

/* As many unreadable messages in a row as are allowed, and a database that fails meanwhile: what comes again does not
 * count twice. */
static void unreadable_messages_that_come_again(void **state)
{
        (void)state;
        load(); /* so that nothing readable stands before them in the batch */
        const int64_t before = sql_number(pg, "select count(*) from hentra.quarantine");
        for (int i = 0; i < 20; i++)
                feed_bytes(&feed, 0, TEXT("k"), "{}", 2);
        sql_run(pg,
                "create sequence public.failed; grant all on sequence public.failed to public;"
                "create function public.once() returns trigger language plpgsql as $$ begin"
                "  if nextval('public.failed') < 3 then raise exception 'x' using errcode = '40001'; end if;"
                "  return new; end $$;"
                "create trigger once before insert on hentra.quarantine for each row execute function "
                "public.once()");
        load();
        sql_run(pg, "drop trigger once on hentra.quarantine");
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine") - before, 20);
        say("U-1", "system 1");
        load();
}

/* What lasts is asked less and less often: reading the batch again is no sign that writing it will do. */
static void a_fault_that_lasts(void **state)
{
        (void)state;
        struct err e;
        load();
        say("L-1", "system 1");
        DONE(kafka_flush(feed.producer, 30000, &e));
        sql_run(pg,
                "alter sequence public.failed restart with 1;"
                "create or replace function public.once() returns trigger language plpgsql as $$ begin"
                "  if nextval('public.failed') < 6 then raise exception 'x' using errcode = '53100'; end if;"
                "  return new; end $$;"
                "create trigger once before insert on hentra.dossier for each row execute function "
                "public.once()");
        assert_program(0, "retry_in_ms=1600", "$HENTRA load --until-end");
        sql_run(pg, "drop trigger once on hentra.dossier");
}

/* The loader stops in the middle of a batch; what it leaves behind must let it go on. */
static void too_many_unreadable_messages(void **state)
{
        (void)state;
        struct err e;
        char id[16];
        load();
        for (int i = 0; i < 1500; i++) {
                snprintf(id, sizeof id, "T-%d", i);
                say(id, "system 1");
        }
        for (int i = 0; i < 30; i++)
                feed_bytes(&feed, 0, TEXT("k"), "{}", 2);
        DONE(kafka_flush(feed.producer, 30000, &e));
        assert_program(1, "a greater load.poison_most sets them aside", "$HENTRA load --until-end");
        assert_program(0, "", "$HENTRA load --until-end --set load.poison_most=100");
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where dossier_id like 'T-%'"),
                         1500);
}

/* A database that refuses everything is no fault of the messages. */
static void a_database_that_refuses_everything(void **state)
{
        (void)state;
        struct err e;
        const int64_t before = sql_number(pg, "select count(*) from hentra.quarantine");
        char id[16];
        for (int i = 0; i < 30; i++) {
                snprintf(id, sizeof id, "R-%d", i);
                say(id, "system 1");
        }
        DONE(kafka_flush(feed.producer, 30000, &e));
        sql_run(pg, "alter table hentra.dossier add constraint never check (false) not valid");
        assert_program(1, "load.poison_most", "$HENTRA load --until-end");
        sql_run(pg, "alter table hentra.dossier drop constraint never");
        assert_true(sql_number(pg, "select count(*) from hentra.quarantine") - before <= 20);
}

static void a_history_that_was_emptied(void **state)
{
        (void)state;
        struct err e;
        load();
        sql_run(pg, "update hentra.dossier set history = '{}' where dossier_id = 'U-1'");
        say("U-1", "system 2");
        DONE(kafka_flush(feed.producer, 30000, &e));
        assert_program(1, "history of dossier U-1 is damaged", "$HENTRA load --until-end");
        sql_run(pg, "delete from hentra.dossier where dossier_id = 'U-1'");
        load();
}

/* Messages as large as the broker takes them, a value that is none, and one that is empty, all reach the dead-letter
 * topic, and nothing behind them is held up. */
static void what_is_relayed(void **state)
{
        (void)state;
        const size_t large = 999900;
        char *bytes = calloc(1, large);
        feed_bytes(&feed, 0, TEXT("large"), bytes, large);
        feed_bytes(&feed, 0, TEXT("none"), NULL, 0);
        feed_bytes(&feed, 0, TEXT("empty"), "", 0);
        free(bytes);
        load();
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine where relayed_at is null"),
                         0);
}

int main(void)
{
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(more_sources_than_a_statement_can_hold),
                cmocka_unit_test(a_member_beyond_the_limit),
                cmocka_unit_test(unreadable_messages_that_come_again),
                cmocka_unit_test(a_fault_that_lasts),
                cmocka_unit_test(too_many_unreadable_messages),
                cmocka_unit_test(a_database_that_refuses_everything),
                cmocka_unit_test(a_history_that_was_emptied),
                cmocka_unit_test(what_is_relayed),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}

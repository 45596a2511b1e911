/* SPDX-License-Identifier: Apache-2.0
 *
 * test_outbox_source.c - order and waiting: writers whose transactions overlap, and a program that is killed.
 */
#include "tests/support/outbox_world.h"
#include <signal.h>

static int open_world(void **state)
{
        (void)state;
        outbox_world_open("outbox_source");
        return 0;
}

/* ---- waiting ---- */

static void it_names_whom_it_waits_for_and_others_hold_nothing_up(void **state)
{
        (void)state;
        struct child c;
        const int64_t from = end_of_topic();
        struct pg *open = world_connect(&world, "night job"), *elsewhere = world_connect(&world, "elsewhere");
        sql_run(elsewhere, "create table if not exists work (id int)");
        sql_run(elsewhere, "begin");
        sql_run(elsewhere, "insert into work values (1)");
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('E-1', '2', 'H01')");
        send_once(0);
        assert_int_equal(end_of_topic(), from + 1);
        sql_run(open, "begin");
        sql_run(open,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('E-2', '2', 'H01')");
        sql_run(pg, "begin");
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('E-3', '2', 'H01')");
        sql_run(pg, "prepare transaction 'registry'");
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('E-4', '2', 'H01')");
        child_start(&c, &world, "outbox", "--source", "igate", NULL);
        EVENTUALLY(strstr(child_err(&c), "application=\"night job\"") && strstr(child_err(&c), "prepared="));
        assert_says(child_err(&c), "outbox.waits pid=");
        assert_says(child_err(&c), "prepared=registry since=20");
        assert_null(strstr(child_err(&c), "elsewhere"));
        assert_int_equal(end_of_topic(), from + 1);
        struct child second;
        assert_exit(1, &second, &world, "outbox", "--source", "igate", "--once", "--wait", "0");
        assert_says(child_err(&second), "another hentra outbox");
        child_close(&second);
        sql_run(open, "rollback");
        sql_run(pg, "commit prepared 'registry'");
        EVENTUALLY(end_of_topic() == from + 3);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        assert_says(child_out(&c), "rows sent");
        child_close(&c);
        assert_sql(pg, "0", "select count(*) from hentra_outbox.outbox");
        pg_close(open);
        pg_close(elsewhere);
}

static void it_goes_on_when_its_session_was_ended(void **state)
{
        (void)state;
        static const char end[] = "select count(pg_terminate_backend(pid)) from pg_stat_activity where "
                                  "application_name = 'hentra outbox' and datname = current_database()";
        struct child c;
        const int64_t from = end_of_topic();
        child_start(&c, &world, "outbox", "--source", "igate", NULL);
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('G-1', '2', 'H01')");
        EVENTUALLY(end_of_topic() == from + 1 &&
                   sql_number(pg, "select count(*) from hentra_outbox.outbox") == 0);
        assert_int_equal(sql_number(pg, end), 1);
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('G-1', '4', 'H01')");
        EVENTUALLY(sql_number(pg, "select count(*) from hentra_outbox.outbox") == 0);
        assert_int_equal(end_of_topic(), from + 2);
        assert_says(child_err(&c), "pump.source_waits source=outbox");
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

static void once_leaves_what_it_may_not_wait_for(void **state)
{
        (void)state;
        struct child c;
        struct pg *open = world_connect(&world, "night job");
        const int64_t from = end_of_topic();
        sql_run(open, "begin");
        sql_run(open,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('F-1', '2', 'H01')");
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('F-2', '2', 'H01')");
        assert_exit(1, &c, &world, "outbox", "--source", "igate", "--once", "--wait", "0");
        assert_says(child_err(&c), "rows behind an open transaction were left");
        assert_says(child_err(&c), "outbox.waits pid=");
        child_close(&c);
        assert_int_equal(end_of_topic(), from);
        sql_run(open, "commit");
        pg_close(open);
        send_once(0);
        assert_int_equal(end_of_topic(), from + 2);
}

/* ---- kills ---- */

enum { WRITERS = 8, KILLS = 8, STEPS_AFTER = 100, ROWS_MOST = 20000 };

/* Writers whose transactions overlap in any way; one step of one of them at a time, so that a seed repeats a history. */
struct writers {
        struct pg *pg[WRITERS];
        bool open[WRITERS];
        uint64_t seed;
        int prepared[64], prepareds; /* numbers of prepared transactions that nobody has ended */
        int number;
};

static unsigned draw(struct writers *w, unsigned below)
{
        w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(w->seed >> 33) % below;
}

static void end_prepared(struct writers *w, bool commit)
{
        char sql[64];
        const unsigned i = draw(w, (unsigned)w->prepareds);
        snprintf(sql, sizeof(sql), "%s prepared 'k%d'", commit ? "commit" : "rollback", w->prepared[i]);
        w->prepared[i] = w->prepared[--w->prepareds];
        sql_run(w->pg[0], sql); /* of what is no open transaction */
}

static void step(struct writers *w)
{
        char sql[300];
        const unsigned i = 1 + draw(w, WRITERS - 1), what = draw(w, 100);
        if (w->prepareds > 0 && what < 8) {
                end_prepared(w, what < 6);
        } else if (!w->open[i]) {
                sql_run(w->pg[i], "begin");
                w->open[i] = true;
        } else if (what < 65) {
                snprintf(
                        sql, sizeof(sql),
                        "with row as (insert into hentra_outbox.outbox (dossier_id, status, agency) select "
                        "'K-' || "
                        "(%u + n) %% 200, '4', 'H01' from generate_series(1, %u) n returning id, dossier_id) "
                        "insert into written select * from row",
                        draw(w, 200), 1 + draw(w, 20));
                sql_run(w->pg[i], sql);
        } else if (what < 70 && w->prepareds < 64) {
                w->prepared[w->prepareds++] = ++w->number;
                snprintf(sql, sizeof(sql), "prepare transaction 'k%d'", w->number);
                sql_run(w->pg[i], sql);
                w->open[i] = false;
        } else {
                sql_run(w->pg[i], what < 90 ? "commit" : "rollback");
                w->open[i] = false;
        }
}

static void end_all(struct writers *w)
{
        for (int i = 0; i < WRITERS; i++) {
                if (w->open[i])
                        sql_run(w->pg[i], "commit");
        }
        while (w->prepareds > 0)
                end_prepared(w, true);
        for (int i = 0; i < WRITERS; i++)
                pg_close(w->pg[i]);
}

/* The ids of the rows that were committed, in order; and how far the topic has them, each for the first time in this order. */
struct committed {
        int64_t id[ROWS_MOST];
        int n, seen, repeated;
};

static void follow_order(void *context, const struct event *v)
{
        struct committed *c = context;
        if (v->dossier_id.len < 2 || memcmp(v->dossier_id.at, "K-", 2) != 0)
                return;
        if (c->seen > 0 && v->sequence <= c->id[c->seen - 1]) {
                c->repeated++;
                return;
        }
        assert_true(c->seen < c->n);
        assert_int_equal(v->sequence, c->id[c->seen++]);
}

static void check_topic(int64_t from)
{
        struct committed *c = calloc(1, sizeof(*c));
        struct pg_result *r;
        struct err e;
        DONE(pg_run(pg, "select id from written order by id", NULL, 0, &r, &e));
        c->n = pg_rows(r);
        assert_in_range(c->n, KILLS * 20, ROWS_MOST);
        for (int i = 0; i < c->n; i++)
                c->id[i] = pg_get_int(r, i, 0);
        pg_free(r);
        each_event(from, follow_order, c);
        assert_int_equal(c->seen, c->n);
        assert_true(c->repeated > 0);
        print_message("%d rows, %d events repeated\n", c->n, c->repeated);
        free(c);
}

/* Killed when Kafka has rows of which the source's database does not know it: they are sent once more. */
static void kill_before_the_position_moves(struct writers *w)
{
        struct child c;
        const int64_t from = end_of_topic();
        sql_run(pg, "begin; select from hentra_outbox.position for update");
        child_start(&c, &world, "outbox", "--source", "igate", NULL);
        UNTIL(end_of_topic() > from, step(w));
        child_signal(&c, SIGKILL);
        assert_int_equal(child_wait(&c), 128 + SIGKILL);
        child_close(&c);
        /* Its session waits for the lock, and would do its work yet. */
        static const char sessions[] = "select count(pg_terminate_backend(pid)) from pg_stat_activity where "
                                       "application_name = 'hentra outbox' and datname = current_database()";
        EVENTUALLY(sql_number(w->pg[0], sessions) == 0);
        sql_run(pg, "rollback");
}

static void killed_again_and_again_it_misses_and_reorders_nothing(void **state)
{
        (void)state;
        struct writers w = {.seed = 20220131};
        struct child c;
        const int64_t from = end_of_topic();
        sql_run(pg, "create table written (id bigint primary key, dossier_id text)");
        for (int i = 0; i < WRITERS; i++)
                w.pg[i] = world_connect(&world, "writer");
        for (int kill_number = 0; kill_number < KILLS; kill_number++) {
                const int64_t position = sql_number(pg, "select id from hentra_outbox.position");
                child_start(&c, &world, "outbox", "--source", "igate", NULL);
                UNTIL(sql_number(pg, "select id from hentra_outbox.position") > position, step(&w));
                for (unsigned i = draw(&w, STEPS_AFTER); i > 0; i--)
                        step(&w);
                child_signal(&c, SIGKILL);
                assert_int_equal(child_wait(&c), 128 + SIGKILL);
                child_close(&c);
        }
        kill_before_the_position_moves(&w);
        end_all(&w);
        send_once(0);
        assert_sql(pg, "0", "select count(*) from hentra_outbox.outbox");
        check_topic(from);
        assert_exit(0, &c, &world, "load", "--until-end");
        child_close(&c);
        assert_sql(pg, "0|0",
                   "select (select count(*) from written w where not exists (select from "
                   "hentra.dossier_statement s where s.dossier_id = w.dossier_id and s.sequence = w.id)), "
                   "(select count(*) from hentra.dossier_statement where dossier_id like 'K-%') - "
                   "(select count(*) from written)");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(it_names_whom_it_waits_for_and_others_hold_nothing_up),
                cmocka_unit_test(it_goes_on_when_its_session_was_ended),
                cmocka_unit_test(once_leaves_what_it_may_not_wait_for),
                cmocka_unit_test(killed_again_and_again_it_misses_and_reorders_nothing),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

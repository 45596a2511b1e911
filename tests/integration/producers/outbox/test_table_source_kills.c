/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_source_kills.c - writers that commit in any order, and a program that is killed.
 */
#include "tests/support/table_world.h"
#include <signal.h>

static int open_world(void **unused)
{
        (void)unused;
        table_world_open("table_kills");
        return 0;
}

enum { WRITERS = 8, KILLS = 6, STEPS_AFTER = 60, DOSSIERS = 40 };

struct writers {
        struct pg *pg[WRITERS];
        int dossier[WRITERS]; /* whose row the open transaction has changed; -1: none is open */
        uint64_t seed;
        int day;
};

static unsigned draw(struct writers *w, unsigned below)
{
        w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(w->seed >> 33) % below;
}

/* One step of one of them, so that a seed repeats a history. Two never wait for each other's row. */
static void step(struct writers *w)
{
        char sql[300];
        const unsigned i = draw(w, WRITERS);
        if (w->dossier[i] >= 0) {
                sql_run(w->pg[i], draw(w, 5) ? "commit" : "rollback");
                w->dossier[i] = -1;
                return;
        }
        const int dossier = (int)draw(w, DOSSIERS);
        for (int k = 0; k < WRITERS; k++) {
                if (w->dossier[k] == dossier)
                        return;
        }
        snprintf(sql, sizeof(sql),
                 "begin; update public.kien_nghi set ngay_gui = '2022-01-01'::date + %d, cap_nhat = now() "
                 "where ma = "
                 "'K-%d'",
                 ++w->day % 300, dossier);
        sql_run(w->pg[i], sql);
        w->dossier[i] = dossier;
}

struct last {
        int32_t day[DOSSIERS];
        micros stated_at[DOSSIERS];
};

static void keep_last(void *context, const struct event *v)
{
        struct last *l = context;
        if (v->dossier_id.len < 3 || memcmp(v->dossier_id.at, "K-", 2) != 0)
                return;
        const int i = atoi(v->dossier_id.at + 2);
        if (v->stated_at < l->stated_at[i])
                return;
        l->stated_at[i] = v->stated_at;
        l->day[i] = (int32_t)((v->occurrence[0].occurred_at + 7 * 3600 * MICROS_PER_SECOND) / MICROS_PER_DAY);
}

static void killed_again_and_again_it_misses_nothing(void **unused)
{
        (void)unused;
        struct writers w = {.seed = 20220131};
        struct child c;
        struct last last = {0};
        const int64_t from = end_of_topic();
        sql_run(pg, "insert into public.kien_nghi (ma, don_vi, ngay_gui) select 'K-' || n, 'H01', "
                    "'2022-01-01' from "
                    "generate_series(0, 39) n");
        for (int i = 0; i < WRITERS; i++) {
                w.pg[i] = world_connect(&world, "writer");
                w.dossier[i] = -1;
        }
        for (int kill_number = 0; kill_number < KILLS; kill_number++) {
                const int64_t before = end_of_topic();
                child_start(&c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi",
                            "--changed", "cap_nhat", "--state", state, "--set", "table.every=100ms", "--set",
                            "table.overlap=0ms", NULL);
                UNTIL(end_of_topic() > before, step(&w));
                for (unsigned i = draw(&w, STEPS_AFTER); i > 0; i--)
                        step(&w);
                child_signal(&c, SIGKILL);
                assert_int_equal(child_wait(&c), 128 + SIGKILL);
                child_close(&c);
        }
        for (int i = 0; i < WRITERS; i++) {
                if (w.dossier[i] >= 0)
                        sql_run(w.pg[i], "commit");
                pg_close(w.pg[i]);
        }
        look_once();
        each_event(from, keep_last, &last);
        for (int i = 0; i < DOSSIERS; i++) {
                char sql[200];
                snprintf(sql, sizeof(sql),
                         "select (ngay_gui at time zone 'UTC')::date - '1970-01-01'::date from "
                         "public.kien_nghi "
                         "where ma "
                         "= 'K-%d'",
                         i);
                assert_int_equal(last.day[i], sql_number(pg, sql));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(killed_again_and_again_it_misses_nothing),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_all);
}

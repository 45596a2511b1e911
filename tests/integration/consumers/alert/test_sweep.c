/* SPDX-License-Identifier: Apache-2.0
 *
 * test_sweep.c - looks at what changed give the alerts that hold, and a sweep finds what nobody told of: over
 * random changes of dossiers, agencies and rules, beside the windows applied to every dossier one by one.
 */
#include "tests/support/looking.h"

#include "consumers/alert/agenda.h"
#include "consumers/alert/heard.h"

enum { DOSSIERS = 1200, ROUNDS = 12, CHANGES = 60, SEED = 15 };

/* ---- the alerts that hold, by the specification ---- */

static bool rule_is_for(const struct pg_result *r, int row, int32_t rule_id)
{
        /* Rule 6 is for agency 2 alone. */
        return rule_id != 6 || pg_get_int(r, row, 2) == 2;
}

static int by_text(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One line for each alert, in order. */
static char *lines_of(char **line, size_t n)
{
        struct bytes all = {0};
        qsort(line, n, sizeof(*line), by_text);
        for (size_t i = 0; i < n; i++) {
                bytes_add(&all, line[i], strlen(line[i]));
                bytes_add(&all, "\n", 1);
                free(line[i]);
        }
        bytes_add(&all, "", 1);
        free(line);
        return (char *)all.at;
}

static char *that_hold(micros as_of)
{
        struct pg_result *r;
        struct err e;
        size_t n = 0, room = 0;
        char **line = NULL;
        DONE(pg_run(one.pg,
                    "select dossier_id, due_at, agency_id from hentra.dossier "
                    "where hentra.dossier_runs(received_at, ended_by, paused_at) and due_at is not null",
                    NULL, 0, &r, &e));
        for (int row = 0; row < pg_rows(r); row++) {
                const micros due = pg_get_instant(r, row, 1);
                const struct text id = pg_get_text(r, row, 0);
                for (size_t i = 0; i < one.rules.n; i++) {
                        const struct alert_rule *rule = &one.rules.of[i];
                        for (int step = 0; step < rule->steps; step++) {
                                struct alert_window w;
                                alert_step_window(one.calendar, rule, step, as_of, &w);
                                if (due <= w.above || due > w.until || !rule_is_for(r, row, rule->rule_id))
                                        continue;
                                if (n == room)
                                        line = need_realloc(line, (room = 2 * room + 64) * sizeof(*line));
                                char text[100];
                                snprintf(text, sizeof(text), "%.*s %d.%d %lld %lld", (int)id.len, id.at,
                                         rule->rule_id, step + 1, (long long)due,
                                         (long long)pg_get_int(r, row, 2));
                                line[n++] = need_strdup(text);
                        }
                }
        }
        pg_free(r);
        return lines_of(line, n);
}

static char *that_stand(void)
{
        struct pg_result *r;
        struct err e;
        DONE(pg_run(one.pg,
                    "select a.dossier_id || ' ' || a.rule_id || '.' || a.step || ' ' || "
                    "(extract(epoch from a.due_at) * 1000000)::bigint || ' ' || t.agency_id "
                    "from hentra.alert a join hentra.alert_transition t using (alert_id, transition) "
                    "where a.transition % 2 = 1 and a.recipient_id = t.recipient_id",
                    NULL, 0, &r, &e));
        const size_t n = (size_t)pg_rows(r);
        char **line = need_alloc((n + 1) * sizeof(*line));
        for (size_t i = 0; i < n; i++) {
                const struct text t = pg_get_text(r, (int)i, 0);
                line[i] = need_alloc(t.len + 1);
                memcpy(line[i], t.at, t.len);
        }
        pg_free(r);
        return lines_of(line, n);
}

static void assert_right(const char *after)
{
        char *hold = that_hold(one.last.as_of), *stand = that_stand();
        if (strcmp(hold, stand) != 0)
                fail_msg("after %s hold:\n%s\nbut stand:\n%s", after, hold, stand);
        free(hold);
        free(stand);
}

/* ---- random changes ---- */

static void put_many(void)
{
        char sql[700];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                 "service, "
                 "agency_id, procedure_id, first_observed_at, received_at, due_at, day_class, instant_class) "
                 "select 'D' || n, '', 0, 2, 0, 1, 0, 1 + n %% 3, 0, '2022-03-01', '2022-03-01', "
                 "'2022-03-08 10:00+07'::timestamptz + n * interval '17 minutes', 0, 0 "
                 "from generate_series(1, %d) n",
                 DOSSIERS);
        sql_run(one.pg, sql);
}

/* A change of one dossier at an instant, as loaders write them. */
static int change_one(micros now)
{
        static const char *const what[] = {
                "ended_by = 9, ended_at = '2022-03-09'",
                "ended_by = null, ended_at = null",
                "paused_at = '2022-03-09', status = 5",
                "paused_at = null, status = 4",
                "agency_id = 1 + (agency_id + 1) % 3",
                "received_at = null",
                "received_at = '2022-03-01'",
                "due_at = null",
        };
        char id[16], text[200];
        const int n = 1 + (int)(random() % DOSSIERS), kind = (int)(random() % 12);
        snprintf(id, sizeof(id), "D%d", n);
        if (kind < 8) {
                change(id, what[kind]);
        } else { /* another due date, near the present */
                char due[32];
                moment_format(now + (random() % 4001 - 2000) * MICROS_PER_MINUTE * 4, due);
                snprintf(text, sizeof(text), "due_at = '%s'", due);
                change(id, text);
        }
        return n;
}

static void change_rules(micros now)
{
        static const char *const what[] = {
                "update hentra.alert_rule set enabled = not enabled where rule_id = 3",
                "update hentra.alert_rule set offsets = '{-960,-60}' where rule_id = 1",
                "update hentra.alert_rule set offsets = '{-480}' where rule_id = 1",
                "update hentra.alert_rule set agency_id = 2 where name = 'one agency'",
        };
        struct err e;
        sql_run(one.pg, what[random() % 4]);
        DONE(alert_rules_read(&one.rules, one.pg, now, &e));
}

static void looks_and_sweeps_give_what_holds(void **state)
{
        const struct look_inputs in = inputs_of(&one);
        micros now = at("2022-03-08 09:00");
        (void)state;
        srandom(SEED);
        sql_run(one.pg,
                "insert into hentra.alert_rule (name, kind, offsets, agency_id) values ('one agency', 3, "
                "'{60,600}', 2); update hentra.alert_rule set start_mark = '2022-03-07 07:00+07'");
        change_rules(now);
        put_many();
        for (int round = 0; round < ROUNDS; round++) {
                struct bytes ids = {0};
                now += random() % 600 * MICROS_PER_MINUTE;
                one.clock.origin = now;
                /* Everything that changes is named: a look is enough. */
                for (int i = 0; i < CHANGES; i++) {
                        char id[16];
                        snprintf(id, sizeof(id), "%sD%d", i ? "\n" : "", change_one(now));
                        bytes_add(&ids, id, strlen(id));
                }
                look_more(&one, &in, (struct text){(const char *)ids.at, ids.len});
                if (round > 0)
                        assert_right("a look");
                bytes_free(&ids);
                /* Nothing is named. */
                for (int i = 0; i < CHANGES; i++)
                        change_one(now);
                if (round % 3 == 2)
                        change_rules(now);
                look_at_everything(&one, &in);
                assert_right("a sweep");
        }
        assert_in_range(sql_number(one.pg, "select count(*) from hentra.alert_open"), 100, 3 * DOSSIERS);
}

/* Dossiers whose alerts are right are not named, also where due dates are the same. */
static void a_sweep_names_only_what_is_amiss(void **state)
{
        const struct look_inputs in = inputs_of(&one);
        struct sweep s = {0};
        struct err e;
        int portions = 0;
        (void)state;
        put_many();
        sql_run(one.pg,
                "update hentra.dossier set due_at = '2022-03-10 17:00+07' where due_at > '2022-03-10'");
        look_at_ids(&one, "2022-03-11 09:00", "", true);
        change("D7", "ended_by = 9, ended_at = '2022-03-09'");
        for (sweep_begin(&s); s.under_way; portions++)
                DONE(sweep_portion(&s, &in, one.last.as_of, true, &e));
        assert_int_equal(s.named, 1);
        assert_true(text_equal(sweep_next(&s), TEXT("D7")));
        assert_false(sweep_has_next(&s));
        assert_in_range(portions, 2, 20);
        /* Those that looks do not raise now are not named. */
        put("NEW", "2022-03-09 17:00");
        for (sweep_begin(&s); s.under_way;)
                DONE(sweep_portion(&s, &in, one.last.as_of, false, &e));
        assert_true(text_equal(sweep_next(&s), TEXT("D7")));
        assert_false(sweep_has_next(&s));
        sweep_free(&s);
}

/* A loader that ended between its commit and its notice. */
static void a_notice_that_was_lost(void **state)
{
        const struct look_inputs in = inputs_of(&one);
        struct heard h = {0};
        struct agenda a;
        struct err e;
        bool lost;
        (void)state;
        sql_run(one.pg,
                "insert into hentra.position (topic, partition, next_offset, epoch, rule_version) values "
                "('other', 0, 5, 1, 5)");
        agenda_open(&a);
        one.clock.origin = at("2022-03-10 09:00");
        DONE(heard_begin(&h, one.pg, &e));
        DONE(agenda_look(&a, &in, &e));
        DONE(heard_ask(&h, one.pg, &lost, &e));
        assert_false(lost);
        assert_int_equal(h.judge_at, 0);
        put("LOST", "2022-03-09 17:00");
        sql_run(one.pg, "update hentra.position set next_offset = 6");
        DONE(heard_ask(&h, one.pg, &lost, &e));
        assert_false(lost);
        assert_true(h.judge_at > steady_now());
        assert_false(heard_judge(&h));
        agenda_change_all(&a, false);
        UNTIL(sql_number(one.pg, "select count(*) from hentra.alert_open where dossier_id = 'LOST'") > 0, {
                if (agenda_look_is_due(&a, one.clock.origin))
                        DONE(agenda_look(&a, &in, &e));
                else if (agenda_sweep_is_due(&a))
                        DONE(agenda_sweep(&a, &in, &e));
        });
        /* Set back, as by a restore. */
        sql_run(one.pg, "update hentra.position set next_offset = 3");
        DONE(heard_ask(&h, one.pg, &lost, &e));
        assert_true(lost);
        DONE(heard_ask(&h, one.pg, &lost, &e));
        assert_false(lost);
        heard_free(&h);
        agenda_free(&a);
}

/* The level of an agency by the catalogue, and by the claims of events. */
static void another_level_is_told_of(void **state)
{
        struct pg *listener = world_connect(&world, "listener");
        struct pg_notification n;
        struct err e;
        bool any = false;
        (void)state;
        DONE(pg_listen(listener, "hentra_dossier", &e));
        sql_run(one.pg, "update hentra.agency_version set level = 2 where agency_id = 1");
        EVENTUALLY(pg_next_notification(listener, &n, &any, &e) == OK && any);
        assert_string_equal(n.payload, "");
        sql_run(one.pg, "insert into hentra.agency_level_claim values (1, 3, '2022-03-01', 0)");
        EVENTUALLY(pg_next_notification(listener, &n, &any, &e) == OK && any);
        sql_run(one.pg, "update hentra.agency_level_claim set stated_at = '2022-03-02'");
        sql_run(one.pg, "update hentra.agency_level_claim set level = 2");
        EVENTUALLY(pg_next_notification(listener, &n, &any, &e) == OK && any);
        DONE(pg_next_notification(listener, &n, &any, &e));
        assert_false(any);
        pg_close(listener);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(looks_and_sweeps_give_what_holds),
                EACH(a_sweep_names_only_what_is_amiss),
                EACH(a_notice_that_was_lost),
                EACH(another_level_is_told_of),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

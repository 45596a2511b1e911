/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_series.c - the measures over time, at an instant in the middle of a day whose rest the warehouse has
 * already: nothing later counts. Reckoned a second time from the lives of random dossiers.
 */
#include "consumers/warehouse/dossier_row.h"
#include "core/lib/json.h"
#include "generated/embedded.h"
#include "tests/support/said_row.h"
#include "tests/support/visiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOSSIERS = 500 };
static struct timeline lives[DOSSIERS];
static const char origin[] = "2022-01-06 13:30";
static micros now;

static void put_dossiers(void)
{
        struct bytes rows = {0};
        struct child repair;
        struct err e;
        int64_t copied;
        seed = 20221130;
        for (int i = 0; i < DOSSIERS; i++) {
                some_dossier();
                for (int k = 0; k < said_n; k++) {
                        said[k].agency = 1 + said[k].agency % 2;
                        said[k].case_kind = said[k].case_kind == TASK ? DOSSIER : said[k].case_kind;
                        said[k].content = content_of(&said[k]);
                }
                said_row(&rows, i, &lives[i]);
        }
        DONE(pg_copy_in(visit.pg, SQL_load_dossier_copy, &rows, &copied, &e));
        bytes_free(&rows);
        assert_exit(0, &repair, &visit.world, "verify", "--no-kafka", "--repair");
        child_close(&repair);
}

static int open_world(void **state)
{
        char settings[200], since[32];
        struct err e;
        bool date_only;
        if (open_zone(state) != 0)
                return -1;
        DONE(moment_parse(zone, text_of(origin), &now, &date_only, &e));
        /* A clock that stands: a second a year. */
        snprintf(settings, sizeof(settings), "dashboard.fresh=0s\nclock.origin=%s\nclock.since=%s\n", origin,
                 moment_format(moment_now(), since));
        visiting_open("dashboard_series", settings);
        visiting_role("hentra_series_an", "an", "in role hentra_analyst");
        sql_run(visit.pg,
                "insert into hentra.procedure (code) select generate_series(1, 3); insert into "
                "hentra.field (code) select generate_series(1, 3); insert into hentra.source (code) "
                "select generate_series(1, 2)");
        put_dossiers();
        visiting_start();
        return 0;
}

static int close_world(void **state)
{
        close_zone(state);
        return visiting_close();
}

struct share {
        int64_t numerator, denominator;
};

/* What happened from a local day on, up to another one, and not later than now. */
static struct share expected(const char *measure, const char *first, const char *last)
{
        struct share s = {0};
        char day[16];
        for (const struct timeline *life = lives; life < lives + DOSSIERS; life++) {
                const bool online = !strcmp(measure, "online");
                const micros ended = life->ended_at < life->received_at ? life->received_at : life->ended_at,
                             at = online ? life->received_at : ended;
                if (life->case_kind != DOSSIER || life->received_at == NO_TIME || at == NO_TIME || at > now)
                        continue;
                day_format(zone_day(zone, at), day);
                if (strcmp(day, first) < 0 || strcmp(day, last) > 0)
                        continue;
                if (online) {
                        s.denominator++;
                        s.numerator += life->channel == ONLINE;
                } else if ((life->ended_by == RESOLVED || life->ended_by == RETURNED) &&
                           life->due_at != NO_TIME) {
                        s.denominator++;
                        s.numerator += zone_day(zone, life->ended_at) <= zone_day(zone, life->due_at);
                }
        }
        return s;
}

static void assert_series(const struct session *s, const char *grain, const char *measure)
{
        char path[120], first[16], last[16];
        struct share all = {0};
        struct json_node *root;
        struct err e;
        snprintf(path, sizeof(path), "/api/series?grain=%s&measure=%s&from=2021-12-01", grain, measure);
        struct asked a = visiting_ask("GET", path, s->head, "");
        if (a.status != 200)
                fail_msg("%s\n%s", a.body, child_err(&visit.dashboard));
        DONE(json_read(&root, text_of(a.body), &e));
        const struct json_node *points = json_member(root, "points");
        assert_true(json_items(points) > 0);
        for (size_t i = 0; i < json_items(points); i++) {
                const struct json_node *p = json_item(points, i);
                struct text day;
                struct share got;
                assert_true(json_text_of(json_member(p, "first"), &day));
                snprintf(first, sizeof(first), "%.*s", (int)day.len, day.at);
                assert_true(json_text_of(json_member(p, "last"), &day));
                snprintf(last, sizeof(last), "%.*s", (int)day.len, day.at);
                assert_true(json_int_of(json_member(p, "numerator"), &got.numerator));
                assert_true(json_int_of(json_member(p, "denominator"), &got.denominator));
                const struct share want = expected(measure, first, last);
                if (want.numerator != got.numerator || want.denominator != got.denominator)
                        fail_msg("%s %s from %s to %s: %lld / %lld, and not %lld / %lld", grain, measure,
                                 first, last, (long long)got.numerator, (long long)got.denominator,
                                 (long long)want.numerator, (long long)want.denominator);
                all.numerator += got.numerator;
                all.denominator += got.denominator;
        }
        const struct share want = expected(measure, "2021-12-01", "2099-01-01");
        assert_int_equal(want.denominator, all.denominator);
        json_close(root);
        asked_end(&a);
}

static void nothing_later_than_now_counts(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_login("hentra_series_an", "an", &s), 200);
        /* The test is of use: something happens later today, and later in this half month. */
        const micros then = now;
        const struct share whole = (now += 12 * HOUR, expected("online", "2022-01-06", "2022-01-06"));
        now = then;
        assert_true(expected("online", "2022-01-06", "2022-01-06").denominator < whole.denominator);
        assert_true(whole.denominator > 0);
        static const char *const grains[] = {"day", "half_month", "month"};
        for (int g = 0; g < 3; g++) {
                assert_series(&s, grains[g], "ontime");
                assert_series(&s, grains[g], "online");
        }
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_later_than_now_counts)};
        return cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_today.c - a period that is not over: no flow of a later day counts, in the command and in the
 * views.
 */
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/dossier_said.h"
#include "tests/support/figures.h"

enum { DOSSIERS = 81 };

static struct scratch world;
static struct timeline lives[DOSSIERS];
static micros now;

/* One due on each of the forty days before today and after it, at an hour like now; every seventh waits,
 * every ninth has ended. */
static void make_dossier(int i, struct bytes *rows)
{
        char id[32];
        const micros received = now - 60 * DAY, due = now + (i - DOSSIERS / 2) * DAY + (i % 3 - 1) * HOUR / 2;
        begin();
        SAY(RECEIVED, received, .due_at = due, .agency = 1 + i % 2, .procedure = 1 + i / 2 % 2,
            .channel = 1 + i % 3, .source = 1);
        if (i % 7 == 3)
                SAY(SUPPLEMENT_REQUESTED, now - 30 * DAY, .agency = 1 + i % 2, .source = 1);
        if (i % 9 == 4)
                SAY(RESOLVED, now - 2 * DAY, .agency = 1 + i % 2, .source = 1);
        timeline_derive(&h, rule_of(RULE_FORM06), zone, &lives[i]);
        snprintf(id, sizeof(id), "D-%04d", i);
        dossier_row_copy(rows, COLS_load_dossier_copy, text_of(id), &h, &lives[i], zone);
}

static int make_world(void **state)
{
        struct bytes rows = {0};
        if (open_zone(state) != 0)
                return -1;
        now = moment_now();
        scratch_open(&world);
        scratch_setup(&world);
        scratch_script(world.pg,
                       "insert into hentra.agency (code) values ('A'), ('B');"
                       "insert into hentra.procedure (code) values ('1.000001'), ('1.000002');"
                       "insert into hentra.field (code) values ('F1'), ('F2');"
                       "insert into hentra.source (code) values ('S');"
                       "insert into hentra.agency_level_claim values (1, 1, now(), 0), (2, 3, now(), 0);"
                       "insert into hentra.procedure_field_claim values (1, 1, now(), 0), (2, 2, now(), 0)");
        for (int i = 0; i < DOSSIERS; i++)
                make_dossier(i, &rows);
        dossier_rows_put(&world, &rows);
        return 0;
}

static int drop_world(void **state)
{
        scratch_close(&world);
        close_zone(state);
        return 0;
}

/* "in_process=… overdue=… …" as the rules have it now. */
static void expect_now(bool by_instant, char *out, size_t size)
{
        int in_process = 0, overdue = 0, paused = 0;
        for (int d = 0; d < DOSSIERS; d++) {
                struct state s;
                state_at(&lives[d], zone, now, &s);
                in_process += !s.ended;
                overdue += by_instant ? s.overdue_instant : s.overdue_day;
                paused += s.paused;
        }
        snprintf(out, size, "received=%d in_process=%d paused=%d overdue=%d broken=-", DOSSIERS, in_process,
                 paused, overdue);
}

/* Every pair holds in the line of csv that `place` lies in. */
static void assert_row(const char *csv, const char *place, const char *pairs)
{
        char name[64], value[128], found[128];
        int used;
        while (place > csv && place[-1] != '\n')
                place--;
        for (; sscanf(pairs, " %63[^= ]=%127[^ ]%n", name, value, &used) == 2; pairs += used)
                assert_string_equal(csv_nth(place, csv_column(csv, name), found, sizeof(found)),
                                    strcmp(value, "-") ? value : "");
}

static void assert_period(const char *period, const char *last_day)
{
        static const char *const class_of[] = {"day", "instant"}, *const view_of[] = {"form06",
                                                                                      "form06_instant"};
        char want[256], today[16], ends[128], lines[4096], pairs[2048];
        for (int instant = 0; instant < 2; instant++) {
                char *csv = REPORT(&world, "form06", "--period", period, "--class", class_of[instant]);
                expect_now(instant, want, sizeof(want));
                assert_figures(csv, "level", "", strchr(want, ' ') + 1); /* some began after the receptions */
                snprintf(ends, sizeof(ends), "period=%s last_day=%s counted_to=%s", period, last_day,
                         day_format(zone_day(zone, now), today));
                assert_figures(csv, "level", "", ends);
                assert_view(&world, csv, view_of[instant], period);
                free(csv);
                /* One level of agency A, one field of procedure 1.000001: each row of both is one of the
                 * report. */
                csv = REPORT(&world, "form06", "--period", period, "--by", "field,agency", "--class",
                             class_of[instant]);
                for (int f = 0; f < 2; f++) {
                        char *line = strstr(csv, f ? "\"F2\",,\"A\"" : "\"F1\",,\"A\"");
                        assert_non_null(line);
                        view_figures(&world, view_of[instant], period, f ? "F2" : "F1", lines, sizeof(lines));
                        assert_non_null(view_level(lines, "PROVINCE", pairs, sizeof(pairs)));
                        assert_row(csv, line, pairs);
                }
                free(csv);
        }
}

static void test_what_lies_ahead_is_not_overdue(void **state)
{
        struct pg_result *r;
        struct err e;
        (void)state;
        if (pg_run(world.pg,
                   "select period, last_day::text from hentra.period"
                   " where hentra.local_day(now()) between first_day and last_day",
                   NULL, 0, &r, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(pg_rows(r), 8);
        for (int i = 0; i < pg_rows(r); i++) {
                char period[32], last_day[16];
                snprintf(period, sizeof(period), "%.*s", (int)pg_get_text(r, i, 0).len,
                         pg_get_text(r, i, 0).at);
                snprintf(last_day, sizeof(last_day), "%.*s", (int)pg_get_text(r, i, 1).len,
                         pg_get_text(r, i, 1).at);
                assert_period(period, last_day);
        }
        pg_free(r);
}

static void test_no_end_lies_ahead(void **state)
{
        char want[256];
        (void)state;
        expect_now(false, want, sizeof(want));
        char *csv = REPORT(&world, "form06", "--from", "2020-01-01", "--to", "2099-12-31");
        assert_figures(csv, "level", "", want);
        assert_figures(csv, "level", "", "last_day=2099-12-31");
        free(csv);
        csv = REPORT(&world, "form06", "--from", "2020-01-01", "--to", "2099-12-31", "--by", "procedure");
        assert_figures(csv, "procedure", "", want);
        free(csv);
        csv = REPORT(&world, "form06", "--as-of", "2099-12-31 12:00");
        assert_figures(csv, "level", "", want);
        free(csv);
        expect_now(true, want, sizeof(want));
        csv = REPORT(&world, "form06", "--class", "instant");
        assert_figures(csv, "level", "", want);
        free(csv);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(scratch_run(&world, report_command, "report", "form06", "--from", "2020-01-01",
                                     "--to", "2099-12-31", NULL),
                         0);
        char *text = capture_end(&c);
        assert_non_null(strstr(text, "Period: 2020-01-01 - 2099-12-31\nCounted to: "));
        free(text);
}

/* Facts that a source dates in the future are kept and do not count; the view by field knows no days. */
static void test_what_is_dated_ahead_does_not_count(void **state)
{
        struct scratch *s = &world;
        char first[64], sql[512];
        (void)state;
        scratch_text(s->pg, "select 'CAL:' || extract(year from hentra.local_day(now()))", first,
                     sizeof(first));
        char *before = REPORT(s, "form06", "--period", first);
        snprintf(sql, sizeof(sql),
                 "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, "
                 "resolved_late,"
                 " resolved_late_instant, transferred_out) select hentra.local_day(now()) + n, 1, 2, 0, 1, "
                 "3, 1, 1, 5"
                 " from generate_series(1, 40, 3) n on conflict (day, agency_id, channel, case_kind, shard) "
                 "do update"
                 " set received = hentra.flow_day.received + 3");
        scratch_script(s->pg, sql);
        char *after = REPORT(s, "form06", "--period", first);
        assert_string_equal(before, after);
        assert_view(s, after, "form06", first);
        char *rate = REPORT(s, "online-rate", "--period", first);
        assert_figures(rate, "level", "", "received=81");
        assert_sql(s->pg,
                   "select max(received) || ' ' || count(*) filter (where first_day > "
                   "hentra.local_day(now())) from"
                   " hentra.online_rate where level is null",
                   "81 0");
        free(rate);
        free(before);
        free(after);
}

static void test_today_is_that_of_the_clock(void **state)
{
        char origin[64], since[64], at[32];
        (void)state;
        const micros then = now - 20 * DAY;
        snprintf(origin, sizeof(origin), "clock.origin=%s", moment_format(then, at));
        snprintf(since, sizeof(since), "clock.since=%s", moment_format(moment_now(), at));
        char *csv = REPORT(&world, "form06", "--from", "2020-01-01", "--set", origin, "--set", since);
        int in_process = 0, overdue = 0;
        char want[128], day[16];
        for (int d = 0; d < DOSSIERS; d++) {
                struct state s;
                state_at(&lives[d], zone, then, &s);
                in_process += !s.ended;
                overdue += s.overdue_day;
        }
        snprintf(want, sizeof(want), "counted_to=%s in_process=%d overdue=%d",
                 day_format(zone_day(zone, then), day), in_process, overdue);
        assert_figures(csv, "level", "", want);
        free(csv);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_what_lies_ahead_is_not_overdue),
                cmocka_unit_test(test_no_end_lies_ahead),
                cmocka_unit_test(test_today_is_that_of_the_clock),
                cmocka_unit_test(test_what_is_dated_ahead_does_not_count),
        };
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, make_world, drop_world);
}

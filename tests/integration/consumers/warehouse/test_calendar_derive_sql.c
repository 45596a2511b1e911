/* SPDX-License-Identifier: Apache-2.0
 *
 * test_calendar_derive_sql.c - working time in SQL: the functions against C, and the columns of a dossier.
 */
#include "consumers/setup/setup.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/warehouse.h"
#include "producers/simulate/rng.h"
#include "tests/support/scratch.h"

static void set_up(struct scratch *s, const char *zone)
{
        char set[96];
        snprintf(set, sizeof(set), "setup.zone=%s", zone);
        assert_int_equal(scratch_run(s, setup_command, "setup", "--no-topics", "--set", set, NULL), 0);
}

/* ---- SQL against C ---- */

enum { PAIRS = 20000 };

static struct zone *zone_of(struct scratch *s)
{
        struct warehouse w;
        struct err e;
        if (warehouse_open(&w, s->pg, &e) != OK)
                fail_msg("%s", e.text);
        return w.zone;
}

static micros some_instant(struct rng *r)
{
        const micros first = day_of_civil(2018, 12, 1) * MICROS_PER_DAY;
        const micros t = first + rng_below(r, 3000 * MICROS_PER_DAY);
        switch (rng_below(r, 4)) {
        case 0: /* an edge, or next to it */
                return t - floor_rest(t, 30 * MICROS_PER_MINUTE) + rng_between(r, -1, 1);
        case 1: /* anywhere, where there is no working time as well */
                return MOMENT_FIRST + rng_below(r, MOMENT_LIMIT - MOMENT_FIRST);
        default:
                return t;
        }
}

static void add_pair(struct bytes *rows, const struct calendar *c, struct rng *r)
{
        const micros a = some_instant(r), b = some_instant(r);
        const int64_t minutes = rng_chance(r, MILLION / 100) ? rng_between(r, -100000000, 100000000)
                                                             : rng_between(r, -50000, 50000);
        const micros ends = calendar_earliest(c, a, minutes * MICROS_PER_MINUTE);
        pg_row_begin(rows, 5);
        pg_row_instant(rows, a);
        pg_row_instant(rows, b);
        pg_row_int8(rows, floor_div(calendar_between(c, a, b), MICROS_PER_MINUTE));
        pg_row_int8(rows, minutes);
        pg_row_instant(rows, ends == END_OF_TIME ? NO_TIME : ends);
}

static void assert_sql_is_as_c(struct scratch *s, uint64_t seed)
{
        struct zone *zone = zone_of(s);
        struct bytes rows = {0};
        struct rng r = rng_of(seed, 0);
        struct calendar *c;
        struct err e;
        int64_t copied;
        int32_t version;
        if (calendar_read(&c, s->pg, zone, &version, &e) != OK)
                fail_msg("%s", e.text);
        for (int i = 0; i < PAIRS; i++)
                add_pair(&rows, c, &r);
        scratch_script(s->pg, "drop table if exists pair; create temporary table pair (a timestamptz,"
                              " b timestamptz, between_minutes bigint, minutes bigint, ends timestamptz)");
        if (pg_copy_in(s->pg, "copy pair from stdin (format binary)", &rows, &copied, &e) != OK)
                fail_msg("%s", e.text);
        assert_sql(s->pg,
                   "select string_agg(a || ' to ' || b || ': ' || between_minutes, '; ') from (select * from "
                   "pair"
                   " where hentra.working_minutes(a, b) is distinct from between_minutes limit 3) x",
                   "");
        assert_sql(s->pg,
                   "select string_agg(a || ' and ' || minutes || ': ' || coalesce(ends::text, 'never'), '; ')"
                   " from (select * from pair"
                   " where hentra.working_time_after(a, minutes) is distinct from ends limit 3) x",
                   "");
        assert_sql(s->pg, "select count(*) - count(ends) > 100 and count(ends) > 10000 from pair", "true");
        bytes_free(&rows);
        calendar_close(c);
        zone_close(zone);
}

/* Version 2, in which every Sunday is a make-up day: clocks change on Sundays. */
static void work_on_sundays(struct scratch *s, const char *hours)
{
        char sql[512];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.calendar_version (version, hours) values (2, '%s');"
                 "insert into hentra.calendar_exception (version, day, working, name)"
                 " select 2, d, true, 'Sunday' from generate_series('2000-01-02'::date, '2040-12-30', '7 "
                 "days') d",
                 hours);
        scratch_script(s->pg, sql);
}

static void test_sql_is_as_c(void **state)
{
        static const struct {
                const char *zone, *hours;
        } places[] = {
                {"Asia/Ho_Chi_Minh", NULL}, /* as it comes */
                {"Europe/Amsterdam", "00:30-02:30,02:45-05:00,08:00-24:00"},
                {"America/New_York", "01:30-17:00"},
                {"America/New_York",
                 "00:00-01:15,01:20-01:40,01:45-02:00,02:10-02:20,02:30-03:00,04:00-05:00,"
                 "06:00-07:00,23:00-24:00"},
                {"Australia/Lord_Howe", "00:00-24:00"},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
                struct scratch s;
                scratch_open(&s);
                set_up(&s, places[i].zone);
                if (places[i].hours) {
                        work_on_sundays(&s, places[i].hours);
                        set_up(&s, places[i].zone); /* sees that the days are those of another version */
                }
                assert_sql_is_as_c(&s, i);
                scratch_close(&s);
        }
}

static void test_null_and_infinite(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        assert_sql(s.pg, "select hentra.working_minutes(null, now())", "");
        assert_sql(s.pg, "select hentra.working_minutes(now(), null)", "");
        assert_sql(s.pg, "select hentra.working_time_after(null, 1)", "");
        assert_sql(s.pg, "select hentra.working_time_after(now(), null)", "");
        assert_sql(s.pg, "select hentra.working_time_after(now(), 9223372036854775807)", "");
        assert_sql(s.pg, "select hentra.working_time_after(now(), -9223372036854775808)", "");
        assert_sql(s.pg,
                   "select hentra.working_minutes('-infinity', 'infinity')"
                   " = hentra.working_minutes('1990-01-01', '2110-01-02')",
                   "true");
        scratch_close(&s);
}

/* ---- what a dossier's row says ---- */

static void add_dossier(struct scratch *s, const char *id, const char *received, const char *due,
                        const char *ended)
{
        char sql[1024];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                 "service, "
                 "agency_id, procedure_id, first_observed_at, received_at, due_at, ended_at, ended_by, "
                 "day_class, instant_class) select '%s', '{}', 0, 2, 0, 1, 0, 1, procedure_id, now(), %s, "
                 "%s, %s,"
                 " case when %s is not null then 9 end, 0, 0 from hentra.procedure",
                 id, received, due, ended, ended);
        scratch_script(s->pg, sql);
}

static void test_dossier_detail(void **state)
{
        static const char row[] =
                "select string_agg(dossier_id || ' ' || coalesce(handling_minutes::text, '-') || ' ' ||"
                " coalesce(to_char(computed_due_at at time zone 'Asia/Ho_Chi_Minh', 'MM-DD HH24:MI'), '-'), "
                "', ' "
                "order by dossier_id) from hentra.dossier_detail";
        struct scratch s;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        /* Five working days until 7 February 2022, three since. */
        scratch_script(
                s.pg,
                "insert into hentra.procedure (code) values ('1.001');"
                "insert into hentra.procedure_version (procedure_id, valid_from, valid_to, name, "
                "statutory_minutes)"
                " select procedure_id, v.valid_from, v.valid_to, 'x', v.minutes from hentra.procedure,"
                " (values (date '-infinity', date '2022-02-08', 2400), ('2022-02-08', 'infinity', 1440))"
                " as v (valid_from, valid_to, minutes)");
        add_dossier(&s, "A", "'2022-01-28 16:00+7'", "null", "null");
        add_dossier(&s, "B", "'2022-02-08 07:00+7'", "null", "'2022-02-08 11:00:59+7'");
        add_dossier(&s, "C", "'2022-01-28 16:00+7'", "'2022-02-09 17:00+7'", "'2022-02-07 08:30+7'");
        add_dossier(&s, "D", "'2022-01-28 16:00+7'", "'2022-02-09 17:00+7'", "'2022-01-28 15:59:30+7'");
        add_dossier(&s, "E", "null", "null", "null");
        assert_sql(s.pg, row, "A - 02-11 16:00, B 240 02-10 17:00, C 150 -, D -1 -, E - -");
        scratch_script(s.pg, "update hentra.procedure_version set statutory_minutes = null");
        assert_sql(s.pg, row, "A - -, B 240 -, C 150 -, D -1 -, E - -");
        scratch_close(&s);
}

static void test_a_year_that_nobody_imported_is_marked(void **state)
{
        static const char row[] =
                "select string_agg(dossier_id || ' ' || coalesce(working_time_known::text, '-'), ', ' "
                "order by dossier_id) from hentra.dossier_detail";
        struct scratch s;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        scratch_script(s.pg, "insert into hentra.procedure (code) values ('1.001'); "
                             "insert into hentra.procedure_version (procedure_id, name, statutory_minutes) "
                             "select procedure_id, 'x', 4800 from hentra.procedure");
        add_dossier(&s, "A", "'2026-12-01 08:00+7'", "null", "null"); /* ten working days: in December */
        add_dossier(&s, "B", "'2026-12-25 08:00+7'", "null", "null");
        add_dossier(&s, "C", "'2026-12-25 08:00+7'", "'2027-02-01 17:00+7'", "'2026-12-31 23:59+7'");
        add_dossier(&s, "D", "'2026-12-25 08:00+7'", "'2027-02-01 17:00+7'", "'2027-01-01 00:00+7'");
        add_dossier(&s, "E", "'2026-12-25 08:00+7'", "'2027-02-01 17:00+7'", "null");
        add_dossier(&s, "F", "'2019-01-02 08:00+7'", "'2019-02-01 17:00+7'", "'2018-12-31 08:00+7'");
        assert_sql(s.pg, row, "A true, B false, C true, D false, E -, F false");
        assert_sql(s.pg, "select hentra.working_time_known('2019-01-01+7', '2026-12-31+7')", "true");
        assert_sql(s.pg, "select hentra.working_time_known('2020-01-01', 'infinity')", "false");
        scratch_script(s.pg, "insert into hentra.calendar_exception (version, day, working, name) select "
                             "max(version), '2027-01-01', false, 'new year' from hentra.calendar_version");
        assert_sql(s.pg, row, "A true, B true, C true, D true, E -, F false");
        scratch_close(&s);
}

/* Queries of other columns do not pay: their plans do not read the calendar. */
static void test_other_columns_are_free(void **state)
{
        static const char reads_calendar[] =
                "explain (costs off) select %s from hentra.dossier_detail where agency = 'A'";
        struct scratch s;
        struct pg_result *r;
        struct err e;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        static const char *const columns[] = {"dossier_id, received_at, due_at, ended_at, day_class",
                                              "handling_minutes"};
        for (int i = 0; i < 2; i++) {
                char sql[256];
                bool reads = false;
                snprintf(sql, sizeof(sql), reads_calendar, columns[i]);
                assert_int_equal(pg_run(s.pg, sql, NULL, 0, &r, &e), OK);
                for (int row = 0; row < pg_rows(r); row++) {
                        const struct text line = pg_get_text(r, row, 0);
                        reads |= memmem(line.at, line.len, "calendar_span", 13) != NULL;
                }
                pg_free(r);
                assert_int_equal(reads, i == 1);
        }
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_sql_is_as_c),
                cmocka_unit_test(test_null_and_infinite),
                cmocka_unit_test(test_dossier_detail),
                cmocka_unit_test(test_a_year_that_nobody_imported_is_marked),
                cmocka_unit_test(test_other_columns_are_free),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

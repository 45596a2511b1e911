/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_faults.c - a source's server that fails in the middle of a look, or ends a query of ours.
 */
#include "tests/support/table_world.h"
#include <signal.h>

enum { ROWS = 25000 }; /* of which a look takes several pages */

/* One row of the table cannot be had as long as the trap is set: as if the server went down, or took its time. */
static int open_world(void **unused)
{
        (void)unused;
        table_world_open("table_faults");
        sql_run(pg, "create table public.trap (sqlstate text, seconds float);"
                    "create function public.spring(text) returns text language plpgsql stable as $$ declare "
                    "t public.trap; "
                    "begin "
                    "select * into t from public.trap; if found then perform pg_sleep(t.seconds); "
                    "raise exception 'gone' using errcode = t.sqlstate; end if; return $1; end $$;"
                    "create table public.large (ma text, cap_nhat timestamptz, primary key (cap_nhat, ma));"
                    "insert into public.large select 'R-' || n, '2022-01-01'::timestamptz + n * interval '1 "
                    "second' "
                    "from generate_series(1, 25000) n");
        return 0;
}

static const char table[] =
        "(select ma, case ma when 'R-15000' then public.spring('H01') else 'H01' end as don_vi, null::text "
        "as "
        "ma_ho_so, date '2022-01-10' as ngay_gui, null::date as han_tra_loi, null::date as ngay_tra_loi, "
        "cap_nhat from public.large)";

static void set_trap(const char *sqlstate, const char *seconds)
{
        char sql[200];
        snprintf(sql, sizeof(sql), "truncate public.trap; insert into public.trap values ('%s', %s)",
                 sqlstate, seconds);
        sql_run(pg, sql);
}

/* Nothing is read twice, and the server has its rest before it is asked again. */
static void a_look_that_was_cut_goes_on(void **unused)
{
        (void)unused;
        struct child c;
        char counted[64];
        const int64_t from = end_of_topic();
        set_trap("57P01", "0.2");
        child_start(&c, &world, "outbox", "--mapping", mapping, "--table", table, "--changed", "cap_nhat",
                    "--state", state, "--once", NULL);
        EVENTUALLY(strstr(child_err(&c), "pump.source_waits") != NULL);
        sql_run(pg, "truncate public.trap");
        const micros cut = steady_now();
        assert_int_equal(child_wait(&c), 0);
        assert_true(steady_now() - cut > 3 * MICROS_PER_SECOND / 2);
        snprintf(counted, sizeof(counted), "%-22s %12d\n", "rows", ROWS);
        assert_says(child_out(&c), counted);
        child_close(&c);
        assert_int_equal(end_of_topic(), from + ROWS);
}

/* Guards of the server's own people count, and end nobody who stays. */
static void a_query_that_is_ended_is_asked_again(void **unused)
{
        (void)unused;
        static const char short_table[] =
                "(select ma, public.spring('H01') as don_vi, null::text as ma_ho_so, date '2022-01-10' as "
                "ngay_gui, null::date as han_tra_loi, null::date as ngay_tra_loi, cap_nhat from public.large "
                "where ma = 'R-1')";
        struct child c;
        char place[64];
        const int64_t from = end_of_topic();
        snprintf(place, sizeof(place), "%s/ended", folder);
        set_trap("22000", "60");
        child_start(&c, &world, "outbox", "--mapping", mapping, "--table", short_table, "--changed",
                    "cap_nhat", "--state", place, "--set", "outbox.options=-cstatement_timeout=300ms", NULL);
        EVENTUALLY(strstr(child_err(&c), "statement timeout (SQLSTATE 57014)") != NULL);
        sql_run(pg, "truncate public.trap");
        EVENTUALLY(end_of_topic() == from + 1);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

/* What is only counted for the log takes the whole table, and may take longer than a query is allowed to. */
static void a_count_that_is_ended_stops_no_look(void **unused)
{
        (void)unused;
        static const char rows[] = "(select case ma when 'R-1' then public.spring(ma) else ma end as ma, "
                                   "cap_nhat, 'RECEIVED' as "
                                   "buoc, date '2022-01-10' as ngay from public.large)";
        char steps[96], place[96], another_day[200], has_floor[200];
        struct child c;
        snprintf(steps, sizeof(steps), "%s/steps.ini", folder);
        snprintf(place, sizeof(place), "%s/counted", folder);
        snprintf(another_day, sizeof(another_day), "sed -i '2s/[0-9]*$/1/' %s/place", place);
        snprintf(has_floor, sizeof(has_floor), "sed -n 3p %s/place | grep -q 20", place);
        write_file(steps, "[file]\nrow = event\n[dates]\nformats = %Y-%m-%d\nzone = Asia/Ho_Chi_Minh\n"
                          "[columns]\ndossier_id = ma\nstatus = buoc\noccurred_at = ngay\n[constants]\n"
                          "source = steps\nagency = H01\n");
        sql_run(pg, "truncate public.trap");
        do { /* while others write to this server, the place moves a run later */
                assert_exit(0, &c, &world, "outbox", "--mapping", steps, "--table", rows, "--changed",
                            "cap_nhat", "--key", "ma", "--state", place, "--once", "--set",
                            "table.overlap=0ms");
                assert_null(strstr(child_err(&c), "outbox.not_counted"));
                child_close(&c);
        } while (system(has_floor) != 0);
        sql_run(pg, "insert into public.large values ('R-new', '2022-02-01')");
        set_trap("22000", "60");
        assert_int_equal(system(another_day), 0);
        const int64_t from = end_of_topic();
        assert_exit(0, &c, &world, "outbox", "--mapping", steps, "--table", rows, "--changed", "cap_nhat",
                    "--key", "ma", "--state", place, "--once", "--set", "table.overlap=0ms", "--set",
                    "outbox.options=-cstatement_timeout=5s");
        assert_says(child_err(&c), "outbox.not_counted");
        child_close(&c);
        assert_int_equal(end_of_topic(), from + 2); /* the last one before, and the new */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_look_that_was_cut_goes_on),
                cmocka_unit_test(a_query_that_is_ended_is_asked_again),
                cmocka_unit_test(a_count_that_is_ended_stops_no_look),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_all);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_source.c - a table where nothing may be installed, at one end, and the topic at the other.
 */
#include "tests/support/table_world.h"

static int open_world(void **unused)
{
        (void)unused;
        table_world_open("table_source");
        return 0;
}

/* ---- documents ---- */

static void what_is_new_is_sent_and_nothing_else(void **unused)
{
        (void)unused;
        const int64_t from = end_of_topic();
        struct child c;
        sql_run(pg,
                "create index on public.kien_nghi (cap_nhat);"
                "insert into public.kien_nghi (ma, don_vi, ngay_gui, nguoi_gui) values "
                "('P-1', 'H01', '2022-01-10 08:30:00.5+07', 'Nguyen'), ('P-2', 'H01', '2022-01-11', 'Tran')");
        assert_exit(0, &c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat", "--dry-run");
        assert_says(child_out(&c), "DOCUMENT   P-1  H01  RECEIVED 2022-01-10 08:30:00");
        assert_null(strstr(child_out(&c), "Nguyen"));
        child_close(&c);
        assert_int_equal(end_of_topic(), from);
        look_once();
        assert_string_equal(said_from(from), "P-1:PETITION:RECEIVED:1 P-2:PETITION:RECEIVED:1 ");
        look_once();
        sql_run(pg, "update public.kien_nghi set nguoi_gui = 'Le', cap_nhat = clock_timestamp()");
        look_once();
        assert_int_equal(end_of_topic(), from + 2);
        sql_run(pg, "update public.kien_nghi set ngay_tra_loi = '2022-01-12', cap_nhat = clock_timestamp() "
                    "where ma = "
                    "'P-2'");
        look_once();
        assert_string_equal(said_from(from + 2), "P-2:PETITION:RESOLVED:2 ");
        assert_sql(pg, "0", "select count(*) from hentra_outbox.outbox");
}

static void set_another_day_of(const char *place)
{
        char command[200];
        snprintf(command, sizeof(command), "sed -i '2s/[0-9]*$/1/' %s/place", place);
        assert_int_equal(system(command), 0);
}

static void set_another_day(void)
{
        set_another_day_of(state);
}

/* What no look can find is found by the first one of the next day, and what is open past its due date is said then. */
static void each_day_the_whole_is_read(void **unused)
{
        (void)unused;
        const int64_t from = end_of_topic();
        sql_run(pg, "insert into public.kien_nghi (ma, don_vi, ngay_gui, han_tra_loi, cap_nhat) values "
                    "('M-1', 'H01', '2022-01-10', '2022-01-20', '2022-01-10')");
        look_once();
        assert_int_equal(end_of_topic(), from);
        set_another_day();
        look_once();
        assert_string_equal(said_from(from), "M-1:PETITION:RECEIVED:1 ");
        set_another_day();
        look_once(); /* it was said today */
        assert_int_equal(end_of_topic(), from + 1);
}

/* The mapped time of a row that nobody changes stays where it is, and the day goes on. */
static void with_a_time_of_its_own_too(void **unused)
{
        (void)unused;
        struct child c;
        char timed[96], place[96];
        const int64_t from = end_of_topic();
        snprintf(timed, sizeof(timed), "%s/timed.ini", folder);
        snprintf(place, sizeof(place), "%s/timed", folder);
        write_file(timed, "[file]\nrow = case\n[dates]\nformats = %Y-%m-%dT%H:%M:%S%f%z | %Y-%m-%d\n"
                          "zone = Asia/Ho_Chi_Minh\n[columns]\ndossier_id = ma\nagency = don_vi\n"
                          "due_at = han_tra_loi\nstated_at = cap_nhat\n[constants]\nsource = timed\n"
                          "[case]\nRECEIVED = ngay_gui\n");
        sql_run(pg, "insert into public.kien_nghi (ma, don_vi, ngay_gui, han_tra_loi, cap_nhat) values "
                    "('T-1', 'H01', '2022-01-10', '2022-01-20', '2022-01-10')");
        for (int i = 0; i < 3; i++) {
                assert_exit(0, &c, &world, "outbox", "--mapping", timed, "--table",
                            "(select * from public.kien_nghi where ma = 'T-1')", "--changed", "cap_nhat",
                            "--state", place, "--once");
                child_close(&c);
                set_another_day_of(place);
                assert_int_equal(end_of_topic(), from + (i == 0 ? 1 : 2)); /* on the day before, and today */
        }
        sql_run(pg, "delete from public.kien_nghi where ma = 'T-1'");
}

static void one_that_cannot_be_read_blocks_nobody(void **unused)
{
        (void)unused;
        struct child c;
        const int64_t from = end_of_topic();
        sql_run(pg, "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('N-1', 'H01', 'infinity'), "
                    "('N-2', "
                    "'H01', now()), ('N-3', '', now()); alter table public.kien_nghi alter cap_nhat drop not "
                    "null;"
                    "insert into public.kien_nghi (ma, don_vi, cap_nhat) values ('N-4', 'H01', null)");
        set_another_day();
        look(1, &c);
        assert_says(child_err(&c), "outbox.rejected changed=");
        assert_says(child_err(&c), "column=ngay_gui");
        assert_says(child_err(&c), "column=don_vi");
        assert_says(child_err(&c), "2 rows could not be read");
        assert_says(child_err(&c), "outbox.not_read rows=1");
        assert_null(strstr(child_err(&c), "N-1"));
        child_close(&c);
        assert_string_equal(said_from(from), "N-2:PETITION:RECEIVED:1 ");
        assert_exit(1, &c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat", "--dry-run");
        assert_says(child_out(&c), "rejected            1  ngay_gui: ");
        assert_says(child_out(&c), "rejected            1  don_vi: agency is empty");
        child_close(&c);
        sql_run(pg, "delete from public.kien_nghi where ma like 'N%'");
}

/* A time ahead must not become the place from which everything else is read. */
static void one_that_is_dated_ahead_moves_nothing(void **unused)
{
        (void)unused;
        const int64_t from = end_of_topic();
        sql_run(pg, "insert into public.kien_nghi (ma, don_vi, ngay_gui, cap_nhat) values ('O-1', 'H01', "
                    "now(), now() + "
                    "interval '70 years')");
        look_once();
        look_once();
        sql_run(pg, "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('O-2', 'H01', now())");
        look_once();
        assert_string_equal(said_from(from), "O-1:PETITION:RECEIVED:1 O-2:PETITION:RECEIVED:1 ");
        sql_run(pg, "delete from public.kien_nghi where ma = 'O-1'");
}

/* The clock of one writer is fast: what the others write meanwhile is not read from there on only. `changed`: an
 * expression for the change column. */
static void one_writer_with_a_fast_clock(const char *name, const char *changed)
{
        struct child c;
        char place[96], table[200], command[200];
        const int64_t from = end_of_topic();
        snprintf(place, sizeof(place), "%s/%s", folder, name);
        snprintf(table, sizeof(table),
                 "(select ma, don_vi, ma_ho_so, ngay_gui, han_tra_loi, ngay_tra_loi, %s as cap_nhat from "
                 "public.kien_nghi where ma like 'F-%%')",
                 changed);
        sql_run(pg,
                "insert into public.kien_nghi (ma, don_vi, ngay_gui, cap_nhat) values ('F-1', 'H01', now(), "
                "now()), ('F-2', 'H01', now(), now() + interval '1 hour')");
        for (int i = 0; i < 2; i++) {
                assert_exit(0, &c, &world, "outbox", "--mapping", mapping, "--table", table, "--changed",
                            "cap_nhat", "--state", place, "--once", "--set", "table.overlap=0ms");
                if (i == 0)
                        assert_says(child_err(&c), "outbox.ahead rows=1");
                child_close(&c);
                sql_run(pg,
                        "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('F-3', 'H01', now()) "
                        "on conflict do nothing");
                snprintf(command, sizeof(command), "sed -n 3p %s/place | grep -q 20", place);
                assert_int_equal(system(command), 0);
        }
        assert_string_equal(said_from(from),
                            "F-1:PETITION:RECEIVED:1 F-2:PETITION:RECEIVED:1 F-3:PETITION:RECEIVED:1 ");
        sql_run(pg, "delete from public.kien_nghi where ma like 'F-%'");
}

static void a_fast_clock_moves_nothing(void **unused)
{
        (void)unused;
        one_writer_with_a_fast_clock("fast", "cap_nhat");
        one_writer_with_a_fast_clock("local", "cap_nhat at time zone 'Asia/Ho_Chi_Minh'");
}

static void by_another_mapping_all_is_said_anew(void **unused)
{
        (void)unused;
        const int64_t from = end_of_topic(), rows = sql_number(pg, "select count(*) from public.kien_nghi");
        FILE *f = fopen(mapping, "a");
        fputs("REGISTERED = ngay_gui\n", f);
        fclose(f);
        look_once();
        assert_int_equal(end_of_topic(), from + rows);
        look_once();
        assert_int_equal(end_of_topic(), from + rows);
}

static void with_no_more_than_select_on_it(void **unused)
{
        (void)unused;
        struct child c;
        struct err e;
        sql_run(pg,
                "do $$ begin if not exists (select from pg_roles where rolname = 'hentra_test_reader') then "
                "create role hentra_test_reader; end if; end $$;"
                "revoke all on schema public from public; grant usage on schema public to "
                "hentra_test_reader; grant select (ma, don_vi, ma_ho_so, ngay_gui, han_tra_loi, "
                "ngay_tra_loi, cap_nhat) on public.kien_nghi to hentra_test_reader");
        assert_exit(0, &c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat", "--state", state, "--once", "--set",
                    "outbox.options=-crole=hentra_test_reader");
        child_close(&c);
        assert_int_not_equal(
                pg_script(pg, "set role hentra_test_reader; select nguoi_gui from public.kien_nghi", &e), OK);
        sql_run(pg, "reset role; drop owned by hentra_test_reader; grant usage on schema public to public");
}

/* ---- statements, and what is refused ---- */

static const char steps_mapping[] =
        "[file]\nrow = event\n[dates]\nformats = %Y-%m-%d\nzone = Asia/Ho_Chi_Minh\n"
        "[columns]\ndossier_id = so\nstatus = buoc\noccurred_at = ngay\nsequence = "
        "so_thu_tu\n[constants]\nsource = steps\nagency = H01\n";

static void rows_of_steps_are_statements(void **unused)
{
        (void)unused;
        struct child c;
        char steps[96], place[96], query[96];
        const int64_t from = end_of_topic();
        snprintf(steps, sizeof(steps), "%s/steps.ini", folder);
        snprintf(place, sizeof(place), "%s/steps", folder);
        snprintf(query, sizeof(query), "%s/steps.sql", folder);
        write_file(steps, steps_mapping);
        write_file(query, "select * from buoc -- all\n;\n");
        sql_run(pg,
                "create table buoc (so_thu_tu bigint generated always as identity, so text, buoc text, ngay "
                "date); insert into buoc (so, buoc, ngay) select 'S-' || n, 'RECEIVED', '2022-01-10' from "
                "generate_series(1, 25000) n");
        for (int i = 0; i < 2; i++) {
                assert_exit(0, &c, &world, "outbox", "--mapping", steps, "--query", query, "--changed",
                            "so_thu_tu", "--key", "so_thu_tu", "--state", place, "--once", "--set",
                            "table.overlap=0ms");
                assert_says(child_err(&c), "outbox.no_index column=so_thu_tu");
                child_close(&c);
        }
        assert_int_equal(end_of_topic(),
                         from + 50000); /* the second run may raise the place to the first's mark */
        sql_run(pg, "insert into buoc (so, buoc, ngay) values ('S-1', 'RESOLVED', '2022-01-11')");
        const int64_t before = end_of_topic();
        for (int i = 0; i < 2; i++) {
                assert_exit(0, &c, &world, "outbox", "--mapping", steps, "--query", query, "--changed",
                            "so_thu_tu", "--key", "so_thu_tu", "--state", place, "--once");
                child_close(&c);
        }
        sql_run(pg, "insert into buoc (so, buoc, ngay) values ('S-2', 'RECEIVED', '2022-01-11');"
                    "alter table buoc alter so_thu_tu drop identity, alter so_thu_tu drop not null;"
                    "insert into buoc (so) values ('S-3')");
        set_another_day_of(place);
        for (int i = 0; i < 2; i++) { /* what is never read is counted once a day */
                assert_exit(0, &c, &world, "outbox", "--mapping", steps, "--query", query, "--changed",
                            "so_thu_tu", "--key", "so_thu_tu", "--state", place, "--once");
                assert_int_equal(strstr(child_err(&c), "outbox.not_read rows=1") != NULL, i == 0);
                child_close(&c);
        }
        assert_int_equal(end_of_topic(), before + 10); /* those from the place on, each time */
        assert_exit(2, &c, &world, "outbox", "--mapping", steps, "--table", "buoc", "--changed", "so_thu_tu",
                    "--key", "so_thu_tu", "--state", place, "--once");
        assert_says(child_err(&c), "another database, table");
        child_close(&c);
}

/* The same words name another table elsewhere. */
static void a_place_belongs_to_one_database(void **unused)
{
        (void)unused;
        static const char query[] =
                "(select 'D-1' as ma, 'H01' as don_vi, null as ma_ho_so, '2022-01-10' as ngay_gui, null as "
                "han_tra_loi, null as ngay_tra_loi, 1 as cap_nhat)";
        struct child c;
        char place[96];
        snprintf(place, sizeof(place), "%s/elsewhere", folder);
        for (int i = 0; i < 2; i++) {
                assert_exit(i == 0 ? 0 : 2, &c, &world, "outbox", "--mapping", mapping, "--table", query,
                            "--changed", "cap_nhat", "--state", place, "--once", "--set",
                            i == 0 ? "log.level=info" : "outbox.dbname=postgres");
                if (i == 1)
                        assert_says(child_err(&c), "another database");
                child_close(&c);
        }
}

static void what_makes_no_sense_is_refused(void **unused)
{
        (void)unused;
        static const struct {
                int code;
                const char *table, *changed, *says;
        } wrong[] = {
                {1, "public.kien_nghi", "don_vi", "a time or a whole number"},
                {1, "public.kien_nghi", "nothing", "nothing"},
                {1, "nowhere", "cap_nhat", "nowhere"},
                {1,
                 "(select 1 / 0 as cap_nhat, * from (select ma, don_vi, ma_ho_so, ngay_gui, han_tra_loi, "
                 "ngay_tra_loi from public.kien_nghi) k)",
                 "cap_nhat", "division by zero"},
        };
        struct child c;
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                assert_exit(wrong[i].code, &c, &world, "outbox", "--mapping", mapping, "--table",
                            wrong[i].table, "--changed", wrong[i].changed, "--dry-run");
                assert_says(child_err(&c), wrong[i].says);
                child_close(&c);
        }
        assert_exit(2, &c, &world, "outbox", "--source", "igate", "--table", "public.kien_nghi");
        assert_says(child_err(&c), "--table needs --mapping");
        child_close(&c);
        assert_exit(2, &c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat");
        assert_says(child_err(&c), "--state DIR is missing");
        child_close(&c);
        char portal[96];
        snprintf(portal, sizeof(portal), "%s/portal.ini", folder);
        write_file(portal, "[file]\nformat = portal\nrow = case\n[dates]\nzone = Asia/Ho_Chi_Minh\n"
                           "[constants]\nsource = portal\nagency = H01\n");
        assert_exit(2, &c, &world, "outbox", "--mapping", portal, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat", "--key", "ma", "--dry-run");
        assert_says(child_err(&c), "format = portal is for");
        child_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_new_is_sent_and_nothing_else),
                cmocka_unit_test(each_day_the_whole_is_read),
                cmocka_unit_test(with_a_time_of_its_own_too),
                cmocka_unit_test(one_that_cannot_be_read_blocks_nobody),
                cmocka_unit_test(one_that_is_dated_ahead_moves_nothing),
                cmocka_unit_test(a_fast_clock_moves_nothing),
                cmocka_unit_test(by_another_mapping_all_is_said_anew),
                cmocka_unit_test(with_no_more_than_select_on_it),
                cmocka_unit_test(rows_of_steps_are_statements),
                cmocka_unit_test(a_place_belongs_to_one_database),
                cmocka_unit_test(what_makes_no_sense_is_refused),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_all);
}

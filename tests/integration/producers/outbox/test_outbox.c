/* SPDX-License-Identifier: Apache-2.0
 *
 * test_outbox.c - the command as a process: rows of a source's database at one end, the topic at the other.
 */
#include "tests/support/outbox_world.h"

static int open_world(void **state)
{
        (void)state;
        outbox_world_open("outbox");
        sql_run(pg, "create schema source; set search_path = source"); /* a superuser's alone */
        return 0;
}

/* ---- rows ---- */

static void expect_statement(void *context, const struct event *v)
{
        static const char *const times[] = {"2022-01-31T10:00:00Z", "2022-01-31T16:59:59.999999Z"};
        int *n = context;
        char at[32];
        assert_int_equal(v->kind, KIND_STATEMENT);
        assert_true(text_equal(v->source, TEXT("igate")));
        assert_true(v->sequence > 0);
        assert_int_equal(v->status, RESOLVED);
        assert_string_equal(moment_format(v->occurred_at, at), times[*n]);
        assert_int_equal(v->occurred_day, *n == 1);
        assert_string_equal(moment_format(v->due_at, at), "2022-02-01T16:59:59.999999Z");
        assert_true(text_equal(v->agency, TEXT("H01 \xc3\xa9"))); /* composed */
        assert_int_equal(v->digitised, TRUTH_NO);
        assert_int_equal(v->citizen_data, TRUTH_ABSENT);
        assert_true(v->stated_at <= v->observed_at && v->stated_at > v->observed_at - 60 * MICROS_PER_SECOND);
        ++*n;
}

static void a_row_is_a_statement(void **state)
{
        (void)state;
        int n = 0;
        const int64_t from = end_of_topic();
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, occurred_at, occurred_day, due_day, "
                "agency, digitised) values "
                "('A-1', '9', '2022-01-31 17:00+07', null, '2022-02-01', U&'H01 e\\0301', false), "
                "('A-1', 'RESOLVED', '2022-01-31 17:00+07', true, '2022-02-01', U&'H01 e\\0301', false)");
        send_once(0);
        each_event(from, expect_statement, &n);
        assert_int_equal(n, 2);
        assert_sql(pg, "0|2|0",
                   "select count(*), (select sent from hentra_outbox.position), (select "
                   "count(*) from hentra_outbox.rejected) from hentra_outbox.outbox");
}

static void expect_document(void *context, const struct event *v)
{
        int *n = context;
        char at[32];
        assert_int_equal(v->kind, KIND_DOCUMENT);
        assert_int_equal(v->sequence, 0);
        assert_int_equal(v->since != NO_TIME, *n == 1);
        assert_int_equal(v->occurrence_n, *n == 2 ? 0 : *n + 1);
        assert_true(text_equal(v->agency, TEXT("H01")));
        if (v->occurrence_n > 1) {
                assert_true(v->occurrence[1].occurred_day);
                assert_string_equal(moment_format(v->occurrence[1].occurred_at, at),
                                    "2022-01-12T16:59:59.999999Z");
        }
        if (v->occurrence_n > 0) {
                assert_int_equal(v->occurrence[0].status, RECEIVED);
                assert_false(v->occurrence[0].occurred_day);
                assert_string_equal(moment_format(v->occurrence[0].occurred_at, at), "2022-01-09T17:00:00Z");
        }
        assert_int_equal(v->status, *n == 2 ? STATUS_UNKNOWN : *n == 1 ? RETURNED : RECEIVED);
        ++*n;
}

/* A table of the source that nobody wrote for hentra, and what a trigger makes of its changes. */
static void a_followed_table_speaks_in_documents(void **state)
{
        (void)state;
        int n = 0;
        const int64_t from = end_of_topic();
        char *follow = documented("select hentra_outbox.follow('public.ho_so'");
        sql_run(pg,
                "create table public.ho_so (so_ho_so text primary key, ho_ten text, ma_don_vi text, "
                "ma_thu_tuc "
                "text, ngay_hen_tra timestamptz, hinh_thuc int, ngay_tiep_nhan timestamptz, ngay_co_ket_qua "
                "timestamptz, ngay_tra date);"
                "insert into public.ho_so values ('B-1', 'Nguyen', 'H01', '1.1', null, 1, '2022-01-10 "
                "00:00+07')");
        sql_run(pg, follow);
        free(follow);
        sql_run(pg, "update public.ho_so set ho_ten = 'Tran';" /* says nothing new */
                    "update public.ho_so set ngay_tra = '2022-01-12';"
                    "delete from public.ho_so");
        send_once(0);
        each_event(from, expect_document, &n);
        assert_int_equal(n, 3);
        sql_run(pg, "select hentra_outbox.unfollow('public.ho_so')");
}

static void a_follower_never_ends_a_transaction_of_the_source(void **state)
{
        (void)state;
        sql_run(pg, "create table buoc (so text, chia int, luc timestamptz default now());"
                    "select hentra_outbox.follow('buoc', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, "
                    "'status', '2 / chia', 'occurred_at', 'luc'));"
                    "insert into buoc values ('B-2', 0), ('B-3', 1)");
        assert_sql(pg, "B-2|t",
                   "select dossier_id, reason like '%buoc, SQLSTATE 22012' from hentra_outbox.rejected");
        /* A row a step: to delete old ones takes nothing back. */
        sql_run(pg, "delete from buoc where chia = 1");
        assert_sql(pg, "B-3|2", "select dossier_id, status from hentra_outbox.outbox");
        sql_run(pg, "delete from hentra_outbox.rejected; select hentra_outbox.unfollow('buoc')");
        send_once(0);
}

static void count(void *context, const struct event *v)
{
        (void)v;
        ++*(int *)context;
}

static void a_bad_row_is_set_aside_and_blocks_nobody(void **state)
{
        (void)state;
        int n = 0;
        struct child c;
        const int64_t from = end_of_topic();
        sql_run(pg, "insert into hentra_outbox.outbox (dossier_id, status, agency, occurred_at, occurrences, "
                    "due_day) values "
                    "('C-1', '2', 'H01', now(), null, null), "
                    "(null, '2', 'H01', now(), null, null), "
                    "('C-1', '11', 'H01', now(), null, null), "
                    "('C-1', '2', 'H01', 'infinity', null, null), "
                    "('C-1', '2', 'H01', '-infinity', null, '-infinity'), "
                    "('C-1', '2', 'H01', null, null, null), "
                    "('C-1', '2', 'H01', now(), null, 'infinity'), "
                    "('C-1', null, 'H01', now(), '[{\"status\": 2, \"occurred_at\": \"yesterday\"}]', null), "
                    "('C-1', null, 'H01', now(), '{}', null), "
                    "('C-1', '2', 'H01', now(), null, null)");
        assert_exit(1, &c, &world, "outbox", "--source", "igate", "--once");
        assert_says(child_err(&c), "outbox.rejected");
        assert_says(child_err(&c), "8 rows were set aside");
        assert_null(strstr(child_err(&c), "C-1"));
        child_close(&c);
        each_event(from, count, &n);
        assert_int_equal(n, 2);
        char *reasons = sql_text(pg, "select reason from hentra_outbox.rejected order by id");
        assert_says(reasons, "dossier_id is empty");
        assert_says(reasons, "status is none of UNKNOWN REGISTERED");
        assert_says(reasons, "occurred_at is outside the years");
        assert_says(reasons, "occurred_at is empty");
        assert_says(reasons, "due_at is outside the years");
        assert_says(reasons, "occurrence 1: occurred_at is no day");
        assert_says(reasons, "occurrences is no list");
        free(reasons);
        sql_run(pg, "update hentra_outbox.rejected set dossier_id = 'C-2' where dossier_id is null;"
                    "select hentra_outbox.write_again(array(select number from hentra_outbox.rejected where "
                    "dossier_id = 'C-2'));"
                    "delete from hentra_outbox.rejected");
        send_once(0);
        assert_int_equal(end_of_topic(), from + 3);
}

/* Rows of anything that the columns take: each is sent or set aside, with a reason that names a column. */
static void any_row_is_sent_or_set_aside(void **state)
{
        (void)state;
        enum { ROWS = 4000 };
        struct child c;
        const int64_t from = end_of_topic();
        /* Mostly the first value, else one of the others. */
        sql_run(pg, "create function pg_temp.odd(variadic text[]) returns text volatile language sql as $$ "
                    "select "
                    "$1[1 + floor(greatest(0, random() * 20 - 19) * cardinality($1))::int] $$;"
                    "create function pg_temp.day() returns text volatile language sql as $$ select "
                    "pg_temp.odd('2022-01-31', '0001-01-01', 'infinity', '-infinity', '4713-01-01 BC', "
                    "'9999-12-31', '2199-12-31', null, '1900-01-01') $$;"
                    "select setseed(0.16)");
        sql_run(pg,
                "insert into hentra_outbox.outbox (dossier_id, status, agency, kind, level, procedure, "
                "channel, "
                "fee, digitised, occurred_at, occurred_day, due_at, due_day, since, stated_at, about, "
                "occurrences) "
                "select pg_temp.odd('A-1', null, '', repeat('x', 65), E'a\\tb', U&'e\\0301'), "
                "pg_temp.odd('2', 'RECEIVED', '10', '11', '0', '', null, ' 9 ', 'x'), "
                "pg_temp.odd('H01', null, repeat('y', 64)), "
                "pg_temp.odd(null, 'DOCUMENT', 'STATEMENT', 'STEP', 'document'), "
                "pg_temp.odd('PROVINCE', 'x'), pg_temp.odd('1.000', repeat('z', 300)), "
                "pg_temp.odd('ONLINE', '1'), pg_temp.odd('ZERO', 'UNKNOWN', '-'), "
                "pg_temp.odd(null, 'true', 'false')::boolean, pg_temp.day()::timestamptz, "
                "pg_temp.odd(null, 'true', 'false')::boolean, pg_temp.day()::timestamptz, "
                "case when n % 50 = 0 then pg_temp.day()::date end, pg_temp.day()::timestamptz, "
                "coalesce(pg_temp.day()::timestamptz, now()), pg_temp.odd(null, 'A-9'), "
                "case when n % 2 = 0 then pg_temp.odd('[{\"status\": 2, \"occurred_at\": \"2022-01-31\"}, "
                "{\"status\": \"9\", \"occurred_at\": null}]', '[]', '{}', 'null', '1', '[1]', '[[]]', "
                "'[{}]', "
                "'[{\"status\": 2}]', '[{\"status\": 9, \"occurred_at\": \"0001-01-01\", \"reopens\": "
                "true}]', "
                "'[{\"status\": 1e3}]', '[{\"status\": 2, \"agency\": {}}]', '[{\"status\": 2, \"agency\": "
                "\"\"}]', "
                "'[{\"status\": 4, \"reopens\": \"yes\"}]', (select jsonb_agg('{\"status\": "
                "4}'::jsonb)::text from "
                "generate_series(1, 13)))::jsonb end from generate_series(1, 4000) n");
        assert_exit(1, &c, &world, "outbox", "--source", "igate", "--once");
        child_close(&c);
        const int64_t aside = sql_number(pg, "select count(*) from hentra_outbox.rejected");
        assert_in_range(aside, 100, ROWS - 100);
        assert_int_equal(end_of_topic() - from, ROWS - aside);
        assert_sql(pg, "0|0",
                   "select count(*), (select count(*) from hentra_outbox.outbox) from hentra_outbox.rejected "
                   "where reason "
                   "!~ '^(occurrence [0-9]+: )?(a (DOCUMENT|STATEMENT|STEP)|is no object|[a-z_]+ )'");
        sql_run(pg, "delete from hentra_outbox.rejected");
}

static void what_was_sent_is_kept_as_long_as_wanted(void **state)
{
        (void)state;
        const int64_t from = end_of_topic();
        sql_run(pg, "update hentra_outbox.position set keep = '1 day';"
                    "insert into hentra_outbox.outbox (dossier_id, status, agency, stated_at) values "
                    "('D-1', '2', 'H01', now() - interval '2 days'), ('D-1', '4', 'H01', now())");
        send_once(0);
        assert_sql(pg, "4", "select status from hentra_outbox.outbox");
        send_once(0);
        assert_int_equal(end_of_topic(), from + 2);
        /* Its time passes although nothing new comes. */
        sql_run(pg, "update hentra_outbox.outbox set stated_at = now() - interval '2 days';"
                    "update hentra_outbox.position set moved_at = '2022-01-31'");
        send_once(0);
        assert_sql(pg, "0|t",
                   "select count(*), (select moved_at = '2022-01-31' from hentra_outbox.position) from "
                   "hentra_outbox.outbox");
        sql_run(pg,
                "update hentra_outbox.position set keep = '0';"
                "insert into hentra_outbox.outbox (dossier_id, status, agency) values ('D-1', '9', 'H01')");
        send_once(0);
        assert_sql(pg, "0", "select count(*) from hentra_outbox.outbox");
        assert_int_equal(end_of_topic(), from + 3);
}

static void with_no_more_than_its_role(void **state)
{
        (void)state;
        struct err e;
        const struct pg_session session = {
                .prefix = "outbox.", .application = "test", .script = "set role hentra_outbox"};
        struct pg *role;
        DONE(pg_open(&role, world.conf, &session, 0, &e));
        sql_run(role, "select 1 from hentra_outbox.holders(); select 1 from hentra_outbox.health; select "
                      "pg_sequence_last_value('hentra_outbox.outbox_id_seq')");
        sql_run(role,
                "select hentra_outbox.move_position((select id from hentra_outbox.position), '{}', '{}', 0)");
        static const char *const refused[] = {"insert into hentra_outbox.outbox (dossier_id) values ('G')",
                                              "delete from hentra_outbox.outbox",
                                              "update hentra_outbox.position set id = 0",
                                              "select hentra_outbox.write_again('{1}')"};
        /* Rows of ids that nobody has been given yet would never be sent. */
        assert_int_not_equal(pg_script(role,
                                       "select hentra_outbox.move_position((select last_value + 1 from "
                                       "hentra_outbox.outbox_id_seq), '{}', '{}', 0)",
                                       &e),
                             OK);
        assert_says(e.text, "there is no id");
        for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
                assert_int_not_equal(pg_script(role, refused[i], &e), OK);
                assert_string_equal(pg_sqlstate(role), "42501");
        }
        pg_close(role);
}

/* A lock that waits behind an open writer would hold up all writers that come after it. */
static void to_install_again_waits_for_no_writer(void **state)
{
        (void)state;
        struct child c;
        struct pg *open = world_connect(&world, "night job");
        sql_run(pg, "create table again (so text);"
                    "select hentra_outbox.follow('again', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, 'occurrences', $$'[]'::jsonb$$))");
        sql_run(open, "begin; insert into hentra_outbox.outbox (dossier_id) values ('I-1');"
                      "insert into hentra_outbox.rejected (reason) values ('none');"
                      "insert into source.again values ('I-2')");
        assert_exit(0, &c, &world, "outbox", "install");
        child_close(&c);
        sql_run(pg, "set lock_timeout = '1s';"
                    "select hentra_outbox.follow('again', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H02'$$, 'occurrences', $$'[]'::jsonb$$)); reset lock_timeout");
        sql_run(open, "rollback; begin; select from hentra_outbox.health");
        assert_exit(1, &c, &world, "outbox", "install");
        assert_says(child_err(&c), "SQLSTATE 55P03");
        assert_says(child_err(&c), "nothing was changed");
        child_close(&c);
        pg_close(open);
        sql_run(pg, "select hentra_outbox.unfollow('again')");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_row_is_a_statement),
                cmocka_unit_test(a_followed_table_speaks_in_documents),
                cmocka_unit_test(a_follower_never_ends_a_transaction_of_the_source),
                cmocka_unit_test(a_bad_row_is_set_aside_and_blocks_nobody),
                cmocka_unit_test(any_row_is_sent_or_set_aside),
                cmocka_unit_test(what_was_sent_is_kept_as_long_as_wanted),
                cmocka_unit_test(to_install_again_waits_for_no_writer),
                cmocka_unit_test(with_no_more_than_its_role),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_outbox_away.c - Kafka goes, and comes back: the rows wait in the table, the command does not end, and each is sent
 * once.
 */
#include "tests/support/kafka_door.h"
#include "tests/support/outbox_world.h"

static int open_world(void **state)
{
        (void)state;
        outbox_world_open("outbox_away");
        open_door();
        return 0;
}

static int close_all(void **state)
{
        close_door();
        return close_world(state);
}

static void insert(int from, int to)
{
        char sql[300];
        snprintf(sql, sizeof(sql),
                 "insert into hentra_outbox.outbox (dossier_id, status, occurred_at, agency) "
                 "select 'A-1', '9', '2022-01-01 08:00+07'::timestamptz + i * interval '1 minute', 'H01' "
                 "from generate_series(%d, %d) i",
                 from, to - 1);
        sql_run(pg, sql);
}

static void expect_next(void *context, const struct event *v)
{
        int *n = context;
        const micros first = day_of_civil(2022, 1, 1) * MICROS_PER_DAY + 3600 * MICROS_PER_SECOND;
        assert_int_equal((v->occurred_at - first) / (60 * MICROS_PER_SECOND), *n);
        ++*n;
}

/* `timeout`: a setting by which Kafka's client gives up its messages, or waits as long as it takes. */
static void goes_and_comes_back(const char *timeout, const char *said)
{
        struct child c;
        int n = 0;
        const int64_t from = end_of_topic();
        use_door(true);
        child_start(&c, &world, "outbox", "--source", "igate", "--set", "kafka.reconnect.backoff.max.ms=100",
                    "--set", timeout, NULL);
        use_door(false);
        insert(0, 3);
        EVENTUALLY(end_of_topic() == from + 3);
        tell_door("cut\n");
        insert(3, 10);
        EVENTUALLY(strstr(child_err(&c), said) != NULL);
        insert(10, 20);
        assert_int_equal(end_of_topic(), from + 3);
        tell_door("pass\n");
        EVENTUALLY(end_of_topic() >= from + 20);
        each_event(from, expect_next, &n);
        assert_int_equal(n, 20);
        EVENTUALLY(sql_number(pg, "select count(*) from hentra_outbox.outbox") == 0);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

static void a_line_that_is_away(void **state)
{
        (void)state;
        goes_and_comes_back("log.level=info", "pump.line_away");
}

static void a_client_that_gives_up(void **state)
{
        (void)state;
        goes_and_comes_back("kafka.message.timeout.ms=500", "pump.begins_anew");
}

/* Queries of the command that the source's server has not finished: each holds a snapshot. */
static int64_t unread_queries(void)
{
        return sql_number(pg,
                          "select count(*) from pg_stat_activity where application_name = 'hentra outbox' "
                          "and state <> 'idle' and datname = current_database()");
}

/* Behind a batch of rows comes one that no buffer of the line holds, which is asked for ahead. */
static void nothing_stays_unread_meanwhile(void **state)
{
        (void)state;
        struct child c;
        const int64_t from = end_of_topic();
        sql_run(pg, "insert into hentra_outbox.outbox (dossier_id, status, occurred_at, agency, about) "
                    "select 'A-1', '9', '2022-01-01 08:00+07'::timestamptz + i * interval '1 minute', 'H01', "
                    "case when i > 10010 then repeat('x', 3000) end from generate_series(1, 20020) i");
        use_door(true);
        child_start(&c, &world, "outbox", "--source", "igate", "--set", "kafka.reconnect.backoff.max.ms=100",
                    "--set", "forward.rate=1", NULL);
        use_door(false);
        EVENTUALLY(end_of_topic() > from);
        tell_door("cut\n");
        EVENTUALLY(strstr(child_err(&c), "pump.line_away") != NULL);
        const micros away = steady_now();
        EVENTUALLY(unread_queries() == 0);
        /* Not by tcp_user_timeout, by which some kernels end a connection that nobody reads. */
        assert_true(steady_now() - away < 10 * MICROS_PER_SECOND);
        child_signal(&c, SIGKILL);
        child_wait(&c);
        child_close(&c);
        tell_door("pass\n");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_line_that_is_away),
                cmocka_unit_test(a_client_that_gives_up),
                cmocka_unit_test(nothing_stays_unread_meanwhile),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_all);
}

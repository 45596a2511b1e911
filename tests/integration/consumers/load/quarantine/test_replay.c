/* SPDX-License-Identifier: Apache-2.0
 *
 * test_replay.c - portions of the quarantine are bounded by bytes as well as by number, whoever reads them, and
 * together they are all of it.
 */
#include "consumers/load/quarantine/quarantine.h"
#include "generated/embedded.h"
#include "tests/support/connected.h"
#include "tests/support/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { ROWS = 200, LARGE = 500000, KB_PER_MB = 1024 };

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "replay", NULL);
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.source (code) values ('mot-cua')");
        return 0;
}

static void set_aside(int n, int bytes, int cause)
{
        char sql[500];
        snprintf(sql, sizeof(sql),
                 "truncate hentra.quarantine; insert into hentra.quarantine (topic, partition, kafka_offset, "
                 "checksum, reason, key, value, cause, source_id) select 't', i %% 3, i, 7, 'not an event', "
                 "'k', "
                 "convert_to(repeat('v', %d), 'UTF8'), %d, (select min(source_id) from hentra.source) from "
                 "generate_series(1, %d) i",
                 bytes, cause, n);
        sql_run(pg, sql);
}

/* Reads all of them, portion by portion; the most rows that one had. */
static int most_of_portions(int expected)
{
        struct pg_param params[11] = {pg_int4(0),
                                      pg_int8(0),
                                      pg_bool(true),
                                      pg_bool(false),
                                      pg_instant(moment_now() + MICROS_PER_DAY),
                                      pg_text(TEXT("")),
                                      pg_int4(-1),
                                      pg_int8(0),
                                      pg_int8(0),
                                      pg_int4(ROWS),
                                      pg_int4(QUARANTINE_PORTION_BYTES)};
        struct pg_result *r, *last = NULL;
        struct err e;
        int most = 0, rows, all = 0;
        params[0].in_place = params[1].in_place = false; /* any */
        do {
                DONE(pg_run(pg, SQL_quarantine_portion, params, 11, &r, &e));
                rows = pg_rows(r);
                most = rows > most ? rows : most;
                all += rows;
                if (rows > 0) {
                        params[5] = pg_text(pg_get_text(r, rows - 1, COL_quarantine_portion_topic));
                        params[6] =
                                pg_int4((int32_t)pg_get_int(r, rows - 1, COL_quarantine_portion_partition));
                        params[7] = pg_int8(pg_get_int(r, rows - 1, COL_quarantine_portion_kafka_offset));
                        params[8] = pg_int8(pg_get_int(r, rows - 1, COL_quarantine_portion_checksum));
                }
                pg_free(last);
                last = r;
        } while (rows > 0);
        pg_free(last);
        assert_int_equal(all, expected);
        return most;
}

static int first_of(const char *sql, const struct pg_param *params, int n)
{
        struct pg_result *r;
        struct err e;
        DONE(pg_run(pg, sql, params, n, &r, &e));
        const int rows = pg_rows(r);
        pg_free(r);
        return rows;
}

static void portions_have_bounded_bytes(void **state)
{
        enum { FIT = QUARANTINE_PORTION_BYTES / LARGE + 1 };
        const struct pg_param relayed[] = {pg_int4(ROWS), pg_int4(QUARANTINE_PORTION_BYTES)},
                              paused[] = {pg_int4((int32_t)sql_number(
                                                  pg, "select min(source_id) from hentra.source")),
                                          pg_instant(moment_now() + MICROS_PER_DAY),
                                          pg_text(TEXT("")),
                                          pg_int4(-1),
                                          pg_int8(0),
                                          pg_int8(0),
                                          pg_int4(ROWS),
                                          pg_int4(QUARANTINE_PORTION_BYTES)};
        (void)state;
        set_aside(50, 10, CULPRIT_UNREADABLE);
        assert_int_equal(most_of_portions(50), 50);
        set_aside(50, LARGE, CULPRIT_UNREADABLE);
        assert_int_equal(most_of_portions(50), FIT);
        assert_int_equal(first_of(SQL_quarantine_unrelayed, relayed, 2), FIT);
        set_aside(3, 2 * QUARANTINE_PORTION_BYTES, CULPRIT_UNREADABLE);
        assert_int_equal(most_of_portions(3), 1);
        assert_int_equal(first_of(SQL_quarantine_unrelayed, relayed, 2), 1);
        set_aside(50, LARGE, CULPRIT_OF_PAUSED);
        assert_int_equal(most_of_portions(0), 0);
        assert_int_equal(first_of(SQL_quarantine_of_paused, paused, 8), FIT);
        /* Without a value a message has few bytes, but for those of its headers or its key. */
        sql_run(pg, "update hentra.quarantine set value = null");
        assert_int_equal(first_of(SQL_quarantine_of_paused, paused, 8), 50);
        char line[120];
        snprintf(line, sizeof(line), "update hentra.quarantine set headers = decode(repeat('00', %d), 'hex')",
                 LARGE);
        sql_run(pg, line);
        assert_int_equal(first_of(SQL_quarantine_of_paused, paused, 8), FIT);
}

/* Of all commands that were run so far. */
static long most_kb(void)
{
        struct rusage used;
        assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
        return used.ru_maxrss;
}

/* A hundred megabytes of what nobody can read: looked at, all of it, and never in memory together. */
static void a_replay_has_no_room_for_all(void **state)
{
        (void)state;
        set_aside(ROWS, 10, CULPRIT_UNREADABLE);
        assert_program(0, "200 are still unreadable", "$HENTRA quarantine replay --dry-run 2>&1");
        const long before = most_kb();
        set_aside(ROWS, LARGE, CULPRIT_UNREADABLE);
        assert_program(0, "200 are still unreadable", "$HENTRA quarantine replay --dry-run 2>&1");
        const long more = most_kb() - before;
        if (MEMORY_IS_TOLD && more > 40L * KB_PER_MB)
                fail_msg("%ld MB more", more / KB_PER_MB);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(portions_have_bounded_bytes),
                cmocka_unit_test(a_replay_has_no_room_for_all),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, connected_end);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load_times.c - what other producers send otherwise than hentra would: times in another unit, before load.earliest or
 * said before they were seen, and letters in another form. What a rule sets aside is no sign that the loader itself is at fault.
 */
#include "tests/support/loading.h"
#include "tests/support/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        loading_begin("load_times", "load.poison_most=2\n", 1);
        return 0;
}

static void load(const char *setting)
{
        struct child c;
        child_start(&c, &world, "load", "--until-end", "--set", setting, NULL);
        const int found = child_wait(&c);
        if (found != 0)
                fail_msg("exit code %d: %s", found, child_err(&c));
        child_close(&c);
}

/* More of them in a row than load.poison_most: the stream goes on all the same. */
static void times_in_another_unit_are_set_aside(void **state)
{
        (void)state;
        struct feed f;
        char id[8][16];
        feed_open(&f, &world);
        for (int i = 0; i < 8; i++) {
                snprintf(id[i], sizeof(id[i]), "ms-%d", i);
                struct event v = event_on(3, id[i], RECEIVED);
                const int64_t unit = i % 2 ? 1000000 : 1000;
                v.occurred_at /= unit;
                v.due_at /= unit;
                v.stated_at /= unit;
                v.observed_at /= unit;
                feed_event(&f, 0, &v);
        }
        const struct event good = event_on(3, "good", RECEIVED);
        feed_event(&f, 0, &good);
        feed_close(&f);
        load("load.earliest=1990-01-01");
        assert_sql(pg, "good", "select string_agg(dossier_id, ' ') from hentra.dossier");
        assert_sql(pg, "4|t 4|t",
                   "select count(*), bool_and(value is not null) from hentra.quarantine where reason like "
                   "'occurred_at is in 1970-01-% before load.earliest: as milliseconds it would fit%' or "
                   "reason like 'occurred_at is in 1970-01-% before load.earliest: as seconds it would fit%' "
                   "group by reason like '% seconds %' order by 1");
}

/* The setting decides, for every time of the event; the messages can come again. */
static void an_old_archive_lowers_the_bound(void **state)
{
        (void)state;
        struct feed f;
        struct event v = event_on(4, "old", RECEIVED);
        v.submitted_at = 7000 * MICROS_PER_DAY; /* in 1989 */
        feed_open(&f, &world);
        /* Between messages that cannot be read they are no further ones in a row. */
        for (int i = 0; i < 4; i++) {
                feed_bytes(&f, 0, TEXT("k"), "?", 1);
                feed_event(&f, 0, &v);
        }
        feed_close(&f);
        load("load.earliest=1990-01-01");
        assert_sql(pg, "4",
                   "select count(*) from hentra.quarantine where reason like 'submitted_at is in "
                   "1989-03-02, before load.earliest: a slip of the year, or if the dossier is that old, set "
                   "%'");
        struct child c;
        child_start(&c, &world, "quarantine", "replay", NULL);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        load("load.earliest=1960-01-01");
        assert_sql(pg, "1", "select count(*) from hentra.dossier where dossier_id = 'old'");
}

static void what_is_dated_after_it_was_seen_wins_over_nothing(void **state)
{
        (void)state;
        struct feed f;
        struct event v = event_on(5, "ahead", RECEIVED);
        feed_open(&f, &world);
        v.channel = ONLINE;
        v.stated_at += 3650LL * MICROS_PER_DAY;
        feed_event(&f, 0, &v);
        v.channel = DIRECT; /* a later export, dated well */
        v.stated_at = v.observed_at += MICROS_PER_DAY;
        feed_event(&f, 0, &v);
        feed_close(&f);
        load("load.earliest=1990-01-01");
        assert_sql(pg, "DIRECT", "select channel from hentra.dossier_detail where dossier_id = 'ahead'");
        assert_sql(
                pg, "STATED_IN_FUTURE",
                "select mark from hentra.dossier_quality where dossier_id = 'ahead' and mark like 'STATED%'");
        assert_sql(pg, "0",
                   "select count(*) from hentra.dossier_statement where stated_at > observed_at and "
                   "dossier_id = 'ahead'");
        assert_int_equal(warehouse_differs(&world), 0);
}

/* What a tool counts by day must not depend on the zone of its session: half past six in Ha Noi is the day before by UTC. */
static void days_are_local_whatever_the_session_says(void **state)
{
        (void)state;
        struct feed f;
        struct event v = event_on(5, "early", RECEIVED);
        feed_open(&f, &world);
        v.occurred_at = v.stated_at = v.observed_at =
                1646868600LL * MICROS_PER_SECOND; /* 2022-03-10 06:30 +07 */
        v.due_at = v.occurred_at + 7 * MICROS_PER_DAY;
        feed_event(&f, 0, &v);
        v.status = RESOLVED;
        v.occurred_at = v.stated_at = v.observed_at += MICROS_PER_DAY;
        feed_event(&f, 0, &v);
        feed_close(&f);
        load("load.earliest=1990-01-01");
        sql_run(pg, "set timezone = 'UTC'");
        assert_sql(
                pg, "2022-03-10|2022-03-17|2022-03-11|2022-03-09",
                "select received_day, due_day, ended_day, received_at::date from hentra.dossier_detail where "
                "dossier_id = 'early'");
        sql_run(pg, "reset timezone");
}

/* Else its documents would stand against all that others state until then. */
static void what_is_seen_tomorrow_is_set_aside(void **state)
{
        (void)state;
        struct feed f;
        struct event v = event_on(5, "tomorrow", RECEIVED);
        feed_open(&f, &world);
        for (int i = 0; i < 4; i++) { /* more than load.poison_most: no sign that the loader is at fault */
                v.observed_at = moment_now() + (2 + i) * MICROS_PER_DAY;
                feed_event(&f, 0, &v);
        }
        v = event_on(5, "within the day", RECEIVED);
        v.observed_at = moment_now() + MICROS_PER_DAY / 2;
        feed_event(&f, 0, &v);
        feed_close(&f);
        load("load.earliest=1990-01-01");
        assert_sql(pg, "within the day",
                   "select string_agg(dossier_id, ' ') from hentra.dossier where dossier_id in ('tomorrow', "
                   "'within the day')");
        assert_sql(pg, "4",
                   "select count(*) from hentra.quarantine where reason like 'observed_at is on %, and the "
                   "message came on %: set the producer''s clock'");
}

/* "Sở" as one letter with its marks, and as an o with two marks behind it. */
static void letters_in_another_form_are_the_same(void **state)
{
        (void)state;
        static const char *const agencies[] = {"S\xe1\xbb\x9f 1", "So\xcc\x9b\xcc\x89 1"};
        static const char *const ids[] = {"m\xc3\xa3-1", "ma\xcc\x83-1"};
        struct feed f;
        feed_open(&f, &world);
        for (int i = 0; i < 2; i++) {
                struct event v = event_on(6, ids[i], RECEIVED);
                v.agency = text_of(agencies[i]);
                feed_event(&f, 0, &v);
        }
        feed_close(&f);
        load("load.earliest=1990-01-01");
        assert_sql(pg, "1", "select count(*) from hentra.agency where code like 'S%'");
        assert_sql(pg, "1",
                   "select count(*) from hentra.dossier where dossier_id like 'm%-1' and dossier_id not "
                   "like 'ms-%'");
        assert_sql(pg, "1",
                   "select (select count(*) from hentra.history_read(history)) from hentra.dossier where "
                   "dossier_id = "
                   "normalize('m\xc3\xa3-1')");
}

/* A letter that only exists taken apart: 36 bytes become 72. */
static void a_text_that_grows_too_long_is_set_aside(void **state)
{
        (void)state;
        char procedure[37] = "";
        struct feed f;
        struct event v = event_on(7, "grows", RECEIVED);
        for (int i = 0; i < 12; i++)
                memcpy(procedure + (size_t)i * 3, "\xe0\xa5\x98", 3);
        v.procedure = text_of(procedure);
        feed_open(&f, &world);
        feed_event(&f, 0, &v);
        feed_close(&f);
        load("load.earliest=1990-01-01");
        assert_sql(pg, "1",
                   "select count(*) from hentra.quarantine where reason like 'procedure has 72 bytes%'");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(times_in_another_unit_are_set_aside),
                cmocka_unit_test(an_old_archive_lowers_the_bound),
                cmocka_unit_test(what_is_dated_after_it_was_seen_wins_over_nothing),
                cmocka_unit_test(days_are_local_whatever_the_session_says),
                cmocka_unit_test(what_is_seen_tomorrow_is_set_aside),
                cmocka_unit_test(letters_in_another_form_are_the_same),
                cmocka_unit_test(a_text_that_grows_too_long_is_set_aside),
        };

        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, connected_end);
}

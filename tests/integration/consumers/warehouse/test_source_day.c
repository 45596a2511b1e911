/* SPDX-License-Identifier: Apache-2.0
 *
 * test_source_day.c - what loaders keep of sources: every event once and every dossier once, whoever writes it,
 * also where a commit is tried again or was lost; derived again by setup and by a repair, and proved.
 */
#include "tests/support/child.h"
#include "tests/support/committing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        committing_begin("source_day");
        return 0;
}

static int fresh(void **state)
{
        sql_run(pg, "truncate hentra.source_day");
        return committing_fresh(state);
}

static void tell(struct worker *k, const char *source, int day, const char *id, enum status status)
{
        struct event v = event_on(day, id, status);
        v.source = text_of(source);
        worker_tell(k, &v);
}

/* Both ways in which a batch is written. */
static void open_worker(struct worker *k, int32_t partition, bool streams)
{
        worker_open(k, &world, partition, "source-day");
        if (streams)
                k->committer.small_most = 0;
}

#define assert_days(expected)                                                                                \
        assert_sql(pg, expected,                                                                             \
                   "select code, day, sum(events), sum(dossiers) from hentra.source_day join hentra.source " \
                   "using (source_id) group by 1, 2 order by 1, 2")

static void each_is_counted_once(void **state)
{
        for (int streams = 0; streams < 2; streams++) {
                struct worker a, b;
                (void)fresh(state);
                open_worker(&a, 0, streams);
                open_worker(&b, 1, streams);
                tell(&a, "one", 0, "A", RECEIVED);
                tell(&a, "two", 0, "A", PROCESSING);
                tell(&a, "two", 1, "B", RECEIVED);
                assert_int_equal(worker_commit(&a), COMMIT_DONE);
                assert_days("one|2022-01-01|1|1 two|2022-01-01|1|0 two|2022-01-02|1|1");
                /* The dossier is there by now: merged, not new, and the same statement again is an event. */
                tell(&b, "one", 0, "B", RECEIVED);
                tell(&b, "one", 0, "A", RECEIVED);
                tell(&b, "one", 0, "C", RECEIVED);
                assert_int_equal(worker_commit(&b), COMMIT_DONE);
                assert_days("one|2022-01-01|4|2 two|2022-01-01|1|0 two|2022-01-02|1|1");
                /* An owner that is not one any more leaves nothing. */
                sql_run(pg, "update hentra.position set epoch = epoch + 1");
                tell(&a, "one", 5, "D", RECEIVED);
                assert_int_equal(worker_commit(&a), COMMIT_NOT_OURS);
                assert_days("one|2022-01-01|4|2 two|2022-01-01|1|0 two|2022-01-02|1|1");
                worker_close(&a);
                worker_close(&b);
        }
}

static void marks_and_times_join(void **state)
{
        struct worker k;
        (void)state;
        worker_open(&k, &world, 0, "source-day");
        for (int i = 0; i < 3; i++) {
                struct event v = event_on(0, "A", (enum status)(RECEIVED + i));
                v.source = TEXT("one");
                v.payment = i ? PAYMENT_PORTAL : PAYMENT_NONE;
                v.citizen_data = TRUTH_YES;
                v.stated_at = v.observed_at - (i + 1) * MICROS_PER_SECOND;
                v.observed_at += i * 600 * MICROS_PER_SECOND;
                worker_tell(&k, &v);
                committing_done(&k);
        }
        /* From 10:00 on. */
        assert_sql(
                pg, "channel=ONLINE+citizen_data=YES|60|61|62",
                "select array_to_string(hentra.source_constant_flags(flags), '+'), n[1], n[2], n[3] from "
                "hentra.source_day, "
                "lateral (select "
                "array_agg(i order by i) as n from generate_series(0, 143) i where get_bit(slots, i) = 1) x");
        assert_sql(pg, "00:20:00|1806000",
                   "select last_heard_at - first_heard_at, lag_ms from hentra.source_day");
        worker_close(&k);
}

static void verify(int code, const char *option, const char *says)
{
        struct child c;
        assert_exit(code, &c, &world, "verify", "--no-kafka", option);
        assert_says(child_out(&c), says);
        child_close(&c);
}

static void what_is_missing_is_found_and_filled(void **state)
{
        struct worker k;
        struct child c;
        (void)state;
        worker_open(&k, &world, 0, "source-day");
        tell(&k, "one", 0, "A", RECEIVED);
        tell(&k, "two", 9, "A", RESOLVED);
        tell(&k, "two", 2, "B", RECEIVED);
        committing_done(&k);
        worker_close(&k);
        verify(0, NULL, "nothing found");
        static const char *const damages[] = {
                "update hentra.source_day set dossiers = dossiers + 1 where events = 1",
                "update hentra.source_day set last_stated_at = last_stated_at - interval '1 second'",
                "delete from hentra.source_day"};
        for (int i = 0; i < 3; i++) {
                sql_run(pg, damages[i]);
                verify(1, NULL, "<- differs");
                verify(0, "--repair", "repaired 2 dossiers");
                verify(0, NULL, "nothing found");
                assert_days("one|2022-01-01|1|1 two|2022-01-03|1|1 two|2022-01-10|1|0");
        }
        /* As an older hentra leaves it. */
        sql_run(pg, "delete from hentra.source_day");
        assert_exit(0, &c, &world, "setup", "--no-topics");
        child_close(&c);
        assert_days("one|2022-01-01|1|1 two|2022-01-03|1|1 two|2022-01-10|1|0");
        verify(0, NULL, "nothing found");
}

/* A source took back what was never seen of it: that alone is a batch, and a dossier. */
static void a_retraction_alone_is_counted(void **state)
{
        struct worker k;
        struct child c;
        struct event v = event_on(3, "A", RESOLVED);
        (void)state;
        v.source = TEXT("one");
        v.retracts = true;
        worker_open(&k, &world, 0, "source-day");
        for (int streams = 0; streams < 2; streams++) {
                if (streams)
                        k.committer.small_most = 0;
                worker_tell(&k, &v);
                committing_done(&k);
        }
        assert_days("one|2022-01-04|2|1");
        tell(&k, "two", 5, "A", RECEIVED);
        committing_done(&k);
        worker_close(&k);
        verify(0, NULL, "nothing found");
        sql_run(pg, "delete from hentra.source_day");
        assert_exit(0, &c, &world, "setup", "--no-topics");
        child_close(&c);
        assert_days("one|2022-01-04|1|0 two|2022-01-06|1|1");
        sql_run(pg, "delete from hentra.source_day");
        verify(0, "--repair", "repaired 1 dossiers");
        assert_days("one|2022-01-04|1|0 two|2022-01-06|1|1");
        assert_sql(pg, "t", "select bool_and(last_observed_at >= last_stated_at) from hentra.source_day");
}

static void a_dossier_of_a_retraction_alone_is_filled(void **state)
{
        struct worker k;
        struct child c;
        struct event v = event_on(3, "A", RESOLVED);
        (void)state;
        v.source = TEXT("one");
        v.retracts = true;
        worker_open(&k, &world, 0, "source-day");
        worker_tell(&k, &v);
        committing_done(&k);
        worker_close(&k);
        sql_run(pg, "delete from hentra.source_day");
        assert_exit(0, &c, &world, "setup", "--no-topics");
        child_close(&c);
        assert_days("one|2022-01-04|1|1");
        verify(0, NULL, "nothing found");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(each_is_counted_once, fresh),
                cmocka_unit_test_setup(marks_and_times_join, fresh),
                cmocka_unit_test_setup(what_is_missing_is_found_and_filled, fresh),
                cmocka_unit_test_setup(a_retraction_alone_is_counted, fresh),
                cmocka_unit_test_setup(a_dossier_of_a_retraction_alone_is_filled, fresh),
        };
        return world_lacks(SERVER_PG | PROGRAM) ? SKIPPED
                                                : cmocka_run_group_tests(tests, open_world, connected_end);
}

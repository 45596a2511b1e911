/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gather.c - chances of dossiers whose past is known to the minute: which of it counts as in time, and whose it is.
 */
#include "tests/support/foreseeing.h"

#include "consumers/foresight/past.h"

enum { EACH = 120 };

static micros after(micros from, double days, micros more)
{
        return calendar_earliest(calendar, from, (micros)(days * calendar_day_length(calendar)) + more);
}

/* The event of a dossier of one procedure at one agency. */
static void tell(const char *id, const char *procedure, const char *agency, enum status status, micros when,
                 micros due, bool day_only)
{
        struct event v = event_on(0, id, status);
        v.procedure = text_of(procedure);
        v.agency = text_of(agency);
        v.occurred_at = v.stated_at = v.observed_at = when;
        v.occurred_day = day_only;
        v.due_at = due;
        worker_tell(&worker, &v);
}

/* Each within five days and ten seconds, by its return date to the microsecond; so what is allowed are 2,400 minutes,
 * though they began forty seconds behind a minute. */
static void tell_those_that_end_when_due(void)
{
        for (int i = 0; i < EACH; i++) {
                char id[16];
                snprintf(id, sizeof(id), "DUE-%d", i);
                const micros received = after(at("2022-01-04 08:00:40"), i % 30, 0),
                             due = after(received, 5, 10 * MICROS_PER_SECOND);
                tell(id, "2.000001", "A.1", RECEIVED, received, due, false);
                tell(id, "2.000001", "A.1", RESOLVED, due, due, false);
        }
}

/* Each on the day of its return date, at 10:00; at which hour nobody said. */
static void tell_those_that_end_on_a_day(void)
{
        for (int i = 0; i < EACH; i++) {
                char id[16];
                snprintf(id, sizeof(id), "DAY-%d", i);
                const micros received = after(at("2022-01-04 10:00"), i % 30, 0), due = after(received, 5, 0);
                tell(id, "2.000002", "A.1", RECEIVED, received, due, false);
                tell(id, "2.000002", "A.1", RESOLVED,
                     zone_day_start(warehouse.zone, zone_day(warehouse.zone, due) + 1) - 1, due, true);
        }
}

/* At one agency all take two days, at another eight; and half of the first one's come under its former code. */
static void tell_those_of_two_agencies(void)
{
        for (int i = 0; i < EACH; i++) {
                char id[16];
                snprintf(id, sizeof(id), "AG-%d", i);
                const char *agency = i % 4 == 0 ? "B.1" : i % 4 == 2 ? "B.1 formerly" : "B.2";
                const micros received = after(at("2022-01-04 08:00"), i % 30, 0), due = after(received, 5, 0);
                tell(id, "2.000003", agency, RECEIVED, received, due, false);
                tell(id, "2.000003", agency, RESOLVED, after(received, i % 2 ? 8 : 2, 0), due, false);
        }
}

static void what_ends_at_its_due_minute_is_in_time(void **state)
{
        (void)state;
        assert_sql(pg, "960|1440|t",
                   "select elapsed_minutes, left_minutes, chance < 0.1 from hentra.dossier_risk('2022-03-09 "
                   "08:01:20+07') "
                   "where dossier_id = 'N-DUE'");
}

static void what_ends_on_its_due_day_is_in_time(void **state)
{
        (void)state;
        assert_sql(pg, "t",
                   "select chance < 0.1 from hentra.dossier_risk('2022-03-09 10:00+07') where dossier_id = "
                   "'N-DAY'");
}

/* The test against the past reckons by the same rules. */
static void the_past_is_judged_alike(void **state)
{
        struct past_wish wish = {.at = at("2022-02-15 08:20"), .now = at("2022-03-06 08:00"), .days = 365};
        struct past_result r;
        struct err e;
        double expected = 0;
        (void)state;
        /* Those of the two agencies are late when they take eight days. */
        DONE(foresight_past(pg, &warehouse, &wish, &r, &e));
        for (int i = 0; i < SCORE_TENTHS; i++)
                expected += r.score.tenth[i].chances;
        assert_true(r.score.judged > 30 && r.score.late > 2);
        assert_true(expected > 0.7 * (double)r.score.late && expected < (double)r.score.late + 4);
}

static void an_agency_has_what_came_under_its_other_codes(void **state)
{
        (void)state;
        /* Sixty, and the two themselves. */
        assert_sql(pg, "4|62 4|62",
                   "select string_agg(grain || '|' || alike, ' ') from hentra.dossier_risk('2022-03-07 "
                   "08:00+07') "
                   "where dossier_id in ('N-AG1', 'N-AG2')");
}

static void nothing_is_told_of_times_before_the_fit(void **state)
{
        (void)state;
        assert_sql(pg, "t",
                   "select count(*) > 0 from hentra.dossier_risk('2022-03-07 08:00+07') where chance > 0 and "
                   "due_at > "
                   "'2022-03-07 08:00+07'");
        assert_sql(pg, "0",
                   "select count(*) from hentra.dossier_risk('2022-03-01 08:00+07') where chance is not null "
                   "and due_at > "
                   "'2022-03-01 08:00+07'");
}

static int open_world(void **state)
{
        (void)state;
        foreseeing_open("risk");
        tell_those_that_end_when_due();
        tell_those_that_end_on_a_day();
        tell_those_of_two_agencies();
        tell("N-DUE", "2.000001", "A.1", RECEIVED, at("2022-03-07 08:00:40"), at("2022-03-14 08:00:50"),
             false);
        tell("N-DAY", "2.000002", "A.1", RECEIVED, at("2022-03-07 10:00"), at("2022-03-14 10:00"), false);
        tell("N-AG1", "2.000003", "B.1", RECEIVED, at("2022-03-07 08:00"), at("2022-03-14 08:00"), false);
        tell("N-AG2", "2.000003", "B.1 formerly", RECEIVED, at("2022-03-07 08:00"), at("2022-03-14 08:00"),
             false);
        assert_int_equal(worker_commit(&worker), COMMIT_DONE);
        sql_run(pg,
                "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level, vertical) "
                "select agency_id, '-infinity', 'infinity', 'B', 2, false from hentra.agency where code = "
                "'B.1'; "
                "insert into hentra.agency_alias (alias, system, source, agency_id, valid_from, valid_to) "
                "select 'B.1 formerly', 1, '', agency_id, '-infinity', 'infinity' from hentra.agency where "
                "code = 'B.1'; "
                "select hentra.agency_match(null)");
        fit("2022-03-07 08:00");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_ends_at_its_due_minute_is_in_time),
                cmocka_unit_test(what_ends_on_its_due_day_is_in_time),
                cmocka_unit_test(the_past_is_judged_alike),
                cmocka_unit_test(an_agency_has_what_came_under_its_other_codes),
                cmocka_unit_test(nothing_is_told_of_times_before_the_fit),
        };
        return world_lacks(SERVER_PG) ? SKIPPED : cmocka_run_group_tests(tests, open_world, foreseeing_close);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_likely_look.c - dossiers that are likely to be late, at instants that the test chooses. Of a hundred of
 * one procedure half took two working days, and half took six; so who is open on the third day takes six.
 */
#include "tests/support/foreseeing.h"

#include "consumers/alert/alert_rules.h"
#include "consumers/alert/likely_look.h"
#include "consumers/alert/look.h"

static struct likely likely;
static int64_t raised, cleared;

static void tell(const char *id, enum status status, const char *when, const char *due)
{
        struct event v = event_on(0, id, status);
        v.occurred_at = v.stated_at = v.observed_at = at(when);
        v.due_at = at(due);
        worker_tell(&worker, &v);
}

static void told(void)
{
        assert_int_equal(worker_commit(&worker), COMMIT_DONE);
}

/* Received in the week of February 14th. */
static void tell_history(void)
{
        for (int i = 0; i < 100; i++) {
                char id[16], when[32];
                snprintf(id, sizeof(id), "OLD-%d", i);
                snprintf(when, sizeof(when), "2022-02-%02d 08:00", 14 + i % 5);
                struct event v = event_on(0, id, RECEIVED);
                v.occurred_at = v.stated_at = v.observed_at = at(when);
                v.due_at = calendar_earliest(calendar, v.occurred_at, 5 * calendar_day_length(calendar));
                const micros took = (i % 2 ? 2 : 6) * calendar_day_length(calendar);
                worker_tell(&worker, &v);
                v.status = RESOLVED;
                v.occurred_at = v.stated_at = v.observed_at =
                        calendar_earliest(calendar, v.occurred_at, took);
                worker_tell(&worker, &v);
        }
        told();
}

static void look(const char *now, const char *ids, bool raises)
{
        struct err e;
        const struct likely_look in = {.pg = pg,
                                       .warehouse = &warehouse,
                                       .calendar = calendar,
                                       .ids = text_of(ids),
                                       .now = at(now),
                                       .raises = raises};
        DONE(likely_look_run(&likely, &in, &raised, &cleared, &e));
        while (likely_look_goes_on(&likely)) {
                int64_t more[2];
                DONE(likely_look_run(&likely, &in, &more[0], &more[1], &e));
                raised += more[0];
                cleared += more[1];
        }
}

/* A look at the deadlines, as it comes before each of the others. */
static void look_at_deadlines(const char *now)
{
        struct err e;
        struct look_result result;
        struct alert_rules rules = {0};
        const struct clock clock = {.simulated = true, .origin = at(now), .fd = -1};
        const struct look_inputs in = {
                .pg = pg, .calendar = calendar, .rules = &rules, .clock = &clock, .topic = world.topic};
        DONE(alert_rules_read(&rules, pg, at(now), &e));
        DONE(look_run(&in, TEXT(""), &result, &e));
        raised = result.raised;
        cleared = result.cleared;
        alert_rules_free(&rules);
}

#define assert_look(now, ids, expected_raised, expected_cleared) \
        do {                                                     \
                look(now, ids, true);                            \
                assert_int_equal(raised, expected_raised);       \
                assert_int_equal(cleared, expected_cleared);     \
        } while (0)

#define assert_reason(expected, id)                                                                   \
        assert_sql(pg, expected,                                                                      \
                   "select coalesce(reason, state) from hentra.alert_history where dossier_id = '" id \
                   "' order by alert_id desc, transition desc limit 1")

/* March 7th is a Monday. Due after five working days, as those of the past. */
static void one_is_raised_on_the_third_day(void **state)
{
        (void)state;
        tell("N-1", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        told();
        assert_look("2022-03-07 09:00", "N-1", 0, 0); /* even odds are below 0.6 */
        assert_look("2022-03-08 08:00", "", 0, 0);
        assert_look("2022-03-09 06:59", "", 0, 0);
        /* The third day begins at 8:00 by its own clock: all are judged at the first office hour, at which none is
         * late yet, and it only when it changes or on the next day. */
        assert_look("2022-03-09 07:01", "", 0, 0);
        assert_look("2022-03-09 08:01", "", 0, 0);
        assert_look("2022-03-09 08:01", "N-1", 1, 0);
        assert_look("2022-03-09 08:02", "N-1", 0, 0);
        assert_sql(
                pg, "LIKELY_LATE|1|t|t|000.00.17.H58",
                "select kind, step, chance > 0.9, alike between 40 and 60, recipient from hentra.alert_open");
        tell("N-1", RESOLVED, "2022-03-10 08:00", "2022-03-14 08:00");
        told();
        assert_look("2022-03-10 08:01", "N-1", 0, 1);
        assert_reason("RESOLVED", "N-1");
}

static void all_are_judged_once_a_working_day(void **state)
{
        (void)state;
        tell("N-2", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        told();
        assert_look("2022-03-12 12:00", "", 0, 0); /* a Saturday: but it is the first look of all */
        assert_int_equal(likely.day, 0);
        assert_look("2022-03-09 07:30", "", 0, 0);
        assert_true(likely.day > 0);
        assert_look("2022-03-10 06:30", "", 0, 0); /* the night is not over */
        assert_look("2022-03-10 07:30", "", 1, 0);
        assert_look("2022-03-10 07:31", "", 0, 0);
        /* Nothing is said while loaders are behind; the day is made up for. */
        likely.day = 0;
        sql_run(pg, "delete from hentra.alert_transition; delete from hentra.alert");
        look("2022-03-10 07:32", "N-2", false);
        assert_int_equal(raised, 0);
        assert_look("2022-03-10 07:33", "", 1, 0);
}

static void it_ends_where_others_begin(void **state)
{
        (void)state;
        tell("N-3", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        tell("N-4", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        tell("N-5", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        tell("N-6", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        told();
        assert_look("2022-03-10 07:30", "", 4, 0);
        tell("N-3", SUPPLEMENT_REQUESTED, "2022-03-10 09:00", "2022-03-14 08:00");
        tell("N-4", PROCESSING, "2022-03-10 09:00", "2022-03-24 08:00");
        told();
        assert_look("2022-03-10 09:01", "N-3\nN-4", 0, 2);
        assert_reason("PAUSED", "N-3");
        assert_reason("REAPPOINTED", "N-4");
        /* When the return date passes one takes the place of the other in one transaction, of looks at deadlines. */
        sql_run(pg, "update hentra.alert_rule set enabled = true, start_mark = '2022-03-01' where kind = 2");
        assert_look("2022-03-14 08:00", "", 0, 0);
        look_at_deadlines("2022-03-14 08:00");
        assert_int_equal(raised + cleared, 0);
        assert_look("2022-03-14 08:00:00.000001", "N-5", 0, 0);
        look_at_deadlines("2022-03-14 08:00:00.000001");
        assert_int_equal(raised, 2);
        assert_int_equal(cleared, 2);
        assert_sql(pg, "N-5 OVERDUE N-6 OVERDUE",
                   "select string_agg(dossier_id || ' ' || kind, ' ' order by dossier_id) from "
                   "hentra.alert_open");
        assert_sql(pg, "SUPERSEDED 2",
                   "select min(reason) || ' ' || count(*) from hentra.alert_history where kind = "
                   "'LIKELY_LATE' and "
                   "dossier_id in ('N-5', 'N-6') and reason is not null");
}

static void a_fallen_chance_clears_it(void **state)
{
        (void)state;
        tell("N-7", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        told();
        assert_look("2022-03-10 07:30", "", 1, 0);
        /* Another fit: nobody has watched for so long. */
        sql_run(pg, "update hentra.foresight_curve set known_minutes = 60");
        likely.all_changed = true;
        likely.judged_at -= 601 * MICROS_PER_SECOND;
        assert_look("2022-03-10 07:32", "", 0, 1);
        assert_reason("UNLIKELY", "N-7");
        sql_run(pg, "update hentra.foresight_curve set known_minutes = 2147483647");
        assert_look("2022-03-10 07:33", "N-7", 1, 0);
        sql_run(pg, "update hentra.alert_rule set enabled = false where kind = 5");
        assert_look("2022-03-10 07:34", "N-7", 0, 1);
        assert_reason("NOT_COVERED", "N-7");
        assert_look("2022-03-10 07:35", "N-7", 0, 0);
}

static void what_was_likely_at_the_start_is_history(void **state)
{
        (void)state;
        tell("N-8", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        tell("N-9", RECEIVED, "2022-03-08 08:00", "2022-03-15 08:00");
        told();
        sql_run(pg, "update hentra.alert_rule set start_mark = '2022-03-09 09:00+07' where kind = 5");
        assert_look("2022-03-09 09:00", "", 0, 0);
        assert_sql(pg, "N-8", "select dossier_id from hentra.alert_likely_before");
        assert_look("2022-03-11 07:30", "", 1, 0);
        assert_reason("RAISED", "N-9");
        /* Another curve tells nothing about how it was then. */
        sql_run(pg, "update hentra.foresight_curve set share = minutes");
        assert_look("2022-03-11 07:31", "N-8", 0, 0);
        /* With another start mark it is no history any more, and with another return date it never was. */
        sql_run(pg, "update hentra.alert_rule set start_mark = '2022-03-01 09:00+07' where kind = 5");
        fit("2022-03-04 17:00");
        assert_look("2022-03-11 07:32", "N-8", 1, 0);
}

/* Of what is open after a hundred minutes so many percent are open after two thousand. */
static void curve_of(int percent)
{
        char sql[200];
        snprintf(
                sql, sizeof(sql),
                "update hentra.foresight_curve set minutes = '{100,2000}', share = '{1000000000,%d0000000}', "
                "alike = '{50,40}'",
                percent);
        sql_run(pg, sql);
}

/* What swings around the chance of the rule is neither raised nor cleared each day. */
static void a_chance_that_swings_stays(void **state)
{
        (void)state;
        tell("N-11", RECEIVED, "2022-03-07 08:00", "2022-03-14 08:00");
        told();
        assert_look("2022-03-10 07:30", "", 1, 0);
        for (int i = 0; i < 4; i++) { /* as one fit after another might have it */
                static const int percent[] = {58, 61, 56, 54};
                curve_of(percent[i]);
                assert_look("2022-03-10 07:31", "N-11", 0, i == 3);
        }
        assert_reason("UNLIKELY", "N-11");
        curve_of(58);
        assert_look("2022-03-10 07:32", "N-11", 0, 0); /* 58 % raises nothing */
        fit("2022-03-04 17:00");
}

/* Whoever wrote while a fit was reading, or while no alerter ran, is found when all are judged. */
static void pauses_that_nobody_named_are_found(void **state)
{
        (void)state;
        tell("N-12", RECEIVED, "2022-03-07 08:00", "2022-03-18 08:00");
        told();
        assert_look("2022-03-07 09:00", "", 0, 0);
        tell("N-12", SUPPLEMENT_REQUESTED, "2022-03-08 08:00", "2022-03-18 08:00");
        tell("N-12", PROCESSING, "2022-03-14 08:00", "2022-03-18 08:00");
        told();
        assert_look("2022-03-14 08:01", "", 0, 0); /* else it would be its sixth day */
        assert_sql(pg, "4", "select paused_micros / 60000000 / 480 from hentra.foresight_pause");
        /* A fit that had begun before the dossier was written takes its place. */
        sql_run(pg, "delete from hentra.foresight_pause; update hentra.foresight_noted set horizon = (select "
                    "min(xmin::text::bigint) from hentra.dossier where dossier_id = 'N-12')");
        likely.all_changed = true;
        likely.judged_at -= 601 * MICROS_PER_SECOND;
        assert_look("2022-03-14 08:02", "", 0, 0);
        assert_sql(pg, "4", "select paused_micros / 60000000 / 480 from hentra.foresight_pause");
}

/* More than a transaction takes: portion by portion, each committed. */
static void all_are_judged_in_portions(void **state)
{
        struct err e;
        int looks = 1;
        int64_t sum;
        (void)state;
        for (int i = 0; i < 1300; i++) {
                char id[16], due[32];
                snprintf(id, sizeof(id), "N-%d", 2000 + i);
                snprintf(due, sizeof(due), "2022-03-14 08:%02d", i % 60);
                tell(id, RECEIVED, "2022-03-07 08:00", due);
        }
        told();
        const struct likely_look in = {.pg = pg,
                                       .warehouse = &warehouse,
                                       .calendar = calendar,
                                       .ids = TEXT(""),
                                       .now = at("2022-03-10 07:30"),
                                       .raises = true};
        DONE(likely_look_run(&likely, &in, &raised, &cleared, &e));
        assert_true(raised > 400 && raised < 700);
        assert_true(likely_look_goes_on(&likely));
        assert_int_equal(sql_number(pg, "select count(*) from hentra.alert_open"), raised);
        /* While loaders are behind it waits. */
        struct likely_look waiting = in;
        waiting.raises = false;
        sum = raised;
        DONE(likely_look_run(&likely, &waiting, &raised, &cleared, &e));
        assert_int_equal(raised, 0);
        assert_false(likely_look_goes_on(&likely));
        /* Of a rule that came meanwhile some were judged: not all. */
        sql_run(pg,
                "insert into hentra.alert_rule (name, kind, offsets, case_kind, chance, start_mark) values "
                "('later', 5, '{0}', 0, 0.7, '2022-03-10 07:30:01+07')");
        do {
                DONE(likely_look_run(&likely, &in, &raised, &cleared, &e));
                sum += raised;
                looks++;
        } while (likely_look_goes_on(&likely));
        assert_int_equal(sum, 1300);
        assert_true(looks >= 3);
        assert_sql(pg, "likely-late",
                   "select name from hentra.alert_rule where kind = 5 and judged_mark is not null");
        assert_look("2022-03-11 07:30", "", 0, 0);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.alert_likely_before"), 1300);
        sql_run(pg, "delete from hentra.alert_rule where name = 'later'");
}

static void pauses_are_taken_off(void **state)
{
        (void)state;
        tell("N-10", RECEIVED, "2022-03-07 08:00", "2022-03-18 08:00");
        tell("N-10", SUPPLEMENT_REQUESTED, "2022-03-08 08:00", "2022-03-18 08:00");
        tell("N-10", PROCESSING, "2022-03-14 08:00", "2022-03-18 08:00");
        told();
        assert_look("2022-03-14 08:01", "N-10", 0, 0);
        assert_sql(
                pg, "4|481",
                "select paused_micros / 60000000 / 480, (select elapsed_minutes from hentra.dossier_risk("
                "'2022-03-14 08:01+07') r where r.dossier_id = p.dossier_id) from hentra.foresight_pause p");
        /* Without them it would have been its sixth day. */
        assert_look("2022-03-15 07:59", "N-10", 0, 0);
        tell("N-10", RESOLVED, "2022-03-15 09:00", "2022-03-18 08:00");
        told();
        assert_look("2022-03-15 09:01", "N-10", 0, 0);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.foresight_pause"), 0);
}

static int fresh(void **state)
{
        struct err e;
        struct alert_rules rules = {0};
        (void)state;
        sql_run(pg,
                "delete from hentra.alert_transition; delete from hentra.alert; "
                "delete from hentra.dossier where dossier_id like 'N-%'; delete from hentra.foresight_pause; "
                "delete from hentra.alert_likely_before; update hentra.alert_progress set reached = null; "
                "update hentra.alert_rule set enabled = kind = 5, start_mark = null, judged_mark = null; "
                "update hentra.alert_rule set chance = 0.60 where kind = 5");
        likely = (struct likely){0};
        DONE(alert_rules_read(&rules, pg, at("2022-03-01 07:00"), &e));
        alert_rules_free(&rules);
        return 0;
}

static int open_world(void **state)
{
        (void)state;
        foreseeing_open("likely");
        tell_history();
        fit("2022-03-04 17:00");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(one_is_raised_on_the_third_day, fresh),
                cmocka_unit_test_setup(all_are_judged_once_a_working_day, fresh),
                cmocka_unit_test_setup(it_ends_where_others_begin, fresh),
                cmocka_unit_test_setup(a_fallen_chance_clears_it, fresh),
                cmocka_unit_test_setup(what_was_likely_at_the_start_is_history, fresh),
                cmocka_unit_test_setup(pauses_are_taken_off, fresh),
                cmocka_unit_test_setup(pauses_that_nobody_named_are_found, fresh),
                cmocka_unit_test_setup(a_chance_that_swings_stays, fresh),
                cmocka_unit_test_setup(all_are_judged_in_portions, fresh),
        };
        return world_lacks(SERVER_PG) ? SKIPPED : cmocka_run_group_tests(tests, open_world, foreseeing_close);
}

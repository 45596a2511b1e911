/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ack_access.c - what a member of hentra_viewer may do to alerts and reads of what others did, in psql as in the
 * program, and what a snooze holds: further steps, until when, and not behind a hand-over.
 *
 * Agency 1 is the province, 2 a district below it, 3 and 4 communes below that.
 */
#include "tests/support/alerting.h"

#include "consumers/alert/manage/ack.h"
#include <stdio.h>
#include <stdlib.h>

#define COMMUNE  "hentra_test_care_commune"
#define DISTRICT "hentra_test_care_district"

static const char drop_roles[] =
        "do $$ declare r name; begin for r in select rolname from pg_roles where rolname in ('" COMMUNE
        "', '" DISTRICT "') loop execute format('drop owned by %1$I; drop role %1$I', r); end loop; end $$";

static int begin(void **state)
{
        (void)state;
        alerting_begin("alert_ack_access");
        setenv("HENTRA_CONFIG", here.world.file, 1);
        sql_run(here.sql, drop_roles);
        sql_run(here.sql, "create role " COMMUNE " in role hentra_viewer; create role " DISTRICT
                          " in role hentra_viewer");
        sql_run(here.sql, "insert into hentra.access (role_name, agency_id) values ('" COMMUNE
                          "', 3), ('" DISTRICT "', 2)");
        sql_run(here.sql, "insert into hentra.agency (code) values ('H.4')");
        sql_run(here.sql,
                "insert into hentra.agency_version (agency_id, name, level, parent_id) values "
                "(1, 'The province', 1, null), (2, 'A district', 2, 1), (3, 'A commune', 3, 2), (4, "
                "'Another', 3, 2)");
        return 0;
}

static int end(void **state)
{
        sql_run(here.sql, drop_roles);
        return alerting_end(state);
}

static void raise_at(const char *dossier, int step, int agency, int recipient)
{
        char text[700];
        snprintf(text, sizeof(text),
                 "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition, "
                 "recipient_id) "
                 "values ('%s', 3, %d, '2022-03-08 17:00+07', 1, %d) returning alert_id, recipient_id) "
                 "insert into "
                 "hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, "
                 "procedure_id, "
                 "case_kind, stale) select alert_id, 1, '2022-03-08 17:00:01+07', 0, %d, recipient_id, 0, 0, "
                 "false "
                 "from a",
                 dossier, step, recipient, agency);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, false);
}

/* The clearing has the agency where the dossier is by then. */
static void clear_at(const char *dossier, int step, int reason, int agency)
{
        char text[700];
        snprintf(
                text, sizeof(text),
                "with a as (update hentra.alert set transition = 2 where dossier_id = '%s' and step = %d and "
                "transition = 1 returning alert_id, recipient_id) insert into hentra.alert_transition "
                "(alert_id, "
                "transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale) select "
                "alert_id, 2, "
                "'2022-03-08 18:00+07', %d, %d, recipient_id, 0, 0, false from a",
                dossier, step, reason, agency);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, false);
}

/* In psql, by the role: "taken", or the SQLSTATE. */
static void assert_made(const char *role, const char *dossier, const char *until, const char *expected)
{
        char text[400];
        struct err e;
        struct pg *pg = world_connect(&here.world, "viewer");
        snprintf(text, sizeof(text), "set role %s", role);
        sql_run(pg, text);
        snprintf(text, sizeof(text),
                 "insert into hentra.alert_ack (alert_id, until, reason) select max(alert_id), %s, 'x' from "
                 "hentra.alert "
                 "where dossier_id = '%s'",
                 until, dossier);
        const enum fault fault = pg_run(pg, text, NULL, 0, NULL, &e);
        assert_string_equal(fault == OK ? "taken" : pg_sqlstate(pg), expected);
        pg_close(pg);
}

/* By the program's part, in the place of the role; false: `says` is why not. */
static bool done_by(const char *role, enum ack_what what, const char *dossier, const char *says)
{
        struct err e = {0};
        char text[100];
        struct pg *pg = world_connect(&here.world, "viewer");
        struct ack k = {
                .what = what, .now = clock_now(&here.clock), .reason = what == ACK_LIFT ? NULL : "moving"};
        k.until = k.now + 10 * 86400 * MICROS_PER_SECOND;
        snprintf(text, sizeof(text), "set role %s", role);
        sql_run(pg, text);
        const enum fault fault = alert_ack(pg, &k, &dossier, 1, &e);
        if (fault != OK && !strstr(e.text, says))
                fail_msg("%s", e.text);
        pg_close(pg);
        return fault == OK;
}

#define HOUR "now() + interval '1 hour'"

static void only_what_is_open_is_taken_care_of(void **state)
{
        (void)state;
        raise_at("A", 1, 3, 3);
        raise_at("B", 1, 3, 3);
        clear_at("B", 1, 1, 3);
        assert_made(COMMUNE, "B", "null", "42501");
        assert_made(COMMUNE, "B", HOUR, "42501");
        assert_made(COMMUNE, "A", "null", "taken");
        assert_made(COMMUNE, "A", HOUR, "taken");
        sql_run(here.sql, "insert into hentra.alert_ack (alert_id, reason) select alert_id, 'before' from "
                          "hentra.alert where dossier_id = 'B'");
        sql_run(here.sql,
                "begin; set local role " COMMUNE "; update hentra.alert_ack set lifted_at = now(); commit");
        assert_sql(here.sql, "A|t A|t B|f",
                   "select dossier_id, lifted_at is not null from hentra.alert_acknowledged order by ack_id");
}

static void a_viewer_snoozes_what_their_agency_is_told(void **state)
{
        (void)state;
        raise_at("A", 1, 3, 2); /* the district is told */
        assert_made(COMMUNE, "A", HOUR, "42501");
        assert_false(done_by(COMMUNE, ACK_SNOOZE, "A", "whose recipient"));
        assert_made(COMMUNE, "A", "null", "taken");
        assert_true(done_by(DISTRICT, ACK_SNOOZE, "A", ""));
        assert_true(done_by(COMMUNE, ACK_LIFT, "A", "")); /* its acknowledgement */
        assert_sql(here.sql, "ACKNOWLEDGED|t SNOOZED|f",
                   "select what, lifted_at is not null from hentra.alert_acknowledged order by 1");
        assert_false(done_by(COMMUNE, ACK_LIFT, "A", "names no open alert"));
        sql_run(here.sql,
                "begin; set local role " COMMUNE "; update hentra.alert_ack set lifted_at = now(); commit");
        assert_sql(here.sql, "1", "select count(*) from hentra.alert_ack where lifted_at is null");
        assert_true(done_by(DISTRICT, ACK_LIFT, "A", ""));
        assert_sql(here.sql, "0", "select count(*) from hentra.alert_ack where lifted_at is null");
}

#define HELD                                                                                                 \
        "select dossier_id, step from hentra.alert_delivery join hentra.alert using (alert_id) where state " \
        "= 0"

static void a_snooze_of_a_viewer_does_not_keep_it_from_others(void **state)
{
        (void)state;
        webhook("each", "/ok/each", NULL);
        raise_at("A", 1, 3, 3);
        raise_at("B", 1, 3, 3);
        raise_at("C", 1, 3, 3);
        TURNS_UNTIL(deliveries("each", "state = 1") == 3);
        assert_true(done_by(COMMUNE, ACK_SNOOZE, "A", ""));
        assert_true(done_by(COMMUNE, ACK_SNOOZE, "B", ""));
        assert_true(done_by("hentra_analyst", ACK_SNOOZE, "C", ""));
        raise_at("A", 2, 3, 2);
        raise_at("B", 2, 3, 3);
        raise_at("C", 2, 3, 2);
        TURNS_UNTIL(deliveries("each", "state = 1") == 4);
        for (int i = 0; i < 20; i++)
                turn(&here.one);
        assert_sql(here.sql, "B|2 C|2", HELD " order by 1");
}

static void a_snooze_is_not_handed_over(void **state)
{
        (void)state;
        webhook("each", "/ok/each", NULL);
        raise_at("A", 1, 3, 2);
        raise_at("B", 1, 3, 2);
        TURNS_UNTIL(deliveries("each", "state = 1") == 2);
        assert_true(done_by("hentra_analyst", ACK_SNOOZE, "A", ""));
        assert_true(done_by("hentra_analyst", ACK_SNOOZE, "B", ""));
        clear_at("A", 1, 8, 4);
        raise_at("A", 1, 4, 2);
        clear_at("B", 1, 7, 3);
        raise_at("B", 2, 3, 2);
        TURNS_UNTIL(deliveries("each", "state = 1") == 5); /* two clearings, and the raising at the new one */
        for (int i = 0; i < 20; i++)
                turn(&here.one);
        assert_sql(here.sql, "B|2", HELD);
        assert_sql(here.sql, "A|1|f B|2|t",
                   "select dossier_id, step, snoozed_by is not null from hentra.alert_detail where stands "
                   "order by 1");
        assert_false(done_by("hentra_analyst", ACK_LIFT, "A", "names no open alert"));
}

/* What holds an alert is beside it, whichever step it was made for. */
static void the_snooze_of_an_earlier_step_shows(void **state)
{
        (void)state;
        raise_at("A", 1, 3, 3);
        assert_true(done_by(COMMUNE, ACK_SNOOZE, "A", ""));
        clear_at("A", 1, 7, 3);
        raise_at("A", 2, 3, 3);
        assert_sql(here.sql, "2|t|moving",
                   "select step, snoozed_until > '2022-03-09', snoozed_reason from hentra.alert_detail where "
                   "stands");
        assert_true(done_by(COMMUNE, ACK_LIFT, "A", ""));
        assert_sql(here.sql, "2|t", "select step, snoozed_by is null from hentra.alert_detail where stands");
}

static void a_snooze_has_an_end(void **state)
{
        (void)state;
        raise_at("A", 1, 3, 3);
        assert_made("hentra_analyst", "A", "'infinity'", "23514");
        assert_made("hentra_analyst", "A", "'-infinity'", "23514");
        assert_made("hentra_analyst", "A", "'2199-01-01'", "23514");
        assert_made("hentra_analyst", "A", "now() + interval '743 hours'", "taken");
        /* One that was made before there was this rule is taken back. */
        sql_run(here.sql, "update hentra.alert_ack set until = 'infinity'");
        assert_true(done_by("hentra_analyst", ACK_LIFT, "A", ""));
        assert_sql(here.sql, "1", "select count(*) from hentra.alert_ack where lifted_at is not null");
}

/* The clearing by a hand-over is the next agency's, and what was written before is not. */
static void words_about_an_alert_are_not_handed_over(void **state)
{
        (void)state;
        raise_at("A", 1, 4, 4);
        sql_run(here.sql,
                "insert into hentra.alert_ack (alert_id, reason) select alert_id, 'the director knows' "
                "from hentra.alert");
        clear_at("A", 1, 8, 3);
        raise_at("A", 1, 3, 3);
        sql_run(here.sql, "begin; set local role " COMMUNE);
        assert_sql(here.sql, "2", "select count(*) from hentra.alert_transition");
        assert_sql(here.sql, "0|0|0",
                   "select (select count(*) from hentra.alert_ack), (select count(*) from "
                   "hentra.alert_acknowledged), count(*) from hentra.alert_detail where acknowledged_by is "
                   "not null");
        sql_run(here.sql, "set local role " DISTRICT);
        assert_sql(here.sql, "1", "select count(*) from hentra.alert_ack");
        sql_run(here.sql, "rollback");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, alerting_fresh, alerting_done)

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(only_what_is_open_is_taken_care_of),
                EACH(a_viewer_snoozes_what_their_agency_is_told),
                EACH(a_snooze_of_a_viewer_does_not_keep_it_from_others),
                EACH(a_snooze_is_not_handed_over),
                EACH(the_snooze_of_an_earlier_step_shows),
                EACH(a_snooze_has_an_end),
                EACH(words_about_an_alert_are_not_handed_over),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}

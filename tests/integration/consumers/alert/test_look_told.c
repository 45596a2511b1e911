/* SPDX-License-Identifier: Apache-2.0
 *
 * test_look_told.c - who is told of what concerns an agency that is no more: the one that took over, or the
 * one above it; never the dissolved one, and where the dossier is said to be stays as it was.
 */
#include "consumers/alert/show/alert_list.h"
#include "tests/support/capture.h"
#include "tests/support/looking.h"

/* Agencies H.4 to H.9 have the numbers 4 to 9. In the catalogue of looking.h H.1 to H.3 have no first day. */
static int begin(void **state)
{
        looking_begin(state);
        sql_run(one.pg, "insert into hentra.agency (code) values ('H.4'), ('H.5'), ('H.6'), ('H.7'), "
                        "('H.8'), ('H.9')");
        return 0;
}

/* From 2022-03-10 on an agency is no more; `more`: its number, parent, successor. */
static void dissolved(const char *more)
{
        char text[300];
        snprintf(text, sizeof(text),
                 "insert into hentra.agency_version (agency_id, parent_id, successor_id, valid_to, name, "
                 "level) "
                 "values (%s, '2022-03-10', 'gone', 3) on conflict (agency_id, valid_from) do update set "
                 "parent_id = "
                 "excluded.parent_id, successor_id = excluded.successor_id, valid_to = excluded.valid_to",
                 more);
        sql_run(one.pg, text);
}

static int64_t told(int agency, const char *day)
{
        char text[120];
        snprintf(text, sizeof(text), "select hentra.agency_told(%d, '%s')", agency, day);
        return sql_number(one.pg, text);
}

static int64_t above(int agency, int steps)
{
        char text[120];
        snprintf(text, sizeof(text), "select hentra.agency_above(%d, '2022-03-10', %d)", agency, steps);
        return sql_number(one.pg, text);
}

static void the_one_that_took_over_is_told(void **state)
{
        (void)state;
        dissolved("4, 2, 1");
        assert_int_equal(told(4, "2022-03-09"), 4);
        assert_int_equal(told(4, "2022-03-10"), 1);
        assert_int_equal(told(1, "2022-03-10"), 1);
        /* In two steps, to one that no catalogue names. */
        dissolved("5, 2, 6");
        dissolved("6, 2, 7");
        assert_int_equal(told(5, "2022-03-10"), 7);
        assert_int_equal(told(5, "2022-03-09"), 5);
}

static void of_one_that_was_split_its_parent_is_told(void **state)
{
        (void)state;
        dissolved("4, 2, null");
        assert_int_equal(told(4, "2022-03-10"), 2);
        /* That is no more either: it has a successor, or was split itself. */
        dissolved("2, 3, 9");
        assert_int_equal(told(4, "2022-03-10"), 9);
        dissolved("2, 3, null");
        assert_int_equal(told(4, "2022-03-10"), 3);
}

static void where_nobody_is_known_it_is_itself(void **state)
{
        (void)state;
        /* Known from events alone. */
        assert_int_equal(told(8, "2022-03-10"), 8);
        /* Not begun yet. */
        sql_run(one.pg, "insert into hentra.agency_version (agency_id, valid_from, name, level, parent_id, "
                        "successor_id) "
                        "values (9, '2022-03-10', 'new', 3, 2, 1)");
        assert_int_equal(told(9, "2022-03-09"), 9);
        assert_int_equal(told(9, "2022-03-10"), 9);
        dissolved("4, null, null");
        assert_int_equal(told(4, "2022-03-10"), 4);
        dissolved("5, null, 4");
        assert_int_equal(told(5, "2022-03-10"), 5);
}

/* A catalogue that leads in a circle leads out of it where the last of the circle has a parent. */
static void a_circle_ends(void **state)
{
        (void)state;
        dissolved("4, null, 5");
        dissolved("5, null, 4");
        assert_int_equal(told(4, "2022-03-10"), 4);
        dissolved("6, 6, 6");
        assert_int_equal(told(6, "2022-03-10"), 6);
        dissolved("5, 3, 4");
        assert_int_equal(told(4, "2022-03-10"), 3);
}

/* One with two times: renamed, and gone for a while between them. */
static void the_version_before_the_day_decides(void **state)
{
        (void)state;
        dissolved("4, 2, 5");
        sql_run(one.pg,
                "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level, parent_id, "
                "successor_id) values (4, '2022-03-15', '2022-03-20', 'again', 3, 2, 6), "
                "(4, '2022-03-20', '2022-03-25', 'renamed', 3, 3, null)");
        assert_int_equal(told(4, "2022-03-09"), 4);
        assert_int_equal(told(4, "2022-03-14"), 5);
        assert_int_equal(told(4, "2022-03-15"), 4);
        assert_int_equal(told(4, "2022-03-20"), 4);
        assert_int_equal(told(4, "2022-03-25"), 3);
}

/* Steps up are counted from whoever is told, and pass by who is no more. */
static void steps_up_pass_by_who_is_no_more(void **state)
{
        (void)state;
        dissolved("4, 2, 1");
        assert_int_equal(above(4, 0), 1);
        assert_int_equal(above(4, 1), 2);
        dissolved("2, 3, null");
        assert_int_equal(above(1, 1), 3);
        assert_int_equal(above(4, 1), 3);
        assert_int_equal(above(4, 2), 3);
}

/* Raised before it was dissolved, and from that day on. */
static void an_alert_is_for_whoever_is_told(void **state)
{
        (void)state;
        dissolved("1, 2, 4");
        sql_run(one.pg, "insert into hentra.agency_version (agency_id, valid_from, name, level, parent_id) "
                        "values (4, '2022-03-10', 'merged', 3, 3)");
        sql_run(one.pg, "insert into hentra.alert_webhook (name, url, agency_id) values ('of the dissolved', "
                        "'http://127.0.0.1:1/', 1), ('of the successor', 'http://127.0.0.1:1/', 4)");
        put("BEFORE", "2022-03-09 11:00");
        put("SINCE", "2022-03-10 08:00");
        look_now("2022-03-09 12:00");
        look_now("2022-03-10 09:00");
        assert_sql(one.pg, "BEFORE|H.1|H.1 SINCE|H.1|H.4",
                   "select dossier_id, agency, recipient from hentra.alert_open where kind = 'OVERDUE' order "
                   "by 1");
        assert_sql(one.pg, "of the dissolved|BEFORE of the successor|SINCE",
                   "select w.name, a.dossier_id from hentra.alert_delivery join hentra.alert_webhook w using "
                   "(webhook_id) "
                   "join hentra.alert a using (alert_id) where a.rule_id = 2 order by 1");
        look_now("2022-03-15 17:00");
        assert_sql(one.pg, "BEFORE|H.1|H.3 SINCE|H.1|H.3",
                   "select dossier_id, agency, recipient from hentra.alert_open where kind = 'ESCALATION' "
                   "order by 1");
        /* Its clearing is for whom it was raised; nothing is raised anew. */
        look_at_ids(&one, "2022-03-15 17:01", "", true);
        assert_int_equal(one.last.raised + one.last.cleared, 0);
        changed("2022-03-15 17:02", "BEFORE", "ended_at = '2022-03-15 17:02+07', ended_by = 9");
        assert_sql(one.pg, "H.1|H.1 H.1|H.3",
                   "select agency, recipient from hentra.alert_history where at = '2022-03-15 17:02+07' "
                   "order by 2");
}

/* Rules for one agency, or for a level, are for what its aliases and dissolved predecessors have. */
static void a_rule_is_for_aliases_and_predecessors(void **state)
{
        static const char covered[] =
                "select string_agg(r.name || d.day, ',' order by r.name, d.day) from hentra.alert_rule r "
                "cross join "
                "(values "
                "(date '2022-03-09'), ('2022-03-10')) as d (day) where r.name in ('of 1', 'of 4', "
                "'communes', "
                "'provinces') and hentra.alert_covers(r, %d, 0, 0, d.day + time '12:00')";
        char sql[500];
        (void)state;
        dissolved("1, 2, 4");
        sql_run(one.pg,
                "insert into hentra.agency_version (agency_id, valid_from, name, level, parent_id) "
                "values (4, '2022-03-10', 'merged', 3, 3);"
                "insert into hentra.agency_alias (system, alias, agency_id) values (1, 'H.8', 1);"
                "select hentra.agency_match(null);"
                "insert into hentra.alert_rule (name, kind, offsets, agency_id, level) values "
                "('of 1', 2, '{0}', 1, null), ('of 4', 2, '{0}', 4, null), ('communes', 2, '{0}', null, "
                "3), ('provinces', 2, '{0}', null, 1)");
        /* The dissolved one: its place counts on, and from that day on the successor's rule does too. */
        snprintf(sql, sizeof(sql), covered, 1);
        assert_sql(one.pg,
                   "communes2022-03-09|communes2022-03-10|of 12022-03-09|of 12022-03-10|of 42022-03-10", sql);
        /* A code that leads to it: told, and covered, as it is. */
        snprintf(sql, sizeof(sql), covered, 8);
        assert_sql(one.pg,
                   "communes2022-03-09|communes2022-03-10|of 12022-03-09|of 12022-03-10|of 42022-03-10", sql);
        assert_int_equal(told(8, "2022-03-09"), 1);
        assert_int_equal(told(8, "2022-03-10"), 4);
        assert_int_equal(above(8, 1), 3);
        /* And of one that was dissolved in between; of the last the level is unknown. */
        sql_run(one.pg,
                "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level, "
                "successor_id) values (4, '2022-03-01', '2022-03-10', 'short', 3, 5);"
                "delete from hentra.agency_version where agency_id = 4 and valid_from = '2022-03-10'");
        assert_int_equal(told(8, "2022-03-10"), 5);
        assert_sql(one.pg, "communes2022-03-09|of 12022-03-09|of 12022-03-10|of 42022-03-10", sql);
        /* Split: nobody took over, so it is still a commune, though its parent is told. */
        dissolved("1, 2, null");
        snprintf(sql, sizeof(sql), covered, 1);
        assert_sql(one.pg, "communes2022-03-09|communes2022-03-10|of 12022-03-09|of 12022-03-10", sql);
        assert_int_equal(told(8, "2022-03-10"), 2);
}

/* What is at a code that leads to an agency is listed, and told, as that one's; the code is shown as said. */
static void a_list_is_of_the_agency_and_its_aliases(void **state)
{
        struct err e;
        (void)state;
        sql_run(one.pg, "insert into hentra.agency_alias (system, alias, agency_id) values (2, 'H.8', 1); "
                        "select hentra.agency_match(null)");
        put("HERE", "2022-03-07 09:00");
        put("THERE", "2022-03-07 09:00");
        put("ELSEWHERE", "2022-03-07 09:00");
        change("THERE", "agency_id = 8");
        change("ELSEWHERE", "agency_id = 9");
        look_now("2022-03-07 10:00");
        struct capture c = capture_begin(STDOUT_FILENO);
        DONE(alert_list(one.pg, zone, at("2022-03-07 10:00"), "H.1", "overdue", LIST_CSV, &e));
        char *csv = capture_end(&c);
        assert_non_null(strstr(csv, "\"HERE\",\"H.1\",\"H.1\""));
        assert_non_null(strstr(csv, "\"THERE\",\"H.8\",\"H.1\""));
        assert_null(strstr(csv, "ELSEWHERE"));
        free(csv);
}

#undef EACH
#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, looking_end)

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(the_one_that_took_over_is_told),          EACH(of_one_that_was_split_its_parent_is_told),
                EACH(where_nobody_is_known_it_is_itself),      EACH(a_circle_ends),
                EACH(the_version_before_the_day_decides),      EACH(steps_up_pass_by_who_is_no_more),
                EACH(an_alert_is_for_whoever_is_told),         EACH(a_rule_is_for_aliases_and_predecessors),
                EACH(a_list_is_of_the_agency_and_its_aliases),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

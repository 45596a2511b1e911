/* SPDX-License-Identifier: Apache-2.0
 *
 * looking.h - an alerter that only looks, at instants that the test chooses, with all rights; and dossiers
 * as a loader leaves them. Agencies H.1 to H.3 have the numbers 1 to 3, a commune, its district and its
 * province.
 */
#ifndef HENTRA_TESTS_SUPPORT_LOOKING_H
#define HENTRA_TESTS_SUPPORT_LOOKING_H

#include "tests/support/world.h"

#include "consumers/alert/look.h"
#include "consumers/alert/sweep.h"
#include "consumers/warehouse/calendars.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct zone *zone;

/* An alerter without its loop. */
struct alerter {
        struct pg *pg;
        struct calendar *calendar;
        struct alert_rules rules;
        struct clock clock; /* stands still */
        struct look_result last;
};
static struct alerter one;

static inline micros at(const char *local)
{
        struct err e;
        bool date_only;
        micros t;
        DONE(moment_parse(zone, text_of(local), &t, &date_only, &e));
        return t;
}

static inline void alerter_open(struct alerter *a, const char *now)
{
        struct err e;
        int32_t version;
        *a = (struct alerter){.pg = world_connect(&world, "alerter"),
                              .clock = {.simulated = true, .origin = at(now), .fd = -1}};
        DONE(calendar_read(&a->calendar, a->pg, zone, &version, &e));
        DONE(alert_rules_read(&a->rules, a->pg, at(now), &e));
}

static inline void alerter_close(struct alerter *a)
{
        alert_rules_free(&a->rules);
        calendar_close(a->calendar);
        pg_close(a->pg);
}

static inline struct look_inputs inputs_of(const struct alerter *a)
{
        return (struct look_inputs){.pg = a->pg,
                                    .calendar = a->calendar,
                                    .rules = &a->rules,
                                    .clock = &a->clock,
                                    .topic = world.topic};
}

/* Adds what one look did to all that was done. */
static inline void look_more(struct alerter *a, const struct look_inputs *in, struct text ids)
{
        const struct look_result before = a->last;
        struct err e;
        DONE(look_run(in, ids, &a->last, &e));
        a->last.raised += before.raised;
        a->last.cleared += before.cleared;
}

/* A sweep, and looks at what it finds. */
static inline void look_at_everything(struct alerter *a, const struct look_inputs *in)
{
        struct sweep s = {0};
        struct err e;
        sweep_begin(&s);
        while (s.under_way || sweep_has_next(&s)) {
                if (sweep_has_next(&s))
                        look_more(a, in, sweep_next(&s));
                else
                        DONE(sweep_portion(&s, in, a->last.as_of, a->last.waits == 0, &e));
        }
        sweep_free(&s);
}

static inline void look_at_ids(struct alerter *a, const char *now, const char *ids, bool everything)
{
        const struct look_inputs in = inputs_of(a);
        a->clock.origin = at(now);
        a->last.raised = a->last.cleared = 0;
        look_more(a, &in, text_of(ids));
        if (everything)
                look_at_everything(a, &in);
}

static inline void look_now(const char *now)
{
        look_at_ids(&one, now, "", false);
}

/* ---- dossiers, as a loader leaves them ---- */

static inline void put(const char *id, const char *due)
{
        char sql[900];
        snprintf(
                sql, sizeof(sql),
                "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                "service, agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at, "
                "due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class) "
                "values ('%s', '{}', 0, 2, 0, 1, 0, 1, 0, '2022-03-01 08:00+07', "
                "'2022-03-01 08:00+07', null, "
                "'2022-03-01 08:00+07', '%s+07', '%s+07', null, null, null, null, 0, 0)",
                id, due, due);
        sql_run(one.pg, sql);
}

static inline void change(const char *id, const char *what)
{
        char sql[300];
        snprintf(sql, sizeof(sql), "update hentra.dossier set %s where dossier_id = '%s'", what, id);
        sql_run(one.pg, sql);
}

/* A change that the loader tells of, looked at a moment later. */
static inline void changed(const char *now, const char *id, const char *what)
{
        change(id, what);
        look_at_ids(&one, now, id, false);
}

/* Kind, step, transition and reason of all of a dossier's transitions. */
#define assert_history(id, expected)                                                                      \
        assert_sql(one.pg, expected,                                                                      \
                   "select kind || '.' || step || ' ' || transition || coalesce(' ' || reason, '') from " \
                   "hentra.alert_history where dossier_id = '" id "' order by at, alert_id, transition")

/* For each test: a new world. */
static inline int looking_begin(void **state)
{
        struct err e;
        (void)state;
        DONE(zone_open(&zone, "Asia/Ho_Chi_Minh", &e));
        world_open(&world, program_invocation_short_name, NULL);
        world_setup(&world, RULE_FORM06);
        one.pg = world_connect(&world, "begin");
        sql_run(one.pg, "update hentra.alert_rule set offsets = '{-480,-60}' where name = 'due-soon'");
        sql_run(one.pg, "insert into hentra.agency (code) values ('H.1'), ('H.2'), ('H.3')");
        sql_run(one.pg, "insert into hentra.agency_version (agency_id, name, level, parent_id) "
                        "values (1, 'commune', 3, 2), (2, 'district', 2, 3), (3, 'province', 1, null)");
        pg_close(one.pg);
        alerter_open(&one, "2022-03-07 07:00"); /* a Monday */
        return 0;
}

static inline int looking_end(void **state)
{
        (void)state;
        alerter_close(&one);
        world_close(&world);
        zone_close(zone);
        return 0;
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, looking_begin, looking_end)

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rule_try.c - what a rule would have raised is what an alerter did raise that lived through the same weeks: random dossiers,
 * each event known the moment it is stated, or days after it happened, and a look at every instant that the alerter asks for.
 */
#include "tests/support/feed.h"
#include "tests/support/looking.h"
#include "tests/support/program.h"
#include "tests/support/worker.h"

#include "core/base/bytes.h"

#define FROM "2022-03-07 07:00"
#define TO   "2022-03-26 00:00"
enum { DOSSIERS = 60, EVENTS = 400, MINUTES = 18 * 24 * 60 };

static uint64_t seed; /* another one for each world */

static int pick(int n)
{
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        return (int)(seed >> 33) % n;
}

struct told {
        micros at;
        int dossier;
};

static int by_time(const void *x, const void *y)
{
        const struct told *a = x, *b = y;
        return (a->at > b->at) - (a->at < b->at);
}

/* The deadlines up to `until`, each at its instant. */
static void live_until(struct look_inputs *in, micros until)
{
        while (one.last.next <= until) {
                one.clock.origin = one.last.next;
                look_more(&one, in, TEXT(""));
        }
        one.clock.origin = until;
}

static struct event some_event(const char *id, micros now, bool first)
{
        static const enum status statuses[] = {
                RECEIVED,          PROCESSING, PROCESSING, SUPPLEMENT_REQUESTED, STOPPED,
                PAYMENT_REQUESTED, RESOLVED,   WITHDRAWN,  PROCESSING,           REFUSED};
        static const char *const agencies[] = {"H.1", "H.1", "H.2", "H.3"};
        struct event v = event_on(0, id, first ? RECEIVED : statuses[pick(10)]);
        v.stated_at = v.observed_at = now;
        v.occurred_at = now - (pick(4) ? 0 : (micros)pick(3 * 24 * 60) * MICROS_PER_MINUTE);
        v.agency = text_of(agencies[pick(4)]);
        v.level = LEVEL_UNKNOWN;
        v.case_kind = DOSSIER;
        v.due_at = first || pick(4) == 0 ? at(FROM) + (micros)pick(MINUTES) * MICROS_PER_MINUTE : NO_TIME;
        return v;
}

static void live(void)
{
        static struct told told[EVENTS];
        bool known[DOSSIERS] = {false};
        char id[32];
        struct worker k;
        struct err e;
        worker_open(&k, &world, 0, "loader");
        DONE(position_hold(k.pg, &k.position, false, &e));
        struct look_inputs in = inputs_of(&one);
        for (int i = 0; i < EVENTS; i++)
                told[i] = (struct told){at(FROM) + (micros)pick(MINUTES) * MICROS_PER_MINUTE + pick(1000),
                                        pick(DOSSIERS)};
        qsort(told, EVENTS, sizeof(*told), by_time);
        one.last.next = END_OF_TIME;
        for (int i = 0; i < EVENTS; i++) {
                live_until(&in, told[i].at);
                snprintf(id, sizeof(id), "D%d", told[i].dossier);
                const struct event v = some_event(id, told[i].at, !known[told[i].dossier]);
                known[told[i].dossier] = true;
                worker_tell(&k, &v);
                assert_int_equal(worker_commit(&k), COMMIT_DONE);
                look_more(&one, &in, text_of(id));
        }
        live_until(&in, at(TO) - 1);
        worker_close(&k);
}

/* As `try` prints it in CSV, with | for commas, and without quotes. */
static char *raised_by(const char *rule)
{
        char sql[900];
        snprintf(sql, sizeof(sql),
                 "select coalesce(string_agg(format(E'%%s|%%s|%%s|%%s|%%s\\n', day, step, agency, recipient, "
                 "n), '' "
                 "order by day, step, agency), '') from (select to_char(hentra.local_day(at), 'YYYY-MM-DD') "
                 "as day, step, "
                 "agency, recipient, count(*) as n from hentra.alert_history where rule = '%s' and state = "
                 "'RAISED' "
                 "group by 1, 2, 3, 4) x",
                 rule);
        return sql_text(one.pg, sql);
}

static void simplify(char *csv)
{
        char *to = csv;
        for (const char *p = csv; *p; p++) {
                if (*p != '"' && *p != '\r')
                        *to++ = *p == ',' ? '|' : *p;
        }
        *to = 0;
}

static void what_would_have_been_raised_was_raised(void **state)
{
        static const char *const rules[] = {"due-soon", "overdue", "escalation", "of communes", "of H.2"};
        struct err e;
        (void)state;
        setenv("HENTRA_CONFIG", world.file, 1);
        sql_run(one.pg, "insert into hentra.alert_rule (name, kind, offsets, level) values ('of communes', "
                        "1, '{-960,-240}', 3);"
                        "insert into hentra.alert_rule (name, kind, offsets, agency_id) values ('of H.2', 3, "
                        "'{240,480,960}', 2)");
        DONE(alert_rules_read(&one.rules, one.pg, at(FROM), &e));
        live();
        for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
                char line[300], *printed, *expected = raised_by(rules[i]);
                assert_true(strlen(expected) > 100);
                snprintf(line, sizeof(line),
                         "$HENTRA alert rule try '%s' --from '" FROM "' --to '" TO "' --format csv",
                         rules[i]);
                assert_int_equal(program(line, &printed), 0);
                simplify(printed);
                char *rows = strchr(printed, '\n');
                assert_non_null(rows);
                if (strcmp(rows + 1, expected) != 0)
                        fail_msg("%s\nraised:\n%s\ntried:\n%s", rules[i], expected, rows + 1);
                free(printed);
                free(expected);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {EACH(what_would_have_been_raised_was_raised),
                                           EACH(what_would_have_been_raised_was_raised),
                                           EACH(what_would_have_been_raised_was_raised)};
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

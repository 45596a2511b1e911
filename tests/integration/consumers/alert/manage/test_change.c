/* SPDX-License-Identifier: Apache-2.0
 *
 * test_change.c - a change by command of what somebody else has changed and left open: it is given up soon, with words,
 * and is made once they are done. The other one never ends by itself here.
 */
#include "tests/support/managing.h"

static struct pg *other;

static int begin(void **state)
{
        (void)state;
        managing_open("change", NULL);
        other = world_connect(&world, "somebody else");
        sql_run(pg,
                "insert into hentra.alert_webhook (name, url, kind) values ('desk', 'https://a.vn/', 1), "
                "('letters', 'mailto:a@a.vn', 1);"
                "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition, "
                "recipient_id) values ('A', 3, 1, '2022-03-08 17:00+07', 1, 1) returning alert_id) insert "
                "into hentra.alert_transition select alert_id, 1, now(), 0, 1, 1, 0, 0, false from a");
        return 0;
}

static int end(void **state)
{
        pg_close(other);
        return connected_end(state);
}

/* `line` changes the row that `sql` changes. */
static void given_up_and_made(const char *sql, const char *line)
{
        sql_run(other, "begin");
        sql_run(other, sql);
        assert_program(1, "somebody else is changing the same, and had not finished after 3 s", line);
        sql_run(other, "rollback");
        assert_program(0, "", line);
}

static void nobody_waits_for_who_has_gone_home(void **state)
{
        (void)state;
        given_up_and_made("update hentra.alert_webhook set enabled = true where name = 'desk'",
                          "$HENTRA alert webhook off desk");
        given_up_and_made("update hentra.alert_webhook set enabled = true where name = 'letters'",
                          "$HENTRA alert mail set letters --digest 07:30");
        given_up_and_made(
                "insert into hentra.alert_webhook (name, url, kind) values ('new', 'https://b.vn/', 1)",
                "$HENTRA alert webhook add new --url https://c.vn/");
        given_up_and_made("update hentra.alert_rule set start_mark = now() where name = 'overdue'",
                          "$HENTRA alert rule off overdue");
        given_up_and_made(
                "insert into hentra.alert_ack (alert_id, reason) select alert_id, 'mine' from hentra.alert",
                "$HENTRA alert ack A --reason 'ours'");
        assert_sql(pg, "desk|f|- letters|t|450 new|t|-",
                   "select name, enabled, coalesce(digest_minute::text, '-') from hentra.alert_webhook order "
                   "by 1");
        assert_sql(pg, "ours", "select reason from hentra.alert_ack");
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(nobody_waits_for_who_has_gone_home)};
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}

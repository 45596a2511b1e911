/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_known_at.c - form 06 as it was known at an instant, and what is marked beside what was
 * resolved, over three dossiers whose answers were found with a pencil.
 */
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include "tests/support/dossier_random.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/figures.h"

static struct scratch world;

/* An instant of March 2022, local time of Viet Nam. */
static micros march(int day, int hour)
{
        return (day_of_civil(2022, 3, day) * 24LL + hour - 7) * 3600 * MICROS_PER_SECOND;
}

/* A document: received on the 1st, due on the 8th, resolved at `ended` (NO_TIME: open). It was said from
 * `from` to `to`. */
static void add_document(micros ended, micros from, micros to, uint32_t content)
{
        static struct said_occurrence room[8][2];
        static int used;
        struct said_occurrence *o = room[used++ % 8];
        o[0] = (struct said_occurrence){.occurred_at = march(1, 8), .agency = 1, .status = RECEIVED};
        o[1] = (struct said_occurrence){.occurred_at = ended, .agency = 1, .status = RESOLVED};
        const struct statement s = {.kind = KIND_DOCUMENT,
                                    .stated_at = to,
                                    .stated_first = from,
                                    .observed_at = from,
                                    .since = from,
                                    .retracted_at = NO_TIME,
                                    .submitted_at = NO_TIME,
                                    .due_at = march(8, 17),
                                    .content = content,
                                    .source = 1,
                                    .channel = DIRECT,
                                    .occurrence = o,
                                    .occurrence_n = ended == NO_TIME ? 1 : 2};
        history_add(&h, &s);
}

static void add_dossier(const char *id, struct bytes *rows)
{
        static struct timeline life;
        timeline_derive(&h, rule_of(RULE_FORM06), zone, &life);
        dossier_row_copy(rows, COLS_load_dossier_copy, text_of(id), &h, &life, zone);
        h.n = 0;
}

static int make_world(void **state)
{
        struct bytes rows = {0};
        if (open_zone(state) != 0)
                return -1;
        scratch_open(&world);
        scratch_setup(&world);
        scratch_script(world.pg, "insert into hentra.agency (code) values ('A');"
                                 "insert into hentra.source (code) values ('S');"
                                 "insert into hentra.agency_level_claim values (1, 1, now(), 0)");
        /* Said to be open until the 20th, then given an end of the 7th. */
        add_document(NO_TIME, march(2, 8), march(20, 8), 1);
        add_document(march(7, 10), march(21, 8), march(21, 8), 2);
        add_dossier("backdated", &rows);
        /* Said to end on the 10th, which is late; a day later on the 7th. */
        add_document(march(10, 10), march(11, 8), march(11, 8), 1);
        add_document(march(7, 10), march(12, 8), march(12, 8), 2);
        add_dossier("erased", &rows);
        add_document(march(5, 10), march(6, 8), march(6, 8), 1);
        add_dossier("plain", &rows);
        dossier_rows_put(&world, &rows);
        return 0;
}

static int drop_world(void **state)
{
        scratch_close(&world);
        close_zone(state);
        return 0;
}

static void expect_known(const char *known_at, const char *as_of, const char *figures)
{
        char *csv = as_of ? REPORT(&world, "form06", "--period", "CAL:2022-03", "--known-at", known_at,
                                   "--as-of", as_of)
                          : REPORT(&world, "form06", "--period", "CAL:2022-03", "--known-at", known_at);
        assert_figures(csv, "level", "", figures);
        free(csv);
}

static void what_is_marked_stands_beside_what_was_resolved(void **state)
{
        (void)state;
        char *csv = REPORT(&world, "form06", "--period", "CAL:2022-03");
        assert_figures(csv, "level", "", "received=3 resolved=3 resolved_overdue=0 backdated=1 erased=1");
        assert_figures(csv, "level", "PROVINCE", "resolved=3 backdated=1 erased=1");
        free(csv);
        csv = REPORT(&world, "form06", "--period", "CAL:2022-04");
        assert_figures(csv, "level", "", "resolved=0 backdated=0 erased=0");
        free(csv);
        csv = REPORT(&world, "form06", "--period", "CAL:2022-03", "--as-of", "2022-03-06");
        assert_figures(csv, "level", "", "resolved=1 backdated=0 erased=0");
        free(csv);
}

static void each_day_knows_what_was_said_by_then(void **state)
{
        (void)state;
        expect_known("2022-03-02", NULL, "received=1 resolved=0 in_process=1 overdue=0");
        expect_known("2022-03-06", NULL, "received=2 resolved=1 in_process=1 overdue=0");
        expect_known("2022-03-11", NULL, "received=3 resolved=2 resolved_overdue=1 in_process=1 overdue=1");
        expect_known("2022-03-12", NULL, "received=3 resolved=2 resolved_overdue=0 in_process=1 overdue=1");
        expect_known("2022-03-21", NULL, "received=3 resolved=3 resolved_overdue=0 in_process=0");
}

/* Two answers about the 9th: the 11th knew less than the 21st. */
static void two_instants_are_two_questions(void **state)
{
        (void)state;
        expect_known("2022-03-11", "2022-03-09", "received=3 resolved=1 in_process=2 overdue=2");
        expect_known("2022-03-21", "2022-03-09", "received=3 resolved=3 in_process=0 overdue=0");
}

static void former_documents_are_superseded(void **state)
{
        (void)state;
        assert_sql(world.pg,
                   "select string_agg(format('%s %s %s', dossier_id, to_char(occurred_at at time zone "
                   "'Asia/Ho_Chi_Minh', 'DD'), superseded), ', ' order by dossier_id, place) from "
                   "hentra.dossier_statement",
                   "backdated 01 t, backdated 07 f, erased 07 f, erased 10 t, plain 05 f");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_marked_stands_beside_what_was_resolved),
                cmocka_unit_test(each_day_knows_what_was_said_by_then),
                cmocka_unit_test(two_instants_are_two_questions),
                cmocka_unit_test(former_documents_are_superseded),
        };

        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, make_world, drop_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_filter.c - the part of a list that is asked for, against the whole list, of which the test
 * leaves out by its own columns what was not asked for; and what makes no sense.
 */
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/figures.h"
#include "tests/support/said_row.h"

#include <limits.h>
#include <stdlib.h>

enum { DOSSIERS = 900 };
static struct scratch world;

static int make_world(void **state)
{
        static struct timeline life;
        struct bytes rows = {0};
        if (open_zone(state) != 0)
                return -1;
        scratch_open(&world);
        scratch_setup(&world);
        /* Of the fields, 1 has a procedure by the catalogue, 2 another by what events claim; nobody says one
         * of the third procedure, which is known by the first part of its code, too. */
        scratch_script(
                world.pg,
                "insert into hentra.agency (code) select generate_series(1, 3);"
                "insert into hentra.procedure (code) values ('1'), ('2'), ('1.003.000.00.00.H15');"
                "insert into hentra.field (code) select generate_series(1, 3);"
                "insert into hentra.source (code) select generate_series(1, 2);"
                "insert into hentra.agency_level_claim select i, i, now(), 0 from generate_series(1, 3) i;"
                "insert into hentra.procedure_field_claim values (1, 3, now(), 0), (2, 2, now(), 0);"
                "insert into hentra.procedure_version (procedure_id, valid_from, valid_to, name, field_id) "
                "values"
                " (1, '-infinity', '2020-01-01', 'P', 3), (1, '2020-01-01', 'infinity', 'P', 1)");
        seed = 20220309;
        for (int i = 0; i < DOSSIERS; i++) {
                some_dossier();
                for (int k = 0; k < said_n; k++) {
                        said[k].agency += said[k].agency == 0;
                        said[k].content = content_of(&said[k]);
                }
                said_row(&rows, i, &life);
        }
        dossier_rows_put(&world, &rows);
        return 0;
}

static int drop_world(void **state)
{
        scratch_close(&world);
        close_zone(state);
        return 0;
}

/* ---- what the test leaves out ---- */

static const char *const fields[][2] = {
        {"1", "1"}, {"2", "2"}, {"1.003.000.00.00.H15", "UNKNOWN"}, {"", "UNKNOWN"}};

/* Whether a row belongs to what an option asks for. */
static bool belongs(const char *csv, const char *line, const char *option, const char *value)
{
        char cell[256];
        const char *column = !strcmp(option, "--field")      ? "procedure"
                             : !strcmp(option, "--min-days") ? "late_minutes"
                             : !strncmp(option, "--due", 5)  ? "due_at"
                                                             : option + 2;
        if (!strcmp(option, "--state") && (!strcmp(value, "PAUSED") || !strcmp(value, "RUNNING"))) {
                csv_nth(line, csv_column(csv, "paused_at"), cell, sizeof(cell));
                return (*cell != 0) == !strcmp(value, "PAUSED");
        }
        csv_nth(line, csv_column(csv, column), cell, sizeof(cell));
        if (!strcmp(option, "--field")) {
                for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
                        if (!strcmp(fields[i][0], cell))
                                return !strcmp(fields[i][1], value);
                fail_msg("procedure %s", cell);
        }
        if (!strcmp(option, "--min-days"))
                return atoi(cell) >= 480 * atoi(value);
        if (!strncmp(option, "--due", 5)) {
                struct err e;
                micros at;
                bool date_only;
                char day[16];
                if (!*cell)
                        return false;
                if (moment_parse(zone, text_of(cell), &at, &date_only, &e) != OK)
                        fail_msg("%s", e.text);
                day_format(zone_day(zone, at), day);
                return !strcmp(option, "--due-from") ? strcmp(day, value) >= 0 : strcmp(day, value) <= 0;
        }
        return !strcmp(cell, value) || (!strcmp(option, "--procedure") && !strcmp(value, "1.003") &&
                                        !strcmp(cell, "1.003.000.00.00.H15"));
}

/* Its cells from the dossier on: before them stands what was asked. */
static const char *cells(const char *csv, const char *line)
{
        for (int n = csv_column(csv, "dossier"); n > 0; n--)
                line += csv_len(line) + 1;
        return line;
}

/* The filtered list is the whole one without what does not belong; gives its rows. */
static int assert_filtered(const char *report, const char *o1, const char *v1, const char *o2, const char *v2)
{
        char one[64], two[64];
        int n = 0;
        snprintf(one, sizeof(one), "%s=%s", o1, v1);
        snprintf(two, sizeof(two), "%s=%s", o2 ? o2 : "", o2 ? v2 : "");
        char *whole = REPORT(&world, report), *part = REPORT(&world, report, one, o2 ? two : NULL);
        const char *got = strchr(part, '\n') + 1;
        for (const char *line = strchr(whole, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
                if (!belongs(whole, line, o1, v1) || (o2 && !belongs(whole, line, o2, v2)))
                        continue;
                const char *want = cells(whole, line);
                const size_t len = strcspn(want, "\n");
                if (!*got || strncmp(cells(part, got), want, len + 1) != 0)
                        fail_msg("%s %s %s: expected %.*s, got %.200s", report, one, two, (int)len, want,
                                 got);
                got = strchr(got, '\n') + 1;
                n++;
        }
        if (*got)
                fail_msg("%s %s %s: too much: %.300s", report, one, two, got);
        free(whole);
        free(part);
        return n;
}

static void a_list_of_a_part_has_the_rows_of_the_whole(void **state)
{
        static const struct {
                const char *report, *option, *value;
        } some[] = {{"late", "--field", "1"},
                    {"late", "--field", "2"},
                    {"late", "--field", "UNKNOWN"},
                    {"late", "--procedure", "2"},
                    {"late", "--procedure", "1.003"},
                    {"late", "--procedure", "1.003.000.00.00.H15"},
                    {"late", "--state", "OVERDUE"},
                    {"late", "--state", "RESOLVED_LATE"},
                    {"late", "--min-days", "3"},
                    {"late", "--min-days", "900"},
                    {"foresight", "--field", "1"},
                    {"foresight", "--field", "UNKNOWN"},
                    {"foresight", "--procedure", "2"},
                    {"foresight", "--due-from", "2022-01-04"},
                    {"foresight", "--due-to", "2022-01-03"},
                    {"foresight", "--state", "RUNNING"},
                    {"foresight", "--state", "PAUSED"},
                    {"quality", "--field", "1"},
                    {"quality", "--procedure", "1.003"},
                    {"quality", "--mark", "DUE_REWRITTEN"},
                    {"quality", "--mark", "RECEPTION_INFERRED"},
                    {"quality", "--mark", "IMPLAUSIBLE_STEP"}};
        (void)state;
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
                if (assert_filtered(some[i].report, some[i].option, some[i].value, NULL, NULL) < 2)
                        fail_msg("%s %s %s: the test has too few rows", some[i].report, some[i].option,
                                 some[i].value);
        assert_true(assert_filtered("late", "--field", "1", "--state", "OVERDUE") > 0);
        assert_true(assert_filtered("late", "--procedure", "2", "--min-days", "20") > 0);
        assert_true(assert_filtered("foresight", "--due-from", "2022-01-02", "--due-to", "2022-01-04") > 0);
        assert_true(assert_filtered("quality", "--field", "2", "--mark", "DUE_REWRITTEN") > 0);
        /* A known field that no procedure has, and one that is not that of the procedure. */
        assert_int_equal(assert_filtered("late", "--field", "3", NULL, NULL), 0);
        assert_int_equal(assert_filtered("late", "--field", "3", "--procedure", "1"), 0);
        /* None of these days are so late, and the calendar of marks has none of them. */
        assert_int_equal(assert_filtered("late", "--min-days", "90000", NULL, NULL), 0);
        assert_int_equal(assert_filtered("foresight", "--due-from", "2090-01-01", NULL, NULL), 0);
}

static int minutes_of(const char *csv, const char *line)
{
        char cell[64];
        return atoi(csv_nth(line, csv_column(csv, "late_minutes"), cell, sizeof(cell)));
}

static void the_longest_late_come_first_when_asked_for(void **state)
{
        (void)state;
        /* How late those are that run depends on the minute. */
        char *whole = REPORT(&world, "late", "--state=RESOLVED_LATE"),
             *sorted = REPORT(&world, "late", "--state=RESOLVED_LATE", "--order=late"),
             *same = REPORT(&world, "late", "--state=RESOLVED_LATE", "--order=agency");
        int before = INT_MAX, rows = 0, less = 0;
        assert_string_equal(whole, same);
        assert_int_equal(strlen(whole), strlen(sorted));
        for (const char *line = strchr(sorted, '\n') + 1; *line; line = strchr(line, '\n') + 1, rows++) {
                const int now = minutes_of(sorted, line);
                assert_true(now <= before);
                less += now < before;
                before = now;
        }
        assert_true(rows > 10 && less > 5);
        free(whole);
        free(sorted);
        free(same);
}

static void what_was_left_out_is_named(void **state)
{
        char cell[128];
        (void)state;
        char *csv = REPORT(&world, "late", "--field=1", "--state=OVERDUE", "--min-days=2");
        assert_string_equal(csv_nth(strchr(csv, '\n') + 1, csv_column(csv, "only"), cell, sizeof(cell)),
                            "field 1, state OVERDUE, min-days 2");
        free(csv);
        csv = REPORT(&world, "late");
        assert_null(strstr(csv, "\"only\""));
        free(csv);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(
                scratch_run(&world, report_command, "report", "late", "--lang", "vi", "--field", "1", NULL),
                0);
        char *text = capture_end(&c);
        assert_non_null(strstr(text, "Chỉ gồm: field 1\n"));
        free(text);
}

static void assert_refused(const char *part, const char *a, const char *b, const char *c2, const char *d)
{
        struct capture c = capture_begin(STDERR_FILENO);
        const int rc = scratch_run(&world, report_command, "report", a, b, c2, d, NULL);
        char *text = capture_end(&c);
        if (rc != 2 || !strstr(text, part))
                fail_msg("%s %s: %d, %s", a, b, rc, text);
        free(text);
}

static void what_makes_no_sense_is_refused(void **state)
{
        (void)state;
        assert_refused("--field does not go with the report form06", "form06", "--field=1", NULL, NULL);
        assert_refused("--mark does not go with the report late", "late", "--mark=TIES", NULL, NULL);
        assert_refused("--state does not go with the report quality", "quality", "--state=OVERDUE", NULL,
                       NULL);
        assert_refused("--due-from does not go with the report late", "late", "--due-from=2022-01-01", NULL,
                       NULL);
        assert_refused("--field 9: no catalogue and no event names it", "late", "--field=9", NULL, NULL);
        assert_refused("--procedure 1.00: no catalogue", "late", "--procedure=1.00", NULL, NULL);
        assert_refused("REOPENED, RESOLUTION_INFERRED", "quality", "--mark=ties", NULL, NULL);
        assert_refused("--state", "late", "--state=LATE", NULL, NULL);
        assert_refused("--state PAUSED: allowed are OVERDUE, RESOLVED_LATE", "late", "--state=PAUSED", NULL,
                       NULL);
        assert_refused("--state OVERDUE: allowed are RUNNING, PAUSED", "foresight", "--state=OVERDUE", NULL,
                       NULL);
        assert_refused("--order does not go with the report quality", "quality", "--order=late", NULL, NULL);
        assert_refused("--order due: allowed are agency, late", "late", "--order=due", NULL, NULL);
        assert_refused("--freeze keeps a report in its own order", "late", "--order=late", "--freeze=x",
                       "--to=2022-12-31");
        assert_refused("--min-days", "late", "--min-days=0", NULL, NULL);
        assert_refused("--due-to", "foresight", "--due-to=tomorrow", NULL, NULL);
        assert_refused("--due-to", "foresight", "--due-to=2022-01-01 10:00", NULL, NULL);
        assert_refused("--freeze keeps a report whole", "late", "--field=1", "--freeze=x", "--to=2022-12-31");
}

int main(void)
{
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_list_of_a_part_has_the_rows_of_the_whole),
                cmocka_unit_test(the_longest_late_come_first_when_asked_for),
                cmocka_unit_test(what_was_left_out_is_named),
                cmocka_unit_test(what_makes_no_sense_is_refused),
        };
        return cmocka_run_group_tests(tests, make_world, drop_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_codes.c - codes of procedures with a province's suffix are counted by their first part, the
 * code of the catalogues; and reports as CSV for a spreadsheet.
 */
#include "consumers/setup/setup.h"
#include "tests/support/figures.h"

static void write_file(const char *path, const char *text)
{
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_true(fputs(text, f) >= 0);
        assert_int_equal(fclose(f), 0);
}

/* Events brought two codes of one procedure, and one that no catalogue names; a catalogue names the first
 * part. */
static void open_world(struct scratch *s, const char *catalogue)
{
        char path[96];
        scratch_open(s);
        scratch_setup(s);
        scratch_script(
                s->pg,
                "insert into hentra.agency (code) values ('=1+1'), ('-A'), ('B');"
                "insert into hentra.agency_level_claim select i, 1, now(), 0 from generate_series(1, 3) i;"
                "insert into hentra.field (code) values ('SAID');"
                "insert into hentra.procedure (code) values ('1.004873.000.00.00.H15'), ('1.004873'),"
                " ('2.000111.000.00.00.H15'), ('2.000111.000.00.00.H16');"
                "insert into hentra.procedure_field_claim select i, 1, now(), 0 from generate_series(1, 4) i;"
                "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, "
                "case_kind, shard,"
                " received, resolved_early, resolved_late, resolved_late_instant) select '2022-03-01', (i - "
                "1) % 3 + 1, i, 2, 0, 1, 10 * i, 2, 1, 1"
                " from generate_series(1, 4) i;"
                "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, "
                "resolved_early,"
                " resolved_late, resolved_late_instant) select '2022-03-02', (i - 1) % 3 + 1, 2, 0, 1, "
                "sum(10 * i), 2, 1, 1 from"
                " generate_series(1, 4) i group by 2");
        snprintf(path, sizeof(path), "/tmp/%s.csv", s->name);
        write_file(path, catalogue);
        assert_int_equal(scratch_run(s, setup_command, "setup", "--no-topics", "--procedures", path, NULL),
                         0);
        unlink(path);
}

static const char plain[] = "code,name,field,field_name,service,statutory_minutes\n"
                            "1.004873,Cap doi,F1,Dat dai,FULL,4800\n";

static void test_the_first_part_is_the_code(void **state)
{
        static const char *const bases[][2] = {
                {"1.004873.000.00.00.H15", "1.004873"},
                {"1.004873.000.00.00.G09", "1.004873"},
                {"1.004873", "1.004873"},
                {"1.004873.000.00.00.H1", "1.004873.000.00.00.H1"},
                {"P.000.00.00.H15", "P.000.00.00.H15"},
                {"1.004873.000.00.00.H15x", "1.004873.000.00.00.H15x"},
        };
        struct scratch s;
        (void)state;
        open_world(&s, plain);
        for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
                char sql[128];
                snprintf(sql, sizeof(sql), "select hentra.procedure_base('%s')", bases[i][0]);
                assert_sql(s.pg, sql, bases[i][1]);
        }
        scratch_close(&s);
}

static void test_both_codes_are_one_procedure(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, plain);
        char *csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--by", "procedure");
        assert_figures(csv, "procedure", "1.004873", "received=30 inferred=false");
        assert_figures(csv, "procedure", "2.000111", "received=70 inferred=true");
        assert_null(strstr(csv, ".H15"));
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--by", "field");
        assert_figures(csv, "field", "F1", "received=30");
        assert_figures(csv, "field", "SAID", "received=70");
        free(csv);
        assert_sql(s.pg,
                   "select string_agg(field || ' ' || received, ', ' order by field) from hentra.form06"
                   " where period = 'CAL:2022-03' and field is not null",
                   "F1 30, SAID 70");
        assert_sql(s.pg,
                   "select string_agg(code || ' ' || base || ' ' || inferred || ' ' || coalesce(name, '-') "
                   "|| ' ' ||"
                   " field || ' ' || coalesce(service || ' ' || statutory_minutes, '-'), '; ' order by code)"
                   " from hentra.procedure_current",
                   "1.004873 1.004873 false Cap doi F1 FULL 4800; "
                   "1.004873.000.00.00.H15 1.004873 false Cap doi F1 FULL 4800; "
                   "2.000111.000.00.00.H15 2.000111 true - SAID -; 2.000111.000.00.00.H16 2.000111 true - "
                   "SAID -");
        assert_sql(s.pg,
                   "select string_agg(code, ' ' order by code) from hentra.inferred_member where kind = "
                   "'PROCEDURE'",
                   "2.000111.000.00.00.H15 2.000111.000.00.00.H16");
        assert_sql(s.pg, "select hentra.procedure_statutory_minutes(1, '2022-03-02')", "4800");
        /* A rule for the procedure is for both codes, one for the whole code for that alone. */
        scratch_script(s.pg, "insert into hentra.alert_rule (name, kind, offsets, procedure_id)"
                             " select 'p' || i, 2, '{0}', i from generate_series(1, 4) i");
        assert_sql(s.pg,
                   "select string_agg(r.procedure_id || '-' || d.procedure_id, ' ' order by r.procedure_id, "
                   "d.procedure_id)"
                   " from hentra.alert_rule r cross join hentra.procedure d where r.name like 'p_'"
                   " and hentra.alert_covers(r, 1, d.procedure_id, 0, now())",
                   "1-1 2-1 2-2 3-3 4-4");
        /* As said it stays where events are shown. */
        assert_sql(s.pg,
                   "select string_agg(procedure || ' ' || field, ', ' order by procedure) from"
                   " hentra.flow_half_monthly where procedure like '1.%'",
                   "1.004873 F1, 1.004873.000.00.00.H15 F1");
        scratch_close(&s);
}

/* The whole code in a catalogue is a procedure of its own. */
static void test_a_catalogue_may_name_the_whole_code(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, "code,name,field,statutory_minutes\n1.004873,Cap doi,F1,4800\n"
                       "1.004873.000.00.00.H15,Cap doi o tinh,F2,2400\n");
        assert_sql(s.pg,
                   "select hentra.procedure_statutory_minutes(1, '2022-03-02') || ' ' ||"
                   " hentra.procedure_statutory_minutes(2, '2022-03-02')",
                   "2400 4800");
        char *csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--by", "field");
        assert_figures(csv, "field", "F2", "received=10");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--by", "procedure");
        assert_figures(csv, "procedure", "1.004873", "received=30");
        free(csv);
        scratch_close(&s);
}

static void test_codes_that_lost_their_zeros(void **state)
{
        struct scratch s;
        char path[96];
        (void)state;
        open_world(&s, plain);
        snprintf(path, sizeof(path), "/tmp/%s.csv", s.name);
        write_file(path, "code,name\n1.00487,a\n1.004870,b\n3.000001,c\n");
        struct capture err = capture_begin(STDERR_FILENO);
        assert_int_equal(scratch_run(&s, setup_command, "setup", "--no-topics", "--procedures", path, NULL),
                         0);
        char *text = capture_end(&err);
        const char *said = strstr(text, "warn catalogue.code_cut");
        assert_non_null(said);
        assert_non_null(strstr(said, "code=1.00487 beside=1.004870"));
        assert_non_null(strstr(said, "as text"));
        assert_null(strstr(strchr(said, '\n'), "catalogue.code_cut"));
        free(text);
        /* The other one may be what events said. */
        scratch_script(s.pg, "insert into hentra.procedure (code) values ('3.000200.000.00.00.H15')");
        write_file(path, "code,name\n3.0002,a\n");
        err = capture_begin(STDERR_FILENO);
        assert_int_equal(scratch_run(&s, setup_command, "setup", "--no-topics", "--dry-run", "--procedures",
                                     path, NULL),
                         0);
        text = capture_end(&err);
        assert_non_null(strstr(text, "code=3.0002 beside=3.000200"));
        assert_null(strstr(text, "1.00487"));
        free(text);
        unlink(path);
        scratch_close(&s);
}

static void test_cells_are_no_formulas(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, plain);
        scratch_script(s.pg, "insert into hentra.agency_version (agency_id, name, level) values (3, '@cmd', "
                             "1), (2, '+A', 1)");
        scratch_script(s.pg, "update hentra.flow_day set resolved_late = -2 where agency_id = 3");
        char *csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--by", "agency");
        assert_non_null(strstr(csv, ",\"'=1+1\","));
        assert_non_null(strstr(csv, ",\"'-A\",\"'+A\","));
        assert_non_null(strstr(csv, ",\"B\",\"'@cmd\","));
        assert_figures(csv, "agency", "B", "resolved_overdue=-2");
        free(csv);
        scratch_close(&s);
}

static void test_a_spreadsheet_of_another_country(void **state)
{
        struct scratch s;
        (void)state;
        open_world(&s, plain);
        char *csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--delimiter", ";", "--decimal", "comma",
                           "--bom");
        assert_memory_equal(csv, "\xEF\xBB\xBFreport;period;", 17);
        assert_non_null(strstr(csv, ";66,6667;"));
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--delimiter", "tab");
        assert_memory_equal(csv, "report\tperiod\t", 14);
        assert_non_null(strstr(csv, "\t66.6667\t"));
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--decimal", "comma");
        assert_non_null(strstr(csv, ",\"66,6667\","));
        free(csv);
        struct capture err = capture_begin(STDERR_FILENO);
        assert_int_equal(scratch_run(&s, report_command, "report", "form06", "--delimiter", "|", "--format",
                                     "csv", NULL),
                         2);
        assert_int_equal(scratch_run(&s, report_command, "report", "form06", "--bom", NULL), 2);
        char *text = capture_end(&err);
        assert_non_null(strstr(text, "--delimiter"));
        assert_non_null(strstr(text, "--format csv"));
        free(text);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_the_first_part_is_the_code),
                cmocka_unit_test(test_both_codes_are_one_procedure),
                cmocka_unit_test(test_a_catalogue_may_name_the_whole_code),
                cmocka_unit_test(test_codes_that_lost_their_zeros),
                cmocka_unit_test(test_cells_are_no_formulas),
                cmocka_unit_test(test_a_spreadsheet_of_another_country),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

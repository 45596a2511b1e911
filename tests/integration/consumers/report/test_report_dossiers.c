/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_dossiers.c - reports over random dossiers: figures streamed from the dossiers are those of
 * the flows, as of any instant those of state_at(), and the view of statements shows the words as C packed
 * them.
 */
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include "tests/support/dossier_random.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/figures.h"

enum { DOSSIERS = 600, INSTANTS = 25 };

static struct scratch world;
static struct timeline lives[DOSSIERS];
static struct bytes expected; /* a line a statement */

static void add_line(const char *dossier_id, int place, const struct statement *s)
{
        char line[512], submitted[24] = "", due[24] = "";
        if (s->submitted_at != NO_TIME)
                snprintf(submitted, sizeof(submitted), "%lld", (long long)s->submitted_at);
        if (s->due_at != NO_TIME)
                snprintf(due, sizeof(due), "%lld", (long long)s->due_at);
        const int n = snprintf(
                line, sizeof(line),
                "%s|%d|%s|%lld|%lld|%lld|%lld|%s|%s|%u|%u|%u|%u|%u|%s|%s|%s|%s|%s|%s|%d|%lld\n", dossier_id,
                place, status_names[s->status], (long long)s->occurred_at, (long long)s->sequence,
                (long long)s->stated_at, (long long)s->observed_at, submitted, due, s->agency, s->received_by,
                s->source, s->procedure, s->field, case_kind_names[s->case_kind], level_names[s->level],
                channel_names[s->channel], return_channel_names[s->return_channel], service_names[s->service],
                payment_names[s->payment], s->digitised, (long long)(int32_t)s->content);
        assert_true(n < (int)sizeof(line));
        bytes_add(&expected, line, (size_t)n);
}

/* The same line from the view; codes are made so that they are the numbers. */
static const char statement_lines[] =
        "select dossier_id || '|' || place || '|' || status || '|' || (extract(epoch from occurred_at) * "
        "1000000)::bigint"
        " || '|' || sequence || '|' || (extract(epoch from stated_at) * 1000000)::bigint"
        " || '|' || (extract(epoch from observed_at) * 1000000)::bigint"
        " || '|' || coalesce((extract(epoch from submitted_at) * 1000000)::bigint::text, '')"
        " || '|' || coalesce((extract(epoch from due_at) * 1000000)::bigint::text, '')"
        " || '|' || coalesce(agency, '0') || '|' || coalesce(received_by, '0') || '|' || source"
        " || '|' || coalesce(procedure, '0') || '|' || coalesce(field, '0') || '|' || case_kind || '|' || "
        "level"
        " || '|' || channel || '|' || coalesce(return_channel, '') || '|' || service || '|' || payment"
        " || '|' || case when digitised then 2 when not digitised then 1 else 0 end || '|' || content"
        " from hentra.dossier_statement order by dossier_id, place";

static void make_dossier(int i, struct bytes *rows)
{
        char id[32];
        some_dossier();
        for (int k = 0; k < said_n; k++) {
                said[k].agency += said[k].agency == 0; /* the stream refuses events without an agency */
                said[k].content = content_of(&said[k]);
        }
        history_of(&h, said, said_n);
        timeline_derive(&h, rule_of(RULE_FORM06), zone, &lives[i]);
        snprintf(id, sizeof(id), "D-%04d", i);
        dossier_row_copy(rows, COLS_load_dossier_copy, text_of(id), &h, &lives[i], zone);
        for (int k = 0; k < h.n; k++)
                add_line(id, k + 1, &h.of[k]);
}

static int make_world(void **state)
{
        struct bytes rows = {0};
        if (open_zone(state) != 0)
                return -1;
        scratch_open(&world);
        scratch_setup(&world);
        scratch_script(
                world.pg,
                "insert into hentra.agency (code) select generate_series(1, 3);"
                "insert into hentra.procedure (code) select generate_series(1, 3);"
                "insert into hentra.field (code) select generate_series(1, 3);"
                "insert into hentra.source (code) select generate_series(1, 2);"
                "insert into hentra.agency_level_claim select i, i, now(), 0 from generate_series(1, 3) i;"
                "insert into hentra.procedure_field_claim select i, i, now(), 0"
                " from generate_series(1, 2) i");
        seed = 20220115;
        for (int i = 0; i < DOSSIERS; i++)
                make_dossier(i, &rows);
        dossier_rows_put(&world, &rows);
        return 0;
}

static int drop_world(void **state)
{
        scratch_close(&world);
        close_zone(state);
        bytes_free(&expected);
        return 0;
}

struct walk {
        size_t at;
        int rows;
};

static enum fault compare_line(void *context, const struct pg_result *row, struct err *e)
{
        struct walk *w = context;
        const struct text line = pg_get_text(row, 0, 0);
        (void)e;
        if (w->at + line.len >= expected.len || memcmp(expected.at + w->at, line.at, line.len) != 0)
                fail_msg("the view says  %.*s\nC packed       %.*s", (int)line.len, line.at,
                         (int)strcspn((const char *)expected.at + w->at, "\n"), expected.at + w->at);
        w->at += line.len + 1;
        w->rows++;
        return OK;
}

static void test_statements_are_what_was_packed(void **state)
{
        struct walk w = {0};
        struct err e;
        (void)state;
        if (pg_stream(world.pg, statement_lines, NULL, 0, compare_line, &w, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(w.at, expected.len);
        assert_true(w.rows > DOSSIERS);
}

/* Both without the column as_of, in which alone they may differ. */
static void assert_same_but_as_of(char *a, char *b)
{
        const int column = csv_column(a, "as_of");
        char x[8192], y[8192];
        const char *la = a, *lb = b;
        for (int line = 0; *la || *lb; line++) {
                const char *ta = la, *tb = lb;
                for (int i = 0; i < column && line > 0; i++) {
                        ta = strchr(ta, ',') + 1;
                        tb = strchr(tb, ',') + 1;
                }
                ta = line > 0 ? strchr(ta, ',') : ta;
                tb = line > 0 ? strchr(tb, ',') : tb;
                snprintf(x, sizeof(x), "%.*s", (int)strcspn(ta, "\n"), ta);
                snprintf(y, sizeof(y), "%.*s", (int)strcspn(tb, "\n"), tb);
                assert_string_equal(x, y);
                la += strcspn(la, "\n") + 1;
                lb += strcspn(lb, "\n") + 1;
        }
        free(a);
        free(b);
}

static void test_streamed_is_what_flows_say(void **state)
{
        static const char *const ranges[][2] = {
                {"2022-01-01", "2022-01-14"}, {"2022-01-15", "2022-01-31"}, {"2021-12-15", "2022-03-14"}};
        static const char *const groups[] = {"level",     "agency",      "field",
                                             "procedure", "level,field", "channel"};
        (void)state;
        for (size_t r = 0; r < 3; r++) {
                for (size_t g = 0; g < 6; g++)
                        assert_same_but_as_of(
                                REPORT(&world, "form06", "--from", ranges[r][0], "--to", ranges[r][1], "--by",
                                       groups[g]),
                                report_csv(&world,
                                           (const char *const[]){"--as-of=2199-01-01", "form06", "--from",
                                                                 ranges[r][0], "--to", ranges[r][1], "--by",
                                                                 groups[g], NULL}));
        }
        /* Days that no half month begins with: by field only the dossiers know. The total is the flows'. */
        char *by_field =
                REPORT(&world, "form06", "--from", "2022-01-04", "--to", "2022-01-22", "--by", "field");
        char *by_level = REPORT(&world, "form06", "--from", "2022-01-04", "--to", "2022-01-22");
        const char *const same[] = {"total", "carried_over", "resolved", "in_process", "overdue", "paused"};
        for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
                char a[64], b[64];
                assert_string_equal(figure(by_field, "field", "", same[i], a, sizeof(a)),
                                    figure(by_level, "level", "", same[i], b, sizeof(b)));
        }
        free(by_field);
        free(by_level);
}

static void test_as_of_is_the_state_then(void **state)
{
        (void)state;
        for (int i = 0; i < INSTANTS; i++) {
                const micros at = some_instant(200);
                char when[32], want[256];
                int received = 0, resolved = 0, in_process = 0, paused = 0, overdue = 0, instant = 0,
                    no_due = 0;
                for (int d = 0; d < DOSSIERS; d++) {
                        struct state s;
                        state_at(&lives[d], zone, at, &s);
                        if (lives[d].case_kind != DOSSIER || !s.received)
                                continue;
                        received++;
                        resolved += s.ended && (s.ended_by == RESOLVED || s.ended_by == RETURNED);
                        in_process += !s.ended;
                        paused += !s.ended && (s.paused || s.stopped);
                        overdue += s.overdue_day;
                        instant += s.overdue_instant;
                        no_due += s.no_due;
                }
                moment_format(at, when);
                char *csv = REPORT(&world, "form06", "--as-of", when, "--by", "channel");
                snprintf(want, sizeof(want),
                         "received=%d resolved=%d in_process=%d paused=%d overdue=%d no_due=%d broken=-",
                         received, resolved, in_process, paused, overdue, no_due);
                assert_figures(csv, "channel", "", want);
                free(csv);
                csv = REPORT(&world, "form06", "--as-of", when, "--class", "instant");
                snprintf(want, sizeof(want), "overdue=%d", instant);
                assert_figures(csv, "level", "", want);
                free(csv);
        }
}

/* Agency 1 changes its level twice, once within a half month; agency 2 is a ministry's for a month; the
 * last version of agency 3 ends, so that its claim is valid again. Procedure 1 changes its field. */
static const char changes[] =
        "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level, vertical) values"
        " (1, '-infinity', '2022-02-01', 'A', 1, false), (1, '2022-02-01', '%s', 'A', 2, false),"
        " (1, '%s', 'infinity', 'A', 1, false), (2, '-infinity', '2022-01-15', 'B', 2, false),"
        " (2, '2022-01-15', '2022-02-15', 'B', 2, true), (2, '2022-02-15', 'infinity', 'B', 2, false),"
        " (3, '2022-01-01', '2022-03-15', 'C', 1, false);"
        "insert into hentra.procedure_version (procedure_id, valid_from, valid_to, name, field_id) values"
        " (1, '-infinity', '2022-02-01', 'P', 1), (1, '2022-02-01', 'infinity', 'P', 2)";

static const char *const periods[] = {"CAL:2022-01",  "CAL:2022-02",  "CAL:2022-03",
                                      "CAL:2022-04",  "CAL:2022",     "ND09:2022-01",
                                      "ND09:2022-02", "ND09:2022-04", "ND09:2022"};

static void assert_views(void)
{
        for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
                char *csv = REPORT(&world, "form06", "--period", periods[i]);
                assert_view(&world, csv, "form06", periods[i]);
                free(csv);
                csv = REPORT(&world, "form06", "--period", periods[i], "--class", "instant");
                assert_view(&world, csv, "form06_instant", periods[i]);
                free(csv);
                csv = REPORT(&world, "online-rate", "--period", periods[i]);
                static const char *const levels[] = {"PROVINCE", "DISTRICT", "COMMUNE", ""};
                for (int l = 0; l < 4; l++) {
                        char sql[256], figures[64];
                        snprintf(sql, sizeof(sql),
                                 "select 'received=' || received || ' online=' || online from "
                                 "hentra.online_rate where"
                                 " period = '%s' and coalesce(level, '') = '%s' and agency is null",
                                 periods[i], levels[l]);
                        if (*scratch_text(world.pg, sql, figures, sizeof(figures)))
                                assert_figures(csv, "level", levels[l], figures);
                }
                free(csv);
        }
}

static void make_changes(const char *day)
{
        char sql[2048];
        scratch_script(world.pg, "delete from hentra.agency_version; delete from hentra.procedure_version");
        snprintf(sql, sizeof(sql), changes, day, day);
        scratch_script(world.pg, sql);
}

/* Through the command and through the views: no stock stays where the catalogue has nobody any more. */
static void test_views_follow_the_catalogue(void **state)
{
        (void)state;
        make_changes("2022-03-10");
        assert_views();
        make_changes("2022-03-15");
        assert_views();
        for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
                static const char *const fields[] = {"1", "2", "UNKNOWN"};
                char *csv = REPORT(&world, "form06", "--period", periods[i], "--by", "field,channel");
                for (int f = 0; f < 3; f++) {
                        char figures[2048], sql[512], cell[32];
                        snprintf(
                                sql, sizeof(sql),
                                "select 'total=' || sum(total) || ' resolved=' || sum(resolved) || ' "
                                "in_process=' ||"
                                " sum(in_process) || ' overdue=' || sum(overdue) || ' paused=' || sum(paused)"
                                " from hentra.form06 where period = '%s' and field = '%s'",
                                periods[i], fields[f]);
                        scratch_text(world.pg, sql, figures, sizeof(figures));
                        snprintf(cell, sizeof(cell), ",\"%s\",", fields[f]);
                        if (strstr(csv, cell))
                                assert_figures(csv, "field", fields[f], figures);
                        else
                                assert_string_equal(figures, "");
                }
                free(csv);
        }
        assert_sql(world.pg,
                   "select count(*) from hentra.form06 where calendar || kind in ('CALMONTH', 'ND09YEAR')"
                   " and (field is null or first_day between '2022-01-01' and '2022-12-31') and broken <> ''",
                   "0");
        /* By field, a change within a half month is a matter of days that the half months do not tell. */
        make_changes("2022-03-10");
        char *by_field = REPORT(&world, "form06", "--period", "CAL:2022-03", "--by", "level,field");
        char *by_level = REPORT(&world, "form06", "--period", "CAL:2022-03");
        char a[64], b[64], district[] = "DISTRICT", *line = strstr(by_field, "DISTRICT");
        assert_non_null(line);
        assert_string_equal(figure(by_field, "level", district, "resolved", a, sizeof(a)),
                            figure(by_level, "level", district, "resolved", b, sizeof(b)));
        free(by_field);
        free(by_level);
}

/* As older warehouses had them. Views that depend on the time see one time, in one transaction. */
static void test_nulls_among_flows_count_as_zeros(void **state)
{
        (void)state;
        scratch_script(
                world.pg,
                "create function pg_temp.said() returns text language plpgsql as $$"
                " declare v name; one text; said text := '';"
                " begin for v in select relname from pg_class where relnamespace = 'hentra'::regnamespace "
                "and "
                "relkind = 'v' and relname not like '%\\_counted' order by 1 loop"
                " execute format('select md5(coalesce(string_agg(t::text, chr(10) order by t::text), %L)) "
                "from "
                "hentra.%I t', '', v) into one;"
                " said := said || v || ' ' || one || chr(10); end loop; return said; end $$;"
                "create function pg_temp.fill(name text) returns void language plpgsql as $$"
                " begin execute (select format('update hentra.%I set ', name) || string_agg(format('%1$I = "
                "coalesce(%1$I, 0)', attname), ', ') from pg_attribute where attrelid = ('hentra.' || "
                "name)::regclass and attnum > 0 and not attnotnull); end $$;"
                "do $$ declare before text := pg_temp.said(); begin"
                " if not exists (select from hentra.flow_day where refused is null) or not exists (select "
                "from "
                "hentra.flow_form06 where refused is null) then raise 'there are no nulls'; end if;"
                " perform pg_temp.fill(t) from unnest(array['flow_day', 'flow_half_month']) t;"
                " perform hentra.form06_group(); while hentra.form06_sum() is not null loop end loop;"
                " perform pg_temp.fill('flow_form06');"
                " if exists (select from hentra.flow_form06 where refused is null) then raise 'not filled'; "
                "end if;"
                " if before not like '%form06 %' or before <> pg_temp.said() then"
                " raise 'before: % after: %', before, pg_temp.said(); end if; end $$");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_statements_are_what_was_packed),
                cmocka_unit_test(test_streamed_is_what_flows_say),
                cmocka_unit_test(test_as_of_is_the_state_then),
                cmocka_unit_test(test_views_follow_the_catalogue),
                cmocka_unit_test(test_nulls_among_flows_count_as_zeros),
        };
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, make_world, drop_world);
}

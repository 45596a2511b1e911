/* SPDX-License-Identifier: Apache-2.0
 *
 * test_import_restated.c - reports across a reorganisation: as it was, and restated to the units of one day. What
 * was merged counts for who took over, what was split stays, and no total changes, whatever the reorganisation.
 */
#include "tests/support/cataloguing.h"
#include "tests/support/figures.h"

/* On 2025-07-01: commune A1 and A2 become A, B is split into B1 and B2, the district ends, and so does the province
 * H58, which goes into H20. */
static const char reform[] = "code,name,level,parent,province,successor,valid_from,valid_to\n"
                             "H58,Tiền,PROVINCE,,H58,H20,,2025-07-01\nH20,Đồng Tháp,PROVINCE,,H20,,,\n"
                             "D,Huyện,DISTRICT,H58,H58,,,2025-07-01\n"
                             "A1,Xã A1,COMMUNE,D,H58,A,,2025-07-01\nA2,Xã A2,COMMUNE,D,H58,A,,2025-07-01\n"
                             "A,Xã A,COMMUNE,H20,H20,,2025-07-01,\n"
                             "B,Xã B,COMMUNE,D,,,,2025-07-01\n"
                             "B1,Xã B1,COMMUNE,H20,,,2025-07-01,\nB2,Xã B2,COMMUNE,H20,,,2025-07-01,\n";

static void test_the_reform(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        catalogue_takes(&s, "agencies", reform);
        scratch_script(s.pg, "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, "
                             "received, resolved_early) select d.day, "
                             "agency_id, 2, 0, 1, d.n, 1 from (values (date '2025-06-10', 10, "
                             "'{A1,A2,B,D}'::text[]), ('2025-07-10', 5, "
                             "'{A,B1,B2}')) as d (day, n, codes) join hentra.agency on code = any (codes)");
        char *csv = REPORT(&s, "form06", "--period", "CAL:2025", "--by", "agency");
        assert_figures(csv, "agency", "A1", "received=10");
        assert_figures(csv, "agency", "A", "received=5");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2025", "--by", "agency", "--restated", "2025-12-31");
        assert_figures(csv, "agency", "",
                       "received=55 resolved=7 in_process=48 restated_to=2025-12-31 broken=-");
        assert_figures(csv, "agency", "A", "received=25 resolved=3 broken=-");
        assert_figures(csv, "agency", "B", "received=10");
        assert_figures(csv, "agency", "B1", "received=5");
        assert_null(strstr(csv, "\"A1\""));
        free(csv);
        /* A split unit keeps the level that it had last. */
        csv = REPORT(&s, "form06", "--period", "CAL:2025", "--by", "level", "--restated", "today");
        assert_figures(csv, "level", "COMMUNE", "received=45");
        assert_figures(csv, "level", "DISTRICT", "received=10");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2025", "--by", "province", "--restated", "2025-12-31");
        assert_figures(csv, "province", "H20", "received=55 in_process=48 broken=-");
        free(csv);
        csv = REPORT(&s, "form06", "--period", "CAL:2025", "--by", "province");
        assert_figures(csv, "province", "H58",
                       "province_name=Tiền restated_to=- received=40 in_process=0 broken=-");
        assert_figures(csv, "province", "H20", "received=15 in_process=48 broken=-");
        free(csv);
        assert_sql(s.pg,
                   "select string_agg(agency || ' ' || province || ' ' || level || ' ' || split || ' ' || n, "
                   "', ' order by agency) from "
                   "(select agency, province, level, split, sum(received) as n from "
                   "hentra.flow_daily_restated group by 1, 2, 3, 4) r",
                   "A H20 COMMUNE false 25, B H20 COMMUNE true 10, B1 H20 COMMUNE false 5, B2 H20 COMMUNE "
                   "false 5, D H20 DISTRICT true 10");
        int rc;
        struct capture c = capture_begin(STDERR_FILENO);
        rc = scratch_run(&s, report_command, "report", "form06", "--restated", "2025", NULL);
        char *said = capture_end(&c);
        assert_int_equal(rc, 2);
        assert_says(said, "--restated: today, or a local day such as 2025-07-01, is allowed");
        free(said);
        scratch_close(&s);
}

/* ---- random reorganisations ---- */

enum { UNITS = 24, ALIASES = 6, DAYS = 120, VERSIONS = 2 };
struct unit {
        int from[VERSIONS], to[VERSIONS], successor[VERSIONS], versions; /* days; successor: -1 none */
};

/* The unit that continues `u` on a day, by the words of the rule. */
static int continued(const struct unit *units, int u, int day)
{
        bool asked[UNITS] = {false};
        for (int here = u;;) {
                int last = -1;
                for (int v = 0; v < units[here].versions; v++) {
                        if (units[here].from[v] <= day)
                                last = v;
                }
                if (last < 0 || day < units[here].to[last] || units[here].successor[last] < 0)
                        return here;
                asked[here] = true;
                here = units[here].successor[last];
                if (asked[here])
                        return u;
        }
}

static void reorganise(struct scratch *s, struct unit *units, unsigned *seed)
{
        char sql[400];
        scratch_script(s->pg, "delete from hentra.agency_version");
        for (int u = 0; u < UNITS; u++) {
                struct unit *x = &units[u];
                x->versions = rand_r(seed) % 4 ? 1 + (int)(rand_r(seed) % VERSIONS) : 0;
                int day = rand_r(seed) % 2 ? -1000 : rand_r(seed) % 60;
                for (int v = 0; v < x->versions; v++) {
                        x->from[v] = day;
                        x->to[v] = day < 0 ? rand_r(seed) % 70 : day + 1 + rand_r(seed) % 80;
                        x->successor[v] = rand_r(seed) % 3 ? rand_r(seed) % UNITS : -1;
                        day = x->to[v] + rand_r(seed) % 3;
                        snprintf(sql, sizeof(sql),
                                 "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, "
                                 "level, parent_id, province, "
                                 "successor_id, vertical) values (%d, date '2025-01-01' + %d, date "
                                 "'2025-01-01' + %d, 'n', %d, %s, %s, "
                                 "nullif(%d, 0), %s)",
                                 u + 1, x->from[v], x->to[v], 1 + rand_r(seed) % 3,
                                 rand_r(seed) % 2 ? "1 + random() * 23" : "null",
                                 rand_r(seed) % 3 ? "null" : "'U' || ceil(random() * 24)",
                                 x->successor[v] + 1, rand_r(seed) % 8 ? "false" : "true");
                        scratch_script(s->pg, sql);
                }
        }
}

/* Codes beside the units, each of which leads to one of them, and some days later to another, or to none. */
static void alias(struct scratch *s, unsigned *seed)
{
        char sql[400];
        scratch_script(s->pg, "delete from hentra.agency_spoken");
        for (int a = 0; a < ALIASES; a++) {
                const int day = rand_r(seed) % 90, gap = rand_r(seed) % 3;
                snprintf(sql, sizeof(sql),
                         "insert into hentra.agency_spoken (agency_id, valid_from, valid_to, member_id) "
                         "values "
                         "(%d, '-infinity', date '2025-01-01' + %d, %d), (%d, date '2025-01-01' + %d, "
                         "'infinity', %d)",
                         UNITS + 1 + a, day, 1 + rand_r(seed) % UNITS, UNITS + 1 + a, day + gap,
                         1 + rand_r(seed) % UNITS);
                scratch_script(s->pg, sql);
        }
}

static void assert_same_totals(struct scratch *s, const char *by, const char *day)
{
        static const char *const columns[] = {"received", "resolved", "carried_over", "in_process",
                                              "overdue"};
        char was[64], is[64];
        char *before = REPORT(s, "form06", "--period", "CAL:2025-Q1", "--by", by);
        char *after = REPORT(s, "form06", "--period", "CAL:2025-Q1", "--by", by, "--restated", day);
        for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
                figure(before, by, "", columns[i], was, sizeof(was));
                assert_string_equal(figure(after, by, "", columns[i], is, sizeof(is)), was);
        }
        assert_string_equal(figure(after, by, "", "broken", is, sizeof(is)), "");
        free(before);
        free(after);
}

static void test_no_total_changes(void **state)
{
        struct scratch s;
        struct unit units[UNITS];
        char sql[200], expected[16], day[16];
        int moved = 0;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        scratch_script(s.pg, "insert into hentra.agency (code) select 'U' || i from generate_series(1, 30) i;"
                             "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, "
                             "received, resolved_early, overdue_day_in, "
                             "overdue_instant_in) select date '2025-01-01' + (random() * 120)::integer, i % "
                             "30 + 1, i % 3, 0, i, (random() * "
                             "50)::integer + 2, 1, 1, 1 from generate_series(1, 2000) i");
        for (unsigned seed = 1; seed <= 6; seed++) {
                unsigned state_of = seed;
                reorganise(&s, units, &state_of);
                alias(&s, &state_of);
                const int on = rand_r(&state_of) % DAYS;
                for (int u = 0; u < UNITS; u++) {
                        const int successor = continued(units, u, on);
                        moved += successor != u;
                        snprintf(sql, sizeof(sql),
                                 "select hentra.agency_continued(%d, date '2025-01-01' + %d)", u + 1, on);
                        snprintf(expected, sizeof(expected), "%d", successor + 1);
                        assert_sql(s.pg, sql, expected);
                }
                snprintf(sql, sizeof(sql), "select date '2025-01-01' + %d", on);
                scratch_text(s.pg, sql, day, sizeof(day));
                assert_same_totals(&s, "agency", day);
                assert_same_totals(&s, seed % 2 ? "level" : "province", day);
                assert_sql(s.pg,
                           "select count(*) from (select day, channel, vertical, sum(received), "
                           "sum(overdue_day_in) from hentra.flow_daily "
                           "group by 1, 2, 3 except select day, channel, vertical, sum(received), "
                           "sum(overdue_day_in) from "
                           "hentra.flow_daily_restated group by 1, 2, 3) d",
                           "0");
                snprintf(sql, sizeof(sql), "select count(*) - 30 from hentra.agencies_restated('%s')", day);
                assert_sql(s.pg, sql, "0");
        }
        assert_true(moved > 15);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_the_reform),
                cmocka_unit_test(test_no_total_changes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

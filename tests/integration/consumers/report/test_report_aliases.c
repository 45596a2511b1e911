/* SPDX-License-Identifier: Apache-2.0
 *
 * test_report_aliases.c - every report, of one set of dossiers in two warehouses: in one the events have the
 * codes of the catalogue, in the other codes that an alias leads to them. What is printed is the same.
 */
#include "consumers/report/reports.h"
#include "consumers/warehouse/dossier_row.h"
#include "tests/support/cataloguing.h"
#include "tests/support/dossier_random.h"
#include "tests/support/dossier_rows.h"
#include "tests/support/figures.h"

enum { DOSSIERS = 400 };

static struct scratch coded, aliased;

/* C belongs to a ministry. */
static const char agencies[] = "code,name,level,province,vertical\nA,Sở A,PROVINCE,H21,no\n"
                               "B,Xã B,COMMUNE,H21,no\nC,Chi cục C,DISTRICT,H21,yes\n";
static const char aliases[] = "alias,agency,system\nold-1,A,OLD\nold-2,B,OLD\nold-3,C,OLD\n";
static const char procedures[] = "code,name,field,field_name,service,statutory_minutes\n"
                                 "1,Một,F1,Đất đai,FULL,2400\n2,Hai,F2,Hộ tịch,PARTIAL,4800\n";

/* Codes are made so that the numbers of the dossiers are theirs. */
static void fill(struct scratch *s, const char *codes)
{
        struct bytes rows = {0};
        char id[32];
        seed = 20220115;
        scratch_open(s);
        scratch_setup(s);
        scratch_script(s->pg, codes);
        scratch_script(s->pg, "insert into hentra.procedure (code) select generate_series(1, 3);"
                              "insert into hentra.field (code) select generate_series(1, 3);"
                              "insert into hentra.source (code) select generate_series(1, 2);"
                              "insert into hentra.agency_level_claim select i, 1 + i % 3, now(), 0 from "
                              "generate_series(1, 3) i");
        for (int i = 0; i < DOSSIERS; i++) {
                some_dossier();
                for (int k = 0; k < said_n; k++) {
                        said[k].agency += said[k].agency == 0;
                        said[k].content = content_of(&said[k]);
                }
                history_of(&h, said, said_n);
                timeline_derive(&h, rule_of(RULE_FORM06), zone, &t);
                snprintf(id, sizeof(id), "D-%04d", i);
                dossier_row_copy(&rows, COLS_load_dossier_copy, text_of(id), &h, &t, zone);
        }
        dossier_rows_put(s, &rows);
        catalogue_takes(s, "agencies", agencies);
        catalogue_takes(s, "procedures", procedures);
}

static int make_worlds(void **state)
{
        if (open_zone(state) != 0)
                return -1;
        fill(&coded, "insert into hentra.agency (code) values ('A'), ('B'), ('C')");
        fill(&aliased, "insert into hentra.agency (code) values ('old-1'), ('old-2'), ('old-3')");
        catalogue_takes(&aliased, "aliases", aliases);
        return 0;
}

static int drop_worlds(void **state)
{
        scratch_close(&coded);
        scratch_close(&aliased);
        return close_zone(state);
}

static int differ;

/* Names the line in which they part, and goes on: all that is wrong is seen at once. */
static void compare(const char *report, const char *option, const char *value, char *by_code, char *by_alias)
{
        const char *a = by_code, *b = by_alias;
        while (*a && strcspn(a, "\n") == strcspn(b, "\n") && !memcmp(a, b, strcspn(a, "\n"))) {
                a += strcspn(a, "\n") + (strchr(a, '\n') != NULL);
                b += strcspn(b, "\n") + (strchr(b, '\n') != NULL);
        }
        if (*a || *b) {
                differ++;
                print_error("%s %s %s\nby code:  %.*s\nby alias: %.*s\n", report, option, value,
                            (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
        }
        free(by_code);
        free(by_alias);
}

static void ask_both(const struct report *r, const char *option, const char *value)
{
        /* By the code as it stands in the events. */
        const bool named = option && !strcmp(option, "--agency");
        const char *const said_as = named ? (*value == 'A' ? "old-1" : "old-2") : value;
        const char *const words[] = {r->name,      "--from", "2022-01-01", "--to",
                                     "2022-04-30", option,   value,        NULL};
        const char *const other[] = {r->name,      "--from", "2022-01-01", "--to",
                                     "2022-04-30", option,   said_as,      NULL};
        compare(r->name, option ? option : "", value ? value : "", report_csv(&coded, words),
                report_csv(&aliased, other));
}

/* Every option that has to do with agencies, of every report that takes it. */
static void test_an_alias_counts_as_its_agency(void **state)
{
        (void)state;
        for (int i = 0; reports[i]; i++) {
                const struct report *r = reports[i];
                ask_both(r, NULL, NULL);
                if (r->takes & TAKES_VERTICAL)
                        ask_both(r, "--with-vertical", NULL);
                if (r->takes & TAKES_BY) {
                        ask_both(r, "--by", "agency");
                        ask_both(r, "--by", "channel,level");
                }
                if (r->takes & TAKES_KIND)
                        ask_both(r, "--kind", "TASK");
                if (r->takes & TAKES_AGENCY) {
                        ask_both(r, "--agency", "A");
                        ask_both(r, "--agency", "B");
                }
                if (r->takes & TAKES_RESTATED)
                        ask_both(r, "--restated", "2022-04-30");
        }
        assert_int_equal(differ, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_an_alias_counts_as_its_agency),
        };
        if (scratch_lacks_server())
                return SCRATCH_SKIPPED;
        return cmocka_run_group_tests(tests, make_worlds, drop_worlds);
}

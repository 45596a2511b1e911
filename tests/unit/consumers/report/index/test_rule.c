/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rule.c - the table of rules of index 766: what the built-in versions hold, and what a file may not.
 */
#include "tests/support/unit.h"

#include "consumers/report/index/rule.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void each_version_has_100_points(void **state)
{
        static const int64_t points[INDEX_GROUPS] = {1800, 2000, 1200, 1000, 2200, 1800};
        char *names[INDEX_VERSIONS_MOST];
        struct err e = {0};
        int n;
        (void)state;
        assert_int_equal(index_versions_read(NULL, names, &n, &e), OK);
        assert_int_equal(n, 2);
        assert_string_equal(names[0], "portal-2026");
        assert_string_equal(names[1], "document");
        for (int v = 0; v < n; v++) {
                struct index_rules rules;
                assert_int_equal(index_rules_read(&rules, NULL, names[v], &e), OK);
                assert_int_equal(rules.n, 24);
                for (int g = 0; g < INDEX_GROUPS; g++)
                        assert_int_equal(index_group_points(&rules, (enum index_group)g), points[g]);
                for (int i = 0; i < rules.n; i++) {
                        assert_true(*rules.item[i].name[0] && *rules.item[i].name[1] &&
                                    *rules.item[i].source);
                        assert_int_equal(index_item_find(&rules, text_of(rules.item[i].code)), i);
                        /* What no measure tells must be settable, else nobody could ever tell it. */
                        if (rules.item[i].numerator == IM_NONE)
                                assert_true(rules.item[i].may_be_set);
                }
                index_rules_free(&rules);
                index_rules_free(&rules);
                free(names[v]);
        }
}

static void the_versions_part_where_the_sources_do(void **state)
{
        struct index_rules portal, document;
        struct err e = {0};
        (void)state;
        assert_int_equal(index_rules_read(&portal, NULL, "portal-2026", &e), OK);
        assert_int_equal(index_rules_read(&document, NULL, "document", &e), OK);
        const int digitised = index_item_find(&portal, TEXT("SO_HOA_GIAY_TO_GIAI_QUYET"));
        assert_int_equal(portal.item[digitised].target, 10000);
        assert_int_equal(document.item[index_item_find(&document, TEXT("SO_HOA_GIAY_TO_GIAI_QUYET"))].target,
                         8000);
        assert_int_equal(portal.item[digitised].denominator, IM_handled);
        const int online = index_item_find(&document, TEXT("ONLINE_C"));
        assert_int_equal(document.item[online].factor, index_item_find(&document, TEXT("DOSSIER_SYNC")));
        assert_int_equal(portal.item[index_item_find(&portal, TEXT("ONLINE_C"))].factor, -1);
        index_rules_free(&portal);
        index_rules_free(&document);
}

static void an_unknown_version_is_told_the_known_ones(void **state)
{
        struct index_rules rules;
        struct err e = {0};
        (void)state;
        assert_int_equal(index_rules_read(&rules, NULL, "portal-2027", &e), USAGE);
        assert_string_equal(e.text, "no version 'portal-2027' of index 766 is known: portal-2026, document");
        index_rules_free(&rules);
}

static const char head[] =
        "versions,item,number,group,points,target,form,population,numerator,denominator,none,inherited,"
        "communes,set,factor,limits,name_vi,name_en,numerator_vi,numerator_en,denominator_vi,"
        "denominator_en,source\n";

static enum fault read_file(const char *a, const char *b, struct index_rules *rules, struct err *e)
{
        char path[] = "/tmp/hentra-rules-XXXXXX";
        const int fd = mkstemp(path);
        assert_true(fd >= 0);
        FILE *out = fdopen(fd, "w");
        fprintf(out, "%s%s", a, b);
        fclose(out);
        *e = (struct err){0};
        const enum fault fault = index_rules_read(rules, path, "v", e);
        unlink(path);
        return fault;
}

static void a_file_may_take_the_place(void **state)
{
        struct index_rules rules;
        struct err e;
        (void)state;
        assert_int_equal(
                read_file(head,
                          "v w,A,1,CKMB,2.5,80,share,R,in_time,handled,zero,no,counted,no,,,a,b,,,,,s\n"
                          "w,B,1,CKMB,1,,share,R,in_time,handled,zero,no,counted,no,,,a,b,,,,,s\n",
                          &rules, &e),
                OK);
        assert_int_equal(rules.n, 1);
        assert_int_equal(rules.item[0].points, 250);
        assert_int_equal(rules.item[0].target, 8000);
        assert_int_equal(rules.item[0].numerator, IM_in_time);
        assert_string_equal(rules.item[0].name[1], "b");
        index_rules_free(&rules);
}

/* A file may hold a built-in version, whatever its words, but not under other rules. */
static void a_built_in_name_is_kept_for_its_rules(void **state)
{
        struct index_rules *own = test_calloc(1, sizeof(*own)), *changed = test_calloc(1, sizeof(*changed));
        struct err e = {0};
        char path[] = "/tmp/hentra-rules-XXXXXX";
        const int fd = mkstemp(path);
        (void)state;
        assert_true(fd >= 0);
        FILE *out = fdopen(fd, "w");
        fprintf(out, "%s%s", head,
                "document v,A,1,CKMB,2.5,80,share,R,in_time,handled,zero,no,counted,no,,,a,b,,,,,s\n");
        fclose(out);
        assert_int_equal(index_rules_read(own, path, "v", &e), OK);
        assert_int_equal(index_rules_read(changed, path, "document", &e), USAGE);
        assert_non_null(strstr(e.text, "the version document is built in, and has another rule for "
                                       "PUBLISH_ON_TIME: give the changed rules a name of their own"));
        index_rules_free(changed);
        assert_int_equal(index_rules_read(changed, NULL, "document", &e), OK);
        assert_string_equal(index_rules_differ(own, changed), "A");
        assert_null(index_rules_differ(changed, changed));
        changed->limits.ask_days++;
        index_rules_free(own);
        assert_int_equal(index_rules_read(own, NULL, "document", &e), OK);
        assert_string_equal(index_rules_differ(own, changed), "petitions (column limits)");
        index_rules_free(own);
        index_rules_free(changed);
        unlink(path);
        test_free(own);
        test_free(changed);
}

static void a_long_text_is_refused(void **state)
{
        struct index_rules rules;
        char rows[2400], words[1003];
        struct err e;
        (void)state;
        memset(words, 'x', sizeof(words));
        for (int n = 1000; n <= 1001; n++) {
                snprintf(rows, sizeof(rows), "v,A,1,CKMB,2,,share,R,,,null,no,counted,yes,,,%.*s,b,,,,,s\n",
                         n, words);
                assert_int_equal(read_file(head, rows, &rules, &e), n == 1000 ? OK : USAGE);
                index_rules_free(&rules);
        }
        assert_non_null(strstr(e.text, "at most 1,000 bytes are allowed"));
        for (int n = 64; n <= 65; n++) {
                snprintf(rows, sizeof(rows), "v,%.*s,1,CKMB,2,,share,R,,,null,no,counted,yes,,,a,b,,,,,s\n",
                         n, words);
                assert_int_equal(read_file(head, rows, &rules, &e), n == 64 ? OK : USAGE);
                index_rules_free(&rules);
        }
        assert_non_null(strstr(e.text, "at most 64 bytes are allowed"));
}

static void refused(const char *rows, const char *reason)
{
        struct index_rules rules;
        struct err e;
        assert_int_equal(read_file(head, rows, &rules, &e), USAGE);
        if (!strstr(e.text, reason))
                fail_msg("'%s' is not in '%s'", reason, e.text);
        index_rules_free(&rules);
}

static void a_broken_row_is_named(void **state)
{
        struct index_rules rules;
        struct err e;
        (void)state;
        refused("v,A,1,XX,2,,share,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "line 2: group 'XX': CKMB, TDGQ");
        refused("v,A,1,CKMB,2.555,,share,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "points '2.555'");
        refused("v,A,1,CKMB,-2,,share,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "points '-2'");
        refused("v,A,1,CKMB,2,0,share,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "target '0'");
        refused("v,A,1,CKMB,2,,ratio,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "form 'ratio'");
        refused("v,A,1,CKMB,2,,mean,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "a mean has no points");
        refused("v,A,1,CKMB,2,,share,R,soon,,null,no,counted,yes,,,a,b,,,,,s\n", "numerator 'soon'");
        refused("v,A,1,CKMB,2,,share,R,,,never,no,counted,yes,,,a,b,,,,,s\n", "none 'never'");
        refused("v,A,1,CKMB,2,,share,R,,,null,maybe,counted,yes,,,a,b,,,,,s\n", "inherited 'maybe'");
        refused("v,A,1,CKMB,2,,share,R,,,null,no,no,yes,,,a,b,,,,,s\n",
                "communes 'no': counted, full, zero are allowed");
        refused("v,,1,CKMB,2,,share,R,,,null,no,counted,yes,,,a,b,,,,,s\n", "a code is needed");
        refused("v,A,1,MDHL,2,,share,PETITIONS,petitions_in_time,petitions,null,no,counted,no,,,a,b,,,,,s\n",
                "the item A counts petitions in time, and no item of the version v has limits");
        refused("v,A,1,MDHL,2,,share,PETITIONS,petitions_satisfied,petitions,null,no,counted,no,,,a,b,,,,,s\n"
                "w,B,1,MDHL,2,,share,PETITIONS,petitions_in_time,petitions,null,no,counted,no,,15 2 5 "
                "2,a,b,,,"
                ",,s\n",
                "no item of the version v has limits");
        refused("v,A,1,CKMB,2,,share,R,,,null,no,counted,yes,B,,a,b,,,,,s\n", "factor 'B'");
        refused("v,A,1,CKMB,2,,share,R,,,null,no,counted,yes,,,a,b,,,,,s\nv,A,1,CKMB,2,,share,R,,,null,no,"
                "counted,yes,,"
                ",a"
                ",b,,,,,s\n",
                "line 3: item 'A': the version has this item already");
        refused("v,\"A\"B,1,CKMB,2,,share\n", "line 2");
        refused("", "there is none");
        assert_int_equal(read_file("versions,item\n", "", &rules, &e), USAGE);
        assert_non_null(strstr(e.text, "the column 'group' is missing"));
        index_rules_free(&rules);
        assert_int_equal(read_file("versions,colour\n", "", &rules, &e), USAGE);
        assert_non_null(strstr(e.text, "no column 'colour' is known"));
        index_rules_free(&rules);
        assert_int_equal(read_file("", "", &rules, &e), USAGE);
        assert_non_null(strstr(e.text, "is empty"));
        index_rules_free(&rules);
        assert_int_equal(index_rules_read(&rules, "/nowhere/rules.csv", "v", &e), USAGE);
        index_rules_free(&rules);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_version_has_100_points),
                cmocka_unit_test(the_versions_part_where_the_sources_do),
                cmocka_unit_test(an_unknown_version_is_told_the_known_ones),
                cmocka_unit_test(a_file_may_take_the_place),
                cmocka_unit_test(a_built_in_name_is_kept_for_its_rules),
                cmocka_unit_test(a_long_text_is_refused),
                cmocka_unit_test(a_broken_row_is_named),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

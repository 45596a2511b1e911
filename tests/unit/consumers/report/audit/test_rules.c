/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rules.c - the file of rules: the built-in one is whole, and a file of one's own is refused with a word.
 */
#include "tests/support/audited.h"

static void the_built_in_rules_are_whole(void **state)
{
        struct audit_rules r;
        struct err e = {0};
        bool kinds[RULE_KIND_COUNT] = {false};
        (void)state;
        assert_int_equal(rules_read(&r, NULL, &e), OK);
        assert_true(r.n > 40 && r.titles > 40 && r.patterns > 0 && r.measures > 20);
        for (size_t i = 0; i < r.n; i++) {
                kinds[r.at[i].kind] = true;
                /* What a rule of printed figures is about has a name in both languages. */
                for (int c = 0; c < r.at[i].parts.n && r.at[i].form == FORM_PUBLISHED; c++) {
                        for (int t = 0; t < r.at[i].parts.at[c].n; t++) {
                                const char *name = r.at[i].parts.at[c].at[t].name;
                                if (name && r.at[i].kind != RULE_LEVELS &&
                                    rules_title(&r, name, ENGLISH) == name)
                                        fail_msg("%s has no title", name);
                        }
                }
        }
        for (int k = 0; k < RULE_KIND_COUNT; k++)
                assert_true(kinds[k]);
        rules_close(&r);
        rules_close(&r);
}

static void refused(const char *text, const char *expected)
{
        struct audit_rules r;
        struct err e = {0};
        assert_int_equal(rules_read_text(&r, "mine.ini", text_of(text), &e), USAGE);
        if (!strstr(e.text, expected))
                fail_msg("'%s' is not in '%s'", expected, e.text);
        assert_int_equal(r.n, 0);
}

#define WORDS "vi = a\nen = b\nsource = c\n"

static void a_wrong_rule_is_named(void **state)
{
        (void)state;
        refused("", "mine.ini holds no rule");
        refused("kind = sum\n", "mine.ini:1: a section [CODE] must stand before the first key");
        refused("[x]\nkind = product\n", "mine.ini:2: kind: sum, share");
        refused("[x]\nkind = sum\nwhole = a\n" WORDS, "line 2: the rule [x] lacks whole and parts");
        refused("[x]\nkind = sum\nwhole = a\nparts = b + c\nvi = a\n", "lacks vi, en and source");
        refused("[x]\nkind = sum\nwhole = a + \n", "mine.ini:3: whole: a name or a number behind each +");
        refused("[x]\nkind = sum\nwhole = a + + b\n", "mine.ini:3: whole: names or numbers");
        refused("[x]\nkind = sum\nwhole = a |\n", "mine.ini:3: whole: a sum behind each |");
        refused("[x]\nkind = sum\nwhole = a b\n", "mine.ini:3: whole: names or numbers");
        refused("[x]\nkind = sum\nparts = a+a+a+a+a+a+a+a+a+a+a\n", "mine.ini:3: parts: a sum of at most 10");
        refused("[x]\nkind = share\nrate = a\nof = b\n" WORDS, "lacks rate, of and base");
        refused("[x]\nkind = levels\nwhole = ALL\nparts = A + B\n" WORDS, "lacks units");
        refused("[x]\nkind = group\n" WORDS, "lacks version");
        refused("[x]\nuntil = soon\n", "mine.ini:2: until: a day");
        refused("[x]\ncolour = red\n", "mine.ini:2: colour: no such key");
        refused("[x]\nkind = twice\n" WORDS "[y]\nkind = twice\n" WORDS "[x]\nkind = twice\n",
                "mine.ini:12: the rule [x] stands twice");
        refused("[titles]\na = b\n", "mine.ini:2: a: a title in Vietnamese");
        refused("[printed]\npattern = printed\n", "mine.ini:2: [printed] holds");
        refused("[warehouse]\na beside = DOSSIER received\n",
                "mine.ini:2: a beside: an indicator is allowed");
        refused("[warehouse]\na with b = DOSSIER received\n",
                "mine.ini:2: a with b: an indicator is allowed");
        refused("[warehouse]\na beside b c = DOSSIER received\n",
                "an indicator is allowed, or INDICATOR beside");
        refused("[warehouse]\na = DOSSIER\n", "mine.ini:2: a: a kind of case and one to 4 columns");
}

static void rules_of_ones_own(void **state)
{
        static const char rules[] =
                "[file]\nversion = ours\n[birds]\nkind = sum\nwhole = birds\nparts = ducks + geese?\n" WORDS
                "severity = smell\n[titles]\nbirds = chim | birds\n";
        static const char csv[] =
                "place,period_from,period_to,indicator,value,unit\n"
                "Xy,2023-01-01,2023-12-31,birds,9,bird\nXy,2023-01-01,2023-12-31,ducks,5,bird\n"
                "Xy,2023-01-01,2023-12-31,geese,3,bird\n";
        char path[32], rules_path[32], found[256];
        struct audited t;
        struct err e = {0};
        (void)state;
        const int figures = audited_file(csv, path), fd = audited_file(rules, rules_path);
        assert_int_equal(audited_try(&t, path, rules_path, ENGLISH, &e), OK);
        assert_string_equal(audited_found(&t, found, sizeof(found)), "birds smell 2,3,4");
        assert_string_equal(t.rules.version, "ours");
        audited_close(&t);
        close(figures);
        close(fd);
}

static void an_unknown_version_of_the_index(void **state)
{
        static const char rules[] = "[x]\nform = index\nkind = group\nversion = moon\n" WORDS;
        static const char csv[] = "unit,unit_kind,period,read_on,item,numerator,denominator,score\n"
                                  "H90,PROVINCE,2026,2027-01-05,PROGRESS,1,2,\n";
        char path[32], rules_path[32];
        struct audited t;
        struct err e = {0};
        (void)state;
        const int figures = audited_file(csv, path), fd = audited_file(rules, rules_path);
        assert_int_equal(audited_try(&t, path, rules_path, ENGLISH, &e), USAGE);
        assert_non_null(strstr(e.text, "the rule [x]: no version 'moon'"));
        audited_close(&t);
        close(figures);
        close(fd);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_built_in_rules_are_whole),
                cmocka_unit_test(a_wrong_rule_is_named),
                cmocka_unit_test(rules_of_ones_own),
                cmocka_unit_test(an_unknown_version_of_the_index),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

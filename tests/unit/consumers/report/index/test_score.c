/* SPDX-License-Identifier: Apache-2.0
 *
 * test_score.c - the arithmetic of index 766: by the definition of rounding, and against published figures.
 *
 * The published figures lie beside the project (../shared/data/index766.csv, or $HENTRA_TEST_DATA) and are
 * its test input only; without them that test is skipped.
 */
#include "tests/support/unit.h"

#include "consumers/report/index/score.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A generator of its own, so that a run can be repeated. */
static uint64_t seed = 766;
static uint64_t draw(void)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        return seed ^= seed << 17;
}

/* x = n / d rounded half up: x - 1/2 <= n / d < x + 1/2. */
static bool is_rounded(int64_t x, __int128 n, __int128 d)
{
        return 2 * x * d - d <= 2 * n && 2 * n < 2 * x * d + d;
}

static void a_percent_is_rounded_half_up(void **state)
{
        (void)state;
        assert_int_equal(index_percent(0, 1), 0);
        assert_int_equal(index_percent(1, 1), 10000);
        assert_int_equal(index_percent(1, 8), 1250);
        assert_int_equal(index_percent(1, 20000), 1); /* 0.005 */
        assert_int_equal(index_percent(49999999, 1000000000000), 0);
        assert_int_equal(index_percent(50000000, 1000000000000), 1);
        assert_int_equal(index_percent(3, 2), 15000);
        assert_int_equal(index_percent(INT64_MAX, INT64_MAX), 10000);
        assert_int_equal(index_percent(INT64_MAX, 1), INT64_MAX);
        for (int i = 0; i < 200000; i++) {
                const int64_t d = (int64_t)(draw() >> (1 + draw() % 60)) + 1;
                const int64_t n = (int64_t)(draw() % (uint64_t)d);
                assert_true(is_rounded(index_percent(n, d), (__int128)n * 10000, d));
        }
}

static void a_part_is_rounded_half_up(void **state)
{
        (void)state;
        assert_int_equal(index_score(2000, 10000, 8847), 1769);
        assert_int_equal(index_score(200, 8000, 1580), 40); /* 0.395 */
        assert_int_equal(index_score(200, 8000, 8000), 200);
        assert_int_equal(index_score(200, 8000, 15000), 200);
        assert_int_equal(index_score(0, 10000, 5000), 0);
        for (int64_t percent = 0; percent <= 12000; percent++) {
                for (int64_t target = 1000; target <= 10000; target += 500) {
                        const int64_t score = index_score(600, target, percent);
                        if (percent >= target)
                                assert_int_equal(score, 600);
                        else
                                assert_true(is_rounded(score, (__int128)600 * percent, target));
                }
        }
}

/* ---- scores ---- */

struct asked {
        struct index_rules rules;
        struct index_figure figure[INDEX_ITEMS_MOST];
        struct index_scores scores;
};

static void ask(struct asked *a, const char *version)
{
        struct err e = {0};
        *a = (struct asked){0};
        assert_int_equal(index_rules_read(&a->rules, NULL, version, &e), OK);
}

static int item(const struct asked *a, const char *code)
{
        const int i = index_item_find(&a->rules, text_of(code));
        assert_true(i >= 0);
        return i;
}

static void tell(struct asked *a, const char *code, int64_t numerator, int64_t denominator)
{
        a->figure[item(a, code)] = (struct index_figure){true, numerator, denominator};
}

static void score(struct asked *a, bool is_commune)
{
        index_scores_of(&a->rules, a->figure, is_commune, &a->scores);
}

static void tell_all_nothing(struct asked *a)
{
        for (int i = 0; i < a->rules.n; i++)
                a->figure[i] = (struct index_figure){.known = true};
}

/* A unit without a single dossier stands at 16.00 where its province has published everything. */
static void a_unit_without_dossiers_has_16_points(void **state)
{
        struct asked a;
        (void)state;
        ask(&a, "portal-2026");
        tell_all_nothing(&a);
        tell(&a, "PUBLIC_CONTENT_FULL", 47, 47);
        score(&a, true);
        assert_int_equal(a.scores.total, 1600);
        assert_int_equal(a.scores.of_nothing, 1400);
        assert_int_equal(a.scores.points, 10000);
        assert_int_equal(a.scores.unknown, 0);
        assert_int_equal(a.scores.part[item(&a, "PROGRESS")].state, PART_NOTHING);
        assert_int_equal(a.scores.part[item(&a, "PROGRESS")].has_percent, false);
        index_rules_free(&a.rules);
}

static void without_petitions_points_may_leave(void **state)
{
        struct asked a;
        (void)state;
        ask(&a, "document");
        tell_all_nothing(&a);
        score(&a, false);
        assert_int_equal(a.scores.points, 8800);
        assert_int_equal(a.scores.group_points[MDHL], 600);
        assert_int_equal(a.scores.total, 200);
        score(&a, true);
        assert_int_equal(a.scores.given, 1400); /* 1.1, 1.2, 1.3 and 3.1 are not meant for communes */
        index_rules_free(&a.rules);
}

/* What the portal does not mean for communes gives them nothing, in the document all points. */
static void what_is_not_meant_for_communes_is_the_versions_to_say(void **state)
{
        static const char *const versions[] = {"portal-2026", "document"};
        static const int64_t right[] = {0, 200};
        (void)state;
        for (int v = 0; v < 2; v++) {
                struct asked a;
                ask(&a, versions[v]);
                const int i = item(&a, "ONLINE_A");
                tell(&a, "ONLINE_A", 80, 100);
                score(&a, true);
                assert_int_equal(a.scores.part[i].state, PART_GIVEN);
                assert_int_equal(a.scores.part[i].score, right[v]);
                assert_int_equal(a.scores.part[i].points, 200);
                score(&a, false);
                assert_int_equal(a.scores.part[i].state, PART_SCORED);
                assert_int_equal(a.scores.part[i].score, 200);
                index_rules_free(&a.rules);
        }
}

static void a_share_is_of_what_could_be_reached(void **state)
{
        (void)state;
        assert_true(index_share_is_greater(8000, 8800, 9000, 10000));
        assert_false(index_share_is_greater(9000, 10000, 8000, 8800));
        assert_false(index_share_is_greater(4400, 8800, 5000, 10000));
        assert_false(index_share_is_greater(5000, 10000, 4400, 8800));
        assert_false(index_share_is_greater(0, 0, 0, 0));
        assert_true(index_share_is_greater(1, 100, 0, 0));
        assert_false(index_share_is_greater(0, 100, 0, 0));
}

static void what_nobody_told_is_not_0(void **state)
{
        struct asked a;
        (void)state;
        ask(&a, "portal-2026");
        score(&a, false);
        assert_int_equal(a.scores.part[item(&a, "PROGRESS")].state, PART_UNKNOWN);
        assert_int_equal(a.scores.part[item(&a, "ELECTRONIC_CERTIFIED_COPY")].state, PART_NOTHING);
        assert_int_equal(a.scores.total, 200);
        assert_int_equal(a.scores.unknown, 20);
        tell(&a, "PROGRESS", 0, 10);
        score(&a, false);
        assert_int_equal(a.scores.part[item(&a, "PROGRESS")].state, PART_SCORED);
        assert_int_equal(a.scores.unknown, 19);
        index_rules_free(&a.rules);
}

static void a_factor_multiplies_the_percent(void **state)
{
        struct asked a;
        (void)state;
        ask(&a, "document");
        tell(&a, "ONLINE_C", 40, 100);
        score(&a, false);
        assert_int_equal(a.scores.part[item(&a, "ONLINE_C")].score, 480);
        tell(&a, "DOSSIER_SYNC", 50, 100);
        score(&a, false);
        assert_int_equal(a.scores.part[item(&a, "ONLINE_C")].percent, 2000);
        assert_int_equal(a.scores.part[item(&a, "ONLINE_C")].score, 240);
        index_rules_free(&a.rules);
}

static void a_mean_is_in_days_and_adds_nothing(void **state)
{
        struct asked a;
        (void)state;
        ask(&a, "portal-2026");
        tell(&a, "MEAN_DAYS", 86400 * 5, 2);
        score(&a, false);
        assert_int_equal(a.scores.part[item(&a, "MEAN_DAYS")].percent, 250);
        assert_int_equal(a.scores.group[TDGQ], 0);
        index_rules_free(&a.rules);
}

/* ---- published figures ---- */

struct published {
        char unit[16], period[16], read_on[16], code[64];
        bool has_figures, has_score;
        int64_t numerator, denominator, score;
};
enum { PUBLISHED_MOST = 512 };

static int64_t read_cell(const char *cell, bool *there)
{
        *there = *cell != '\0';
        const char *point = strchr(cell, '.');
        const int64_t whole = strtoll(cell, NULL, 10);
        return point ? whole * 100 + strtoll(point + 1, NULL, 10) : whole;
}

static int read_published(FILE *in, struct published *rows)
{
        char line[256];
        int n = 0;
        assert_non_null(fgets(line, sizeof(line), in));
        assert_string_equal(line, "unit,unit_kind,period,read_on,item,numerator,denominator,score\n");
        while (fgets(line, sizeof(line), in)) {
                struct published *p = &rows[n++];
                const char *cell[8];
                char *rest = line;
                bool denominator;
                assert_true(n < PUBLISHED_MOST);
                line[strcspn(line, "\n")] = '\0';
                for (int c = 0; c < 8; c++)
                        assert_non_null(cell[c] = strsep(&rest, ","));
                *p = (struct published){0};
                snprintf(p->unit, sizeof(p->unit), "%s", cell[0]);
                snprintf(p->period, sizeof(p->period), "%s", cell[2]);
                snprintf(p->read_on, sizeof(p->read_on), "%s", cell[3]);
                snprintf(p->code, sizeof(p->code), "%s", cell[4]);
                p->numerator = read_cell(cell[5], &p->has_figures);
                p->denominator = read_cell(cell[6], &denominator);
                p->score = read_cell(cell[7], &p->has_score);
                assert_int_equal(p->has_figures, denominator);
        }
        return n;
}

/* The rows of one unit, period and reading as figures; the group and total rows are left out. */
static void tell_published(struct asked *a, const struct published *rows, int n, const struct published *like)
{
        memset(a->figure, 0, sizeof(a->figure));
        for (int i = 0; i < n; i++) {
                const struct published *p = &rows[i];
                if (p->has_figures && !strcmp(p->unit, like->unit) && !strcmp(p->period, like->period) &&
                    !strcmp(p->read_on, like->read_on))
                        tell(a, p->code, p->numerator, p->denominator);
        }
        score(a, false);
}

static int64_t group_score(const struct asked *a, const char *code)
{
        int g = 0;
        while (g < INDEX_GROUPS && strcmp(code, index_group_names[g]) != 0)
                g++;
        assert_true(g < INDEX_GROUPS);
        return a->scores.group[g];
}

/* True: some item of the group was published with its figures, so the group can be recomputed. */
static bool group_told(const struct asked *a, const char *code)
{
        bool told = true, any = false;
        for (int i = 0; i < a->rules.n; i++) {
                const struct index_item *it = &a->rules.item[i];
                if (strcmp(code, index_group_names[it->group]) != 0 || it->points == 0)
                        continue;
                any = true;
                told &= a->scores.part[i].state != PART_UNKNOWN;
        }
        return any && told;
}

static FILE *published_file(void)
{
        const char *folder = getenv("HENTRA_TEST_DATA");
        char path[4096];
        snprintf(path, sizeof(path), "%s/index766.csv", folder ? folder : SOURCE_DIR "/../shared/data");
        return fopen(path, "r");
}

/* What is compared so far; a total is compared when all six groups of its unit were published. */
struct compared {
        int parts, groups, totals, ties;
        int64_t sum;
        int summed;
};

static void compare_group(struct compared *c, const struct asked *a, const struct published *p)
{
        c->sum += p->score;
        c->summed++;
        if (!group_told(a, p->code + 6))
                return;
        c->groups++;
        if (group_score(a, p->code + 6) == p->score)
                return;
        print_message("%s %s was printed 0.01 lower than the half-up sum\n", p->unit, p->code);
        assert_int_equal(group_score(a, p->code + 6), p->score + 1);
        c->ties++;
}

static void compare(struct compared *c, const struct asked *a, const struct published *p)
{
        if (strncmp(p->code, "GROUP_", 6) == 0) {
                compare_group(c, a, p);
        } else if (strcmp(p->code, "TOTAL") == 0 && c->summed == INDEX_GROUPS) {
                assert_int_equal(c->sum, p->score);
                c->totals++;
        } else if (strcmp(p->code, "TOTAL") != 0 && p->has_score) {
                assert_int_equal(a->scores.part[item(a, p->code)].score, p->score);
                c->parts++;
        }
}

/* Each published part, group and total follows from the published numerators and denominators. The one tie
 * (H19: 15.80 / 80 * 2 = 0.395) was printed rounded down, and so was the group that holds it. */
static void published_scores_follow_from_their_figures(void **state)
{
        static struct published rows[PUBLISHED_MOST];
        struct asked a;
        struct compared c = {0};
        FILE *in = published_file();
        (void)state;
        if (!in)
                skip();
        const int n = read_published(in, rows);
        fclose(in);
        ask(&a, "portal-2026");
        for (int i = 0; i < n; i++) {
                if (i > 0 && strcmp(rows[i].unit, rows[i - 1].unit) != 0)
                        c.sum = c.summed = 0;
                tell_published(&a, rows, n, &rows[i]);
                compare(&c, &a, &rows[i]);
        }
        print_message("%d parts, %d groups, %d totals\n", c.parts, c.groups, c.totals);
        assert_true(c.parts > 20 && c.groups > 40 && c.totals >= 6);
        assert_int_equal(c.ties, 1);
        index_rules_free(&a.rules);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_percent_is_rounded_half_up),
                cmocka_unit_test(a_part_is_rounded_half_up),
                cmocka_unit_test(a_unit_without_dossiers_has_16_points),
                cmocka_unit_test(without_petitions_points_may_leave),
                cmocka_unit_test(what_is_not_meant_for_communes_is_the_versions_to_say),
                cmocka_unit_test(a_share_is_of_what_could_be_reached),
                cmocka_unit_test(what_nobody_told_is_not_0),
                cmocka_unit_test(a_factor_multiplies_the_percent),
                cmocka_unit_test(a_mean_is_in_days_and_adds_nothing),
                cmocka_unit_test(published_scores_follow_from_their_figures),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * check_across.c - figures of several periods, places or readings.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/amount.h"

#include "core/base/moment.h"
#include <stdlib.h>
#include <string.h>

/* ---- everywhere ---- */

static int by_place(const void *x, const void *y)
{
        return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Counts each name once; sorts them. */
static int64_t distinct(const char **place, int64_t n)
{
        int64_t different = 0;
        if (n > 0)
                qsort(place, (size_t)n, sizeof(*place), by_place);
        for (int64_t i = 0; i < n; i++)
                different += i == 0 || strcmp(place[i - 1], place[i]) != 0;
        return different;
}

/* One place has a scope for each of its periods, levels and readings. */
void check_everywhere(struct audit *a, const struct audit_rule *rule)
{
        struct amount part[TERMS_MOST], whole[TERMS_MOST];
        struct finding *f = NULL;
        int parts, wholes;
        int64_t scopes = 0, same = 0;
        const char **place = need_alloc((a->figures->n + 1) * sizeof(*place));
        for (struct scope s = {0}; scope_next(a->figures, &s);) {
                if (!rule_is_for(a, rule, &s) || !amounts_of(&s, &rule->parts.at[0], false, part, &parts) ||
                    !amounts_of(&s, &rule->whole.at[0], false, whole, &wholes) || !part[0].figure ||
                    amounts_sum(whole, wholes).units == 0)
                        continue;
                place[scopes++] = s.at->place;
                same += decimal_compare(amounts_sum(part, parts), amounts_sum(whole, wholes)) == 0;
        }
        const int64_t places = distinct(place, scopes);
        free(place);
        if (scopes == 0 || same < scopes || decimal_compare(decimal_of(places), rule->least) < 0) {
                a->held += scopes > 0;
                return;
        }
        for (struct scope s = {0}; scope_next(a->figures, &s);) {
                if (!rule_is_for(a, rule, &s) || !amounts_of(&s, &rule->parts.at[0], false, part, &parts) ||
                    !part[0].figure)
                        continue;
                if (!f)
                        f = finding_add(a, rule, rule->severity, part[0].figure);
                else
                        finding_line(f, part[0].figure->line);
        }
        if (f)
                say(a, f, "%t bằng đúng mẫu số ở cả %n đơn vị: %s",
                    "%t is exactly its denominator at all %n units: %s", f->figure, decimal_of(places),
                    rule->words[a->language]);
}

/* ---- the same figure of other periods or readings ---- */

struct entry {
        const struct figure *figure;
};

static int by_series(const void *x, const void *y)
{
        const struct figure *a = ((const struct entry *)x)->figure, *b = ((const struct entry *)y)->figure;
        int order = strcmp(a->place, b->place);
        order = order ? order : strcmp(a->level, b->level);
        order = order ? order : strcmp(a->name, b->name);
        order = order ? order : strcmp(a->unit, b->unit);
        order = order ? order : (a->from > b->from) - (a->from < b->from);
        order = order ? order : (a->to > b->to) - (a->to < b->to);
        order = order ? order : strcmp(a->source, b->source);
        return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* A longer period is compared within its source: its figures lie beside each other. */
static int by_source(const void *x, const void *y)
{
        const int order =
                strcmp(((const struct entry *)x)->figure->source, ((const struct entry *)y)->figure->source);
        return order ? order : by_series(x, y);
}

static bool is_item(const struct audit_rule *rule, const char *name)
{
        const struct terms *items = &rule->parts.at[0];
        for (int i = 0; i < items->n; i++) {
                if (items->at[i].name && !strcmp(items->at[i].name, name))
                        return true;
        }
        return false;
}

static bool same_series(const struct figure *a, const struct figure *b)
{
        return !strcmp(a->place, b->place) && !strcmp(a->level, b->level) && !strcmp(a->name, b->name) &&
               !strcmp(a->unit, b->unit) && a->from == b->from;
}

static void check_grows(struct audit *a, const struct audit_rule *rule, const struct figure *before,
                        const struct figure *after)
{
        char first[16], second[16];
        if (!is_item(rule, after->name) || before->to == after->to || figure_is_rounded(after) ||
            strcmp(before->source, after->source) != 0)
                return;
        if (decimal_compare(before->value, after->value) <= 0) {
                a->held++;
                return;
        }
        struct finding *f = finding_add(a, rule, rule->severity, after);
        finding_line(f, before->line);
        say(a, f, "%t đến %s in %f, ít hơn %f đến %s", "%t to %s is printed %f, less than the %f to %s",
            after, day_format(after->to, second), after, before, day_format(before->to, first));
}

/* Day of reading, where the source is one. */
static bool read_day(const char *source, int32_t *day)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (civil_parse(text_of(source), "%Y-%m-%d", &c, &has_offset, &offset))
                return false;
        *day = day_of_civil(c.year, c.month, c.day);
        return true;
}

static void check_changed(struct audit *a, const struct audit_rule *rule, const struct figure *before,
                          const struct figure *after)
{
        int32_t first, second;
        if (before->to != after->to || !read_day(before->source, &first) ||
            !read_day(after->source, &second) || first <= before->to || first == second)
                return;
        if (decimal_compare(before->value, after->value) == 0) {
                a->held++;
                return;
        }
        struct finding *f = finding_add(a, rule, rule->severity, after);
        finding_line(f, before->line);
        say(a, f, "%t: %f (đọc ngày %s), nay là %f (đọc ngày %s), dù kỳ đã kết thúc",
            "%t was %f (read on %s) and is %f (read on %s), though the period was over", after, before,
            before->source, after, after->source);
}

void check_across(struct audit *a, const struct audit_rule *rule)
{
        const size_t n = a->figures->n;
        struct entry *series = need_alloc(n * sizeof(*series));
        for (size_t i = 0; i < n; i++)
                series[i].figure = &a->figures->at[i];
        qsort(series, n, sizeof(*series), rule->kind == RULE_GROWS ? by_source : by_series);
        for (size_t i = 1; i < n; i++) {
                if (!same_series(series[i - 1].figure, series[i].figure) ||
                    series[i].figure->to < rule->from || series[i].figure->to > rule->until)
                        continue;
                if (rule->kind == RULE_GROWS)
                        check_grows(a, rule, series[i - 1].figure, series[i].figure);
                else
                        check_changed(a, rule, series[i - 1].figure, series[i].figure);
        }
        free(series);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_read.c - cells are checked one by one; what is wrong is named with the line and what is allowed.
 */
#include "consumers/report/index/rule_read.h"

#include "core/base/bytes.h"
#include <stdio.h>

#define WORD(name, word) #word,
static const char *const column_names[] = {RULE_COLUMNS(WORD)};

static const char *const form_names[INDEX_FORMS] = {"share", "mean"};
static const char *const none_names[INDEX_NONES] = {"null", "zero", "full", "apart"};
static const char *const communes_names[INDEX_COMMUNES] = {"counted", "full", "zero"};
static const char *const yes_no[2] = {"no", "yes"};

struct text rule_cell(const struct rule_table *t, const struct csv_row *row, enum rule_column column)
{
        const size_t at = (size_t)t->at[column];

        return at < row->n ? text_trim(row->field[at]) : (struct text){0};
}

enum fault rule_header(struct rule_table *t, const struct csv_row *row, struct err *e)
{
        for (int c = 0; c < RULE_COLUMN_COUNT; c++)
                t->at[c] = -1;
        for (size_t f = 0; f < row->n; f++) {
                int c = 0;
                while (c < RULE_COLUMN_COUNT &&
                       !text_equal(text_trim(row->field[f]), text_of(column_names[c])))
                        c++;
                if (c == RULE_COLUMN_COUNT)
                        return fail(e, USAGE, "%s: no column '%.*s' is known", t->path,
                                    (int)row->field[f].len, row->field[f].at);
                t->at[c] = (int)f;
        }
        for (int c = 0; c < RULE_COLUMN_COUNT; c++) {
                if (t->at[c] < 0)
                        return fail(e, USAGE, "%s: the column '%s' is missing in the first row", t->path,
                                    column_names[c]);
        }
        return OK;
}

enum { CODE_MOST = 64, WORDS_MOST = 1000 }; /* bytes */

static enum fault refuse(const struct rule_table *t, const struct csv_row *row, enum rule_column column,
                         const char *allowed, struct err *e)
{
        const struct text cell = rule_cell(t, row, column);

        return fail(e, USAGE, "%s, line %llu: %s '%.*s': %s", t->path, (unsigned long long)row->line,
                    column_names[column], (int)(cell.len < 60 ? cell.len : 60), cell.at, allowed);
}

static enum fault choose(const struct rule_table *t, const struct csv_row *row, enum rule_column column,
                         const char *const *names, int n, int *chosen, struct err *e)
{
        char allowed[200];
        size_t len = 0;

        for (*chosen = 0; *chosen < n; ++*chosen) {
                if (text_equal(rule_cell(t, row, column), text_of(names[*chosen])))
                        return OK;
        }
        for (int i = 0; i < n; i++)
                len += (size_t)snprintf(allowed + len, sizeof(allowed) - len, "%s%s", i ? ", " : "",
                                        names[i]);
        snprintf(allowed + len, sizeof(allowed) - len, " are allowed");
        return refuse(t, row, column, allowed, e);
}

/* At most two decimals, below a million. */
static bool read_hundredths(struct text t, int64_t *out)
{
        int decimals = -1;

        *out = 0;
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] == '.' && decimals < 0 && i > 0 && i + 1 < t.len) {
                        decimals = 0;
                        continue;
                }
                if (t.at[i] < '0' || t.at[i] > '9' || decimals == 2 || *out >= 100000)
                        return false;
                *out = *out * 10 + (t.at[i] - '0');
                decimals += decimals >= 0;
        }
        for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
                *out *= 10;
        return t.len > 0;
}

static enum fault read_measure(const struct rule_table *t, const struct csv_row *row, enum rule_column column,
                               int *measure, struct err *e)
{
        const struct text cell = rule_cell(t, row, column);

        *measure = IM_NONE;
        if (cell.len == 0)
                return OK;
        for (int m = 0; m < IM_COUNT; m++) {
                if (text_equal(cell, text_of(index_measure_names[m]))) {
                        *measure = m;
                        return OK;
                }
        }
        return refuse(t, row, column, "a measure of index 766 is allowed, or nothing (docs/index766.md)", e);
}

static enum fault read_yes(const struct rule_table *t, const struct csv_row *row, enum rule_column column,
                           bool *yes, struct err *e)
{
        int chosen = 0;
        const enum fault fault = choose(t, row, column, yes_no, 2, &chosen, e);

        *yes = chosen;
        return fault;
}

static enum fault read_numbers(struct index_item *item, const struct rule_table *t, const struct csv_row *row,
                               struct err *e)
{
        if (!read_hundredths(rule_cell(t, row, RC_POINTS), &item->points))
                return refuse(t, row, RC_POINTS, "a number with at most two decimals is allowed", e);
        item->target = 10000;
        if (rule_cell(t, row, RC_TARGET).len > 0 &&
            (!read_hundredths(rule_cell(t, row, RC_TARGET), &item->target) || item->target == 0))
                return refuse(t, row, RC_TARGET, "a percent above 0 with at most two decimals is allowed", e);
        return OK;
}

static enum fault read_choices(struct index_item *item, const struct rule_table *t, const struct csv_row *row,
                               struct err *e)
{
        int group = 0, form = 0, population = 0, none = 0, communes = 0;

        if (choose(t, row, RC_GROUP, index_group_names, INDEX_GROUPS, &group, e) != OK ||
            choose(t, row, RC_FORM, form_names, INDEX_FORMS, &form, e) != OK ||
            choose(t, row, RC_POPULATION, index_population_names, INDEX_POPULATIONS, &population, e) != OK ||
            choose(t, row, RC_NONE, none_names, INDEX_NONES, &none, e) != OK ||
            read_yes(t, row, RC_INHERITED, &item->inherited, e) != OK ||
            choose(t, row, RC_COMMUNES, communes_names, INDEX_COMMUNES, &communes, e) != OK ||
            read_yes(t, row, RC_SET, &item->may_be_set, e) != OK ||
            read_measure(t, row, RC_NUMERATOR, &item->numerator, e) != OK ||
            read_measure(t, row, RC_DENOMINATOR, &item->denominator, e) != OK)
                return e->kind;
        item->group = (enum index_group)group;
        item->form = (enum index_form)form;
        item->population = (enum index_population)population;
        item->none = (enum index_none)none;
        item->communes = (enum index_communes)communes;
        if (item->form == INDEX_MEAN && item->points > 0)
                return refuse(t, row, RC_POINTS, "a mean has no points: 0 is allowed", e);
        return OK;
}

/* Four whole numbers of at most three digits. */
static enum fault read_limits(struct index_limits *limits, const struct rule_table *t,
                              const struct csv_row *row, struct err *e)
{
        const struct text cell = rule_cell(t, row, RC_LIMITS);
        int *const of[] = {&limits->process_days, &limits->refuse_days, &limits->ask_days,
                           &limits->publish_days};
        size_t n = 0, digits = 0;

        if (cell.len == 0)
                return OK;
        if (limits->process_days > 0)
                return refuse(t, row, RC_LIMITS, "one item of a version has them, and another does", e);
        *limits = (struct index_limits){0};
        for (size_t i = 0; i < cell.len && n < 4; i++) {
                const char c = cell.at[i];
                if (c >= '0' && c <= '9' && digits++ < 3) {
                        *of[n] = *of[n] * 10 + (c - '0');
                } else if (c == ' ' && digits > 0) {
                        n++;
                        digits = 0;
                } else {
                        n = 4;
                }
        }
        if (n != 3 || digits == 0 || limits->process_days == 0)
                return refuse(t, row, RC_LIMITS, "four numbers of working days are allowed, as 15 2 5 2", e);
        return OK;
}

static const char *keep(struct index_rules *rules, struct text cell)
{
        char *word = need_alloc(cell.len + 1);

        memcpy(word, cell.at ? cell.at : "", cell.len);
        rules->word[rules->words_n++] = word;
        return word;
}

enum fault rule_add(struct index_rules *rules, const struct rule_table *t, const struct csv_row *row,
                    struct err *e)
{
        if (rules->n == INDEX_ITEMS_MOST)
                return refuse(t, row, RC_ITEM, "a version has at most 64 items", e);
        if (rule_cell(t, row, RC_ITEM).len == 0)
                return refuse(t, row, RC_ITEM, "a code is needed", e);
        if (index_item_find(rules, rule_cell(t, row, RC_ITEM)) >= 0)
                return refuse(t, row, RC_ITEM, "the version has this item already", e);
        struct index_item *item = &rules->item[rules->n];
        *item = (struct index_item){.factor = -1};
        if (read_numbers(item, t, row, e) != OK || read_choices(item, t, row, e) != OK ||
            read_limits(&rules->limits, t, row, e) != OK)
                return e->kind;
        const char **const words[] = {&item->code,
                                      &item->number,
                                      &item->name[0],
                                      &item->name[1],
                                      &item->numerator_words[0],
                                      &item->numerator_words[1],
                                      &item->denominator_words[0],
                                      &item->denominator_words[1],
                                      &item->source};
        _Static_assert(sizeof(words) / sizeof(words[0]) == RC_SOURCE - RC_ITEM + 1, "a place for each word");
        for (int c = RC_ITEM; c <= RC_SOURCE; c++) {
                const struct text cell = rule_cell(t, row, (enum rule_column)c);
                if (text_check_printable(cell))
                        return refuse(t, row, (enum rule_column)c, "printable text in UTF-8 is allowed", e);
                if (cell.len > (c <= RC_NUMBER ? CODE_MOST : WORDS_MOST))
                        return refuse(t, row, (enum rule_column)c,
                                      c <= RC_NUMBER ? "at most 64 bytes are allowed"
                                                     : "at most 1,000 bytes are allowed",
                                      e);
        }
        for (int c = RC_ITEM; c <= RC_SOURCE; c++)
                *words[c - RC_ITEM] = keep(rules, rule_cell(t, row, (enum rule_column)c));
        rules->n++;
        return OK;
}

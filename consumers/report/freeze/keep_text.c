/* SPDX-License-Identifier: Apache-2.0
 *
 * keep_text.c - questions and rows to JSON and back.
 *
 * Rule: instants and days are whole numbers, so that nothing depends on a zone; a rate is left out, since it
 * is made of two other cells.
 */
#include "consumers/report/freeze/keep_text.h"

#include <stdio.h>
#include <string.h>

static bool is_text(enum column_kind kind)
{
        return kind == COLUMN_CODE || kind == COLUMN_TEXT || kind == COLUMN_WORD || kind == COLUMN_IDENTITY;
}

static void put_words(struct json *j, const char *key, const char *words)
{
        if (words)
                json_put_text(j, key, text_of(words));
        else
                json_put_null(j, key);
}

/* ---- the question ---- */

static struct json *population_keep(const struct population *p)
{
        struct json *j = json_new();
        put_words(j, "source", p->source);
        json_put_bool(j, "counts_vertical", p->counts_vertical);
        json_put_int(j, "vertical_received", p->vertical_received);
        json_put_bool(j, "vertical", p->vertical);
        json_put_int(j, "inferred", p->inferred);
        json_put_bool(j, "stand_ins", p->stand_ins);
        json_put_bool(j, "marked", p->marked);
        return j;
}

static struct json *printed_keep(const struct sheet *s)
{
        struct json *j = json_new();
        json_put_int(j, "look", s->look);
        json_put_int(j, "pages", s->pages);
        json_put_int(j, "language", s->language);
        put_words(j, "unit", s->unit);
        return j;
}

char *question_keep(const struct answer *a, const struct sheet *s, bool as_known)
{
        const struct question *q = a->q;
        const struct rule *rule = report_rule(a->report, a->warehouse);
        struct json *j = json_new();
        for (int g = 0; g < GROUPS_MOST; g++) {
                const char *const key = g ? "group2" : "group1";
                put_words(j, key, g < q->groups_n ? group_names[q->groups[g]] : NULL);
        }
        put_words(j, "case_kind", case_kind_names[q->case_kind]);
        put_words(j, "class", q->by_instant ? "instant" : "day");
        json_put_bool(j, "with_vertical", q->with_vertical);
        json_put_bool(j, "restated", q->restated);
        json_put_int(j, "restated_to", q->restated ? q->restated_to : 0);
        put_words(j, "agency", q->agency);
        json_put_bool(j, "open_start", q->range.open_start);
        json_put_int(j, "asked_to", q->range.asked_to);
        json_put_bool(j, "as_known", as_known);
        put_words(j, "rules_version", q->rules_version);
        put_words(j, "rule_about", rule->about);
        put_words(j, "rule_about_vietnamese", rule->about_vietnamese);
        json_put_bool(j, "by_unit", q->by_unit);
        json_put_int(j, "names_in", q->names_in);
        /* Queries alone take it: it makes no other question of any other report. */
        json_put_int(j, "due_days", a->report->query ? q->due_days : 0);
        json_put_object(j, "printed", printed_keep(s));
        json_put_object(j, "population", population_keep(&a->population));
        char *line = json_line(j);
        json_free(j);
        return line;
}

static const char *words_of(const struct json_node *object, const char *key)
{
        struct text t;
        return json_text_of(json_member(object, key), &t) ? t.at : NULL;
}

static int64_t number_of(const struct json_node *object, const char *key)
{
        int64_t n = 0;
        return json_int_of(json_member(object, key), &n) ? n : 0;
}

static bool flag_of(const struct json_node *object, const char *key)
{
        bool b = false;
        return json_bool_of(json_member(object, key), &b) && b;
}

static int place_of(const char *word, const char *const *words, int n)
{
        for (int i = 0; word && i < n; i++) {
                if (!strcmp(word, words[i]))
                        return i;
        }
        return -1;
}

static bool groups_kept(const struct json_node *kept, struct question *q)
{
        for (int g = 0; g < GROUPS_MOST; g++) {
                const char *word = words_of(kept, g ? "group2" : "group1");
                const int group = place_of(word, group_names, GROUP_COUNT);
                if (word && group < 0)
                        return false;
                if (word)
                        q->groups[q->groups_n++] = (enum group)group;
        }
        return true;
}

bool question_kept(const struct json_node *kept, struct question *q, struct sheet *s, struct population *p,
                   bool *as_known)
{
        const struct json_node *printed = json_member(kept, "printed"), *of = json_member(kept, "population");
        const int kind = place_of(words_of(kept, "case_kind"), case_kind_names, CASE_KIND_COUNT);
        const int64_t look = number_of(printed, "look"), pages = number_of(printed, "pages"),
                      language = number_of(printed, "language");
        if (kind < 0 || !groups_kept(kept, q) || look < 0 || look >= LOOK_COUNT || pages < 0 ||
            pages >= PAGES_COUNT || language < 0 || language >= LANGUAGE_COUNT)
                return false;
        q->case_kind = (enum case_kind)kind;
        q->by_instant = words_of(kept, "class") && !strcmp(words_of(kept, "class"), "instant");
        q->with_vertical = flag_of(kept, "with_vertical");
        q->restated = flag_of(kept, "restated");
        q->restated_to = (int32_t)number_of(kept, "restated_to");
        q->agency = words_of(kept, "agency");
        q->range.open_start = flag_of(kept, "open_start");
        q->range.asked_to = (int32_t)number_of(kept, "asked_to");
        q->rules_version = words_of(kept, "rules_version");
        q->by_unit = flag_of(kept, "by_unit");
        q->names_in = number_of(kept, "names_in") == ENGLISH ? ENGLISH : VIETNAMESE;
        q->due_days = (int32_t)number_of(kept, "due_days");
        *as_known = flag_of(kept, "as_known");
        s->look = (enum sheet_look)look;
        s->pages = (enum sheet_pages)pages;
        s->language = (enum language)language;
        s->unit = words_of(printed, "unit");
        *p = (struct population){.source = words_of(of, "source"),
                                 .counts_vertical = flag_of(of, "counts_vertical"),
                                 .vertical_received = number_of(of, "vertical_received"),
                                 .vertical = flag_of(of, "vertical"),
                                 .inferred = number_of(of, "inferred"),
                                 .stand_ins = flag_of(of, "stand_ins"),
                                 .marked = flag_of(of, "marked")};
        return true;
}

/* ---- rows ---- */

static const char *const key_names[GROUPS_MOST][3] = {{"key1", "name1", "inferred1"},
                                                      {"key2", "name2", "inferred2"}};

static void put_text(struct json *j, const char *key, struct text t)
{
        if (t.at)
                json_put_text(j, key, t);
        else
                json_put_null(j, key);
}

char *row_keep(const struct answer *a, const struct answer_row *row)
{
        const struct form_column *columns = a->report->form->columns;
        struct json *j = json_new(), *keys = json_new(), *cells = json_new();
        for (int g = 0; a->report->takes & TAKES_BY && g < GROUPS_MOST; g++) {
                put_text(keys, key_names[g][0], row->group[g].key);
                put_text(keys, key_names[g][1], row->group[g].name);
                json_put_bool(keys, key_names[g][2], row->group[g].inferred);
        }
        for (int i = 0; columns[i].name; i++) {
                if (columns[i].kind == COLUMN_RATE)
                        continue;
                if (!row->cell[i].known)
                        json_put_null(cells, columns[i].name);
                else if (is_text(columns[i].kind))
                        json_put_text(cells, columns[i].name, row->cell[i].text);
                else
                        json_put_int(cells, columns[i].name, row->cell[i].n);
        }
        json_put_int(j, "depth", row->depth);
        json_put_object(j, "keys", keys);
        json_put_object(j, "cells", cells);
        char *line = json_line(j);
        json_free(j);
        return line;
}

bool row_kept(const struct form *form, const struct json_node *keys, const struct json_node *cells,
              struct answer_row *row)
{
        for (int g = 0; g < GROUPS_MOST; g++) {
                struct answer_group *group = &row->group[g];
                (void)json_text_of(json_member(keys, key_names[g][0]), &group->key);
                (void)json_text_of(json_member(keys, key_names[g][1]), &group->name);
                (void)json_bool_of(json_member(keys, key_names[g][2]), &group->inferred);
        }
        for (int i = 0; form->columns[i].name; i++) {
                const struct json_node *node = json_member(cells, form->columns[i].name);
                struct cell *c = &row->cell[i];
                int64_t n = 0;
                *c = (struct cell){0};
                if (form->columns[i].kind == COLUMN_RATE || json_is_absent(node))
                        continue;
                c->known = true;
                if (is_text(form->columns[i].kind) ? !json_text_of(node, &c->text) : !json_int_of(node, &n))
                        return false;
                if (!is_text(form->columns[i].kind))
                        c->n = n;
        }
        return true;
}

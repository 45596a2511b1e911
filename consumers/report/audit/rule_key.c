/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_key.c - a line of a rule.
 */
#include "consumers/report/audit/rule_key.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"

#include <stdlib.h>
#include <string.h>

const char *const severity_names[SEVERITY_COUNT] = {"contradiction", "rounding", "smell"};
const char *const rule_kind_names[RULE_KIND_COUNT] = {"sum",    "share", "part",  "equal",   "levels",
                                                      "repeat", "twice", "grows", "changed", "everywhere",
                                                      "score",  "group", "total"};

const char *rule_keep(struct audit_rules *r, struct text t)
{
        if (r->texts == r->texts_capacity) {
                r->texts_capacity = r->texts_capacity * 2 + 64;
                r->text = need_realloc(r->text, r->texts_capacity * sizeof(*r->text));
        }
        char *text = need_alloc(t.len + 1);
        if (t.len > 0)
                memcpy(text, t.at, t.len);
        return r->text[r->texts++] = text;
}

struct text rule_take(struct text *rest, char separator)
{
        const char *end = rest->len ? memchr(rest->at, separator, rest->len) : NULL;
        const struct text first = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
        *rest = end ? (struct text){end + 1, rest->len - first.len - 1} : (struct text){0};
        return text_trim(first);
}

static const char *read_terms(struct audit_rules *r, struct text words, struct terms *out)
{
        *out = (struct terms){0};
        if (words.len > 0 && words.at[words.len - 1] == '+')
                return "a name or a number behind each + is";
        while (words.len > 0 || out->n == 0) {
                struct text word = rule_take(&words, '+');
                if (out->n == TERMS_MOST)
                        return "a sum of at most 10 is";
                struct term *t = &out->at[out->n++];
                *t = (struct term){0};
                if (word.len > 0 && word.at[word.len - 1] == '?') {
                        t->optional = true;
                        word = text_trim((struct text){word.at, word.len - 1});
                }
                if (word.len > 0 && word.at[0] == '-') {
                        t->minus = true;
                        word = text_trim((struct text){word.at + 1, word.len - 1});
                }
                if (word.len == 0 || word.len >= FIGURE_NAME_MOST || memchr(word.at, ' ', word.len))
                        return "names or numbers with + between them are";
                if (!decimal_parse(word, false, &t->value))
                        t->name = rule_keep(r, word);
        }
        return NULL;
}

static const char *read_choice(struct audit_rules *r, const char *value, struct choice *out)
{
        struct text words = text_of(value);
        out->n = 0;
        if (words.len > 0 && words.at[words.len - 1] == '|')
                return "a sum behind each | is";
        do {
                const struct text one = rule_take(&words, '|');
                if (out->n == CHOICES_MOST)
                        return "at most 10 sums with | between them are";
                const char *wrong = read_terms(r, one, &out->at[out->n++]);
                if (wrong)
                        return wrong;
        } while (words.len > 0);
        return NULL;
}

static const char *read_units(struct audit_rules *r, const char *value, struct audit_rule *rule)
{
        struct text words = text_of(value);
        for (rule->units_n = 0; words.len > 0;) {
                const struct text unit = rule_take(&words, ' ');
                if (unit.len == 0)
                        continue;
                if (rule->units_n == TERMS_MOST)
                        return "at most 10 units are";
                rule->units[rule->units_n++] = rule_keep(r, unit);
        }
        return rule->units_n ? NULL : "one unit or more is";
}

static const char *read_day(const char *value, int32_t *day)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (civil_parse(text_of(value), "%Y-%m-%d", &c, &has_offset, &offset))
                return "a day such as 2025-06-30 is";
        *day = day_of_civil(c.year, c.month, c.day);
        return NULL;
}

static const char *read_word(const char *value, const char *const *words, int n, const char *allowed,
                             int *out)
{
        for (int i = 0; i < n; i++) {
                if (!strcmp(value, words[i])) {
                        *out = i;
                        return NULL;
                }
        }
        return allowed;
}

/* Keys that are a choice of sums. NULL in *wrong: read; false: the key is none of them. */
static bool read_choices(struct audit_rules *r, struct audit_rule *rule, const struct ini_pair *p,
                         const char **wrong)
{
        const struct {
                const char *key;
                struct choice *choice;
        } keys[] = {{"whole", &rule->whole},
                    {"base", &rule->whole},
                    {"parts", &rule->parts},
                    {"of", &rule->parts},
                    {"items", &rule->parts},
                    {"reading_of", &rule->reading_of},
                    {"reading_base", &rule->reading_base},
                    {"total", &rule->total},
                    {"lower", &rule->lower},
                    {"upper", &rule->upper}};
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
                if (strcmp(p->key, keys[i].key) != 0)
                        continue;
                *wrong = read_choice(r, p->value, keys[i].choice);
                return true;
        }
        return false;
}

/* Keys that are one sum, likewise. */
static bool read_sums(struct audit_rules *r, struct audit_rule *rule, const struct ini_pair *p,
                      const char **wrong)
{
        const struct {
                const char *key;
                struct terms *terms;
        } keys[] = {{"balanced", &rule->balanced},      {"lower_least", &rule->lower_least},
                    {"lower_also", &rule->lower_also},  {"lower_apart", &rule->lower_apart},
                    {"together", &rule->together},      {"open", &rule->open},
                    {"open_most", &rule->open_most},    {"whole_apart", &rule->whole_apart},
                    {"parts_apart", &rule->parts_apart}};
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
                if (strcmp(p->key, keys[i].key) != 0)
                        continue;
                *wrong = read_terms(r, text_of(p->value), keys[i].terms);
                return true;
        }
        return false;
}

/* Keys that are text; false: the key is none of them. */
static bool read_text(struct audit_rules *r, struct audit_rule *rule, const struct ini_pair *p)
{
        const struct {
                const char *key, **text;
        } keys[] = {{"rate", &rule->rate},
                    {"vi", &rule->words[VIETNAMESE]},
                    {"en", &rule->words[ENGLISH]},
                    {"source", &rule->source},
                    {"version", &rule->version}};
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
                if (strcmp(p->key, keys[i].key) != 0)
                        continue;
                *keys[i].text = rule_keep(r, text_of(p->value));
                return true;
        }
        return false;
}

const char *rule_read_key(struct audit_rules *r, struct audit_rule *rule, const struct ini_pair *p)
{
        int chosen = 0;
        const char *wrong = NULL;
        if (read_text(r, rule, p))
                return NULL;
        if (!strcmp(p->key, "kind")) {
                wrong = read_word(p->value, rule_kind_names, RULE_KIND_COUNT,
                                  "sum, share, part, equal, levels, repeat, twice, grows, changed, "
                                  "everywhere, score, group, "
                                  "total are",
                                  &chosen);
                rule->kind = (enum rule_kind)chosen;
        } else if (!strcmp(p->key, "form")) {
                wrong = read_word(p->value, figure_form_names, FIGURE_FORM_COUNT, "published, index are",
                                  &chosen);
                rule->form = (enum figure_form)chosen;
        } else if (!strcmp(p->key, "severity")) {
                wrong = read_word(p->value, severity_names, SEVERITY_COUNT,
                                  "contradiction, rounding, smell are", &chosen);
                rule->severity = (enum severity)chosen;
        } else if (!strcmp(p->key, "units")) {
                wrong = read_units(r, p->value, rule);
        } else if (!strcmp(p->key, "least")) {
                wrong = decimal_parse(text_of(p->value), false, &rule->least) ? NULL : "a number is";
        } else if (!strcmp(p->key, "from")) {
                wrong = read_day(p->value, &rule->from);
        } else if (!strcmp(p->key, "until")) {
                wrong = read_day(p->value, &rule->until);
        } else if (!read_choices(r, rule, p, &wrong) && !read_sums(r, rule, p, &wrong)) {
                wrong = "no such key: kind, form, severity, whole, parts, whole_apart, parts_apart, rate, "
                        "of, "
                        "base, reading_of, reading_base, total, lower, lower_least, lower_also, lower_apart, "
                        "upper, balanced, together, open, open_most, items, units, least, "
                        "from, until, version, vi, en, source are";
        }
        return wrong;
}

const char *rule_lacks(const struct audit_rule *rule)
{
        const bool counts = rule->kind == RULE_SUM || rule->kind == RULE_PART || rule->kind == RULE_LEVELS ||
                            rule->kind == RULE_EVERYWHERE;
        if (!rule->words[VIETNAMESE] || !rule->words[ENGLISH] || !rule->source)
                return "vi, en and source";
        if (counts && (!rule->whole.n || !rule->parts.n))
                return "whole and parts";
        if (rule->kind == RULE_SHARE && (!rule->rate || !rule->whole.n || !rule->parts.n))
                return "rate, of and base";
        if ((rule->kind == RULE_EQUAL || rule->kind == RULE_REPEAT || rule->kind == RULE_GROWS) &&
            !rule->parts.n)
                return "items";
        if ((rule->kind == RULE_SCORE || rule->kind == RULE_GROUP || rule->kind == RULE_TOTAL) &&
            !rule->version)
                return "version";
        return rule->kind == RULE_LEVELS && !rule->units_n ? "units" : NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c - a section is a rule, but for [file], [printed], [titles] and [warehouse].
 */
#include "consumers/report/audit/rules.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/ini.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const severity_names[SEVERITY_COUNT] = {"contradiction", "rounding", "smell"};
const char *const rule_kind_names[RULE_KIND_COUNT] = {"sum",    "share", "part",  "equal",   "levels",
                                                      "repeat", "twice", "grows", "changed", "everywhere",
                                                      "score",  "group", "total"};

enum { RULES_MOST = 500, TITLES_MOST = 2000 };

static const char *keep(struct audit_rules *r, const char *at, size_t len)
{
        if (r->texts == r->texts_capacity) {
                r->texts_capacity = r->texts_capacity * 2 + 64;
                r->text = need_realloc(r->text, r->texts_capacity * sizeof(*r->text));
        }
        char *text = need_alloc(len + 1);
        if (len > 0)
                memcpy(text, at, len);
        return r->text[r->texts++] = text;
}

static const char *keep_text(struct audit_rules *r, struct text t)
{
        return keep(r, t.at, t.len);
}

/* ---- values ---- */

/* Splits off the first part in front of `separator`. */
static struct text take(struct text *rest, char separator)
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
                struct text word = take(&words, '+');
                if (out->n == TERMS_MOST)
                        return "a sum of at most 10 is";
                struct term *t = &out->at[out->n++];
                *t = (struct term){0};
                if (word.len > 0 && word.at[word.len - 1] == '?') {
                        t->optional = true;
                        word = text_trim((struct text){word.at, word.len - 1});
                }
                if (word.len == 0 || word.len >= FIGURE_NAME_MOST || memchr(word.at, ' ', word.len))
                        return "names or numbers with + between them are";
                if (!decimal_parse(word, false, &t->value))
                        t->name = keep_text(r, word);
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
                const struct text one = take(&words, '|');
                if (out->n == CHOICES_MOST)
                        return "at most 4 sums with | between them are";
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
                const struct text unit = take(&words, ' ');
                if (unit.len == 0)
                        continue;
                if (rule->units_n == TERMS_MOST)
                        return "at most 10 units are";
                rule->units[rule->units_n++] = keep_text(r, unit);
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

/* ---- sections ---- */

static const char *read_rule_key(struct audit_rules *r, struct audit_rule *rule, const struct ini_pair *p)
{
        int chosen = 0;
        const char *wrong = NULL;
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
        } else if (!strcmp(p->key, "whole") || !strcmp(p->key, "base")) {
                wrong = read_choice(r, p->value, &rule->whole);
        } else if (!strcmp(p->key, "parts") || !strcmp(p->key, "of") || !strcmp(p->key, "items")) {
                wrong = read_choice(r, p->value, &rule->parts);
        } else if (!strcmp(p->key, "units")) {
                wrong = read_units(r, p->value, rule);
        } else if (!strcmp(p->key, "least")) {
                wrong = decimal_parse(text_of(p->value), false, &rule->least) ? NULL : "a number is";
        } else if (!strcmp(p->key, "from")) {
                wrong = read_day(p->value, &rule->from);
        } else if (!strcmp(p->key, "until")) {
                wrong = read_day(p->value, &rule->until);
        } else {
                const char *text = keep(r, p->value, strlen(p->value));
                if (!strcmp(p->key, "rate"))
                        rule->rate = text;
                else if (!strcmp(p->key, "vi"))
                        rule->words[VIETNAMESE] = text;
                else if (!strcmp(p->key, "en"))
                        rule->words[ENGLISH] = text;
                else if (!strcmp(p->key, "source"))
                        rule->source = text;
                else if (!strcmp(p->key, "version"))
                        rule->version = text;
                else
                        wrong = "no such key: kind, form, severity, whole, parts, rate, of, base, items, "
                                "units, least, "
                                "from, until, version, vi, en, source are";
        }
        return wrong;
}

static const char *lacks(const struct audit_rule *rule)
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

/* Section of the last rule is whole when another one begins. */
static enum fault finish_rule(const struct audit_rules *r, const char *file, struct err *e)
{
        if (r->n == 0)
                return OK;
        const struct audit_rule *rule = &r->at[r->n - 1];
        const char *lacking = lacks(rule);
        return lacking ? fail(e, USAGE, "%s, line %d: the rule [%s] lacks %s", file, rule->line, rule->code,
                              lacking)
                       : OK;
}

static enum fault begin_rule(struct audit_rules *r, const struct ini_pair *p, struct err *e)
{
        if (finish_rule(r, p->file, e) != OK)
                return e->kind;
        for (size_t i = 0; i < r->n; i++) {
                if (!strcmp(r->at[i].code, p->section))
                        return ini_fail(e, p, "the rule [%s] stands twice", p->section);
        }
        if (r->n == RULES_MOST)
                return ini_fail(e, p, "more than %d rules", RULES_MOST);
        if (r->n == r->capacity) {
                r->capacity = r->capacity * 2 + 32;
                r->at = need_realloc(r->at, r->capacity * sizeof(*r->at));
        }
        r->at[r->n++] = (struct audit_rule){.code = keep(r, p->section, strlen(p->section)),
                                            .line = p->line,
                                            .from = INT32_MIN,
                                            .until = INT32_MAX};
        return OK;
}

static enum fault add_title(struct audit_rules *r, const struct ini_pair *p, struct err *e)
{
        struct text words = text_of(p->value);
        const struct text vietnamese = take(&words, '|'), english = text_trim(words);
        if (!vietnamese.len || !english.len || r->titles == TITLES_MOST)
                return ini_fail(e, p, "%s: a title in Vietnamese, |, one in English is allowed", p->key);
        if (r->titles == r->titles_capacity) {
                r->titles_capacity = r->titles_capacity * 2 + 64;
                r->title = need_realloc(r->title, r->titles_capacity * sizeof(*r->title));
        }
        r->title[r->titles++] = (struct title){keep(r, p->key, strlen(p->key)),
                                               {keep_text(r, vietnamese), keep_text(r, english)}};
        return OK;
}

/* "DOSSIER resolved_in_time / judged | resolved_in_time / received". */
static enum fault add_measured(struct audit_rules *r, const struct ini_pair *p, struct err *e)
{
        struct text words = text_of(p->value);
        struct measured m = {.name = keep(r, p->key, strlen(p->key)),
                             .kind = keep_text(r, take(&words, ' '))};
        while (words.len > 0 && m.meanings < MEANINGS_MOST) {
                struct text base = take(&words, '|');
                const struct text column = take(&base, '/');
                if (column.len == 0)
                        break;
                m.meaning[m.meanings].column = keep_text(r, column);
                m.meaning[m.meanings++].base = base.len ? keep_text(r, text_trim(base)) : NULL;
        }
        if (words.len > 0 || m.meanings == 0 || r->measures == TITLES_MOST)
                return ini_fail(
                        e, p,
                        "%s: a kind of case and one to %d columns of form 06, such as DOSSIER received "
                        "| total, are allowed",
                        p->key, MEANINGS_MOST);
        if (r->measures == r->measures_capacity) {
                r->measures_capacity = r->measures_capacity * 2 + 32;
                r->measured = need_realloc(r->measured, r->measures_capacity * sizeof(*r->measured));
        }
        r->measured[r->measures++] = m;
        return OK;
}

static enum fault visit(void *context, const struct ini_pair *p, struct err *e)
{
        struct audit_rules *r = context;
        if (!strcmp(p->section, "titles"))
                return add_title(r, p, e);
        if (!strcmp(p->section, "warehouse"))
                return add_measured(r, p, e);
        if (!strcmp(p->section, "printed")) {
                if (strcmp(p->key, "pattern") || r->patterns == PATTERNS_MOST || !strstr(p->value, "{}"))
                        return ini_fail(e, p,
                                        "[printed] holds at most %d lines such as: pattern = printed {} %%",
                                        PATTERNS_MOST);
                r->pattern[r->patterns++] = keep(r, p->value, strlen(p->value));
                return OK;
        }
        if (!strcmp(p->section, "file")) {
                if (strcmp(p->key, "version"))
                        return ini_fail(e, p, "[file] holds version alone");
                r->version = keep(r, p->value, strlen(p->value));
                return OK;
        }
        if (!*p->section)
                return ini_fail(e, p, "a section [CODE] must stand before the first key");
        if ((r->n == 0 || strcmp(r->at[r->n - 1].code, p->section) != 0) && begin_rule(r, p, e) != OK)
                return e->kind;
        const char *wrong = read_rule_key(r, &r->at[r->n - 1], p);
        return wrong ? ini_fail(e, p, "%s: %s allowed", p->key, wrong) : OK;
}

static enum fault finish(struct audit_rules *r, const char *name, enum fault fault, struct err *e)
{
        if (fault == OK)
                fault = finish_rule(r, name, e);
        if (fault == OK && r->n == 0)
                fault = fail(e, USAGE, "%s holds no rule", name);
        if (fault != OK)
                rules_close(r);
        else if (!r->version)
                r->version = "";
        return fault;
}

enum fault rules_read_text(struct audit_rules *r, const char *name, struct text text, struct err *e)
{
        *r = (struct audit_rules){0};
        return finish(r, name, ini_read_text(name, text, visit, r, e), e);
}

enum fault rules_read(struct audit_rules *r, const char *path, struct err *e)
{
        if (!path)
                return rules_read_text(
                        r, "the built-in rules",
                        (struct text){embedded_audit_rules[0].text, embedded_audit_rules[0].len}, e);
        *r = (struct audit_rules){0};
        return finish(r, path, ini_read_file(path, visit, r, e), e);
}

void rules_close(struct audit_rules *r)
{
        for (size_t i = 0; i < r->texts; i++)
                free(r->text[i]);
        free(r->text);
        free(r->at);
        free(r->title);
        free(r->measured);
        *r = (struct audit_rules){0};
}

const char *rules_title(const struct audit_rules *r, const char *name, enum language language)
{
        for (size_t i = 0; i < r->titles; i++) {
                if (!strcmp(r->title[i].name, name))
                        return r->title[i].words[language];
        }
        return name;
}

const struct measured *rules_measured(const struct audit_rules *r, const char *name)
{
        for (size_t i = 0; i < r->measures; i++) {
                if (!strcmp(r->measured[i].name, name))
                        return &r->measured[i];
        }
        return NULL;
}

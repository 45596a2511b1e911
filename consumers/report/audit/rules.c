/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c - a section is a rule, but for [file], [printed], [titles] and [warehouse].
 */
#include "consumers/report/audit/rules.h"

#include "consumers/report/audit/rule_key.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MOST = 500, TITLES_MOST = 2000 };

/* ---- sections ---- */

/* Section of the last rule is whole when another one begins. */
static enum fault finish_rule(const struct audit_rules *r, const char *file, struct err *e)
{
        if (r->n == 0)
                return OK;
        const struct audit_rule *rule = &r->at[r->n - 1];
        const char *lacking = rule_lacks(rule);
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
        r->at[r->n++] = (struct audit_rule){.code = rule_keep(r, text_of(p->section)),
                                            .line = p->line,
                                            .from = INT32_MIN,
                                            .until = INT32_MAX};
        return OK;
}

static enum fault add_title(struct audit_rules *r, const struct ini_pair *p, struct err *e)
{
        struct text words = text_of(p->value);
        const struct text vietnamese = rule_take(&words, '|'), english = text_trim(words);
        if (!vietnamese.len || !english.len || r->titles == TITLES_MOST)
                return ini_fail(e, p, "%s: a title in Vietnamese, |, one in English is allowed", p->key);
        if (r->titles == r->titles_capacity) {
                r->titles_capacity = r->titles_capacity * 2 + 64;
                r->title = need_realloc(r->title, r->titles_capacity * sizeof(*r->title));
        }
        r->title[r->titles++] = (struct title){rule_keep(r, text_of(p->key)),
                                               {rule_keep(r, vietnamese), rule_keep(r, english)}};
        return OK;
}

/* "resolved_on_time", or "resolved_on_time beside resolved_early". */
static bool read_measured_name(struct audit_rules *r, const char *key, struct measured *m)
{
        struct text words = text_of(key);
        const struct text name = rule_take(&words, ' ');
        *m = (struct measured){.name = rule_keep(r, name)};
        if (words.len == 0)
                return true;
        const bool is_beside = text_equal(rule_take(&words, ' '), TEXT("beside"));
        m->beside = rule_keep(r, text_trim(words));
        return is_beside && *m->beside && !strchr(m->beside, ' ');
}

/* "DOSSIER resolved_in_time / judged | resolved_in_time / received". */
static enum fault add_measured(struct audit_rules *r, const struct ini_pair *p, struct err *e)
{
        struct text words = text_of(p->value);
        struct measured m;
        if (!read_measured_name(r, p->key, &m))
                return ini_fail(e, p, "%s: an indicator is allowed, or INDICATOR beside INDICATOR", p->key);
        m.kind = rule_keep(r, rule_take(&words, ' '));
        while (words.len > 0 && m.meanings < MEANINGS_MOST) {
                struct text base = rule_take(&words, '|');
                const struct text column = rule_take(&base, '/');
                if (column.len == 0)
                        break;
                m.meaning[m.meanings].column = rule_keep(r, column);
                m.meaning[m.meanings++].base = base.len ? rule_keep(r, text_trim(base)) : NULL;
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
        const char *const words[] = {p->section, p->key, p->value};
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
                if (text_check_shown(text_of(words[i])))
                        return ini_fail(e, p, "it %s", text_check_shown(text_of(words[i])));
        }
        if (!strcmp(p->section, "titles"))
                return add_title(r, p, e);
        if (!strcmp(p->section, "warehouse"))
                return add_measured(r, p, e);
        if (!strcmp(p->section, "printed")) {
                if (strcmp(p->key, "pattern") || r->patterns == PATTERNS_MOST || !strstr(p->value, "{}"))
                        return ini_fail(e, p,
                                        "[printed] holds at most %d lines such as: pattern = printed {} %%",
                                        PATTERNS_MOST);
                r->pattern[r->patterns++] = rule_keep(r, text_of(p->value));
                return OK;
        }
        if (!strcmp(p->section, "file")) {
                if (strcmp(p->key, "version"))
                        return ini_fail(e, p, "[file] holds version alone");
                r->version = rule_keep(r, text_of(p->value));
                return OK;
        }
        if (!*p->section)
                return ini_fail(e, p, "a section [CODE] must stand before the first key");
        if ((r->n == 0 || strcmp(r->at[r->n - 1].code, p->section) != 0) && begin_rule(r, p, e) != OK)
                return e->kind;
        const char *wrong = rule_read_key(r, &r->at[r->n - 1], p);
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

static bool is_beside(const struct figures *figures, const struct figure *figure, const char *name)
{
        for (size_t i = 0; i < figures->n; i++) {
                const struct figure *other = &figures->at[i];
                if (!strcmp(other->name, name) && !strcmp(other->source, figure->source) &&
                    !strcmp(other->place, figure->place) && !strcmp(other->level, figure->level) &&
                    other->from == figure->from && other->to == figure->to)
                        return true;
        }
        return false;
}

const struct measured *rules_measured(const struct audit_rules *r, const struct figures *figures,
                                      const struct figure *figure)
{
        const struct measured *anywhere = NULL;
        for (size_t i = 0; i < r->measures; i++) {
                const struct measured *m = &r->measured[i];
                if (strcmp(m->name, figure->name) != 0)
                        continue;
                if (m->beside && is_beside(figures, figure, m->beside))
                        return m;
                if (!m->beside && !anywhere)
                        anywhere = m;
        }
        return anywhere;
}

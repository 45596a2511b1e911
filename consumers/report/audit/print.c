/* SPDX-License-Identifier: Apache-2.0
 *
 * print.c - findings by source, place and period; below each its rule.
 */
#include "consumers/report/audit/print.h"

#include "consumers/report/audit/explain.h"
#include <inttypes.h>
#include <string.h>

enum { WORDS_MOST = 256 };

static const char *pick(enum language language, const char *vietnamese, const char *english)
{
        return language == VIETNAMESE ? vietnamese : english;
}

static const char *severity_word(enum language language, enum severity severity)
{
        static const char *const words[] = {"mâu thuẫn", "làm tròn", "nghi vấn"};
        return language == VIETNAMESE ? words[severity] : severity_names[severity];
}

static bool same_place(const struct figure *a, const struct figure *b)
{
        return !strcmp(a->source, b->source) && !strcmp(a->place, b->place) && a->from == b->from &&
               a->to == b->to;
}

static void print_place(const struct audit *a, const struct figure *f, FILE *out)
{
        char from[16], to[16];
        fprintf(out, "\n%s, %s%s%s", f->place, day_format(f->from, from), pick(a->language, " đến ", " to "),
                day_format(f->to, to));
        if (*f->source)
                fprintf(out, ", %s %s",
                        a->figures->form == FORM_INDEX ? pick(a->language, "đọc ngày", "read on")
                                                       : pick(a->language, "nguồn", "source"),
                        f->source);
        fputc('\n', out);
}

static void print_lines(const struct finding *f, enum language language, FILE *out)
{
        fprintf(out, "%s", pick(language, "dòng", f->lines == 1 ? "line" : "lines"));
        for (size_t i = 0; i < f->lines; i++)
                fprintf(out, " %" PRIu64, f->line[i]);
        if (f->lines_left_off)
                fprintf(out, " …");
}

static void print_finding(const struct audit *a, const struct finding *f, FILE *out)
{
        fprintf(out, "  %s  ", severity_word(a->language, f->severity));
        if (strcmp(f->figure->level, "ALL") != 0)
                fprintf(out, "%s: ", f->figure->level);
        fprintf(out, "%.*s\n    ", (int)f->sentence.len, (const char *)f->sentence.at);
        print_lines(f, a->language, out);
        fprintf(out, "; [%s] %s (%s)\n", f->rule->code, f->rule->words[a->language], f->rule->source);
}

static void print_end(const struct audit *a, FILE *out)
{
        if (a->n == 0)
                fprintf(out,
                        pick(a->language, "\nkhông thấy gì: %" PRId64 " phép so đều khớp\n",
                             "\nnothing found: all %" PRId64 " comparisons hold\n"),
                        a->held);
        else
                fprintf(out,
                        pick(a->language,
                             "\nmâu thuẫn: %" PRId64 ", làm tròn: %" PRId64 ", nghi vấn: %" PRId64
                             "; phép so khớp: %" PRId64 "\n",
                             "\ncontradictions: %" PRId64 ", roundings: %" PRId64 ", smells: %" PRId64
                             "; comparisons that hold: %" PRId64 "\n"),
                        a->of[CONTRADICTION], a->of[ROUNDING], a->of[SMELL], a->held);
}

void print_audit_text(const struct audit *a, const char *path, const struct facts *facts, FILE *out)
{
        fprintf(out,
                pick(a->language, "%s: %zu số liệu, quy tắc bản %s (%zu)\n",
                     "%s: %zu figures, rules of version %s (%zu)\n"),
                path, a->figures->n, *a->rules->version ? a->rules->version : "-", a->rules->n);
        for (size_t i = 0; i < a->n; i++) {
                if (i == 0 || !same_place(a->finding[i - 1].figure, a->finding[i].figure))
                        print_place(a, a->finding[i].figure, out);
                print_finding(a, &a->finding[i], out);
        }
        if (a->n == FINDINGS_MOST)
                fprintf(out, "\n%s\n",
                        pick(a->language, "chỉ in 10.000 phát hiện đầu tiên",
                             "only the first 10,000 findings are shown"));
        print_end(a, out);
        if (facts)
                facts_print(a, facts, out);
}

/* ---- for programs ---- */

static void put_decimal(struct table *t, const char *name, bool has, struct decimal d)
{
        char text[DECIMAL_TEXT];
        if (has)
                table_word(t, name, decimal_format(d, 0, '.', text));
        else
                table_null(t, name);
}

static void put_key(struct table *t, const struct figure *f)
{
        char day[16];
        table_text(t, "source", text_of(f->source));
        table_text(t, "place", text_of(f->place));
        table_text(t, "level", text_of(f->level));
        table_word(t, "period_from", day_format(f->from, day));
        table_word(t, "period_to", day_format(f->to, day));
        table_text(t, "indicator", text_of(f->name));
}

static void put_finding(const struct audit *a, struct table *t, const struct finding *f)
{
        char lines[LINES_MOST * 24] = "";
        size_t len = 0;
        for (size_t i = 0; i < f->lines; i++)
                len += (size_t)snprintf(lines + len, sizeof(lines) - len, i ? " %" PRIu64 : "%" PRIu64,
                                        f->line[i]);
        table_word(t, "severity", severity_names[f->severity]);
        table_text(t, "code", text_of(f->rule->code));
        put_key(t, f->figure);
        put_decimal(t, "printed", true, f->printed);
        put_decimal(t, "right", f->has_right, f->right);
        put_decimal(t, "others", f->has_others, f->others);
        table_flag(t, "percent", f->in_percent || !strcmp(f->figure->unit, "percent"));
        put_decimal(t, "numerator", f->denominator.units > 0, f->numerator);
        put_decimal(t, "denominator", f->denominator.units > 0, f->denominator);
        table_word(t, "lines", lines);
        table_text(t, "explanation", (struct text){(const char *)f->sentence.at, f->sentence.len});
        table_text(t, "rule", text_of(f->rule->words[a->language]));
        table_text(t, "rule_source", text_of(f->rule->source));
        table_row(t);
}

static void put_fact(const struct audit *a, struct table *t, const struct facts *facts, const struct fact *f)
{
        char line[24], population[512];
        snprintf(line, sizeof(line), "%" PRIu64, f->figure->line);
        table_word(t, "severity", fact_word(f));
        table_text(t, "code", TEXT("warehouse"));
        put_key(t, f->figure);
        put_decimal(t, "printed", true, f->figure->value);
        put_decimal(t, "right", f->verdict != FACT_UNKNOWN, f->value);
        table_null(t, "others");
        table_flag(t, "percent", f->is_share);
        put_decimal(t, "numerator", f->is_share && f->verdict != FACT_UNKNOWN, f->n);
        put_decimal(t, "denominator", f->is_share && f->verdict != FACT_UNKNOWN, f->d);
        table_word(t, "lines", line);
        table_text(t, "explanation", (struct text){(const char *)f->words.at, f->words.len});
        snprintf(population, sizeof(population), "%s%s%s", facts->population, f->population ? "; " : "",
                 f->population ? f->population : "");
        table_text(t, "rule", text_of(population));
        table_text(t, "rule_source", text_of(facts->rule));
        table_row(t);
        (void)a;
}

void print_audit_records(const struct audit *a, const struct facts *facts, struct table *t)
{
        static const char *const names[] = {"severity",    "code",      "source",      "place",       "level",
                                            "period_from", "period_to", "indicator",   "printed",     "right",
                                            "others",      "percent",   "numerator",   "denominator", "lines",
                                            "explanation", "rule",      "rule_source", NULL};
        t->names = names;
        table_begin(t);
        for (size_t i = 0; i < a->n; i++)
                put_finding(a, t, &a->finding[i]);
        for (size_t i = 0; facts && i < facts->n; i++)
                put_fact(a, t, facts, &facts->at[i]);
        table_end(t);
}

void print_rules(const struct audit_rules *r, enum language language, FILE *out)
{
        for (size_t i = 0; i < r->n; i++) {
                const struct audit_rule *rule = &r->at[i];
                fprintf(out, "%-26s %-9s %s  %s (%s)\n", rule->code, figure_form_names[rule->form],
                        severity_word(language, rule->severity), rule->words[language], rule->source);
        }
}

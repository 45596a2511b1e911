/* SPDX-License-Identifier: Apache-2.0
 *
 * facts_print.c - printed and counted figures in two columns.
 */
#include "consumers/report/audit/facts.h"

#include "consumers/report/audit/explain.h"
#include "core/base/moment.h"
#include <string.h>

enum { TITLE_WIDTH = 44, NUMBER_WIDTH = 14 };

static void print_number(const struct audit *a, struct decimal d, bool is_share, FILE *out)
{
        char number[DECIMAL_TEXT], cell[DECIMAL_TEXT + 4];
        snprintf(cell, sizeof(cell), "%s%s", say_number(a->language, d, number), is_share ? " %" : "");
        fprintf(out, "%*s", NUMBER_WIDTH, cell);
}

static void print_fact(const struct audit *a, const struct fact *f, FILE *out)
{
        static const char *const words[][LANGUAGE_COUNT] = {
                {"khớp", "agrees"}, {"khác", "differs"}, {"không rõ", "unknown"}};
        char n[DECIMAL_TEXT], d[DECIMAL_TEXT], title[256];
        const char *level = strcmp(f->figure->level, "ALL") != 0 ? f->figure->level : "";
        snprintf(title, sizeof(title), "%s%s%s", level, *level ? ": " : "",
                 rules_title(a->rules, f->figure->name, a->language));
        const int pad = TITLE_WIDTH - text_columns(text_of(title));
        fprintf(out, "  %s%*s", title, pad > 0 ? pad : 0, "");
        print_number(a, f->figure->value, f->is_share, out);
        if (f->verdict == FACT_UNKNOWN)
                fprintf(out, "%*s", NUMBER_WIDTH, "-");
        else
                print_number(a, f->value, f->is_share, out);
        fprintf(out, "  %s", words[f->verdict][a->language]);
        if (f->is_share && f->verdict != FACT_UNKNOWN)
                fprintf(out, " (%s / %s)", say_number(a->language, f->n, n),
                        say_number(a->language, f->d, d));
        if (f->population && f->verdict != FACT_UNKNOWN)
                fprintf(out, " [%s]", f->population);
        if (f->words.len)
                fprintf(out, ": %.*s", (int)f->words.len, (const char *)f->words.at);
        fputc('\n', out);
}

void facts_print(const struct audit *a, const struct facts *facts, FILE *out)
{
        char from[16], to[16];
        const bool vietnamese = a->language == VIETNAMESE;
        fprintf(out, "\n%s: %s; %s\n",
                vietnamese ? "bên cạnh số liệu của kho dữ liệu" : "beside the facts of the warehouse",
                facts->population, facts->rule);
        if (facts->n == 0)
                fprintf(out, "  %s\n",
                        vietnamese ? "kho dữ liệu không đo chỉ tiêu nào của tệp này"
                                   : "the warehouse measures no indicator of this file");
        for (size_t i = 0; i < facts->n; i++) {
                const struct figure *f = facts->at[i].figure, *before = i ? facts->at[i - 1].figure : NULL;
                if (!before || strcmp(before->place, f->place) != 0 || before->from != f->from ||
                    before->to != f->to)
                        fprintf(out, "%s, %s %s %s\n", f->place, day_format(f->from, from),
                                vietnamese ? "đến" : "to", day_format(f->to, to));
                print_fact(a, &facts->at[i], out);
        }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * list.c - all reports in a line each.
 */
#include "consumers/report/list.h"

#include "consumers/report/reports.h"
#include "core/base/output.h"
#include <string.h>

static const char *const option_names[] = {"by",
                                           "kind",
                                           "class",
                                           "as-of, known-at",
                                           "with-vertical",
                                           "agency",
                                           "form, pages",
                                           "by unit, version, rules",
                                           "restated",
                                           "field, procedure",
                                           "state, min-days, order",
                                           "mark",
                                           "due-from, due-to, state"};

static void list_options(const struct report *r, char *out, size_t size)
{
        size_t n = 0;
        out[0] = 0;
        for (size_t i = 0; i < sizeof(option_names) / sizeof(option_names[0]); i++) {
                if (r->takes & 1u << i && n < size)
                        n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "", option_names[i]);
        }
}

static void print_row(struct table *t, const struct report *r, enum language language)
{
        char takes[256], columns[2048] = "";
        list_options(r, takes, sizeof(takes));
        for (const struct form_column *c = r->form->columns; c->name; c++) {
                strncat(columns, columns[0] ? ", " : "", sizeof(columns) - strlen(columns) - 1);
                strncat(columns, c->name, sizeof(columns) - strlen(columns) - 1);
        }
        table_text(t, "report", text_of(r->name));
        table_text(t, "title", text_of(r->title[language]));
        table_text(t, "about", text_of(r->about));
        table_text(t, "rates_are_of", text_of(r->population[language]));
        table_text(t, "rows", r->takes & TAKES_BY ? TEXT("groups") : TEXT("list"));
        table_text(t, "options", text_of(takes));
        table_text(t, "columns", text_of(columns));
        table_row(t);
}

enum fault list_print(const struct sheet *s, struct err *e)
{
        struct table t = {
                .format = s->format == FORMAT_JSON ? TABLE_JSON : TABLE_CSV, .out = stdout, .csv = s->csv};
        char takes[256];
        if (s->format == FORMAT_XLSX || s->format == FORMAT_HTML)
                return fail(e, USAGE, "--list goes with --format text, csv or json");
        if (s->format != FORMAT_TEXT) {
                table_begin(&t);
                for (int i = 0; reports[i]; i++)
                        print_row(&t, reports[i], s->language);
                table_end(&t);
                return output_finish(e);
        }
        for (int i = 0; reports[i]; i++) {
                const struct report *r = reports[i];
                list_options(r, takes, sizeof(takes));
                printf("%-20s %s\n%-20s %s\n", r->name, r->title[s->language], "", r->about);
                if (r->population[s->language])
                        printf("%-20s %s: %s\n", "",
                               s->language == VIETNAMESE ? "tỷ lệ tính trên" : "rates are of",
                               r->population[s->language]);
                if (takes[0])
                        printf("%-20s %s: %s\n", "", s->language == VIETNAMESE ? "tùy chọn" : "options",
                               takes);
                putchar('\n');
        }
        return output_finish(e);
}

const char *list_help(void)
{
        static char help[8192];
        size_t n = (size_t)snprintf(help, sizeof(help), "Prints a report.\n");
        for (int i = 0; reports[i] && n < sizeof(help); i++)
                n += (size_t)snprintf(help + n, sizeof(help) - n, "  %-20s %s\n", reports[i]->name,
                                      reports[i]->about);
        snprintf(help + n, n < sizeof(help) ? sizeof(help) - n : 0,
                 "  %-20s what was frozen by --freeze NAME; with NAME that report as it was, in any format\n"
                 "  %-20s what has changed since it was frozen, by cause: late event, backdated, due date "
                 "rewritten, taken back, catalogue, rules\n"
                 "Every rate stands beside its numerator and denominator; identities that do not hold "
                 "are named. A period that is not over is counted up to today, and says so.\n"
                 "In CSV a cell of text that begins like a formula (= + - @, tab, carriage return) has an "
                 "apostrophe before it; numbers are as they are. In a workbook codes are texts, counts are "
                 "numbers, and shares are formulas with their values stored.",
                 "frozen [NAME]", "diff NAME");
        return help;
}

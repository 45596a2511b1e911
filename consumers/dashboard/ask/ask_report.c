/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_report.c - reports, as `hentra report` answers them: the parameters of a request become its options.
 */
#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/ask/line.h"
#include "consumers/dashboard/routes.h"
#include "consumers/report/report_ask.h"
#include <stdio.h>

/* A flag that is not true is none. */
static bool add_option(struct line *l, const char *name, const char *value)
{
        const bool flag = !strcmp(name, "with_vertical") || !strcmp(name, "bom");
        return flag ? strcmp(value, "true") != 0 || line_option(l, name, NULL) : line_option(l, name, value);
}

static enum fault make_line(struct line *l, const struct job *j, struct err *e)
{
        size_t stem = strlen(j->name);
        const char *format = "json", *name = j->name;
        char report[64];
        if (j->ask == ASK_DOWNLOAD) {
                if (!download_type(j->name, &stem))
                        return fail(e, USAGE, "a report is downloaded as NAME.csv or NAME.xlsx");
                format = j->name + stem + 1;
        }
        if (stem >= sizeof(report) || *name == '-')
                return fail(e, USAGE, "there is no such report");
        snprintf(report, sizeof(report), "%.*s", (int)stem, name);
        bool fits = line_word(l, "report") && line_word(l, j->ask == ASK_REPORTS ? "--list" : report) &&
                    line_option(l, "format", format);
        for (int i = 0; i < j->pairs; i++)
                fits = fits && (!*j->pair[i].value || add_option(l, j->pair[i].name, j->pair[i].value));
        return fits ? OK : fail(e, USAGE, "a parameter is too long");
}

enum fault ask_report(struct asking *a, struct err *e)
{
        struct line l = {.n = 0};
        enum fault fault = make_line(&l, a->job, e);
        if (fault == OK)
                fault = report_ask(l.n, l.word, a->conf, a->clock, a->pg, a->warehouse, e);
        line_free(&l);
        return fault;
}

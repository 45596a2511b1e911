/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_report.c - reports, as `hentra report` answers them: the parameters of a request become its options.
 */
#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/routes.h"
#include "consumers/report/report_ask.h"
#include <stdio.h>
#include <stdlib.h>

enum { OPTION_MOST = 600, WORDS_MOST = PAIRS_MOST + 8 };

struct line {
        char *word[WORDS_MOST];
        int n;
};

/* An option and its value are one word: a value that begins with a dash is no option. */
static bool add_option(struct line *l, const char *name, const char *value)
{
        const bool flag = !strcmp(name, "with_vertical") || !strcmp(name, "bom");
        char word[OPTION_MOST];
        int n;
        if (flag && strcmp(value, "true") != 0)
                return true;
        if (flag)
                n = snprintf(word, sizeof(word), "--%s", name);
        else
                n = snprintf(word, sizeof(word), "--%s=%s", name, value);
        if (n >= (int)sizeof(word) || l->n + 1 >= WORDS_MOST)
                return false;
        for (char *at = word; *at && *at != '='; at++)
                *at = *at == '_' ? '-' : *at;
        l->word[l->n++] = need_strdup(word);
        return true;
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
        l->word[l->n++] = need_strdup("report");
        l->word[l->n++] = need_strdup(j->ask == ASK_REPORTS ? "--list" : report);
        bool fits = add_option(l, "format", format);
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
        for (int i = 0; i < l.n; i++)
                free(l.word[i]);
        return fault;
}

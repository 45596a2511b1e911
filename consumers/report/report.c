/* SPDX-License-Identifier: Apache-2.0
 *
 * report.c - `hentra report`: options to a question, the question to flows, flows to rows, rows to standard
 * output.
 */
#include "consumers/report/report.h"

#include "consumers/report/forms.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/output.h"
#include "core/lib/log.h"
#include "core/program/clock.h"
#include "core/program/command.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

static const struct arg_spec options[] = {
        {"period", "NAME",
         "ND09:2022-Q1, CAL:2022-07, ND09:2022-H1, CAL:2022 (ND09: from the 15th to the 14th)"},
        {"from", "DAY", "first local day (default: the first there is)"},
        {"to", "DAY",
         "last local day (default: today, or the day of --as-of); nothing after today counts, also of "
         "--period"},
        {"as-of", "TIME", "what had happened by then, as it is known now: \"2022-09-30 17:00\""},
        {"known-at", "TIME",
         "as it was known then; --as-of is then the same time unless it is given. Exact where sources tell "
         "since when a document holds, else a return to what was said before may be dated too early"},
        {"class", "day|instant", "late by local day (default), or by the instant"},
        {"by", "GROUP[,GROUP]",
         "level (default), agency, field, procedure, channel, province; level,field is the official form"},
        {"restated", "DAY|today",
         "agencies as they are on that local day, after every merger until then (default: as they were on "
         "the "
         "day of each fact)"},
        {"kind", "KIND", "DOSSIER (default), PETITION or TASK"},
        {"with-vertical", NULL, "count the agencies of ministries too"},
        {"lang", "vi|en", "language of the titles (default en)"},
        {"format", "text|csv|json", "text (default), CSV, or a JSON array"},
        {"delimiter", "CHAR", "CSV: between cells: , (default), ; or tab; a Vietnamese Excel takes ;"},
        {"decimal", "point|comma", "CSV: in rates (default point); a Vietnamese Excel takes a comma"},
        {"bom", NULL, "CSV: begin with a byte-order mark, by which Excel knows UTF-8"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

static enum fault read_groups(const char *words, struct question *q, struct err *e)
{
        int chosen;
        do {
                const size_t len = strcspn(words, ",");
                if (q->groups_n == GROUPS_MOST)
                        return fail(e, USAGE,
                                    "--by: at most two groups are allowed, the second within the first");
                if (args_choose_word("--by", (struct text){words, len}, group_names, GROUP_COUNT, &chosen,
                                     e) != OK)
                        return e->kind;
                if (q->groups_n == 1 && q->groups[0] == (enum group)chosen)
                        return fail(e, USAGE, "--by: '%s' twice", group_names[chosen]);
                q->groups[q->groups_n++] = (enum group)chosen;
                words += len;
        } while (*words++ == ',');
        return OK;
}

struct reporting {
        struct command c;
        struct question q;
        const struct sheet_form *form;
        struct clock clock;
        struct table_csv csv;
        int by_instant, language, format, case_kind;
        bool restated_today;
        int wait_s;
};

static enum fault read_csv_options(struct reporting *r)
{
        static const char *const decimals[] = {"point", "comma"};
        const struct args *a = &r->c.args;
        const char *delimiter = args_text(a, "delimiter") ? args_text(a, "delimiter") : ",";
        int decimal = 0;
        if (args_choice(a, "decimal", decimals, 2, &decimal, &r->c.e) != OK)
                return r->c.e.kind;
        if (!strcmp(delimiter, "tab"))
                delimiter = "\t";
        if (strlen(delimiter) != 1 || !strchr(",;\t", *delimiter))
                return fail(&r->c.e, USAGE,
                            "--delimiter: a comma, a semicolon (in quotes: ';') or tab is allowed");
        r->csv = (struct table_csv){
                .delimiter = *delimiter, .decimal_comma = decimal, .bom = args_flag(a, "bom")};
        if (r->format != FORMAT_CSV &&
            (args_text(a, "delimiter") || args_text(a, "decimal") || args_flag(a, "bom")))
                return fail(&r->c.e, USAGE, "--delimiter, --decimal and --bom go with --format csv only");
        return OK;
}

static enum fault read_restated(struct reporting *r)
{
        const char *word = args_text(&r->c.args, "restated");
        struct civil c;
        bool has_offset;
        int offset;
        if (!word)
                return OK;
        r->q.restated = true;
        r->restated_today = !strcmp(word, "today");
        if (r->restated_today)
                return OK;
        if (civil_parse(text_of(word), "%Y-%m-%d", &c, &has_offset, &offset) || !civil_legal(&c))
                return fail(&r->c.e, USAGE,
                            "--restated: today, or a local day such as 2025-07-01, is allowed");
        r->q.restated_to = day_of_civil(c.year, c.month, c.day);
        return OK;
}

static enum fault read_options(struct reporting *r)
{
        static const char *const classes[] = {"day", "instant"};
        static const char *const languages[] = {"vi", "en"};
        static const char *const formats[] = {"text", "csv", "json"};
        static const struct sheet_form *const forms[] = {&form06, &form_online_rate};
        const char *const names[] = {form06.name, form_online_rate.name};
        const struct args *a = &r->c.args;
        struct err *e = &r->c.e;
        int form;
        if (a->operands != 1)
                return fail(e, USAGE, "name one report: form06, online-rate");
        if (args_choose_word("report", text_of(a->operand[0]), names, 2, &form, e) != OK ||
            args_choice(a, "class", classes, 2, &r->by_instant, e) != OK ||
            args_choice(a, "lang", languages, LANGUAGE_COUNT, &r->language, e) != OK ||
            args_choice(a, "format", formats, FORMAT_COUNT, &r->format, e) != OK ||
            args_choice(a, "kind", case_kind_names, CASE_KIND_COUNT, &r->case_kind, e) != OK ||
            read_groups(args_text(a, "by") ? args_text(a, "by") : "level", &r->q, e) != OK ||
            read_csv_options(r) != OK || read_restated(r) != OK ||
            clock_read_conf(&r->clock, r->c.conf, e) != OK)
                return e->kind;
        r->form = forms[form];
        r->q.case_kind = (enum case_kind)r->case_kind;
        r->q.tells_channels = r->form == &form_online_rate;
        r->q.with_vertical = args_flag(a, "with-vertical");
        return args_wait(a, &r->wait_s, e);
}

static enum fault run_form(const struct reporting *r, struct pg *pg, const struct warehouse *w,
                           const struct population *p, struct flows *flows, struct pg_result **rows,
                           struct err *e)
{
        struct bytes groups = {0};
        bool splits = false;
        for (int i = 0; i < r->q.groups_n; i++)
                splits |= r->q.groups[i] == BY_LEVEL || r->q.groups[i] == BY_AGENCY ||
                          r->q.groups[i] == BY_PROVINCE;
        const struct pg_param params[] = {question_groups(&r->q, &groups),
                                          pg_bool(r->q.with_vertical),
                                          flows_param(flows),
                                          pg_int4(w->rule->version),
                                          pg_bool(r->by_instant),
                                          pg_bool(r->q.with_vertical || !p->vertical),
                                          pg_bool(!splits),
                                          question_restated(&r->q)};
        const struct pg_param rate[] = {params[0], params[1], params[2], params[7]};
        const enum fault fault = r->form == &form_online_rate
                                         ? pg_run(pg, SQL_report_online_rate, rate, 4, rows, e)
                                         : pg_run(pg, SQL_report_form06, params, 8, rows, e);
        bytes_free(&groups);
        return fault;
}

/* The planner expects as many groups as rows: it would sort all rows, and would not use parallel workers,
 * since each row that a worker hands over has a cost. */
static const char snapshot[] =
        "begin isolation level repeatable read read only; set local work_mem = '64MB'; "
        "set local jit = off; set local enable_sort = off; "
        "set local parallel_tuple_cost = 0";

static enum fault print_report(struct reporting *r, struct pg *pg, const struct warehouse *w)
{
        struct err *e = &r->c.e;
        const struct args *a = &r->c.args;
        const struct range_words words = {args_text(a, "from"),     args_text(a, "to"),
                                          args_text(a, "period"),   args_text(a, "as-of"),
                                          args_text(a, "known-at"), r->by_instant && r->form == &form06};
        struct population population;
        struct flows flows = {0};
        struct pg_result *rows = NULL;
        enum fault fault = range_read(&r->q.range, &words, w->zone, clock_now(&r->clock), pg, e);
        if (r->restated_today)
                r->q.restated_to = zone_day(w->zone, clock_now(&r->clock));
        if (fault == OK)
                fault = pg_script(pg, snapshot, e);
        if (fault == OK)
                fault = flows_gather(pg, w, &r->q, &population, &flows, e);
        if (fault == OK && population.marked && r->form == &form06)
                fault = flows_add_marked(pg, &r->q, &flows, e);
        if (fault == OK)
                fault = run_form(r, pg, w, &population, &flows, &rows, e);
        flows_free(&flows);
        if (fault == OK)
                fault = pg_script(pg, "commit", e);
        if (fault != OK) {
                pg_free(rows);
                return fault;
        }
        const struct sheet sheet = {r->form, &r->q, &population, w, r->by_instant, (enum language)r->language,
                                    r->csv,  rows};
        sheet_print(&sheet, (enum sheet_format)r->format, stdout);
        log_debug("report.done", KT("source", population.source), KI("rows", pg_rows(rows)));
        pg_free(rows);
        return output_finish(e);
}

int report_command(int argc, char **argv)
{
        struct reporting r = {.language = ENGLISH, .wait_s = 10};
        struct warehouse w = {0};
        struct pg *pg = NULL;
        int rc;
        if (!command_begin(
                    &r.c, "report form06|online-rate [--period NAME | --from DAY --to DAY] [--by GROUP] …",
                    "Prints a report to standard output.\n"
                    "  form06       received, resolved and in process, by TT 01/2020/TT-VPCP\n"
                    "  online-rate  dossiers received online, of all received\n"
                    "Every rate stands beside its numerator and denominator; identities that do not hold "
                    "are named. A period that is not over is counted up to today, and says so.\n"
                    "In CSV a cell of text that begins like a formula (= + - @, tab, carriage return) has an "
                    "apostrophe before it; numbers are as they are.",
                    options, argc, argv, &rc))
                return rc;
        enum fault fault = read_options(&r);
        if (fault == OK)
                fault = warehouse_connect(&pg, r.c.conf, "hentra report", r.wait_s, &r.c.e);
        if (fault == OK)
                fault = warehouse_open(&w, pg, &r.c.e);
        if (fault == OK)
                fault = print_report(&r, pg, &w);
        warehouse_close(&w);
        pg_close(pg);
        return command_end(&r.c, fault);
}

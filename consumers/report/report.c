/* SPDX-License-Identifier: Apache-2.0
 *
 * report.c - `hentra report`: options to a question, the question to an answer, the answer to a printer.
 */
#include "consumers/report/report.h"

#include "consumers/report/freeze/freeze.h"
#include "consumers/report/freeze/frozen_command.h"
#include "consumers/report/list.h"
#include "consumers/report/options.h"
#include "consumers/report/report_ask.h"
#include "consumers/report/reports.h"
#include "consumers/report/sheet.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/moment.h"
#include "core/lib/log.h"
#include "core/program/clock.h"
#include "core/program/command.h"
#include <string.h>

struct reporting {
        struct command c;
        struct question q;
        const struct report *report;
        struct clock clock;
        struct sheet sheet;
        bool restated_today;
        int wait_s;
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

static enum fault read_by(struct reporting *r, struct err *e)
{
        const char *by = args_text(&r->c.args, "by");
        if (!by)
                by = r->report->by ? r->report->by : "level";
        if (read_groups(by, &r->q, e) != OK)
                return e->kind;
        for (int i = 0; i < r->q.groups_n; i++) {
                if (r->report->groups && !(r->report->groups & 1u << r->q.groups[i]))
                        return fail(e, USAGE, "--by %s does not go with the report %s",
                                    group_names[r->q.groups[i]], r->report->name);
        }
        return OK;
}

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
        r->sheet.csv = (struct table_csv){
                .delimiter = *delimiter, .decimal_comma = decimal, .bom = args_flag(a, "bom")};
        if (r->sheet.format != FORMAT_CSV &&
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

/* The official form has its own groups. */
static enum fault read_look(struct reporting *r)
{
        static const char *const looks[] = {"plain", "official"}, *const pages[] = {"level", "agency"};
        const struct args *a = &r->c.args;
        struct err *e = &r->c.e;
        int look = LOOK_PLAIN, page = -1;
        if (args_choice(a, "form", looks, 2, &look, e) != OK ||
            args_choice(a, "pages", pages, 2, &page, e) != OK)
                return e->kind;
        r->sheet.look = (enum sheet_look)look;
        r->sheet.pages = (enum sheet_pages)(page + 1);
        r->sheet.unit = args_text(a, "unit");
        if (look == LOOK_PLAIN && (page >= 0 || r->sheet.unit))
                return fail(e, USAGE, "--pages and --unit go with --form official only");
        if (look == LOOK_PLAIN)
                return OK;
        if (args_text(a, "by"))
                return fail(e, USAGE,
                            "--by does not go with --form official: it is by level and field, or "
                            "with --pages agency by agency and field");
        if (r->q.by_instant)
                return fail(e, USAGE,
                            "--class instant does not go with --form official: its columns (6) and "
                            "(7) compare days");
        if (r->sheet.format == FORMAT_CSV || r->sheet.format == FORMAT_JSON)
                return fail(e, USAGE,
                            "--form official goes with --format text, xlsx and html; as %s its "
                            "figures are in the plain form",
                            sheet_format_names[r->sheet.format]);
        r->q.groups[0] = r->sheet.pages == PAGES_AGENCY ? BY_AGENCY : BY_LEVEL;
        r->q.groups[1] = BY_FIELD;
        r->q.groups_n = 2;
        return OK;
}

static enum fault read_shape(struct reporting *r)
{
        static const int64_t most = INT64_MAX;
        const struct args *a = &r->c.args;
        struct err *e = &r->c.e;
        int format = FORMAT_TEXT, language = ENGLISH;
        if (args_text(a, "form") && !strcmp(args_text(a, "form"), "official"))
                language = VIETNAMESE;
        if (args_choice(a, "lang", language_names, LANGUAGE_COUNT, &language, e) != OK ||
            args_choice(a, "format", sheet_format_names, FORMAT_COUNT, &format, e) != OK ||
            args_count(a, "limit", 1, most, &r->sheet.limit, e) != OK ||
            args_count(a, "offset", 0, most, &r->sheet.offset, e) != OK)
                return e->kind;
        r->sheet.format = (enum sheet_format)format;
        r->sheet.language = (enum language)language;
        return read_csv_options(r);
}

static enum fault read_index(struct reporting *r)
{
        const char *by = args_text(&r->c.args, "by");
        if (by && strcmp(by, "unit") != 0)
                return fail(&r->c.e, USAGE, "--by %s: the report index766 goes by unit, or is of provinces",
                            by);
        r->q.by_unit = by;
        r->q.names_in = r->sheet.language;
        r->q.by_instant = true;
        r->q.rules_version = args_text(&r->c.args, "version");
        r->q.rules_file = args_text(&r->c.args, "rules");
        return OK;
}

static enum fault read_question(struct reporting *r)
{
        static const char *const classes[] = {"day", "instant"};
        const struct args *a = &r->c.args;
        struct err *e = &r->c.e;
        int by_instant = 0, case_kind = DOSSIER;
        if (a->operands != 1)
                return fail(e, USAGE, "name one report; hentra report --list names them all");
        if (report_find(text_of(a->operand[0]), &r->report, e) != OK ||
            options_check(a, r->report, e) != OK ||
            args_choice(a, "class", classes, 2, &by_instant, e) != OK ||
            args_choice(a, "kind", case_kind_names, CASE_KIND_COUNT, &case_kind, e) != OK ||
            filter_read(&r->q.filter, a, e) != OK)
                return e->kind;
        r->q.by_instant = by_instant || r->report->by_instant;
        r->q.case_kind = r->report->takes & TAKES_KIND ? (enum case_kind)case_kind : r->report->case_kind;
        r->q.tells_channels = r->report->tells_channels;
        r->q.with_vertical = args_flag(a, "with-vertical");
        r->q.agency = args_text(a, "agency");
        if (read_restated(r) != OK)
                return e->kind;
        if (r->report->takes & TAKES_INDEX)
                return read_index(r);
        if (r->report->takes & TAKES_BY && r->sheet.look == LOOK_PLAIN)
                return read_by(r, e);
        return OK;
}

static enum fault check_freeze(struct reporting *r)
{
        const char *name = args_text(&r->c.args, "freeze");
        return name ? freeze_check(name, r->report, &r->q, &r->c.e) : OK;
}

static enum fault read_options(struct reporting *r)
{
        struct err *e = &r->c.e;
        if (read_shape(r) != OK)
                return e->kind;
        if (frozen_is_command(&r->c.args))
                return frozen_check(&r->c.args, e) == OK ? args_wait(&r->c.args, &r->wait_s, e) : e->kind;
        if (args_flag(&r->c.args, "dossiers"))
                return fail(e, USAGE, "--dossiers goes with hentra report diff NAME");
        if (args_flag(&r->c.args, "list"))
                return r->c.args.operands == 0
                               ? OK
                               : fail(e, USAGE, "--list names all reports: no name goes with it");
        if (args_text(&r->c.args, "form") && !strcmp(args_text(&r->c.args, "form"), "official"))
                r->sheet.look = LOOK_OFFICIAL;
        if (read_question(r) != OK || read_look(r) != OK || check_freeze(r) != OK ||
            clock_read_conf(&r->clock, r->c.conf, e) != OK)
                return e->kind;
        return args_wait(&r->c.args, &r->wait_s, e);
}

/* Prints what it reads back: that is what will be printed again. */
static enum fault freeze(struct reporting *r, struct pg *pg, const struct warehouse *w)
{
        struct err *e = &r->c.e;
        const struct freezing f = {args_text(&r->c.args, "freeze"),
                                   conf_count(r->c.conf, "report.frozen_size")};
        const char *path = args_text(&r->c.args, "output");
        /* A name is for good: it is not used up by what cannot be written. */
        if (freeze_range(r->report, &r->q, w->zone, e) != OK || sheet_check(&r->sheet, path, e) != OK ||
            freeze_report(r->report, &r->q, w, &r->sheet, &f, pg, e) != OK)
                return e->kind;
        return frozen_print(f.name, &r->sheet, path, w, pg, e);
}

static enum fault print_report(struct reporting *r, struct pg *pg, const struct warehouse *w)
{
        struct err *e = &r->c.e;
        const struct args *a = &r->c.args;
        const struct range_words words = {
                args_text(a, "from"),     args_text(a, "to"),
                args_text(a, "period"),   args_text(a, "as-of"),
                args_text(a, "known-at"), r->q.by_instant && !r->report->tells_channels};
        struct answer answer = {.report = r->report, .q = &r->q, .warehouse = w, .in_snapshot = true};
        r->q.now = clock_now(&r->clock);
        r->q.due_days = (int32_t)conf_count(r->c.conf, "report.due_days");
        if (r->restated_today)
                r->q.restated_to = zone_day(w->zone, r->q.now);
        enum fault fault = range_read(&r->q.range, &words, w->zone, r->q.now, pg, e);
        if (fault == OK && r->q.agency)
                fault = question_agency(&r->q, pg, e);
        if (fault == OK)
                fault = filter_find(&r->q.filter, w->zone, r->q.range.last, pg, e);
        if (fault == OK && args_text(a, "freeze"))
                return freeze(r, pg, w);
        if (fault == OK)
                fault = sheet_report(&r->sheet, &answer, pg, args_text(a, "output"), e);
        if (fault == OK)
                log_debug("report.done", KT("source", answer.population.source), KI("rows", answer.answered));
        return fault;
}

static enum fault run(struct reporting *r)
{
        struct warehouse w = {0};
        struct pg *pg = NULL;
        struct err *e = &r->c.e;
        if (args_flag(&r->c.args, "list"))
                return list_print(&r->sheet, e);
        enum fault fault = warehouse_connect(&pg, r->c.conf, "hentra report", r->wait_s, e);
        if (fault == OK)
                fault = answer_snapshot(pg, e);
        if (fault == OK)
                fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = frozen_is_command(&r->c.args) ? frozen_command(&r->c.args, &r->sheet, &w, pg, e)
                                                      : print_report(r, pg, &w);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

enum fault report_ask(int argc, char **argv, struct conf *conf, const struct clock *clock, struct pg *pg,
                      const struct warehouse *w, struct err *e)
{
        static const char *const ours[] = {"freeze", "output", "rules", "dossiers", "wait"};
        struct reporting r = {.c = {.name = argv[0], .conf = conf}, .clock = *clock};
        if (args_parse(&r.c.args, report_options, argc, argv, e) != OK)
                return e->kind;
        for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
                if (args_text(&r.c.args, ours[i]))
                        return fail(e, USAGE, "--%s is for the command alone", ours[i]);
        if (r.c.args.config || r.c.args.set[0] || r.c.args.help || frozen_is_command(&r.c.args))
                return fail(e, USAGE, "there is no such report");
        enum fault fault = read_options(&r);
        if (fault == OK)
                fault = args_flag(&r.c.args, "list") ? list_print(&r.sheet, &r.c.e) : print_report(&r, pg, w);
        if (fault != OK)
                *e = r.c.e;
        filter_close(&r.q.filter);
        return fault;
}

int report_command(int argc, char **argv)
{
        struct reporting r = {.wait_s = 10};
        int rc;
        if (!command_begin(&r.c,
                           "report NAME [--period NAME | --from DAY --to DAY] [--by GROUP] … | "
                           "frozen [NAME] | diff NAME",
                           list_help(), report_options, argc, argv, &rc))
                return rc;
        enum fault fault = read_options(&r);
        if (fault == OK)
                fault = run(&r);
        filter_close(&r.q.filter);
        return command_end(&r.c, fault);
}

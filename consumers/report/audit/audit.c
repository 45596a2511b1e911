/* SPDX-License-Identifier: Apache-2.0
 *
 * audit.c - the command: rules, figures, findings, and the facts beside them.
 *
 * Rule: nothing is printed before the whole file has been read and audited.
 */
#include "consumers/report/audit/audit.h"

#include "consumers/report/audit/check.h"
#include "consumers/report/audit/print.h"
#include "core/base/output.h"
#include "core/program/command.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <string.h>

static const struct arg_spec options[] = {
        {"rules", "FILE", "identities in place of the built-in ones; begin with --print-rules"},
        {"list", NULL, "list the rules, and end"},
        {"print-rules", NULL, "print the file of the built-in rules, and end"},
        {"strict", NULL, "end with 1 also when only roundings or smells are found"},
        {"facts", NULL, "put the warehouse's own figures beside the printed ones"},
        {"place", "PLACE[=CODE]",
         "with --facts: the place of the file that is compared, and the agency (with all below it) or the "
         "province (H58) that it is in the warehouse (default: the only place of the file, and all of the "
         "warehouse)"},
        {"with-vertical", NULL, "with --facts: count the agencies of ministries too"},
        {"lang", "vi|en", "language of the sentences (default en)"},
        {"format", "text|csv|json", "text (default), CSV, or a JSON array"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

static const char about[] =
        "Audits published figures against their own arithmetic, without any server: sums, shares, levels, "
        "parts\n"
        "that exceed their whole, cut digits, points of index 766. Each contradiction is explained by a "
        "sentence\n"
        "with the printed and the right figure, and by the lines of the file.\n"
        "FILE is CSV; the first row names the columns, in any order, and by them it is of one of two forms:\n"
        "  source,place,level,period_from,period_to,indicator,value,unit,note\n"
        "      one figure a row: S0,Xy,ALL,2022-01-01,2022-12-31,resolved_late,2693,dossier,\"printed 0.32 "
        "%\"\n"
        "      A further column printed_share may hold the share that is printed behind a count; without it "
        "the\n"
        "      words \"printed 0.32 %\" in note do (\"in 0,32 %\" and \"ghi 0,32 %\", too).\n"
        "  unit,unit_kind,period,read_on,item,numerator,denominator,score\n"
        "      one item of index 766 a row; GROUP_… and TOTAL have a score only; a period is 2026, 2026-Q3 "
        "or\n"
        "      2026-08\n"
        "Numbers are plain (838838, 98.32) or, by their unit, as offices write them (838.838, 97,5 %).\n"
        "Indicators are those of the rules (--print-rules); others are "
        "passed\n"
        "over. A figure is compared only with figures of the same source, place, level and period.\n"
        "Exit code: 0 no contradiction, 1 contradictions (with --facts: or figures that differ from the\n"
        "warehouse's), 2 wrong usage or a file that cannot be read.";

enum output { OUTPUT_TEXT, OUTPUT_CSV, OUTPUT_JSON, OUTPUT_COUNT };

struct auditing {
        struct command c;
        int language, format;
        struct facts_wish wish;
        char place[512];
        struct audit_rules rules;
        struct figures figures;
        struct audit audit;
        struct facts facts;
};

static enum fault read_place(struct auditing *t)
{
        const char *place = args_text(&t->c.args, "place");
        t->wish.with_vertical = args_flag(&t->c.args, "with-vertical");
        if (!args_flag(&t->c.args, "facts") && (place || t->wish.with_vertical))
                return fail(&t->c.e, USAGE, "--place and --with-vertical go with --facts");
        if (!place)
                return OK;
        if (strlen(place) >= sizeof(t->place))
                return fail(&t->c.e, USAGE, "--place: at most %zu bytes are allowed", sizeof(t->place) - 1);
        memcpy(t->place, place, strlen(place) + 1);
        t->wish.place = t->place;
        char *code = strrchr(t->place, '=');
        if (code) {
                *code = 0;
                t->wish.code = code + 1;
        }
        return OK;
}

static enum fault read_options(struct auditing *t)
{
        static const char *const formats[OUTPUT_COUNT] = {"text", "csv", "json"};
        const struct args *a = &t->c.args;
        struct err *e = &t->c.e;
        const bool alone = args_flag(a, "list") || args_flag(a, "print-rules");
        if (args_choice(a, "lang", language_names, LANGUAGE_COUNT, &t->language, e) != OK ||
            args_choice(a, "format", formats, OUTPUT_COUNT, &t->format, e) != OK || read_place(t) != OK)
                return e->kind;
        if (a->operands != !alone)
                return fail(e, USAGE,
                            alone ? "--list and --print-rules take no file"
                                  : "name one file of published figures; its form is described by --help");
        return args_wait(a, &t->wish.wait_s, e);
}

static void print(struct auditing *t)
{
        const struct facts *facts = args_flag(&t->c.args, "facts") ? &t->facts : NULL;
        if (t->format == OUTPUT_TEXT) {
                print_audit_text(&t->audit, t->c.args.operand[0], facts, stdout);
                return;
        }
        struct table table = {.format = t->format == OUTPUT_CSV ? TABLE_CSV : TABLE_JSON, .out = stdout};
        print_audit_records(&t->audit, facts, &table);
}

/* Findings end the command as those of verify do. */
static enum fault verdict(struct auditing *t)
{
        const int64_t *of = t->audit.of;
        const bool strict = args_flag(&t->c.args, "strict");
        if (output_finish(&t->c.e) != OK)
                return t->c.e.kind;
        if (of[CONTRADICTION] || t->facts.differing || (strict && (of[ROUNDING] || of[SMELL])))
                return fail(&t->c.e, FATAL,
                            "contradictions: %" PRId64 ", roundings: %" PRId64 ", smells: %" PRId64
                            ", figures that differ from the warehouse's: %" PRId64,
                            of[CONTRADICTION], of[ROUNDING], of[SMELL], t->facts.differing);
        return OK;
}

static enum fault run(struct auditing *t)
{
        const struct args *a = &t->c.args;
        struct err *e = &t->c.e;
        if (args_flag(a, "print-rules")) {
                fputs(embedded_audit_rules[0].text, stdout);
                return output_finish(e);
        }
        if (rules_read(&t->rules, args_text(a, "rules"), e) != OK)
                return e->kind;
        if (args_flag(a, "list")) {
                print_rules(&t->rules, (enum language)t->language, stdout);
                return output_finish(e);
        }
        t->audit = (struct audit){
                .rules = &t->rules, .figures = &t->figures, .language = (enum language)t->language};
        if (figures_read(&t->figures, a->operand[0], t->rules.pattern, t->rules.patterns, e) != OK ||
            audit_run(&t->audit, e) != OK)
                return e->kind;
        if (args_flag(a, "facts") && facts_read(&t->facts, &t->audit, &t->wish, t->c.conf, e) != OK)
                return e->kind;
        print(t);
        return verdict(t);
}

enum fault audit_ask(const char *path, const char *language, struct err *e)
{
        struct auditing t = {.language = ENGLISH};
        struct table table = {.format = TABLE_JSON, .out = stdout};
        enum fault fault = OK;
        if (language)
                fault = args_choose_word("lang", text_of(language), language_names, LANGUAGE_COUNT,
                                         &t.language, e);
        if (fault == OK)
                fault = rules_read(&t.rules, NULL, e);
        t.audit = (struct audit){
                .rules = &t.rules, .figures = &t.figures, .language = (enum language)t.language};
        if (fault == OK)
                fault = figures_read(&t.figures, path, t.rules.pattern, t.rules.patterns, e);
        if (fault == OK)
                fault = audit_run(&t.audit, e);
        if (fault == OK)
                print_audit_records(&t.audit, NULL, &table);
        audit_close(&t.audit);
        figures_close(&t.figures);
        rules_close(&t.rules);
        return fault;
}

int audit_command(int argc, char **argv)
{
        struct auditing t = {.language = ENGLISH, .wish = {.wait_s = 10}};
        int rc;
        if (!command_begin(&t.c, "audit FILE [--facts [--place PLACE[=CODE]]] [--rules FILE] …", about,
                           options, argc, argv, &rc))
                return rc;
        enum fault fault = read_options(&t);
        if (fault == OK)
                fault = run(&t);
        facts_close(&t.facts);
        audit_close(&t.audit);
        figures_close(&t.figures);
        rules_close(&t.rules);
        return command_end(&t.c, fault);
}

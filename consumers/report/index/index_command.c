/* SPDX-License-Identifier: Apache-2.0
 *
 * index_command.c - see index_command.h.
 */
#include "consumers/report/index/index_command.h"

#include "consumers/report/index/given.h"
#include "consumers/report/range.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/output.h"
#include "core/program/clock.h"
#include "core/program/command.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

enum verb { SET, LIST, RULES };
enum { SOURCE_MOST = 200 };

static const struct arg_spec options[] = {
        {"period", "NAME", "of which period: CAL:2026-08, CAL:2026, ND09:2026-Q3 …, as of reports"},
        {"from", "DAY", "set, list: first local day, in place of --period"},
        {"to", "DAY", "set, list: last local day, in place of --period"},
        {"unit", "CODE", "of which unit: of a province its Hnn, else the code of the agency"},
        {"numerator", "N", "set: of the item (default: counted, if hentra can)"},
        {"denominator", "N", "set: of the item (default: counted, if hentra can)"},
        {"source", "TEXT", "set: where the figures are from, at most 200 characters"},
        {"take-back", NULL, "set: what was given does not stand any more"},
        {"dry-run", NULL, "set: check, and change nothing"},
        {"all", NULL, "list: what was replaced or taken back, too"},
        {"rules", "FILE", "set: the rules of this file in place of the built-in ones"},
        {"format", "text|csv|json", "list: text (default), CSV, or a JSON array"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

struct asked {
        struct command c;
        enum verb verb;
        struct index_given given;
        struct given_asked list;
        struct range range;
        struct clock clock;
        int wait_s;
};

static int characters(struct text utf8)
{
        int n = 0;

        for (size_t i = 0; i < utf8.len; i++)
                n += ((unsigned char)utf8.at[i] & 0xc0) != 0x80;
        return n;
}

static enum fault check_words(const struct args *args, struct err *e)
{
        if (args->operands < 2)
                return fail(
                        e, USAGE,
                        "of which item? hentra index set ITEM …; `hentra index rules` lists the items that "
                        "can be given (column set)");
        if (args->operands > 2)
                return fail(e, USAGE, "one item at a time: after %s comes '%s'", args->operand[1],
                            args->operand[2]);
        if (!args_text(args, "unit"))
                return fail(e, USAGE,
                            "of which unit? --unit CODE: of a province its Hnn, else the code of the agency");
        if (!args_text(args, "source"))
                return fail(e, USAGE, "where are the figures from? --source TEXT");
        return OK;
}

static enum fault check_set(struct asked *a)
{
        const struct args *args = &a->c.args;
        struct err *e = &a->c.e;
        struct index_given *g = &a->given;

        g->numerator = g->denominator = GIVEN_COUNTED;
        if (check_words(args, e) != OK ||
            args_count(args, "numerator", 0, INT64_MAX, &g->numerator, e) != OK ||
            args_count(args, "denominator", 0, INT64_MAX, &g->denominator, e) != OK)
                return e->kind;
        const bool none = g->numerator == GIVEN_COUNTED && g->denominator == GIVEN_COUNTED;
        if (args_flag(args, "take-back") && !none)
                return fail(e, USAGE, "--take-back goes with neither --numerator nor --denominator");
        if (!args_flag(args, "take-back") && none)
                return fail(e, USAGE,
                            "a figure is missing: --numerator N, --denominator N, or both; --take-back: what "
                            "was given is not valid any more");
        g->item = text_of(args->operand[1]);
        g->unit = text_of(args_text(args, "unit"));
        g->source = text_of(args_text(args, "source"));
        if (text_trim(g->source).len == 0 || text_check_printable(g->source) ||
            characters(g->source) > SOURCE_MOST)
                return fail(e, USAGE,
                            "--source: say where the figures are from, in at most %d printable characters",
                            SOURCE_MOST);
        return OK;
}

static bool has_range(const struct args *args)
{
        return args_text(args, "period") || args_text(args, "from") || args_text(args, "to");
}

static const char *const verbs[] = {"set", "list", "rules"};

/* An option that a verb does not understand is refused: it would be thought to have had an effect. */
static enum fault check_options(const struct args *args, enum verb verb, struct err *e)
{
        static const struct {
                const char *name;
                unsigned verbs;
        } taken[] = {
                {"period", 1U << SET | 1U << LIST},
                {"from", 1U << SET | 1U << LIST},
                {"to", 1U << SET | 1U << LIST},
                {"unit", 1U << SET | 1U << LIST},
                {"numerator", 1U << SET},
                {"denominator", 1U << SET},
                {"source", 1U << SET},
                {"take-back", 1U << SET},
                {"dry-run", 1U << SET},
                {"all", 1U << LIST},
                {"rules", 1U << SET},
                {"format", 1U << LIST},
        };

        for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
                if (!(taken[i].verbs & 1U << verb) &&
                    (args_flag(args, taken[i].name) || args_text(args, taken[i].name)))
                        return fail(e, USAGE,
                                    "--%s: `hentra index %s` does not take it; --help says who does",
                                    taken[i].name, verbs[verb]);
        }
        return OK;
}

static enum fault read_options(struct asked *a)
{
        static const char *const formats[] = {"text", "csv", "json"};
        const struct args *args = &a->c.args;
        struct err *e = &a->c.e;
        int verb = 0, format = 0;

        if (args->operands < 1)
                return fail(e, USAGE, "expected: hentra index set ITEM …, list, or rules");
        if (args_choose_word("index", text_of(args->operand[0]), verbs, 3, &verb, e) != OK ||
            args_choice(args, "format", formats, 3, &format, e) != OK ||
            args_wait(args, &a->wait_s, e) != OK || clock_read_conf(&a->clock, a->c.conf, e) != OK)
                return e->kind;
        a->verb = (enum verb)verb;
        if (check_options(args, a->verb, e) != OK)
                return e->kind;
        a->list = (struct given_asked){.text = format == 0,
                                       .period = has_range(args),
                                       .all = args_flag(args, "all"),
                                       .format = format == 1 ? TABLE_CSV : TABLE_JSON,
                                       .unit = args_text(args, "unit")};
        if (a->verb == SET && !has_range(args))
                return fail(
                        e, USAGE,
                        "of which period? --period NAME (CAL:2026, CAL:2026-08), or --from DAY and --to DAY; "
                        "it must be exactly the one that is reported");
        if (a->verb != SET && args->operands > 1)
                return fail(e, USAGE, "`hentra index %s` takes no further word", verbs[verb]);
        return a->verb == SET ? check_set(a) : OK;
}

static enum fault read_range(struct asked *a, const struct warehouse *w, struct pg *pg)
{
        const struct args *args = &a->c.args;
        const struct range_words words = {.from = args_text(args, "from"),
                                          .to = args_text(args, "to"),
                                          .period = args_text(args, "period")};

        if (range_read(&a->range, &words, w->zone, clock_now(&a->clock), pg, &a->c.e) != OK)
                return a->c.e.kind;
        a->given.first = a->list.first = a->range.first;
        a->given.last = a->list.last = a->range.asked_to;
        return OK;
}

static enum fault set(struct asked *a, struct pg *pg)
{
        struct err *e = &a->c.e;

        if (given_check(&a->given, args_text(&a->c.args, "rules"), pg, e) != OK)
                return e->kind;
        if (!args_flag(&a->c.args, "dry-run"))
                return given_add(&a->given, pg, e);
        printf("nothing is wrong with it, and nothing was changed\n");
        return output_finish(e);
}

static enum fault run(struct asked *a)
{
        struct err *e = &a->c.e;
        struct warehouse w = {0};
        struct pg *pg = NULL;
        enum fault fault = warehouse_connect(&pg, a->c.conf, "hentra index", a->wait_s, e);

        if (fault == OK)
                fault = warehouse_open(&w, pg, e);
        if (fault == OK && (a->verb == SET || a->list.period))
                fault = read_range(a, &w, pg);
        if (fault == OK)
                fault = a->verb == SET ? set(a, pg) : given_list(&a->list, w.zone, pg, e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

static enum fault print_rules(struct err *e)
{
        const struct embedded_file *f = &embedded_index_rules[0];

        fwrite(f->text, 1, f->len, stdout);
        return output_finish(e);
}

int index_command(int argc, char **argv)
{
        struct asked a = {.wait_s = 10};
        int rc;
        if (!command_begin(
                    &a.c,
                    "index set ITEM --period NAME --unit CODE --numerator N --denominator N --source TEXT | "
                    "list | rules",
                    "What no dossier says of index 766 (QD 766/QD-TTg), and the rules it is computed by. The "
                    "index itself: hentra report index766.\n"
                    "  set    gives figures of an item for a unit and exactly this period: procedures "
                    "announced\n"
                    "         and published in time, certified copies, what the portal has acknowledged. "
                    "Nothing\n"
                    "         is overwritten: who gave what, when, and from where stays\n"
                    "  list   what was given\n"
                    "  rules  prints the built-in rules as CSV, a row an item; a copy may be changed and "
                    "given\n"
                    "         with --rules",
                    options, argc, argv, &rc))
                return rc;
        enum fault fault = read_options(&a);
        if (fault == OK)
                fault = a.verb == RULES ? print_rules(&a.c.e) : run(&a);
        return command_end(&a.c, fault);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * alert.c - `hentra alert`: the daemon, or a look at what it did.
 */
#include "consumers/alert/alert.h"

#include "consumers/alert/alert_explain.h"
#include "consumers/alert/alert_list.h"
#include "consumers/alert/alerter.h"
#include "core/lib/command.h"
#include "core/lib/pg.h"

static const struct arg_spec spec[] = {
        {"agency", "CODE", "list: only alerts of dossiers at this agency"},
        {"rule", "NAME", "list: only alerts of this rule"},
        {"format", "text|csv|json", "list: text (default), CSV, or a JSON object a line"},
        {"wait", "SECONDS",
         "how long to wait for a server that does not answer (default 60, list and explain 10; 0: not at "
         "all)"},
        {0},
};

enum verb { RUN, LIST, EXPLAIN };

static enum fault parse(const struct args *a, enum verb *verb, int *format, int *wait_s, struct err *e)
{
        static const char *const verbs[] = {"list", "explain"}, *const formats[] = {"text", "csv", "json"};
        int chosen = 0;
        *verb = RUN;
        if (a->operands > 0) {
                if (choose_word("alert", text_of(a->operand[0]), verbs, 2, &chosen, e) != OK)
                        return e->kind;
                *verb = chosen == 0 ? LIST : EXPLAIN;
        }
        *wait_s = *verb == RUN ? 60 : 10;
        if (*verb == EXPLAIN ? a->operands != 2 : a->operands > 1)
                return fail(e, USAGE, "%s",
                            *verb == EXPLAIN ? "say which dossier: hentra alert explain DOSSIER"
                                             : "too many words: hentra alert, hentra alert list, or "
                                               "hentra alert explain DOSSIER");
        if (*verb != LIST && (args_text(a, "agency") || args_text(a, "rule") || args_text(a, "format")))
                return fail(e, USAGE, "--agency, --rule and --format are for `hentra alert list`");
        if (args_choice(a, "format", formats, 3, format, e) != OK)
                return e->kind;
        return args_wait(a, wait_s, e);
}

static enum fault show(const struct command *c, enum verb verb, int format, int wait_s, struct err *e)
{
        const struct args *a = &c->args;
        struct pg *pg;
        if (pg_open(&pg, c->conf, "hentra alert", wait_s, e) != OK)
                return e->kind;
        const enum fault fault = verb == LIST ? alert_list(pg, args_text(a, "agency"), args_text(a, "rule"),
                                                           (enum list_format)format, e)
                                              : alert_explain(pg, c->conf, text_of(a->operand[1]), e);
        pg_close(pg);
        return fault;
}

int alert_command(int argc, char **argv)
{
        struct command c;
        enum verb verb;
        int rc, format = 0, wait_s;
        if (!command_begin(
                    &c, "alert [list|explain DOSSIER] [--agency CODE] [--rule NAME] [--format text|csv|json]",
                    "Raises an alert the moment a dossier is about to be, or becomes, late, and clears it "
                    "when that "
                    "is over;\neach change is a row of the warehouse (view alert_history) and a message of "
                    "the topic "
                    "`topic.alert`.\nRules are rows of the table alert_rule. Start as many as you like: they "
                    "take turns.\n"
                    "  hentra alert                    runs until SIGTERM\n"
                    "  hentra alert list               the alerts that stand, the oldest due date first\n"
                    "  hentra alert explain DOSSIER    why there is one or none: state, rules, steps, what "
                    "was raised",
                    spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&c.args, &verb, &format, &wait_s, &c.e);
        if (fault == OK)
                fault = verb == RUN ? alerter_run(c.conf, wait_s, &c.e)
                                    : show(&c, verb, format, wait_s, &c.e);
        return command_end(&c, fault);
}

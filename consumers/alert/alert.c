/* SPDX-License-Identifier: Apache-2.0
 *
 * alert.c - `hentra alert`: the daemon, the alerts that it raised, and deliveries that it gave up.
 */
#include "consumers/alert/alert.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/alerter.h"
#include "consumers/alert/show/alert_explain.h"
#include "consumers/alert/show/alert_failed.h"
#include "consumers/alert/show/alert_list.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/nfc.h"
#include "core/lib/pg.h"
#include "core/program/watch.h"
#include <stdlib.h>

static const struct arg_spec spec[] = {
        {"agency", "CODE", "list: only alerts of dossiers at this agency"},
        {"rule", "NAME", "list: only alerts of this rule"},
        {"format", "text|csv|json", "list, failed: text (default), CSV, or one JSON object per line"},
        {"waiting", NULL, "failed: only webhooks that are behind, also as CSV or JSON"},
        {"all", NULL, "retry: every delivery that was given up"},
        {"dry-run", NULL, "retry: only count"},
        {"wait", "SECONDS",
         "how long to wait for a warehouse that does not answer: 60, for list, explain, failed and retry 10; "
         "0: not at all"},
        {0},
};

enum verb { LIST, EXPLAIN, FAILED, RETRY_GIVEN_UP, RUN };

struct asked {
        enum verb verb;
        enum list_format format;
        int wait_s;
};

/* Checks the number of words behind the verb, and that the options are its own. */
static enum fault parse_rest(const struct args *a, enum verb verb, struct err *e)
{
        const int more = a->operands - (verb != RUN);
        const bool all = args_flag(a, "all");
        if (verb == EXPLAIN && more != 1)
                return fail(e, USAGE, "a dossier is missing: hentra alert explain DOSSIER");
        if (verb == RETRY_GIVEN_UP && (more > 0) == all)
                return fail(e, USAGE, "expected: hentra alert retry ID …, or hentra alert retry --all");
        if (verb != EXPLAIN && verb != RETRY_GIVEN_UP && more > 0)
                return fail(e, USAGE,
                            "too many words: hentra alert, or hentra alert list, explain DOSSIER, "
                            "failed, or retry ID …");
        if (verb != LIST && (args_text(a, "agency") || args_text(a, "rule")))
                return fail(e, USAGE, "--agency and --rule are for `hentra alert list`");
        if (verb != LIST && verb != FAILED && args_text(a, "format"))
                return fail(e, USAGE, "--format is for `hentra alert list` and `hentra alert failed`");
        if (verb != FAILED && args_flag(a, "waiting"))
                return fail(e, USAGE, "--waiting is for `hentra alert failed`");
        if (verb != RETRY_GIVEN_UP && (all || args_flag(a, "dry-run")))
                return fail(e, USAGE, "--all and --dry-run are for `hentra alert retry`");
        return OK;
}

static enum fault parse(const struct args *a, struct asked *q, struct err *e)
{
        static const char *const verbs[] = {"list", "explain", "failed", "retry"}, *const formats[] = {
                                                                                           "text", "csv",
                                                                                           "json"};
        int verb = RUN, format = LIST_TEXT;
        if (a->operands > 0 && args_choose_word("alert", text_of(a->operand[0]), verbs, 4, &verb, e) != OK)
                return e->kind;
        if (parse_rest(a, (enum verb)verb, e) != OK || args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        *q = (struct asked){(enum verb)verb, (enum list_format)format, verb == RUN ? 60 : 10};
        return args_wait(a, &q->wait_s, e);
}

/* Agency codes are stored in NFC; a terminal may send another form. */
static enum fault list(const struct args *a, const struct asked *q, struct pg *pg, const struct warehouse *w,
                       struct err *e)
{
        const char *given = args_text(a, "agency");
        char *agency = given ? nfc_strdup(given) : NULL;
        const enum fault fault = alert_list(pg, w->zone, agency, args_text(a, "rule"), q->format, e);
        free(agency);
        return fault;
}

static enum fault explain(const struct command *c, struct pg *pg, const struct warehouse *w, struct err *e)
{
        char *dossier = nfc_strdup(c->args.operand[1]);
        const enum fault fault = alert_explain(pg, c->conf, w, text_of(dossier), e);
        free(dossier);
        return fault;
}

static enum fault answer(const struct command *c, const struct asked *q, struct pg *pg,
                         const struct warehouse *w, struct err *e)
{
        const struct args *a = &c->args;
        switch (q->verb) {
        case LIST:
                return list(a, q, pg, w, e);
        case EXPLAIN:
                return explain(c, pg, w, e);
        case FAILED:
                return alert_failed(pg, w->zone, args_flag(a, "waiting"), q->format, e);
        default:
                return alert_retry(pg, a->operand + 1, (size_t)a->operands - 1, args_flag(a, "dry-run"), e);
        }
}

static enum fault show(const struct command *c, const struct asked *q, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra alert", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = answer(c, q, pg, &w, e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

static enum fault run(const struct command *c, int wait_s, struct err *e)
{
        const enum fault fault = watch_begin(c, alert_needs, ALERT_NEEDS, e);
        return fault == OK ? alerter_run(c->conf, wait_s, e) : fault;
}

static const char about[] =
        "Raises an alert the moment a dossier is about to be, or becomes, late, and clears it when that is "
        "over;\neach change is a row of the warehouse (view alert_history), a message of the topic "
        "`topic.alert`,\nand a request to each webhook that is to hear of it (table alert_webhook; "
        "docs/alerts.md).\nRules are rows of the table alert_rule. Start as many as you like: they take "
        "turns.\nFor an agency that the catalogue has no longer its successor is told, or the agency above "
        "it.\n"
        "  hentra alert                    runs until SIGTERM\n"
        "  hentra alert list               the open alerts, the oldest due date first\n"
        "  hentra alert explain DOSSIER    why there is one or none: state, rules, steps, what was raised\n"
        "  hentra alert failed             deliveries to webhooks that were given up, and webhooks that are "
        "behind; why\n"
        "  hentra alert retry ID … | --all queues them again, for a running `hentra alert` to send";

int alert_command(int argc, char **argv)
{
        struct command c;
        struct asked q;
        int rc;
        if (!command_begin(&c,
                           "alert [list|explain DOSSIER|failed|retry [ID …|--all]] [--agency CODE] "
                           "[--rule NAME] [--waiting] [--format text|csv|json] [--dry-run]",
                           about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&c.args, &q, &c.e);
        if (fault == OK)
                fault = q.verb == RUN ? run(&c, q.wait_s, &c.e) : show(&c, &q, &c.e);
        return command_end(&c, fault);
}

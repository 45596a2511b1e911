/* SPDX-License-Identifier: Apache-2.0
 *
 * alert.c - `hentra alert`: the daemon, the alerts that it raised, and deliveries that it gave up.
 */
#include "consumers/alert/alert.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/alerter.h"
#include "consumers/alert/manage/ack.h"
#include "consumers/alert/show/alert_explain.h"
#include "consumers/alert/show/alert_failed.h"
#include "consumers/alert/show/alert_list.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/nfc.h"
#include "core/lib/pg.h"
#include "core/program/clock.h"
#include "core/program/command.h"
#include "core/program/watch.h"
#include <stdlib.h>

static const struct arg_spec spec[] = {
        {"agency", "CODE", "list: only alerts of dossiers at this agency"},
        {"rule", "NAME", "list: only alerts of this rule"},
        {"format", "text|csv|json", "list, failed: text (default), CSV, or one JSON object per line"},
        {"waiting", NULL, "failed: only webhooks that are behind, also as CSV or JSON"},
        {"all", NULL, "retry: every delivery that was given up"},
        {"reason", "TEXT", "ack, snooze: why, at most 500 characters, for those who find it so"},
        {"until", "TIME",
         "snooze: until then, as \"2026-01-31 17:00\", or until this day begins; 31 days at most"},
        {"dry-run", NULL, "retry: only count; ack, snooze, unack: only show"},
        {"wait", "SECONDS",
         "how long to wait for a warehouse that does not answer: 60, with a word behind `alert` 10; 0: not "
         "at "
         "all"},
        {0},
};

enum verb { LIST, EXPLAIN, FAILED, RETRY_GIVEN_UP, ACK, SNOOZE, UNACK, RUN };

struct asked {
        enum verb verb;
        enum list_format format;
        int wait_s;
};

static bool acknowledges(enum verb verb)
{
        return verb == ACK || verb == SNOOZE || verb == UNACK;
}

static enum fault check_ack(const struct args *a, enum verb verb, int more, struct err *e)
{
        if (acknowledges(verb) && more == 0)
                return fail(e, USAGE,
                            "which alerts? numbers of alerts, or codes of dossiers: hentra alert list");
        if (verb == SNOOZE && !args_text(a, "until"))
                return fail(e, USAGE, "until when? hentra alert snooze ALERT … --until TIME --reason TEXT");
        if (verb != SNOOZE && args_text(a, "until"))
                return fail(e, USAGE, "--until is for `hentra alert snooze`");
        if (verb != ACK && verb != SNOOZE && args_text(a, "reason"))
                return fail(e, USAGE, "--reason is for `hentra alert ack` and `hentra alert snooze`");
        return OK;
}

/* Checks the number of words behind the verb, and that the options are its own. */
static enum fault parse_rest(const struct args *a, enum verb verb, struct err *e)
{
        const int more = a->operands - (verb != RUN);
        const bool all = args_flag(a, "all");
        if (verb == EXPLAIN && more != 1)
                return fail(e, USAGE, "a dossier is missing: hentra alert explain DOSSIER");
        if (verb == RETRY_GIVEN_UP && (more > 0) == all)
                return fail(e, USAGE, "expected: hentra alert retry ID …, or hentra alert retry --all");
        if (verb != EXPLAIN && verb != RETRY_GIVEN_UP && !acknowledges(verb) && more > 0)
                return fail(e, USAGE,
                            "too many words: hentra alert, or hentra alert list, explain DOSSIER, "
                            "failed, or retry ID …");
        if (verb != LIST && (args_text(a, "agency") || args_text(a, "rule")))
                return fail(e, USAGE, "--agency and --rule are for `hentra alert list`");
        if (verb != LIST && verb != FAILED && args_text(a, "format"))
                return fail(e, USAGE, "--format is for `hentra alert list` and `hentra alert failed`");
        if (verb != FAILED && args_flag(a, "waiting"))
                return fail(e, USAGE, "--waiting is for `hentra alert failed`");
        if (verb != RETRY_GIVEN_UP && (all || (args_flag(a, "dry-run") && !acknowledges(verb))))
                return fail(e, USAGE, "--all and --dry-run are for `hentra alert retry`");
        return check_ack(a, verb, more, e);
}

static enum fault parse(const struct args *a, struct asked *q, struct err *e)
{
        static const char *const verbs[] = {"list", "explain", "failed", "retry", "ack", "snooze", "unack"},
                                 *const formats[] = {"text", "csv", "json"};
        int verb = RUN, format = LIST_TEXT;
        if (a->operands > 0 && args_choose_word("alert", text_of(a->operand[0]), verbs, RUN, &verb, e) != OK)
                return e->kind;
        if (parse_rest(a, (enum verb)verb, e) != OK || args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        *q = (struct asked){(enum verb)verb, (enum list_format)format, verb == RUN ? 60 : 10};
        return args_wait(a, &q->wait_s, e);
}

/* Agency codes are stored in NFC; a terminal may send another form. */
static enum fault list(const struct args *a, const struct asked *q, struct pg *pg, const struct warehouse *w,
                       micros now, struct err *e)
{
        const char *given = args_text(a, "agency");
        char *agency = given ? nfc_strdup(given) : NULL;
        const enum fault fault = alert_list(pg, w->zone, now, agency, args_text(a, "rule"), q->format, e);
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

static enum fault acknowledge(const struct args *a, enum verb verb, struct pg *pg, const struct zone *zone,
                              micros now, struct err *e)
{
        static const enum ack_what what[] = {
                [ACK] = ACK_ACKNOWLEDGE, [SNOOZE] = ACK_SNOOZE, [UNACK] = ACK_LIFT};
        struct ack k = {.what = what[verb],
                        .now = now,
                        .reason = args_text(a, "reason"),
                        .dry_run = args_flag(a, "dry-run")};
        const char *until = args_text(a, "until");
        if (until && ack_until(&k, zone, until, e) != OK)
                return e->kind;
        return alert_ack(pg, &k, a->operand + 1, (size_t)a->operands - 1, e);
}

static enum fault answer(const struct command *c, const struct asked *q, struct pg *pg,
                         const struct warehouse *w, struct err *e)
{
        const struct args *a = &c->args;
        struct clock clock;
        if (clock_read_conf(&clock, c->conf, e) != OK)
                return e->kind;
        const micros now = clock_now(&clock);
        switch (q->verb) {
        case LIST:
                return list(a, q, pg, w, now, e);
        case EXPLAIN:
                return explain(c, pg, w, e);
        case FAILED:
                return alert_failed(pg, w->zone, now, args_flag(a, "waiting"), q->format, e);
        case ACK:
        case SNOOZE:
        case UNACK:
                return acknowledge(a, q->verb, pg, w->zone, now, e);
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
        "`topic.alert`,\nand a request or a letter to each receiver that is to hear of it (hentra alert "
        "webhook, "
        "hentra alert mail;\ndocs/alerts.md). Rules: hentra alert rule. Start as many as you like: they take "
        "turns.\nFor an agency that the catalogue has no longer its successor is told, or the agency above "
        "it.\n"
        "  hentra alert                    runs until SIGTERM\n"
        "  hentra alert list               the open alerts, the oldest due date first\n"
        "  hentra alert explain DOSSIER    why there is one or none: state, rules, steps, what was raised\n"
        "  hentra alert failed             deliveries to webhooks that were given up, and webhooks that are "
        "behind; why\n"
        "  hentra alert retry ID … | --all queues them again, for a running `hentra alert` to send\n"
        "  hentra alert ack ALERT …        acknowledges open alerts, by number or by dossier: who and why is "
        "kept "
        "and shown\n"
        "  hentra alert snooze ALERT …     until then they are in no digest, and further steps are not told\n"
        "  hentra alert unack ALERT …      takes both back; none of these clears an alert, or keeps one from "
        "being "
        "cleared";

int alert_command(int argc, char **argv)
{
        struct command c;
        struct asked q;
        int rc;
        if (!command_begin(
                    &c,
                    "alert [list|explain DOSSIER|failed|retry [ID …|--all]|ack ALERT …|snooze ALERT …|unack "
                    "ALERT …] [--agency CODE] [--rule NAME] [--waiting] [--reason TEXT] [--until TIME] "
                    "[--format text|csv|json] [--dry-run]",
                    about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&c.args, &q, &c.e);
        if (fault == OK)
                fault = q.verb == RUN ? run(&c, q.wait_s, &c.e) : show(&c, &q, &c.e);
        return command_end(&c, fault);
}

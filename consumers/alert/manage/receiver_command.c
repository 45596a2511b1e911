/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_command.c - options to a change of receivers, in one transaction, which a dry run rolls back.
 *
 * Rule: no address of a webhook is printed or logged but for its server (alert_webhook.shown).
 */
#include "consumers/alert/manage/receiver_command.h"

#include "consumers/alert/manage/change.h"
#include "consumers/alert/manage/receiver.h"
#include "consumers/alert/manage/receiver_ask.h"
#include "consumers/alert/manage/receiver_list.h"
#include "consumers/alert/manage/receiver_try.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include <stdio.h>
#include <stdlib.h>

enum verb { ADD, SET, ON, OFF, LIST, TRY, VERB_COUNT };
static const char *const verbs[VERB_COUNT] = {"add", "set", "on", "off", "list", "try"};

#define COMMON_OPTIONS                                                                                 \
        {"agency", "CODE", "only alerts that are for this agency; any: all"},                          \
                {"digest", "HH:MM",                                                                    \
                 "the open alerts, at this time of every working day; off: each alert as it comes"},   \
                {"off", NULL, "add: not switched on yet"}, {"rename", "NAME", "set: its new name"},    \
                {"dry-run", NULL, "add, set, on, off: check it and show the result, change nothing"},  \
                {"format", "text|csv|json", "list: text (default), CSV, or one JSON object per line"}, \
                {"wait", "SECONDS",                                                                    \
                 "how long to wait for a warehouse that does not answer (default 10; 0: not at all)"}, \
        {                                                                                              \
                0                                                                                      \
        }

static const struct arg_spec webhook_spec[] = {
        {"url-file", "FILE", "the address, as the first line of this file; -: of standard input"},
        {"url", "URL", "the address, where it holds no secret: others may see it in the list of processes"},
        COMMON_OPTIONS};
static const struct arg_spec mail_spec[] = {{"to", "ADDRESS", "the mailbox, as name@example.vn"},
                                            COMMON_OPTIONS};

struct asked {
        bool mail, unseen;
        enum verb verb;
        enum list_format format;
        int wait_s;
};

/* ---- the command line ---- */

static bool defines_receiver(const struct args *a, bool mail)
{
        return args_text(a, "agency") || args_text(a, "digest") ||
               (mail ? args_text(a, "to") != NULL : args_text(a, "url") || args_text(a, "url-file"));
}

static enum fault check(const struct args *a, const struct asked *q, struct err *e)
{
        const int names = a->operands - 1;
        const bool defines = defines_receiver(a, q->mail);
        if ((q->verb == ADD || q->verb == SET || q->verb == TRY) && names != 1)
                return fail(e, USAGE, "expected one name: %s NAME", verbs[q->verb]);
        if ((q->verb == ON || q->verb == OFF) && names < 1)
                return fail(e, USAGE, "a name is missing: %s NAME …", verbs[q->verb]);
        if (q->verb == LIST && names > 0)
                return fail(e, USAGE, "too many words: list");
        if (q->verb != ADD && q->verb != SET && defines)
                return fail(e, USAGE, "options that define a receiver are for add and set");
        if (q->verb != ADD && args_flag(a, "off"))
                return fail(e, USAGE, "--off is for add: `off NAME` switches a receiver off");
        if (q->verb != SET && args_text(a, "rename"))
                return fail(e, USAGE, "--rename is for set");
        if (q->verb > OFF && args_flag(a, "dry-run"))
                return fail(e, USAGE, "--dry-run is for add, set, on and off");
        if (q->verb != LIST && args_text(a, "format"))
                return fail(e, USAGE, "--format is for list");
        if (q->verb == SET && !defines && !args_text(a, "rename"))
                return fail(e, USAGE, "what is to be changed? --help lists the options");
        return OK;
}

static enum fault parse(const struct args *a, struct asked *q, struct err *e)
{
        static const char *const formats[] = {"text", "csv", "json"};
        int verb, format = LIST_TEXT;
        if (args_verb(a, q->mail ? "alert mail" : "alert webhook", verbs, VERB_COUNT, &verb, e) != OK ||
            args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        q->verb = (enum verb)verb;
        q->format = (enum list_format)format;
        q->wait_s = 10;
        return args_wait(a, &q->wait_s, e) == OK ? check(a, q, e) : e->kind;
}

/* ---- changes ---- */

static enum fault change_one(const struct args *a, const struct asked *q, struct pg *pg, char **name,
                             struct receiver *v, struct err *e)
{
        if (q->verb != ADD && receiver_read(v, pg, *name, e) != OK)
                return e->kind;
        if (q->verb == ADD)
                v->enabled = !args_flag(a, "off");
        else if (q->verb != SET)
                v->enabled = q->verb == ON;
        if (q->verb == SET && args_text(a, "rename")) {
                free(*name);
                *name = nfc_strdup(args_text(a, "rename"));
        }
        if ((q->verb == ADD || q->verb == SET) && receiver_apply(v, a, pg, e) != OK)
                return e->kind;
        return receiver_write(v, pg, *name, e);
}

static enum fault change_each(const struct args *a, const struct asked *q, struct pg *pg, char **name, int n,
                              struct err *e)
{
        enum fault fault = change_begin(pg, e);
        for (int i = 0; fault == OK && i < n; i++) {
                struct receiver v;
                receiver_begin(&v, q->mail);
                v.unseen = q->unseen;
                fault = change_one(a, q, pg, &name[i], &v, e);
                receiver_free(&v);
        }
        return change_fault(pg, fault, e);
}

static enum receivers kind_of(const struct asked *q)
{
        return q->mail ? RECEIVERS_MAIL : RECEIVERS_WEBHOOK;
}

/* Changes all of them, then prints them as they are now. */
static enum fault change_all(const struct args *a, const struct asked *q, struct pg *pg,
                             const struct zone *zone, char **name, int n, struct err *e)
{
        static const char *const done[] = {"added:", "changed:", "switched on:", "switched off:"},
                                 *const would[] = {"would add:", "would change:", "would switch on:",
                                                   "would switch off:"};
        const bool dry_run = args_flag(a, "dry-run");
        if (pg_script(pg, "begin isolation level repeatable read", e) != OK ||
            change_each(a, q, pg, name, n, e) != OK)
                return e->kind;
        if (!dry_run && pg_script(pg, "commit", e) != OK)
                return e->kind;
        puts((dry_run ? would : done)[q->verb]);
        for (int i = 0; i < n; i++) {
                if (receiver_list(pg, zone, kind_of(q), name[i], LIST_TEXT, e) != OK)
                        return e->kind;
        }
        return dry_run ? pg_script(pg, "rollback", e) : OK;
}

static enum fault change(const struct args *a, const struct asked *q, struct pg *pg, const struct zone *zone,
                         struct err *e)
{
        char *name[OPERANDS_MOST];
        const int n = a->operands - 1;
        for (int i = 0; i < n; i++)
                name[i] = nfc_strdup(a->operand[i + 1]);
        const enum fault fault = change_all(a, q, pg, zone, name, n, e);
        for (int i = 0; i < n; i++)
                free(name[i]);
        return fault;
}

static enum fault try(const struct args *a, const struct receiver_session *at, FILE *out, struct err *e)
{
        struct receiver v;
        char *name = nfc_strdup(a->operand[1]);
        receiver_begin(&v, at->mail);
        enum fault fault = receiver_read(&v, at->pg, name, e);
        if (fault == OK && at->leave)
                fault = at->leave(at->context, e);
        if (fault == OK)
                fault = receiver_try(&v, at->conf, name, out, e);
        receiver_free(&v);
        free(name);
        return fault;
}

static enum fault run(const struct command *c, const struct asked *q, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra alert receivers", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        const struct receiver_session at = {.pg = pg, .zone = w.zone, .conf = c->conf, .mail = q->mail};
        if (fault == OK)
                fault = q->verb == LIST  ? receiver_list(pg, w.zone, kind_of(q), NULL, q->format, e)
                        : q->verb == TRY ? try(&c->args, &at, stdout, e)
                                         : change(&c->args, q, pg, w.zone, e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

enum fault receiver_ask(int argc, char **argv, const struct receiver_session *at, FILE *tried, struct err *e)
{
        static const char *const ours[] = {"dry-run", "format", "wait",
                                           "url-file"}; /* the last: of webhooks */
        struct args args;
        struct asked q = {.mail = at->mail, .unseen = true};
        if (args_parse(&args, at->mail ? mail_spec : webhook_spec, argc, argv, e) != OK ||
            parse(&args, &q, e) != OK)
                return e->kind;
        for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]) - at->mail; i++)
                if (args_text(&args, ours[i]))
                        return fail(e, USAGE, "--%s is for the command alone", ours[i]);
        if (args.config || args.set[0] || args.help || args.operands != 2 || q.verb == LIST)
                return fail(e, USAGE, "one receiver at a time, by the options that define it");
        if (q.verb == TRY)
                return try(&args, at, tried, e);
        char *name = nfc_strdup(args.operand[1]);
        enum fault fault = change_each(&args, &q, at->pg, &name, 1, e);
        if (fault == OK)
                fault = receiver_list(at->pg, at->zone, kind_of(&q), name, LIST_JSON, e);
        free(name);
        return fault;
}

static int answer(struct command *c, bool mail)
{
        struct asked q = {.mail = mail};
        enum fault fault = parse(&c->args, &q, &c->e);
        if (fault == OK)
                fault = run(c, &q, &c->e);
        return command_end(c, fault);
}

static const char webhook_about[] =
        "Programs that get alerts by HTTP (docs/alerts.md#webhooks). A running `hentra alert` notices a "
        "change at "
        "once.\nAddresses may hold tokens: they are read from a file or standard input, and of each no more "
        "than "
        "the server is\never shown. Only members of hentra_owner may change them.\n"
        "  add NAME     a new one: each alert, raised or cleared; with --digest the open ones once a working "
        "day\n"
        "  set NAME     changes what the options name, and leaves the rest\n"
        "  on NAME …    switches receivers on\n"
        "  off NAME …   nothing is sent to them any more; what waits goes on waiting\n"
        "  list         all of them, with how many deliveries wait or were given up\n"
        "  try NAME     posts one message of the type \"test\", and prints what the receiver answers\n"
        "  echo https://desk.example.vn/alerts?token=… | hentra alert webhook add desk --url-file -";

int alert_webhook_command(int argc, char **argv)
{
        struct command c;
        int rc;
        if (!command_begin(
                    &c,
                    "alert webhook add NAME|set NAME|on NAME …|off NAME …|list|try NAME [--url-file FILE|-] "
                    "[--url URL] [--agency CODE] [--digest HH:MM] [--dry-run]",
                    webhook_about, webhook_spec, argc, argv, &rc))
                return rc;
        return answer(&c, false);
}

static const char mail_about[] =
        "Mailboxes that get alerts as letters, in Vietnamese and in English (docs/alerts.md#e-mail). They "
        "are sent "
        "by a\nrunning `hentra alert` to the server that alert.mail.server names. Only members of "
        "hentra_owner may "
        "change them.\n"
        "  add NAME     a new one: a letter for each alert; with --digest one with the open ones a working "
        "day\n"
        "  set NAME     changes what the options name, and leaves the rest\n"
        "  on NAME …    switches receivers on\n"
        "  off NAME …   nothing is sent to them any more; what waits goes on waiting\n"
        "  list         all of them, with how many letters wait or were given up\n"
        "  try NAME     sends one letter for a test, and prints what the server answers\n"
        "  hentra alert mail add chauthanh --to vanthu@example.vn --agency 000.17.22.H58 --digest 07:30";

int alert_mail_command(int argc, char **argv)
{
        struct command c;
        int rc;
        if (!command_begin(&c,
                           "alert mail add NAME|set NAME|on NAME …|off NAME …|list|try NAME [--to ADDRESS] "
                           "[--agency CODE] [--digest HH:MM] [--dry-run]",
                           mail_about, mail_spec, argc, argv, &rc))
                return rc;
        return answer(&c, true);
}

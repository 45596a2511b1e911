/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_command.c - options to a change of one rule, in one transaction.
 *
 * Rule: a dry run does all of it and rolls back.
 * So: it refuses what the change would refuse, with the same words.
 */
#include "consumers/alert/manage/rule_command.h"

#include "consumers/alert/manage/change.h"
#include "consumers/alert/manage/rule_ask.h"
#include "consumers/alert/manage/rule_definition.h"
#include "consumers/alert/manage/rule_list.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include <stdio.h>
#include <stdlib.h>

enum verb { ADD, SET, ON, OFF, LIST, TRY, VERB_COUNT };
static const char *const verbs[VERB_COUNT] = {"add", "set", "on", "off", "list", "try"};
enum { NAME_MOST = 63 };

static const struct arg_spec spec[] = {
        RULE_OPTIONS,
        {"off", NULL, "add: not switched on yet"},
        {"rename", "NAME", "set: the rule's new name"},
        {"from", "TIME", "try: from this day (or \"2026-01-31 07:00\") on; as if the rule had begun then"},
        {"to", "TIME", "try: up to the end of this day, or to this time (default: now)"},
        {"happened", NULL,
         "try: by when things happened, as far as is known now, not by when they became known"},
        {"dry-run", NULL, "add, set, on, off: check it and show the result, change nothing"},
        {"format", "text|csv|json", "list, try: text (default), CSV, or one JSON object per line"},
        {"wait", "SECONDS",
         "how long to wait for a warehouse that does not answer (default 10; 0: not at all)"},
        {0},
};

struct asked {
        enum verb verb;
        enum list_format format;
        int wait_s;
};

struct editing {
        const struct args *args;
        const struct asked *q;
        struct rule_session at;
};

/* ---- the command line ---- */

static bool defines_rule(const struct args *a)
{
        static const struct arg_spec options[] = {RULE_OPTIONS, {0}};
        for (int i = 0; options[i].name; i++) {
                if (args_flag(a, options[i].name))
                        return true;
        }
        return false;
}

static enum fault check_words(const struct args *a, enum verb verb, struct err *e)
{
        const int names = a->operands - 1;
        if ((verb == ADD || verb == SET) && names != 1)
                return fail(e, USAGE, "expected one name: hentra alert rule %s NAME", verbs[verb]);
        if ((verb == ON || verb == OFF) && names < 1)
                return fail(e, USAGE, "a name is missing: hentra alert rule %s NAME …", verbs[verb]);
        if (verb == LIST && names > 0)
                return fail(e, USAGE, "too many words: hentra alert rule list");
        if (verb == TRY && (names > 1 || (names == 0 && !defines_rule(a))))
                return fail(e, USAGE,
                            "expected: hentra alert rule try NAME, or its definition, as --overdue");
        if (verb == TRY && !args_text(a, "from"))
                return fail(e, USAGE, "--from is missing: from which day on?");
        return OK;
}

static enum fault check_options(const struct args *a, enum verb verb, struct err *e)
{
        if (verb != ADD && verb != SET && verb != TRY && defines_rule(a))
                return fail(e, USAGE, "options that define a rule are for add, set and try");
        if (verb != ADD && args_flag(a, "off"))
                return fail(e, USAGE, "--off is for add: hentra alert rule off NAME switches a rule off");
        if (verb != SET && args_text(a, "rename"))
                return fail(e, USAGE, "--rename is for set");
        if (verb != TRY && (args_text(a, "from") || args_text(a, "to") || args_flag(a, "happened")))
                return fail(e, USAGE, "--from, --to and --happened are for try");
        if ((verb == LIST || verb == TRY) && args_flag(a, "dry-run"))
                return fail(e, USAGE, "--dry-run is for add, set, on and off: %s changes nothing",
                            verbs[verb]);
        if (verb != LIST && verb != TRY && args_text(a, "format"))
                return fail(e, USAGE, "--format is for list and try");
        if (verb == SET && !defines_rule(a) && !args_text(a, "rename"))
                return fail(e, USAGE, "what is to be changed? hentra alert rule --help lists the options");
        return check_words(a, verb, e);
}

static enum fault parse(const struct args *a, struct asked *q, struct err *e)
{
        static const char *const formats[] = {"text", "csv", "json"};
        int verb, format = LIST_TEXT;
        if (args_verb(a, "alert rule", verbs, VERB_COUNT, &verb, e) != OK ||
            args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        *q = (struct asked){(enum verb)verb, (enum list_format)format, 10};
        return args_wait(a, &q->wait_s, e) == OK ? check_options(a, q->verb, e) : e->kind;
}

/* ---- changes ---- */

static enum fault check_name(const char *name, struct err *e)
{
        if (text_trim(text_of(name)).len == 0 || text_columns(text_of(name)) > NAME_MOST ||
            text_check_shown(text_of(name)))
                return fail(e, USAGE, "a rule's name has 1 to %d printable characters", NAME_MOST);
        return OK;
}

/* `name`: in the warehouse; becomes the new one where it was renamed. */
static enum fault change_one(struct editing *x, char **name, struct err *e)
{
        const struct args *a = x->args;
        const enum verb verb = x->q->verb;
        struct rule_definition d;
        rule_definition_begin(&d);
        if (verb != ADD && rule_definition_read(&d, x->at.pg, *name, e) != OK)
                return e->kind;
        if (verb == ADD)
                d.enabled = !args_flag(a, "off");
        else if (verb != SET)
                d.enabled = verb == ON;
        if (verb == SET && args_text(a, "rename")) {
                free(*name);
                *name = nfc_strdup(args_text(a, "rename"));
        }
        if ((verb == ADD || verb == SET) &&
            (check_name(*name, e) != OK || rule_definition_apply(&d, a, x->at.pg, x->at.calendar, e) != OK))
                return e->kind;
        return rule_definition_write(&d, x->at.pg, *name, e);
}

static enum fault change_each(struct editing *x, char **name, int n, struct err *e)
{
        enum fault fault = change_begin(x->at.pg, e);
        for (int i = 0; fault == OK && i < n; i++)
                fault = change_one(x, &name[i], e);
        return change_fault(x->at.pg, fault, e);
}

/* Changes all of them, then prints them as they are now. */
static enum fault change_all(struct editing *x, char **name, int n, struct err *e)
{
        static const char *const done[] = {"added:", "changed:", "switched on:", "switched off:"},
                                 *const would[] = {"would add:", "would change:", "would switch on:",
                                                   "would switch off:"};
        const bool dry_run = args_flag(x->args, "dry-run");
        if (pg_script(x->at.pg, "begin isolation level repeatable read", e) != OK ||
            change_each(x, name, n, e) != OK)
                return e->kind;
        if (!dry_run && pg_script(x->at.pg, "commit", e) != OK)
                return e->kind;
        puts((dry_run ? would : done)[x->q->verb]);
        for (int i = 0; i < n; i++) {
                if (rule_list(x->at.pg, x->at.warehouse->zone, x->at.calendar, name[i], LIST_TEXT, e) != OK)
                        return e->kind;
        }
        return dry_run ? pg_script(x->at.pg, "rollback", e) : OK;
}

static enum fault change(struct editing *x, struct err *e)
{
        const struct args *a = x->args;
        char *name[OPERANDS_MOST];
        const int n = a->operands - 1;
        for (int i = 0; i < n; i++)
                name[i] = nfc_strdup(a->operand[i + 1]);
        const enum fault fault = change_all(x, name, n, e);
        for (int i = 0; i < n; i++)
                free(name[i]);
        return fault;
}

/* ---- try ---- */

static enum fault read_range(const struct editing *x, struct rule_trial *t, struct err *e)
{
        const struct args *a = x->args;
        const struct zone *zone = x->at.warehouse->zone;
        const micros now = clock_now(x->at.clock);
        bool date_only;
        t->to = now;
        if (moment_parse(zone, text_of(args_text(a, "from")), &t->from, &date_only, e) != OK)
                return fail_at(e, "--from");
        if (args_text(a, "to") &&
            moment_parse(zone, text_of(args_text(a, "to")), &t->to, &date_only, e) != OK)
                return fail_at(e, "--to");
        if (args_text(a, "to") && date_only)
                t->to = zone_day_start(zone, zone_day(zone, t->to) + 1);
        if (t->to > now)
                t->to = now;
        return t->from < t->to
                       ? OK
                       : fail(e, USAGE, "--from %s does not lie before --to and now", args_text(a, "from"));
}

static enum fault try(struct editing *x, struct rule_tried *tried, struct err *e)
{
        const struct args *a = x->args;
        struct rule_definition d;
        struct rule_trial t = {.rule = &d, .happened = args_flag(a, "happened")};
        rule_definition_begin(&d);
        if (read_range(x, &t, e) != OK)
                return e->kind;
        if (a->operands > 1) {
                char *name = nfc_strdup(a->operand[1]);
                const enum fault fault = rule_definition_read(&d, x->at.pg, name, e);
                free(name);
                if (fault != OK)
                        return fault;
        }
        if (rule_definition_apply(&d, a, x->at.pg, x->at.calendar, e) != OK)
                return e->kind;
        return rule_try(&t, x->at.pg, x->at.warehouse, x->at.calendar, x->q->format, tried, e);
}

static enum fault run(const struct command *c, const struct asked *q, struct err *e)
{
        struct warehouse w = {0};
        struct clock clock;
        struct editing x = {.args = &c->args, .q = q, .at = {.warehouse = &w, .clock = &clock}};
        struct calendar *calendar = NULL;
        if (clock_read_conf(&clock, c->conf, e) != OK ||
            warehouse_connect(&x.at.pg, c->conf, "hentra alert rule", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, x.at.pg, e);
        if (fault == OK)
                fault = calendar_read(&calendar, x.at.pg, w.zone, NULL, e);
        x.at.calendar = calendar;
        if (fault == OK)
                fault = q->verb == LIST  ? rule_list(x.at.pg, w.zone, calendar, NULL, q->format, e)
                        : q->verb == TRY ? try(&x, NULL, e)
                                         : change(&x, e);
        calendar_close(calendar);
        warehouse_close(&w);
        pg_close(x.at.pg);
        return fault;
}

static enum fault ask_one(struct editing *x, struct err *e)
{
        char *name = nfc_strdup(x->args->operand[1]);
        enum fault fault = change_each(x, &name, 1, e);
        if (fault == OK)
                fault = rule_list(x->at.pg, x->at.warehouse->zone, x->at.calendar, name, LIST_JSON, e);
        free(name);
        return fault;
}

enum fault rule_ask(int argc, char **argv, const struct rule_session *at, struct rule_tried *tried,
                    struct err *e)
{
        static const char *const ours[] = {"dry-run", "format", "wait"};
        struct args args;
        struct asked q;
        struct editing x = {.args = &args, .q = &q, .at = *at};
        if (args_parse(&args, spec, argc, argv, e) != OK || parse(&args, &q, e) != OK)
                return e->kind;
        for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
                if (args_text(&args, ours[i]))
                        return fail(e, USAGE, "--%s is for the command alone", ours[i]);
        if (args.config || args.set[0] || args.help || args.operands > 2)
                return fail(e, USAGE, "one rule at a time, by the options that define it");
        q.format = LIST_ARRAY;
        return q.verb == LIST  ? rule_list(at->pg, at->warehouse->zone, at->calendar, NULL, q.format, e)
               : q.verb == TRY ? try(&x, tried, e)
                               : ask_one(&x, e);
}

static const char about[] =
        "The rules by which `hentra alert` raises alerts (docs/alerts.md). A running alerter notices a "
        "change at "
        "once;\nonly members of hentra_owner may change them.\n"
        "  add NAME     a new rule; one of --before, --overdue, --after, --chance, --silent says of which "
        "kind\n"
        "  set NAME     changes what the options name, and leaves the rest; alerts that it does not hold for "
        "any\n"
        "               more are cleared\n"
        "  on NAME …    switches rules on\n"
        "  off NAME …   switches rules off: what is open of them is cleared\n"
        "  list         all rules, and how many alerts of each are open\n"
        "  try          how many alerts the rule NAME, or one that options define, or NAME with options laid "
        "over "
        "it,\n               would have raised in a past time, per day and agency; raises nothing\n"
        "Times are working time: 1d is a working day, 4h four working hours, 1d4h both. Nothing is raised "
        "about "
        "the past:\na rule begins when an alerter first reads it.\n"
        "  hentra alert rule add communes --before 4h --level commune --dry-run\n"
        "  hentra alert rule try --after 1d,2d --agency 000.17.22.H58 --from 2022-03-01 --to 2022-03-31";

int alert_rule_command(int argc, char **argv)
{
        struct command c;
        struct asked q;
        int rc;
        if (!command_begin(
                    &c,
                    "alert rule add NAME|set NAME|on NAME …|off NAME …|list|try [NAME] [--before TIME,…] "
                    "[--overdue] [--after TIME,…] [--chance PERCENT] [--silent TIME] [--agency CODE] "
                    "[--level LEVEL] [--procedure CODE] [--case KIND] [--from TIME --to TIME] [--dry-run]",
                    about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&c.args, &q, &c.e);
        if (fault == OK)
                fault = run(&c, &q, &c.e);
        return command_end(&c, fault);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_command.c - options to a change of one rule, in one transaction.
 *
 * Rule: a dry run does all of it and rolls back.
 * So: it refuses what the change would refuse, with the same words.
 */
#include "consumers/alert/manage/rule_command.h"

#include "consumers/alert/manage/rule_definition.h"
#include "consumers/alert/manage/rule_list.h"
#include "consumers/alert/manage/rule_try.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/nfc.h"
#include "core/program/clock.h"
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
        const struct command *c;
        const struct asked *q;
        struct pg *pg;
        struct warehouse warehouse;
        struct calendar *calendar;
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
        const struct args *a = &x->c->args;
        const enum verb verb = x->q->verb;
        struct rule_definition d;
        rule_definition_begin(&d);
        if (verb != ADD && rule_definition_read(&d, x->pg, *name, e) != OK)
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
            (check_name(*name, e) != OK || rule_definition_apply(&d, a, x->pg, x->calendar, e) != OK))
                return e->kind;
        return rule_definition_write(&d, x->pg, *name, e);
}

/* Changes all of them, then prints them as they are now. */
static enum fault change_all(struct editing *x, char **name, int n, struct err *e)
{
        static const char *const done[] = {"added:", "changed:", "switched on:", "switched off:"},
                                 *const would[] = {"would add:", "would change:", "would switch on:",
                                                   "would switch off:"};
        const bool dry_run = args_flag(&x->c->args, "dry-run");
        if (pg_script(x->pg, "begin isolation level repeatable read", e) != OK)
                return e->kind;
        for (int i = 0; i < n; i++) {
                if (change_one(x, &name[i], e) != OK)
                        return e->kind;
        }
        if (!dry_run && pg_script(x->pg, "commit", e) != OK)
                return e->kind;
        puts((dry_run ? would : done)[x->q->verb]);
        for (int i = 0; i < n; i++) {
                if (rule_list(x->pg, x->warehouse.zone, x->calendar, name[i], LIST_TEXT, e) != OK)
                        return e->kind;
        }
        return dry_run ? pg_script(x->pg, "rollback", e) : OK;
}

static enum fault change(struct editing *x, struct err *e)
{
        const struct args *a = &x->c->args;
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
        const struct args *a = &x->c->args;
        const struct zone *zone = x->warehouse.zone;
        struct clock clock;
        bool date_only;
        if (clock_read_conf(&clock, x->c->conf, e) != OK)
                return e->kind;
        const micros now = clock_now(&clock);
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

static enum fault try(struct editing *x, struct err *e)
{
        const struct args *a = &x->c->args;
        struct rule_definition d;
        struct rule_trial t = {.rule = &d, .happened = args_flag(a, "happened")};
        rule_definition_begin(&d);
        if (read_range(x, &t, e) != OK)
                return e->kind;
        if (a->operands > 1) {
                char *name = nfc_strdup(a->operand[1]);
                const enum fault fault = rule_definition_read(&d, x->pg, name, e);
                free(name);
                if (fault != OK)
                        return fault;
        }
        if (rule_definition_apply(&d, a, x->pg, x->calendar, e) != OK)
                return e->kind;
        return rule_try(&t, x->pg, &x->warehouse, x->calendar, x->q->format, e);
}

static enum fault run(const struct command *c, const struct asked *q, struct err *e)
{
        struct editing x = {.c = c, .q = q};
        if (warehouse_connect(&x.pg, c->conf, "hentra alert rule", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&x.warehouse, x.pg, e);
        if (fault == OK)
                fault = calendar_read(&x.calendar, x.pg, x.warehouse.zone, NULL, e);
        if (fault == OK)
                fault = q->verb == LIST  ? rule_list(x.pg, x.warehouse.zone, x.calendar, NULL, q->format, e)
                        : q->verb == TRY ? try(&x, e)
                                         : change(&x, e);
        calendar_close(x.calendar);
        warehouse_close(&x.warehouse);
        pg_close(x.pg);
        return fault;
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

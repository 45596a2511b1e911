/* SPDX-License-Identifier: Apache-2.0
 *
 * access_command.c - options to a wish or a list.
 */
#include "consumers/access/access_command.h"

#include "consumers/access/access_list.h"
#include "consumers/access/grant.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/output.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include <stdlib.h>

enum verb { GRANT, REVOKE, LIST, VERB_COUNT };
static const char *const verbs[VERB_COUNT] = {"grant", "revoke", "list"};

static const struct arg_spec spec[] = {
        {"agency", "CODE", "grant, revoke: this agency, and all below it"},
        {"all", NULL, "grant, revoke: all agencies, and what belongs to none"},
        {"dry-run", NULL, "grant, revoke: print what would change, change nothing"},
        {"format", "text|csv|json", "list: text (default), CSV, or a JSON array"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

struct asked {
        enum verb verb;
        enum access_format format;
        const char *role;
        int wait_s;
};

static enum fault check_options(const struct asked *q, const struct args *a, struct err *e)
{
        const bool agency = args_text(a, "agency"), all = args_flag(a, "all");
        if (q->verb == LIST && (agency || all || args_flag(a, "dry-run")))
                return fail(e, USAGE, "--agency, --all and --dry-run go with grant and revoke");
        if (q->verb == LIST)
                return a->operands <= 2 ? OK : fail(e, USAGE, "expected: hentra access list [ROLE]");
        if (args_text(a, "format"))
                return fail(e, USAGE, "--format goes with `hentra access list` only");
        if (a->operands != 2 || !q->role || !*q->role)
                return fail(e, USAGE, "expected: hentra access %s ROLE --agency CODE, or --all",
                            verbs[q->verb]);
        if (agency == all)
                return fail(e, USAGE, "%s: either --agency CODE or --all is needed", verbs[q->verb]);
        return OK;
}

static enum fault read_asked(struct asked *q, const struct args *a, struct err *e)
{
        static const char *const formats[] = {"text", "csv", "json"};
        int verb, format = ACCESS_TEXT;
        if (args_verb(a, "access", verbs, VERB_COUNT, &verb, e) != OK ||
            args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        *q = (struct asked){.verb = (enum verb)verb,
                            .format = (enum access_format)format,
                            .role = a->operands > 1 ? a->operand[1] : NULL,
                            .wait_s = 10};
        return check_options(q, a, e) == OK ? args_wait(a, &q->wait_s, e) : e->kind;
}

static enum fault change(const struct asked *q, const struct args *a, struct pg *pg, struct err *e)
{
        char *agency = args_text(a, "agency") ? nfc_strdup(args_text(a, "agency")) : NULL;
        const struct access_wish wish = {q->role, agency, q->verb == REVOKE, args_flag(a, "dry-run")};
        const enum fault fault = access_change(pg, &wish, e);
        free(agency);
        return fault;
}

static enum fault run(const struct asked *q, const struct command *c, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra access", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->verb == LIST ? access_list(pg, q->role, w.zone, q->format, e)
                                        : change(q, &c->args, pg, e);
        if (fault == OK)
                fault = output_finish(e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

int access_command(int argc, char **argv)
{
        struct command c;
        struct asked q;
        int rc;
        if (!command_begin(
                    &c,
                    "access grant|revoke ROLE --agency CODE|--all [--dry-run] | list [ROLE] "
                    "[--format text|csv|json]",
                    "Who sees which agencies. ROLE is a role of the database, a login or a group of logins; "
                    "it must be a member\nof hentra_viewer. What it sees holds in psql, in tools for "
                    "analysis, in reports and in the dashboard alike,\nat once: PostgreSQL itself leaves "
                    "out the rest (docs/access.md).\n"
                    "  grant   it sees this agency, and all below it in the catalogue of the day\n"
                    "  revoke  takes one grant away; what else was granted stays\n"
                    "  list    what was granted, to whom, when and by whom\n"
                    "Members of hentra_analyst see everything, whatever is granted.",
                    spec, argc, argv, &rc))
                return rc;
        enum fault fault = read_asked(&q, &c.args, &c.e);
        if (fault == OK)
                fault = run(&q, &c, &c.e);
        return command_end(&c, fault);
}

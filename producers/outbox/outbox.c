/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox.c - the command: installs an outbox, or feeds the topic from it.
 */
#include "producers/outbox/outbox.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/lib/nfc.h"
#include "core/program/watch.h"
#include "generated/embedded.h"
#include "producers/outbox/outbox_source.h"
#include "producers/outbox/table_command.h"
#include "producers/pump.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct arg_spec spec[] = {
        {"source", "NAME", "the source's name in every event; it never changes"},
        {"once", NULL, "send what is written now, and end"},
        {"mapping", "FILE", "read a table by this mapping (docs/sources.md) instead of the outbox"},
        {"table", "NAME", "with --mapping: the table or view, as SQL names it"},
        {"query", "FILE", "with --mapping: a query instead of a table"},
        {"changed", "COLUMN", "with --mapping: a row's last change, a time or a rising number"},
        {"key", "COLUMN", "with --mapping: tells two rows apart (default: the column of dossier_id)"},
        {"state", "DIR", "with --mapping: a folder on a local disk for what was read, a table's own"},
        {"dry-run", NULL, "print what would be sent, or with install the SQL, and touch nothing"},
        {"sample", "ROWS", "of --dry-run: so many rows at most"},
        {"wait", "SECONDS",
         "how long to wait for a server that does not answer, and with --once for open transactions (default "
         "60, without --once for Kafka as long as it takes; 0: not at all)"},
        {0},
};

static const char about[] =
        "Sends the rows of the table hentra_outbox.outbox, in the database of a source (settings outbox.*), "
        "to the\n"
        "topic of dossier events, in the order of their ids, and deletes them once Kafka has confirmed them. "
        "A row is\n"
        "one statement or document about one dossier (docs/outbox.md). One that makes no sense is set aside "
        "with the\n"
        "reason in hentra_outbox.rejected. No row is passed while a transaction that may write a row before "
        "it is open:\n"
        "the log names it when that takes seconds.\n"
        "`outbox install` makes schema, tables, functions and the role hentra_outbox, or brings them up to "
        "date; it\n"
        "needs a login that may do so. To send takes no more than membership of that role.\n"
        "With --mapping it reads a plain table or view of that database and writes nothing there, not even "
        "where it\n"
        "may: what has changed since the last look, and with row = case once a day the whole. What is "
        "unchanged is\n"
        "not sent again.\n"
        "With --once and --dry-run the exit code is 1 when a row was set aside or cannot be read, or was "
        "left "
        "behind\n"
        "an open transaction.";

static enum fault refuse_to_wait(struct err *e)
{
        const struct err was = *e;
        return fail(e, FATAL,
                    "%s: an open transaction uses the outbox, and to wait for it would hold up its writers; "
                    "nothing was changed, try again later",
                    was.text);
}

static enum fault install(struct command *c, int wait_s)
{
        struct pg *pg = NULL;
        if (args_flag(&c->args, "dry-run")) {
                printf("begin;\n%s%scommit;\n", SQL_outbox_install, SQL_outbox_follow);
                return OK;
        }
        enum fault fault = outbox_connect(&pg, c->conf, wait_s, &c->e);
        if (fault == OK)
                fault = pg_script(pg, "begin", &c->e);
        if (fault == OK)
                fault = pg_script(pg, SQL_outbox_install, &c->e);
        if (fault == OK)
                fault = pg_script(pg, SQL_outbox_follow, &c->e);
        if (fault == OK)
                fault = pg_script(pg, "commit", &c->e);
        if (fault == OK)
                printf("the outbox is in %s\n", pg_address(pg));
        if (fault != OK && pg && !strcmp(pg_sqlstate(pg), "55P03"))
                fault = refuse_to_wait(&c->e);
        pg_close(pg);
        return fault;
}

static enum fault check_all_sent(const struct outbox *o, struct err *e)
{
        if (o->left)
                return fail(e, FATAL,
                            "rows behind an open transaction were left (the log names it); the "
                            "next run sends them");
        if (o->counts.rejected > 0)
                return fail(e, FATAL,
                            "%" PRIu64 " rows were set aside (hentra_outbox.rejected says why); all else was "
                            "sent",
                            o->counts.rejected);
        return OK;
}

static enum fault feed(struct command *c, const struct outbox_reader *reader, int wait_s)
{
        const bool once = args_flag(&c->args, "once");
        const bool said = args_text(&c->args, "wait") != NULL;
        const struct pump_options options = {
                .wait_s = pump_contact_s(once, said, wait_s), .until_idle = once, .endless = !once};
        struct pump_counts counts;
        struct outbox *o = need_alloc(sizeof(*o));
        enum fault fault = once ? OK : watch_begin(c, pump_needs, 1, &c->e);
        if (fault == OK)
                fault = outbox_open(o, c->conf, reader, wait_s, options.until_idle, &c->e);
        if (fault == OK) {
                struct err second;
                log_info("outbox.started", KT("database", pg_address(o->pg)), KI("position", o->position));
                fault = pump_run(c->conf, &outbox_source, o, &options, &counts, &c->e);
                if (outbox_close(o, fault == OK ? &c->e : &second) != OK && fault == OK)
                        fault = c->e.kind;
                printf("%-22s %12" PRIu64 "\n%-22s %12" PRIu64 "\n", "rows sent", o->counts.sent,
                       "rows rejected", o->counts.rejected);
                fflush(stdout); /* before the error on standard error, where both go to one terminal */
                if (fault == OK && options.until_idle && !stop_asked())
                        fault = check_all_sent(o, &c->e);
        }
        free(o);
        return fault;
}

/* Options of a table that are given without its mapping, or that install does not know. */
static enum fault refuse_options(const struct args *args, struct err *e)
{
        static const char *const of_table[] = {"table", "query", "changed", "key", "state", "sample"};
        for (size_t i = 0; i < sizeof(of_table) / sizeof(of_table[0]); i++) {
                if (args_text(args, of_table[i]))
                        return fail(e, USAGE, "--%s needs --mapping FILE", of_table[i]);
        }
        return OK;
}

static enum fault feed_source(struct command *c, int wait_s)
{
        struct zone *zone = NULL;
        const char *name = args_text(&c->args, "source");
        if (!name)
                return fail(&c->e, USAGE, "--source NAME is missing");
        if (args_flag(&c->args, "dry-run"))
                return fail(&c->e, USAGE, "--dry-run belongs to install and to --mapping");
        char *source = nfc_strdup(name);
        const char *wrong = text_check_printable(text_of(source));
        enum fault fault = OK;
        if (wrong)
                fault = fail(&c->e, USAGE, "--source %s", wrong);
        else if (strlen(source) == 0 || strlen(source) > SOURCE_MOST)
                fault = fail(&c->e, USAGE, "--source has %zu bytes, 1 to %d are allowed", strlen(source),
                             SOURCE_MOST);
        if (fault == OK && zone_open(&zone, conf_text(c->conf, "setup.zone"), &c->e) != OK)
                fault = fail_at(&c->e, "setup.zone");
        if (fault == OK)
                fault = feed(c, &(struct outbox_reader){text_of(source), zone}, wait_s);
        zone_close(zone);
        free(source);
        return fault;
}

int outbox_command(int argc, char **argv)
{
        static const char *const verbs[] = {"install"};
        struct command c;
        int rc, wait_s = 60, verb = 0;
        if (!command_begin(
                    &c,
                    "outbox --source NAME [--once] | outbox install [--dry-run] | outbox --mapping FILE "
                    "--table NAME --changed COLUMN --state DIR [--once]",
                    about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        const bool mapped = args_text(&c.args, "mapping") != NULL, installs = c.args.operands == 1;
        if (fault == OK && c.args.operands > 1)
                fault = fail(&c.e, USAGE, "at most one word is expected: install");
        if (fault == OK && installs)
                fault = args_choose_word("outbox", text_of(c.args.operand[0]), verbs, 1, &verb, &c.e);
        if (fault == OK && installs && mapped)
                fault = fail(&c.e, USAGE,
                             "install does not go with --mapping: nothing is installed for a table");
        if (fault == OK && !mapped)
                fault = refuse_options(&c.args, &c.e);
        if (fault == OK)
                fault = mapped     ? table_command(&c, wait_s)
                        : installs ? install(&c, wait_s)
                                   : feed_source(&c, wait_s);
        return command_end(&c, fault);
}

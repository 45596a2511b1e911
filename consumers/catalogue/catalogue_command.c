/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue_command.c - options to a wish or a question.
 */
#include "consumers/catalogue/catalogue_command.h"

#include "consumers/catalogue/changes.h"
#include "consumers/catalogue/import.h"
#include "consumers/catalogue/show.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/moment.h"
#include "core/base/output.h"
#include "core/lib/log.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum verb { IMPORT, DIFF, SHOW, VERB_COUNT };
static const char *const verbs[VERB_COUNT] = {"import", "diff", "show"};

static const struct arg_spec spec[] = {
        {"dry-run", NULL, "import: print what would change, change nothing (as diff)"},
        {"as-of", "DAY", "show: as it is on this local day, as 2025-07-01 (default: all versions)"},
        {"format", "text|csv|json",
         "diff, show: text (default), CSV (that of show, unless it is of one day, can be imported again), or "
         "a "
         "JSON array"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

struct asked {
        enum verb verb;
        enum catalogue which;
        enum catalogue_format format;
        const char *path;   /* of import and diff */
        const char *member; /* of show; NULL: all */
        const char *as_of;
        int32_t day;
        bool dry_run;
        int wait_s;
};

static enum fault read_day(struct asked *q, struct err *e)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (!q->as_of)
                return OK;
        if (civil_parse(text_of(q->as_of), "%Y-%m-%d", &c, &has_offset, &offset) || !civil_legal(&c))
                return fail(e, USAGE, "--as-of: a local day such as 2025-07-01 is allowed");
        q->day = day_of_civil(c.year, c.month, c.day);
        return OK;
}

static enum fault check_options(const struct asked *q, const struct args *a, struct err *e)
{
        if (q->verb == SHOW && (a->operands < 2 || a->operands > 3))
                return fail(e, USAGE,
                            "expected: hentra catalogue show agencies|procedures|aliases|affixes "
                            "[CODE or name]");
        if (q->verb != SHOW && a->operands != 3)
                return fail(e, USAGE,
                            "expected: hentra catalogue %s agencies|procedures|aliases|affixes FILE",
                            verbs[q->verb]);
        if (q->verb != IMPORT && q->dry_run)
                return fail(e, USAGE, "--dry-run goes with `hentra catalogue import` only");
        if (q->verb != SHOW && q->as_of)
                return fail(e, USAGE, "--as-of goes with `hentra catalogue show` only");
        if (q->verb == IMPORT && !q->dry_run && args_text(a, "format"))
                return fail(e, USAGE, "--format goes with diff, show, and import --dry-run only");
        return OK;
}

static enum fault read_asked(struct asked *q, const struct args *a, struct err *e)
{
        static const char *const formats[] = {"text", "csv", "json"};
        int verb, which, format = CATALOGUE_TEXT;
        if (args_verb(a, "catalogue", verbs, VERB_COUNT, &verb, e) != OK)
                return e->kind;
        *q = (struct asked){.verb = (enum verb)verb,
                            .as_of = args_text(a, "as-of"),
                            .dry_run = args_flag(a, "dry-run"),
                            .wait_s = 10};
        if (check_options(q, a, e) != OK ||
            args_choose_word(verbs[verb], text_of(a->operand[1]), catalogue_names, CATALOGUE_COUNT, &which,
                             e) != OK ||
            args_choice(a, "format", formats, CATALOGUE_FORMAT_COUNT, &format, e) != OK ||
            read_day(q, e) != OK)
                return e->kind;
        q->which = (enum catalogue)which;
        q->format = (enum catalogue_format)format;
        *(q->verb == SHOW ? &q->member : &q->path) = a->operand[2];
        return args_wait(a, &q->wait_s, e);
}

static enum fault import(const struct asked *q, struct pg *pg, struct err *e)
{
        struct catalogue_outcome outcome;
        const struct catalogue_wish wish = {.which = q->which, .path = q->path};
        if (q->verb == DIFF || q->dry_run)
                return changes_print(pg, &wish, q->format, e);
        if (catalogue_import(pg, &wish, &outcome, e) != OK)
                return e->kind;
        log_info("catalogue.imported", KT("kind", catalogue_names[q->which]), KT("file", q->path),
                 KI("rows", outcome.rows), KI("changed", outcome.changed));
        return OK;
}

static enum fault show(const struct asked *q, struct pg *pg, struct err *e)
{
        char *member = q->member ? nfc_strdup(q->member) : NULL;
        const struct catalogue_question question = {q->which, member, q->as_of, q->day, q->format};
        const enum fault fault = catalogue_show(pg, &question, e);
        free(member);
        return fault;
}

static enum fault run(const struct asked *q, const struct command *c, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra catalogue", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->verb == SHOW ? show(q, pg, e) : import(q, pg, e);
        if (fault == OK)
                fault = output_finish(e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

static const char about[] =
        "The agencies and procedures that counts and alerts go by, each with its versions in time.\n"
        "  import  takes the versions of the members in FILE; all of the file or nothing\n"
        "  diff    what an import of FILE would change, cell by cell; changes nothing\n"
        "  show    all members, or the one with this code, alias or name, with all their versions or as they "
        "are on a "
        "day\n"
        "FILE is CSV; its first row names the columns, in any order:\n"
        "  agencies    code, name, level; may have parent, province, successor, vertical, valid_from, "
        "valid_to\n"
        "  procedures  code, name; may have field, field_name, service, statutory_minutes, has_fee, "
        "fee_online, "
        "returns_paper, duration, duration_unit, valid_from, valid_to\n"
        "  aliases     alias, system (OLD, ONE_STOP, PORTAL: its code there; NAME), agency; may have source, "
        "valid_from, valid_to; an empty agency takes it away\n"
        "  affixes     affix, place (START, END): what one source writes at names of agencies and another "
        "does "
        "not; may have used (yes, no)\n"
        "valid_to is the first day on which a version does not hold any more; empty: from the beginning, "
        "until "
        "further notice. A file contains all versions of the members that it names; other members, and "
        "columns that it lacks, stay as they are. Without valid_from the only version of a member is meant. "
        "A "
        "parent or successor is one of the file or of the warehouse.";

int catalogue_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c,
                           "catalogue import|diff|show agencies|procedures|aliases|affixes [FILE|MEMBER] "
                           "[--dry-run] [--as-of DAY] [--format text|csv|json]",
                           about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = read_asked(&q, &c.args, &c.e);
        if (fault == OK)
                fault = run(&q, &c, &c.e);
        return command_end(&c, fault);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_command.c - `hentra calendar`: options to a wish or a question.
 */
#include "consumers/calendar/calendar_command.h"

#include "consumers/calendar/import.h"
#include "consumers/calendar/show.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/calendar.h"
#include "core/base/output.h"
#include "core/program/command.h"
#include <stdio.h>
#include <string.h>

enum verb { IMPORT, SHOW, VERB_COUNT };
static const char *const verbs[VERB_COUNT] = {"import", "show"};

static const struct arg_spec spec[] = {
        {"agency", "CODE",
         "the calendar of this agency, which also those below it go by that have none (default: the general "
         "one)"},
        {"inherit", NULL,
         "import: takes away what the agency has of its own: all is as at the agency above it"},
        {"hours", "SPANS",
         "import: office hours of every working day, as 07:00-11:30,13:30-17:00 (default: as they are)"},
        {"note", "TEXT",
         "import: where it comes from, for whoever reads it later (default: the name of FILE)"},
        {"dry-run", NULL, "import: say what would change, change nothing"},
        {"year", "YEAR", "show: one year (default: all that have such days)"},
        {"version", "N", "show: what counted before (default: the greatest, which counts)"},
        {"format", "text|csv|json", "show: text (default), CSV that can be imported again, or a JSON array"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

struct asked {
        enum verb verb;
        struct calendar_wish wish;
        struct calendar_question question;
        int wait_s;
};

static enum fault read_import(struct asked *q, const struct args *a, struct err *e)
{
        const char *path = a->operand[1], *note = args_text(a, "note");
        const char *agency = args_text(a, "agency");
        const bool inherit = args_flag(a, "inherit");
        if (agency && args_text(a, "hours"))
                return fail(e, USAGE,
                            "--hours are those of the general calendar; an agency's are rows WEEK in FILE");
        if (inherit && (!agency || path))
                return fail(e, USAGE, "--inherit goes with --agency, and without a FILE");
        if (agency && !inherit && (!path || a->operands > 2))
                return fail(e, USAGE, "import --agency: name one FILE, or --inherit");
        if (!inherit && (a->operands > 2 || (!path && !args_text(a, "hours"))))
                return fail(e, USAGE, "import: name one FILE (columns day, kind, name), or --hours, or both");
        if (path && !note)
                note = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
        q->wish = (struct calendar_wish){
                agency, inherit, path, args_text(a, "hours"), note, args_flag(a, "dry-run")};
        if (note && text_check_printable(text_of(note)))
                return fail(e, USAGE, "--note: text in UTF-8 of one line is allowed");
        return OK;
}

static enum fault read_show(struct asked *q, const struct args *a, struct err *e)
{
        static const char *const formats[SHOW_FORMAT_COUNT] = {"text", "csv", "json"};
        int64_t year = EVERY_YEAR, version = CALENDAR_CURRENT;
        int format = SHOW_TEXT;
        if (a->operands > 1)
                return fail(e, USAGE, "show takes options only: --year, --version, --format");
        if (args_count(a, "year", CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST, &year, e) != OK ||
            args_count(a, "version", 1, INT32_MAX, &version, e) != OK ||
            args_choice(a, "format", formats, SHOW_FORMAT_COUNT, &format, e) != OK)
                return e->kind;
        q->question = (struct calendar_question){args_text(a, "agency"), (int32_t)version, (int)year,
                                                 (enum show_format)format};
        return OK;
}

static enum fault read_asked(struct asked *q, const struct args *a, struct err *e)
{
        static const char *const others[VERB_COUNT][5] = {{"year", "version", "format"},
                                                          {"hours", "note", "dry-run", "inherit"}};
        int verb;
        if (args_verb(a, "calendar", verbs, VERB_COUNT, &verb, e) != OK || args_wait(a, &q->wait_s, e) != OK)
                return e->kind;
        for (int i = 0; others[verb][i]; i++) {
                if (args_text(a, others[verb][i]))
                        return fail(e, USAGE, "--%s goes with `hentra calendar %s` only", others[verb][i],
                                    verbs[!verb]);
        }
        q->verb = (enum verb)verb;
        return q->verb == IMPORT ? read_import(q, a, e) : read_show(q, a, e);
}

static enum fault run(const struct asked *q, const struct command *c, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra calendar", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->verb == IMPORT ? calendar_import(pg, w.zone, &q->wish, e)
                                          : calendar_show(pg, w.zone, &q->question, e);
        if (fault == OK)
                fault = output_finish(e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

static const char about[] =
        "The working calendar, in whose time terms and the leads of alerts are counted.\n"
        "  import  the days of the years in FILE take the place of what is known of "
        "those years; other years stay\n"
        "  show    what counts now, or counted before\n"
        "FILE is CSV; its first row names the columns day (2027-01-31), kind (OFF, "
        "WORKING) and name. Only days that "
        "are not what their weekday says need a row: holidays and days off in lieu from "
        "Monday to Friday, make-up "
        "days at a weekend. A kind HOURS with a column hours is a half day.\n"
        "With --agency, rows WEEK give hours (07:30-11:30, OFF) and the cuts after which a "
        "dossier counts from the next working day, for weekdays (MON-FRI,SAT), from day to "
        "until; what FILE is silent about is as at the agency above, and at last as in the "
        "general calendar. An agency without a calendar goes by that of the agency above it.\n"
        "An import makes a new version, which counts from then on, also for what lies in "
        "the past; one that changes "
        "nothing makes none.";

int calendar_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c,
                           "calendar import|show [FILE] [--agency CODE] [--inherit] [--hours SPANS] [--note "
                           "TEXT] [--dry-run] [--year YEAR] "
                           "[--version N] [--format text|csv|json]",
                           about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = read_asked(&q, &c.args, &c.e);
        if (fault == OK)
                fault = run(&q, &c, &c.e);
        return command_end(&c, fault);
}

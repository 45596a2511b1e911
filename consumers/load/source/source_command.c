/* SPDX-License-Identifier: Apache-2.0
 *
 * source_command.c - see source_command.h.
 */
#include "consumers/load/source/source_command.h"

#include "consumers/load/source/source_list.h"
#include "consumers/load/source/source_pause.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum verb { LIST, PAUSE, RESUME };

struct asked {
        enum verb verb;
        enum source_format format;
        const char *reason, *until;
        int wait_s;
};

static const struct arg_spec spec[] = {
        {"format", "text|csv|json", "list: text (default), CSV, or one JSON object per line"},
        {"reason", "TEXT", "pause: why, at most 200 characters, for those who find it paused"},
        {"until", "TIME",
         "pause: ends by itself then, as \"2026-01-31 17:00\" (default: when it is resumed)"},
        {"wait", "SECONDS",
         "how long to wait for a server that does not answer, or for loaders that are far behind (default "
         "10; 0: not at all)"},
        {0},
};

static enum fault check_options(const struct args *a, const struct asked *q, struct err *e)
{
        if (a->operands != (q->verb == LIST ? 1 : 2))
                return fail(e, USAGE,
                            "expected: hentra source list, pause NAME --reason TEXT, or resume NAME");
        if (q->verb != LIST && args_text(a, "format"))
                return fail(e, USAGE, "--format is for `hentra source list`");
        if (q->verb != PAUSE && (q->reason || q->until))
                return fail(e, USAGE, "--reason and --until are for `hentra source pause`");
        if (q->verb == PAUSE && (!q->reason || !*q->reason))
                return fail(e, USAGE, "a reason is missing: hentra source pause NAME --reason TEXT");
        return OK;
}

static enum fault parse(const struct args *a, struct asked *q, struct err *e)
{
        static const char *const verbs[] = {"list", "pause", "resume"}, *const formats[] = {"text", "csv",
                                                                                            "json"};
        int verb, format = SOURCE_TEXT;
        if (a->operands < 1)
                return fail(e, USAGE,
                            "expected: hentra source list, pause NAME --reason TEXT, or resume NAME");
        if (args_choose_word("source", text_of(a->operand[0]), verbs, 3, &verb, e) != OK ||
            args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        *q = (struct asked){(enum verb)verb, (enum source_format)format, args_text(a, "reason"),
                            args_text(a, "until"), 10};
        return args_wait(a, &q->wait_s, e) == OK ? check_options(a, q, e) : e->kind;
}

static enum fault pause(const struct command *c, const struct asked *q, const struct warehouse *w,
                        struct pg *pg, struct text source, struct err *e)
{
        micros until = NO_TIME;
        bool date_only;
        if (q->until && moment_parse(w->zone, text_of(q->until), &until, &date_only, e) != OK)
                return fail_at(e, "--until");
        if (q->until && until <= moment_now())
                return fail(e, USAGE, "--until %s is over already", q->until);
        if (source_pause(pg, c->conf, source, text_of(q->reason), until, q->wait_s, e) != OK)
                return e->kind;
        printf("paused %s: what it sends is set aside, and its silence raises no alert, until %s\n",
               source.at, q->until ? q->until : "it is resumed");
        return OK;
}

static enum fault resume(const struct command *c, const struct asked *q, struct pg *pg, struct text source,
                         struct err *e)
{
        bool paused = false;
        int64_t sent = 0;
        const enum fault fault = source_resume(pg, c->conf, source, q->wait_s, &paused, &sent, e);
        if (fault == OK || paused || sent > 0)
                printf("%s %s; %" PRId64 " messages that were set aside were sent to %s again\n",
                       paused ? "resumed" : "not paused:", source.at, sent,
                       conf_text(c->conf, "topic.status"));
        return fault;
}

static enum fault run(const struct command *c, const struct asked *q, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        char *source = nfc_strdup(q->verb == LIST ? "" : c->args.operand[1]);
        enum fault fault = warehouse_connect(&pg, c->conf, "hentra source", q->wait_s, e);
        if (fault == OK)
                fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->verb == LIST    ? source_list(pg, w.zone, q->format, e)
                        : q->verb == PAUSE ? pause(c, q, &w, pg, text_of(source), e)
                                           : resume(c, q, pg, text_of(source), e);
        free(source);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

int source_command(int argc, char **argv)
{
        struct command c;
        struct asked q;
        int rc;
        if (!command_begin(
                    &c,
                    "source list|pause NAME|resume NAME [--format text|csv|json] [--reason TEXT] [--until "
                    "TIME]",
                    "What each source sends, and a pause for one that sends nonsense while its office mends "
                    "it.\n"
                    "  list    when it was heard last, events of today and of seven days, its lag (from the\n"
                    "          statement to the topic), the silence that is usual for it, what was set aside "
                    "of\n"
                    "          it, flags that say nothing since they never change (view source_health)\n"
                    "  pause   from now on its messages are set aside in the quarantine with their bytes, "
                    "and its\n"
                    "          silence raises no alert; loaders notice at once\n"
                    "  resume  ends that, and sends what was set aside to the topic again",
                    spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&c.args, &q, &c.e);
        if (fault == OK)
                fault = run(&c, &q, &c.e);
        return command_end(&c, fault);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * foresight.c - `hentra foresight`: options to a fit, the last one shown, or tests against the past.
 */
#include "consumers/foresight/foresight.h"

#include "consumers/foresight/print.h"
#include "core/base/output.h"
#include "core/program/clock.h"
#include "core/program/command.h"
#include <stdio.h>

enum verb { FIT, SHOW, CHECK, VERB_COUNT };
static const char *const verbs[VERB_COUNT] = {"fit", "show", "check"};

static const struct arg_spec spec[] = {
        {"days", "N", "fit, check: dossiers of so many days before it (default: foresight.days)"},
        {"dry-run", NULL, "fit: count and print, store nothing"},
        {"format", "text|csv|json",
         "check: text (default, with tenths), CSV, or a JSON array; a row for each time"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

enum format { TEXT_PAGES, CSV_ROWS, JSON_ROWS };

struct asked {
        enum verb verb;
        enum format format;
        struct clock clock;
        int64_t days;
        int wait_s;
};

static enum fault read_asked(struct asked *q, const struct command *c, struct err *e)
{
        static const char *const formats[] = {"text", "csv", "json"};
        const struct args *a = &c->args;
        int verb = FIT, format = TEXT_PAGES;
        if (args_verb(a, "foresight", verbs, VERB_COUNT, &verb, e) != OK ||
            args_choice(a, "format", formats, 3, &format, e) != OK)
                return e->kind;
        if ((verb == CHECK) != (a->operands > 1))
                return verb == CHECK ? fail(e, USAGE, "a time is missing: hentra foresight check 2022-09-01")
                                     : fail(e, USAGE, "%s takes options only", verbs[verb]);
        if (verb != FIT && args_flag(a, "dry-run"))
                return fail(e, USAGE, "--dry-run is for `hentra foresight fit`");
        if (verb != CHECK && args_text(a, "format"))
                return fail(e, USAGE, "--format is for `hentra foresight check`");
        if (verb == SHOW && args_text(a, "days"))
                return fail(e, USAGE, "--days is for `hentra foresight fit` and `hentra foresight check`");
        q->verb = (enum verb)verb;
        q->format = (enum format)format;
        q->days = conf_count(c->conf, "foresight.days");
        if (args_count(a, "days", 1, 36500, &q->days, e) != OK ||
            clock_read_conf(&q->clock, c->conf, e) != OK)
                return e->kind;
        return args_wait(a, &q->wait_s, e);
}

static enum fault fit(const struct asked *q, const struct command *c, struct pg *pg,
                      const struct warehouse *w, struct err *e)
{
        const struct fit_wish wish = {clock_now(&q->clock), (int)q->days, args_flag(&c->args, "dry-run")};
        struct fit_result result;
        if (foresight_fit(pg, w, &wish, &result, e) != OK)
                return e->kind;
        print_fit(&result, &wish, w->zone);
        return OK;
}

static enum fault read_time(const struct warehouse *w, const char *word, micros now, micros *at,
                            struct err *e)
{
        bool date_only;
        if (moment_parse(w->zone, text_of(word), at, &date_only, e) != OK)
                return fail_at(e, "check");
        if (*at >= now)
                return fail(e, USAGE, "check: %s is not in the past", word);
        return OK;
}

static enum fault check(const struct asked *q, const struct command *c, struct pg *pg,
                        const struct warehouse *w, struct err *e)
{
        struct table t = {.format = q->format == CSV_ROWS ? TABLE_CSV : TABLE_JSON,
                          .out = stdout,
                          .names = past_columns};
        struct past_wish wish = {.now = clock_now(&q->clock), .days = (int)q->days};
        enum fault fault = OK;
        for (int i = 1; fault == OK && i < c->args.operands; i++)
                fault = read_time(w, c->args.operand[i], wish.now, &wish.at, e);
        if (fault != OK)
                return fault;
        if (q->format != TEXT_PAGES)
                table_begin(&t);
        for (int i = 1; fault == OK && i < c->args.operands; i++) {
                struct past_result result;
                fault = read_time(w, c->args.operand[i], wish.now, &wish.at, e);
                if (fault == OK)
                        fault = foresight_past(pg, w, &wish, &result, e);
                if (fault == OK && q->format == TEXT_PAGES)
                        print_past(&result, wish.at, w->zone);
                else if (fault == OK)
                        table_past(&t, &result, wish.at);
        }
        if (q->format != TEXT_PAGES)
                table_end(&t);
        return fault;
}

static enum fault run(const struct asked *q, const struct command *c, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra foresight", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->verb == FIT    ? fit(q, c, pg, &w, e)
                        : q->verb == SHOW ? print_last_fit(pg, w.zone, e)
                                          : check(q, c, pg, &w, e);
        if (fault == OK)
                fault = output_finish(e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

static const char about[] =
        "The chance of open dossiers to end late, from how long dossiers of their procedure and agency took "
        "(docs/foresight.md);\nthe view open_dossier_risk has it for each.\n"
        "  fit            how long dossiers stay open, counted anew from those of the last year; once a day\n"
        "  show           the fit that counts: as of when, of how many dossiers, by which rules\n"
        "  check TIME …   against the past: fits what had happened by TIME, and compares the chances of the "
        "dossiers that\n                 ran then with what came of them; writes nothing\n"
        "Working time counts, pauses are taken off. What has not ended is not left out: it took longer.";

int foresight_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c,
                           "foresight fit|show|check [TIME …] [--days N] [--dry-run] "
                           "[--format text|csv|json]",
                           about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = read_asked(&q, &c, &c.e);
        if (fault == OK)
                fault = run(&q, &c, &c.e);
        return command_end(&c, fault);
}

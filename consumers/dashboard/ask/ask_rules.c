/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_rules.c - alert rules listed, changed and tried on the past, as `hentra alert rule` does it.
 */
#include "consumers/alert/manage/rule_ask.h"
#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/ask/wish.h"
#include <inttypes.h>
#include <stdio.h>

/* Options with a value: those that define a rule, and all that change one. */
#define DEFINES "before after chance margin silent factor agency level procedure case "
static const char defining[] = DEFINES, changing[] = DEFINES "rename ";

static enum fault run(struct asking *a, struct line *l, struct rule_tried *tried, struct err *e)
{
        const struct rule_session at = {a->pg, a->warehouse, a->calendar, a->clock};
        return rule_ask(l->n, l->word, &at, tried, e);
}

static enum fault list(struct asking *a, struct err *e)
{
        struct line l = {.n = 0};
        enum fault fault = line_word(&l, "rule") && line_word(&l, "list") ? OK : fail(e, FATAL, "no room");
        if (fault == OK)
                fault = run(a, &l, NULL, e);
        line_free(&l);
        return fault;
}

/* `name` NULL: none. */
static enum fault end_line(struct line *l, const char *name, struct err *e)
{
        return !name || (line_word(l, "--") && line_word(l, name)) ? OK
                                                                   : fail(e, USAGE, "name: this is too long");
}

static enum fault begin_line(struct line *l, const char *verb, struct err *e)
{
        return line_word(l, "rule") && line_word(l, verb) ? OK : fail(e, USAGE, "this is too long");
}

static enum fault change(struct asking *a, const struct wish *w, struct line *l, struct err *e)
{
        static const char *const verbs[] = {"add", "set", "on", "off"};
        const char *name;
        bool dry_run;
        int verb = 0;
        if (wish_choice(w, "verb", verbs, 4, &verb, e) != OK || wish_text(w, "name", &name, e) != OK ||
            wish_flag(w, "dry_run", &dry_run, e) != OK || begin_line(l, verbs[verb], e) != OK ||
            wish_options(w, changing, "overdue off ", l, e) != OK || end_line(l, name, e) != OK)
                return e->kind;
        fputs("{\"rule\": ", stdout);
        if (run(a, l, NULL, e) != OK)
                return e->kind;
        printf(", \"dry_run\": %s}", dry_run ? "true" : "false");
        a->keep = !dry_run;
        snprintf(a->changed, sizeof(a->changed), "rule %s %.100s", verbs[verb], name ? name : "");
        return OK;
}

static enum fault try_line(const struct wish *w, struct line *l, struct err *e)
{
        const char *name, *from, *to;
        if (wish_text(w, "name", &name, e) != OK || wish_text(w, "from", &from, e) != OK ||
            wish_text(w, "to", &to, e) != OK || begin_line(l, "try", e) != OK ||
            wish_options(w, defining, "overdue ", l, e) != OK)
                return e->kind;
        if ((from && !line_option(l, "from", from)) || (to && !line_option(l, "to", to)))
                return fail(e, USAGE, "from, to: these are too long");
        return end_line(l, name, e);
}

static enum fault try(struct asking *a, const struct wish *w, struct line *l, struct err *e)
{
        struct rule_tried tried = {0};
        if (try_line(w, l, e) != OK)
                return e->kind;
        fputs("{\"rows\": ", stdout);
        if (run(a, l, &tried, e) != OK)
                return e->kind;
        printf(", \"total\": %" PRId64 ", \"seen_later\": %" PRId64 "}", tried.alerts, tried.seen_later);
        return OK;
}

enum fault ask_rules(struct asking *a, struct err *e)
{
        const bool tries = a->job->ask == ASK_RULE_TRY;
        struct wish w;
        struct line l = {.n = 0};
        if (a->job->ask == ASK_RULES)
                return list(a, e);
        enum fault fault = wish_read(&w, a->job->body,
                                     tries ? "name options from to " : "verb name options dry_run ", e);
        if (fault == OK)
                fault = tries ? try(a, &w, &l, e) : change(a, &w, &l, e);
        line_free(&l);
        wish_close(&w);
        return fault;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_receivers.c - receivers of alerts listed, changed and tried, as `hentra alert webhook` and `hentra
 * alert mail` do it.
 *
 * Rule: a message is sent for nobody but those who may also add a receiver. So who may not let this server
 * post to an address of his own cannot make it post to one of others either.
 */
#include "consumers/alert/manage/receiver_ask.h"
#include "consumers/alert/manage/receiver_list.h"
#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/ask/wish.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

enum verb { ADD, SET, ON, OFF, TRY };
static const char *const verbs[] = {"add", "set", "on", "off", "try"};

struct wanted {
        const char *name;
        int verb, mail;
        bool dry_run;
};

static enum fault read_wanted(const struct wish *w, struct wanted *q, struct line *l, struct err *e)
{
        static const char *const kinds[] = {"webhook", "mail"};
        if (wish_choice(w, "kind", kinds, 2, &q->mail, e) != OK ||
            wish_choice(w, "verb", verbs, 5, &q->verb, e) != OK || wish_text(w, "name", &q->name, e) != OK ||
            wish_flag(w, "dry_run", &q->dry_run, e) != OK)
                return e->kind;
        if (!q->name)
                return fail(e, USAGE, "name: which receiver?");
        if (!line_word(l, "receiver") || !line_word(l, verbs[q->verb]))
                return fail(e, USAGE, "this is too long");
        if (wish_options(w, q->mail ? "agency digest rename to " : "agency digest rename url ", "off ", l,
                         e) != OK)
                return e->kind;
        return line_word(l, "--") && line_word(l, q->name) ? OK : fail(e, USAGE, "name: this is too long");
}

static enum fault check_right(struct asking *a, struct err *e)
{
        struct pg_result *r;
        if (pg_run_prepared(a->pg, SQL_dashboard_receiver_right, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool may = pg_rows(r) == 1;
        pg_free(r);
        if (!may)
                a->status = 403;
        return may ? OK : fail(e, FATAL, "only who may add receivers may try one");
}

static void print_answer(const char *answer, size_t len, const struct err *refused)
{
        struct json *j = json_new();
        json_put_text(j, "answer", text_trim((struct text){answer, len}));
        json_put_bool(j, "taken", !refused);
        if (refused)
                json_put_text(j, "why", text_of(refused->text));
        char *line = json_line(j);
        fputs(line, stdout);
        free(line);
        json_free(j);
}

static FILE *open_text(char **text, size_t *len)
{
        FILE *out = open_memstream(text, len);
        if (!out)
                out_of_memory(0);
        return out;
}

static enum fault leave(void *context, struct err *e)
{
        struct asking *a = context;
        a->done = a->leave(a, e) == OK;
        return a->done ? OK : e->kind;
}

/* One that does not take it is an answer, too; a database that is away is none. */
static enum fault try(struct asking *a, const struct receiver_session *at, struct line *l, struct err *e)
{
        char *answer = NULL;
        size_t len = 0;
        if (check_right(a, e) != OK)
                return e->kind;
        FILE *out = open_text(&answer, &len);
        const enum fault fault = receiver_ask(l->n, l->word, at, out, e);
        fclose(out);
        /* A line of the log: somebody was written to. */
        a->done = a->done && (fault == OK || fault == RETRY);
        if (a->done)
                print_answer(answer, len, fault == OK ? NULL : e);
        free(answer);
        return a->done ? OK : fault;
}

static enum fault answer(struct asking *a, const struct wish *w, struct line *l, struct err *e)
{
        struct wanted q = {0};
        if (read_wanted(w, &q, l, e) != OK)
                return e->kind;
        const struct receiver_session at = {.pg = a->pg,
                                            .zone = a->warehouse->zone,
                                            .conf = a->conf,
                                            .mail = q.mail,
                                            .leave = leave,
                                            .context = a};
        snprintf(a->changed, sizeof(a->changed), "%s %s %.100s", q.mail ? "mail" : "webhook", verbs[q.verb],
                 q.name);
        if (q.verb == TRY)
                return try(a, &at, l, e);
        fputs("{\"receiver\": ", stdout);
        if (receiver_ask(l->n, l->word, &at, NULL, e) != OK)
                return e->kind;
        printf(", \"dry_run\": %s}", q.dry_run ? "true" : "false");
        a->keep = !q.dry_run;
        return OK;
}

enum fault ask_receivers(struct asking *a, struct err *e)
{
        struct wish w;
        struct line l = {.n = 0};
        if (a->job->ask == ASK_RECEIVERS)
                return receiver_list(a->pg, a->warehouse->zone, RECEIVERS_ALL, NULL, LIST_ARRAY, e);
        enum fault fault = wish_read(&w, a->job->body, "kind verb name options dry_run ", e);
        if (fault == OK)
                fault = answer(a, &w, &l, e);
        line_free(&l);
        wish_close(&w);
        return fault;
}

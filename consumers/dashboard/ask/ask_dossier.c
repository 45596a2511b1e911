/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_dossier.c - a dossier with its history, its alerts, and what the rules of alerts ask for of it now.
 */
#include "consumers/alert/show/explained_text.h"
#include "consumers/dashboard/ask/ask.h"
#include "core/lib/json.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

static void print_part(const char *name, struct text json)
{
        printf("\"%s\": %.*s,\n", name, (int)json.len, json.at);
}

static void add_sentence(void *context, const char *vi, const char *en)
{
        struct json *sentence = json_new();
        json_put_text(sentence, "vi", text_of(vi));
        json_put_text(sentence, "en", text_of(en));
        json_add_object(context, "explain", sentence);
}

/* Prints the member `explain` with its name, and the end of the object. */
static enum fault print_explained(const struct asking *a, struct err *e)
{
        struct explaining x = {.pg = a->pg,
                               .dossier_id = text_of(a->job->name),
                               .zone = a->warehouse->zone,
                               .general = a->calendar,
                               .now = a->now};
        struct pg_result *r;
        if (pg_run_prepared(a->pg, SQL_dashboard_chances, NULL, 0, &r, e) != OK)
                return e->kind;
        x.without_chances = pg_get_int(r, 0, COL_dashboard_chances_may) == 0;
        pg_free(r);
        struct json *j = json_new();
        json_add_object(j, "explain", NULL);
        const enum fault fault = explained_sentences(&x, add_sentence, j, e);
        explained_end(&x);
        if (fault == OK) {
                char *line = json_line(j);
                fputs(line + 1, stdout); /* behind the bracket that opens it */
                free(line);
        }
        json_free(j);
        return fault;
}

static enum fault print_dossier(const struct asking *a, const struct pg_result *r, struct err *e)
{
        const struct pg_param id = pg_text(text_of(a->job->name));
        struct pg_result *alerts;
        if (pg_run_prepared(a->pg, SQL_dashboard_dossier_alerts, &id, 1, &alerts, e) != OK)
                return e->kind;
        putchar('{');
        print_part("dossier", pg_get_text(r, 0, COL_dashboard_dossier_dossier));
        print_part("statements", pg_get_text(r, 0, COL_dashboard_dossier_statements));
        fputs("\"alerts\": ", stdout);
        ask_print_alerts(a, alerts);
        fputs(",\n", stdout);
        pg_free(alerts);
        return print_explained(a, e);
}

enum fault ask_dossier(struct asking *a, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(a->job->name)), pg_instant(a->now)};
        struct pg_result *r;
        if (ask_in_zone(a, e) != OK || pg_run_prepared(a->pg, SQL_dashboard_dossier, params, 2, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) == 0) {
                a->status = 404;
                pg_free(r);
                return fail(e, USAGE, "there is no such dossier, or not for you");
        }
        const enum fault fault = print_dossier(a, r, e);
        pg_free(r);
        return fault;
}

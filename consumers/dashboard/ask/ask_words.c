/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_words.c - questions whose answer the server makes, as JSON: a query of one column, and its parameters.
 */
#include "consumers/dashboard/ask/ask.h"
#include "generated/embedded.h"
#include <stdio.h>

enum { PARAMETERS_MOST = 7 };

struct words {
        const char *sql;
        const char *parameter[PARAMETERS_MOST]; /* "now", else of the request, as text; NULL at the end */
};

static const struct words words_of[ASKS] = {
        [ASK_SESSION] = {SQL_dashboard_session, {"now", "csrf", "open", "simulated", "version"}},
        [ASK_TODAY] = {SQL_dashboard_today, {"now"}},
        [ASK_AGENCIES] = {SQL_dashboard_agencies, {NULL}},
        [ASK_PERIODS] = {SQL_dashboard_periods, {"now"}},
        [ASK_SERIES] = {SQL_dashboard_series,
                        {"now", "grain", "measure", "agency", "from", "to", "simulated"}},
        [ASK_SOURCES] = {SQL_dashboard_sources, {NULL}},
        [ASK_PIPELINE] = {SQL_dashboard_pipeline, {NULL}},
        [ASK_QUARANTINE] = {SQL_dashboard_quarantine, {"limit", "offset"}},
};

enum fault ask_in_zone(struct asking *a, struct err *e)
{
        char script[128];
        snprintf(script, sizeof(script), "set local timezone = '%s'", zone_name(a->warehouse->zone));
        return pg_script(a->pg, script, e);
}

static struct pg_param parameter_of(const struct asking *a, const char *name)
{
        if (!strcmp(name, "now"))
                return pg_instant(a->now);
        if (!strcmp(name, "simulated"))
                return pg_text(a->clock->simulated ? TEXT("true") : TEXT("false"));
        if (!strcmp(name, "version"))
                return pg_text(TEXT(HENTRA_VERSION));
        const char *value = job_value(a->job, name);
        return pg_text(value ? text_of(value) : (struct text){0});
}

enum fault ask_words(struct asking *a, struct err *e)
{
        const struct words *w = &words_of[a->job->ask];
        struct pg_param params[PARAMETERS_MOST];
        struct pg_result *r;
        int n = 0;
        for (; n < PARAMETERS_MOST && w->parameter[n]; n++)
                params[n] = parameter_of(a, w->parameter[n]);
        if (ask_in_zone(a, e) != OK || pg_run_prepared(a->pg, w->sql, params, n, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) == 1) {
                /* All of them have one column, of this name. */
                const struct text body = pg_get_text(r, 0, COL_dashboard_today_body);
                fwrite(body.at, 1, body.len, stdout);
        }
        const int rows = pg_rows(r);
        pg_free(r);
        return rows == 1 ? OK : fail(e, USAGE, "one of the parameters has a value that is not allowed");
}

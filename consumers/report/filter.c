/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.c - see filter.h. A procedure is named as reports by procedure name it, by the first part of its
 * code, or by its whole code; a field by its code, or by UNKNOWN.
 */
#include "consumers/report/filter.h"

#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MOST = 100000, DAY_MINUTES = 480 };

enum fault filter_read(struct filter *f, const struct args *a, struct err *e)
{
        static const char *const orders[] = {"agency", "late"};
        int order = 0;
        *f = (struct filter){.field = args_text(a, "field"),
                             .procedure = args_text(a, "procedure"),
                             .state = args_text(a, "state"),
                             .mark = args_text(a, "mark"),
                             .due_from = args_text(a, "due-from"),
                             .due_to = args_text(a, "due-to"),
                             .due_at_from = NO_TIME,
                             .due_at_to = NO_TIME};
        f->procedures = pg_int4_array(&f->buffer, NULL, 0);
        f->procedures.at = NULL;
        f->procedures.len = 0;
        if (args_choice(a, "order", orders, 2, &order, e) != OK ||
            args_count(a, "min-days", 1, DAYS_MOST, &f->min_days, e) != OK)
                return e->kind;
        f->longest_first = order == 1;
        return OK;
}

void filter_close(struct filter *f)
{
        bytes_free(&f->buffer);
}

static enum fault check_found(const struct filter *f, const struct pg_result *r, struct err *e)
{
        const struct text marks = pg_get_text(r, 0, COL_report_filter_marks);
        if (!pg_get_int(r, 0, COL_report_filter_field_known))
                return fail(e, USAGE,
                            "--field %s: no catalogue and no event names it; see the table field for those "
                            "there are; UNKNOWN is allowed, too",
                            f->field);
        if (!pg_get_int(r, 0, COL_report_filter_procedure_known))
                return fail(e, USAGE,
                            "--procedure %s: no catalogue and no event names it; see the view "
                            "procedure_current for those there are",
                            f->procedure);
        if (!pg_get_int(r, 0, COL_report_filter_mark_known))
                return fail(e, USAGE, "--mark %s: there is no such mark; %.*s are allowed", f->mark,
                            (int)marks.len, marks.at);
        return OK;
}

static enum fault find_named(struct filter *f, int32_t day, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_text(text_of(f->field)), pg_text(text_of(f->procedure)),
                                          pg_text(text_of(f->mark)), pg_date(day)};
        if (pg_run_kept(pg, SQL_report_filter, params, 4, &r, e) != OK)
                return e->kind;
        const enum fault fault = check_found(f, r, e);
        if (fault == OK && (f->field || f->procedure)) {
                const int n = pg_rows(r);
                int32_t *ids = need_alloc((size_t)n * sizeof(*ids));
                /* A row without one says that none belongs to both; 0 is a dossier without a procedure. */
                size_t found = 0;
                for (int i = 0; i < n; i++)
                        if (!pg_is_null(r, i, COL_report_filter_procedure_id))
                                ids[found++] = (int32_t)pg_get_int(r, i, COL_report_filter_procedure_id);
                f->procedures = pg_int4_array(&f->buffer, ids, found);
                free(ids);
        }
        pg_free(r);
        return fault;
}

static enum fault read_day(const char *option, const char *word, const struct zone *zone, int days,
                           micros *at, struct err *e)
{
        bool date_only;
        if (!word)
                return OK;
        if (moment_parse(zone, text_of(word), at, &date_only, e) != OK)
                return fail_at(e, "--%s", option);
        if (!date_only)
                return fail(e, USAGE, "--%s %s: a day is allowed, for example 2022-01-31", option, word);
        *at = zone_day_start(zone, zone_day(zone, *at) + days);
        return OK;
}

enum fault filter_find(struct filter *f, const struct zone *zone, int32_t day, struct pg *pg, struct err *e)
{
        if (read_day("due-from", f->due_from, zone, 0, &f->due_at_from, e) != OK ||
            read_day("due-to", f->due_to, zone, 1, &f->due_at_to, e) != OK)
                return e->kind;
        return f->field || f->procedure || f->mark ? find_named(f, day, pg, e) : OK;
}

char *filter_words(const struct filter *f, char *out, size_t size)
{
        char days[24] = "";
        if (f->min_days)
                snprintf(days, sizeof(days), "%lld", (long long)f->min_days);
        const struct {
                const char *name, *word;
        } of[] = {{"field", f->field},  {"procedure", f->procedure},
                  {"state", f->state},  {"min-days", *days ? days : 0},
                  {"mark", f->mark},    {"due-from", f->due_from},
                  {"due-to", f->due_to}};
        size_t n = 0;
        out[0] = 0;
        for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
                if (of[i].word && n < size)
                        n += (size_t)snprintf(out + n, size - n, "%s%s %s", n ? ", " : "", of[i].name,
                                              of[i].word);
        return out;
}

bool filter_is_any(const struct filter *f)
{
        char words[8];
        return !*filter_words(f, words, sizeof(words));
}

struct pg_param filter_minutes(const struct filter *f)
{
        return f->min_days ? pg_int4((int32_t)(f->min_days * DAY_MINUTES))
                           : (struct pg_param){.type = PG_INT4};
}

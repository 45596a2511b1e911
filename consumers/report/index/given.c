/* SPDX-License-Identifier: Apache-2.0
 *
 * given.c - checked, added, listed. Nothing is ever changed: what is given again stands in place of what was
 * given before.
 */
#include "consumers/report/index/given.h"

#include "core/base/nearest.h"
#include "core/base/output.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- checking ---- */

struct found {
        bool known, may_be_set;
        bool counts[2]; /* hentra counts the numerator, the denominator, by some version */
        struct nearest nearest;
        char hint[NEAREST_HINT];
};

static enum fault find_in(struct found *f, const char *rules, const char *version, struct text item,
                          struct err *e)
{
        struct index_rules r;
        const enum fault fault = index_rules_read(&r, rules, version, e);

        for (int i = 0; fault == OK && i < r.n; i++) {
                if (r.item[i].may_be_set)
                        nearest_offer(&f->nearest, item.at, r.item[i].code);
        }
        (void)nearest_hint(&f->nearest, f->hint);
        f->nearest.name = NULL; /* it belongs to the rules */
        const int at = fault == OK ? index_item_find(&r, item) : -1;
        f->known |= at >= 0;
        if (at >= 0 && r.item[at].may_be_set) {
                f->may_be_set = true;
                f->counts[0] |= r.item[at].numerator != IM_NONE;
                f->counts[1] |= r.item[at].denominator != IM_NONE;
        }
        index_rules_free(&r);
        return fault;
}

/* A half that is left out must be one that hentra counts: else the figure would stay unknown. */
static enum fault check_halves(const struct index_given *g, const struct found *f, struct err *e)
{
        const int64_t half[2] = {g->numerator, g->denominator};

        for (int i = 0; !given_is_taken_back(g) && i < 2; i++) {
                if (half[i] == GIVEN_COUNTED && !f->counts[i])
                        return fail(e, USAGE,
                                    "--%s N is missing: hentra cannot count it for %s, so give both halves",
                                    i ? "denominator" : "numerator", g->item.at);
        }
        return OK;
}

static enum fault check_item(const struct index_given *g, const char *rules, struct err *e)
{
        const struct text item = g->item;
        char *names[INDEX_VERSIONS_MOST];
        struct found f = {0};
        int n;
        enum fault fault = index_versions_read(rules, names, &n, e);

        for (int i = 0; i < n; i++) {
                if (fault == OK)
                        fault = find_in(&f, rules, names[i], item, e);
                free(names[i]);
        }
        if (fault != OK || f.may_be_set)
                return fault == OK ? check_halves(g, &f, e) : fault;
        if (f.known)
                return fail(e, USAGE,
                            "%s is counted from dossiers, and cannot be given; `hentra index rules` lists "
                            "the items that can (column set)",
                            item.at);
        return fail(e, USAGE,
                    "index 766 has no item '%s'%s; `hentra index rules` lists the items that can be given "
                    "(column set)",
                    item.at, f.hint);
}

static enum fault check_unit(const struct index_given *g, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_text(g->unit), pg_date(g->last)};
        char last[16];

        if (pg_run(pg, SQL_index_unit_known, params, 2, &r, e) != OK)
                return e->kind;
        const struct text unit = pg_get_text(r, 0, COL_index_unit_known_unit);
        enum fault fault = OK;
        if (pg_is_null(r, 0, COL_index_unit_known_unit))
                fault = fail(e, USAGE,
                             "--unit %s: no agency has this code, and no province; `hentra report index766 "
                             "--by unit` lists the units",
                             g->unit.at);
        else if (!text_equal(unit, g->unit))
                fault = fail(
                        e, USAGE,
                        "--unit %s: on %s it counts for the unit %.*s, and figures are given for that one",
                        g->unit.at, day_format(g->last, last), (int)unit.len, unit.at);
        pg_free(r);
        return fault;
}

/* Units are not asked: a figure may be of one that is none any more. */
static enum fault check_stands(const struct index_given *g, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_bool(false), pg_date(g->first), pg_date(g->last),
                                          pg_text(g->unit), pg_bool(false)};
        bool stands = false;
        char first[16], last[16];

        if (pg_run(pg, SQL_index_given_list, params, 5, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                stands |= text_equal(pg_get_text(r, row, COL_index_given_list_item), g->item);
        pg_free(r);
        return stands ? OK
                      : fail(e, USAGE,
                             "nothing is given of %s for %s from %s to %s, so nothing can be taken back; "
                             "`hentra index list` shows what is",
                             g->item.at, g->unit.at, day_format(g->first, first), day_format(g->last, last));
}

enum fault given_check(const struct index_given *g, const char *rules, struct pg *pg, struct err *e)
{
        if (check_item(g, rules, e) != OK)
                return e->kind;
        if (g->numerator != GIVEN_COUNTED && g->denominator != GIVEN_COUNTED && g->numerator > g->denominator)
                return fail(e, USAGE,
                            "--numerator %" PRId64 " is more than --denominator %" PRId64
                            ": a part cannot exceed the whole",
                            g->numerator, g->denominator);
        return given_is_taken_back(g) ? check_stands(g, pg, e) : check_unit(g, pg, e);
}

/* ---- adding ---- */

static const char *figure_words(int64_t n, char out[32])
{
        snprintf(out, 32, "%" PRId64, n);
        return n == GIVEN_COUNTED ? "(counted)" : out;
}

static int64_t figure_of(const struct pg_result *r, int row, int column)
{
        return pg_is_null(r, row, column) ? GIVEN_COUNTED : pg_get_int(r, row, column);
}

enum fault given_add(const struct index_given *g, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        char first[16], last[16], n[32], d[32];
        const struct pg_param params[] = {pg_text(g->item),  pg_text(g->unit),      pg_date(g->first),
                                          pg_date(g->last),  pg_int8(g->numerator), pg_int8(g->denominator),
                                          pg_text(g->source)};

        if (pg_run(pg, SQL_index_given_add, params, 7, &r, e) != OK)
                return strcmp(pg_sqlstate(pg), "42501") != 0
                               ? e->kind
                               : fail_at(e, "figures are given by members of the role hentra_owner alone");
        printf("%s of %s, %s to %s: ", g->item.at, g->unit.at, day_format(g->first, first),
               day_format(g->last, last));
        if (given_is_taken_back(g))
                printf("taken back");
        else
                printf("%s / %s", figure_words(g->numerator, n), figure_words(g->denominator, d));
        if (pg_get_int(r, 0, COL_index_given_add_had_before))
                printf(", in place of %s / %s",
                       figure_words(figure_of(r, 0, COL_index_given_add_numerator_before), n),
                       figure_words(figure_of(r, 0, COL_index_given_add_denominator_before), d));
        printf("\n");
        pg_free(r);
        return output_finish(e);
}

/* ---- listing ---- */

static void put_figure(struct table *t, const char *name, const struct pg_result *r, int row, int column)
{
        if (pg_is_null(r, row, column))
                table_null(t, name);
        else
                table_count(t, name, pg_get_int(r, row, column));
}

static void print_table(const struct pg_result *r, enum table_format format)
{
        static const char *const names[] = {"item",      "unit",        "first_day", "last_day",
                                            "numerator", "denominator", "source",    "given_at",
                                            "given_by",  "stands",      NULL};
        struct table t = {.format = format, .out = stdout, .names = names};
        char day[16];

        table_begin(&t);
        for (int row = 0; row < pg_rows(r); row++) {
                table_text(&t, "item", pg_get_text(r, row, COL_index_given_list_item));
                table_text(&t, "unit", pg_get_text(r, row, COL_index_given_list_unit));
                table_text(&t, "first_day",
                           text_of(day_format(pg_get_date(r, row, COL_index_given_list_first_day), day)));
                table_text(&t, "last_day",
                           text_of(day_format(pg_get_date(r, row, COL_index_given_list_last_day), day)));
                put_figure(&t, "numerator", r, row, COL_index_given_list_numerator);
                put_figure(&t, "denominator", r, row, COL_index_given_list_denominator);
                table_text(&t, "source", pg_get_text(r, row, COL_index_given_list_source));
                table_instant(&t, "given_at", pg_get_instant(r, row, COL_index_given_list_given_at));
                table_text(&t, "given_by", pg_get_text(r, row, COL_index_given_list_given_by));
                table_flag(&t, "stands", pg_get_int(r, row, COL_index_given_list_stands) != 0);
                table_row(&t);
        }
        table_end(&t);
}

static void print_text(const struct pg_result *r, const struct zone *zone)
{
        char first[16], last[16], n[32], d[32], at[32];

        if (pg_rows(r) > 0)
                printf("%-32s  %-14s  %-24s  %11s  %11s  given; source\n", "item", "unit", "period",
                       "numerator", "denominator");
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text item = pg_get_text(r, row, COL_index_given_list_item),
                                  unit = pg_get_text(r, row, COL_index_given_list_unit),
                                  by = pg_get_text(r, row, COL_index_given_list_given_by),
                                  source = pg_get_text(r, row, COL_index_given_list_source);
                printf("%-32.*s  %-14.*s  %s to %s  %11s  %11s  %s by %.*s%s; %.*s\n", (int)item.len, item.at,
                       (int)unit.len, unit.at,
                       day_format(pg_get_date(r, row, COL_index_given_list_first_day), first),
                       day_format(pg_get_date(r, row, COL_index_given_list_last_day), last),
                       figure_words(figure_of(r, row, COL_index_given_list_numerator), n),
                       figure_words(figure_of(r, row, COL_index_given_list_denominator), d),
                       zone_format(zone, pg_get_instant(r, row, COL_index_given_list_given_at), at),
                       (int)by.len, by.at,
                       pg_get_int(r, row, COL_index_given_list_stands) ? "" : ", replaced since",
                       (int)source.len, source.at);
        }
        if (pg_rows(r) == 0)
                printf("nothing was given\n");
}

enum fault given_list(const struct given_asked *q, const struct zone *zone, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_bool(!q->period), pg_date(q->first), pg_date(q->last),
                                          pg_text(text_of(q->unit)), pg_bool(q->all)};

        if (pg_run(pg, SQL_index_given_list, params, 5, &r, e) != OK)
                return e->kind;
        if (q->text)
                print_text(r, zone);
        else
                print_table(r, q->format);
        pg_free(r);
        return output_finish(e);
}

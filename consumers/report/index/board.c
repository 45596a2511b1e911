/* SPDX-License-Identifier: Apache-2.0
 *
 * board.c - counts become figures, figures scores, scores ranks.
 */
#include "consumers/report/index/board.h"

#include "consumers/report/known.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* ---- rules ---- */

static enum fault read_all(struct index_board *b, const char *path, struct err *e)
{
        char *names[INDEX_VERSIONS_MOST];
        int n;
        enum fault fault = index_versions_read(path, names, &n, e);

        for (int i = 0; i < n; i++) {
                if (fault == OK)
                        fault = index_rules_read(&b->rules[b->versions++], path, names[i], e);
                free(names[i]);
        }
        return fault;
}

enum fault index_board_rules(struct index_board *b, const char *path, const char *version, struct err *e)
{
        *b = (struct index_board){0};
        if (version)
                return index_rules_read(&b->rules[b->versions++], path, version, e);
        if (read_all(b, path, e) != OK)
                return e->kind;
        if (b->versions == 0)
                return fail(e, USAGE, "the rules of index 766 have no version: an item names at least one");
        for (int v = 1; v < b->versions; v++) {
                if (!index_limits_same(&b->rules[0].limits, &b->rules[v].limits))
                        return fail(e, USAGE,
                                    "the versions %s and %s judge petitions by other limits: ask for one "
                                    "with --version",
                                    b->rules[0].version, b->rules[v].version);
        }
        return OK;
}

/* ---- figures ---- */

struct given {
        struct pg_result *rows;
};

/* Row of what was given of an item for a unit; -1: nothing was. */
static int given_find(const struct given *g, const char *item, const char *unit)
{
        for (int row = 0; row < pg_rows(g->rows); row++) {
                if (text_equal(pg_get_text(g->rows, row, COL_index_given_read_item), text_of(item)) &&
                    text_equal(pg_get_text(g->rows, row, COL_index_given_read_unit), text_of(unit)))
                        return row;
        }
        return -1;
}

static void take_counts(const struct index_units *u, const struct index_item *item,
                        const struct index_unit *unit, bool has[2], struct index_figure *figure)
{
        has[0] = item->numerator != IM_NONE;
        has[1] = item->denominator != IM_NONE;
        if (item->numerator == IM_fee_procedures_online)
                has[0] = u->fee_online_told;
        figure->numerator = has[0] ? unit->count[item->numerator] : 0;
        figure->denominator = has[1] ? unit->count[item->denominator] : 0;
}

static enum index_origin take_given(const struct given *g, int row, bool has[2], struct index_figure *figure)
{
        if (row < 0)
                return has[0] && has[1] ? ORIGIN_COUNTED : ORIGIN_UNKNOWN;
        if (!pg_is_null(g->rows, row, COL_index_given_read_numerator)) {
                figure->numerator = pg_get_int(g->rows, row, COL_index_given_read_numerator);
                has[0] = true;
        }
        if (!pg_is_null(g->rows, row, COL_index_given_read_denominator)) {
                figure->denominator = pg_get_int(g->rows, row, COL_index_given_read_denominator);
                has[1] = true;
        }
        return ORIGIN_GIVEN;
}

static void find_figure(const struct index_board *b, const struct given *g, int unit_at, int version, int i)
{
        const struct index_item *item = &b->rules[version].item[i];
        const struct index_unit *unit = &b->counts.units.of[unit_at];
        struct index_result *r = &b->result[unit_at * b->versions + version];
        const struct index_result *above = index_result_of(b, unit->province, version);
        /* The agency that is the province itself may have its code: what is given is the province's. */
        const bool is_namesake =
                unit->province != unit_at &&
                text_equal(text_of(unit->code), text_of(b->counts.units.of[unit->province].code));
        const int row = item->may_be_set && !is_namesake ? given_find(g, item->code, unit->code) : -1;
        bool has[2];

        if (row < 0 && item->inherited && unit->province != unit_at) {
                r->figure[i] = above->figure[i];
                r->origin[i] = ORIGIN_INHERITED;
                return;
        }
        take_counts(&b->counts.units, item, unit, has, &r->figure[i]);
        r->origin[i] = (uint8_t)take_given(g, row, has, &r->figure[i]);
        r->figure[i].known = has[0] && has[1];
        if (!r->figure[i].known)
                r->origin[i] = ORIGIN_UNKNOWN;
}

/* Provinces come first among the units, so what is inherited is there. */
static void score_unit(struct index_board *b, const struct given *g, int unit_at)
{
        const struct index_unit *unit = &b->counts.units.of[unit_at];

        for (int v = 0; v < b->versions; v++) {
                struct index_result *r = &b->result[unit_at * b->versions + v];

                for (int i = 0; i < b->rules[v].n; i++)
                        find_figure(b, g, unit_at, v, i);
                index_scores_of(&b->rules[v], r->figure, unit->kind == UNIT_COMMUNE, &r->scores);
                for (int i = 0; i < b->rules[v].n; i++) {
                        if (r->origin[i] != ORIGIN_INHERITED || r->scores.part[i].state == PART_GIVEN)
                                continue;
                        r->inherited += r->scores.part[i].score;
                        r->inherited_most += r->scores.part[i].points;
                }
        }
}

/* ---- ranks ---- */

static bool is_better(const struct index_result *a, const struct index_result *b)
{
        return index_share_is_greater(a->scores.total - a->inherited, a->scores.points - a->inherited_most,
                                      b->scores.total - b->inherited, b->scores.points - b->inherited_most);
}

static bool has_rank(const struct index_units *u, int unit)
{
        const struct index_unit *of = &u->of[unit];

        return of->count[IM_handled] > 0 && u->of[of->province].code[0] &&
               (unit < u->provinces || of->kind != UNIT_UNKNOWN);
}

static bool is_rival(const struct index_units *u, int a, int b)
{
        const bool both_provinces = a < u->provinces && b < u->provinces;
        const bool neither = a >= u->provinces && b >= u->provinces;

        return has_rank(u, b) && (both_provinces || (neither && u->of[a].kind == u->of[b].kind &&
                                                     u->of[a].province == u->of[b].province));
}

static void rank_unit(struct index_board *b, int unit_at, int version)
{
        const struct index_units *u = &b->counts.units;
        struct index_result *r = &b->result[unit_at * b->versions + version];

        if (!has_rank(u, unit_at))
                return;
        r->rank = 1;
        for (int other = 0; other < u->n; other++) {
                if (!is_rival(u, unit_at, other))
                        continue;
                r->ranked++;
                r->rank += is_better(index_result_of(b, other, version), r);
        }
}

enum fault index_board_make(struct index_board *b, struct pg *pg, const struct warehouse *w,
                            struct index_question *q, struct err *e)
{
        struct given g;
        const micros known_at = known_given_at(&q->range);
        const struct pg_param params[] = {pg_date(q->range.first), pg_date(q->range.asked_to),
                                          pg_instant(known_at == END_OF_TIME ? NO_TIME : known_at)};

        q->limits = b->rules[0].limits;
        if (index_count(pg, w, q, &b->counts, e) != OK ||
            pg_run(pg, SQL_index_given_read, params, 3, &g.rows, e) != OK)
                return e->kind;
        const int n = b->counts.units.n;
        b->result = need_alloc((size_t)n * (size_t)b->versions * sizeof(*b->result));
        for (int unit = 0; unit < n; unit++)
                score_unit(b, &g, unit);
        for (int unit = 0; unit < n; unit++) {
                for (int v = 0; v < b->versions; v++)
                        rank_unit(b, unit, v);
        }
        pg_free(g.rows);
        return OK;
}

void index_board_free(struct index_board *b)
{
        for (int v = 0; v < b->versions; v++)
                index_rules_free(&b->rules[v]);
        index_counts_free(&b->counts);
        free(b->result);
        *b = (struct index_board){0};
}

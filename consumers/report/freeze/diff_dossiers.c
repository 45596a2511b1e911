/* SPDX-License-Identifier: Apache-2.0
 *
 * diff_dossiers.c - the dossiers that are known otherwise now, each with its cause.
 *
 * Rule: named are those that the report can see: their flows up to its end, at agencies that it counts, are
 * other ones; of a report on index 766, what that takes of them (diff_index.h). Within the range it does not
 * matter on which day.
 */
#include "consumers/report/freeze/diff.h"

#include "consumers/report/freeze/diff_index.h"
#include "consumers/warehouse/dossier_stream.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

struct net { /* flows of one measure at one agency, before the range or in it */
        int64_t before, agency, measure, amount;
};

/* Days of the range on which facts of an agency count: neither left out as a ministry's, nor another's than
 * the one that was asked for. Ascending. */
struct counted {
        uint32_t agency;
        int32_t first, last;
};

struct nets {
        const struct range *range;
        const struct counted *counted;
        size_t counted_n;
        struct bytes of;
};

struct finding {
        struct diff *d;
        const struct range *range;
        struct warehouse w;
        struct known known;
        struct counted *counted;
        struct nets then, now;
        bool by_index;
        struct index_look index;
        size_t room;
};

static int compare_counted(const void *left, const void *right)
{
        const struct counted *key = left, *c = right;
        if (key->agency != c->agency)
                return key->agency < c->agency ? -1 : 1;
        return key->first < c->first ? -1 : key->first > c->last;
}

/* A flow before the range is a fact of its first day. */
static bool counts_at(const struct nets *n, uint32_t agency, int32_t day)
{
        const int32_t first = n->range->first;
        const struct counted key = {.agency = agency, .first = day < first ? first : day};
        return bsearch(&key, n->counted, n->counted_n, sizeof(key), compare_counted) != NULL;
}

static void take_flow(void *context, const struct flow *f)
{
        struct nets *n = context;
        if (f->day > n->range->last || f->at > n->range->as_of || !counts_at(n, f->agency, f->day))
                return;
        const struct net net = {f->day < n->range->first, f->agency, f->measure, f->amount};
        bytes_add(&n->of, &net, sizeof(net));
}

static int compare_nets(const void *left, const void *right)
{
        const struct net *a = left, *b = right;
        const int64_t by[] = {a->before - b->before, a->agency - b->agency, a->measure - b->measure};
        for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
                if (by[i] != 0)
                        return by[i] < 0 ? -1 : 1;
        }
        return 0;
}

static void collect(struct nets *n, const struct timeline *t, const struct zone *zone)
{
        bytes_clear(&n->of);
        contribution_flows(t, zone, take_flow, n);
        if (n->of.len == 0)
                return;
        struct net *of = (struct net *)(void *)n->of.at;
        const size_t count = n->of.len / sizeof(*of);
        size_t kept = 0;
        qsort(of, count, sizeof(*of), compare_nets);
        for (size_t i = 0; i < count;) {
                struct net sum = of[i];
                for (i++; i < count && compare_nets(&sum, &of[i]) == 0; i++)
                        sum.amount += of[i].amount;
                if (sum.amount != 0)
                        of[kept++] = sum;
        }
        n->of.len = kept * sizeof(*of);
}

static bool flows_differ(struct finding *f, const struct timeline *then, const struct timeline *now)
{
        const struct question *q = &f->d->f->q;
        bytes_clear(&f->then.of);
        bytes_clear(&f->now.of);
        if (then->case_kind == q->case_kind)
                collect(&f->then, then, f->w.zone);
        if (now->case_kind == q->case_kind)
                collect(&f->now, now, f->w.zone);
        if (f->then.of.len != f->now.of.len)
                return true;
        return f->then.of.len > 0 && (then->channel != now->channel || then->procedure != now->procedure ||
                                      memcmp(f->then.of.at, f->now.of.at, f->then.of.len) != 0);
}

static void add_dossier(struct finding *f, struct text id, enum cause cause)
{
        struct diff *d = f->d;
        if (d->dossiers == f->room) {
                f->room = f->room ? 2 * f->room : 64;
                d->dossier = need_realloc(d->dossier, f->room * sizeof(*d->dossier));
        }
        char *copy = need_alloc(id.len + 1);
        memcpy(copy, id.at, id.len);
        d->dossier[d->dossiers++] = (struct diff_dossier){copy, cause};
        d->seen[cause]++;
}

static enum fault take_dossier(void *context, const struct dossier_stored *stored, const struct history *h,
                               const struct timeline *t, struct err *e)
{
        struct finding *f = context;
        (void)e;
        const enum cause cause = known_cause(&f->known, f->range, f->w.rule, f->w.zone, h, t);
        if (cause == CAUSES)
                return OK;
        f->d->changed[cause]++;
        const bool differs = f->by_index ? index_look_differs(&f->index, &f->known.h, &f->known.t, h, t)
                                         : flows_differ(f, &f->known.t, t);
        if (differs)
                add_dossier(f, stored->id, cause);
        return OK;
}

static enum fault read_counted(struct finding *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct question *q = &f->d->stage[1].q;
        const struct pg_param params[] = {pg_date(f->range->first), pg_date(f->range->last),
                                          pg_int4(q->agency_id), question_restated(q),
                                          pg_bool(q->with_vertical)};
        if (pg_run(pg, SQL_report_agency_counted, params, 5, &r, e) != OK)
                return e->kind;
        const int rows = pg_rows(r);
        f->counted = need_alloc(((size_t)rows + 1) * sizeof(*f->counted));
        for (int i = 0; i < rows; i++)
                f->counted[i] =
                        (struct counted){(uint32_t)pg_get_int(r, i, COL_report_agency_counted_agency_id),
                                         pg_get_date(r, i, COL_report_agency_counted_first_day),
                                         pg_get_date(r, i, COL_report_agency_counted_last_day)};
        pg_free(r);
        f->then = f->now = (struct nets){f->range, f->counted, (size_t)rows, {0}};
        return OK;
}

static enum fault prepare(struct finding *f, struct pg *pg, struct err *e)
{
        f->by_index = f->d->f->original->rule_version == RULE_INDEX766;
        return f->by_index ? index_look_open(&f->index, f->range, f->d->f->q.with_vertical,
                                             f->d->f->original == &report_satisfaction, &f->w, pg, e)
                           : read_counted(f, pg, e);
}

enum fault diff_dossiers(struct diff *d, const struct range *range, const struct warehouse *w, struct pg *pg,
                         struct err *e)
{
        struct finding *f = need_alloc(sizeof(*f));
        f->d = d;
        f->range = range;
        f->w = *w;
        f->w.rule = report_rule(d->f->original, w);
        enum fault fault = prepare(f, pg, e);
        if (fault == OK)
                fault = dossier_stream(pg, &f->w, &(struct dossier_visit){take_dossier, f}, e);
        bytes_free(&f->then.of);
        bytes_free(&f->now.of);
        index_look_close(&f->index);
        free(f->counted);
        free(f);
        return fault;
}

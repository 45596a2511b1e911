/* SPDX-License-Identifier: Apache-2.0
 *
 * diff_dossiers.c - the dossiers that are known otherwise now, each with its cause.
 *
 * Rule: named are those that the report can see: their flows up to its end are other ones, or of index 766
 * what is said of them. Within the range it does not matter on which day.
 */
#include "consumers/report/freeze/diff.h"

#include "consumers/dossier/facts.h"
#include "consumers/warehouse/dossier_stream.h"
#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

struct net { /* flows of one measure at one agency, before the range or in it */
        int64_t before, agency, measure, amount;
};

struct nets {
        const struct range *range;
        int32_t only; /* an agency; 0: all */
        struct bytes of;
};

struct finding {
        struct diff *d;
        const struct range *range;
        struct warehouse w;
        struct known known;
        struct nets then, now;
        size_t room;
};

static void take_flow(void *context, const struct flow *f)
{
        struct nets *n = context;
        if (f->day > n->range->last || f->at > n->range->as_of || (n->only && f->agency != (uint32_t)n->only))
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
        const bool any_kind = f->d->f->original->takes & TAKES_INDEX;
        bytes_clear(&f->then.of);
        bytes_clear(&f->now.of);
        if (any_kind || then->case_kind == q->case_kind)
                collect(&f->then, then, f->w.zone);
        if (any_kind || now->case_kind == q->case_kind)
                collect(&f->now, now, f->w.zone);
        if (f->then.of.len != f->now.of.len)
                return true;
        return f->then.of.len > 0 && (then->channel != now->channel || then->procedure != now->procedure ||
                                      memcmp(f->then.of.at, f->now.of.at, f->then.of.len) != 0);
}

static bool index_differs(const struct finding *f, const struct history *then_h, const struct history *now_h,
                          const struct timeline *then, const struct timeline *now)
{
        struct facts a, b;
        if (!(f->d->f->original->takes & TAKES_INDEX))
                return false;
        facts_decide(then_h, NULL, 0, &a);
        facts_decide(now_h, NULL, 0, &b);
        return memcmp(a.flag, b.flag, sizeof(a.flag)) != 0 || a.rating != b.rating ||
               !text_equal(a.about, b.about) || then->service != now->service ||
               then->received_at != now->received_at || then->due_at != now->due_at ||
               then->ended_at != now->ended_at || then->supplemented_at != now->supplemented_at;
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
        if (flows_differ(f, &f->known.t, t) || index_differs(f, &f->known.h, h, &f->known.t, t))
                add_dossier(f, stored->id, cause);
        return OK;
}

enum fault diff_dossiers(struct diff *d, const struct range *range, const struct warehouse *w, struct pg *pg,
                         struct err *e)
{
        struct finding *f = need_alloc(sizeof(*f));
        f->d = d;
        f->range = range;
        f->w = *w;
        f->w.rule = report_rule(d->f->original, w);
        f->then = f->now = (struct nets){.range = range, .only = d->stage[1].q.agency_id};
        const enum fault fault = dossier_stream(pg, &f->w, &(struct dossier_visit){take_dossier, f}, e);
        bytes_free(&f->then.of);
        bytes_free(&f->now.of);
        free(f);
        return fault;
}

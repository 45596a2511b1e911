/* SPDX-License-Identifier: Apache-2.0
 *
 * count.c - two walks over the warehouse: the petitions, which say what they are about, then the dossiers.
 */
#include "consumers/report/index/count.h"

#include "consumers/report/index/petition.h"
#include "consumers/report/known.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/dossier_stream.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* A petition in time that nobody disliked: content is who sent it, unless it was raised again. */
struct content {
        struct index_unit *unit;
        size_t at, len; /* of its code */
};

struct counting {
        struct warehouse w; /* the caller's, by the rules of index 766 */
        const struct index_question *q;
        struct index_counts *counts;
        struct index_court court;
        struct raised raised;
        struct content *content;
        size_t content_n, content_room;
        struct bytes ids;   /* of `content` */
        struct known known; /* of a dossier, at range.known_at */
        struct supplement supplement[SUPPLEMENTS_MOST];
};

/* A dossier as it was known. */
struct looked {
        const struct history *h;
        const struct timeline *t;
        int supplements;
        struct facts facts;
};

static void look(struct counting *c, const struct history *h, const struct timeline *t, struct looked *out)
{
        known_look(&c->known, &c->q->range, c->w.rule, c->w.zone, &h, &t);
        *out = (struct looked){.h = h, .t = t};
        if (t->supplemented_at != NO_TIME)
                out->supplements = supplements_list(h, c->w.rule, c->supplement);
}

static void look_closer(const struct counting *c, struct looked *d)
{
        const struct index_constants *constants = &c->counts->constants;

        facts_decide(d->h, constants->flags, constants->sources, &d->facts);
}

/* ---- petitions ---- */

static void await_content(struct counting *c, struct index_unit *unit, struct text id)
{
        if (c->content_n == c->content_room) {
                c->content_room = c->content_room ? 2 * c->content_room : 64;
                c->content = need_realloc(c->content, c->content_room * sizeof(*c->content));
        }
        c->content[c->content_n++] = (struct content){unit, c->ids.len, id.len};
        bytes_add(&c->ids, id.at, id.len);
}

static enum fault take_petition(void *context, const struct dossier_stored *stored, const struct history *h,
                                const struct timeline *t, struct err *e)
{
        struct counting *c = context;
        struct looked d;
        struct index_petition judged;

        (void)e;
        look(c, h, t, &d);
        if (d.t->case_kind != PETITION || d.t->received_at == NO_TIME ||
            d.t->received_at >= c->court.period.to)
                return OK;
        look_closer(c, &d);
        if (d.facts.about.len > 0)
                raised_add(&c->raised, d.facts.about);
        index_judge_petition(&c->court, &c->q->limits, d.t, c->supplement, d.supplements, &judged);
        struct index_unit *unit =
                judged.counts ? index_unit_of(&c->counts->units, judged.agency, c->q->with_vertical) : NULL;
        if (!unit)
                return OK;
        index_unit_add(&c->counts->units, unit, IM_petitions, 1);
        index_unit_add(&c->counts->units, unit, IM_petitions_in_time, judged.in_time);
        if (judged.in_time && d.facts.rating != RATING_DISLIKE)
                await_content(c, unit, stored->id);
        return OK;
}

/* Once it is known which petitions were raised again. */
static void count_content(struct counting *c)
{
        raised_sort(&c->raised);
        for (size_t i = 0; i < c->content_n; i++) {
                const struct content *of = &c->content[i];
                if (!raised_has(&c->raised, (struct text){(const char *)c->ids.at + of->at, of->len}))
                        index_unit_add(&c->counts->units, of->unit, IM_petitions_satisfied, 1);
        }
}

/* ---- dossiers ---- */

struct adding {
        struct index_units *units;
        struct index_unit *unit;
};

static void add(const struct adding *a, enum index_measure measure, bool counts)
{
        if (counts)
                index_unit_add(a->units, a->unit, measure, 1);
}

/* A procedure returns a paper unless the catalogue says no. */
static void add_paper(const struct adding *a, const struct looked *d, enum index_word paper)
{
        const uint8_t *flag = d->facts.flag;
        const bool electronic = flag[FACT_electronic_result] == TRUTH_YES;

        if (paper == WORD_NO)
                return;
        add(a, IM_handled_with_paper, true);
        add(a, IM_paper_unknown, paper == WORD_UNKNOWN);
        add(a, IM_paper_electronic_result, electronic);
        add(a, IM_paper_digitised, flag[FACT_digitised] == TRUTH_YES && electronic);
        add(a, IM_paper_reused_data, flag[FACT_reused_data] == TRUTH_YES);
        add(a, IM_paper_shared_to_store, flag[FACT_shared_to_store] == TRUTH_YES);
}

static void add_handled(struct counting *c, const struct adding *a, const struct looked *d,
                        const struct index_judged *j, struct text id)
{
        const uint8_t *flag = d->facts.flag;
        const bool content = d->facts.rating != RATING_DISLIKE && !raised_has(&c->raised, id);

        add(a, IM_handled, true);
        add(a, IM_in_time, j->in_time);
        add(a, IM_in_time_supplement, j->in_time_supplement);
        add(a, IM_no_due, j->no_due);
        add(a, IM_satisfied, j->in_time && content);
        add(a, IM_satisfied_supplement, j->in_time_supplement && content);
        add(a, IM_electronic_result, flag[FACT_electronic_result] == TRUTH_YES);
        add(a, IM_digitised, flag[FACT_digitised] == TRUTH_YES);
        add(a, IM_reused_data, flag[FACT_reused_data] == TRUTH_YES);
        add(a, IM_shared_to_store, flag[FACT_shared_to_store] == TRUTH_YES);
        add(a, IM_citizen_data, flag[FACT_citizen_data] == TRUTH_YES);
        add_paper(a, d, index_returns_paper(a->units, d->t->procedure));
        index_constants_leave_out(&c->counts->constants, d->h, d->facts.left_out);
}

static unsigned add_received(const struct adding *a, const struct looked *d, const struct index_judged *j)
{
        const uint8_t *flag = d->facts.flag;
        const bool online = d->t->channel == ONLINE;
        const bool no_paper = index_returns_paper(a->units, d->t->procedure) == WORD_NO;
        const bool has_fee = flag[FACT_fee] == FEE_PAYABLE;
        const bool paid = flag[FACT_payment] == PAYMENT_PORTAL || flag[FACT_payment] == PAYMENT_LOCAL;

        add(a, IM_received, true);
        add(a, IM_resolved, j->resolved);
        if (j->resolved)
                index_unit_add(a->units, a->unit, IM_resolved_seconds, j->elapsed / MICROS_PER_SECOND);
        add(a, IM_online, online);
        add(a, IM_online_with_result,
            online && (!j->resolved || no_paper || flag[FACT_electronic_result] == TRUTH_YES));
        add(a, IM_fee_dossiers, has_fee);
        add(a, IM_paid_online, has_fee && paid);
        add(a, IM_fee_unknown, flag[FACT_fee] == FEE_UNKNOWN);
        return (online ? USE_RECEIVED_ONLINE : 0U) | (has_fee ? USE_FEE : 0U) |
               (has_fee && paid ? USE_PAID_ONLINE : 0U) |
               (flag[FACT_fee] == FEE_UNKNOWN && paid ? USE_PAID_UNASKED : 0U);
}

static enum fault take_dossier(void *context, const struct dossier_stored *stored, const struct history *h,
                               const struct timeline *t, struct err *e)
{
        struct counting *c = context;
        struct index_units *units = &c->counts->units;
        struct looked d;
        struct index_judged j;
        unsigned uses = USE_ANY;

        (void)e;
        look(c, h, t, &d);
        if (d.t->case_kind != DOSSIER)
                return OK;
        c->counts->dossiers++;
        if (d.t->ended_at != NO_TIME)
                index_constants_see(&c->counts->constants, d.h);
        if (d.t->received_at == NO_TIME || d.t->received_at >= c->court.period.to)
                return OK;
        const int32_t minutes =
                d.t->procedure < units->procedures ? units->procedure[d.t->procedure].statutory_minutes : 0;
        index_judge(&c->court, d.t, c->supplement, d.supplements, minutes, &j);
        struct index_unit *unit = index_unit_of(units, j.agency, c->q->with_vertical);
        if (!unit)
                return OK;
        if (j.in_r || j.in_n)
                look_closer(c, &d);
        const struct adding a = {units, unit};
        if (d.t->service == PARTIAL || d.t->service == FULL)
                uses |= USE_OFFERED_ONLINE;
        if (j.in_r) {
                uses |= USE_HANDLED;
                add_handled(c, &a, &d, &j, stored->id);
        }
        if (j.in_r && d.facts.flag[FACT_citizen_data] == TRUTH_YES)
                uses |= USE_CITIZEN_DATA;
        if (j.in_n)
                uses |= add_received(&a, &d, &j);
        index_unit_use(units, unit, d.t->procedure, uses);
        return OK;
}

/* ---- the whole ---- */

struct index_period index_period_of(const struct zone *zone, const struct range *range)
{
        struct index_period p = {zone_day_start(zone, range->first), zone_day_start(zone, range->last + 1)};

        if (range->as_of != END_OF_TIME && range->as_of + 1 < p.to)
                p.to = range->as_of + 1;
        return p;
}

static void forget(struct counting *c)
{
        c->counts->dossiers = 0;
        c->content_n = 0;
        bytes_clear(&c->ids);
        index_constants_recount(&c->counts->constants);
        raised_free(&c->raised);
        index_units_clear(&c->counts->units);
}

static enum fault walk(struct pg *pg, struct counting *c, struct err *e)
{
        const struct dossier_visit petitions = {take_petition, c};

        forget(c);
        /* The table has the kinds of now; which were petitions by what was known, histories alone tell. */
        enum fault fault = c->q->range.known_at == END_OF_TIME
                                   ? dossier_stream_petitions(pg, &c->w, &petitions, e)
                                   : dossier_stream_brief(pg, &c->w, &petitions, e);

        count_content(c);
        if (fault == OK)
                fault = dossier_stream_brief(pg, &c->w, &(struct dossier_visit){take_dossier, c}, e);
        return fault;
}

/* Only a walk over all dossiers tells whether a flag is said of all of them; if that leaves out others than
 * were left out, a second one counts. */
static enum fault count(struct pg *pg, struct counting *c, struct err *e)
{
        struct index_constants *constants = &c->counts->constants;
        enum fault fault = walk(pg, c, e);

        if (fault == OK && index_constants_decide(constants))
                fault = walk(pg, c, e);
        if (fault == OK)
                index_units_finish(&c->counts->units);
        return fault;
}

enum fault index_count(struct pg *pg, const struct warehouse *w, const struct index_question *q,
                       struct index_counts *counts, struct err *e)
{
        struct counting *c = need_alloc(sizeof(*c));
        struct calendar *calendar = NULL;

        *counts = (struct index_counts){.period = index_period_of(w->zone, &q->range)};
        c->w = *w;
        c->w.rule = rule_of(RULE_INDEX766);
        c->q = q;
        c->counts = counts;
        enum fault fault = calendar_read(&calendar, pg, w->zone, NULL, e);
        c->court = (struct index_court){calendar, w->zone, counts->period};
        if (fault == OK)
                fault = index_units_read(&counts->units, pg, q->range.last, e);
        if (fault == OK)
                fault = index_constants_read(&counts->constants, pg, known_given_at(&q->range), e);
        if (fault == OK)
                fault = count(pg, c, e);
        calendar_close(calendar);
        raised_free(&c->raised);
        bytes_free(&c->ids);
        free(c->content);
        free(c);
        return fault;
}

void index_counts_free(struct index_counts *counts)
{
        index_units_free(&counts->units);
        index_constants_free(&counts->constants);
        *counts = (struct index_counts){0};
}

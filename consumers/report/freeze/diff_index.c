/* SPDX-License-Identifier: Apache-2.0
 *
 * diff_index.c - a dossier as index/count.c takes it, in numbers that are compared one by one.
 */
#include "consumers/report/freeze/diff_index.h"

#include "consumers/dossier/facts.h"
#include "consumers/report/index/board.h"
#include "consumers/warehouse/calendars.h"
#include "core/base/bytes.h"
#include <stddef.h>
#include <stdlib.h>

/* All is 0 of a dossier that is not counted. */
enum { COUNTED_DOSSIER = 1, COUNTED_PETITION };
struct taken {
        int64_t kind, unit, in_r, in_n, in_time, in_time_supplement, no_due, resolved, seconds;
        int64_t online, offered, procedure, dislikes;
        int64_t flag[FACT_FLAG_COUNT];
        struct text about; /* borrowed from the history */
};

enum fault index_look_open(struct index_look *l, const struct range *range, bool with_vertical,
                           bool content_alone, const struct warehouse *w, struct pg *pg, struct err *e)
{
        struct index_board *b = need_alloc(sizeof(*b));
        *l = (struct index_look){.with_vertical = with_vertical, .content_alone = content_alone};
        enum fault fault = index_board_rules(b, NULL, NULL, e);
        if (fault == OK)
                l->limits = b->rules[0].limits;
        if (fault == OK)
                fault = calendar_read(&l->calendar, pg, w->zone, NULL, e);
        if (fault == OK)
                fault = index_units_read(&l->units, pg, range->last, e);
        l->court = (struct index_court){l->calendar, w->zone, index_period_of(w->zone, range)};
        index_board_free(b);
        free(b);
        return fault;
}

void index_look_close(struct index_look *l)
{
        calendar_close(l->calendar);
        index_units_free(&l->units);
        *l = (struct index_look){0};
}

/* 0: it is left out. */
static int64_t unit_of(struct index_look *l, uint32_t agency)
{
        const struct index_unit *unit = index_unit_of(&l->units, agency, l->with_vertical);
        return unit ? unit - l->units.of + 1 : 0;
}

static void take_petition(struct index_look *l, const struct timeline *t, const struct facts *facts,
                          const struct supplement *supplements, int n, struct taken *out)
{
        struct index_petition judged;
        index_judge_petition(&l->court, &l->limits, t, supplements, n, &judged);
        out->about = facts->about;
        out->unit = judged.counts ? unit_of(l, judged.agency) : 0;
        if (out->unit == 0)
                return;
        out->kind = COUNTED_PETITION;
        out->in_n = true;
        out->in_time = judged.in_time;
        out->dislikes = judged.in_time && facts->rating == RATING_DISLIKE;
}

/* Beyond who may be content. */
static void take_rest(const struct timeline *t, const struct facts *facts, const struct index_judged *j,
                      struct taken *out)
{
        out->in_n = j->in_n;
        out->offered = t->service == PARTIAL || t->service == FULL;
        out->procedure = t->procedure;
        if (!j->in_r && !j->in_n)
                return;
        out->in_time_supplement = j->in_time_supplement;
        out->no_due = j->no_due;
        out->resolved = j->resolved;
        out->seconds = j->resolved ? j->elapsed / MICROS_PER_SECOND : 0;
        out->online = t->channel == ONLINE;
        for (int f = 0; f < FACT_FLAG_COUNT; f++)
                out->flag[f] = facts->flag[f];
}

static void take_dossier(struct index_look *l, const struct timeline *t, const struct facts *facts,
                         const struct supplement *supplements, int n, struct taken *out)
{
        struct index_judged j;
        const int32_t minutes =
                t->procedure < l->units.procedures ? l->units.procedure[t->procedure].statutory_minutes : 0;
        index_judge(&l->court, t, supplements, n, minutes, &j);
        const int64_t unit = unit_of(l, j.agency);
        if (unit == 0 || (l->content_alone && !j.in_r))
                return;
        out->kind = COUNTED_DOSSIER;
        out->unit = unit;
        out->in_r = j.in_r;
        out->in_time = j.in_time;
        out->dislikes = j.in_r && facts->rating == RATING_DISLIKE;
        if (!l->content_alone)
                take_rest(t, facts, &j, out);
}

static void take(struct index_look *l, const struct history *h, const struct timeline *t, struct taken *out)
{
        struct supplement supplements[SUPPLEMENTS_MOST];
        struct facts facts;
        *out = (struct taken){0};
        if (t->received_at == NO_TIME || t->received_at >= l->court.period.to)
                return;
        const int n =
                t->supplemented_at == NO_TIME ? 0 : supplements_list(h, rule_of(RULE_INDEX766), supplements);
        facts_decide(h, NULL, 0, &facts);
        if (t->case_kind == PETITION)
                take_petition(l, t, &facts, supplements, n, out);
        else if (t->case_kind == DOSSIER)
                take_dossier(l, t, &facts, supplements, n, out);
}

bool index_look_differs(struct index_look *l, const struct history *then_h, const struct timeline *then,
                        const struct history *now_h, const struct timeline *now)
{
        struct taken a, b;
        take(l, then_h, then, &a);
        take(l, now_h, now, &b);
        /* Numbers of one width: there is nothing between them. */
        return memcmp(&a, &b, offsetof(struct taken, about)) != 0 || !text_equal(a.about, b.about);
}

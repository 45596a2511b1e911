/* SPDX-License-Identifier: Apache-2.0
 *
 * past.c - one stream gives both: lifetimes up to the instant, and what came of the dossiers that ran then.
 */
#include "consumers/foresight/past.h"

#include "consumers/foresight/gather.h"
#include "consumers/warehouse/calendars.h"
#include "core/base/bytes.h"
#include <stdlib.h>

struct judged {
        struct group_key key;
        struct spent spent;
        bool late;
};

struct judging {
        const struct past_wish *wish;
        const struct calendar *calendar;
        const struct zone *zone;
        struct judged *judged;
        size_t n, room;
        struct past_result *out;
};

/* As the class by instant is found: of an end without a time the day decides. */
static bool is_late_then(const struct judging *j, const struct timeline *t)
{
        struct state s;
        state_at(t, j->zone, t->due_at, &s);
        return !s.ended && !(t->ended_day && t->ended_by != STATUS_UNKNOWN &&
                             zone_day(j->zone, t->ended_at) <= zone_day(j->zone, t->due_at));
}

static enum fault take_note(void *context, const struct open_dossier *d, struct err *e)
{
        struct judging *j = context;
        const micros due_at = d->t->due_at;
        (void)e;
        if (!d->ran.runs || due_at == NO_TIME || due_at < j->wish->at)
                return OK;
        if (due_at >= j->wish->now) {
                j->out->future++;
                return OK;
        }
        if (j->n == j->room) {
                j->room = j->room ? 2 * j->room : 1024;
                j->judged = need_realloc(j->judged, j->room * sizeof(*j->judged));
        }
        j->judged[j->n++] = (struct judged){d->key, spent_at(j->calendar, d->t, &d->ran, j->wish->at),
                                            is_late_then(j, d->t)};
        return OK;
}

static void judge(const struct judging *j, const struct model *m, struct past_result *out)
{
        for (size_t i = 0; i < j->n; i++) {
                const struct judged *d = &j->judged[i];
                const struct group *g = model_find(m, &d->key);
                if (!g || !curve_knows(&g->curve, d->spent.elapsed, d->spent.allowed)) {
                        out->unknown++;
                        continue;
                }
                const double chance = curve_chance(&g->curve, d->spent.elapsed, d->spent.allowed);
                score_add(&out->score, chance, d->late);
                score_add(&out->by[g->key.grain], chance, d->late);
        }
}

enum fault foresight_past(struct pg *pg, const struct warehouse *w, const struct past_wish *wish,
                          struct past_result *out, struct err *e)
{
        struct calendar *calendar;
        struct model m = {0};
        *out = (struct past_result){0};
        if (calendar_read(&calendar, pg, w->zone, NULL, e) != OK)
                return e->kind;
        struct gathering g = {.pg = pg,
                              .warehouse = w,
                              .calendar = calendar,
                              .as_of = wish->at,
                              .since = wish->at - wish->days * MICROS_PER_DAY};
        struct judging j = {.wish = wish, .calendar = calendar, .zone = w->zone, .out = out};
        const struct open_visit each = {take_note, &j};
        const enum fault fault = gather(&g, &each, e);
        if (fault == OK) {
                model_fit(&m, g.observed, g.n);
                judge(&j, &m, out);
                out->lifetimes = g.dossiers;
                out->ended = g.ended;
                for (int i = 0; i < GROUP_GRAINS; i++)
                        out->k[i] = m.k[i];
        }
        model_free(&m);
        gather_free(&g);
        free(j.judged);
        calendar_close(calendar);
        return fault;
}

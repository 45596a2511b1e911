/* SPDX-License-Identifier: Apache-2.0
 *
 * gather.c - the stream of dossiers, each walked to the beginning of the observation and to its end.
 */
#include "consumers/foresight/gather.h"

#include "consumers/warehouse/dossier_stream.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

struct walk {
        struct gathering *g;
        const struct open_visit *v;
};

int32_t minutes_of(micros worked)
{
        const int64_t minutes = floor_div(worked, MICROS_PER_MINUTE);
        return minutes < 0 ? 0 : (int32_t)minutes;
}

int32_t term_of(const struct timeline *t, const struct calendar *c, uint32_t agency, micros off)
{
        const micros day = calendar_day_length(c), due_at = off > 0 ? t->due_at : t->first_due_at;
        if (due_at == NO_TIME)
                return NO_TERM;
        const micros term = calendar_between(calendar_for(c, agency), t->received_at, due_at) - off;
        return term < 0 ? 0 : (int32_t)((term + day / 2) / day);
}

struct spent spent_at(const struct calendar *c, const struct timeline *t, const struct ran *ran, micros at)
{
        const micros left = calendar_between(calendar_for(c, ran->agency), at, t->due_at);
        return (struct spent){minutes_of(ran->worked), minutes_of(ran->worked + left)};
}

static int by_procedure(const void *x, const void *y)
{
        const struct grouped *a = x, *b = y;
        return (a->procedure > b->procedure) - (a->procedure < b->procedure);
}

static int by_agency(const void *x, const void *y)
{
        const struct spoken *a = x, *b = y;
        return (a->agency > b->agency) - (a->agency < b->agency);
}

static struct group_key key_of(const struct gathering *g, const struct timeline *t, uint32_t agency,
                               micros off)
{
        const struct grouped wanted = {.procedure = t->procedure};
        const struct grouped *found =
                bsearch(&wanted, g->grouped, g->grouped_n, sizeof(wanted), by_procedure);
        const struct spoken named = {.agency = agency};
        const struct spoken *leads = bsearch(&named, g->spoken, g->spoken_n, sizeof(named), by_agency);
        return (struct group_key){.case_kind = (uint8_t)t->case_kind,
                                  .grain = OF_AGENCY,
                                  .field = found ? found->field : 0,
                                  .procedure = found ? found->group : t->procedure,
                                  .term = term_of(t, g->calendar, agency, off),
                                  .agency = leads ? leads->member : agency};
}

static void add(struct gathering *g, const struct observed *o)
{
        if (g->n == g->room) {
                g->room = g->room ? 2 * g->room : 4096;
                g->observed = need_realloc(g->observed, g->room * sizeof(*g->observed));
        }
        g->observed[g->n++] = *o;
}

/* A dossier goes on with another group when a pause has left it another term: until then it is of the
 * one, seen open and not lost sight of, and from that minute on of the other. `o` is of all its life, and in
 * the end of the last part. */
static void add_parts(struct gathering *g, const struct timeline *t, uint32_t agency, struct observed *o)
{
        struct state s = {0};
        struct ran ran;
        o->key.term = term_of(t, g->calendar, agency, 0);
        for (int i = 0; i < t->steps_n && t->steps[i].at <= g->as_of; i++) {
                const bool ran_before = state_runs(&s);
                state_step(t, &t->steps[i], &s);
                if (ran_before || !state_runs(&s))
                        continue;
                timeline_ran(t, g->calendar, t->steps[i].at, &ran);
                const int32_t term = term_of(t, g->calendar, agency, ran.off), age = minutes_of(ran.worked);
                if (term == o->key.term)
                        continue;
                if (age > o->lifetime.from) {
                        struct observed part = *o;
                        part.lifetime = (struct lifetime){o->lifetime.from, age - 1, false, true};
                        add(g, &part);
                        o->lifetime.from = age;
                }
                o->key.term = term;
        }
        if (o->lifetime.to < o->lifetime.from)
                o->lifetime.to = o->lifetime.from;
        add(g, o);
}

/* The age at which it ended, or at which it was seen last. */
static int32_t last_age(const struct gathering *g, const struct timeline *t, const struct ran *now)
{
        struct ran by_due;
        if (!now->ended || !t->ended_day || t->due_at == NO_TIME || t->due_at >= now->ended_at ||
            is_late(t->due_at, now->ended_at, true, g->warehouse->zone))
                return minutes_of(now->worked);
        timeline_ran(t, g->calendar, t->due_at, &by_due);
        return minutes_of(by_due.worked);
}

static enum fault visit(void *context, const struct dossier_stored *stored, const struct history *h,
                        const struct timeline *t, struct err *e)
{
        struct walk *w = context;
        struct gathering *g = w->g;
        struct ran then, now;
        (void)h;
        timeline_ran(t, g->calendar, g->as_of, &now);
        if (!now.received || (now.ended && now.ended_at < g->since))
                return OK;
        timeline_ran(t, g->calendar, g->since, &then);
        const int32_t to = last_age(g, t, &now);
        /* An end before the beginning that was taken back: it was not open then. */
        const int32_t from = then.received && !then.ended ? minutes_of(then.worked) : 0;
        struct observed o = {key_of(g, t, now.agency, now.off),
                             {from < to ? from : to, to, now.ended, !now.ended && !now.runs}};
        const struct group_key key = o.key;
        add_parts(g, t, now.agency, &o);
        g->dossiers++;
        g->ended += now.ended;
        if (now.ended || !w->v->visit)
                return OK;
        const struct open_dossier d = {stored->id, t, now, key};
        return w->v->visit(w->v->context, &d, e);
}

static enum fault read_grouped(struct gathering *g, struct err *e)
{
        const struct pg_param as_of = pg_instant(g->as_of);
        struct pg_result *r;
        if (pg_run(g->pg, SQL_foresight_grouped, &as_of, 1, &r, e) != OK)
                return e->kind;
        g->grouped_n = (size_t)pg_rows(r);
        g->grouped = need_alloc((g->grouped_n + 1) * sizeof(*g->grouped));
        for (int row = 0; row < pg_rows(r); row++)
                g->grouped[row] =
                        (struct grouped){(uint32_t)pg_get_int(r, row, COL_foresight_grouped_procedure_id),
                                         (uint32_t)pg_get_int(r, row, COL_foresight_grouped_group_id),
                                         (uint32_t)pg_get_int(r, row, COL_foresight_grouped_field_id)};
        pg_free(r);
        return OK;
}

static enum fault read_spoken(struct gathering *g, struct err *e)
{
        const struct pg_param as_of = pg_instant(g->as_of);
        struct pg_result *r;
        if (pg_run(g->pg, SQL_foresight_spoken, &as_of, 1, &r, e) != OK)
                return e->kind;
        g->spoken_n = (size_t)pg_rows(r);
        g->spoken = need_alloc((g->spoken_n + 1) * sizeof(*g->spoken));
        for (int row = 0; row < pg_rows(r); row++)
                g->spoken[row] =
                        (struct spoken){(uint32_t)pg_get_int(r, row, COL_foresight_spoken_agency_id),
                                        (uint32_t)pg_get_int(r, row, COL_foresight_spoken_member_id)};
        pg_free(r);
        return OK;
}

enum fault gather(struct gathering *g, const struct open_visit *v, struct err *e)
{
        struct walk w = {g, v};
        const struct dossier_visit each = {visit, &w};
        if (read_grouped(g, e) != OK || read_spoken(g, e) != OK)
                return e->kind;
        return dossier_stream_since(g->pg, g->warehouse, g->since, &each, e);
}

void gather_free(struct gathering *g)
{
        free(g->observed);
        free(g->grouped);
        free(g->spoken);
        g->observed = NULL;
        g->grouped = NULL;
        g->spoken = NULL;
        g->n = g->room = g->grouped_n = g->spoken_n = 0;
        g->dossiers = g->ended = 0;
}

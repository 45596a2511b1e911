/* SPDX-License-Identifier: Apache-2.0
 *
 * estimate.c - one sweep along the minutes of life, in which lifetimes come in and go out.
 */
#include "consumers/foresight/estimate.h"

#include "core/base/bytes.h"
#include <stdlib.h>

enum {
        SHARE_PART = 32, /* a point is kept when the share has fallen by this part */
        ALIKE_PART = 16, /* or the number of those alike has changed by this one */
        TENTHS = 10,
};

/* ---- the sweep ---- */

/* Lifetimes by the minute at which they come in, and by that at which they go out. */
struct sweep_in {
        int32_t *from;
        struct lifetime *out;
        size_t n, in_at, out_at;
        int64_t open; /* seen open in the present minute */
};

static int by_minute(const void *x, const void *y)
{
        const int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
        return (a > b) - (a < b);
}

static int by_end(const void *x, const void *y)
{
        const struct lifetime *a = x, *b = y;
        return (a->to > b->to) - (a->to < b->to);
}

static void sweep_open(struct sweep_in *s, const struct lifetime *l, size_t n)
{
        bool sorted = true;
        *s = (struct sweep_in){.from = need_alloc((n + 1) * sizeof(*s->from)),
                               .out = need_alloc((n + 1) * sizeof(*s->out)),
                               .n = n};
        for (size_t i = 0; i < n; i++) {
                s->from[i] = l[i].from;
                s->out[i] = l[i];
                sorted &= i == 0 || l[i - 1].to <= l[i].to;
        }
        qsort(s->from, n, sizeof(*s->from), by_minute);
        if (!sorted)
                qsort(s->out, n, sizeof(*s->out), by_end);
}

static void sweep_close(struct sweep_in *s)
{
        free(s->from);
        free(s->out);
}

/* The next minute in which one goes out; INT32_MAX: none does. */
static int32_t sweep_next(const struct sweep_in *s)
{
        return s->out_at < s->n ? s->out[s->out_at].to : INT32_MAX;
}

struct step_seen {
        int64_t open, ended, lost;
        int64_t in_sight; /* did not go out before, whenever they came in */
};

/* Takes in those that were open in this minute, and counts them and those that went out in it. */
static struct step_seen sweep_step(struct sweep_in *s, int32_t minute)
{
        struct step_seen seen = {.in_sight = (int64_t)(s->n - s->out_at)};
        int64_t waits = 0;
        for (; s->in_at < s->n && s->from[s->in_at] <= minute; s->in_at++)
                s->open++;
        seen.open = s->open;
        for (; s->out_at < s->n && s->out[s->out_at].to == minute; s->out_at++) {
                const struct lifetime *l = &s->out[s->out_at];
                seen.ended += l->ended;
                waits += !l->ended && l->waits;
                seen.lost += !l->ended && !l->waits;
        }
        s->open -= seen.ended + seen.lost + waits;
        return seen;
}

/* ---- a curve ---- */

static void keep(struct curve *c, size_t *room, int32_t minute, double share, int64_t alike)
{
        if (c->n == *room) {
                *room = *room ? 2 * *room : 16;
                c->minute = need_realloc(c->minute, *room * sizeof(*c->minute));
                c->share = need_realloc(c->share, *room * sizeof(*c->share));
                c->alike = need_realloc(c->alike, *room * sizeof(*c->alike));
        }
        const int32_t billionths = (int32_t)(share * SHARE_WHOLE + 0.5);
        c->minute[c->n] = minute;
        c->share[c->n] = billionths > 1 ? billionths : 1;
        c->alike[c->n++] = (int32_t)alike;
}

static bool alike_differs(int64_t before, int64_t now)
{
        return llabs(before - now) * ALIKE_PART > before;
}

void curve_fit(struct curve *out, const struct lifetime *lifetimes, size_t n, const struct curve *parent,
               double k)
{
        struct sweep_in s;
        size_t room = 0, up = 0;
        double share = 1, kept = 1, in_sight = 1;
        int64_t alike = 0;
        *out = (struct curve){.lifetimes = (int64_t)n, .known = INT32_MAX};
        sweep_open(&s, lifetimes, n);
        for (size_t i = 0; i < n; i++)
                out->alike_first += lifetimes[i].from == 0;
        alike = out->alike_first;
        for (;;) {
                const int32_t own = sweep_next(&s),
                              above = parent && up < parent->n ? parent->minute[up] : INT32_MAX,
                              minute = own < above ? own : above;
                if (minute == INT32_MAX)
                        break;
                const struct step_seen seen = sweep_step(&s, minute);
                double ends = (double)seen.ended;
                out->ended += seen.ended;
                if (seen.lost)
                        in_sight *= 1 - (double)seen.lost / (double)(seen.in_sight - seen.ended);
                if (in_sight < 0.5 && out->known == INT32_MAX)
                        out->known = minute;
                if (minute == above) {
                        const double before = up ? parent->share[up - 1] : SHARE_WHOLE;
                        ends += k * (1 - parent->share[up++] / before);
                }
                const double of = (double)seen.open + (parent ? k : 1);
                if (of > 0)
                        share *= 1 - ends / of;
                const bool last = minute == own && s.out_at == s.n;
                if (!last && share > kept * (1 - 1.0 / SHARE_PART) && !alike_differs(alike, s.open))
                        continue;
                keep(out, &room, minute, share, s.open);
                kept = share;
                alike = s.open;
        }
        sweep_close(&s);
}

void curve_free(struct curve *c)
{
        free(c->minute);
        free(c->share);
        free(c->alike);
        *c = (struct curve){0};
}

/* Number of points at or before this minute. */
static size_t points_until(const struct curve *c, int32_t minutes)
{
        size_t below = 0, above = c->n;
        while (below < above) {
                const size_t middle = (below + above) / 2;
                if (c->minute[middle] <= minutes)
                        below = middle + 1;
                else
                        above = middle;
        }
        return below;
}

int32_t curve_share(const struct curve *c, int32_t minutes)
{
        const size_t i = points_until(c, minutes);
        return i ? c->share[i - 1] : SHARE_WHOLE;
}

int32_t curve_alike(const struct curve *c, int32_t minutes)
{
        const size_t i = points_until(c, minutes);
        return i ? c->alike[i - 1] : c->alike_first;
}

bool curve_knows(const struct curve *c, int32_t elapsed, int32_t allowed)
{
        return allowed <= elapsed || allowed <= c->known;
}

double curve_chance(const struct curve *c, int32_t elapsed, int32_t allowed)
{
        return allowed <= elapsed ? 1 : (double)curve_share(c, allowed) / curve_share(c, elapsed);
}

/* ---- k ---- */

struct tenth {
        int64_t open, ended;
};

/* Last minutes of the spans, ascending; returns how many. */
static int spans_of(const struct lifetime *l, size_t n, int32_t *last)
{
        int32_t *ends = need_alloc((n + 1) * sizeof(*ends));
        size_t ended = 0;
        int spans = 0;
        for (size_t i = 0; i < n; i++) {
                if (l[i].ended)
                        ends[ended++] = l[i].to;
        }
        qsort(ends, ended, sizeof(*ends), by_minute);
        for (int i = 1; ended && i <= TENTHS; i++) {
                const int32_t minute = ends[(ended * (size_t)i + TENTHS - 1) / TENTHS - 1];
                if (spans == 0 || minute > last[spans - 1])
                        last[spans++] = minute;
        }
        free(ends);
        return spans;
}

/* Counts, for each span, those that were open at its beginning, and how many of them ended in it; not those
 * that were lost sight of in it. */
static void count(const struct lifetime *l, size_t n, const int32_t *last, int spans, struct tenth *out)
{
        for (int j = 0; j < spans; j++)
                out[j] = (struct tenth){0};
        for (size_t i = 0; i < n; i++) {
                for (int j = 0; j < spans; j++) {
                        const int32_t before = j ? last[j - 1] : -1;
                        if (l[i].to <= before)
                                break;
                        if (l[i].from > before + 1 || (!l[i].ended && l[i].to <= last[j]))
                                continue;
                        out[j].open++;
                        out[j].ended += l[i].to <= last[j];
                }
        }
}

void spread_add(struct spread *s, const struct lifetime *lifetimes, const size_t *begins, size_t children)
{
        int32_t last[TENTHS] = {0};
        struct tenth whole[TENTHS], part[TENTHS];
        double expected[TENTHS] = {0}, squares[TENTHS] = {0}, apart[TENTHS] = {0};
        int64_t groups[TENTHS] = {0};
        const struct lifetime *all = lifetimes + begins[0];
        const size_t n = begins[children] - begins[0];
        if (children < 2)
                return;
        const int spans = spans_of(all, n, last);
        count(all, n, last, spans, whole);
        for (int j = 0; j < spans; j++)
                expected[j] = whole[j].open ? (double)whole[j].ended / (double)whole[j].open : 0;
        for (size_t c = 0; c < children; c++) {
                count(lifetimes + begins[c], begins[c + 1] - begins[c], last, spans, part);
                for (int j = 0; j < spans; j++) {
                        const double open = (double)part[j].open;
                        if (part[j].open == 0)
                                continue;
                        const double off = (double)part[j].ended / open - expected[j];
                        squares[j] += open * off * off;
                        apart[j] += open * (1 - open / (double)whole[j].open);
                        groups[j]++;
                }
        }
        /* The sum of squares is about (groups - 1) * chance where all are alike, `apart` * chance where each
         * group is all alike in itself; in between linear in the correlation within a group. */
        for (int j = 0; j < spans; j++) {
                const double chance = expected[j] * (1 - expected[j]), free = (double)(groups[j] - 1);
                if (groups[j] < 2)
                        continue;
                s->excess += squares[j] - free * chance;
                s->scope += (apart[j] - free) * chance;
        }
}

double spread_k(const struct spread *s)
{
        const double within = s->scope > 0 ? s->excess / s->scope : 0;
        if (within <= 1 / (K_MOST + 1))
                return K_MOST;
        return within >= 0.5 ? 1 : (1 - within) / within;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * calendars.c - the layers of each agency, stretch by stretch of days; those with equal layers are composed
 * once, and those that turn out with equal days are one.
 */
#include "consumers/warehouse/calendars.h"

#include "consumers/warehouse/agency_lines.h"
#include "consumers/warehouse/calendar_compose.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

struct layers {
        struct calendar_table general;
        struct calendar_table *table; /* by agency */
        int32_t *agency;
        size_t n;
        struct agency_lines lines;
};
struct composed { /* a list of stretches that was composed already */
        uint64_t of;
        int32_t at;
};
struct composing {
        const struct layers *l;
        const struct zone *zone;
        struct calendars *cs;
        struct calendar_stretch *stretch;
        size_t n;
        struct composed *done;
        size_t dones;
        uint64_t general_hash;
};

/* ---- reading ---- */

static enum fault read_layers(struct layers *l, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (calendar_table_read(&l->general, pg, CALENDAR_CURRENT, e) != OK ||
            pg_run(pg, SQL_agency_calendars, NULL, 0, &r, e) != OK)
                return e->kind;
        const size_t n = (size_t)pg_rows(r);
        l->table = need_alloc(n * sizeof(*l->table));
        l->agency = need_alloc(n * sizeof(*l->agency));
        for (size_t i = 0; i < n; i++)
                l->agency[i] = (int32_t)pg_get_int(r, (int)i, COL_agency_calendars_agency_id);
        pg_free(r);
        enum fault fault = OK;
        for (; fault == OK && l->n < n; l->n += fault == OK)
                fault = calendar_table_read_agency(&l->table[l->n], pg, l->agency[l->n], CALENDAR_CURRENT, e);
        if (fault == OK && n > 0)
                fault = agency_lines_read(&l->lines, pg, e);
        return fault;
}

static void free_layers(struct layers *l)
{
        calendar_table_close(&l->general);
        for (size_t i = 0; i < l->n; i++)
                calendar_table_close(&l->table[i]);
        free(l->table);
        free(l->agency);
        agency_lines_free(&l->lines);
}

/* ---- composing ---- */

static int by_agency(const void *a, const void *b)
{
        const int32_t x = ((const struct calendar_user *)a)->agency,
                      y = ((const struct calendar_user *)b)->agency;
        return (x > y) - (x < y);
}

static int by_number(const void *a, const void *b)
{
        const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
        return (x > y) - (x < y);
}

static const struct calendar_table *layer_of(const struct layers *l, int32_t agency)
{
        const int32_t *at = bsearch(&agency, l->agency, l->n, sizeof(*l->agency), by_number);
        return at ? &l->table[at - l->agency] : NULL;
}

static bool is_same_layers(const struct calendar_stretch *a, const struct calendar_stretch *b)
{
        if (a->n != b->n) {
                return false;
        }
        for (size_t i = 0; i < a->n; i++) {
                if (a->layer[i] != b->layer[i]) {
                        return false;
                }
        }
        return true;
}

/* Fills in the stretches of an agency; returns true where there is any layer. */
static bool list_stretches(struct composing *m, int32_t agency)
{
        const struct agency_lines *lines = &m->l->lines;
        int32_t line[AGENCY_LINE_MOST];
        bool any = false;
        m->n = 0;
        for (size_t i = 0; i < lines->days; i++) {
                struct calendar_stretch *s = &m->stretch[m->n];
                memset(s, 0, sizeof(*s));
                s->from = lines->day[i];
                const size_t n = agency_line(lines, agency, s->from, line);
                for (size_t k = 0; k < n; k++) {
                        const struct calendar_table *layer = layer_of(m->l, line[k]);
                        if (layer)
                                s->layer[s->n++] = layer;
                }
                any |= s->n > 0;
                if (m->n == 0 || !is_same_layers(s, s - 1))
                        m->n++;
        }
        return any;
}

/* A hash of all that a calendar answers; never 0. */
static uint64_t hash_calendar(const struct calendar *c, const struct zone *zone)
{
        int32_t first;
        const int32_t days = calendar_days(&first);
        size_t n;
        const struct calendar_span *span = calendar_spans(c, &n);
        micros *cut = need_alloc(2 * (size_t)days * sizeof(*cut));
        for (int32_t i = 0; i < days; i++) {
                cut[2 * i] = calendar_cut(c, zone, first + i, false);
                cut[2 * i + 1] = calendar_cut(c, zone, first + i, true);
        }
        const uint64_t both[] = {hash_bytes(span, n * sizeof(*span)),
                                 hash_bytes(cut, 2 * (size_t)days * sizeof(*cut))};
        free(cut);
        const uint64_t hash = hash_bytes(both, sizeof(both));
        return hash ? hash : 1;
}

enum { GENERAL = -1 }; /* in place of one in `of` */

static int32_t add_calendar(struct composing *m, struct calendar *c)
{
        struct calendars *cs = m->cs;
        const uint64_t hash = hash_calendar(c, m->zone);
        size_t at = 0;
        while (at < cs->n && cs->of[at].id != (int64_t)hash)
                at++;
        if (hash == m->general_hash || at < cs->n) {
                calendar_close(c);
                return hash == m->general_hash ? GENERAL : (int32_t)at;
        }
        cs->of = need_realloc(cs->of, (cs->n + 1) * sizeof(*cs->of));
        cs->of[cs->n++] = (struct calendar_other){(int64_t)hash, c};
        return (int32_t)at;
}

static int32_t compose_one(struct composing *m)
{
        struct calendar *c;
        const uint64_t of = hash_bytes(m->stretch, m->n * sizeof(*m->stretch));
        for (size_t i = 0; i < m->dones; i++) {
                if (m->done[i].of == of)
                        return m->done[i].at;
        }
        calendar_compose(&c, m->zone, &m->l->general, m->stretch, m->n);
        const int32_t at = add_calendar(m, c);
        m->done = need_realloc(m->done, (m->dones + 1) * sizeof(*m->done));
        m->done[m->dones++] = (struct composed){of, at};
        return at;
}

static void add_user(struct calendars *cs, int32_t agency, int32_t at)
{
        cs->user = need_realloc(cs->user, (cs->users + 1) * sizeof(*cs->user));
        cs->user[cs->users++] = (struct calendar_user){agency, at};
}

static void compose_agency(struct composing *m, int32_t agency)
{
        const int32_t at = list_stretches(m, agency) ? compose_one(m) : GENERAL;
        if (at != GENERAL)
                add_user(m->cs, agency, at);
}

static void compose_all(struct calendars *cs, const struct layers *l, const struct zone *zone)
{
        struct composing m = {.l = l, .zone = zone, .cs = cs};
        m.stretch = need_alloc((l->lines.days + 1) * sizeof(*m.stretch));
        m.general_hash = hash_calendar(cs->general, zone);
        for (size_t i = 0; i < l->lines.n; i++) {
                if (i == 0 || l->lines.version[i].agency != l->lines.version[i - 1].agency)
                        compose_agency(&m, l->lines.version[i].agency);
        }
        /* Those that no catalogue names. */
        for (size_t i = 0; i < l->n; i++) {
                int32_t line[AGENCY_LINE_MOST];
                bool named = false;
                for (size_t k = 0; !named && k < l->lines.n; k++)
                        named = l->lines.version[k].agency == l->agency[i];
                if (!named && agency_line(&l->lines, l->agency[i], 0, line) > 0)
                        compose_agency(&m, l->agency[i]);
        }
        qsort(cs->user, cs->users, sizeof(*cs->user), by_agency);
        free(m.stretch);
        free(m.done);
}

/* ---- those that an alias leads to another ---- */

static const struct calendar_user *find_user(const struct calendar_user *user, size_t n, int32_t agency)
{
        const struct calendar_user key = {.agency = agency};
        return n ? bsearch(&key, user, n, sizeof(*user), by_agency) : NULL;
}

static enum fault add_spoken(struct calendars *cs, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_agency_calendar_spoken, NULL, 0, &r, e) != OK)
                return e->kind;
        const size_t n = cs->listings = cs->users;
        cs->listed = need_alloc(n * sizeof(*cs->listed));
        for (size_t i = 0; i < n; i++)
                cs->listed[i] = cs->user[i];
        for (int row = 0; row < pg_rows(r); row++) {
                const int32_t agency = (int32_t)pg_get_int(r, row, COL_agency_calendar_spoken_agency_id);
                const struct calendar_user *member = find_user(
                        cs->listed, n, (int32_t)pg_get_int(r, row, COL_agency_calendar_spoken_member_id));
                if (member && !find_user(cs->listed, n, agency))
                        add_user(cs, agency, member->at);
        }
        qsort(cs->user, cs->users, sizeof(*cs->user), by_agency);
        pg_free(r);
        return OK;
}

enum fault calendars_read(struct calendars *cs, struct pg *pg, const struct zone *zone, struct err *e)
{
        struct layers l = {0};
        *cs = (struct calendars){0};
        enum fault fault = read_layers(&l, pg, e);
        if (fault == OK) {
                cs->version = l.general.version;
                calendar_table_open(&cs->general, &l.general, zone);
        }
        if (fault == OK && l.n > 0) {
                compose_all(cs, &l, zone);
                fault = add_spoken(cs, pg, e);
        }
        free_layers(&l);
        if (fault != OK)
                calendars_close(cs);
        return fault;
}

void calendars_close(struct calendars *cs)
{
        calendar_close(cs->general);
        for (size_t i = 0; i < cs->n; i++)
                calendar_close(cs->of[i].calendar);
        free(cs->of);
        free(cs->user);
        free(cs->listed);
        *cs = (struct calendars){0};
}

enum fault calendar_read(struct calendar **c, struct pg *pg, const struct zone *zone, int32_t *version,
                         struct err *e)
{
        struct calendars cs;
        *c = NULL;
        if (calendars_read(&cs, pg, zone, e) != OK)
                return e->kind;
        if (version)
                *version = cs.version;
        calendar_adopt(cs.general, cs.of, cs.n, cs.user, cs.users);
        *c = cs.general;
        free(cs.listed);
        return OK;
}

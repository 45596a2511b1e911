/* SPDX-License-Identifier: Apache-2.0
 *
 * constant.c - candidates from the warehouse, and how many dossiers of their source they were said of.
 */
#include "consumers/report/index/constant.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum { OF_100 = 99 };

static int flag_find(struct text name)
{
        for (int f = 0; f < FACT_FLAG_COUNT; f++) {
                if (text_equal(name, text_of(fact_flag_names[f])))
                        return f;
        }
        return -1;
}

static char *copy(struct text t)
{
        char *s = need_alloc(t.len + 1);
        if (t.len > 0)
                memcpy(s, t.at, t.len);
        return s;
}

static void make_room(struct index_constants *c, size_t sources)
{
        if (sources <= c->sources)
                return;
        c->flags = need_realloc(c->flags, sources * sizeof(*c->flags));
        c->spoke = need_realloc(c->spoke, sources * sizeof(*c->spoke));
        c->said = need_realloc(c->said, sources * sizeof(*c->said));
        for (size_t s = c->sources; s < sources; s++) {
                c->flags[s] = 0;
                c->spoke[s] = 0;
                memset(c->said[s], 0, sizeof(c->said[s]));
        }
        c->sources = sources;
}

void index_constants_add(struct index_constants *c, uint32_t source_id, struct text source, struct text flag,
                         struct text value)
{
        const int fact = flag_find(flag);

        if (fact < 0)
                return;
        make_room(c, (size_t)source_id + 1);
        c->of = need_realloc(c->of, ((size_t)c->n + 1) * sizeof(*c->of));
        c->of[c->n++] = (struct index_constant){
                copy(source), copy(flag), copy(value), source_id, (enum fact_flag)fact, true, 0};
        c->flags[source_id] |= (uint8_t)(1U << fact);
}

enum fault index_constants_read(struct index_constants *c, struct pg *pg, micros known_at, struct err *e)
{
        struct pg_result *r;
        const struct pg_param param = pg_instant(known_at == END_OF_TIME ? NO_TIME : known_at);

        if (pg_run(pg, SQL_index_constant, &param, 1, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                index_constants_add(c, (uint32_t)pg_get_int(r, row, COL_index_constant_source_id),
                                    pg_get_text(r, row, COL_index_constant_source),
                                    pg_get_text(r, row, COL_index_constant_flag),
                                    pg_get_text(r, row, COL_index_constant_value));
        pg_free(r);
        return OK;
}

void index_constants_free(struct index_constants *c)
{
        for (int i = 0; i < c->n; i++) {
                free(c->of[i].source);
                free(c->of[i].flag);
                free(c->of[i].value);
        }
        free(c->of);
        free(c->flags);
        free(c->spoke);
        free(c->said);
        *c = (struct index_constants){0};
}

/* ---- what was said ---- */

#define FACT_SAID(flag) | (s->flag != 0 ? 1U << FACT_##flag : 0U)

static unsigned said_by(const struct statement *s)
{
        return 0U FACT_FLAGS(FACT_SAID);
}

/* Bits of the flags that the source of statement `at` said; 0 with *first false: an earlier one is of it. */
static unsigned said_of(const struct history *h, int at, bool *first)
{
        unsigned said = 0;

        *first = true;
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];

                /* A step has no flags, and what was taken back was not said. */
                if (s->source != h->of[at].source || s->kind == KIND_STEP || !statement_holds(s))
                        continue;
                *first &= i >= at;
                said |= said_by(s);
        }
        return said;
}

void index_constants_see(struct index_constants *c, const struct history *h)
{
        for (int i = 0; c->n > 0 && i < h->n; i++) {
                const struct statement *s = &h->of[i];
                bool first;

                if (s->source >= c->sources || s->kind == KIND_STEP || !statement_holds(s))
                        continue;
                const unsigned said = said_of(h, i, &first);
                if (!first)
                        continue;
                c->spoke[s->source]++;
                for (int f = 0; f < FACT_FLAG_COUNT; f++)
                        c->said[s->source][f] += said >> f & 1;
        }
}

void index_constants_leave_out(struct index_constants *c, const struct history *h, unsigned facts)
{
        for (int i = 0; facts != 0 && i < c->n; i++) {
                struct index_constant *of = &c->of[i];
                unsigned said = 0;

                for (int at = 0; of->left_out && at < h->n; at++) {
                        const struct statement *s = &h->of[at];
                        if (s->source == of->source_id && s->kind != KIND_STEP && statement_holds(s))
                                said |= said_by(s);
                }
                of->dossiers += (said & facts) >> of->fact & 1;
        }
}

void index_constants_recount(struct index_constants *c)
{
        for (int i = 0; i < c->n; i++)
                c->of[i].dossiers = 0;
}

bool index_constants_decide(struct index_constants *c)
{
        bool changed = false;

        for (int i = 0; i < c->n; i++) {
                struct index_constant *of = &c->of[i];
                const bool left_out =
                        c->said[of->source_id][of->fact] * 100 >= c->spoke[of->source_id] * OF_100;

                changed |= left_out != of->left_out;
                of->left_out = left_out;
        }
        for (size_t s = 0; s < c->sources; s++) {
                c->flags[s] = 0;
                c->spoke[s] = 0;
                memset(c->said[s], 0, sizeof(c->said[s]));
        }
        for (int i = 0; i < c->n; i++) {
                if (c->of[i].left_out)
                        c->flags[c->of[i].source_id] |= (uint8_t)(1U << c->of[i].fact);
        }
        return changed;
}

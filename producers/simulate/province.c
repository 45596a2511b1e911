/* SPDX-License-Identifier: Apache-2.0
 *
 * province.c - deals the dossiers of a profile out to agencies, outcomes, procedures and channels.
 *
 * Rule: properties that the profile does not fix (the agencies that are often late, the procedures that are
 * used most) depend on the position, not on the seed: two seeds show the same province in two different
 * years.
 */
#include "producers/simulate/province.h"
#include "core/base/bytes.h"
#include "producers/simulate/quota.h"
#include "producers/simulate/rng.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- the catalogue ---- */

static struct agency *add_agency(struct province *v, enum level level, int group)
{
        struct agency *a = &v->agency[v->agencies++];
        a->level = level;
        a->group = group;
        a->parent = -1;
        v->group[group].agencies++;
        return a;
}

static struct group *add_group(struct province *v, enum level level)
{
        struct group *g = &v->group[v->groups++];
        g->level = level;
        g->agency = v->agencies;
        g->procedure = v->procedures;
        return g;
}

/* The k-th point of a sequence that fills [0, 2^32) evenly wherever it is cut, so that the few procedures
 * that are used most have all terms, too. */
static uint64_t spread(int k)
{
        return (uint32_t)((uint64_t)(k + 1) * 2654435769U);
}

static int64_t term_of(const struct profile_level *level, int k)
{
        int64_t all = 0;
        for (int i = 0; i < level->terms; i++)
                all += level->term[i].share;
        int64_t at = (int64_t)(spread(k) * (uint64_t)all >> 32);
        int i = 0;
        while (at >= level->term[i].share)
                at -= level->term[i++].share;
        return level->term[i].days;
}

/* `k` is the rank within the group: 0 is used most. */
static void add_procedure(struct province *v, const struct group *g, int k, const char *field)
{
        const struct profile *p = v->profile;
        int number = v->procedures;
        struct procedure *r = &v->procedure[v->procedures++];
        snprintf(r->code, sizeof(r->code), "%d.%06d", 1 + number % 3, 1000 + 7 * number);
        snprintf(r->field, sizeof(r->field), "%s", field);
        snprintf(r->name, sizeof(r->name), "Thủ tục %04d, lĩnh vực %s", number + 1, field);
        r->service = rng_mix((uint64_t)number) % MILLION < p->full_service ? FULL : PARTIAL;
        r->term = term_of(&p->level[g->level], k);
}

static void add_departments(struct province *v)
{
        const struct profile *p = v->profile;
        for (int i = 0; i < p->departments; i++) {
                const struct profile_department *d = &p->department[i];
                struct group *g = add_group(v, PROVINCE);
                struct agency *a = add_agency(v, PROVINCE, v->groups - 1);
                snprintf(a->code, sizeof(a->code), "000.00.%s.%s", d->number, p->province);
                snprintf(a->name, sizeof(a->name), "%s", d->name);
                g->procedures = (int)d->procedures;
                g->used = (int)d->procedures_used;
                for (int k = 0; k < g->procedures; k++) {
                        char field[CODE_ROOM + 12];
                        snprintf(field, sizeof(field), "%s%02d", d->field, 1 + k % (int)d->fields);
                        add_procedure(v, g, k, field);
                }
        }
}

static void add_shared_procedures(struct province *v, struct group *g)
{
        const struct profile_level *level = &v->profile->level[g->level];
        g->procedures = (int)level->procedures;
        g->used = (int)level->procedures_used;
        for (int k = 0; k < g->procedures; k++)
                add_procedure(v, g, k, level->field[k % level->fields]);
}

static void add_districts_and_communes(struct province *v)
{
        const struct profile *p = v->profile;
        struct group *districts = add_group(v, DISTRICT);
        for (int i = 0; i < p->districts; i++) {
                struct agency *a = add_agency(v, DISTRICT, v->groups - 1);
                snprintf(a->code, sizeof(a->code), "000.00.%s.%s", p->district[i].number, p->province);
                snprintf(a->name, sizeof(a->name), "%s", p->district[i].name);
        }
        add_shared_procedures(v, districts);
        struct group *communes = add_group(v, COMMUNE);
        for (int i = 0; i < p->districts; i++) {
                const struct profile_district *d = &p->district[i];
                for (int c = 1; c <= (int)d->communes; c++) {
                        struct agency *a = add_agency(v, COMMUNE, v->groups - 1);
                        a->parent = districts->agency + i;
                        snprintf(a->code, sizeof(a->code), "000.%02d.%s.%s", c, d->number, p->province);
                        snprintf(a->name, sizeof(a->name), "Đơn vị cấp xã %02d, %s", c, d->name);
                }
        }
        add_shared_procedures(v, communes);
}

/* ---- the dealing ---- */

/* The weight of an agency within its level. The centre of a district has more than its other communes. */
static void agency_weights(const struct province *v, int64_t *weight)
{
        const struct profile *p = v->profile;
        int at = 0;
        for (int i = 0; i < p->departments; i++)
                weight[at++] = p->department[i].share;
        for (int i = 0; i < p->districts; i++)
                weight[at++] = p->district[i].share;
        for (int i = 0; i < p->districts; i++) {
                int64_t all = 0, n = p->district[i].communes;
                for (int64_t c = 0; c < n; c++)
                        all += MILLION / (c + 4);
                for (int64_t c = 0; c < n; c++)
                        weight[at++] = p->district[i].share * MILLION * (MILLION / (c + 4)) / all;
        }
}

static void deal_to_agencies(struct province *v)
{
        int64_t *weight = need_alloc((size_t)v->agencies * sizeof(*weight));
        int64_t *part = need_alloc((size_t)v->agencies * sizeof(*part)), next = 0;
        int n;
        agency_weights(v, weight);
        for (int from = 0; from < v->agencies; from += n) {
                enum level level = v->agency[from].level;
                for (n = 0; from + n < v->agencies && v->agency[from + n].level == level;)
                        n++;
                quota_divide(v->profile->level[level].received, weight + from, n, part + from);
        }
        for (int i = 0; i < v->agencies; i++) {
                struct agency *a = &v->agency[i];
                struct group *g = &v->group[a->group];
                a->first = v->agency_first[i] = next;
                a->dossiers = part[i];
                if (i == g->agency)
                        g->first = next;
                g->dossiers += part[i];
                next += part[i];
        }
        free(weight);
        free(part);
}

/* Some agencies are late far more often than others: 1 to 25 times. */
static int64_t slowness(int agency)
{
        int64_t s = 1 + (int64_t)(rng_mix((uint64_t)agency + 1) % 5);
        return s * s;
}

static void deal_to_outcomes(struct province *v)
{
        static const enum outcome order[OUTCOME_COUNT] = {
                OUTCOME_LATE,       OUTCOME_OPEN_OVERDUE, OUTCOME_OPEN_PAUSED, OUTCOME_OPEN,
                OUTCOME_AFTER_HOUR, OUTCOME_ON_TIME,      OUTCOME_EARLY};
        size_t n = (size_t)v->agencies;
        int64_t total[OUTCOME_COUNT], *weight = need_alloc(n * sizeof(*weight));
        int64_t *part = need_alloc(n * sizeof(*part)), *room = need_alloc(n * sizeof(*room));
        profile_outcomes(v->profile, total);
        for (size_t i = 0; i < n; i++)
                room[i] = v->agency[i].dossiers;
        for (int o = 0; o < OUTCOME_COUNT; o++) {
                bool slow = order[o] == OUTCOME_LATE || order[o] == OUTCOME_OPEN_OVERDUE;
                for (size_t i = 0; i < n; i++)
                        weight[i] = v->agency[i].dossiers * (slow ? slowness((int)i) : 1);
                quota_divide_capped(total[order[o]], weight, room, v->agencies, part);
                for (size_t i = 0; i < n; i++) {
                        room[i] -= part[i];
                        v->agency[i].until[order[o]] = part[i];
                }
        }
        for (size_t i = 0; i < n; i++) {
                for (int o = 1; o < OUTCOME_COUNT; o++)
                        v->agency[i].until[o] += v->agency[i].until[o - 1];
        }
        free(weight);
        free(part);
        free(room);
}

/* Every used procedure gets a dossier, as long as there are enough; the rest falls off with the rank. */
static void deal_to_procedures(struct province *v)
{
        int64_t *weight = need_alloc((size_t)v->procedures * sizeof(*weight));
        int64_t *part = need_alloc((size_t)v->procedures * sizeof(*part)), next = 0;
        for (int i = 0; i < v->groups; i++) {
                const struct group *g = &v->group[i];
                int64_t one_each = g->dossiers < g->used ? g->dossiers : g->used;
                for (int k = 0; k < g->used; k++)
                        weight[k] = 1000000000000LL / (k + 3);
                quota_divide(g->dossiers - one_each, weight, g->used, part);
                for (int k = 0; k < g->procedures; k++) {
                        struct procedure *r = &v->procedure[g->procedure + k];
                        r->dossiers = k < g->used ? part[k] + (k < one_each) : 0;
                        r->first = v->procedure_first[g->procedure + k] = next;
                        next += r->dossiers;
                }
        }
        free(weight);
        free(part);
}

/* Every used procedure gets one online dossier, as long as there are enough, so that "used" and "used online"
 * are the same; some procedures are used online far more than others. */
static void deal_online(struct province *v, enum level level)
{
        size_t n = (size_t)v->procedures;
        int64_t *weight = need_alloc(n * sizeof(*weight)), *part = need_alloc(n * sizeof(*part));
        int64_t *room = need_alloc(n * sizeof(*room)), online = v->profile->level[level].online;
        for (int i = 0; i < v->groups; i++) {
                const struct group *g = &v->group[i];
                for (int k = g->procedure; g->level == level && k < g->procedure + g->used; k++) {
                        struct procedure *r = &v->procedure[k];
                        r->online = r->dossiers && online ? 1 : 0;
                        online -= r->online;
                        room[k] = r->dossiers - r->online;
                        weight[k] = room[k] * (int64_t)(4 + rng_mix((uint64_t)k) % 13);
                }
        }
        quota_divide_capped(online, weight, room, v->procedures, part);
        for (size_t k = 0; k < n; k++)
                v->procedure[k].online += part[k];
        free(weight);
        free(part);
        free(room);
}

void province_open(struct province *v, const struct profile *p)
{
        size_t agencies = (size_t)p->departments + (size_t)p->districts;
        size_t procedures = (size_t)p->procedures, groups = (size_t)p->departments + 2;
        for (int i = 0; i < p->districts; i++)
                agencies += (size_t)p->district[i].communes;
        *v = (struct province){.profile = p,
                               .agency = need_alloc(agencies * sizeof(*v->agency)),
                               .procedure = need_alloc(procedures * sizeof(*v->procedure)),
                               .group = need_alloc(groups * sizeof(*v->group)),
                               .agency_first = need_alloc(agencies * sizeof(*v->agency_first)),
                               .procedure_first = need_alloc(procedures * sizeof(*v->procedure_first))};
        add_departments(v);
        add_districts_and_communes(v);
        deal_to_agencies(v);
        deal_to_outcomes(v);
        deal_to_procedures(v);
        for (enum level l = PROVINCE; l < LEVEL_COUNT; l++)
                deal_online(v, l);
}

void province_close(struct province *v)
{
        free(v->agency);
        free(v->procedure);
        free(v->group);
        free(v->agency_first);
        free(v->procedure_first);
        *v = (struct province){0};
}

/* ---- looking up ---- */

/* The last i with first[i] <= x: ranges without dossiers are stepped over. */
static int find(const int64_t *first, int n, int64_t x)
{
        int low = 0;
        while (n > 1) {
                int half = n / 2;
                if (first[low + half] <= x)
                        low += half;
                n -= half;
        }
        return low;
}

struct share province_share(const struct province *v, uint64_t seed, int64_t number)
{
        struct share s = {.agency = find(v->agency_first, v->agencies, number)};
        const struct agency *a = &v->agency[s.agency];
        const struct group *g = &v->group[a->group];
        while (number - a->first >= a->until[s.outcome])
                s.outcome++;
        uint64_t key = rng_mix(seed) + (uint64_t)a->group;
        int64_t shuffled = g->first + (int64_t)rng_permute(rng_mix(key), (uint64_t)g->dossiers,
                                                           (uint64_t)(number - g->first));
        s.procedure = find(v->procedure_first, v->procedures, shuffled);
        const struct procedure *r = &v->procedure[s.procedure];
        s.online = shuffled - r->first < r->online;
        return s;
}

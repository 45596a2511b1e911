/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.c - the profile of a province: what is accepted can be made smaller, and dealt out, and its parts
 * sum.
 */
#include "producers/simulate/profile_text.h"
#include "producers/simulate/province.h"
#include "tests/fuzz/fuzz.h"

/* Memory grows with the numbers that a profile names: agencies and procedures, of which it may name so many
 * at most. */
const struct fuzz_bound fuzz_bound = {64 << 20, 64};

void fuzz_open(void)
{
}

static void sums(const struct profile *p)
{
        int64_t of[OUTCOME_COUNT], received = 0, sum = 0;
        profile_outcomes(p, of);
        for (int i = 0; i < OUTCOME_COUNT; i++) {
                HOLDS(of[i] >= 0);
                sum += of[i];
        }
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                HOLDS(p->level[l].online <= p->level[l].received);
                received += p->level[l].received;
        }
        HOLDS(sum == p->received && received == p->received);
}

static void deal(const struct profile *p)
{
        struct province v;
        int64_t dealt = 0, asked = 0, online = 0;
        province_open(&v, p);
        for (int i = 0; i < v.agencies; i++)
                dealt += v.agency[i].dossiers;
        for (int i = 0; i < v.procedures; i++) {
                HOLDS(v.procedure[i].online >= 0 && v.procedure[i].online <= v.procedure[i].dossiers);
                asked += v.procedure[i].dossiers;
                online += v.procedure[i].online;
        }
        HOLDS(dealt == p->received && asked == p->received && online == p->online);
        for (int64_t i = 0; i < p->received; i += 1 + p->received / 64) {
                struct share s = province_share(&v, 1, i);
                HOLDS(s.agency >= 0 && s.agency < v.agencies && s.procedure >= 0 &&
                      s.procedure < v.procedures);
        }
        province_close(&v);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct profile *p = need_alloc(sizeof(*p));
        struct err e;
        enum fault fault =
                fuzz_said(profile_read_text(p, "input", (struct text){(const char *)data, size}, &e), &e);
        HOLDS(fault == OK || fault == USAGE);
        if (fault == OK) {
                sums(p);
                deal(p);
                profile_scale(p, size > 0 ? 1 + data[size - 1] : 1);
                sums(p);
                deal(p);
        }
        free(p);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * facts.c - the flags of a dossier, each as it was said last.
 */
#include "consumers/dossier/facts.h"

#include "consumers/dossier/standing.h"

#define FACT_NAME(flag) #flag,
const char *const fact_flag_names[FACT_FLAG_COUNT] = {FACT_FLAGS(FACT_NAME)};

/* For each fact the claim whose value counts; NULL: none names it. */
struct said {
        const struct statement *flag[FACT_FLAG_COUNT], *rating, *about;
};

static bool stands(const struct statement **said, const struct statement *s)
{
        if (!claim_said_later(*said, s))
                return false;
        *said = s;
        return true;
}

#define FACT_VALUE(member) s->member,

static void decide(const struct statement *s, unsigned constant, struct said *said, struct facts *out)
{
        const uint8_t value[FACT_FLAG_COUNT] = {FACT_FLAGS(FACT_VALUE)};

        for (int f = 0; f < FACT_FLAG_COUNT; f++) {
                if (value[f] == 0)
                        continue;
                if (constant >> f & 1)
                        out->left_out |= 1U << f;
                else if (stands(&said->flag[f], s))
                        out->flag[f] = value[f];
        }
        if (s->rating != RATING_UNKNOWN && stands(&said->rating, s))
                out->rating = (enum rating)s->rating;
        if (s->about_len > 0 && stands(&said->about, s))
                out->about = (struct text){s->about, s->about_len};
}

static bool says_any(const struct statement *s)
{
        const uint8_t value[FACT_FLAG_COUNT] = {FACT_FLAGS(FACT_VALUE)};
        unsigned any = s->rating | s->about_len;

        for (int f = 0; f < FACT_FLAG_COUNT; f++)
                any |= value[f];
        return any != 0;
}

void facts_decide(const struct history *h, const uint8_t *constant, size_t sources_n, struct facts *out)
{
        struct standing s;
        struct said said = {0};
        int i = 0;

        *out = (struct facts){0};
        while (i < h->n && !says_any(&h->of[i]))
                i++;
        if (i == h->n)
                return;
        standing_of(h, &s);
        for (i = 0; i < s.n; i++) {
                const uint16_t source = s.of[i]->source;
                decide(s.of[i], source < sources_n ? constant[source] : 0U, &said, out);
        }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c - see score.h.
 */
#include "consumers/foresight/score.h"

void score_add(struct score *s, double chance, bool late)
{
        const double off = chance - late;
        int tenth = (int)(chance * SCORE_TENTHS);
        if (tenth >= SCORE_TENTHS)
                tenth = SCORE_TENTHS - 1;
        s->tenth[tenth].judged++;
        s->tenth[tenth].late += late;
        s->tenth[tenth].chances += chance;
        s->judged++;
        s->late += late;
        s->squares += off * off;
}

double score_brier(const struct score *s)
{
        return s->judged ? s->squares / (double)s->judged : 0;
}

double score_base(const struct score *s)
{
        const double base = s->judged ? (double)s->late / (double)s->judged : 0;
        return base * (1 - base);
}

double score_skill(const struct score *s)
{
        const double base = score_base(s);
        return base > 0 ? 1 - score_brier(s) / base : 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * history.c - the words of a dossier's history, as a damaged warehouse might hold them.
 *
 * What is accepted is packed again as the same words, its union with itself is itself, and its facts can be
 * drawn from it. A first byte of 1 puts statements in order first, so that more than a few are accepted.
 */
#include "consumers/dossier/history.h"
#include "consumers/dossier/rule.h"
#include "consumers/dossier/timeline.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

const struct fuzz_bound fuzz_bound = {0, 0};

static struct zone *zone;

void fuzz_open(void)
{
        struct err e;
        HOLDS(zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK);
}

/* Sums of each measure over all days. */
static void add(void *context, const struct flow *flow)
{
        int64_t *sums = context;
        HOLDS(flow->amount != 0 && flow->measure < MEASURE_COUNT);
        sums[flow->measure] += flow->amount;
}

static void facts(const struct history *h)
{
        static struct timeline timeline;
        int64_t sums[MEASURE_COUNT] = {0};
        timeline_derive(h, rule_of(RULE_FORM06), zone, &timeline);
        HOLDS(timeline.steps_n >= 0 && timeline.steps_n <= STEPS_MOST);
        for (int i = 1; i < timeline.steps_n; i++)
                HOLDS(timeline.steps[i - 1].at <= timeline.steps[i].at);
        contribution_flows(&timeline, zone, add, sums);
        const int64_t resolved = sums[M_resolved_early] + sums[M_resolved_on_time] + sums[M_resolved_late] +
                                 sums[M_resolved_no_due];
        HOLDS(sums[M_received] == (timeline.received_at != NO_TIME));
        HOLDS(resolved + sums[M_refused] + sums[M_withdrawn] == (timeline.ended_at != NO_TIME));
        HOLDS(sums[M_transferred_in] == sums[M_transferred_out]);
}

/* Times as hentra lets them in. */
static bool legal(const struct history *h)
{
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];
                if (!moment_legal(s->occurred_at) || !moment_legal(s->stated_at) ||
                    !moment_legal(s->observed_at) ||
                    (s->submitted_at != NO_TIME && !moment_legal(s->submitted_at)) ||
                    (s->due_at != NO_TIME && !moment_legal(s->due_at)) || s->sequence < 0)
                        return false;
        }
        return true;
}

void fuzz_one(const uint8_t *data, size_t size)
{
        static struct history h, ordered;
        static int64_t words[(HISTORY_MOST + 2) * STATEMENT_WORDS],
                again[(HISTORY_MOST + 2) * STATEMENT_WORDS];
        if (size < 1)
                return;
        const bool order = data[0] == 1;
        size_t count = (size - 1) / sizeof(words[0]);
        count = count < sizeof(words) / sizeof(words[0]) ? count : sizeof(words) / sizeof(words[0]);
        memcpy(words, data + 1, count * sizeof(words[0]));
        if (order) {
                ordered.n = 0;
                for (size_t i = 0; i + STATEMENT_WORDS <= count; i += STATEMENT_WORDS) {
                        struct statement s;
                        statement_unpack(&words[i], &s);
                        (void)history_add(&ordered, &s);
                }
                count = history_pack(&ordered, words);
        }
        if (!history_unpack(&h, words, count, false))
                return;
        HOLDS(history_pack(&h, again) == count && !memcmp(words, again, count * sizeof(words[0])));
        ordered = h;
        HOLDS(!history_union(&h, &ordered));
        if (legal(&h))
                facts(&h);
}

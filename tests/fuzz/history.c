/* SPDX-License-Identifier: Apache-2.0
 *
 * history.c - the bytes of a dossier's history, as a damaged warehouse might hold them.
 *
 * What is accepted is packed again as the same bytes; its union with itself is itself; a history of its
 * records in another order, of which each is written by itself first, is packed as the same bytes too; and its
 * facts can be drawn from it.
 */
#include "consumers/dossier/history_bytes.h"
#include "consumers/dossier/rule.h"
#include "consumers/dossier/timeline.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* The writer reserves as much as each record may need. */
const struct fuzz_bound fuzz_bound = {1 << 20, 0};

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

/* Records joined one by one, from the last, after each has gone through bytes of its own. */
static void joined(const struct history *h, const uint8_t *data, size_t size)
{
        static struct history alone, all;
        static struct said_occurrence occurrences[HISTORY_MOST][OCCURRENCES_MOST];
        struct bytes bytes = {0};
        all.n = 0;
        all.truncated = false;
        for (int i = h->n; i-- > 0;) {
                alone.n = 1;
                alone.truncated = false;
                alone.of[0] = h->of[i];
                bytes_clear(&bytes);
                const size_t len = history_pack(&alone, &bytes);
                HOLDS(history_unpack(&alone, bytes.at, len, false));
                HOLDS(alone.n == 1 && statement_compare(&alone.of[0], &h->of[i]) == 0);
                struct statement s = alone.of[0];
                s.about = h->of[i].about;
                if (s.occurrence_n)
                        memcpy(occurrences[i], s.occurrence, s.occurrence_n * sizeof(*s.occurrence));
                s.occurrence = occurrences[i];
                HOLDS(history_add(&all, &s));
        }
        bytes_clear(&bytes);
        HOLDS(history_pack(&all, &bytes) == size && !memcmp(bytes.at, data, size));
        bytes_free(&bytes);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        static struct history h, same;
        struct bytes again = {0};
        if (!history_unpack(&h, data, size, false))
                return;
        HOLDS(history_pack(&h, &again) == size && !memcmp(again.at, data, size));
        bytes_free(&again);
        HOLDS(history_unpack(&same, data, size, false));
        HOLDS(!history_union(&h, &same));
        joined(&h, data, size);
        if (h.n > 0)
                facts(&h);
}

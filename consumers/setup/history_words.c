/* SPDX-License-Identifier: Apache-2.0
 *
 * history_words.c - see history_words.h.
 */
#include "consumers/setup/history_words.h"

static struct statement statement_of_words(const int64_t words[static HISTORY_WORDS])
{
        const uint64_t who = (uint64_t)words[7], what = (uint64_t)words[8];

        return (struct statement){
                .occurred_at = words[0],
                .sequence = words[1],
                .content = (uint32_t)((uint64_t)words[2] >> 32),
                .stated_at = words[3],
                .stated_first = words[3],
                .observed_at = words[4],
                .retracted_at = NO_TIME,
                .since = NO_TIME,
                .submitted_at = words[5],
                .due_at = words[6],
                .agency = (uint32_t)(who >> 40),
                .received_by = (uint32_t)(who >> 16 & AGENCY_ID_MOST),
                .source = (uint16_t)who,
                .procedure = (uint32_t)(what >> 40),
                .field = (uint16_t)(what >> 24),
                .stated_ahead = what >> 18 & 1,
                .digitised = what >> 16 & 3,
                .payment = what >> 14 & 3,
                .service = what >> 12 & 3,
                .return_channel = what >> 10 & 3,
                .channel = what >> 8 & 3,
                .level = what >> 6 & 3,
                .case_kind = what >> 4 & 3,
                .status = what & 15,
        };
}

static bool absent_or_legal(micros t)
{
        return t == NO_TIME || moment_legal(t);
}

static bool was_written(const struct statement *s, int64_t codes)
{
        return s->status < STATUS_COUNT && s->case_kind < CASE_KIND_COUNT &&
               s->return_channel < RETURN_COUNT && s->digitised < TRUTH_COUNT && (codes >> 19 & 31) == 0 &&
               moment_legal(s->occurred_at) && moment_legal(s->stated_at) && moment_legal(s->observed_at) &&
               absent_or_legal(s->submitted_at) && absent_or_legal(s->due_at);
}

bool history_of_words(struct history *h, const int64_t *words, size_t count, bool truncated)
{
        h->n = 0;
        h->truncated = truncated;
        if (count == 0 || count % HISTORY_WORDS != 0 || count / HISTORY_WORDS > HISTORY_MOST)
                return false;
        for (size_t i = 0; i < count; i += HISTORY_WORDS) {
                const struct statement s = statement_of_words(words + i);
                /* By the whole hash they may have been in another order. */
                if (!was_written(&s, words[i + 8]) || !history_add(h, &s))
                        return false;
        }
        return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * complete.h - complete exports (complete = yes in the mapping), and the cases that they no longer mention.
 *
 * Complete exports are numbered in the order of their time. A case that as many of them in a row do not
 * mention as the setting `spool.missed_most` says is no longer held by its source.
 *
 * Rule: an export that is more than 5 % smaller than the one before does not count: it may have been cut off.
 * So: nothing is withdrawn by it, until the next one is about as small: that confirms it. Nor does one count
 * in which somebody's row cannot be read so far as to tell its case.
 */
#ifndef HENTRA_SPOOL_COMPLETE_H
#define HENTRA_SPOOL_COMPLETE_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include "producers/memory.h"
#include "producers/spool/journal.h"
#include <stdbool.h>
#include <stdint.h>

/* The number of an export that begins to be read; 0: it is older than one that was read, and says nothing of
 * what its source holds now. */
uint64_t complete_number(const struct journal_spool *spool, const struct journal_entry *entry);

enum complete_answer {
        COMPLETE_COUNTS,
        COMPLETE_SMALL,  /* until the next one confirms its size */
        COMPLETE_UNNAMED /* a row does not tell its case */
};
/* Judges an export that was read to its end, up to `read`; *spool is then as after it. The same answer for
 * the same export, however often it is asked. */
enum complete_answer complete_judge(struct journal_spool *spool, const struct journal_entry *entry,
                                    const struct journal_place *read);

/* A list of cases. Zero is empty. */
struct complete_cases {
        struct bytes list;
        size_t at;
};
/* Collects those of the source that the last `most` exports, up to `number`, did not mention. For faults see
 * memory_each(). */
MUST enum fault complete_collect_missed(struct complete_cases *cases, struct memory *memory,
                                        struct text source, uint64_t number, uint64_t most, struct err *e);
/* Collects those that were withdrawn since exports did not mention them, of whichever source. */
MUST enum fault complete_collect_withdrawn(struct complete_cases *cases, struct memory *memory,
                                           struct err *e);
/* The next one, with the time at which its document (or withdrawal) was stated. False: there is none. The
 * texts live until complete_cases_free(). */
bool complete_next(struct complete_cases *cases, struct text *source, struct text *dossier_id,
                   micros *stated_at);
void complete_cases_free(struct complete_cases *cases); /* twice is fine */

#endif

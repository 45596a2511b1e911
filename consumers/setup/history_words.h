/* SPDX-License-Identifier: Apache-2.0
 *
 * history_words.h - histories as hentra 0.1 kept them: HISTORY_WORDS words of 64 bits a statement, statements
 * in canonical order. Only read, where setup converts a warehouse.
 *
 *   0 occurred_at   1 sequence   2 content   3 stated_at   4 observed_at   5 submitted_at   6 due_at
 *     (times in micros, absent = the smallest bigint; content is the whole hash, its upper half is kept)
 *   7 agency << 40 | received_by << 16 | source
 *   8 procedure << 40 | field << 24 | stated_ahead << 18 | digitised << 16 | payment << 14
 *     | service << 12 | return_channel << 10 | channel << 8 | level << 6 | case_kind << 4 | status
 */
#ifndef HENTRA_SETUP_HISTORY_WORDS_H
#define HENTRA_SETUP_HISTORY_WORDS_H

#include "consumers/dossier/history.h"

enum { HISTORY_WORDS = 9 };

/* False: no such words were ever written, the row is damaged. */
bool history_of_words(struct history *h, const int64_t *words, size_t count, bool truncated);

#endif

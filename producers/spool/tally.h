/* SPDX-License-Identifier: Apache-2.0
 *
 * tally.h - texts with their counts, for people to look over: the most frequent come first.
 */
#ifndef HENTRA_SPOOL_TALLY_H
#define HENTRA_SPOOL_TALLY_H

#include "core/base/text.h"
#include <stdint.h>

enum { TALLY_TEXTS_MOST = 1000 };

struct tally_text {
        char *text, *note; /* owned; `note` is what it means, NULL: not known yet */
        uint64_t count, rejected;
};

struct tally {                 /* zero is empty */
        struct tally_text *of; /* sorted by text, until tally_rank() */
        size_t n;
        uint64_t others; /* further ones, when there are too many different texts */
};

/* Counts the text. The entry lives until the next call; NULL: there are too many. */
struct tally_text *tally_add(struct tally *t, struct text text);

/* Sorts by count. No tally_add() after it. */
void tally_rank(struct tally *t);

void tally_free(struct tally *t);

#endif

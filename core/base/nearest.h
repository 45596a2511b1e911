/* SPDX-License-Identifier: Apache-2.0
 *
 * nearest.h - the known name that a mistyped one probably meant.
 */
#ifndef HENTRA_BASE_NEAREST_H
#define HENTRA_BASE_NEAREST_H

#include <stddef.h>

/* Zero is "no word yet". Names are borrowed. */
struct nearest {
        const char *name; /* the best so far; NULL: none is close */
        size_t distance;
};

/* Offers one known name. It is close when the number of changed letters is at most a third of the length of
 * the word, and at least one. A swap of two neighbours is one change, and so is another case of all letters.
 * Of equally close names the first one is kept. */
void nearest_offer(struct nearest *n, const char *word, const char *name);

/* "; did you mean NAME?" in a buffer of the caller, or "" when none is close. Returns out. */
enum { NEAREST_HINT = 96 };
const char *nearest_hint(const struct nearest *n, char out[static NEAREST_HINT]);

#endif

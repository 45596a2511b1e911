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

/* Offers one known name. Close is: at most a third of the word's length, and at least one, single-letter
 * changes away; a swap of two neighbours is one change, and so is another case of all letters. The first of equals stays. */
void nearest_offer(struct nearest *n, const char *word, const char *name);

/* "; did you mean NAME?" in a buffer of the caller, or "" when none is close. Returns out. */
enum { NEAREST_HINT = 96 };
const char *nearest_hint(const struct nearest *n, char out[static NEAREST_HINT]);

#endif

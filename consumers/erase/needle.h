/* SPDX-License-Identifier: Apache-2.0
 *
 * needle.h - a text that is looked for, however its letters were written: large or small, composed or not.
 *
 * Rule: bytes that are no UTF-8 end a stretch of text and are never changed; so it is also found inside of
 * binary data, such as a message in Avro.
 * Rule: it is found as UTF-8, behind the escapes of JSON, also in texts within JSON, and in UTF-16
 * (spelling.h).
 */
#ifndef HENTRA_ERASE_NEEDLE_H
#define HENTRA_ERASE_NEEDLE_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"

enum { NEEDLE_LEAST = 4, NEEDLE_MOST = 1000 }; /* characters; bytes */
struct needle {
        char *folded; /* as nfc_fold() gives it */
        size_t len;
        int characters;
};
/* Leaves out spaces and line ends around it. USAGE: no UTF-8, several lines, shorter than four
 * characters (it would be found everywhere) or too long. The message never contains it. */
MUST enum fault needle_open(struct needle *n, struct text t, struct err *e);
void needle_close(struct needle *n); /* zero is fine */

/* Counts where it occurs, in any spelling, from left to right and not overlapping. `out`: NULL, or gets the
 * bytes with `mark` in each of these places. */
size_t needle_count(const struct needle *n, struct text in, const char *mark, struct bytes *out);

#endif

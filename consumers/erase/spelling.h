/* SPDX-License-Identifier: Apache-2.0
 *
 * spelling.h - other ways than UTF-8 to write characters as bytes: the escapes of JSON, and two bytes each.
 *
 * "Lê" is 4c c3 aa in UTF-8, L\u00ea where a program writes JSON in ASCII, and 4c 00 ea 00 in a file that
 * Excel saved as "Unicode text" (UTF-16, the smaller byte first).
 */
#ifndef HENTRA_ERASE_SPELLING_H
#define HENTRA_ERASE_SPELLING_H

#include "core/base/text.h"

/* Reads the character at the beginning of `t`, which is not empty: its UTF-8 to `out`, of *len bytes. Returns
 * how many bytes of `t` it takes, at least 1. *len 0: these bytes are no character. */
typedef size_t spelling(struct text t, char out[static 4], size_t *len);

/* JSON: \uXXXX, also in pairs, \" \\ and \/. Any other byte is as it stands. */
spelling spelling_json;
/* UTF-16, the smaller byte first, or the larger one. */
spelling spelling_little, spelling_big;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * nfc.h - Unicode's composed form (NFC), so that texts that look the same are the same bytes.
 *
 * Some systems write "ộ" as one character, others as an "o" and two marks behind it (NFD), and on a
 * screen both look the same.
 * Rule: keys, and all texts that are compared, are in NFC; a text that is only shown remains as it came.
 */
#ifndef HENTRA_LIB_NFC_H
#define HENTRA_LIB_NFC_H

#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>

/* Returns `t` in NFC. Nearly every text already is: then, and for a text that is no UTF-8 (which the caller
 * checks), the result is `t` itself and *copy is NULL. Else the result is *copy, which ends in NUL and is the
 * caller's to free. */
struct text nfc_of(struct text t, char **copy);

/* The same as a new string, NUL at its end; the caller frees. */
char *nfc_strdup(const char *s);

/* True when `t` in NFC is `composed`, which is in NFC. */
bool nfc_equal(struct text t, struct text composed);

/* Returns `t` in NFC with the case of its letters folded, so that "ĐẶNG" and "đặng" are the same bytes,
 * however they were written; NULL: it is no UTF-8. NUL at its end; the caller frees. *len: without it. */
char *nfc_fold(struct text t, size_t *len);
/* The length of the UTF-8 character at the beginning of `t`; 0: there is none. *joins: it is a mark, or
 * anything else that belongs to the character before it. */
size_t nfc_next(struct text t, bool *joins);

#endif

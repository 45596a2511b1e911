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

/* Returns `t` in NFC. Nearly every text already is: then, and for a text that is no UTF-8 (which the caller
 * checks), the result is `t` itself and *copy is NULL. Else the result is *copy, which ends in NUL and is the
 * caller's to free. */
struct text nfc_of(struct text t, char **copy);

/* The same as a new string, NUL at its end; the caller frees. */
char *nfc_strdup(const char *s);

/* True when `t` in NFC is `composed`, which is in NFC. */
bool nfc_equal(struct text t, struct text composed);

#endif

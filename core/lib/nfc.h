/* SPDX-License-Identifier: Apache-2.0
 *
 * nfc.h - Unicode's composed form (NFC), so that texts that look the same are the same bytes.
 *
 * Some systems write "ộ" as one character, others as an "o" and two marks behind it (NFD), and nobody sees which.
 * Rule: what is a key, or is compared, is in NFC; what is only shown stays as it came.
 */
#ifndef HENTRA_LIB_NFC_H
#define HENTRA_LIB_NFC_H

#include "core/base/text.h"
#include <stdbool.h>

/* `t` in NFC: `t` itself where it is that already, as nearly every text, or where it is no UTF-8, which is somebody else's
 * to say; *copy is NULL then. Else the text is *copy, which ends in NUL and is the caller's to free. */
struct text nfc_of(struct text t, char **copy);

/* The same as a new string, NUL at its end; the caller frees. */
char *nfc_strdup(const char *s);

/* True when `t` in NFC is `composed`, which is in NFC. */
bool nfc_equal(struct text t, struct text composed);

#endif

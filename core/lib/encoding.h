/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.h - files in other encodings than UTF-8, over the C library's iconv.
 */
#ifndef HENTRA_LIB_ENCODING_H
#define HENTRA_LIB_ENCODING_H

#include "core/base/err.h"
#include <stdbool.h>

/* True for "utf-16", "windows-1258", "latin1" and all others that `iconv -l` lists, and for "tcvn3" (TCVN
 * 5712), in any case. */
bool encoding_known(const char *name);

/* Writes all of `from`, which has this encoding, to `to` in UTF-8; both from their beginning. POISON: *e
 * names the place of bytes that the encoding does not have. FATAL: a file cannot be read or written. RETRY: a
 * stop was asked. */
MUST enum fault encoding_convert(int from, int to, const char *name, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * share_words.h - the share that a note says is printed behind a count: "printed 98.32 %".
 */
#ifndef HENTRA_REPORT_AUDIT_SHARE_WORDS_H
#define HENTRA_REPORT_AUDIT_SHARE_WORDS_H

#include "consumers/report/audit/decimal.h"
#include <stddef.h>

/* The first place in `note` that one of the patterns fits, such as "printed {} %": {} is the number, with a
 * point or a comma; a space stands for any spaces or none; the pattern is a
 * clause of its own: "in 12 %" is one, "in 12 % of communes" is not. */
bool share_in_words(struct text note, const char *const patterns[], size_t n, struct decimal *out);

#endif

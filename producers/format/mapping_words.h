/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_words.h - the values of a mapping's keys: words that are allowed, and lists.
 *
 * Each function is USAGE with file, line and the allowed values where the pair does not fit.
 */
#ifndef HENTRA_FORMAT_MAPPING_WORDS_H
#define HENTRA_FORMAT_MAPPING_WORDS_H

#include "core/lib/ini.h"
#include "producers/format/mapping.h"

/* One of two words: *second tells which. */
MUST enum fault pair_either(const struct ini_pair *pair, const char *first, const char *other, bool *second,
                            struct err *e);

/* Pieces of the value between separators, trimmed; none may be empty. Adds to *out also where it fails. */
MUST enum fault pair_list(const struct ini_pair *pair, char separator, struct map_list *out, struct err *e);

/* The value as the name of a column, which was not given before. */
MUST enum fault pair_column(struct map_column *column, const struct ini_pair *pair, struct err *e);

MUST enum fault pair_unknown_key(const struct ini_pair *pair, const char *allowed, struct err *e);

#endif

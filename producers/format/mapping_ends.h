/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_ends.h - the sections [end STATUS] of a mapping: a column beside the dates of [case] has the word
 * by which a row's end is known.
 */
#ifndef HENTRA_FORMAT_MAPPING_ENDS_H
#define HENTRA_FORMAT_MAPPING_ENDS_H

#include "core/lib/ini.h"
#include "producers/format/mapping.h"

/* A pair of such a section. USAGE: it does not fit. */
MUST enum fault mapping_end_pair(struct mapping *m, const struct ini_pair *pair, struct err *e);

/* After the last pair: lists the columns with the time of each end. USAGE: a key is missing, or two sections
 * contradict each other. `path` is for errors. */
MUST enum fault mapping_ends_complete(struct mapping *m, const char *path, struct err *e);

#endif

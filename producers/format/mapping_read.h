/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_read.h - one pair of a mapping file into the mapping. Spelling is checked here, agreement between
 * pairs in mapping.c.
 */
#ifndef HENTRA_FORMAT_MAPPING_READ_H
#define HENTRA_FORMAT_MAPPING_READ_H

#include "core/lib/ini.h"
#include "producers/format/mapping.h"

/* An ini_visit; `context` is the struct mapping. */
enum fault mapping_pair(void *context, const struct ini_pair *pair, struct err *e);

#endif

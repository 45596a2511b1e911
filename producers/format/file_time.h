/* SPDX-License-Identifier: Apache-2.0
 *
 * file_time.h - the time of a file: by its name, such as export-2024-01-31.csv, or by its modification time.
 *
 * A copy of a file loses its modification time and keeps its name. In the pattern the parts %Y %m %d %H %M
 * %S match digits, %% a percent sign, a * anything, and all else itself. A name without a time of day means
 * the end of its day, one without a day the end of its month, since its rows were true until then. No file
 * is later than now.
 */
#ifndef HENTRA_FORMAT_FILE_TIME_H
#define HENTRA_FORMAT_FILE_TIME_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "producers/format/mapping.h"

/* NULL, or a constant with the rule that the pattern breaks. */
const char *file_time_check(const char *pattern);

/* By the mapping's pattern, or where it has none by the time of modification; at most `now`. *ahead: it is
 * dated more than a day later, which no clock is wrong by. POISON: the name does not fit, or the time is
 * unknown. */
MUST enum fault file_time(const struct mapping *mapping, const char *name, micros modified, micros now,
                          micros *t, bool *ahead, struct err *e);

#endif

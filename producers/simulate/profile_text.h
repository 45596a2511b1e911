/* SPDX-License-Identifier: Apache-2.0
 *
 * profile_text.h - the written form of a profile: sections and keys as in producers/simulate/profiles/.
 */
#ifndef HENTRA_SIMULATE_PROFILE_TEXT_H
#define HENTRA_SIMULATE_PROFILE_TEXT_H

#include "producers/simulate/profile.h"

/* Every key once, none unknown, none missing; profile.c checks the sums. `text` NULL: `name` is a file; else
 * `name` stands for the file in errors. */
MUST enum fault profile_text_read(struct profile *p, const char *name, const struct text *text,
                                  struct err *e);

#endif

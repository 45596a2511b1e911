/* SPDX-License-Identifier: Apache-2.0
 *
 * profile_text.h - profiles as text: built in, or in files, with sections and keys as in
 * producers/simulate/profiles/.
 */
#ifndef HENTRA_SIMULATE_PROFILE_TEXT_H
#define HENTRA_SIMULATE_PROFILE_TEXT_H

#include "producers/simulate/profile.h"

/* `which` is the name of a built-in profile, or a file (it has a '/' or ends in ".ini"). USAGE: the fault
 * and its place; for an unknown name, the known ones. Big: keep it on the heap. */
MUST enum fault profile_read(struct profile *p, const char *which, struct err *e);

/* The same with the profile's text in memory; `name` stands for the file in errors. */
MUST enum fault profile_read_text(struct profile *p, const char *name, struct text text, struct err *e);

/* The names of the built-in profiles, with commas between. */
void profile_known(char *out, size_t size);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * wish.h - what a page sends to change something: an object of JSON, of which every member is known.
 *
 * All faults are USAGE, and name the member.
 */
#ifndef HENTRA_ASK_WISH_H
#define HENTRA_ASK_WISH_H

#include "consumers/dashboard/ask/line.h"
#include "core/base/err.h"
#include "core/lib/json.h"

struct wish {
        struct json_node *root;
};

/* `known`: with a space behind each. Close it in any case. */
MUST enum fault wish_read(struct wish *w, struct text body, const char *known, struct err *e);
void wish_close(struct wish *w);

/* "" and null are as if it were not there: *out is NULL then. Borrowed. */
MUST enum fault wish_text(const struct wish *w, const char *member, const char **out, struct err *e);
MUST enum fault wish_flag(const struct wish *w, const char *member, bool *out, struct err *e);
/* One of the words; it has to be there. */
MUST enum fault wish_choice(const struct wish *w, const char *member, const char *const *words, int n,
                            int *out, struct err *e);
/* The members of the object "options" become options: those of `valued` are texts or numbers, those of
 * `flags` true; false and null are not there. */
MUST enum fault wish_options(const struct wish *w, const char *valued, const char *flags, struct line *l,
                             struct err *e);

#endif

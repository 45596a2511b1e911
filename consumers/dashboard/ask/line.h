/* SPDX-License-Identifier: Apache-2.0
 *
 * line.h - the command line of a command that is asked in its own process, so that its checks and their words
 * are the same wherever somebody asks.
 *
 * An option and its value are one word, and names come behind "--": neither is taken for another option.
 */
#ifndef HENTRA_ASK_LINE_H
#define HENTRA_ASK_LINE_H

#include "consumers/dashboard/job.h"
#include "core/base/err.h"

enum { LINE_WORD_MOST = 4200, LINE_MOST = PAIRS_MOST + 8 };
struct line { /* zero is empty */
        char *word[LINE_MOST];
        int n;
};

/* False: it does not fit. */
MUST bool line_word(struct line *l, const char *word);
/* `name` with _ or -; value NULL: a flag. */
MUST bool line_option(struct line *l, const char *name, const char *value);
void line_free(struct line *l); /* its bytes are overwritten */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * form06_keep.h - a loader that has nothing else to do adds up what is kept for form 06.
 */
#ifndef HENTRA_LOAD_FORM06_KEEP_H
#define HENTRA_LOAD_FORM06_KEEP_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include <stdbool.h>

struct loader;

struct form06_keep { /* zero is ready */
        bool under_way;
        bool caught_up; /* much was read since it was looked last: it is looked as soon as that is over */
        micros next;    /* by steady_now(): not looked before */
};

/* In the pauses between batches: at most one half month a call. Only a lost connection is a fault; else the
 * sums stay as they are, and are tried again after a minute. */
MUST enum fault form06_keep_serve(struct loader *l, struct err *e);
/* True: the next call has something to do. */
bool form06_keep_waits(const struct loader *l);
/* All that is left, at the end of `--until-end`; unless others are still reading. */
MUST enum fault form06_keep_finish(struct loader *l, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * logs.h - every position against the log that it was read from.
 */
#ifndef HENTRA_VERIFY_LOGS_H
#define HENTRA_VERIFY_LOGS_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdint.h>

struct log_proof {       /* positions */
        int64_t another; /* whose log is not the one that was read */
        int64_t gone;    /* whose partition topic.status does not have any more */
        int64_t elsewhere; /* of topics that nothing is loaded from, and whose partition is gone: nothing can be compared */
};
/* Prints a line for each of the first two, with what to do. A fault says what could not be looked at. */
MUST enum fault logs_prove(struct pg *pg, const struct conf *conf, struct log_proof *out, struct err *e);

#endif

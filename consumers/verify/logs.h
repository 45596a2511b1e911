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

/* Counts positions. */
struct log_proof {
        int64_t another;   /* their log is not the one that was read */
        int64_t gone;      /* their partition is no more in topic.status */
        int64_t elsewhere; /* partition gone, of a topic that nothing is loaded from: cannot be compared */
};
/* Prints a line with a remedy for each of the first two. A fault names the partition that Kafka did not
 * show. */
MUST enum fault logs_prove(struct pg *pg, const struct conf *conf, struct log_proof *out, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * retry.h - how long to wait after a failure. A policy is data that stands where it is used, with its reason. Pure.
 */
#ifndef HENTRA_BASE_RETRY_H
#define HENTRA_BASE_RETRY_H

#include <stdint.h>

struct retry_policy {
        int64_t first_ms; /* the pause after the first failure; each further one doubles it … */
        int64_t most_ms;  /* … up to this; equal to first_ms: always the same */
};

/* The pause after so many failures in a row, of which the first is 1. */
int64_t retry_pause_ms(const struct retry_policy *p, int failures);

/* The same, between half of it and all of it, drawn from `seed`: those who failed together do not all come back together,
 * and a draw can be repeated. */
int64_t retry_spread_ms(const struct retry_policy *p, int failures, uint64_t seed);

#endif

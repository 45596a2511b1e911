/* SPDX-License-Identifier: Apache-2.0
 *
 * retry.h - the pause after a failure. A policy is data: it is defined where it is used, with its reason.
 * Pure.
 */
#ifndef HENTRA_BASE_RETRY_H
#define HENTRA_BASE_RETRY_H

#include <stdint.h>

struct retry_policy {
        int64_t first_ms; /* the pause after the first failure; each further failure doubles it */
        int64_t most_ms;  /* the longest pause; equal to first_ms: it never grows */
};

/* The pause after `failures` failures in a row, counted from 1. */
int64_t retry_pause_ms(const struct retry_policy *p, int failures);

/* The pause with jitter: between half of it and all of it, drawn from `seed`. So clients that failed together
 * do not all come back together, and the same seed gives the same pause in a test. */
int64_t retry_spread_ms(const struct retry_policy *p, int failures, uint64_t seed);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * quota.h - dividing a whole number of dossiers so that the parts always sum to it.
 *
 * Rule: proportional, the largest remainders rounded up (ties: the first), integers only. So every total of a
 * profile is met by construction, at any size. Pure.
 */
#ifndef HENTRA_SIMULATE_QUOTA_H
#define HENTRA_SIMULATE_QUOTA_H

#include <stdint.h>

/* part[i] of `total` in proportion to weight[i] >= 0. When all weights are 0 the first part gets all. */
void quota_divide(int64_t total, const int64_t *weight, int n, int64_t *part);

/* The same, with part[i] <= most[i]: the rest goes to the others in proportion, then to any that have room.
 * `total` must not exceed the sum of `most`. */
void quota_divide_capped(int64_t total, const int64_t *weight, const int64_t *most, int n, int64_t *part);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * attempts.h - how often a login may fail: of one address, and of one role.
 *
 * Each has an allowance that comes back with time. Addresses and roles share ATTEMPTS_PLACES places each, by
 * their hash, and those of one network of IPv6 (64 bits) one place: nobody makes a table grow, and another
 * address of the same network is no new start.
 *
 * Limit: whoever fails on purpose under another's role keeps that one from logging in for a while, not from
 * working: a session that was begun goes on.
 */
#ifndef HENTRA_DASHBOARD_ATTEMPTS_H
#define HENTRA_DASHBOARD_ATTEMPTS_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stdint.h>

enum {
        ATTEMPTS_PLACES = 1024,
        ATTEMPTS_OF_ADDRESS = 10, /* at once */
        ATTEMPTS_OF_ROLE = 10,
        ATTEMPT_SECONDS = 12 /* after which one more is allowed */
};

struct attempts {
        struct attempt_place {
                double used;
                micros at;
        } address[ATTEMPTS_PLACES], role[ATTEMPTS_PLACES];
};

/* Seconds to wait before another login may be tried; 0: it may, and counts as tried. `now` is steady. */
int attempt_begin(struct attempts *a, const uint8_t address[static 16], const char *role, micros now);
/* It was right, and does not count. */
void attempt_was_right(struct attempts *a, const uint8_t address[static 16], const char *role);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * strangers.h - how often an address may be refused: a caller is not known before its body is read, and
 * reading bodies is what costs.
 *
 * Addresses share STRANGERS places, by their hash, and those of one network of IPv6 (64 bits) one place: no
 * caller can make the table grow, or get a new place by taking another address of its network.
 *
 * Limit: callers behind one address, as of a NAT, share what is refused there. So nobody pays for it who is
 * known otherwise: by key, token, certificate, address or an open session. A login alone waits with the
 * strangers.
 */
#ifndef HENTRA_GATEWAY_STRANGERS_H
#define HENTRA_GATEWAY_STRANGERS_H

#include "producers/gateway/clients.h"

enum {
        STRANGERS = 4096,
        STRANGER_BODY = 64 << 10,  /* bytes of a body that cost as much as a refusal */
        STRANGER_VALUES = 1 << 10, /* values that do, of a body that was read */
        STRANGER_VALUES_MOST = 100 /* refusals that the values of one body cost at most */
};

struct strangers {
        struct allowance of[STRANGERS];
};

/* False: this address was refused `rate` times within a second already. `now` is steady. */
bool stranger_may_call(struct strangers *s, const uint8_t from[static 16], int64_t rate, micros now);
/* Counts a refusal, the bytes that were read for it, and their values (json_size_of()). */
void stranger_refused(struct strangers *s, const uint8_t from[static 16], size_t body, size_t values);

#endif

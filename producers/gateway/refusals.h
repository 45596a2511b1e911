/* SPDX-License-Identifier: Apache-2.0
 *
 * refusals.h - who was refused, and why: a counter for each code, and lines in the log that do not flood it.
 *
 * The first refusal of a client (or, where it is not known, of an address) by a code is logged at once; those
 * that follow are counted, and logged as a number once a minute. Bodies, values and secrets are never logged.
 */
#ifndef HENTRA_GATEWAY_REFUSALS_H
#define HENTRA_GATEWAY_REFUSALS_H

#include "core/base/moment.h"
#include "producers/gateway/answer.h"
#include <stdint.h>

enum { REFUSALS_NOTED = 64 /* clients and addresses that are told apart within a minute */ };

struct refusal {
        const char *client;  /* borrowed; NULL: not known */
        const char *reason;  /* constant; of the last one */
        uint8_t address[16]; /* of the last one */
        enum answer_code code;
        micros logged;  /* 0: this place is free */
        uint64_t since; /* not logged yet */
};
struct refusals {
        struct refusal of[REFUSALS_NOTED];
        struct refusal others; /* those for which there was no place */
};

void refusals_register(void); /* the counters */
/* `client` lives as long as the refusals; NULL: not known. `reason` is a constant; NULL: the code says it.
 * `now` is steady. */
void refusal_note(struct refusals *all, const char *client, const uint8_t address[static 16],
                  enum answer_code code, const char *reason, micros now);
/* Logs what is due; all that was not logged at the end (`now` END_OF_TIME). */
void refusals_look(struct refusals *all, micros now);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * sessions.h - the sessions that clients got by logging in.
 *
 * A session is 32 random bytes, as hexadecimal digits; of it only the SHA-256 is kept. Sessions of one client
 * may overlap, since a client logs in again while its other programs still use the last one. When there is no
 * room, the oldest one ends of the client that has the most: whoever logs in without end ends his own.
 */
#ifndef HENTRA_GATEWAY_SESSIONS_H
#define HENTRA_GATEWAY_SESSIONS_H

#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SESSIONS_MOST = 4096, SESSION_TEXT = 65 };

struct client;
struct session {
        uint8_t hash[32];
        struct client *client;
        uint8_t address[16]; /* of the login */
        micros until;        /* 0: free */
};
struct sessions {
        struct session of[SESSIONS_MOST];
};

/* `now` and `until` are steady. The text ends in NUL. */
void session_begin(struct sessions *s, struct client *client, const uint8_t address[static 16], micros now,
                   micros until, char out[static SESSION_TEXT]);
struct client *session_client(const struct sessions *s, struct text session, micros now); /* NULL: none */
/* One that has not ended was begun from this address. */
bool sessions_know(const struct sessions *s, const uint8_t address[static 16], micros now);

#endif

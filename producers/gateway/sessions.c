/* SPDX-License-Identifier: Apache-2.0
 *
 * sessions.c - see sessions.h.
 */
#include "producers/gateway/sessions.h"

#include "core/lib/crypto.h"

void session_begin(struct sessions *s, struct client *client, micros until, char out[static SESSION_TEXT])
{
        uint8_t secret[32];
        struct session *place = s->of;
        for (struct session *one = s->of; one < s->of + SESSIONS_MOST; one++)
                if (one->until < place->until)
                        place = one;
        random_secret(secret, sizeof(secret));
        hex_format(secret, sizeof(secret), out);
        *place = (struct session){.client = client, .until = until};
        sha256_text(text_of(out), place->hash);
}

struct client *session_client(const struct sessions *s, struct text session, micros now)
{
        uint8_t hash[32];
        struct client *found = NULL;
        if (session.len != SESSION_TEXT - 1)
                return NULL;
        sha256_text(session, hash);
        for (const struct session *one = s->of; one < s->of + SESSIONS_MOST; one++)
                if (one->until > now && bytes_equal_secret(one->hash, hash, sizeof(hash)))
                        found = one->client;
        return found;
}

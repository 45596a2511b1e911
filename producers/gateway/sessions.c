/* SPDX-License-Identifier: Apache-2.0
 *
 * sessions.c - see sessions.h.
 */
#include "producers/gateway/sessions.h"

#include "core/lib/crypto.h"
#include "producers/gateway/clients.h"

static bool goes_before(const struct session *a, const struct session *b, micros now)
{
        const bool a_ended = a->until <= now, b_ended = b->until <= now;
        if (a_ended || b_ended)
                return a_ended && !b_ended;
        if (a->client->session_n != b->client->session_n)
                return a->client->session_n > b->client->session_n;
        return a->until < b->until;
}

void session_begin(struct sessions *s, struct client *client, const uint8_t address[static 16], micros now,
                   micros until, char out[static SESSION_TEXT])
{
        uint8_t secret[32];
        struct session *place = s->of;
        for (struct session *one = s->of; one < s->of + SESSIONS_MOST; one++)
                if (goes_before(one, place, now))
                        place = one;
        if (place->client)
                place->client->session_n--;
        client->session_n++;
        random_secret(secret, sizeof(secret));
        hex_format(secret, sizeof(secret), out);
        *place = (struct session){.client = client, .until = until};
        memcpy(place->address, address, sizeof(place->address));
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

bool sessions_know(const struct sessions *s, const uint8_t address[static 16], micros now)
{
        for (const struct session *one = s->of; one < s->of + SESSIONS_MOST; one++)
                if (one->until > now && memcmp(one->address, address, sizeof(one->address)) == 0)
                        return true;
        return false;
}

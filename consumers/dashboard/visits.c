/* SPDX-License-Identifier: Apache-2.0
 *
 * visits.c - see visits.h.
 */
#include "consumers/dashboard/visits.h"

#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include <stdlib.h>
#include <string.h>

void visits_open(struct visits *s, micros idle, micros most)
{
        *s = (struct visits){.of = need_alloc(VISITS_MOST * sizeof(*s->of)), .idle = idle, .most = most};
}

void visits_close(struct visits *s)
{
        free(s->of);
        s->of = NULL;
}

static bool has_ended(const struct visits *s, const struct visit *one, micros now)
{
        return one->until <= now || one->asked + s->idle <= now;
}

static unsigned visits_of(const struct visits *s, const char *role)
{
        unsigned n = 0;
        for (const struct visit *one = s->of; one < s->of + VISITS_MOST; one++)
                n += one->until > 0 && !strcmp(one->role, role);
        return n;
}

/* The role that has the most is counted once for each that begins: with all places taken, and not before. */
static struct visit *place_for(struct visits *s, micros now)
{
        struct visit *place = s->of;
        for (struct visit *one = s->of; one < s->of + VISITS_MOST; one++)
                if (has_ended(s, one, now))
                        return one;
        unsigned most = visits_of(s, place->role);
        for (struct visit *one = s->of + 1; one < s->of + VISITS_MOST; one++) {
                const bool same = !strcmp(one->role, place->role);
                const unsigned n = same ? most : visits_of(s, one->role);
                if (n > most || (same && one->asked < place->asked)) {
                        place = one;
                        most = n;
                }
        }
        return place;
}

void visit_make(char out[static VISIT_TEXT])
{
        uint8_t secret[32];
        random_secret(secret, sizeof(secret));
        hex_format(secret, sizeof(secret), out);
}

void visit_begin(struct visits *s, const char *role, const uint8_t hash[static 32], micros now)
{
        struct visit *place = place_for(s, now);
        *place = (struct visit){.asked = now, .until = now + s->most, .number = ++s->last};
        memcpy(place->role, role, strlen(role) + 1);
        memcpy(place->hash, hash, sizeof(place->hash));
}

struct visit *visit_find(const struct visits *s, struct text id, micros now)
{
        uint8_t hash[32];
        struct visit *found = NULL;
        if (id.len != VISIT_TEXT - 1)
                return NULL;
        sha256_text(id, hash);
        for (struct visit *one = s->of; one < s->of + VISITS_MOST; one++)
                if (!has_ended(s, one, now) && bytes_equal_secret(one->hash, hash, sizeof(hash)))
                        found = one;
        return found;
}

void visit_end(struct visit *one)
{
        *one = (struct visit){0};
}

unsigned visits_count(const struct visits *s, micros now)
{
        unsigned n = 0;
        for (const struct visit *one = s->of; one < s->of + VISITS_MOST; one++)
                n += !has_ended(s, one, now);
        return n;
}

bool visit_lives(const struct visits *s, uint64_t number, micros now)
{
        for (const struct visit *one = s->of; one < s->of + VISITS_MOST; one++)
                if (one->number == number)
                        return !has_ended(s, one, now);
        return false;
}

struct text cookie_of(const char *header, const char *name)
{
        const size_t len = strlen(name);
        while (header && *header) {
                header += strspn(header, " ;");
                const size_t whole = strcspn(header, ";");
                if (whole > len && !strncmp(header, name, len) && header[len] == '=')
                        return (struct text){header + len + 1, whole - len - 1};
                header += whole;
        }
        return (struct text){0};
}

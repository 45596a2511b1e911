/* SPDX-License-Identifier: Apache-2.0
 *
 * clients_find.c - see clients_find.h, and of clients.h who calls.
 */
#include "producers/gateway/clients_find.h"

#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include <stdlib.h>

enum client_by client_is_known_by(const struct client *c)
{
        if (c->has_token || c->has_key)
                return CLIENT_BY_SECRET;
        if (c->certificate_n > 0 || c->subject)
                return CLIENT_BY_CERTIFICATE;
        return c->net_n > 0 ? CLIENT_BY_ADDRESS : CLIENT_BY_NOTHING;
}

bool clients_need_certificates(const struct clients *c)
{
        for (size_t i = 0; i < c->n; i++)
                if (c->of[i].certificate_n > 0 || c->of[i].subject)
                        return true;
        return false;
}

/* ---- who calls ---- */

static bool same_bits(const uint8_t *a, const uint8_t *b, int bits)
{
        const size_t whole = (size_t)bits / 8;
        const int rest = bits % 8;
        return memcmp(a, b, whole) == 0 && (rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0);
}

static bool comes_from(const struct client *c, const uint8_t address[static 16])
{
        for (size_t i = 0; i < c->net_n; i++)
                if (same_bits(c->net[i].address, address, c->net[i].bits))
                        return true;
        return c->net_n == 0;
}

static bool has_certificate(const struct client *c, const struct tls_peer *peer)
{
        for (size_t i = 0; i < c->certificate_n; i++)
                if (peer && memcmp(c->certificate[i], peer->fingerprint, 32) == 0)
                        return true;
        return c->certificate_n == 0;
}

bool client_admits(const struct client *c, const struct caller *from)
{
        return comes_from(c, from->address) && has_certificate(c, from->peer) &&
               (!c->subject || (from->peer && !strcmp(c->subject, from->peer->subject)));
}

/* Compares with every client, so that the time does not tell which one was nearly right. */
static struct client *by_secret(struct clients *c, struct text secret, bool is_key, const struct caller *from)
{
        uint8_t hash[32];
        struct client *found = NULL;
        sha256_text(secret, hash);
        for (size_t i = 0; i < c->n; i++) {
                struct client *one = &c->of[i];
                if (bytes_equal_secret(hash, is_key ? one->key : one->token, 32) &&
                    (is_key ? one->has_key : one->has_token))
                        found = one;
        }
        return found && client_admits(found, from) ? found : NULL;
}

struct client *clients_by_token(struct clients *c, struct text token, const struct caller *from)
{
        return by_secret(c, token, false, from);
}

struct client *clients_by_key(struct clients *c, struct text key, const struct caller *from)
{
        return by_secret(c, key, true, from);
}

struct client *clients_by_login(struct clients *c, struct text name, struct text token,
                                const struct caller *from)
{
        uint8_t hash[32];
        sha256_text(token, hash);
        for (size_t i = 0; i < c->n; i++) {
                struct client *one = &c->of[i];
                if (text_equal(name, text_of(one->source)))
                        return one->has_token && bytes_equal_secret(hash, one->token, 32) &&
                                               client_admits(one, from)
                                       ? one
                                       : NULL;
        }
        return NULL;
}

struct client *clients_by_caller(struct clients *c, const struct caller *from)
{
        struct client *by_subject = NULL, *by_address = NULL;
        for (size_t i = 0; i < c->n; i++) {
                struct client *one = &c->of[i];
                if (one->has_token || one->has_key || !client_admits(one, from))
                        continue;
                if (one->certificate_n > 0)
                        return one;
                if (one->subject)
                        by_subject = one;
                else
                        by_address = one;
        }
        return by_subject ? by_subject : by_address;
}

/* ---- no two the same ---- */

struct mark {
        const struct client *client;
        char kind; /* token, key, certificate, subject */
        uint8_t hash[32];
};

struct range {
        const struct client *client;
        struct client_net net; /* without the bits behind its length */
};

static int compare_marks(const void *a, const void *b)
{
        const struct mark *x = a, *y = b;
        return x->kind != y->kind ? x->kind - y->kind : memcmp(x->hash, y->hash, sizeof(x->hash));
}

static int compare_ranges(const void *a, const void *b)
{
        const struct range *x = a, *y = b;
        const int order = memcmp(x->net.address, y->net.address, 16);
        return order != 0 ? order : x->net.bits - y->net.bits;
}

static void add_mark(struct bytes *all, const struct client *c, char kind, const uint8_t hash[static 32])
{
        struct mark m = {.client = c, .kind = kind};
        memcpy(m.hash, hash, sizeof(m.hash));
        bytes_add(all, &m, sizeof(m));
}

static void add_marks(struct bytes *all, const struct client *c)
{
        uint8_t hash[32];
        if (c->has_token)
                add_mark(all, c, 't', c->token);
        if (c->has_key)
                add_mark(all, c, 'k', c->key);
        if (client_is_known_by(c) != CLIENT_BY_CERTIFICATE)
                return;
        for (size_t i = 0; i < c->certificate_n; i++)
                add_mark(all, c, 'c', c->certificate[i]);
        sha256_text(text_of(c->subject), hash);
        if (c->subject && c->certificate_n == 0)
                add_mark(all, c, 's', hash);
}

static enum fault marks_are_distinct(const struct clients *c, struct err *e)
{
        struct bytes all = {0};
        enum fault fault = OK;
        for (size_t i = 0; i < c->n; i++)
                add_marks(&all, &c->of[i]);
        struct mark *m = (void *)all.at;
        const size_t n = all.len / sizeof(*m);
        if (n > 0)
                qsort(m, n, sizeof(*m), compare_marks);
        for (size_t i = 1; i < n && fault == OK; i++)
                if (compare_marks(&m[i - 1], &m[i]) == 0 && m[i - 1].client != m[i].client)
                        fault = fail(e, USAGE, "[client %s] and [client %s] have the same %s",
                                     m[i - 1].client->source, m[i].client->source,
                                     m[i].kind == 't'   ? "token"
                                     : m[i].kind == 'k' ? "key"
                                     : m[i].kind == 'c' ? "certificate"
                                                        : "subject");
        bytes_free(&all);
        return fault;
}

static void add_ranges(struct bytes *all, const struct client *c)
{
        for (size_t i = 0; i < c->net_n; i++) {
                struct range r = {c, c->net[i]};
                for (int bit = r.net.bits; bit < 128; bit++)
                        r.net.address[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
                bytes_add(all, &r, sizeof(r));
        }
}

/* Ranges are either apart or one within the other. In order, those that one is within lie before it: they are
 * on a stack, and all of one client. */
static enum fault ranges_are_distinct(const struct clients *c, struct err *e)
{
        struct bytes all = {0};
        enum fault fault = OK;
        size_t within = 0;
        for (size_t i = 0; i < c->n; i++)
                if (client_is_known_by(&c->of[i]) == CLIENT_BY_ADDRESS)
                        add_ranges(&all, &c->of[i]);
        struct range *r = (void *)all.at;
        const size_t n = all.len / sizeof(*r);
        if (n > 0)
                qsort(r, n, sizeof(*r), compare_ranges);
        for (size_t i = 0; i < n && fault == OK; i++) {
                while (within > 0 &&
                       !same_bits(r[within - 1].net.address, r[i].net.address, r[within - 1].net.bits))
                        within--;
                if (within > 0 && r[within - 1].client != r[i].client)
                        fault = fail(
                                e, USAGE,
                                "[client %s] and [client %s] are known by their addresses, and have common "
                                "ones",
                                r[within - 1].client->source, r[i].client->source);
                r[within++] = r[i]; /* `within` is never beyond i */
        }
        bytes_free(&all);
        return fault;
}

enum fault clients_are_distinct(const struct clients *c, struct err *e)
{
        return marks_are_distinct(c, e) == OK ? ranges_are_distinct(c, e) : e->kind;
}

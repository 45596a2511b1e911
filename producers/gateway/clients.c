/* SPDX-License-Identifier: Apache-2.0
 *
 * clients.c - see clients.h.
 */
#include "producers/gateway/clients.h"

#include "core/base/bytes.h"
#include "core/base/event.h"
#include "core/lib/crypto.h"
#include "core/lib/httpd.h"
#include "core/lib/ini.h"
#include "core/lib/nfc.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- the file ---- */

/* The client whose section this is; NULL: *e says what is wrong with it. */
static struct client *client_of_section(struct clients *c, const struct ini_pair *pair, struct err *e)
{
        static const char head[] = "client ";
        const char *name = pair->section + sizeof(head) - 1;
        if (strncmp(pair->section, head, sizeof(head) - 1) != 0) {
                (void)ini_fail(e, pair, "a section is [client NAME] or [units NAME]");
                return NULL;
        }
        if (c->n > 0 && !strcmp(c->of[c->n - 1].source, name))
                return &c->of[c->n - 1];
        for (size_t i = 0; i < c->n; i++) {
                if (strcmp(c->of[i].source, name) != 0)
                        continue;
                (void)ini_fail(e, pair, "[client %s] is there twice", name);
                return NULL;
        }
        if (strlen(name) > SOURCE_MOST || *name == '\0' || c->n == CLIENTS_MOST) {
                (void)ini_fail(e, pair, "at most %d clients, with names of 1 to %d bytes", CLIENTS_MOST,
                               SOURCE_MOST);
                return NULL;
        }
        c->of = need_realloc(c->of, (c->n + 1) * sizeof(*c->of));
        c->of[c->n] = (struct client){.source = need_strdup(name)};
        return &c->of[c->n++];
}

static enum fault read_net(struct client *c, const char *word, const struct ini_pair *pair, struct err *e)
{
        char host[HTTPD_HOST_MOST], *rest;
        const char *slash = strchr(word, '/');
        struct client_net *net = &c->net[c->net_n];
        snprintf(host, sizeof(host), "%.*s", slash ? (int)(slash - word) : (int)strlen(word), word);
        if (!httpd_parse_address(host, net->address))
                return ini_fail(e, pair,
                                "address: expected are addresses as 10.1.2.3, 10.2.0.0/16 or fd00::1");
        const int whole = strchr(host, ':') ? 128 : 32;
        const long bits = slash ? strtol(slash + 1, &rest, 10) : whole;
        if (slash && (slash[1] < '0' || slash[1] > '9' || *rest != '\0' || bits > whole))
                return ini_fail(e, pair, "address: behind / are at most %d bits", whole);
        net->bits = 128 - whole + (int)bits;
        c->net_n++;
        return OK;
}

/* Words separated by spaces or commas. */
static enum fault read_list(struct client *c, const struct ini_pair *pair, char **list, size_t *n,
                            struct err *e)
{
        char *copy = need_strdup(pair->value), *rest;
        enum fault fault = OK;
        for (char *word = strtok_r(copy, " ,\t", &rest); word && fault == OK;
             word = strtok_r(NULL, " ,\t", &rest)) {
                if ((list ? *n : c->net_n) == CLIENT_LIST_MOST)
                        fault = ini_fail(e, pair, "%s: at most %d", pair->key, CLIENT_LIST_MOST);
                else if (list)
                        list[(*n)++] = need_strdup(word);
                else
                        fault = read_net(c, word, pair, e);
        }
        free(copy);
        return fault;
}

static enum fault read_secret(const struct ini_pair *pair, bool *has, uint8_t out[static 32], struct err *e)
{
        *has = hex_parse(text_of(pair->value), out, 32);
        return *has ? OK
                    : ini_fail(e, pair,
                               "%s: expected is the SHA-256 of the secret, 64 hexadecimal digits "
                               "(printf %%s SECRET | sha256sum)",
                               pair->key);
}

/* A line of [units NAME]. */
static enum fault read_unit(struct clients *all, const struct ini_pair *pair, const char *source,
                            struct err *e)
{
        struct client *c = all->n > 0 ? &all->of[all->n - 1] : NULL;
        if (!c || strcmp(c->source, source) != 0)
                return ini_fail(e, pair, "[units %s] stands behind [client %s]", source, source);
        if (pair->value[0] == '\0' || strlen(pair->value) > AGENCY_MOST)
                return ini_fail(e, pair, "the code of an agency has 1 to %d bytes", AGENCY_MOST);
        c->units = need_realloc(c->units, (c->unit_n + 1) * sizeof(*c->units));
        c->units[c->unit_n++] = (struct portal_unit){nfc_strdup(pair->key), need_strdup(pair->value)};
        return OK;
}

static enum fault read_pair(void *context, const struct ini_pair *pair, struct err *e)
{
        static const char units[] = "units ";
        if (!strncmp(pair->section, units, sizeof(units) - 1))
                return read_unit(context, pair, pair->section + sizeof(units) - 1, e);
        struct client *c = client_of_section(context, pair, e);
        if (!c)
                return e->kind;
        if (!strcmp(pair->key, "agencies"))
                return read_list(c, pair, c->agencies, &c->agency_n, e);
        if (!strcmp(pair->key, "dossiers"))
                return read_list(c, pair, c->dossiers, &c->dossier_n, e);
        if (!strcmp(pair->key, "address"))
                return read_list(c, pair, NULL, NULL, e);
        if (!strcmp(pair->key, "token"))
                return read_secret(pair, &c->has_token, c->token, e);
        if (!strcmp(pair->key, "key"))
                return read_secret(pair, &c->has_key, c->key, e);
        if (strcmp(pair->key, "agency") != 0)
                return ini_fail(e, pair, "'%s' is none of agencies, dossiers, agency, token, key, address",
                                pair->key);
        if (strlen(pair->value) > AGENCY_MOST)
                return ini_fail(e, pair, "agency has more than %d bytes", AGENCY_MOST);
        free(c->agency);
        c->agency = need_strdup(pair->value);
        return OK;
}

enum fault clients_open(struct clients *c, const char *file, const char *source, struct err *e)
{
        *c = (struct clients){0};
        if (!file) {
                c->of = need_alloc(sizeof(*c->of));
                c->of[c->n++] = (struct client){.source = need_strdup(source)};
                return OK;
        }
        if (ini_read_file(file, read_pair, c, e) != OK)
                return e->kind;
        if (c->n == 0)
                return fail(e, USAGE, "%s: no [client NAME]: nobody could send anything", file);
        for (size_t i = 0; i < c->n; i++)
                if (!c->of[i].has_token && !c->of[i].has_key && c->of[i].net_n == 0)
                        return fail(e, USAGE, "%s: [client %s] has no token, key or address to know it by",
                                    file, c->of[i].source);
        return OK;
}

void clients_close(struct clients *c)
{
        for (size_t i = 0; i < c->n; i++) {
                struct client *one = &c->of[i];
                for (size_t k = 0; k < one->agency_n; k++)
                        free(one->agencies[k]);
                for (size_t k = 0; k < one->dossier_n; k++)
                        free(one->dossiers[k]);
                for (size_t k = 0; k < one->unit_n; k++) {
                        free((char *)one->units[k].name);
                        free((char *)one->units[k].code);
                }
                free(one->units);
                free(one->source);
                free(one->agency);
        }
        free(c->of);
        *c = (struct clients){0};
}

/* ---- who calls ---- */

static bool same_bits(const uint8_t *a, const uint8_t *b, int bits)
{
        const size_t whole = (size_t)bits / 8;
        const int rest = bits % 8;
        return memcmp(a, b, whole) == 0 && (rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0);
}

bool client_comes_from(const struct client *c, const uint8_t from[static 16])
{
        for (size_t i = 0; i < c->net_n; i++)
                if (same_bits(c->net[i].address, from, c->net[i].bits))
                        return true;
        return c->net_n == 0;
}

/* Compares with every client, so that the time does not tell which one was nearly right. */
static struct client *by_secret(struct clients *c, struct text secret, bool is_key,
                                const uint8_t from[static 16])
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
        return found && client_comes_from(found, from) ? found : NULL;
}

struct client *clients_by_token(struct clients *c, struct text token, const uint8_t from[static 16])
{
        return by_secret(c, token, false, from);
}

struct client *clients_by_key(struct clients *c, struct text key, const uint8_t from[static 16])
{
        return by_secret(c, key, true, from);
}

struct client *clients_by_login(struct clients *c, struct text name, struct text token,
                                const uint8_t from[static 16])
{
        uint8_t hash[32];
        sha256_text(token, hash);
        for (size_t i = 0; i < c->n; i++) {
                struct client *one = &c->of[i];
                if (text_equal(name, text_of(one->source)))
                        return one->has_token && bytes_equal_secret(hash, one->token, 32) &&
                                               client_comes_from(one, from)
                                       ? one
                                       : NULL;
        }
        return NULL;
}

struct client *clients_by_address(struct clients *c, const uint8_t from[static 16])
{
        for (size_t i = 0; i < c->n; i++) {
                struct client *one = &c->of[i];
                if (!one->has_token && !one->has_key && client_comes_from(one, from))
                        return one;
        }
        return NULL;
}

/* ---- what it may ---- */

static bool begins_with_one(struct text t, char *const *list, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const size_t len = strlen(list[i]);
                if (t.len >= len && memcmp(t.at, list[i], len) == 0)
                        return true;
        }
        return n == 0;
}

bool client_may_agency(const struct client *c, struct text agency)
{
        return begins_with_one(agency, c->agencies, c->agency_n);
}

bool client_may_dossier(const struct client *c, struct text dossier_id)
{
        const struct text issuer = event_issuer(dossier_id);
        if (c->dossier_n == 0 && issuer.len < dossier_id.len)
                return client_may_agency(c, issuer);
        return begins_with_one(dossier_id, c->dossiers, c->dossier_n);
}

bool allowance_is_left(struct allowance *a, int64_t rate, micros now)
{
        const double gained = (double)(now - a->reckoned) * (double)rate / (double)MICROS_PER_SECOND;
        a->left = a->reckoned == 0 ? (double)rate : a->left + gained;
        if (a->left > (double)rate)
                a->left = (double)rate;
        a->reckoned = now;
        return a->left >= 1;
}

bool client_may_call(struct client *c, int64_t rate, micros now)
{
        if (!allowance_is_left(&c->requests, rate, now))
                return false;
        c->requests.left -= 1;
        return true;
}

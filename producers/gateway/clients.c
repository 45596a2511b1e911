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
#include "producers/gateway/clients_find.h"
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

/* As openssl prints it, with colons, or sha256sum, without. */
static enum fault read_certificate(struct client *c, const char *word, const struct ini_pair *pair,
                                   struct err *e)
{
        char digits[65];
        size_t n = 0;
        for (; *word && n < sizeof(digits); word++)
                if (*word != ':')
                        digits[n++] = *word;
        if (!hex_parse((struct text){digits, n}, c->certificate[c->certificate_n], 32))
                return ini_fail(
                        e, pair,
                        "certificate: expected is the SHA-256 of a certificate, 64 hexadecimal digits "
                        "(openssl x509 -noout -fingerprint -sha256 -in FILE)");
        c->certificate_n++;
        return OK;
}

typedef enum fault read_word(struct client *c, const char *word, const struct ini_pair *pair, struct err *e);

static enum fault read_agency(struct client *c, const char *word, const struct ini_pair *pair, struct err *e)
{
        (void)pair;
        (void)e;
        c->agencies[c->agency_n++] = need_strdup(word);
        return OK;
}

static enum fault read_prefix(struct client *c, const char *word, const struct ini_pair *pair, struct err *e)
{
        (void)pair;
        (void)e;
        c->dossiers[c->dossier_n++] = need_strdup(word);
        return OK;
}

/* Words separated by spaces or commas. */
static enum fault read_list(struct client *c, const struct ini_pair *pair, const size_t *n, read_word *read,
                            struct err *e)
{
        char *copy = need_strdup(pair->value), *rest;
        enum fault fault = OK;
        for (char *word = strtok_r(copy, " ,\t", &rest); word && fault == OK;
             word = strtok_r(NULL, " ,\t", &rest)) {
                if (*n == CLIENT_LIST_MOST)
                        fault = ini_fail(e, pair, "%s: at most %d", pair->key, CLIENT_LIST_MOST);
                else
                        fault = read(c, word, pair, e);
        }
        free(copy);
        return fault;
}

/* An empty one is none. */
static enum fault read_text(const struct ini_pair *pair, size_t most, char **out, struct err *e)
{
        if (strlen(pair->value) > most)
                return ini_fail(e, pair, "%s has more than %zu bytes", pair->key, most);
        free(*out);
        *out = pair->value[0] ? need_strdup(pair->value) : NULL;
        return OK;
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
                return read_list(c, pair, &c->agency_n, read_agency, e);
        if (!strcmp(pair->key, "dossiers"))
                return read_list(c, pair, &c->dossier_n, read_prefix, e);
        if (!strcmp(pair->key, "address"))
                return read_list(c, pair, &c->net_n, read_net, e);
        if (!strcmp(pair->key, "certificate"))
                return read_list(c, pair, &c->certificate_n, read_certificate, e);
        if (!strcmp(pair->key, "subject"))
                return read_text(pair, TLS_SUBJECT_MOST - 1, &c->subject, e);
        if (!strcmp(pair->key, "token"))
                return read_secret(pair, &c->has_token, c->token, e);
        if (!strcmp(pair->key, "key"))
                return read_secret(pair, &c->has_key, c->key, e);
        if (!strcmp(pair->key, "agency"))
                return read_text(pair, AGENCY_MOST, &c->agency, e);
        return ini_fail(e, pair,
                        "'%s' is none of agencies, dossiers, agency, token, key, address, certificate, "
                        "subject",
                        pair->key);
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
                if (client_is_known_by(&c->of[i]) == CLIENT_BY_NOTHING)
                        return fail(
                                e, USAGE,
                                "%s: [client %s] has no token, key, certificate, subject or address to know "
                                "it by",
                                file, c->of[i].source);
        return clients_are_distinct(c, e) == OK ? OK : fail_at(e, "%s", file);
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
                free(one->subject);
        }
        free(c->of);
        *c = (struct clients){0};
}

/* ---- what it may ---- */

static bool begins_with(struct text t, const char *prefix)
{
        const size_t len = strlen(prefix);
        return t.len >= len && memcmp(t.at, prefix, len) == 0;
}

/* H21.17 has H21.17.05 below it, and not H21.170. An entry that ends in a dot is what lies below it alone. */
static bool is_at_or_below(struct text agency, const char *above)
{
        const size_t len = strlen(above);
        return begins_with(agency, above) &&
               (agency.len == len || agency.at[len] == '.' || (len > 0 && above[len - 1] == '.'));
}

bool client_may_agency(const struct client *c, struct text agency)
{
        for (size_t i = 0; i < c->agency_n; i++)
                if (is_at_or_below(agency, c->agencies[i]))
                        return true;
        return c->agency_n == 0;
}

bool client_may_dossier(const struct client *c, struct text dossier_id)
{
        const struct text issuer = event_issuer(dossier_id);
        if (c->dossier_n == 0 && issuer.len < dossier_id.len)
                return client_may_agency(c, issuer);
        for (size_t i = 0; i < c->dossier_n; i++)
                if (begins_with(dossier_id, c->dossiers[i]))
                        return true;
        return c->dossier_n == 0;
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

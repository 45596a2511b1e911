/* SPDX-License-Identifier: Apache-2.0
 *
 * clients.h - who may send to the gateway, and for what: the file of `gateway.clients`.
 *
 *     [client td-h15]               the source of its events
 *     agencies = H15                madonvi must be one of these or lie below it, as H15.07 does and H150
 *                                   does not; one that ends in a dot is all below it; none: any
 *     dossiers = H15. 000.00.       MaHoSo must begin with one of these, byte by byte; none: the agency that
 *                                   it names, if any, as `agencies` says
 *     agency = H15                  of a dossier whose code names none, where the call has no madonvi
 *     token = 64 hexadecimal digits SHA-256 of the bearer token, which is also the password of the login
 *     key = 64 hexadecimal digits   SHA-256 of the key in the URL's path
 *     address = 10.1.2.3 10.2.0.0/16  it must come from there
 *     certificate = SHA-256 of one  it must present this certificate, or one of these
 *     subject = CN=td,O=H15,C=VN    it must present a certificate of this subject, as RFC 4514 writes it
 *
 *     [units td-h15]                behind its client: agencies by the name that DonViXuLy has for them
 *     Sở Nội vụ = H15.05
 *
 * Rule: secrets are stored and compared as their SHA-256, in constant time: neither the file nor the time
 * that a refusal takes tells them.
 * Rule: all that a client has must be there. It is known by its token or key; without one by its certificate
 * or subject; without these by its address. So two clients never have the same of these, nor those that are
 * known by their addresses a common one: the file is refused.
 * Rule: a certificate counts only if an authority of `gateway.client_authority` vouches for it at this time.
 * Rule: without a file there is one client, which may do all: who listens then only at the loopback address
 * (gateway.c).
 */
#ifndef HENTRA_GATEWAY_CLIENTS_H
#define HENTRA_GATEWAY_CLIENTS_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/tls_peer.h"
#include "producers/format/portal.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLIENT_LIST_MOST = 32, CLIENTS_MOST = 4096 };

/* The origin of a request. */
struct caller {
        uint8_t address[16];
        const struct tls_peer *peer; /* NULL: no valid certificate */
};

struct client_net {
        uint8_t address[16];
        int bits;
};

/* Requests that may be made now, and when that was reckoned. */
struct allowance {
        double left;
        micros reckoned; /* 0: never */
};

struct client {
        char *source, *agency; /* agency NULL: the source */
        char *agencies[CLIENT_LIST_MOST], *dossiers[CLIENT_LIST_MOST];
        size_t agency_n, dossier_n, net_n, certificate_n;
        struct client_net net[CLIENT_LIST_MOST];
        uint8_t certificate[CLIENT_LIST_MOST][32];
        char *subject; /* NULL: any */
        struct portal_unit *units;
        size_t unit_n;
        bool has_token, has_key;
        uint8_t token[32], key[32];
        struct allowance requests;
        int session_n; /* places that it has among the sessions, ended ones too */
};

struct clients {
        struct client *of;
        size_t n;
};

/* `file` NULL: one client of this source. USAGE names the line that is wrong. Close it in any case. */
MUST enum fault clients_open(struct clients *c, const char *file, const char *source, struct err *e);
void clients_close(struct clients *c);

bool clients_need_certificates(const struct clients *c); /* some of them */

/* NULL: none. The caller has all that the client must have. */
struct client *clients_by_token(struct clients *c, struct text token, const struct caller *from);
struct client *clients_by_key(struct clients *c, struct text key, const struct caller *from);
struct client *clients_by_login(struct clients *c, struct text name, struct text token,
                                const struct caller *from);
/* One that has neither token nor key: by its certificate, else its subject, else its address. */
struct client *clients_by_caller(struct clients *c, const struct caller *from);

bool client_admits(const struct client *c, const struct caller *from);
bool client_may_agency(const struct client *c, struct text agency);
/* By its code: without `dossiers` the agency in it, if it names one, must be one of the client's. */
bool client_may_dossier(const struct client *c, struct text dossier_id);

/* `rate` in a second, and as many at once. Takes nothing. */
bool allowance_is_left(struct allowance *a, int64_t rate, micros now);
/* False: it has made `rate` requests within a second already. `now` is steady. */
bool client_may_call(struct client *c, int64_t rate, micros now);

#endif

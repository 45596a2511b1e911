/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_peer.h - the other end of a TLS session, by the certificate that it presented.
 */
#ifndef HENTRA_LIB_TLS_PEER_H
#define HENTRA_LIB_TLS_PEER_H

#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { TLS_SUBJECT_MOST = 512 };

struct tls_peer {
        bool presented; /* a certificate, whatever it is worth */
        bool verified;  /* it is of one of the authorities, for clients, and was valid when it was read */
        time_t until;   /* its end */
        uint8_t fingerprint[32]; /* SHA-256 of the certificate in DER */
        char subject
                [TLS_SUBJECT_MOST]; /* as RFC 4514 writes it: "CN=td,O=Province,C=VN"; "": none, too long */
};

/* `session`: a gnutls_session_t whose handshake is done. Its credentials have the authorities. */
void tls_peer_read(void *session, struct tls_peer *out);
bool tls_has_certificates(struct text pem); /* at least one, and nothing that cannot be read */
bool tls_peer_is_valid(const struct tls_peer *p, time_t now);

#endif

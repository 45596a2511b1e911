/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_peer.c - the only file that knows GnuTLS, which libmicrohttpd brings along.
 *
 * Rule: the server asks for a certificate and lets everybody go on who has none, or a wrong one: who needs
 * one is decided for each client (producers/gateway/clients.h). So nothing counts but `verified`.
 */
#include "core/lib/tls_peer.h"

#include "core/lib/crypto.h"
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

static bool is_verified(gnutls_session_t session)
{
        gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                         .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT};
        unsigned status = 0;
        return gnutls_certificate_verify_peers(session, &purpose, 1, &status) == 0 && status == 0;
}

static void read_subject(gnutls_x509_crt_t certificate, char out[static TLS_SUBJECT_MOST])
{
        gnutls_datum_t dn = {0};
        if (gnutls_x509_crt_get_dn3(certificate, &dn, 0) != 0)
                return;
        const bool fits = dn.size < TLS_SUBJECT_MOST && !memchr(dn.data, 0, dn.size);
        if (fits)
                memcpy(out, dn.data, dn.size);
        out[fits ? dn.size : 0] = '\0';
        gnutls_free(dn.data);
}

void tls_peer_read(void *session, struct tls_peer *out)
{
        unsigned n = 0;
        gnutls_x509_crt_t certificate;
        *out = (struct tls_peer){0};
        const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &n);
        out->presented = chain && n > 0;
        if (!out->presented || !is_verified(session) || gnutls_x509_crt_init(&certificate) != 0)
                return;
        if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) == 0) {
                read_subject(certificate, out->subject);
                sha256_text((struct text){(const char *)chain[0].data, chain[0].size}, out->fingerprint);
                out->until = gnutls_x509_crt_get_expiration_time(certificate);
                out->verified = true;
        }
        gnutls_x509_crt_deinit(certificate);
}

bool tls_has_certificates(struct text pem)
{
        const gnutls_datum_t data = {(unsigned char *)pem.at, (unsigned)pem.len};
        gnutls_x509_crt_t *list = NULL;
        unsigned n = 0;
        if (gnutls_x509_crt_list_import2(&list, &n, &data, GNUTLS_X509_FMT_PEM, 0) < 0)
                return false;
        for (unsigned i = 0; i < n; i++)
                gnutls_x509_crt_deinit(list[i]);
        gnutls_free(list);
        return n > 0;
}

bool tls_peer_is_valid(const struct tls_peer *p, time_t now)
{
        return p->verified && now <= p->until;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_certificates.c - clients that are known by a certificate, with an authority made by openssl: a
 * good certificate, one of another authority, one that has ended, one that is for servers, none.
 */
#include "core/lib/crypto.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct child gateway;
static int port;
static char folder[] = "/tmp/hentra-mtls-XXXXXX";

/* Two authorities; of the first one a server, and clients td, pinned, for-servers and ended (yesterday, by
 * the dates of `openssl ca`); of the other one a client with the subject of td. */
static const char make[] =
        "cd %s && exec >openssl.log 2>&1 && set -e && umask 077\n"
        "key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'\n"
        "for a in ca other; do openssl req -x509 $key -days 2 -subj /CN=$a -keyout $a.key -out $a.pem; done\n"
        "sign() { # NAME SUBJECT USAGE AUTHORITY\n"
        "  openssl req $key -utf8 -subj \"$2\" -keyout $1.key -out $1.csr\n"
        "  printf '%%b' \"extendedKeyUsage=$3\\nsubjectAltName=IP:127.0.0.1\\n\" >$1.ext\n"
        "  openssl x509 -req -in $1.csr -CA $4.pem -CAkey $4.key -CAcreateserial -days 2 -extfile $1.ext "
        "-out $1.pem\n"
        "}\n"
        "sign server /CN=gateway serverAuth ca\n"
        "sign td '/C=VN/O=Tỉnh H15/CN=td' clientAuth ca\n"
        "sign pinned /CN=pinned clientAuth ca\n"
        "sign stranger /CN=stranger clientAuth ca\n"
        "sign for-servers '/C=VN/O=Tỉnh H15/CN=td' serverAuth ca\n"
        "sign wrong '/C=VN/O=Tỉnh H15/CN=td' clientAuth other\n"
        "openssl req $key -utf8 -subj '/C=VN/O=Tỉnh H15/CN=td' -keyout ended.key -out ended.csr\n"
        "touch index; echo 01 >serial\n"
        "printf "
        "'[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\n"
        "policy=p\\nstring_mask=utf8only\\n[p]\\nC=optional\\nO=optional\\nCN=supplied\\n' >ca.conf\n"
        "openssl ca -batch -utf8 -config ca.conf -cert ca.pem -keyfile ca.key -in ended.csr -out ended.pem "
        "-notext"
        " -startdate 20260101000000Z -enddate 20260102000000Z\n"
        "openssl x509 -in pinned.pem -noout -fingerprint -sha256 | cut -d= -f2 >pinned.sha256\n";

static void write_clients(void)
{
        char path[128], pinned[128] = "", key[65];
        uint8_t hash[32];
        snprintf(path, sizeof(path), "%s/pinned.sha256", folder);
        FILE *f = fopen(path, "r");
        assert_true(f && fgets(pinned, sizeof(pinned), f));
        fclose(f);
        sha256_text(TEXT("secret"), hash);
        hex_format(hash, 32, key);
        snprintf(path, sizeof(path), "%s/clients", folder);
        assert_non_null(f = fopen(path, "w"));
        fprintf(f,
                "[client td]\nsubject = CN=td,O=Tỉnh H15,C=VN\nagencies = H15\n"
                "[client pinned]\ncertificate = %s"
                "[client keyed]\nkey = %s\nsubject = CN=stranger\n"
                "[client far]\naddress = 192.0.2.0/24\ncertificate = %s\n",
                pinned, key, key);
        fclose(f);
}

static int open_world(void **state)
{
        char command[4096];
        const char *at;
        (void)state;
        assert_non_null(mkdtemp(folder));
        snprintf(command, sizeof(command), make, folder);
        assert_int_equal(system(command), 0);
        write_clients();
        snprintf(command, sizeof(command),
                 "gateway.listen=127.0.0.1:0\ngateway.certificate=%s/server.pem\n"
                 "gateway.certificate_key=%s/server.key\ngateway.client_authority=%s/ca.pem\n"
                 "gateway.clients=%s/clients\n",
                 folder, folder, folder, folder);
        world_open(&world, "gateway_certificates", command);
        world_topic(&world, 1);
        child_start(&gateway, &world, "gateway", NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
        curl_global_init(CURL_GLOBAL_DEFAULT);
        return 0;
}

static int close_world(void **state)
{
        char command[128];
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        snprintf(command, sizeof(command), "rm -r %s", folder);
        assert_int_equal(system(command), 0);
        world_close(&world);
        curl_global_cleanup();
        return code;
}

static char received[4096];
static size_t on_data(char *data, size_t one, size_t n, void *context)
{
        (void)context;
        strncat(received, data, one * n);
        return one * n;
}

/* The status; 0: no answer. `who` NULL: no certificate. */
static long post(const char *who, const char *path, const char *body)
{
        char url[128], authority[128], certificate[128], key[128];
        long status = 0;
        CURL *c = curl_easy_init();
        *received = '\0';
        snprintf(url, sizeof(url), "https://127.0.0.1:%d%s", port, path);
        snprintf(authority, sizeof(authority), "%s/ca.pem", folder);
        snprintf(certificate, sizeof(certificate), "%s/%s.pem", folder, who ? who : "");
        snprintf(key, sizeof(key), "%s/%s.key", folder, who ? who : "");
        curl_easy_setopt(c, CURLOPT_URL, url);
        curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(c, CURLOPT_CAINFO, authority);
        if (who) {
                curl_easy_setopt(c, CURLOPT_SSLCERT, certificate);
                curl_easy_setopt(c, CURLOPT_SSLKEY, key);
        }
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
        curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)PATIENCE_S);
        const CURLcode code = curl_easy_perform(c);
        if (code != CURLE_OK)
                print_message("%s: %s\n", who ? who : "none", curl_easy_strerror(code));
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_cleanup(c);
        return status;
}

#define DOSSIER "[{\"MaHoSo\":\"H15.1-261008-0001\",\"TrangThaiHoSo\":2}]"

static void a_good_one(void **state)
{
        (void)state;
        assert_int_equal(post("td", "/td/create", DOSSIER), 200);
        assert_non_null(strstr(received, "thành công"));
        assert_int_equal(post("pinned", "/td/create", DOSSIER), 200);
        assert_non_null(strstr(received, "thành công"));
        /* It is bound to its agencies like any other client, and to its body as well. */
        assert_int_equal(post("td", "/hg/DongBoHoSoMC?MaDinhDanhDV=H16", DOSSIER), 401);
        assert_int_equal(
                post("td", "/oc", "{\"service\":\"DongBoHoSoMC\",\"madonvi\":\"H15\",\"data\":" DOSSIER "}"),
                200);
        assert_non_null(strstr(received, "thành công"));
}

static void wrong_ones(void **state)
{
        (void)state;
        static const char *const wrong[] = {NULL, "stranger", "wrong", "ended", "for-servers"};
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                if (post(wrong[i], "/td/create", DOSSIER) != 401)
                        fail_msg("%s: %s", wrong[i] ? wrong[i] : "none", received);
                assert_non_null(strstr(received, "\"error_code\":\"5\""));
        }
        EVENTUALLY(strstr(child_err(&gateway), "gateway.refused client=unknown address=127.0.0.1 code=5"));
        assert_null(strstr(child_err(&gateway), "CN="));
}

/* Who needs a certificate beside a key is known by the key, and by both alone. */
static void a_key_and_a_certificate(void **state)
{
        (void)state;
        assert_int_equal(post("stranger", "/td/secret/create", DOSSIER), 200);
        assert_int_equal(post("td", "/td/secret/create", DOSSIER), 401);
        assert_int_equal(post(NULL, "/td/secret/create", DOSSIER), 401);
        assert_int_equal(post("stranger", "/td/secrets/create", DOSSIER), 401);
}

static void what_cannot_be(void **state)
{
        (void)state;
        struct child c;
        char set[128];
        assert_exit(2, &c, &world, "gateway", "--set", "gateway.client_authority=/nowhere");
        assert_says(child_err(&c), "/nowhere");
        child_close(&c);
        snprintf(set, sizeof(set), "gateway.client_authority=%s/ca.key", folder);
        assert_exit(2, &c, &world, "gateway", "--set", set);
        assert_says(child_err(&c), "no certificate of an authority");
        child_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_good_one),
                cmocka_unit_test(wrong_ones),
                cmocka_unit_test(a_key_and_a_certificate),
                cmocka_unit_test(what_cannot_be),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

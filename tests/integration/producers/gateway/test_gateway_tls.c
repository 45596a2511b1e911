/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_tls.c - the gateway with a certificate, asked by libcurl, which checks it.
 */
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
static char folder[] = "/tmp/hentra-tls-XXXXXX";

static void make_certificate(void)
{
        char command[512];
        assert_non_null(mkdtemp(folder));
        snprintf(command, sizeof(command),
                 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
                 "/CN=gateway "
                 "-addext subjectAltName=IP:127.0.0.1 -keyout %s/key -out %s/certificate 2>/dev/null",
                 folder, folder);
        assert_int_equal(system(command), 0);
}

static int open_world(void **state)
{
        char more[512];
        const char *at;
        (void)state;
        make_certificate();
        snprintf(more, sizeof(more),
                 "gateway.listen=127.0.0.1:0\ngateway.certificate=%s/certificate\n"
                 "gateway.certificate_key=%s/key\n",
                 folder, folder);
        world_open(&world, "gateway_tls", more);
        world_topic(&world, 1);
        child_start(&gateway, &world, "gateway", NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
        curl_global_init(CURL_GLOBAL_DEFAULT);
        return 0;
}

static int close_world(void **state)
{
        char path[128];
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        snprintf(path, sizeof(path), "%s/key", folder);
        unlink(path);
        snprintf(path, sizeof(path), "%s/certificate", folder);
        unlink(path);
        snprintf(path, sizeof(path), "%s/clients", folder);
        unlink(path);
        rmdir(folder);
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

static CURLcode post(bool trusting, long *status)
{
        char url[64], path[128];
        CURL *c = curl_easy_init();
        *received = '\0';
        snprintf(url, sizeof(url), "https://127.0.0.1:%d/td/create", port);
        snprintf(path, sizeof(path), "%s/certificate", folder);
        curl_easy_setopt(c, CURLOPT_URL, url);
        curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
        if (trusting)
                curl_easy_setopt(c, CURLOPT_CAINFO, path);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, "[{\"MaHoSo\":\"s-1\",\"TrangThaiHoSo\":2}]");
        curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
        curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)PATIENCE_S);
        const CURLcode code = curl_easy_perform(c);
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, status);
        curl_easy_cleanup(c);
        return code;
}

static void by_tls(void **state)
{
        (void)state;
        long status;
        assert_int_equal(post(true, &status), CURLE_OK);
        assert_int_equal(status, 200);
        assert_non_null(strstr(received, "thành công"));
        assert_int_equal(post(false, &status), CURLE_PEER_FAILED_VERIFICATION);
}

/* In plain text nothing is answered, and nobody else is hurt. */
static void not_in_plain_text(void **state)
{
        (void)state;
        long status;
        struct asked a = ask(port, "/td/create", "", "[]");
        assert_int_equal(a.status, 0);
        asked_end(&a);
        assert_int_equal(post(true, &status), CURLE_OK);
}

/* Certificate and key of another pair, or one without the other. */
static void what_cannot_be(void **state)
{
        (void)state;
        struct child c;
        char set[128], store[128];
        snprintf(store, sizeof(store), "%s/other", folder);
        setenv("HENTRA_GATEWAY_STORE", store, 1); /* the first one has that of the file */
        snprintf(set, sizeof(set), "gateway.certificate_key=%s/certificate", folder);
        assert_exit(1, &c, &world, "gateway", "--set", set);
        assert_says(child_err(&c), "certificate");
        child_close(&c);
        assert_exit(2, &c, &world, "gateway", "--set", "gateway.certificate=/nowhere");
        assert_says(child_err(&c), "/nowhere");
        child_close(&c);
        /* A certificate of a client, and no authority that vouches for it. */
        snprintf(set, sizeof(set), "%s/clients", folder);
        FILE *clients = fopen(set, "w");
        assert_non_null(clients);
        fputs("[client td]\nsubject = CN=td\n", clients);
        fclose(clients);
        snprintf(set, sizeof(set), "gateway.clients=%s/clients", folder);
        assert_exit(2, &c, &world, "gateway", "--set", set);
        assert_says(child_err(&c), "needs gateway.client_authority");
        child_close(&c);
        assert_exit(2, &c, &world, "gateway", "--set", "gateway.listen=0.0.0.0:0");
        assert_says(child_err(&c), "only a loopback address");
        child_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(by_tls),
                cmocka_unit_test(not_in_plain_text),
                cmocka_unit_test(what_cannot_be),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

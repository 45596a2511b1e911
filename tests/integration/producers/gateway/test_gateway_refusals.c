/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_refusals.c - who is refused, who is not held up by it, and what the log has of it.
 */
#include "core/lib/crypto.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/peek.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct child gateway;
static int port;
static char clients_file[] = "/tmp/hentra-clients-XXXXXX";

static int open_world(void **state)
{
        uint8_t hash[32];
        char more[256], secret[65];
        const char *at;
        (void)state;
        sha256_text(TEXT("secret"), hash);
        hex_format(hash, 32, secret);
        const int fd = mkstemp(clients_file);
        assert_true(fd >= 0);
        dprintf(fd, "[client oc]\ntoken = %s\nagencies = H15\n[client td]\nkey = %s\n", secret, secret);
        close(fd);
        snprintf(more, sizeof(more), "gateway.listen=127.0.0.1:0\ngateway.clients=%s\nlog.level=debug\n",
                 clients_file);
        world_open(&world, "gateway_refusals", more);
        world_topic(&world, 1);
        child_start(&gateway, &world, "gateway", NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        children_end();
        world_close(&world);
        unlink(clients_file);
        return 0;
}

/* The answer has this status and text. */
static void says(const char *path, const char *body, int status, const char *text)
{
        struct asked a = ask(port, path, "", body);
        if (a.status != status || !strstr(a.body, text))
                fail_msg("%s: %d %s", path, a.status, a.body);
        asked_end(&a);
}

static int64_t end_of_topic(void)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        return next;
}

#define GOOD "{\"MaHoSo\":\"H15-1\",\"TrangThaiHoSo\":2}"

static void what_is_refused(void **state)
{
        (void)state;
        for (int i = 0; i < 50; i++)
                says("/hg/DongBoHoSoMC", "[{\"MaHoSo\":\"ma-bi-mat\"}]", 401, "\"error_code\":\"5\"");
        says("/td/secret/create", "[\"ma-bi-mat\"", 400, "\"error_code\":\"2\"");
        says("/td/khoa-bi-mat/delete", "[]", 404, "\"error_code\":\"8\"");
}

/* Each broken one is between two that are taken. */
static void one_broken_dossier(void **state)
{
        (void)state;
        static const char *const broken[] = {"{\"MaHoSo\":\"H15-2\",\"TrangThaiHoSo\":2,\"TrangThaiHoSo\":4}",
                                             "{\"MaHoSo\":\"H15-2\",\"TrangThaiHoSo\":2,\"x\":\"\xc3\"}",
                                             "{\"MaHoSo\":\"H15-2\",\"TrangThaiHoSo\":2,\"x\":[[[[[[[[[[[[[[["
                                             "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]"
                                             "]]]]]]]]]]]]]}",
                                             "{\"MaHoSo\":\"H15-2\",\"TrangThaiHoSo\":2,\"x\":None}",
                                             "{\"MaHoSo\":\"H15-2\",\"TrangThaiHoSo\":1e999}"};
        char body[1024];
        const int64_t from = end_of_topic();
        enum { BROKEN = sizeof(broken) / sizeof(broken[0]) };
        for (int i = 0; i < BROKEN; i++) {
                snprintf(body, sizeof(body), "[" GOOD ",%s," GOOD "]", broken[i]);
                says("/td/secret/create", body, 200,
                     "{\"result\":[{\"MaHoSo\":\"H15-2\",\"index\":1,\"message\":\"the dossier cannot be "
                     "read: it ");
        }
        EVENTUALLY(end_of_topic() == from + 2 * BROKEN);
        /* What is around them is the call's. */
        says("/oc", "{\"service\":\"DongBoHoSoMC\",\"service\":\"DongBoHoSoMC\",\"data\":[" GOOD "]}", 400,
             "\"error_code\":\"2\"");
        EVENTUALLY(end_of_topic() == from + 2 * BROKEN);
}

/* Strangers of one address, as behind a NAT, use up what may be refused there: an open session goes on. */
static void an_open_session_does_not_wait(void **state)
{
        enum { LARGE = 3 << 20 };
        char session[65], body[256];
        (void)state;
        struct asked a = ask(port, "/oc/login", "", "{\"username\":\"oc\",\"password\":\"secret\"}");
        const char *at = strstr(a.body, "\"session\":\"");
        assert_non_null(at);
        snprintf(session, sizeof(session), "%.64s", at + 11);
        asked_end(&a);
        char *large = memset(calloc(LARGE + 1, 1), ' ', LARGE);
        int status = 0;
        for (int i = 0; status != 429 && i < 20; i++) {
                a = ask(port, "/oc", "", large);
                status = a.status;
                asked_end(&a);
        }
        assert_int_equal(status, 429);
        free(large);
        snprintf(body, sizeof(body), "{\"session\":\"%s\",\"service\":\"DongBoHoSoMC\",\"data\":[" GOOD "]}",
                 session);
        says("/oc", body, 200, "thành công");
        says("/td/secret/create", "[" GOOD "]", 200, "thành công");
        UNTIL(status == 200, {
                a = ask(port, "/oc/login", "", "{\"username\":\"oc\",\"password\":\"secret\"}");
                status = a.status;
                asked_end(&a);
        });
}

/* Two clients that are known by the same, and an authority without TLS. */
static void what_cannot_be(void **state)
{
        (void)state;
        struct child c;
        char path[64], set[128];
        snprintf(path, sizeof(path), "%s-same", clients_file);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs("[client one]\naddress = 10.0.0.0/8\n[client other]\naddress = 10.1.2.3\n", f);
        fclose(f);
        snprintf(set, sizeof(set), "gateway.clients=%s", path);
        assert_exit(2, &c, &world, "gateway", "--set", set);
        assert_says(child_err(&c), "[client one] and [client other]");
        child_close(&c);
        unlink(path);
        assert_exit(2, &c, &world, "gateway", "--set", "gateway.client_authority=/nowhere");
        assert_says(child_err(&c), "gateway.client_authority needs TLS");
        child_close(&c);
}

/* Once at once, and all others as a number; by whom and why, and nothing of what was sent. */
static void the_log(void **state)
{
        (void)state;
        child_signal(&gateway, SIGTERM);
        assert_int_equal(child_wait(&gateway), 0);
        const char *log = child_err(&gateway);
        assert_says(log, "gateway.refused client=unknown address=127.0.0.1 code=5 status=401 times=1 ");
        assert_says(log, "gateway.refused client=unknown address=127.0.0.1 code=5 status=401 times=49 ");
        assert_says(log, "gateway.refused client=td address=127.0.0.1 code=2 status=400 times=1 ");
        assert_says(log, "gateway.refused client=unknown address=127.0.0.1 code=8 status=404 times=1 ");
        assert_says(log, "name=hentra_gateway_refused_not_allowed_total value=50");
        assert_says(log, "name=hentra_gateway_refused_no_path_total value=1");
        assert_null(strstr(log, "bi-mat"));
        assert_null(strstr(log, "secret"));
        assert_null(strstr(log, "H15-"));
        child_close(&gateway);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_refused),
                cmocka_unit_test(one_broken_dossier),
                cmocka_unit_test(an_open_session_does_not_wait),
                cmocka_unit_test(what_cannot_be),
                cmocka_unit_test(the_log),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

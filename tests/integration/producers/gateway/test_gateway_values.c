/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_values.c - short bodies that would become large: millions of values, or of elements that cannot
 * be read. A stranger who sends them takes neither memory nor time.
 */
#include "core/base/moment.h"
#include "core/lib/crypto.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY = 4000000, GROWTH_KB = 24 << 10 /* the body itself, twice while it grows, and some */ };

static struct world world;
static struct child gateway;
static int port;
static char clients_file[] = "/tmp/hentra-clients-XXXXXX";

static int open_world(void **state)
{
        uint8_t hash[32];
        char key[65], more[512];
        const char *at;
        (void)state;
        sha256_text(TEXT("good"), hash);
        hex_format(hash, 32, key);
        const int fd = mkstemp(clients_file);
        dprintf(fd, "[client good]\nkey = %s\nagency = H15\n", key);
        close(fd);
        snprintf(more, sizeof(more), "gateway.listen=127.0.0.1:0\ngateway.clients=%s\n", clients_file);
        world_open(&world, "gateway_values", more);
        child_start(&gateway, &world, "gateway", NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        world_close(&world);
        unlink(clients_file);
        return code;
}

/* The most that it ever had. */
static long memory_most_kb(void)
{
        char path[64], line[256];
        long kb = 0;
        snprintf(path, sizeof(path), "/proc/%d/status", (int)gateway.pid);
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        while (fgets(line, sizeof(line), f))
                sscanf(line, "VmHWM: %ld", &kb);
        fclose(f);
        return kb;
}

/* `head`, the same element until the body is full, `tail`. */
static char *body_of(const char *head, const char *element, const char *tail)
{
        char *body = malloc(BODY + 256), *at = body + sprintf(body, "%s%s", head, element);
        const size_t len = strlen(element);
        while (at < body + BODY) {
                *at++ = ',';
                memcpy(at, element, len);
                at += len;
        }
        sprintf(at, "%s", tail);
        return body;
}

static void refused(const char *path, const char *head, const char *element, const char *tail)
{
        char *body = body_of(head, element, tail);
        const long before = memory_most_kb();
        micros began = steady_now();
        struct asked a = ask(port, path, "", body);
        /* Such bodies take what its address may be refused in a second. */
        UNTIL(a.status != 429,
              (asked_end(&a), usleep(100000), began = steady_now(), a = ask(port, path, "", body)));
        const micros took = steady_now() - began;
        const long grown = memory_most_kb() - before;
        print_message("%s%s,…%s: %d after %.0f ms, %ld kB\n", head, element, tail, a.status,
                      (double)took / 1000, grown);
        if (a.status != 413 || !strstr(a.body, "\"error_code\":\"4\""))
                fail_msg("%d %s", a.status, a.body);
        assert_true(took < 2 * MICROS_PER_SECOND * TEST_PATIENCE);
        if (MEMORY_IS_TOLD)
                assert_true(grown < GROWTH_KB);
        asked_end(&a);
        free(body);
}

static void many_values(void **state)
{
        (void)state;
        refused("/oc", "{\"data\":[", "{}", "]}");
        refused("/oc", "{\"data\":[", "1", "]}");
        refused("/oc", "{\"data\":[{\"a\":[", "[]", "]}]}");
        refused("/td/good/create", "[", "{}", "]");
}

/* Few values enough for a tree, but more elements than a call may have: each would be read by itself. */
static void many_that_cannot_be_read(void **state)
{
        static const char *const elements[] = {
                "{\"MaHoSo\":\"an element that nobody can read, and so on\",\"x\":nothing}",
                "nothing_that_anybody_could_ever_read_and_it_goes_on_and_on_for_long"};
        (void)state;
        for (int i = 0; i < 2; i++) {
                refused("/oc", "{\"data\":[", elements[i], "]}");
                refused("/td/good/create", "[", elements[i], "]");
        }
}

/* Just below the bound: such bodies are read, and cost their address what they take. */
static void nearly_too_many_values(void **state)
{
        enum { VALUES = 60000, CALLS = 12 };
        char *body = malloc(VALUES * 3 + 256), *at = body + sprintf(body, "{\"data\":[{}");
        int read = 0;
        (void)state;
        for (int i = 1; i < VALUES; i++)
                at += sprintf(at, ",{}");
        sprintf(at, "%s", "],\"service\":\"DongBoHoSoMC\"}");
        struct asked first = ask(port, "/oc", "", body);
        UNTIL(first.status != 429, (asked_end(&first), usleep(100000), first = ask(port, "/oc", "", body)));
        assert_int_equal(first.status, 401);
        asked_end(&first);
        const micros began = steady_now();
        for (int i = 0; i < CALLS; i++) {
                struct asked a = ask(port, "/oc", "", body);
                read += a.status == 401;
                asked_end(&a);
        }
        assert_true(read <= 1 + (steady_now() - began) / MICROS_PER_SECOND);
        free(body);
}

/* As many dossiers as a call may have, with as many fields as none has: it is read. */
static void a_large_call(void **state)
{
        enum { DOSSIERS = 500, FIELDS = 200 };
        char *body = malloc(DOSSIERS * (FIELDS * 16 + 64)), *at = body;
        (void)state;
        for (int i = 0; i < DOSSIERS; i++) {
                at += sprintf(at, "%c{\"MaHoSo\":\"d-%d\",\"TrangThaiHoSo\":2", i == 0 ? '[' : ',', i);
                for (int k = 0; k < FIELDS; k++)
                        at += sprintf(at, ",\"f%d\":\"\"", k);
                at += sprintf(at, "}");
        }
        sprintf(at, "%s", "]");
        struct asked a = ask(port, "/td/good/create", "", body);
        if (a.status != 200 || !strstr(a.body, "thành công"))
                fail_msg("%d %s", a.status, a.body);
        asked_end(&a);
        free(body);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(many_that_cannot_be_read),
                cmocka_unit_test(many_values),
                cmocka_unit_test(nearly_too_many_values),
                cmocka_unit_test(a_large_call),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_registry_client.c - settings that make no sense, answers that are not the registry's own, the
 * login, and certificates.
 */
#include "tests/support/receiver.h"

#include "core/program/keys.h"
#include "core/wire/registry.h"
#include "core/wire/subject.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

static struct receiver receiver;

static int begin(void **state)
{
        (void)state;
        receiver_start(&receiver, "secret");
        return 0;
}

static int end(void **state)
{
        (void)state;
        receiver_stop(&receiver);
        return 0;
}

/* Takes name, value, name, value, NULL; the secret ones cannot be given otherwise than by the environment. */
static struct conf *conf_of(const char *const *pairs)
{
        static const char *const all[] = {"URL",      "USER",        "PASSWORD",
                                          "TIMEOUT",  "CA_FILE",     "CERTIFICATE_FILE",
                                          "KEY_FILE", "KEY_PASSWORD"};
        struct conf *conf;
        struct err e;
        char name[64];
        for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
                snprintf(name, sizeof(name), "HENTRA_SCHEMA_REGISTRY_%s", all[i]);
                unsetenv(name);
        }
        for (; *pairs; pairs += 2) {
                snprintf(name, sizeof(name), "HENTRA_SCHEMA_REGISTRY_%s", pairs[0]);
                setenv(name, pairs[1], 1);
        }
        DONE(conf_open(&conf, &settings, "/dev/null", NULL, &e));
        return conf;
}

#define CONF(...) conf_of((const char *const[]){__VA_ARGS__, NULL})

static void settings_that_make_no_sense_are_refused(void **state)
{
        static const char *const urls[] = {
                "registry.example:8081",
                "ftp://registry.example",
                "http://",
                "http://a,,http://b",
                "http://a b",
                "https://user:geheim@registry.example",
                "user:geheim@registry.example",
                "http://a/?token=geheim",
                "http://1,http://2,http://3,http://4,http://5,http://6,http://7,http://8,http://9"};
        struct conf *confs[] = {CONF("URL", "http://a", "PASSWORD", "geheim"),
                                CONF("URL", "http://a", "KEY_FILE", "k"),
                                CONF("URL", "http://a", "CERTIFICATE_FILE", "c")};
        (void)state;
        for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]) + 3; i++) {
                struct conf *conf = i < 3 ? confs[i] : CONF("URL", urls[i - 3]);
                struct registry *r;
                struct err e;
                if (registry_open(&r, conf, &e) != USAGE)
                        fail_msg("accepted: %zu", i);
                assert_null(r);
                assert_null(strstr(e.text, "geheim"));
                conf_close(conf);
        }
}

static void no_url_is_no_registry(void **state)
{
        struct registry *r;
        struct err e;
        (void)state;
        struct conf *conf = CONF("USER", "somebody");
        DONE(registry_open(&r, conf, &e));
        assert_null(r);
        registry_close(r);
        conf_close(conf);
}

static enum fault versions_at(struct conf *conf, struct err *e)
{
        struct registry_client client;
        int32_t *numbers = NULL;
        size_t n;
        if (registry_client_open(&client, conf, NULL, NULL, e) != OK)
                fail_msg("%s", e->text);
        const enum fault fault = subject_versions(&client, "s", &numbers, &n, e);
        free(numbers);
        registry_client_close(&client);
        conf_close(conf);
        return fault;
}

/* Never "there is no such subject", and never "this id is unknown". */
static void what_is_not_the_registrys_own_means_away(void **state)
{
        static const struct {
                const char *path;
                enum fault fault;
        } cases[] = {{"/status/500", RETRY}, {"/status/503", RETRY}, {"/status/429", RETRY},
                     {"/status/404", RETRY}, {"/status/400", RETRY}, {"/status/302", RETRY},
                     {"/ok", RETRY},         {"/size/30", RETRY},    {"/long", RETRY},
                     {"/move", RETRY},       {"/close", RETRY},      {"/hang", RETRY},
                     {"/status/401", FATAL}, {"/status/403", FATAL}};
        (void)state;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                char url[128];
                struct registry *r;
                struct text schema;
                struct err e;
                enum fault fault;
                snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", receiver.port, cases[i].path);
                fault = versions_at(CONF("URL", url, "TIMEOUT", "500ms"), &e);
                if (fault != cases[i].fault)
                        fail_msg("%s: %s, %s", cases[i].path, fault_name(fault), e.text);
                /* Beside other work it is always asked again. */
                struct conf *conf = CONF("URL", url, "TIMEOUT", "500ms");
                DONE(registry_open(&r, conf, &e));
                assert_int_equal(registry_schema(r, 7, &schema, &e), RETRY);
                UNTIL(!strstr(e.text, "is being asked"), {
                        registry_wait(r, 7, 100);
                        if (registry_schema(r, 7, &schema, &e) != RETRY)
                                fail_msg("%s: %s", cases[i].path, e.text);
                });
                registry_close(r);
                conf_close(conf);
        }
}

static void the_login_is_sent_and_not_shown(void **state)
{
        char url[128];
        struct received r;
        struct err e;
        (void)state;
        snprintf(url, sizeof(url), "http://127.0.0.1:%d/ok/login", receiver.port);
        assert_int_equal(versions_at(CONF("URL", url, "USER", "user", "PASSWORD", "geheim"), &e), RETRY);
        assert_null(strstr(e.text, "geheim"));
        assert_int_equal(receiver_count(&receiver, "/ok/login/subjects/s/versions", &r), 1);
        assert_string_equal(received_header(&r, "authorization"), "Basic dXNlcjpnZWhlaW0=");
        received_close(&r);
        snprintf(url, sizeof(url), "http://127.0.0.1:%d/status/401", receiver.port);
        assert_int_equal(versions_at(CONF("URL", url, "USER", "user", "PASSWORD", "geheim"), &e), FATAL);
        assert_null(strstr(e.text, "geheim"));
        assert_non_null(strstr(e.text, "schema.registry.user"));
}

/* ---- certificates ---- */

static char folder[] = "/tmp/hentra-tls-XXXXXX";

static const char *file(const char *name)
{
        static char paths[4][64];
        static int at;
        snprintf(paths[at = (at + 1) % 4], sizeof(paths[0]), "%s/%s", folder, name);
        return paths[at];
}

static void make_certificates(void)
{
        char line[900];
        assert_non_null(mkdtemp(folder));
        snprintf(line, sizeof(line),
                 "cd %s && exec >/dev/null 2>&1 && "
                 "openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.pem -days 2 -subj "
                 "/CN=127.0.0.1 "
                 "-addext subjectAltName=IP:127.0.0.1 && "
                 "openssl req -x509 -newkey rsa:2048 -keyout client.key -passout pass:geheim -out client.pem "
                 "-days 2 "
                 "-subj /CN=hentra",
                 folder);
        assert_int_equal(system(line), 0);
}

static int free_port(void)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
                    getsockname(fd, (struct sockaddr *)&at, &len) == 0);
        close(fd);
        return ntohs(at.sin_port);
}

/* Answers every request with a page, to whom it has certified. */
static pid_t start_tls(int port)
{
        char at[32];
        snprintf(at, sizeof(at), "127.0.0.1:%d", port);
        const pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
                        _exit(126);
                execlp("openssl", "openssl", "s_server", "-accept", at, "-www", "-cert", file("server.pem"),
                       "-key", file("server.key"), "-CAfile", file("client.pem"), "-Verify", "1",
                       "-verify_return_error", (char *)NULL);
                _exit(127);
        }
        return pid;
}

static void both_sides_show_certificates(void **state)
{
        char url[64];
        struct err e = {0};
        const int port = free_port();
        (void)state;
        make_certificates();
        const pid_t pid = start_tls(port);
        snprintf(url, sizeof(url), "https://127.0.0.1:%d", port);
        /* "answered": the page is none of a registry's, and TLS was fine. */
        UNTIL(strstr(e.text, "answered with status"), {
                assert_int_equal(versions_at(CONF("URL", url, "CA_FILE", file("server.pem"),
                                                  "CERTIFICATE_FILE", file("client.pem"), "KEY_FILE",
                                                  file("client.key"), "KEY_PASSWORD", "geheim"),
                                             &e),
                                 RETRY);
                usleep(10000);
        });
        assert_int_equal(versions_at(CONF("URL", url), &e), RETRY);
        assert_non_null(strstr(e.text, "is away: SSL certificate problem"));
        assert_int_equal(versions_at(CONF("URL", url, "CA_FILE", file("server.pem")), &e), RETRY);
        assert_non_null(strstr(e.text, "is away: "));
        assert_int_equal(versions_at(CONF("URL", url, "CA_FILE", file("server.pem"), "CERTIFICATE_FILE",
                                          file("client.pem"), "KEY_FILE", file("client.key"), "KEY_PASSWORD",
                                          "falsch"),
                                     &e),
                         RETRY);
        assert_non_null(strstr(e.text, "is away: "));
        assert_null(strstr(e.text, "falsch"));
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        for (int i = 0; i < 4; i++)
                unlink(file(
                        (const char *const[]){"server.pem", "server.key", "client.pem", "client.key"}[i]));
        rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(settings_that_make_no_sense_are_refused),
                cmocka_unit_test(no_url_is_no_registry),
                cmocka_unit_test(what_is_not_the_registrys_own_means_away),
                cmocka_unit_test(the_login_is_sent_and_not_shown),
                cmocka_unit_test(both_sides_show_certificates),
        };
        return cmocka_run_group_tests(tests, begin, end);
}

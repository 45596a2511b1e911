/* SPDX-License-Identifier: Apache-2.0
 *
 * test_clients.c - who may send, and the sessions they get.
 */
#include "core/lib/crypto.h"
#include "core/lib/httpd.h"
#include "producers/gateway/clients.h"
#include "producers/gateway/sessions.h"
#include "producers/gateway/strangers.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" /* SHA-256 of "secret" */

#define SECRET_COLONS \
        "2B:B8:0D:53:7B:1D:A3:E3:8B:D3:03:61:AA:85:56:86:BD:E0:EA:CD:71:62:FE:F6:A2:5F:E9:7B:F5:27:A2:5B"
#define OTHER "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa" /* of "other" */

static struct clients clients;
static struct err e;

static enum fault read_file(const char *text)
{
        char path[] = "/tmp/hentra-clients-XXXXXX";
        const int fd = mkstemp(path);
        assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
        close(fd);
        clients_close(&clients);
        const enum fault fault = clients_open(&clients, path, "gateway", &e);
        unlink(path);
        return fault;
}

static const uint8_t *at(const char *address)
{
        static uint8_t bytes[16];
        assert_true(httpd_parse_address(address, bytes));
        return bytes;
}

static const struct caller *from(const char *address)
{
        static struct caller caller;
        memcpy(caller.address, at(address), 16);
        return &caller;
}

/* From an address, with a certificate: its fingerprint is the SHA-256 of a text. */
static const struct caller *with(const char *address, const char *certificate, const char *subject)
{
        static struct tls_peer peer;
        static struct caller caller;
        memcpy(caller.address, at(address), 16);
        sha256_text(text_of(certificate), peer.fingerprint);
        snprintf(peer.subject, sizeof(peer.subject), "%s", subject);
        caller.peer = &peer;
        return &caller;
}

static void wrong_files_are_refused(void **state)
{
        (void)state;
        static const char *const files[][2] = {
                {"", "no [client NAME]"},
                {"token = " SECRET "\n", ":1: a section is [client NAME] or [units NAME]"},
                {"[client a]\nagency = x\n", "[client a] has no token, key, certificate, subject or address"},
                {"[client a]\ntoken = secret\n", ":2: token: expected is the SHA-256"},
                {"[client a]\nkey = " SECRET "0\n", ":2: key: expected is the SHA-256"},
                {"[client a]\naddress = here\n", ":2: address: expected are addresses"},
                {"[client a]\naddress = 10.0.0.0/33\n", ":2: address: behind / are at most 32 bits"},
                {"[client a]\nadress = ::1\n", "'adress' is none of"},
                {"[client a]\ntoken = " SECRET "\n[client b]\nkey = " SECRET "\n[client a]\nagency = x\n",
                 "[client a] is there twice"},
                {"[units a]\nx = y\n", ":2: [units a] stands behind [client a]"},
                {"[client a]\nkey = " SECRET "\n[units b]\nx = y\n",
                 ":4: [units b] stands behind [client b]"},
                {"[client a]\ncertificate = 00\n",
                 ":2: certificate: expected is the SHA-256 of a certificate"},
                {"[client a]\nsubject =\n", "[client a] has no token, key, certificate"},
                {"[client a]\nkey = " SECRET "\n[units a]\nx =\n",
                 ":4: the code of an agency has 1 to 64 bytes"},
        };
        for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
                assert_int_equal(read_file(files[i][0]), USAGE);
                if (!strstr(e.text, files[i][1]))
                        fail_msg("%s", e.text);
                assert_null(strstr(e.text, SECRET));
        }
        clients_close(&clients);
}

static void secrets_and_addresses(void **state)
{
        (void)state;
        assert_int_equal(read_file("[client token]\ntoken = " SECRET "\naddress = 10.2.0.0/15 fd00::/8\n"
                                   "[client key]\nkey = " SECRET "\n"
                                   "[client address]\naddress = 192.0.2.7\n"),
                         OK);
        assert_ptr_equal(clients_by_token(&clients, TEXT("secret"), from("10.3.255.1")), &clients.of[0]);
        assert_ptr_equal(clients_by_token(&clients, TEXT("secret"), from("fdff::1")), &clients.of[0]);
        assert_null(clients_by_token(&clients, TEXT("secret"), from("10.4.0.1")));
        assert_null(clients_by_token(&clients, TEXT("secre"), from("10.3.0.1")));
        assert_null(clients_by_token(&clients, TEXT(""), from("10.3.0.1")));
        assert_ptr_equal(clients_by_key(&clients, TEXT("secret"), from("10.4.0.1")), &clients.of[1]);
        assert_ptr_equal(clients_by_login(&clients, TEXT("token"), TEXT("secret"), from("10.2.0.1")),
                         &clients.of[0]);
        assert_null(clients_by_login(&clients, TEXT("key"), TEXT("secret"), from("10.2.0.1")));
        assert_null(clients_by_login(&clients, TEXT("address"), TEXT(""), from("192.0.2.7")));
        assert_ptr_equal(clients_by_caller(&clients, from("192.0.2.7")), &clients.of[2]);
        assert_null(clients_by_caller(&clients, from("192.0.2.8")));
        assert_null(clients_by_caller(&clients, from("10.2.0.1")));
        clients_close(&clients);
}

static void certificates(void **state)
{
        (void)state;
        assert_int_equal(read_file("[client one]\ncertificate = " SECRET_COLONS "\n"
                                   "[client named]\nsubject = CN=td,O=Sở,C=VN\naddress = 10.2.0.0/16\n"
                                   "[client both]\nsubject = CN=x\ntoken = " OTHER "\n"
                                   "[client bare]\naddress = 10.0.0.0/8\n"),
                         OK);
        assert_true(clients_need_certificates(&clients));
        /* The fingerprint goes before the subject, and both before the address. */
        assert_ptr_equal(clients_by_caller(&clients, with("10.2.0.1", "secret", "CN=td,O=Sở,C=VN")),
                         &clients.of[0]);
        assert_ptr_equal(clients_by_caller(&clients, with("10.2.0.1", "x", "CN=td,O=Sở,C=VN")),
                         &clients.of[1]);
        assert_ptr_equal(clients_by_caller(&clients, with("10.3.0.1", "x", "CN=td,O=Sở,C=VN")),
                         &clients.of[3]);
        assert_ptr_equal(clients_by_caller(&clients, from("10.2.0.1")), &clients.of[3]);
        assert_null(clients_by_caller(&clients, with("192.0.2.7", "x", "CN=td")));
        assert_null(clients_by_caller(&clients, with("192.0.2.7", "x", "")));
        /* All that a client has must be there. */
        assert_null(clients_by_caller(&clients, with("192.0.2.7", "x", "CN=x")));
        assert_null(clients_by_token(&clients, TEXT("other"), from("192.0.2.7")));
        assert_null(clients_by_token(&clients, TEXT("other"), with("192.0.2.7", "x", "CN=y")));
        assert_ptr_equal(clients_by_token(&clients, TEXT("other"), with("192.0.2.7", "x", "CN=x")),
                         &clients.of[2]);
        clients_close(&clients);
}

/* Two that are known by the same are refused, and both are named. */
static void no_two_the_same(void **state)
{
        (void)state;
        static const char *const same[][2] = {
                {"token = " SECRET "\n[client b]\ntoken = " SECRET "\n", "the same token"},
                {"key = " SECRET "\n[client b]\nkey = " SECRET "\naddress = ::1\n", "the same key"},
                {"certificate = " SECRET "\n[client b]\ncertificate = " OTHER " " SECRET_COLONS "\n",
                 "the same certificate"},
                {"subject = CN=x\n[client b]\nsubject = CN=x\n", "the same subject"},
                {"address = 10.1.2.3\n[client b]\naddress = 10.1.2.3\n", "common ones"},
                {"address = 10.0.0.0/8 10.1.0.0/16\n[client b]\naddress = 10.2.255.255\n", "common ones"},
                {"address = fd00::1\n[client b]\naddress = 10.1.2.3 fd00::7/8\n", "common ones"},
                {"address = 10.1.2.3\n[client b]\naddress = ::ffff:10.1.2.3\n", "common ones"},
                {"address = ::/0\n[client b]\naddress = 10.1.2.3\n", "common ones"},
        };
        static const char *const apart[] = {
                "token = " SECRET "\n[client b]\nkey = " SECRET "\n",
                "token = " SECRET "\naddress = 10.0.0.0/8\n[client b]\naddress = 10.1.2.3\n",
                "token = " SECRET "\ncertificate = " OTHER "\n[client b]\ncertificate = " OTHER "\n",
                "subject = CN=x\n[client b]\nsubject = CN=x,C=VN\n",
                "subject = CN=x\naddress = 10.0.0.0/8\n[client b]\naddress = 10.1.2.3\n",
                "address = 10.1.2.3 10.1.2.3 10.1.0.0/24\n[client b]\naddress = 10.1.2.4 10.1.1.0/24\n",
        };
        char file[1024];
        for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
                snprintf(file, sizeof(file), "[client a]\n%s", same[i][0]);
                if (read_file(file) != USAGE || !strstr(e.text, same[i][1]) ||
                    !strstr(e.text, "[client a]") || !strstr(e.text, "[client b]"))
                        fail_msg("%s: %s", same[i][0], e.text);
        }
        for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
                snprintf(file, sizeof(file), "[client a]\n%s", apart[i]);
                if (read_file(file) != OK)
                        fail_msg("%s: %s", apart[i], e.text);
        }
        clients_close(&clients);
}

/* Random ranges, beside a look at every pair of clients and address. */
static void random_ranges(void **state)
{
        (void)state;
        srand(17);
        for (int round = 0; round < 3000; round++) {
                char file[512] = "";
                bool has[4][16] = {{0}};
                bool common = false;
                for (int c = 0; c < 4; c++) {
                        snprintf(file + strlen(file), sizeof(file) - strlen(file),
                                 "[client %c]\naddress =", 'a' + c);
                        for (int k = rand() % 2; k >= 0; k--) {
                                const int last = rand() % 16, bits = 28 + rand() % 5;
                                snprintf(file + strlen(file), sizeof(file) - strlen(file), " 192.0.2.%d/%d",
                                         last, bits);
                                for (int a = 0; a < 16; a++)
                                        has[c][a] |= a >> (32 - bits) == last >> (32 - bits);
                        }
                        strcat(file, "\n");
                }
                for (int a = 0; a < 16; a++)
                        common |= has[0][a] + has[1][a] + has[2][a] + has[3][a] > 1;
                if (read_file(file) != (common ? USAGE : OK))
                        fail_msg("%s", file);
        }
        clients_close(&clients);
}

static void names_of_units(void **state)
{
        (void)state;
        assert_int_equal(read_file("[client a]\nkey = " SECRET
                                   "\n[units a]\nSở Nội vụ = H15.05\nUBND xã A = H15.101\n"),
                         OK);
        assert_int_equal(clients.of[0].unit_n, 2);
        assert_string_equal(clients.of[0].units[0].name, "Sở Nội vụ");
        assert_string_equal(clients.of[0].units[1].code, "H15.101");
        clients_close(&clients);
}

static void a_rate(void **state)
{
        (void)state;
        struct client c = {0};
        for (int i = 0; i < 10; i++)
                assert_true(client_may_call(&c, 10, 1000000));
        assert_false(client_may_call(&c, 10, 1000000));
        assert_false(client_may_call(&c, 10, 1050000));
        assert_true(client_may_call(&c, 10, 1110000));
        assert_false(client_may_call(&c, 10, 1110000));
        for (int i = 0; i < 10; i++)
                assert_true(client_may_call(&c, 10, 100000000));
        assert_false(client_may_call(&c, 10, 100000000));
}

/* A refusal costs one, a large body that was read for it more; another address pays nothing. */
static void refusals_of_an_address(void **state)
{
        (void)state;
        struct strangers *s = calloc(1, sizeof(*s));
        const micros now = 1000000;
        uint8_t one[16], other[16], six[16], neighbour[16];
        memcpy(one, at("192.0.2.7"), 16);
        memcpy(other, at("192.0.2.8"), 16);
        memcpy(six, at("2001:db8::1"), 16);
        memcpy(neighbour, at("2001:db8::2"), 16);
        for (int i = 0; i < 10; i++) {
                assert_true(stranger_may_call(s, one, 10, now));
                stranger_refused(s, one, 0, 1);
        }
        assert_false(stranger_may_call(s, one, 10, now));
        assert_true(stranger_may_call(s, other, 10, now));
        assert_true(stranger_may_call(s, one, 10, now + 110000));
        assert_true(stranger_may_call(s, six, 10, now));
        stranger_refused(s, six, 10 * STRANGER_BODY, 0);
        assert_false(stranger_may_call(s, neighbour, 10, now + 100000));
        assert_true(stranger_may_call(s, neighbour, 10, now + 210000));
        stranger_refused(s, other, 0, 5 * STRANGER_VALUES);
        assert_true(stranger_may_call(s, other, 10, now)); /* 4 of 10 are left */
        stranger_refused(s, other, 0, SIZE_MAX);
        assert_false(stranger_may_call(s, other, 10, now + 9700000));
        assert_true(stranger_may_call(s, other, 10, now + 9900000));
        free(s);
}

static void sessions_end(void **state)
{
        (void)state;
        struct sessions *s = calloc(1, sizeof(*s));
        struct client one = {0}, other = {0};
        char first[SESSION_TEXT], second[SESSION_TEXT];
        session_begin(s, &one, at("192.0.2.7"), 0, 100, first);
        session_begin(s, &other, at("192.0.2.7"), 0, 200, second);
        assert_string_not_equal(first, second);
        assert_ptr_equal(session_client(s, text_of(first), 99), &one);
        assert_ptr_equal(session_client(s, text_of(second), 99), &other);
        assert_null(session_client(s, text_of(first), 100));
        assert_true(sessions_know(s, at("192.0.2.7"), 199) && !sessions_know(s, at("192.0.2.7"), 200));
        assert_false(sessions_know(s, at("192.0.2.8"), 99));
        assert_null(session_client(s, TEXT(""), 99));
        first[0] = first[0] == 'a' ? 'b' : 'a';
        assert_null(session_client(s, text_of(first), 99));
        free(s);
}

/* Whoever logs in without end ends sessions of his own. */
static void sessions_of_others_stay(void **state)
{
        (void)state;
        struct sessions *s = calloc(1, sizeof(*s));
        struct client one = {0}, other = {0};
        char first[SESSION_TEXT], second[SESSION_TEXT], more[SESSION_TEXT];
        session_begin(s, &other, at("192.0.2.7"), 0, 100, second);
        session_begin(s, &one, at("192.0.2.7"), 0, 200, first);
        for (int i = 0; i < SESSIONS_MOST - 2; i++)
                session_begin(s, &one, at("192.0.2.7"), 0, 300, more);
        assert_ptr_equal(session_client(s, text_of(first), 99), &one);
        session_begin(s, &one, at("192.0.2.7"), 0, 300, more); /* no room */
        assert_null(session_client(s, text_of(first), 99));
        assert_ptr_equal(session_client(s, text_of(more), 99), &one);
        for (int i = 0; i < 2 * SESSIONS_MOST; i++)
                session_begin(s, &one, at("192.0.2.7"), 0, 300, more);
        assert_ptr_equal(session_client(s, text_of(second), 99), &other);
        assert_int_equal(one.session_n, SESSIONS_MOST - 1);
        /* One that has ended is the first to go. */
        session_begin(s, &one, at("192.0.2.7"), 150, 300, first);
        assert_int_equal(one.session_n, SESSIONS_MOST);
        assert_int_equal(other.session_n, 0);
        session_begin(s, &other, at("192.0.2.7"), 150, 300, second);
        assert_ptr_equal(session_client(s, text_of(second), 151), &other);
        free(s);
}

static void only_loopback_without_a_file(void **state)
{
        (void)state;
        assert_int_equal(clients_open(&clients, NULL, "gateway", &e), OK);
        assert_non_null(clients_by_caller(&clients, from("127.0.0.1")));
        assert_null(clients_by_token(&clients, TEXT(""), from("127.0.0.1")));
        clients_close(&clients);
        assert_true(httpd_is_loopback(at("127.1.2.3")) && httpd_is_loopback(at("::1")));
        assert_false(httpd_is_loopback(at("0.0.0.0")) || httpd_is_loopback(at("::")) ||
                     httpd_is_loopback(at("10.0.0.1")));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(wrong_files_are_refused),
                cmocka_unit_test(secrets_and_addresses),
                cmocka_unit_test(certificates),
                cmocka_unit_test(no_two_the_same),
                cmocka_unit_test(random_ranges),
                cmocka_unit_test(names_of_units),
                cmocka_unit_test(a_rate),
                cmocka_unit_test(refusals_of_an_address),
                cmocka_unit_test(sessions_end),
                cmocka_unit_test(sessions_of_others_stay),
                cmocka_unit_test(only_loopback_without_a_file),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

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

static const uint8_t *from(const char *address)
{
        static uint8_t bytes[16];
        assert_true(httpd_parse_address(address, bytes));
        return bytes;
}

static void wrong_files_are_refused(void **state)
{
        (void)state;
        static const char *const files[][2] = {
                {"", "no [client NAME]"},
                {"token = " SECRET "\n", ":1: a section is [client NAME] or [units NAME]"},
                {"[client a]\nagency = x\n", "[client a] has no token, key or address"},
                {"[client a]\ntoken = secret\n", ":2: token: expected is the SHA-256"},
                {"[client a]\nkey = " SECRET "0\n", ":2: key: expected is the SHA-256"},
                {"[client a]\naddress = here\n", ":2: address: expected are addresses"},
                {"[client a]\naddress = 10.0.0.0/33\n", ":2: address: behind / are at most 32 bits"},
                {"[client a]\nadress = ::1\n", "'adress' is none of"},
                {"[client a]\ntoken = " SECRET "\n[client b]\ntoken = " SECRET "\n[client a]\nagency = x\n",
                 "[client a] is there twice"},
                {"[units a]\nx = y\n", ":2: [units a] stands behind [client a]"},
                {"[client a]\nkey = " SECRET "\n[units b]\nx = y\n",
                 ":4: [units b] stands behind [client b]"},
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
        assert_ptr_equal(clients_by_address(&clients, from("192.0.2.7")), &clients.of[2]);
        assert_null(clients_by_address(&clients, from("192.0.2.8")));
        assert_null(clients_by_address(&clients, from("10.2.0.1")));
        clients_close(&clients);
}

static void what_they_may(void **state)
{
        (void)state;
        assert_int_equal(read_file("[client a]\ntoken = " SECRET "\nagencies = H15, H16\ndossiers = H15.\n"
                                   "[client b]\nkey = " SECRET "\n"),
                         OK);
        const struct client *a = &clients.of[0], *b = &clients.of[1];
        assert_true(client_may_agency(a, TEXT("H16.1")) && !client_may_agency(a, TEXT("H1")));
        assert_true(client_may_dossier(a, TEXT("H15.1-1")) && !client_may_dossier(a, TEXT("H16.1-1")));
        assert_true(client_may_agency(b, TEXT("H1")) && client_may_dossier(b, TEXT("x")));
        clients_close(&clients);
}

/* Without a list of dossiers the agency in the code is judged by the agencies; with one, by that alone. */
static void the_agency_in_a_code(void **state)
{
        (void)state;
        assert_int_equal(read_file("[client a]\ntoken = " SECRET "\nagencies = H15\n"
                                   "[client b]\nkey = " SECRET "\nagencies = H15\ndossiers = 000.00.\n"),
                         OK);
        const struct client *a = &clients.of[0], *b = &clients.of[1];
        assert_true(client_may_dossier(a, TEXT("H15.05-261008-0001")));
        assert_false(client_may_dossier(a, TEXT("H16.05-261008-0001")));
        assert_true(client_may_dossier(a, TEXT("x-1"))); /* it names none: the call's or the client's own */
        assert_true(client_may_dossier(b, TEXT("000.00.16.H15-261008-0001")));
        assert_false(client_may_dossier(b, TEXT("H15-261008-0001")));
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
        memcpy(one, from("192.0.2.7"), 16);
        memcpy(other, from("192.0.2.8"), 16);
        memcpy(six, from("2001:db8::1"), 16);
        memcpy(neighbour, from("2001:db8::2"), 16);
        for (int i = 0; i < 10; i++) {
                assert_true(stranger_may_call(s, one, 10, now));
                stranger_refused(s, one, 0);
        }
        assert_false(stranger_may_call(s, one, 10, now));
        assert_true(stranger_may_call(s, other, 10, now));
        assert_true(stranger_may_call(s, one, 10, now + 110000));
        assert_true(stranger_may_call(s, six, 10, now));
        stranger_refused(s, six, 10 * STRANGER_BODY);
        assert_false(stranger_may_call(s, neighbour, 10, now + 100000));
        assert_true(stranger_may_call(s, neighbour, 10, now + 210000));
        free(s);
}

static void sessions_end(void **state)
{
        (void)state;
        struct sessions *s = calloc(1, sizeof(*s));
        struct client one = {0}, other = {0};
        char first[SESSION_TEXT], second[SESSION_TEXT];
        session_begin(s, &one, 0, 100, first);
        session_begin(s, &other, 0, 200, second);
        assert_string_not_equal(first, second);
        assert_ptr_equal(session_client(s, text_of(first), 99), &one);
        assert_ptr_equal(session_client(s, text_of(second), 99), &other);
        assert_null(session_client(s, text_of(first), 100));
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
        session_begin(s, &other, 0, 100, second);
        session_begin(s, &one, 0, 200, first);
        for (int i = 0; i < SESSIONS_MOST - 2; i++)
                session_begin(s, &one, 0, 300, more);
        assert_ptr_equal(session_client(s, text_of(first), 99), &one);
        session_begin(s, &one, 0, 300, more); /* no room */
        assert_null(session_client(s, text_of(first), 99));
        assert_ptr_equal(session_client(s, text_of(more), 99), &one);
        for (int i = 0; i < 2 * SESSIONS_MOST; i++)
                session_begin(s, &one, 0, 300, more);
        assert_ptr_equal(session_client(s, text_of(second), 99), &other);
        assert_int_equal(one.session_n, SESSIONS_MOST - 1);
        /* One that has ended is the first to go. */
        session_begin(s, &one, 150, 300, first);
        assert_int_equal(one.session_n, SESSIONS_MOST);
        assert_int_equal(other.session_n, 0);
        session_begin(s, &other, 150, 300, second);
        assert_ptr_equal(session_client(s, text_of(second), 151), &other);
        free(s);
}

static void only_loopback_without_a_file(void **state)
{
        (void)state;
        assert_int_equal(clients_open(&clients, NULL, "gateway", &e), OK);
        assert_non_null(clients_by_address(&clients, from("127.0.0.1")));
        assert_null(clients_by_token(&clients, TEXT(""), from("127.0.0.1")));
        clients_close(&clients);
        assert_true(httpd_is_loopback(from("127.1.2.3")) && httpd_is_loopback(from("::1")));
        assert_false(httpd_is_loopback(from("0.0.0.0")) || httpd_is_loopback(from("::")) ||
                     httpd_is_loopback(from("10.0.0.1")));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(wrong_files_are_refused), cmocka_unit_test(secrets_and_addresses),
                cmocka_unit_test(what_they_may),           cmocka_unit_test(the_agency_in_a_code),
                cmocka_unit_test(names_of_units),          cmocka_unit_test(a_rate),
                cmocka_unit_test(refusals_of_an_address),  cmocka_unit_test(sessions_end),
                cmocka_unit_test(sessions_of_others_stay), cmocka_unit_test(only_loopback_without_a_file),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

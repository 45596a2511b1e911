/* SPDX-License-Identifier: Apache-2.0
 *
 * test_clients_may.c - agencies and dossiers that a client may send for.
 */
#include "producers/gateway/clients.h"
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

/* Codes are parted by dots: 17 is a department, 170 a commune that is none of it. */
static void an_agency_ends_at_a_dot(void **state)
{
        (void)state;
        static const struct {
                const char *agencies, *agency;
                bool may;
        } cases[] = {
                {"H21.17", "H21.17", true},
                {"H21.17", "H21.17.05", true},
                {"H21.17", "H21.170", false},
                {"H21.17", "H21.179.01", false},
                {"H21.17", "H21.1", false},
                {"H21", "H21.17", true},
                {"H21", "H211", false},
                {"H21.17.", "H21.17.05", true},
                {"H21.17.", "H21.17", false},
                {"H21.17.", "H21.170", false},
                {"H21.17 H21.170", "H21.170", true},
                {"000.00.", "000.00.16", true},
                {"H21.17", "", false},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                char file[256], dossier[64];
                snprintf(file, sizeof(file), "[client a]\ntoken = " SECRET "\nagencies = %s\n",
                         cases[i].agencies);
                assert_int_equal(read_file(file), OK);
                snprintf(dossier, sizeof(dossier), "%s-261008-0001", cases[i].agency);
                const struct client *a = &clients.of[0];
                if (client_may_agency(a, text_of(cases[i].agency)) != cases[i].may ||
                    (cases[i].agency[0] && client_may_dossier(a, text_of(dossier)) != cases[i].may))
                        fail_msg("%s of agencies = %s", cases[i].agency, cases[i].agencies);
                clients_close(&clients);
        }
}

/* Prefixes of dossiers are plain: whoever means one agency writes what follows its code. */
static void dossiers_are_plain_prefixes(void **state)
{
        (void)state;
        assert_int_equal(read_file("[client a]\ntoken = " SECRET "\ndossiers = H21.17\n"
                                   "[client b]\nkey = " SECRET "\ndossiers = H21.17- H21.17.\n"),
                         OK);
        const struct client *a = &clients.of[0], *b = &clients.of[1];
        assert_true(client_may_dossier(a, TEXT("H21.170-261008-0001")));
        assert_false(client_may_dossier(b, TEXT("H21.170-261008-0001")));
        assert_true(client_may_dossier(b, TEXT("H21.17-261008-0001")));
        assert_true(client_may_dossier(b, TEXT("H21.17.05-261008-0001")));
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

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_they_may),
                cmocka_unit_test(an_agency_ends_at_a_dot),
                cmocka_unit_test(dossiers_are_plain_prefixes),
                cmocka_unit_test(the_agency_in_a_code),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd_address.c - addresses as texts and bytes.
 */
#include "core/lib/httpd.h"
#include "tests/support/unit.h"

static void addresses_to_listen_at(void **state)
{
        (void)state;
        char host[HTTPD_HOST_MOST];
        int port;
        assert_true(httpd_read_address("127.0.0.1:8090", host, &port));
        assert_string_equal(host, "127.0.0.1");
        assert_int_equal(port, 8090);
        assert_true(httpd_read_address("[::1]:0", host, &port));
        assert_string_equal(host, "::1");
        static const char *const wrong[] = {"",
                                            ":",
                                            "8090",
                                            "127.0.0.1",
                                            "127.0.0.1:",
                                            "::1:80",
                                            "localhost:80",
                                            "127.0.0.1:65536",
                                            "[127.0.0.1]:80",
                                            "127.0.0.1:8x",
                                            "127.0.0.1:-1"};
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                if (httpd_read_address(wrong[i], host, &port))
                        fail_msg("%s is an address", wrong[i]);
}

static void networks(void **state)
{
        (void)state;
        static const char *const texts[] = {"192.0.2.7", "2001:db8::1", "::1"};
        static const struct {
                const char *one, *other;
                bool same;
        } pairs[] = {{"192.0.2.7", "192.0.2.7", true},          {"192.0.2.7", "192.0.2.8", false},
                     {"::ffff:192.0.2.7", "192.0.2.7", true},   {"2001:db8::1", "2001:db8::ffff:0:0:1", true},
                     {"2001:db8::1", "2001:db8:0:1::1", false}, {"::1", "192.0.2.7", false}};
        uint8_t a[16], b[16];
        char text[HTTPD_HOST_MOST];
        for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
                assert_true(httpd_parse_address(pairs[i].one, a) && httpd_parse_address(pairs[i].other, b));
                if (httpd_same_network(a, b) != pairs[i].same)
                        fail_msg("%s and %s", pairs[i].one, pairs[i].other);
        }
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                assert_true(httpd_parse_address(texts[i], a));
                httpd_write_address(a, text);
                assert_string_equal(text, texts[i]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(addresses_to_listen_at),
                                           cmocka_unit_test(networks)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

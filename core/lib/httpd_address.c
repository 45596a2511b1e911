/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_address.c - addresses of a server and of its callers, as text and as bytes.
 */
#include "core/lib/httpd.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool httpd_parse_address(const char *text, uint8_t out[static 16])
{
        memset(out, 0, 16);
        if (inet_pton(AF_INET6, text, out) == 1)
                return true;
        memset(out + 10, 0xff, 2);
        return inet_pton(AF_INET, text, out + 12) == 1;
}

static bool is_four(const uint8_t address[static 16])
{
        static const uint8_t mapped[12] = {[10] = 0xff, 0xff};
        return memcmp(address, mapped, sizeof(mapped)) == 0;
}

bool httpd_same_network(const uint8_t a[static 16], const uint8_t b[static 16])
{
        return memcmp(a, b, is_four(a) || is_four(b) ? 16 : 8) == 0;
}

void httpd_write_address(const uint8_t address[static 16], char out[static HTTPD_HOST_MOST])
{
        const bool four = is_four(address);
        if (!inet_ntop(four ? AF_INET : AF_INET6, four ? address + 12 : address, out, HTTPD_HOST_MOST))
                *out = '\0';
}

bool httpd_is_loopback(const uint8_t address[static 16])
{
        static const uint8_t six[16] = {[15] = 1}, four[13] = {[10] = 0xff, 0xff, 127};
        return memcmp(address, six, 16) == 0 || memcmp(address, four, 13) == 0;
}

bool httpd_read_address(const char *text, char host[static HTTPD_HOST_MOST], int *port)
{
        uint8_t address[16];
        char *rest;
        const char *colon = strrchr(text, ':');
        const size_t len = colon ? (size_t)(colon - text) : 0;
        if (len == 0 || len >= HTTPD_HOST_MOST || colon[1] < '0' || colon[1] > '9')
                return false;
        const bool bracket = text[0] == '[' && text[len - 1] == ']';
        snprintf(host, HTTPD_HOST_MOST, "%.*s", (int)(len - 2 * bracket), text + bracket);
        const long number = strtol(colon + 1, &rest, 10);
        *port = (int)number;
        return *rest == '\0' && number <= 65535 && httpd_parse_address(host, address) &&
               bracket == (strchr(host, ':') != NULL);
}

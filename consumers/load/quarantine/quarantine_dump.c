/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine_dump.c - see quarantine_dump.h.
 */
#include "consumers/load/quarantine/quarantine_dump.h"
#include "core/lib/kafka.h"
#include <stdio.h>
#include <stdlib.h>

/* Sixteen bytes a line, in hexadecimal and as text. */
void quarantine_dump(const char *what, struct text t)
{
        printf("%s, %zu bytes:\n", what, t.len);
        for (size_t at = 0; at < t.len; at += 16) {
                printf("  %06zx ", at);
                for (size_t i = at; i < at + 16; i++) {
                        if (i < t.len)
                                printf(" %02x", (unsigned char)t.at[i]);
                        else
                                printf("   ");
                }
                printf("  ");
                for (size_t i = at; i < at + 16 && i < t.len; i++)
                        putchar(t.at[i] >= 0x20 && t.at[i] < 0x7f ? t.at[i] : '.');
                putchar('\n');
        }
}

/* Somebody else chose the name: characters that a terminal would obey are not printed. */
void quarantine_dump_headers(struct text block)
{
        struct kafka_header *headers;
        const size_t n = kafka_headers_unpack(block, &headers, 0);
        for (size_t i = 0; i < n; i++) {
                char what[100];
                snprintf(what, sizeof(what), "header %s", headers[i].name);
                for (char *at = what; *at; at++)
                        *at = *at >= 0x20 && *at < 0x7f ? *at : '?';
                if (headers[i].value)
                        quarantine_dump(what, (struct text){headers[i].value, headers[i].len});
                else
                        printf("%s, no value\n", what);
        }
        free(headers);
}

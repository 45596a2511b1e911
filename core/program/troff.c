/* SPDX-License-Identifier: Apache-2.0
 *
 * troff.c - see troff.h.
 *
 * A backslash, a dash, and a first dot or quotation mark of a line have a meaning in troff.
 */
#include "core/program/troff.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MOST = 76 };

static void put(const char *at, size_t len)
{
        for (; len > 0; at++, len--) {
                if (*at == '\\')
                        fputs("\\e", stdout);
                else if (*at == '-')
                        fputs("\\-", stdout);
                else
                        putchar(*at);
        }
}

static void put_line(const char *at, size_t len)
{
        if (len > 0 && (*at == '.' || *at == '\''))
                fputs("\\&", stdout);
        put(at, len);
        putchar('\n');
}

/* The bytes of a line that fit: up to its last blank in time, else to its first one. */
static size_t fitting(const char *at, size_t len)
{
        size_t cut = len;
        if (len <= LINE_MOST)
                return len;
        for (size_t i = 0; i < len && (i <= LINE_MOST || cut == len); i++)
                if (at[i] == ' ')
                        cut = i;
        return cut;
}

static void put_filled(const char *at, size_t len)
{
        while (len > 0) {
                const size_t n = fitting(at, len);
                put_line(at, n);
                const size_t skip = n < len ? n + strspn(at + n, " ") : n;
                at += skip;
                len -= skip;
        }
}

void troff_text(const char *text)
{
        bool indented = false, parted = false, begun = false;
        while (*text) {
                const size_t len = strcspn(text, "\n");
                const bool indent = *text == ' ';
                if (indented && !indent)
                        puts(".fi");
                if (begun && len > 0 && (parted || indent != indented))
                        puts(".PP");
                if (indent && !indented)
                        puts(".nf");
                if (indent)
                        put_line(text, len);
                else
                        put_filled(text, len);
                indented = indent;
                parted = len == 0;
                begun = begun || len > 0;
                text += len + (text[len] == '\n');
        }
        if (indented)
                puts(".fi");
}

void troff_word(const char *text)
{
        put(text, strlen(text));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * text.c - borrowed runs of bytes; see text.h.
 */
#include "core/base/text.h"

#include <string.h>

struct text text_of(const char *c_string)
{
        return c_string ? (struct text){c_string, strlen(c_string)} : (struct text){0};
}

int text_compare(struct text a, struct text b)
{
        size_t shorter = a.len < b.len ? a.len : b.len;
        int order = shorter > 0 ? memcmp(a.at, b.at, shorter) : 0;
        return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_space(char c)
{
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t)
{
        while (t.len > 0 && is_space(t.at[t.len - 1]))
                t.len--;
        while (t.len > 0 && is_space(t.at[0])) {
                t.at++;
                t.len--;
        }
        return t;
}

/* The length of the UTF-8 sequence at p, or 0 if there is none (RFC 3629, section 4). The second byte has a
 * narrower range where a wider one would allow overlong forms, surrogates, or more than U+10FFFF. */
static size_t sequence_length(const unsigned char *p, size_t len)
{
        size_t need;
        unsigned char least = 0x80, most = 0xbf;
        if (p[0] < 0x80)
                return 1;
        if (p[0] >= 0xc2 && p[0] <= 0xdf)
                need = 2;
        else if (p[0] >= 0xe0 && p[0] <= 0xef)
                need = 3;
        else if (p[0] >= 0xf0 && p[0] <= 0xf4)
                need = 4;
        else
                return 0;
        if (p[0] == 0xe0)
                least = 0xa0;
        else if (p[0] == 0xed)
                most = 0x9f;
        else if (p[0] == 0xf0)
                least = 0x90;
        else if (p[0] == 0xf4)
                most = 0x8f;
        if (len < need || p[1] < least || p[1] > most)
                return 0;
        for (size_t i = 2; i < need; i++)
                if ((p[i] & 0xc0) != 0x80)
                        return 0;
        return need;
}

const char *text_check(struct text t)
{
        const unsigned char *p = (const unsigned char *)t.at;
        for (size_t i = 0; i < t.len;) {
                if (p[i] == 0)
                        return "holds a NUL byte";
                size_t n = sequence_length(p + i, t.len - i);
                if (n == 0)
                        return "is not valid UTF-8";
                i += n;
        }
        return NULL;
}

static bool is_control(unsigned char c)
{
        return c < 0x20 || c == 0x7f;
}

static bool has_control(struct text t)
{
        for (size_t i = 0; i < t.len; i++)
                if (is_control((unsigned char)t.at[i]))
                        return true;
        return false;
}

const char *text_check_printable(struct text t)
{
        const unsigned char *p = (const unsigned char *)t.at;
        for (size_t i = 0; i < t.len;) {
                size_t n = is_control(p[i]) ? 0 : sequence_length(p + i, t.len - i);
                if (n == 0)
                        return has_control(t) ? "holds a control character" : "is not valid UTF-8";
                i += n;
        }
        return NULL;
}

/* A character of valid UTF-8, at its first byte. */
static bool turns(const unsigned char *p)
{
        if (p[0] == 0xc2)
                return p[1] < 0xa0; /* C1 */
        if (p[0] == 0xd8)
                return p[1] == 0x9c; /* U+061C */
        if (p[0] != 0xe2)
                return false;
        return (p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xa8 && p[2] <= 0xae))) ||
               (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

const char *text_check_shown(struct text t)
{
        const char *wrong = text_check_printable(t);
        for (size_t i = 0; !wrong && i < t.len; i++) {
                if (turns((const unsigned char *)t.at + i))
                        return "holds a control character";
        }
        return wrong;
}

int text_columns(struct text t)
{
        int n = 0;
        for (size_t i = 0; i < t.len; i++)
                n += ((unsigned char)t.at[i] & 0xC0) != 0x80;
        return n;
}

int text_field(struct text t, int columns)
{
        return columns + (int)t.len - text_columns(t);
}

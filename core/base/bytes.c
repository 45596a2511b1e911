/* SPDX-License-Identifier: Apache-2.0
 *
 * bytes.c - a growing buffer and big-endian numbers; see bytes.h.
 */
#include "core/base/bytes.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void out_of_memory(size_t size)
{
        char line[96];
        int len = size > 0 ? snprintf(line, sizeof(line),
                                      "hentra: out of memory: %zu bytes were not to be had\n", size)
                           : snprintf(line, sizeof(line), "hentra: out of memory\n");
        ssize_t written = write(STDERR_FILENO, line, (size_t)len);
        (void)written;
        _exit(EXIT_FAILURE);
}

static void *needed(void *p, size_t size)
{
        if (!p)
                out_of_memory(size);
        return p;
}

void *need_alloc(size_t size)
{
        return needed(calloc(1, size > 0 ? size : 1), size);
}

void *need_realloc(void *p, size_t size)
{
        return needed(realloc(p, size > 0 ? size : 1), size);
}

char *need_strdup(const char *s)
{
        return needed(strdup(s), strlen(s) + 1);
}

void bytes_free(struct bytes *b)
{
        free(b->at);
        *b = (struct bytes){0};
}

void bytes_clear(struct bytes *b)
{
        b->len = 0;
}

uint8_t *bytes_room(struct bytes *b, size_t more)
{
        if (more > b->capacity - b->len) {
                size_t want = b->len + more;
                size_t doubled = b->capacity * 2 > 256 ? b->capacity * 2 : 256;
                b->capacity = want > doubled ? want : doubled;
                b->at = need_realloc(b->at, b->capacity);
        }
        uint8_t *room = b->at + b->len;
        b->len += more;
        return room;
}

void bytes_add(struct bytes *b, const void *p, size_t len)
{
        if (len > 0)
                memcpy(bytes_room(b, len), p, len);
}

void bytes_be16(struct bytes *b, uint16_t v)
{
        write_be16(bytes_room(b, sizeof(v)), v);
}

void bytes_be32(struct bytes *b, uint32_t v)
{
        write_be32(bytes_room(b, sizeof(v)), v);
}

void bytes_be64(struct bytes *b, uint64_t v)
{
        write_be64(bytes_room(b, sizeof(v)), v);
}

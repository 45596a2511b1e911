/* SPDX-License-Identifier: Apache-2.0
 *
 * bytes.c - a growing buffer and big-endian numbers; see bytes.h.
 */
#include "core/base/bytes.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

void *need_large(size_t size)
{
        if (size < HUGE_PAGE)
                return needed(malloc(size > 0 ? size : 1), size);
        void *p = needed(aligned_alloc(HUGE_PAGE, (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE), size);
        (void)!madvise(p, size, MADV_HUGEPAGE); /* without them all works too */
        return p;
}

void *need_larger(void *table, size_t used, size_t size)
{
        void *p = need_large(size);
        if (used > 0)
                memcpy(p, table, used);
        free(table);
        return p;
}

void memory_give_back(void)
{
        malloc_trim(0);
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

void bytes_grow(struct bytes *b, size_t more)
{
        const size_t want = b->len + more;
        const size_t doubled = b->capacity * 2 > 256 ? b->capacity * 2 : 256;
        b->capacity = want > doubled ? want : doubled;
        b->at = need_realloc(b->at, b->capacity);
}

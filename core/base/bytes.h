/* SPDX-License-Identifier: Apache-2.0
 *
 * bytes.h - a growing buffer, and the big-endian numbers of PostgreSQL's binary formats.
 *
 * Running out of memory ends the program. The callers' own limits (load.memory) bound the sizes;
 * everything that is not committed is still in Kafka or in the files, and the next start goes on from
 * there.
 */
#ifndef HENTRA_BASE_BYTES_H
#define HENTRA_BASE_BYTES_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes { /* zero is empty and ready */
        uint8_t *at;
        size_t len, capacity;
};
void bytes_free(struct bytes *b);  /* twice is fine */
void bytes_clear(struct bytes *b); /* keeps the memory */
/* Makes room for `more` bytes behind the contents, for the caller to fill. They count as used at once; the
 * pointer is valid until anything else is added. */
static inline uint8_t *bytes_room(struct bytes *b, size_t more);
void bytes_grow(struct bytes *b, size_t more); /* the rest of bytes_room() */
static inline void bytes_add(struct bytes *b, const void *p, size_t len);

/* Inline, since they are called millions of times. */
static inline void write_be16(uint8_t *p, uint16_t v)
{
        v = htobe16(v);
        memcpy(p, &v, sizeof(v));
}
static inline void write_be32(uint8_t *p, uint32_t v)
{
        v = htobe32(v);
        memcpy(p, &v, sizeof(v));
}
static inline void write_be64(uint8_t *p, uint64_t v)
{
        v = htobe64(v);
        memcpy(p, &v, sizeof(v));
}
static inline uint8_t *bytes_room(struct bytes *b, size_t more)
{
        if (more > b->capacity - b->len)
                bytes_grow(b, more);
        uint8_t *room = b->at + b->len;
        b->len += more;
        return room;
}
static inline void bytes_add(struct bytes *b, const void *p, size_t len)
{
        if (len > 0)
                /* cppcheck-suppress uninitvar ; callers fill *p in the argument that gives its length */
                memcpy(bytes_room(b, len), p, len);
}
static inline void bytes_be16(struct bytes *b, uint16_t v)
{
        write_be16(bytes_room(b, sizeof(v)), v);
}
static inline void bytes_be32(struct bytes *b, uint32_t v)
{
        write_be32(bytes_room(b, sizeof(v)), v);
}
static inline void bytes_be64(struct bytes *b, uint64_t v)
{
        write_be64(bytes_room(b, sizeof(v)), v);
}
static inline uint16_t read_be16(const uint8_t *p)
{
        uint16_t v;
        memcpy(&v, p, sizeof(v));
        return be16toh(v);
}
static inline uint32_t read_be32(const uint8_t *p)
{
        uint32_t v;
        memcpy(&v, p, sizeof(v));
        return be32toh(v);
}
static inline uint64_t read_be64(const uint8_t *p)
{
        uint64_t v;
        memcpy(&v, p, sizeof(v));
        return be64toh(v);
}

/* Prints one line and ends the program with exit code 1. `size` 0: a library ran out of memory, which does
 * not report how much it wanted. Nothing is flushed and no server is told, as after a kill. */
_Noreturn void out_of_memory(size_t size);

/* Returns memory, or ends the program by out_of_memory(). */
void *need_alloc(size_t size); /* zeroed; size 0 gives a valid pointer */
void *need_realloc(void *p, size_t size);
char *need_strdup(const char *s);

/* Memory for a large table that is read here and there; not zeroed, and returned by free(). The system is
 * asked for huge pages: with small ones, to find the page of such a read takes longer than the read. */
enum { HUGE_PAGE = 1 << 21 };
void *need_large(size_t size);
/* Moves a table of `used` bytes into one of `size` bytes, and returns the old one. */
void *need_larger(void *table, size_t used, size_t size);
/* Gives free memory back to the system, which free() keeps where it lies scattered: a catch-up of ten years
 * else grew from 110 to 137 MB. Takes milliseconds. */
void memory_give_back(void);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_entry.c - see memory_entry.h.
 */
#include "producers/memory_entry.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include <string.h>

enum {
        CHECKSUM = 4, /* bytes, behind all others */
        UNHASHED = 54 /* bytes before it in an entry without the hash of a row */
};

struct text memory_key_text(const struct memory_key *k)
{
        return (struct text){(const char *)k->at + MEMORY_DAY_SIZE, k->len - MEMORY_DAY_SIZE};
}

bool memory_key_read(struct text key, struct text *source, struct text *dossier_id)
{
        const size_t len = key.len > 0 ? (uint8_t)key.at[0] : 0;
        if (key.len < 1 + len)
                return false;
        *source = (struct text){key.at + 1, len};
        *dossier_id = (struct text){key.at + 1 + len, key.len - 1 - len};
        return true;
}

struct text memory_key_by_age(struct memory_key *k, int32_t day)
{
        write_be32(k->at, (uint32_t)day ^ 1U << 31);
        return (struct text){(const char *)k->at, k->len};
}

int32_t memory_day(micros t)
{
        return (int32_t)floor_div(t, MICROS_PER_DAY);
}

static void add_to_key(struct memory_key *k, struct text part)
{
        memcpy(k->at + k->len, part.at, part.len);
        k->len += part.len;
}

/* The source has its length before it: no source is the beginning of another. */
bool memory_key_make(struct memory_key *k, struct text source, struct text dossier_id)
{
        k->len = MEMORY_DAY_SIZE;
        if (source.len > SOURCE_MOST || dossier_id.len > DOSSIER_ID_MOST)
                return false;
        k->at[k->len++] = (uint8_t)source.len;
        add_to_key(k, source);
        add_to_key(k, dossier_id);
        return true;
}

bool memory_key_of_bytes(struct memory_key *k, struct text bytes)
{
        k->len = 0;
        if (bytes.len <= MEMORY_DAY_SIZE || bytes.len > sizeof(k->at))
                return false;
        add_to_key(k, bytes);
        return true;
}

void memory_time_write(uint8_t *at, micros t)
{
        write_be64(at, (uint64_t)t ^ 1ULL << 63);
}

micros memory_time_read(const uint8_t *at)
{
        return (micros)(read_be64(at) ^ 1ULL << 63);
}

static uint32_t checksum(struct text key, const uint8_t *value, size_t len)
{
        uint8_t all[MEMORY_KEY_MOST + MEMORY_ENTRY_SIZE];
        memcpy(all, key.at, key.len);
        memcpy(all + key.len, value, len);
        return (uint32_t)hash_bytes(all, key.len + len);
}

struct text memory_entry_write(uint8_t out[static MEMORY_ENTRY_SIZE], struct text key,
                               const struct memory_entry *v)
{
        const struct remembered *r = &v->r;
        write_be64(out, r->hash);
        memory_time_write(out + 8, r->stated_at);
        memory_time_write(out + 16, r->said_at);
        memory_time_write(out + 24, r->due_at);
        memory_time_write(out + 32, r->ended_at);
        write_be64(out + 40, r->export_number);
        out[48] = (uint8_t)r->ended_by;
        out[49] = (uint8_t)(r->empty | r->missed << 1);
        write_be32(out + 50, (uint32_t)v->day);
        write_be64(out + UNHASHED, r->row_hash);
        write_be32(out + MEMORY_ENTRY_SIZE - CHECKSUM, checksum(key, out, MEMORY_ENTRY_SIZE - CHECKSUM));
        return (struct text){(const char *)out, MEMORY_ENTRY_SIZE};
}

bool memory_entry_read(struct text key, struct text value, struct memory_entry *v)
{
        const uint8_t *at = (const uint8_t *)value.at;
        const bool hashed = value.len == MEMORY_ENTRY_SIZE;
        if ((!hashed && value.len != UNHASHED + CHECKSUM) || key.len > MEMORY_KEY_MOST ||
            read_be32(at + value.len - CHECKSUM) != checksum(key, at, value.len - CHECKSUM))
                return false;
        v->day = (int32_t)read_be32(at + 50);
        v->r = (struct remembered){
                .hash = read_be64(at),
                .stated_at = memory_time_read(at + 8),
                .said_at = memory_time_read(at + 16),
                .due_at = memory_time_read(at + 24),
                .ended_at = memory_time_read(at + 32),
                .export_number = read_be64(at + 40),
                .ended_by = (enum status)at[48],
                .empty = at[49] & 1,
                .missed = at[49] & 2,
                .row_hash = hashed ? read_be64(at + UNHASHED) : 0,
        };
        return true;
}

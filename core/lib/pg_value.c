/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_value.c - numbers, texts, times and arrays in PostgreSQL's binary formats.
 *
 * Knows bytes only, not libpq: values come from and go to pg.c. Instants are microseconds since 2000-01-01
 * there and since 1970-01-01 here.
 */
#include "core/lib/pg.h"

#include <stdlib.h>

/* Oids of built-in types; they are part of PostgreSQL's stable catalogue (pg_type.dat). */
enum {
        OID_BOOL = 16,
        OID_BYTEA = 17,
        OID_INT8 = 20,
        OID_INT2 = 21,
        OID_INT4 = 23,
        OID_TEXT = 25,
        OID_INT4_ARRAY = 1007,
        OID_TEXT_ARRAY = 1009,
        OID_INT8_ARRAY = 1016,
        OID_DATE = 1082,
        OID_TIMESTAMPTZ = 1184,
};

#define EPOCH_DAYS   10957 /* 2000-01-01 */
#define EPOCH_MICROS ((int64_t)EPOCH_DAYS * MICROS_PER_DAY)

static void put_be(uint8_t *out, uint64_t v, int n)
{
        for (int i = n - 1; i >= 0; i--, v >>= 8)
                out[i] = (uint8_t)v;
}

static struct pg_param number(uint32_t type, int64_t v, int len)
{
        struct pg_param p = {.type = type, .len = len, .in_place = true};
        put_be(p.inline_value, (uint64_t)v, len);
        return p;
}

struct pg_param pg_int4(int32_t v)
{
        return number(OID_INT4, v, 4);
}

struct pg_param pg_int8(int64_t v)
{
        return number(OID_INT8, v, 8);
}

struct pg_param pg_bool(bool v)
{
        return number(OID_BOOL, v, 1);
}

struct pg_param pg_text(struct text v)
{
        return (struct pg_param){.type = OID_TEXT, .at = v.at, .len = (int)v.len};
}

struct pg_param pg_bytea(const void *at, size_t len)
{
        return (struct pg_param){.type = OID_BYTEA, .at = at, .len = (int)len};
}

struct pg_param pg_instant(micros t)
{
        if (t == NO_TIME)
                return (struct pg_param){.type = OID_TIMESTAMPTZ};
        return number(OID_TIMESTAMPTZ, t - EPOCH_MICROS, 8);
}

struct pg_param pg_date(int32_t day)
{
        return number(OID_DATE, day - EPOCH_DAYS, 4);
}

/* Dimensions, no nulls, element type; then one dimension with lower bound 1 (none when empty). */
static void array_head(struct bytes *b, uint32_t element, size_t n)
{
        bytes_be32(b, n ? 1 : 0);
        bytes_be32(b, 0);
        bytes_be32(b, element);
        if (n) {
                bytes_be32(b, (uint32_t)n);
                bytes_be32(b, 1);
        }
}

struct pg_param pg_int4_array(struct bytes *buffer, const int32_t *v, size_t n)
{
        bytes_clear(buffer);
        array_head(buffer, OID_INT4, n);
        for (size_t i = 0; i < n; i++)
                pg_row_int4(buffer, v[i]);
        return (struct pg_param){.type = OID_INT4_ARRAY, .at = buffer->at, .len = (int)buffer->len};
}

struct pg_param pg_int8_array(struct bytes *buffer, const int64_t *v, size_t n)
{
        bytes_clear(buffer);
        pg_row_words(buffer, v, n);
        /* Without the length that a column of COPY has in front. */
        return (struct pg_param){.type = OID_INT8_ARRAY, .at = buffer->at + 4, .len = (int)buffer->len - 4};
}

struct pg_param pg_text_array(struct bytes *buffer, const struct text *v, size_t n)
{
        bytes_clear(buffer);
        array_head(buffer, OID_TEXT, n);
        for (size_t i = 0; i < n; i++)
                pg_row_text(buffer, v[i]);
        return (struct pg_param){.type = OID_TEXT_ARRAY, .at = buffer->at, .len = (int)buffer->len};
}

void pg_records_begin(struct bytes *array, uint32_t row_type, size_t rows)
{
        bytes_clear(array);
        array_head(array, row_type, rows);
}

void pg_records_add(struct bytes *array, const struct bytes *row, const uint32_t *types)
{
        const uint8_t *p = row->at + 2;
        const uint32_t columns = read_be16(row->at);
        bytes_be32(array, (uint32_t)(4 + row->len - 2 + 4 * columns));
        bytes_be32(array, columns);
        for (uint32_t i = 0; i < columns; i++) {
                const uint32_t len = read_be32(p);
                const size_t size = 4 + (len == UINT32_MAX ? 0 : len);
                bytes_be32(array, types[i]);
                bytes_add(array, p, size);
                p += size;
        }
}

struct pg_param pg_records_param(const struct bytes *array)
{
        return (struct pg_param){.at = array->at, .len = (int)array->len};
}

void pg_row_begin(struct bytes *b, int columns)
{
        bytes_be16(b, (uint16_t)columns);
}

void pg_row_null(struct bytes *b)
{
        bytes_be32(b, UINT32_MAX);
}

void pg_row_bool(struct bytes *b, bool v)
{
        bytes_be32(b, 1);
        bytes_add(b, &(const uint8_t){v}, 1);
}

void pg_row_int2(struct bytes *b, int16_t v)
{
        bytes_be32(b, 2);
        bytes_be16(b, (uint16_t)v);
}

void pg_row_int4(struct bytes *b, int32_t v)
{
        uint8_t *p = bytes_room(b, 8);
        write_be32(p, 4);
        write_be32(p + 4, (uint32_t)v);
}

void pg_row_int8(struct bytes *b, int64_t v)
{
        uint8_t *p = bytes_room(b, 12);
        write_be32(p, 8);
        write_be64(p + 4, (uint64_t)v);
}

void pg_row_text(struct bytes *b, struct text v)
{
        bytes_be32(b, (uint32_t)v.len);
        bytes_add(b, v.at, v.len);
}

void pg_row_instant(struct bytes *b, micros t)
{
        if (t == NO_TIME)
                pg_row_null(b);
        else
                pg_row_int8(b, t - EPOCH_MICROS);
}

void pg_row_date(struct bytes *b, int32_t day)
{
        pg_row_int4(b, day - EPOCH_DAYS);
}

void pg_row_words(struct bytes *b, const int64_t *words, size_t n)
{
        bytes_be32(b, (uint32_t)((n ? 20 : 12) + 12 * n));
        array_head(b, OID_INT8, n);
        uint8_t *p = bytes_room(b, 12 * n);
        for (size_t i = 0; i < n; i++, p += 12) {
                write_be32(p, 8);
                write_be64(p + 4, (uint64_t)words[i]);
        }
}

void pg_row_int4s(struct bytes *b, const int32_t *v, size_t n)
{
        bytes_be32(b, (uint32_t)((n ? 20 : 12) + 8 * n));
        array_head(b, OID_INT4, n);
        for (size_t i = 0; i < n; i++)
                pg_row_int4(b, v[i]);
}

int64_t pg_get_int(const struct pg_result *r, int row, int column)
{
        if (pg_is_null(r, row, column))
                return 0;
        const struct text v = pg_get_text(r, row, column);
        const uint8_t *p = (const uint8_t *)v.at;
        switch (v.len) {
        case 1:
                return p[0];
        case 2:
                return (int16_t)read_be16(p);
        case 4:
                return (int32_t)read_be32(p);
        case 8:
                return (int64_t)read_be64(p);
        default:
                abort(); /* the column has another type than the caller expects: a bug */
        }
}

micros pg_get_instant(const struct pg_result *r, int row, int column)
{
        const int64_t at = pg_get_int(r, row, column);
        if (pg_is_null(r, row, column))
                return NO_TIME;
        return at > INT64_MAX - EPOCH_MICROS ? INT64_MAX : at + EPOCH_MICROS;
}

int32_t pg_get_date(const struct pg_result *r, int row, int column)
{
        return (int32_t)pg_get_int(r, row, column) + EPOCH_DAYS;
}

size_t pg_get_words(const struct pg_result *r, int row, int column, int64_t *words, size_t most)
{
        const struct text v = pg_get_text(r, row, column);
        const uint8_t *p = (const uint8_t *)v.at;
        if (v.len < 20 || read_be32(p) == 0)
                return 0;
        const size_t n = read_be32(p + 12);
        if (v.len < 20 + 12 * n)
                return 0;
        for (size_t i = 0; i < n && i < most; i++)
                words[i] = (int64_t)read_be64(p + 20 + 12 * i + 4);
        return n;
}

/* ---- rows of COPY … TO STDOUT ---- */

const char *pg_copied_begin(struct text row)
{
        return row.at + 2;
}

struct text pg_copied_next(const char **at)
{
        const uint32_t len = read_be32((const uint8_t *)*at);
        *at += 4;
        if (len == UINT32_MAX)
                return (struct text){0};
        const struct text column = {*at, len};
        *at += len;
        return column;
}

int64_t pg_copied_int(const char **at)
{
        const struct text column = pg_copied_next(at);
        const uint8_t *p = (const uint8_t *)column.at;
        switch (column.len) {
        case 2:
                return (int16_t)read_be16(p);
        case 4:
                return (int32_t)read_be32(p);
        case 8:
                return (int64_t)read_be64(p);
        default:
                return 0;
        }
}

int32_t pg_copied_date(const char **at)
{
        const int64_t day = pg_copied_int(at) + EPOCH_DAYS;
        return day < INT32_MAX ? (int32_t)day : INT32_MAX; /* infinity */
}
